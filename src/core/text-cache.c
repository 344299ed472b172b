/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/text-cache.h"

#include <string.h>

#define N_SHARDS 16 /* so that threads seldom meet */

struct CachedText {
    atomic_int refs;
    TextSlot *slot; /* guarded by the shard's lock; NULL once it was taken out */
    GList link;     /* in the shard's list; likewise */
    const PublishType *type;
    void *source; /* one reference, so that its address is nobody else's */
    unsigned int flags;
    size_t size; /* of text, with the NUL */
    char text[];
};

/* Slots are spread over these by their addresses. */
typedef struct Shard {
    Mutex lock;  /* guards the fields below, and the slots */
    GQueue list; /* of CachedText, the oldest first */
    size_t bytes;
} Shard;

static Shard shards[N_SHARDS] = { [0 ... N_SHARDS - 1] = { .lock = MUTEX_INIT } };

static Shard *
shard_of(const TextSlot *slot)
{
    return &shards[(uintptr_t)slot / 64 % N_SHARDS];
}

static void
text_unref(CachedText *text)
{
    if (!text || atomic_fetch_sub(&text->refs, 1) != 1)
        return;
    text->type->unref(text->source);
    g_free(text);
}

/* With the lock held; the reference of the slot is the caller's afterwards. */
static CachedText *
take_out(Shard *shard, CachedText *text)
{
    if (!text)
        return NULL;
    text->slot->text = NULL;
    text->slot = NULL;
    g_queue_unlink(&shard->list, &text->link);
    shard->bytes -= text->size;
    return text;
}

char *
text_slot_get(TextSlot *slot, const void *source, unsigned int flags)
{
    Shard *shard = shard_of(slot);
    CachedText *text;
    char *copy;

    mutex_lock(&shard->lock);
    text = slot->text;
    if (text && (text->source != source || text->flags != flags))
        text = NULL;
    if (text)
        atomic_fetch_add_explicit(&text->refs, 1, memory_order_relaxed);
    mutex_unlock(&shard->lock);
    if (!text)
        return NULL;
    copy = g_memdup2(text->text, text->size);
    text_unref(text);
    return copy;
}

void
text_slot_put(TextSlot *slot, const PublishType *type, void *source, unsigned int flags,
              const char *text)
{
    Shard *shard = shard_of(slot);
    size_t size = strlen(text) + 1;
    CachedText *kept, *old;

    if (size > TEXT_CACHE_BYTES / N_SHARDS / 4) /* would send away too many others */
        return;
    kept = g_malloc(sizeof(*kept) + size);
    *kept = (CachedText){
        .slot = slot, .type = type, .source = type->ref(source), .flags = flags, .size = size
    };
    atomic_init(&kept->refs, 1);
    kept->link.data = kept;
    memcpy(kept->text, text, size);

    mutex_lock(&shard->lock);
    old = take_out(shard, slot->text);
    slot->text = kept;
    g_queue_push_tail_link(&shard->list, &kept->link);
    shard->bytes += size;
    while (shard->bytes > TEXT_CACHE_BYTES / N_SHARDS) {
        CachedText *oldest = take_out(shard, shard->list.head->data);

        mutex_unlock(&shard->lock);
        text_unref(oldest);
        mutex_lock(&shard->lock);
    }
    mutex_unlock(&shard->lock);
    text_unref(old);
}

void
text_slot_clear(TextSlot *slot)
{
    Shard *shard = shard_of(slot);
    CachedText *old;

    mutex_lock(&shard->lock);
    old = take_out(shard, slot->text);
    mutex_unlock(&shard->lock);
    text_unref(old);
}
