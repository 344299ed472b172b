/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The object: what it publishes, tells and shows. */
#include "core/defined.h"

#include "base/uuid.h"
#include "lib/conn-events.h"

const DefineEnv defined_env = { .random = define_random_bytes };

void
defined_free(Obj *obj)
{
    DefinedObj *defined = (DefinedObj *)obj;
    const DefinedKind *kind = defined_kind(defined);

    if (kind->clear)
        kind->clear(defined);
    publish_clear(&defined->stored);
    publish_clear(&defined->live);
    g_free(defined);
}

DefinedObj *
defined_new(Host *host, const DefinedKind *kind, Obj *parent, const Definition *def)
{
    DefinedObj *obj = g_malloc0(kind->size);
    const char *root = def->root;
    const unsigned char *uuid = NULL;
    char uuid_text[UUID_STRING_SIZE];
    const char *name = uuid_text;

    if (kind->uuid_at != DEFINED_NOT_THERE)
        uuid = (const unsigned char *)root + kind->uuid_at;
    if (kind->name_at != DEFINED_NOT_THERE)
        name = *(char *const *)(root + kind->name_at);
    else
        uuid_format(uuid, uuid_text);
    obj_init(&obj->obj, &kind->type, parent, name, uuid);
    obj->host = host;
    obj->index = parent ? parent->type->index(parent, kind->type.kind, NULL)
                        : host->indexes[kind->type.kind];
    publish_init(&obj->stored, &publish_packed, definition_pack(def));
    publish_init(&obj->live, &publish_definitions, NULL);
    if (kind->init)
        kind->init(obj);
    return obj;
}

Definition *
defined_live(DefinedObj *obj)
{
    return publish_get(&obj->live);
}

Definition *
defined_stored(DefinedObj *obj)
{
    g_autoptr(Packed) packed = publish_get(&obj->stored);

    return definition_unpack(packed);
}

Definition *
defined_definition(DefinedObj *obj, bool want_stored)
{
    Definition *live = publish_get(&obj->live);

    if (live && (!want_stored || !obj_is(&obj->obj, OBJ_PERSISTENT)))
        return live;
    definition_unref(live);
    return defined_stored(obj);
}

char *
defined_format(DefinedObj *obj, bool want_stored, unsigned int xml_flags)
{
    g_autoptr(Definition) def = defined_definition(obj, want_stored);

    return definition_format(def, xml_flags);
}

bool
defined_passes(Obj *obj, uint32_t flags)
{
    DefinedObj *defined = (DefinedObj *)obj;
    const DefinedKind *kind = defined_kind(defined);

    return obj_passes(obj, flags, kind->pairs, kind->n_pairs) &&
           (!kind->passes || kind->passes(defined, flags));
}

/* --- events */

static void
set_number(const EventType *type, void *message, const char *name, int value)
{
    for (unsigned int i = 0; i < type->message->n_fields; i++) {
        const ShapeField *field = &type->message->fields[i];

        if (field->kind == SHAPE_I32 && g_str_equal(field->name, name))
            *(int *)((char *)message + field->offset) = value;
    }
}

void
defined_emit(DefinedObj *obj, int event_id, int event, int detail)
{
    const EventType *type = event_type_of(obj->obj.type->kind, event_id);
    g_autofree void *message = NULL;

    if (!event_hub_wants(obj->host->events, type))
        return;
    message = g_malloc0(type->message->size);
    obj_fill_ref(&obj->obj, (char *)message + type->object_offset);
    set_number(type, message, "event", event);
    set_number(type, message, "detail", detail);
    event_hub_emit(obj->host->events, type, message);
    shape_clear(type->message, message);
}
