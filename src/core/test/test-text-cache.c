/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/text-cache.h"

#include <glib.h>
#include <string.h>

static void
assert_text(TextSlot *slot, const void *source, unsigned int flags, const char *expected)
{
    g_autofree char *text = text_slot_get(slot, source, flags);

    g_assert_cmpstr(text, ==, expected);
}

static void
test_slot(void)
{
    g_autoptr(Name) a = name_new("a");
    g_autoptr(Name) b = name_new("b");
    TextSlot slot = { 0 };

    assert_text(&slot, a, 0, NULL);
    text_slot_put(&slot, &publish_names, a, 0, "text of a");
    assert_text(&slot, a, 0, "text of a");
    assert_text(&slot, a, 1, NULL);
    assert_text(&slot, b, 0, NULL);
    text_slot_put(&slot, &publish_names, b, 1, "text of b");
    assert_text(&slot, a, 0, NULL);
    assert_text(&slot, b, 1, "text of b");
    text_slot_clear(&slot);
    assert_text(&slot, b, 1, NULL);
    g_assert_cmpint(atomic_load(&a->refs), ==, 1);
    g_assert_cmpint(atomic_load(&b->refs), ==, 1);
}

/* More than there is room for: the oldest go, and what is left is not more. */
static void
test_bound(void)
{
    const unsigned int n = 2000;
    const size_t size = TEXT_CACHE_BYTES / 1000;
    g_autofree TextSlot *slots = g_new0(TextSlot, n);
    g_autofree char *text = g_malloc(size);
    g_autoptr(Name) source = name_new("source");
    unsigned int n_kept = 0;

    memset(text, 'x', size - 1);
    text[size - 1] = '\0';
    for (unsigned int i = 0; i < n; i++)
        text_slot_put(&slots[i], &publish_names, source, 0, text);
    for (unsigned int i = 0; i < n; i++) {
        g_autofree char *found = text_slot_get(&slots[i], source, 0);

        n_kept += found != NULL;
        text_slot_clear(&slots[i]);
    }
    g_assert_cmpuint(n_kept, >, 500);
    g_assert_cmpuint(n_kept, <=, 1000);
    g_assert_cmpint(atomic_load(&source->refs), ==, 1);
}

/* One that would send away many others is not kept. */
static void
test_large(void)
{
    g_autoptr(Name) source = name_new("source");
    g_autofree char *text = g_strnfill(TEXT_CACHE_BYTES / 16, 'x');
    TextSlot slot = { 0 };

    text_slot_put(&slot, &publish_names, source, 0, text);
    assert_text(&slot, source, 0, NULL);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text-cache/slot", test_slot);
    g_test_add_func("/text-cache/bound", test_bound);
    g_test_add_func("/text-cache/large", test_large);
    return g_test_run();
}
