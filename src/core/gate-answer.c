/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the gate answers without a method: which object a Ref names, lists, look-ups. */
#include <string.h>
#include "base/uuid.h"
#include "core/gate-priv.h"
#include "core/kinds.h"

/* --- the object that a Ref names */

/* The Ref, within another, of the object that its own belongs to. */
static const void *
parent_ref(unsigned int kind, const void *ref)
{
    const Shape *shape = handle_types[kind].ref;

    for (unsigned int i = 0; i < shape->n_fields; i++)
        if (shape->fields[i].kind == SHAPE_STRUCT)
            return (const char *)ref + shape->fields[i].offset;
    g_assert_not_reached();
}

/* Volumes are the only ones that name their parent by a text. */
static Obj *
find_pool(const Gate *gate, const StorageVolRef *vol, GError **error)
{
    Index *index = gate->driver->index(gate->conn, NULL, OBJECT_STORAGE_POOL, error);

    return index ? index_get_name(index, vol->pool, error) : NULL;
}

Obj *
gate_find(const Gate *gate, unsigned int kind, const void *ref, GError **error)
{
    unsigned int above = handle_types[kind].parent;
    g_autoptr(Obj) parent = NULL;
    Index *index;

    if (kind == OBJECT_STORAGE_VOL)
        parent = find_pool(gate, ref, error);
    else if (above != OBJECT_NONE)
        parent = gate_find(gate, above, parent_ref(kind, ref), error);
    if (!parent && (kind == OBJECT_STORAGE_VOL || above != OBJECT_NONE))
        return NULL;
    index = gate->driver->index(gate->conn, parent, kind, error);
    return index ? index_get(index, ref, error) : NULL;
}

/* --- look-ups */

static Obj *
look_up(Index *index, unsigned int what, const void *key, GError **error)
{
    const char *name;
    int id;

    switch ((GateWhat)what) {
    case GATE_BY_NAME:
        name = *(const char *const *)key;
        return index_get_name(index, name ? name : "", error);
    case GATE_BY_UUID:
        return index_get_uuid(index, key, error);
    case GATE_BY_ID:
        memcpy(&id, key, sizeof(id));
        return index_get_id(index, id, error);
    case GATE_COUNT:
    case GATE_NAMES:
    case GATE_UUIDS:
    case GATE_IDS:
    case GATE_REFS:
        break;
    }
    g_assert_not_reached();
}

static void
say_less(const Gate *gate, GError **error)
{
    g_clear_error(error);
    err_set_full(error, gate->driver->error_domain, kind_traits[gate->row->kind].not_found, NULL);
}

/* --- lists */

typedef struct Wanted {
    const GateOp *row;
    uint32_t flags;
} Wanted;

static bool
is_wanted(Obj *obj, void *opaque)
{
    const Wanted *wanted = opaque;

    if (wanted->row->state)
        return obj_is(obj, wanted->row->state) == wanted->row->is_state;
    return !wanted->flags || !obj->type->passes || obj->type->passes(obj, wanted->flags);
}

/* One object as an element of the list. */
static void
give_one(Obj *obj, unsigned int what, void *element)
{
    if (what == GATE_IDS) {
        *(int *)element = atomic_load(&obj->id);
    } else if (what == GATE_NAMES) {
        g_autoptr(Name) name = obj_name(obj);

        *(char **)element = g_strdup(name->text);
    } else if (what == GATE_UUIDS) {
        char text[UUID_STRING_SIZE];

        *(char **)element = g_strdup(uuid_format(obj->uuid, text));
    } else {
        obj_fill_ref(obj, element);
    }
}

static size_t
element_size(const GateOp *row)
{
    if (row->what == GATE_IDS)
        return sizeof(int);
    return row->what == GATE_REFS ? handle_types[row->kind].ref->size : sizeof(char *);
}

static void
give_list(const GateOp *row, ObjList *found, void *result)
{
    size_t size = element_size(row);
    List *list = result;

    if (row->what == GATE_COUNT) {
        *(int *)result = (int)found->n;
        return;
    }
    list->items = g_malloc0_n(found->n, size);
    list->n = found->n;
    for (unsigned int i = 0; i < found->n; i++)
        give_one(found->items[i], row->what, (char *)list->items + i * size);
}

bool
gate_answer(Gate *gate, void *ret, GError **error)
{
    const GateOp *row = gate->row;
    Wanted wanted = { row, gate_flags(gate) };
    Index *index = gate->driver->index(gate->conn, gate->job.object, row->kind, error);
    void *result = (char *)ret + row->found;

    if (!index)
        return false;
    if (row->answer == GATE_FIND) {
        g_autoptr(Obj) obj = look_up(index, row->what, (const char *)gate->args + row->key, error);

        if (obj)
            obj_fill_ref(obj, result);
        else if (gate->driver->terse >> row->kind & 1)
            say_less(gate, error);
        return obj;
    }
    g_autoptr(ObjList) all = gate_visible(&gate->job, index);
    g_autoptr(ObjList) found = obj_list_filter(all, is_wanted, &wanted);

    give_list(row, found, result);
    return true;
}
