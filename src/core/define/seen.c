/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/define/seen.h"

#include <string.h>

struct Seen {
    GHashTable *items; /* SeenKey -> what had it */
};

/* Of splitmix64: numbers that differ in few bits end up far from each other. */
static uint64_t
mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0xbf58476d1ce4e5b9);
    return hash ^ hash >> 29;
}

static guint
key_hash(gconstpointer data)
{
    const SeenKey *key = data;
    uint64_t hash = UINT64_C(0x9e3779b97f4a7c15);

    for (size_t i = 0; i < G_N_ELEMENTS(key->numbers); i++)
        hash = mix(hash, key->numbers[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(key->texts); i++)
        hash = mix(hash, key->texts[i] ? g_str_hash(key->texts[i]) + UINT64_C(1) : 0);
    hash = mix(hash, key->bits ? bitmap_hash(key->bits) + UINT64_C(1) : 0);
    return (guint)(hash ^ hash >> 32);
}

static gboolean
key_equal(gconstpointer a, gconstpointer b)
{
    const SeenKey *x = a, *y = b;

    for (size_t i = 0; i < G_N_ELEMENTS(x->texts); i++)
        if (g_strcmp0(x->texts[i], y->texts[i]) != 0)
            return false;
    if (!x->bits || !y->bits ? x->bits != y->bits : !bitmap_equal(x->bits, y->bits))
        return false;
    return memcmp(x->numbers, y->numbers, sizeof(x->numbers)) == 0;
}

Seen *
seen_new(void)
{
    Seen *seen = g_new(Seen, 1);

    seen->items = g_hash_table_new_full(key_hash, key_equal, g_free, NULL);
    return seen;
}

void
seen_free(Seen *seen)
{
    if (!seen)
        return;
    g_hash_table_unref(seen->items);
    g_free(seen);
}

Seen *
seen_in(Arena *arena)
{
    Seen *seen = seen_new();

    arena_own(arena, seen, (GDestroyNotify)seen_free);
    return seen;
}

const void *
seen_find(const Seen *seen, const SeenKey *key)
{
    return g_hash_table_lookup(seen->items, key);
}

const void *
seen_before(Seen *seen, const SeenKey *key, const void *item)
{
    const void *other = seen_find(seen, key);

    if (!other)
        g_hash_table_insert(seen->items, g_memdup2(key, sizeof(*key)), (void *)item);
    return other;
}

bool
seen_number(Seen *seen, uint64_t number)
{
    return seen_before(seen, &(SeenKey){ .numbers = { number } }, seen) != NULL;
}

bool
seen_has_number(const Seen *seen, uint64_t number)
{
    return seen_find(seen, &(SeenKey){ .numbers = { number } }) != NULL;
}

/* --- stable sorting */

static int
compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* ranks is in which order the groups come. */
static int
compare_keys(const void *a, const void *b, void *ranks)
{
    const OrderKey *x = a, *y = b;
    const unsigned int *rank = ranks;
    int order = compare(rank[x->group], rank[y->group]);

    if (order == 0)
        order = compare(x->segment, y->segment);
    if (order == 0)
        order = compare(x->number, y->number);
    return order != 0 ? order : x->is_last - y->is_last;
}

void
order_items(void *items, OrderKey *keys, unsigned int n)
{
    unsigned int ranks[ORDER_GROUPS] = { 0 }, n_ranks = 0;
    void **pointers = items;

    for (unsigned int i = 0; i < n; i++) {
        g_assert(keys[i].group < ORDER_GROUPS);
        if (ranks[keys[i].group] == 0)
            ranks[keys[i].group] = ++n_ranks;
    }
    g_qsort_with_data(keys, (int)n, sizeof(*keys), compare_keys, ranks); /* is stable */
    for (unsigned int i = 0; i < n; i++)
        pointers[i] = keys[i].item;
}
