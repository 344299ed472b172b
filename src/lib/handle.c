/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/handle.h"

#include <stdalign.h>

#include "base/uuid.h"
#include "lib/conn-priv.h"
#include "lib/objects.h"
#include "lib/stream.h"

/* Below this no object can lie: small integers that were passed as pointers. */
#define LOWEST_ADDRESS 4096

static unsigned int
handle_kind(const Handle *handle)
{
    return handle->magic & ~HANDLE_MAGIC;
}

static const HandleType *
handle_type(const Handle *handle)
{
    return &handle_types[handle_kind(handle)];
}

bool
handle_is(const void *pointer, unsigned int kind)
{
    const Handle *handle = pointer;

    return (uintptr_t)pointer >= LOWEST_ADDRESS && (uintptr_t)pointer % alignof(Handle) == 0 &&
           handle->magic == (HANDLE_MAGIC | kind);
}

void
handle_init(Handle *handle, unsigned int kind, Conn *conn, Handle *parent)
{
    handle->magic = HANDLE_MAGIC | kind;
    atomic_init(&handle->refs, 1);
    handle->conn = conn;
    handle->parent = parent;
    if (conn && &conn->head != handle)
        handle_ref(conn);
    if (parent)
        handle_ref(parent);
}

void *
handle_new(unsigned int kind, Conn *conn, Handle *parent, void *ref)
{
    const HandleType *type = &handle_types[kind];
    Handle *handle = g_malloc0(type->size);
    char *own = (char *)handle + type->ref_offset;

    memcpy(own, ref, type->ref->size);
    memset(ref, 0, type->ref->size);
    if (parent && type->parent)
        shape_clear(handle_types[type->parent].ref, own + type->parent_offset);
    handle_init(handle, kind, conn, parent);
    return handle;
}

void
handle_ref(void *pointer)
{
    Handle *handle = pointer;

    /* Whoever hands out a reference holds one: nothing needs to be seen in order. */
    atomic_fetch_add_explicit(&handle->refs, 1, memory_order_relaxed);
}

bool
handle_ref_alive(void *pointer)
{
    Handle *handle = pointer;
    int refs = handle->refs;

    while (refs > 0) {
        if (atomic_compare_exchange_weak(&handle->refs, &refs, refs + 1))
            return true;
    }
    return false;
}

static void
handle_dispose(Handle *handle)
{
    const HandleType *type = handle_type(handle);

    switch (handle_kind(handle)) {
    case OBJECT_CONNECT:
    case OBJECT_ADM_CONNECT:
        conn_dispose((Conn *)handle);
        break;
    case OBJECT_STREAM:
        stream_dispose((virStreamPtr)handle);
        break;
    default:
        shape_clear(type->ref, handle_ref_of(handle));
        break;
    }
}

bool
handle_unref(void *pointer)
{
    Handle *handle = pointer;
    Handle *parent;
    Conn *conn;

    if (!handle)
        return false;
    if (atomic_fetch_sub_explicit(&handle->refs, 1, memory_order_acq_rel) > 1)
        return true;

    parent = handle->parent;
    conn = handle->conn;
    g_free(atomic_load_explicit(&handle->cached, memory_order_relaxed));
    handle_dispose(handle);
    /* A pointer used after this is refused for as long as nobody gets the memory. */
    explicit_bzero(&handle->magic, sizeof(handle->magic));
    g_free(handle);

    handle_unref(parent);
    if ((void *)conn != pointer)
        handle_unref(conn);
    return false;
}

void *
handle_ref_of(const void *pointer)
{
    return (char *)pointer + handle_type(pointer)->ref_offset;
}

char *
handle_title(const void *pointer)
{
    const Shape *shape = handle_type(pointer)->ref;
    char uuid[UUID_STRING_SIZE] = "";

    for (unsigned int i = 0; shape && i < shape->n_fields; i++) {
        const ShapeField *field = &shape->fields[i];
        const void *place = (char *)handle_ref_of(pointer) + field->offset;

        if (field->kind == SHAPE_STRING && g_str_equal(field->name, "name"))
            return g_strdup(*(char *const *)place);
        if (field->kind == SHAPE_UUID)
            uuid_format(place, uuid);
    }
    return g_strdup(uuid);
}

void
handle_pack(const void *pointer, void *ref_out)
{
    const Handle *handle = pointer;
    const HandleType *type = handle_type(handle);
    const char *ref = handle_ref_of(handle);
    char *out = ref_out;

    /* Field by field: another thread may be setting an id meanwhile. */
    for (unsigned int i = 0; i < type->ref->n_fields; i++) {
        const ShapeField *field = &type->ref->fields[i];
        size_t end = i + 1 < type->ref->n_fields ? field[1].offset : type->ref->size;

        if (field->kind == SHAPE_I32)
            *(int *)(void *)(out + field->offset) =
                handle_get_id((const int *)(const void *)(ref + field->offset));
        else
            memcpy(out + field->offset, ref + field->offset, end - field->offset);
    }
    if (type->parent && handle->parent)
        handle_pack(handle->parent, (char *)ref_out + type->parent_offset);
}
