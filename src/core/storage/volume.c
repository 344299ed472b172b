/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Volumes: what they are, and what can be asked of them. */
#include "core/define/objects.h"
#include "core/storage/storage-priv.h"

static void
fill_ref(Obj *obj, void *ref)
{
    StorageVolObj *vol = (StorageVolObj *)obj;
    g_autoptr(Name) pool = obj_name(obj->parent);

    ((StorageVolRef *)ref)->pool = g_strdup(pool->text);
    ((StorageVolRef *)ref)->key = g_strdup(vol->key);
}

static void
clear(DefinedObj *obj)
{
    StorageVolObj *vol = (StorageVolObj *)obj;

    if (storage_driver(obj)->free_volume)
        storage_driver(obj)->free_volume(vol);
    g_free(vol->key);
    g_free(vol->path);
}

/* A volume is defined by volume_define(), which asks the pool. */
const DefinedKind storage_vol_kind = {
    .type = { .kind = OBJECT_STORAGE_VOL, .fill_ref = fill_ref, DEFINED_OBJ },
    .size = sizeof(StorageVolObj),
    .document = XML_DOCUMENT_VOLUME,
    .noun = "storage volume",
    .name_at = offsetof(Volume, name),
    .uuid_at = DEFINED_NOT_THERE,
    .clear = clear,
    DEFINED_NO_EVENTS,
};

StorageVolObj *
storage_vol_new(StoragePoolObj *pool, const Definition *def)
{
    DefinedObj *obj = defined_new(pool->base.host, &storage_vol_kind, &pool->base.obj, def);
    StorageVolObj *vol = (StorageVolObj *)obj;

    obj->index = pool->volumes; /* also of a pool that is only about to start */
    vol->key = g_strdup(volume_of(def)->key);
    vol->path = g_strdup(volume_of(def)->target.path);
    return vol;
}

bool
storage_insert(StoragePoolObj *pool, StorageVolObj *vol, const Definition *def, GError **error)
{
    if (!index_add(pool->volumes, &vol->base.obj, NULL))
        return storage_error(&pool->base, error, VIR_ERR_OPERATION_FAILED,
                             "storage vol already exists");
    storage_count(pool, 0, volume_of(def)->allocation);
    return true;
}

bool
storage_add_volume(StoragePoolObj *pool, const Definition *def, GError **error)
{
    g_autoptr(Obj) vol = &storage_vol_new(pool, def)->base.obj;

    return storage_insert(pool, (StorageVolObj *)vol, def, error);
}

void
storage_drop_volume(StorageVolObj *vol)
{
    index_remove(vol->base.index, &vol->base.obj);
}

void
storage_drop_volumes(StoragePoolObj *pool)
{
    g_autoptr(ObjList) all = index_snapshot(pool->volumes);

    for (unsigned int i = 0; i < all->n; i++)
        storage_drop_volume((StorageVolObj *)all->items[i]);
}

/* --- methods */

/* With what it takes by now; the caller's. */
static Definition *
measured(StorageVolObj *vol, GError **error)
{
    const StorageDriver *driver = storage_driver(&vol->base);
    g_autoptr(Definition) def = defined_stored(&vol->base);

    if (driver->measure && !driver->measure(vol, def, error))
        return NULL;
    return g_steal_pointer(&def);
}

/* The pool's kind decides what a program can do with it, whatever the document says. */
static int
public_type(StorageVolObj *vol)
{
    static const int types[] = {
        [VOLUME_TYPE_FILE] = VIR_STORAGE_VOL_FILE,
        [VOLUME_TYPE_BLOCK] = VIR_STORAGE_VOL_BLOCK,
        [VOLUME_TYPE_DIR] = VIR_STORAGE_VOL_DIR,
        [VOLUME_TYPE_NETWORK] = VIR_STORAGE_VOL_NETWORK,
        [VOLUME_TYPE_NETDIR] = VIR_STORAGE_VOL_NETDIR,
        [VOLUME_TYPE_PLOOP] = VIR_STORAGE_VOL_PLOOP,
    };
    g_autoptr(Definition) pool = defined_definition(&storage_pool_of(vol)->base, false);

    return types[volume_type_of_pool(pool_of(pool))];
}

static bool
storage_vol_get_info_flags(StorageVolObj *vol, unsigned int flags, Job *job,
                           StorageVolGetInfoFlagsRet *ret_out, GError **error)
{
    g_autoptr(Definition) def = measured(vol, error);
    const Volume *volume;

    if (!def)
        return false;
    volume = volume_of(def);
    ret_out->type = (signed char)public_type(vol);
    ret_out->capacity = volume->capacity;
    ret_out->allocation = volume->allocation;
    if ((flags & VIR_STORAGE_VOL_GET_PHYSICAL) && volume->from.physical != XML_ABSENT)
        ret_out->allocation = volume->physical;
    return true;
}

static bool
storage_vol_get_info(StorageVolObj *vol, Job *job, StorageVolGetInfoRet *ret_out, GError **error)
{
    StorageVolGetInfoFlagsRet full;

    if (!storage_vol_get_info_flags(vol, 0, job, &full, error))
        return false;
    ret_out->type = full.type;
    ret_out->capacity = full.capacity;
    ret_out->allocation = full.allocation;
    return true;
}

static bool
storage_vol_get_xml_desc(StorageVolObj *vol, unsigned int flags, Job *job, char **xml_out,
                         GError **error)
{
    g_autoptr(Definition) def = measured(vol, error);

    if (!def)
        return false;
    *xml_out = definition_format(def, 0);
    return true;
}

static bool
storage_vol_get_path(StorageVolObj *vol, Job *job, char **name_out, GError **error)
{
    *name_out = g_strdup(vol->path);
    return true;
}

void
storage_vol_methods(const StorageDriver *driver, StorageVolMethods *methods)
{
    *methods = (StorageVolMethods){
        .delete_ = storage_vol_delete_method,
        .get_info = storage_vol_get_info,
        .get_info_flags = storage_vol_get_info_flags,
        .get_path = storage_vol_get_path,
        .get_xml_desc = storage_vol_get_xml_desc,
        .resize = storage_vol_resize_method,
    };
    if (driver->wipe) {
        methods->wipe = storage_vol_wipe_method;
        methods->wipe_pattern = storage_vol_wipe_pattern_method;
    }
    if (driver->open) {
        methods->download = storage_vol_download_method;
        methods->upload = storage_vol_upload_method;
    }
}
