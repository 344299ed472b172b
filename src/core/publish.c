/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/publish.h"
#include <string.h>

Name *
name_new(const char *text)
{
    size_t size = strlen(text) + 1;
    Name *name = g_malloc(sizeof(*name) + size);

    atomic_init(&name->refs, 1);
    memcpy(name->text, text, size);
    return name;
}

static void *
name_ref(void *value)
{
    Name *name = value;

    atomic_fetch_add_explicit(&name->refs, 1, memory_order_relaxed);
    return name;
}

void
name_unref(void *value)
{
    Name *name = value;

    if (name && atomic_fetch_sub(&name->refs, 1) == 1)
        g_free(name);
}

const PublishType publish_names = { name_ref, name_unref };

void
publish_init(Publish *slot, const PublishType *type, void *value)
{
    slot->type = type;
    mutex_init(&slot->lock);
    slot->value = value;
}

void
publish_clear(Publish *slot)
{
    if (!slot->type)
        return;
    if (slot->value)
        slot->type->unref(slot->value);
    mutex_clear(&slot->lock);
    *slot = (Publish){ 0 };
}

void
publish_set(Publish *slot, void *value)
{
    void *old = NULL;

    mutex_lock(&slot->lock);
    old = slot->value;
    slot->value = value;
    mutex_unlock(&slot->lock);
    if (old)
        slot->type->unref(old);
}

void *
publish_get(Publish *slot)
{
    MUTEX_GUARD(&slot->lock);

    return slot->value ? slot->type->ref(slot->value) : NULL;
}
