/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>
#include "core/obj.h"

void
obj_init(Obj *obj, const ObjType *type, Obj *parent, const char *name, const unsigned char *uuid)
{
    obj->type = type;
    atomic_init(&obj->refs, 1);
    atomic_init(&obj->id, -1);
    atomic_init(&obj->state, 0);
    obj->parent = parent ? obj_ref(parent) : NULL;
    job_queue_init(&obj->own_queue);
    obj->queue = parent ? parent->queue : &obj->own_queue;
    if (uuid)
        memcpy(obj->uuid, uuid, sizeof(obj->uuid));
    publish_init(&obj->name, &publish_names, name_new(name));
}

void *
obj_ref(void *pointer)
{
    Obj *obj = pointer;

    atomic_fetch_add_explicit(&obj->refs, 1, memory_order_relaxed);
    return obj;
}

void
obj_unref(void *pointer)
{
    Obj *obj = pointer;
    Obj *parent;

    if (!obj || atomic_fetch_sub(&obj->refs, 1) != 1)
        return;
    parent = obj->parent;
    publish_clear(&obj->name);
    job_queue_clear(&obj->own_queue);
    obj->type->free(obj);
    obj_unref(parent);
}

Name *
obj_name(Obj *obj)
{
    return publish_get(&obj->name);
}

void
obj_set_state(Obj *obj, unsigned int state, bool is_so)
{
    if (is_so)
        atomic_fetch_or(&obj->state, state);
    else
        atomic_fetch_and(&obj->state, ~state);
}

bool
obj_passes(Obj *obj, uint32_t flags, const ObjPair *pairs, unsigned int n_pairs)
{
    for (unsigned int i = 0; i < n_pairs; i++) {
        uint32_t asked = flags & (pairs[i].yes | pairs[i].no);

        if (asked && !(asked & (obj_is(obj, pairs[i].state) ? pairs[i].yes : pairs[i].no)))
            return false;
    }
    return true;
}

Obj *
obj_of_kind(Obj *obj, unsigned int kind)
{
    while (obj && obj->type->kind != kind)
        obj = obj->parent;
    return obj;
}

/* The fields that Refs share are told apart by their names in the protocol. */
void
obj_fill_ref(Obj *obj, void *ref_out)
{
    const Shape *shape = handle_types[obj->type->kind].ref;

    g_assert(shape->size <= sizeof(AnyRef));
    memset(ref_out, 0, shape->size);
    for (unsigned int i = 0; i < shape->n_fields; i++) {
        const ShapeField *field = &shape->fields[i];
        char *at = (char *)ref_out + field->offset;

        if (field->kind == SHAPE_STRUCT && obj->parent &&
            field->shape == handle_types[obj->parent->type->kind].ref)
            obj_fill_ref(obj->parent, at);
        else if (field->kind == SHAPE_UUID)
            memcpy(at, obj->uuid, sizeof(obj->uuid));
        else if (field->kind == SHAPE_I32 && g_str_equal(field->name, "id"))
            *(int *)at = atomic_load(&obj->id);
        else if (field->kind == SHAPE_STRING && g_str_equal(field->name, "name")) {
            g_autoptr(Name) name = obj_name(obj);

            *(char **)at = g_strdup(name->text);
        }
    }
    if (obj->type->fill_ref)
        obj->type->fill_ref(obj, ref_out);
}
