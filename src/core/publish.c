/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/publish.h"

static void *
string_ref(void *value)
{
    return g_ref_string_acquire(value);
}

static void
string_unref(void *value)
{
    g_ref_string_release(value);
}

const PublishType publish_strings = { string_ref, string_unref };

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
