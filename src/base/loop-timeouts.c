/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/loop-priv.h"

#include "base/deadline.h"

/* Slot 0 stays empty: 0 in an entry then means "not in the heap", and the children of n are 2n
 * and 2n + 1. */

static LoopEntry *
at(GPtrArray *heap, size_t slot)
{
    return g_ptr_array_index(heap, slot);
}

static void
put(GPtrArray *heap, size_t slot, LoopEntry *entry)
{
    g_ptr_array_index(heap, slot) = entry;
    entry->timeout.slot = slot;
}

static bool
is_before(const LoopEntry *a, const LoopEntry *b)
{
    if (a->timeout.due_us != b->timeout.due_us)
        return a->timeout.due_us < b->timeout.due_us;
    return a->id < b->id;
}

/* Find the place for entry, beginning at an empty slot. */
static void
settle(GPtrArray *heap, size_t slot, LoopEntry *entry)
{
    while (slot > 1 && is_before(entry, at(heap, slot / 2))) {
        put(heap, slot, at(heap, slot / 2));
        slot /= 2;
    }
    for (;;) {
        size_t child = slot * 2;

        if (child + 1 < heap->len && is_before(at(heap, child + 1), at(heap, child)))
            child++;
        if (child >= heap->len || !is_before(at(heap, child), entry))
            break;
        put(heap, slot, at(heap, child));
        slot = child;
    }
    put(heap, slot, entry);
}

GPtrArray *
timeouts_new(void)
{
    GPtrArray *heap = g_ptr_array_new();

    g_ptr_array_add(heap, NULL);
    return heap;
}

void
timeouts_disarm(GPtrArray *heap, LoopEntry *entry)
{
    size_t slot = entry->timeout.slot;
    LoopEntry *last;

    entry->timeout.arming++;
    if (slot == 0)
        return;
    entry->timeout.slot = 0;
    last = g_ptr_array_steal_index(heap, heap->len - 1);
    if (last != entry)
        settle(heap, slot, last);
}

void
timeouts_arm(GPtrArray *heap, LoopEntry *entry, int64_t now_us)
{
    timeouts_disarm(heap, entry);
    if (entry->timeout.interval_ms < 0)
        return;
    entry->timeout.due_us = now_us + (int64_t)entry->timeout.interval_ms * 1000;
    g_ptr_array_add(heap, NULL);
    settle(heap, heap->len - 1, entry);
}

int64_t
timeouts_next_us(GPtrArray *heap)
{
    return heap->len > 1 ? at(heap, 1)->timeout.due_us : DEADLINE_NEVER;
}

void
timeouts_collect(GPtrArray *heap, int64_t now_us, GArray *ready)
{
    unsigned int first = ready->len;

    while (timeouts_next_us(heap) <= now_us) {
        LoopEntry *entry = at(heap, 1);

        timeouts_disarm(heap, entry);
        if (entry->is_running)
            entry->is_muted = true;
        else
            loop_ready_push(ready, entry, 0, 0);
    }
    /* Only now, or an interval of 0 would be due for ever. */
    for (unsigned int i = first; i < ready->len; i++) {
        LoopReady *item = &g_array_index(ready, LoopReady, i);

        timeouts_arm(heap, item->entry, now_us);
        item->arming = item->entry->timeout.arming;
    }
}
