/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>
#include "base/uuid.h"
#include "core/index.h"
#include "core/kinds.h"

struct Index {
    uint8_t kind;
    int error_domain;

    Mutex lock;          /* guards the fields below */
    GHashTable *by_uuid; /* borrowed keys in all three; all holds the references */
    GHashTable *by_name; /* of Name, which the key owns */
    GHashTable *by_id;
    GPtrArray *all;
    ObjList *snapshot; /* copy of all for readers; NULL after a change */
};

static unsigned int
name_hash(const void *name)
{
    return g_str_hash(((const Name *)name)->text);
}

static gboolean
name_equal(const void *a, const void *b)
{
    return g_str_equal(((const Name *)a)->text, ((const Name *)b)->text);
}

static ObjList *
obj_list_new(unsigned int room)
{
    ObjList *list = g_malloc(sizeof(*list) + room * sizeof(list->items[0]));

    atomic_init(&list->refs, 1);
    list->n = 0;
    return list;
}

static ObjList *
obj_list_ref(ObjList *list)
{
    atomic_fetch_add_explicit(&list->refs, 1, memory_order_relaxed);
    return list;
}

void
obj_list_unref(ObjList *list)
{
    if (!list || atomic_fetch_sub(&list->refs, 1) != 1)
        return;
    for (unsigned int i = 0; i < list->n; i++)
        obj_unref(list->items[i]);
    g_free(list);
}

ObjList *
obj_list_filter(ObjList *from, bool (*keep)(Obj *obj, void *opaque), void *opaque)
{
    ObjList *list = obj_list_new(from->n);

    for (unsigned int i = 0; i < from->n; i++) {
        if (keep(from->items[i], opaque))
            list->items[list->n++] = obj_ref(from->items[i]);
    }
    return list;
}

Index *
index_new(unsigned int kind, int error_domain)
{
    Index *index = g_new0(Index, 1);

    index->kind = kind;
    index->error_domain = error_domain;
    mutex_init(&index->lock);
    index->by_uuid = g_hash_table_new(uuid_hash, uuid_equal);
    index->by_name = g_hash_table_new_full(name_hash, name_equal, name_unref, NULL);
    index->by_id = g_hash_table_new(g_direct_hash, g_direct_equal);
    index->all = g_ptr_array_new_with_free_func(obj_unref);
    return index;
}

void
index_free(Index *index)
{
    if (!index)
        return;
    for (unsigned int i = 0; i < index->all->len; i++) {
        Obj *obj = index->all->pdata[i];

        if (obj->type->close)
            obj->type->close(obj);
    }
    g_hash_table_unref(index->by_uuid);
    g_hash_table_unref(index->by_name);
    g_hash_table_unref(index->by_id);
    g_clear_pointer(&index->snapshot, obj_list_unref);
    g_ptr_array_unref(index->all);
    mutex_clear(&index->lock);
    g_free(index);
}

/* The stale snapshot is freed without the lock, since that may free objects. */
static ObjList *
changed(Index *index)
{
    return g_steal_pointer(&index->snapshot);
}

bool
index_add(Index *index, Obj *obj, Obj **taken_out)
{
    bool has_uuid = kind_has_uuid(index->kind);
    Name *name = obj_name(obj);
    ObjList *stale = NULL;
    Obj *taken;

    mutex_lock(&index->lock);
    taken = has_uuid ? g_hash_table_lookup(index->by_uuid, obj->uuid) : NULL;
    if (!taken)
        taken = g_hash_table_lookup(index->by_name, name);
    if (taken && taken_out)
        *taken_out = obj_ref(taken);
    if (!taken) {
        if (has_uuid)
            g_hash_table_insert(index->by_uuid, obj->uuid, obj);
        g_hash_table_insert(index->by_name, g_steal_pointer(&name), obj);
        if (atomic_load(&obj->id) >= 0)
            g_hash_table_insert(index->by_id, GINT_TO_POINTER(atomic_load(&obj->id)), obj);
        g_ptr_array_add(index->all, obj_ref(obj));
        stale = changed(index);
    }
    mutex_unlock(&index->lock);
    obj_list_unref(stale);
    name_unref(name);
    return !taken;
}

void
index_remove(Index *index, Obj *obj)
{
    g_autoptr(Name) name = obj_name(obj);
    ObjList *stale = NULL;
    g_autoptr(Obj) removed = NULL;
    unsigned int at;

    mutex_lock(&index->lock);
    if (g_ptr_array_find(index->all, obj, &at)) {
        if (kind_has_uuid(index->kind))
            g_hash_table_remove(index->by_uuid, obj->uuid);
        g_hash_table_remove(index->by_name, name);
        g_hash_table_remove(index->by_id, GINT_TO_POINTER(atomic_load(&obj->id)));
        removed = obj_ref(obj);
        g_ptr_array_remove_index(index->all, at);
        obj_set_state(obj, OBJ_REMOVED, true);
        stale = changed(index);
    }
    mutex_unlock(&index->lock);
    obj_list_unref(stale);
}

bool
index_rename(Index *index, Obj *obj, const char *text)
{
    g_autoptr(Name) old = obj_name(obj);
    g_autoptr(Name) name = name_new(text);
    MUTEX_GUARD(&index->lock);

    if (g_hash_table_contains(index->by_name, name))
        return false;
    g_hash_table_remove(index->by_name, old);
    publish_set(&obj->name, g_steal_pointer(&name));
    g_hash_table_insert(index->by_name, obj_name(obj), obj);
    return true;
}

void
index_set_id(Index *index, Obj *obj, int id)
{
    MUTEX_GUARD(&index->lock);

    g_hash_table_remove(index->by_id, GINT_TO_POINTER(atomic_load(&obj->id)));
    atomic_store(&obj->id, id);
    if (id >= 0)
        g_hash_table_insert(index->by_id, GINT_TO_POINTER(id), obj);
}

static Obj *
find(Index *index, GHashTable *table, const void *key)
{
    MUTEX_GUARD(&index->lock);
    Obj *obj = g_hash_table_lookup(table, key);

    return obj ? obj_ref(obj) : NULL;
}

Obj *
index_find_uuid(Index *index, const unsigned char *uuid)
{
    return find(index, index->by_uuid, uuid);
}

Obj *
index_find_name(Index *index, const char *text)
{
    g_autoptr(Name) name = name_new(text);

    return find(index, index->by_name, name);
}

Obj *
index_find_id(Index *index, int id)
{
    return find(index, index->by_id, GINT_TO_POINTER(id));
}

static void
say_missing_uuid(Index *index, const unsigned char *uuid, GError **error)
{
    const KindTraits *traits = &kind_traits[index->kind];
    char text[UUID_STRING_SIZE];
    g_autoptr(GString) own = g_string_new(traits->by_uuid);

    uuid_format(uuid, text);
    if (own->len > 0) {
        g_string_replace(own, "#", text, 1);
        err_set_full(error, index->error_domain, traits->not_found, "%s", own->str);
    } else {
        err_set_full(error, index->error_domain, traits->not_found, "no %s with matching uuid '%s'",
                     traits->noun, text);
    }
}

Obj *
index_get_uuid(Index *index, const unsigned char *uuid, GError **error)
{
    Obj *obj = index_find_uuid(index, uuid);

    if (!obj)
        say_missing_uuid(index, uuid, error);
    return obj;
}

Obj *
index_get_name(Index *index, const char *name, GError **error)
{
    Obj *obj = index_find_name(index, name);

    if (!obj)
        err_set_full(error, index->error_domain, kind_traits[index->kind].not_found,
                     "no %s %s '%s'", kind_traits[index->kind].noun,
                     kind_traits[index->kind].by_name ? kind_traits[index->kind].by_name
                                                      : "with matching name",
                     name);
    return obj;
}

Obj *
index_get_id(Index *index, int id, GError **error)
{
    Obj *obj = index_find_id(index, id);

    if (!obj)
        err_set_full(error, index->error_domain, kind_traits[index->kind].not_found,
                     "no %s with matching id %d", kind_traits[index->kind].noun, id);
    return obj;
}

Obj *
index_get(Index *index, const void *ref, GError **error)
{
    const unsigned char *uuid = kind_ref_uuid(index->kind, ref);
    const char *name = kind_ref_name(index->kind, ref);
    char text[UUID_STRING_SIZE];
    Obj *obj;

    if (!uuid)
        return index_get_name(index, name ? name : "", error);
    if (!name || kind_traits[index->kind].has_short_name)
        return index_get_uuid(index, uuid, error);
    obj = index_find_uuid(index, uuid);
    if (!obj)
        err_set_full(error, index->error_domain, kind_traits[index->kind].not_found,
                     "no %s with matching uuid '%s' (%s)", kind_traits[index->kind].noun,
                     uuid_format(uuid, text), name);
    return obj;
}

ObjList *
index_snapshot(Index *index)
{
    MUTEX_GUARD(&index->lock);

    if (!index->snapshot) {
        index->snapshot = obj_list_new(index->all->len);
        for (unsigned int i = 0; i < index->all->len; i++)
            index->snapshot->items[index->snapshot->n++] = obj_ref(index->all->pdata[i]);
    }
    return obj_list_ref(index->snapshot);
}
