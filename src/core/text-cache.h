/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Documents of published values: kept once they were written, as long as there is room, because
 * whoever manages many objects asks for the documents of all of them, again and again.
 *
 * An object has a slot for one document. Any thread, at any time; nobody waits for anybody's work.
 */
#ifndef VIRTUE_TEXT_CACHE_H
#define VIRTUE_TEXT_CACHE_H

#include "core/publish.h"

#define TEXT_CACHE_BYTES ((size_t)64 << 20) /* of all documents together; the oldest ones go */

typedef struct CachedText CachedText;

/* Zeroed at first. */
typedef struct TextSlot {
    CachedText *text; /* guarded by the cache's */
} TextSlot;

/* The document that was written from source with those flags: the caller's copy, or NULL. The
 * caller holds a reference to source. */
char *text_slot_get(TextSlot *slot, const void *source, unsigned int flags);
/* Keep a copy, and a reference to what it was written from. */
void text_slot_put(TextSlot *slot, const PublishType *type, void *source, unsigned int flags,
                   const char *text);
/* Forget it: source is no longer published, or the slot goes away. */
void text_slot_clear(TextSlot *slot);

#endif
