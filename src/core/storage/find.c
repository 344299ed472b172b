/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Volumes and pools by what is no name of theirs. */
#include "core/storage/storage-priv.h"

typedef bool (*VolumeTest)(StorageVolObj *vol, const char *text);

static bool
has_key(StorageVolObj *vol, const char *key)
{
    return g_str_equal(vol->key, key);
}

static bool
has_path(StorageVolObj *vol, const char *path)
{
    return g_str_equal(vol->path, path);
}

/* Among the volumes of one pool; the caller's reference. */
static Obj *
find_in(StoragePoolObj *pool, VolumeTest is_it, const char *text)
{
    g_autoptr(ObjList) all = index_snapshot(pool->volumes);

    for (unsigned int i = 0; i < all->n; i++)
        if (is_it((StorageVolObj *)all->items[i], text))
            return obj_ref(all->items[i]);
    return NULL;
}

static Obj *
find_path_in(StoragePoolObj *pool, const char *path)
{
    const StorageDriver *driver = storage_driver(&pool->base);
    g_autofree char *stable = driver->stable_path ? driver->stable_path(pool, path) : NULL;

    return find_in(pool, has_path, stable ? stable : path);
}

static Obj *
find_key_in(StoragePoolObj *pool, const char *key)
{
    return find_in(pool, has_key, key);
}

/* Among those of all active pools. */
static bool
look_up(Conn *conn, Obj *(*find)(StoragePoolObj *pool, const char *text), const char *what,
        const char *text, StorageVolRef *vol_out, GError **error)
{
    Host *host = host_of(conn);
    g_autoptr(ObjList) pools = index_snapshot(host->indexes[OBJECT_STORAGE_POOL]);

    for (unsigned int i = 0; i < pools->n; i++) {
        g_autoptr(Obj) found = obj_is(pools->items[i], OBJ_ACTIVE)
                                   ? find((StoragePoolObj *)pools->items[i], text)
                                   : NULL;

        if (!found)
            continue;
        obj_fill_ref(found, vol_out);
        return true;
    }
    return err_set_full(error, host->type->errors, VIR_ERR_NO_STORAGE_VOL,
                        "no storage vol with matching %s '%s'", what, text);
}

bool
storage_vol_lookup_by_key_method(Conn *conn, const char *key, Job *job, StorageVolRef *vol_out,
                                 GError **error)
{
    return look_up(conn, find_key_in, "key", key, vol_out, error);
}

bool
storage_vol_lookup_by_path_method(Conn *conn, const char *path, Job *job, StorageVolRef *vol_out,
                                  GError **error)
{
    return look_up(conn, find_path_in, "path", path, vol_out, error);
}

/* --- pools */

/* Doubled and trailing slashes of the given path say nothing; pool's has none. */
static bool
is_path(const char *path, const char *given)
{
    while (*path != '\0' && *path == *given) {
        path++;
        given++;
        while (given[-1] == '/' && *given == '/')
            given++;
    }
    while (*given == '/')
        given++;
    return *path == '\0' && *given == '\0';
}

static bool
has_target(Obj *obj, const char *path)
{
    g_autoptr(Definition) def = defined_definition((DefinedObj *)obj, false);

    return pool_of(def)->path && is_path(pool_of(def)->path, path);
}

bool
storage_pool_lookup_by_target_path_method(Conn *conn, const char *path, Job *job,
                                          StoragePoolRef *pool_out, GError **error)
{
    Host *host = host_of(conn);
    g_autoptr(ObjList) pools = index_snapshot(host->indexes[OBJECT_STORAGE_POOL]);

    for (unsigned int i = 0; i < pools->n; i++) {
        if (!obj_is(pools->items[i], OBJ_ACTIVE) || !has_target(pools->items[i], path))
            continue;
        obj_fill_ref(pools->items[i], pool_out);
        return true;
    }
    return err_set_full(error, host->type->errors, VIR_ERR_NO_STORAGE_POOL,
                        "no storage pool with matching target path '%s'", path);
}
