/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Volumes are resized, wiped and deleted. */
#include "core/storage/storage-priv.h"

bool
storage_vol_delete_method(StorageVolObj *vol, unsigned int flags, Job *job, GError **error)
{
    const StorageDriver *driver = storage_driver(&vol->base);
    g_autoptr(Definition) def = defined_stored(&vol->base);

    if (driver->remove && !driver->remove(vol, flags, job, error))
        return false;
    storage_drop_volume(vol);
    storage_count(storage_pool_of(vol), volume_of(def)->allocation, 0);
    return true;
}

/* --- resize */

/* The capacity that is meant. */
static bool
resolve_capacity(StorageVolObj *vol, const Volume *volume, unsigned long long given,
                 unsigned int flags, uint64_t *capacity_out, GError **error)
{
    bool is_shrink = flags & VIR_STORAGE_VOL_RESIZE_SHRINK;

    *capacity_out = given;
    if ((flags & VIR_STORAGE_VOL_RESIZE_DELTA) && is_shrink)
        *capacity_out = volume->capacity - MIN(volume->capacity, given);
    else if ((flags & VIR_STORAGE_VOL_RESIZE_DELTA) &&
             !g_uint64_checked_add(capacity_out, volume->capacity, given))
        return storage_error(&vol->base, error, VIR_ERR_OVERFLOW,
                             "capacity of volume '%s' would be too large", volume->name);
    if (*capacity_out < volume->allocation)
        return storage_error(&vol->base, error, VIR_ERR_INVALID_ARG,
                             "can't shrink capacity below existing allocation");
    if (*capacity_out < volume->capacity && !is_shrink)
        return storage_error(&vol->base, error, VIR_ERR_INVALID_ARG,
                             "Can't shrink capacity below current capacity unless shrink flag "
                             "explicitly specified");
    return true;
}

bool
storage_vol_resize_method(StorageVolObj *vol, unsigned long long capacity, unsigned int flags,
                          Job *job, GError **error)
{
    const StorageDriver *driver = storage_driver(&vol->base);
    StoragePoolObj *pool = storage_pool_of(vol);
    g_autoptr(Definition) def = defined_stored(&vol->base);
    Volume *volume = volume_of(def);
    uint64_t before = volume->allocation, wanted;

    if (!resolve_capacity(vol, volume, capacity, flags, &wanted, error))
        return false;
    XML_SET(volume, capacity, wanted, XML_GIVEN);
    if (flags & VIR_STORAGE_VOL_RESIZE_ALLOCATE)
        XML_SET(volume, allocation, wanted, XML_GIVEN);
    if (volume->allocation > before && volume->allocation - before > storage_space(pool).available)
        return storage_error(&vol->base, error, VIR_ERR_OPERATION_FAILED,
                             "Not enough space left in storage pool");
    if (driver->resize && !driver->resize(vol, def, wanted, flags, job, error))
        return false;
    publish_set(&vol->base.stored, definition_pack(def));
    storage_count(pool, before, volume->allocation);
    return true;
}

/* --- wipe */

bool
storage_vol_wipe_pattern_method(StorageVolObj *vol, unsigned int algorithm, unsigned int flags,
                                Job *job, GError **error)
{
    if (algorithm > VIR_STORAGE_VOL_WIPE_ALG_TRIM)
        return storage_error(&vol->base, error, VIR_ERR_INVALID_ARG,
                             "wiping algorithm %u not supported", algorithm);
    return storage_driver(&vol->base)->wipe(vol, algorithm, job, error);
}

bool
storage_vol_wipe_method(StorageVolObj *vol, unsigned int flags, Job *job, GError **error)
{
    return storage_vol_wipe_pattern_method(vol, VIR_STORAGE_VOL_WIPE_ALG_ZERO, 0, job, error);
}
