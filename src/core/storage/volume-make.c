/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Volumes are made, empty or as copies. */
#include "core/define/objects.h"
#include "core/storage/storage-priv.h"

static Definition *
read_volume(StoragePoolObj *pool, const char *xml, unsigned int flags, bool is_copy, GError **error)
{
    const StorageDriver *driver = storage_driver(&pool->base);
    unsigned int strict = flags & VIR_STORAGE_VOL_CREATE_VALIDATE ? (unsigned int)XML_STRICT : 0;
    g_autoptr(Definition) live = defined_definition(&pool->base, false);
    g_autoptr(Definition) def = definition_parse(XML_DOCUMENT_VOLUME, xml, strict, error);

    if (!def || !volume_define(def, pool_of(live),
                               driver->volume_flags | (is_copy ? driver->copy_flags : 0), error))
        return NULL;
    return g_steal_pointer(&def);
}

static bool
require_new(StoragePoolObj *pool, const Definition *def, GError **error)
{
    g_autoptr(Obj) taken = index_find_name(pool->volumes, volume_of(def)->name);

    return !taken || storage_error(&pool->base, error, VIR_ERR_OPERATION_FAILED,
                                   "storage vol already exists");
}

/* Takes a volume that is as large as its source at least. */
static void
grow_copy(Definition *def, StorageVolObj *source)
{
    g_autoptr(Definition) other = defined_stored(&source->base);
    Volume *volume = volume_of(def);

    if (volume->capacity < volume_of(other)->capacity)
        XML_SET(volume, capacity, volume_of(other)->capacity, XML_DEFINED);
    if (volume->from.allocation != XML_GIVEN)
        XML_SET(volume, allocation, volume->capacity, XML_DEFINED);
}

static bool
make(StoragePoolObj *pool, Definition *def, StorageVolObj *source, unsigned int flags, Job *job,
     StorageVolRef *vol_out, GError **error)
{
    const StorageDriver *driver = storage_driver(&pool->base);
    g_autoptr(Obj) obj = &storage_vol_new(pool, def)->base.obj;
    StorageVolObj *vol = (StorageVolObj *)obj;

    if (!gate_admit_object(job, obj, error) || !storage_has_room(pool, volume_of(def), error))
        return false;
    if (driver->make && !driver->make(pool, vol, def, source, flags, job, error))
        return false;
    publish_set(&vol->base.stored, definition_pack(def));
    if (!storage_insert(pool, vol, def, error))
        return false;
    obj_fill_ref(obj, vol_out);
    return true;
}

bool
storage_vol_create_xml_method(StoragePoolObj *pool, const char *xml, unsigned int flags, Job *job,
                              StorageVolRef *vol_out, GError **error)
{
    g_autoptr(Definition) def = NULL;

    if (!storage_require_active(pool, error))
        return false;
    def = read_volume(pool, xml, flags, false, error);
    return def && require_new(pool, def, error) &&
           make(pool, def, NULL, flags, job, vol_out, error);
}

/* --- copies */

/* The pool that the source is in: this one, or another that is active. */
static Obj *
pool_of_source(StoragePoolObj *pool, const StorageVolRef *ref, GError **error)
{
    Index *pools = pool->base.index;
    g_autoptr(Name) name = obj_name(&pool->base.obj);
    g_autoptr(Obj) other = NULL;

    if (storage_driver(&pool->base)->copies_within_pool || g_str_equal(ref->pool, name->text))
        return obj_ref(pool);
    other = index_get_name(pools, ref->pool, error);
    if (!other || !storage_require_active((StoragePoolObj *)other, error))
        return NULL;
    return g_steal_pointer(&other);
}

bool
storage_vol_create_xml_from_method(StoragePoolObj *pool, const char *xml,
                                   const StorageVolRef *clonevol, unsigned int flags, Job *job,
                                   StorageVolRef *vol_out, GError **error)
{
    const StorageDriver *driver = storage_driver(&pool->base);
    g_autoptr(Definition) def = NULL;
    g_autoptr(Obj) from = NULL;
    g_autoptr(Obj) source = NULL;

    if (!storage_require_active(pool, error))
        return false;
    def = read_volume(pool, xml, flags, true, error);
    if (!def || !require_new(pool, def, error))
        return false;
    from = pool_of_source(pool, clonevol, error);
    source = from ? index_get_name(((StoragePoolObj *)from)->volumes, clonevol->name, error) : NULL;
    if (!source)
        return false;
    if (driver->copy_flags & VOLUME_CAPACITY_OF_SOURCE)
        grow_copy(def, (StorageVolObj *)source);
    return make(pool, def, (StorageVolObj *)source, flags, job, vol_out, error);
}
