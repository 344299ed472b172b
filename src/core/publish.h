/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Frozen values, published by one pointer that readers take a reference of and writers swap.
 *
 * A published value is never changed. The mutex is held for one reference, no longer, so that a
 * reader never waits for anybody's work. */
#ifndef VIRTUE_PUBLISH_H
#define VIRTUE_PUBLISH_H

#include <stdatomic.h>
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

/* A text that is shared. GLib's own, and all that counts references inside GLib, is opaque to the
 * thread sanitizer. */
typedef struct Name {
    atomic_int refs;
    char text[];
} Name;

Name *name_new(const char *text);
void name_unref(void *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Name, name_unref)

extern const PublishType publish_names;

#endif
