/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static bool
is_zero(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i])
            return false;
    }
    return true;
}

/* Whatever the sizes, objects are aligned and zeroed and do not overlap anything else. */
static void
test_objects_and_text(void)
{
    enum { N = 3000 };
    g_autoptr(Arena) arena = arena_new(0);
    g_autoptr(GRand) rand = g_rand_new_with_seed(1);
    char *objects[N];
    char *texts[N];
    size_t sizes[N];

    for (int i = 0; i < N; i++) {
        size_t size = (size_t)g_rand_int_range(rand, 0, i % 500 == 0 ? 70000 : 90);
        g_autofree char *text = g_strnfill(size, (char)('a' + i % 26));

        sizes[i] = size;
        objects[i] = arena_alloc(arena, size);
        g_assert_cmpuint((uintptr_t)objects[i] % _Alignof(max_align_t), ==, 0);
        g_assert_true(is_zero(objects[i], size));
        memset(objects[i], i % 251, size);
        texts[i] = arena_strndup(arena, text, size);
    }
    for (int i = 0; i < N; i++) {
        g_assert_cmpuint(strlen(texts[i]), ==, sizes[i]);
        for (size_t k = 0; k < sizes[i]; k++) {
            g_assert_cmpint((unsigned char)objects[i][k], ==, i % 251);
            g_assert_cmpint(texts[i][k], ==, 'a' + i % 26);
        }
    }
}

static void
test_strings(void)
{
    g_autoptr(Arena) arena = arena_new(100);

    g_assert_null(arena_strdup(arena, NULL));
    g_assert_cmpstr(arena_strdup(arena, "text"), ==, "text");
    g_assert_cmpstr(arena_strndup(arena, "text", 2), ==, "te");
    g_assert_cmpstr(arena_strndup(arena, "text", 0), ==, "");
    g_assert_cmpstr(arena_printf(arena, "%d-%s", 7, "x"), ==, "7-x");
}

static void
test_grow(void)
{
    g_autoptr(Arena) arena = arena_new(0);
    int *items = NULL;
    int copies = 0;

    for (size_t n = 0; n < 5000; n++) {
        int *grown = arena_grow(arena, items, n, sizeof(int));

        copies += grown != items;
        items = grown;
        g_assert_cmpint(items[n], ==, 0);
        items[n] = (int)n;
    }
    for (int i = 0; i < 5000; i++)
        g_assert_cmpint(items[i], ==, i);
    g_assert_cmpint(copies, ==, 12); /* 4, 8, ... 8192 */
}

/* A copied array grows like the one that it was copied from. */
static void
test_copy_array(void)
{
    g_autoptr(Arena) arena = arena_new(64);
    int numbers[5] = { 1, 2, 3, 4, 5 };
    int *copy = arena_copy_array(arena, numbers, 5, sizeof(int));

    for (size_t n = 5; n < 40; n++) {
        copy = arena_grow(arena, copy, n, sizeof(int));
        copy[n] = (int)n + 1;
    }
    for (int i = 0; i < 40; i++)
        g_assert_cmpint(copy[i], ==, i + 1);
    g_assert_null(arena_copy_array(arena, NULL, 0, sizeof(int)));
}

static void
count(gpointer counter)
{
    ++*(int *)counter;
}

static void
test_own(void)
{
    Arena *arena = arena_new(0);
    int destroyed = 0;

    arena_own(arena, &destroyed, count);
    arena_own(arena, &destroyed, count);
    arena_free(arena);
    g_assert_cmpint(destroyed, ==, 2);
}

/* A large object does not waste the chunk that small ones come from. */
static void
test_size(void)
{
    g_autoptr(Arena) arena = arena_new(1 << 16);
    bool has_chunks;
    size_t before;

    arena_alloc(arena, 16);
    before = arena_size(arena);
    has_chunks = before >= 1 << 16; /* unless the address sanitizer watches */
    g_assert_cmpuint(before, <, (1 << 16) + 200);
    arena_alloc(arena, 1 << 20);
    g_assert_cmpuint(arena_size(arena) - before, <, (1 << 20) + 100);
    before = arena_size(arena);
    for (int i = 0; i < 1000; i++)
        arena_alloc(arena, 16);
    if (has_chunks)
        g_assert_cmpuint(arena_size(arena), ==, before);
    arena_free(NULL);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/arena/objects-and-text", test_objects_and_text);
    g_test_add_func("/arena/strings", test_strings);
    g_test_add_func("/arena/grow", test_grow);
    g_test_add_func("/arena/copy-array", test_copy_array);
    g_test_add_func("/arena/own", test_own);
    g_test_add_func("/arena/size", test_size);
    return g_test_run();
}
