/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Frozen values, published by one pointer that readers take a reference of and writers swap.
 *
 * A published value is never changed. The mutex is held for one reference, no longer, so that a
 * reader never waits for anybody's work. */
#ifndef VIRTUE_PUBLISH_H
#define VIRTUE_PUBLISH_H

#include "base/thread.h"

/* How the published values are referenced. Both accept any published value but not NULL. */
typedef struct PublishType {
    void *(*ref)(void *value);
    void (*unref)(void *value);
} PublishType;

typedef struct Publish {
    const PublishType *type;
    Mutex lock; /* guards value */
    void *value;
} Publish;

/* Takes over value, which may be NULL. */
void publish_init(Publish *slot, const PublishType *type, void *value);
void publish_clear(Publish *slot);
/* Takes over value; the old one loses the slot's reference. */
void publish_set(Publish *slot, void *value);
/* A new reference to what stands there now, or NULL. */
void *publish_get(Publish *slot);

/* For GRefString. */
extern const PublishType publish_strings;

#endif
