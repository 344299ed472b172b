/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a list has had already: whatever stands twice is found in time that grows with the list, not
 * with its square, as a document may hold a million items.
 *
 *     g_autoptr(Seen) seen = seen_new();
 *     const Disk *other = seen_before(seen, &(SeenKey){ .texts = { disk->dst } }, disk);
 */
#ifndef VIRTUE_CORE_DEFINE_SEEN_H
#define VIRTUE_CORE_DEFINE_SEEN_H

#include "base/arena.h"
#include "base/bitmap.h"

typedef struct Seen Seen;

/* Equal if all of it is; NULL equals NULL only. What it points to must stay while Seen does. */
typedef struct SeenKey {
    uint64_t numbers[6];
    const char *texts[3];
    const Bitmap *bits;
} SeenKey;

Seen *seen_new(void);
void seen_free(Seen *seen); /* of NULL: nothing */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Seen, seen_free)
/* One that lives as long as the arena. */
Seen *seen_in(Arena *arena);

/* What had that key before; NULL, if nothing: then item has it from now on. */
const void *seen_before(Seen *seen, const SeenKey *key, const void *item);
/* The same without remembering. */
const void *seen_find(const Seen *seen, const SeenKey *key);
/* For numbers alone. */
bool seen_number(Seen *seen, uint64_t number); /* false the first time */
bool seen_has_number(const Seen *seen, uint64_t number);

/* --- stable sorting, for lists in which the original puts each item behind those it follows */

/* Groups come in the order of their first item. In a group, segments and numbers count. */
typedef struct OrderKey {
    unsigned int group; /* below ORDER_GROUPS */
    unsigned int segment;
    int64_t number;
    bool is_last; /* of those with the same number */
    void *item;
} OrderKey;

#define ORDER_GROUPS 64

/* items become those of the keys, in their order. */
void order_items(void *items, OrderKey *keys, unsigned int n);

#endif
