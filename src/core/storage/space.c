/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How much a pool holds, and how it is told. */
#include "core/storage/storage-priv.h"

void
storage_set_space(StoragePoolObj *pool, const PoolSpace *space)
{
    MUTEX_GUARD(&pool->lock);

    pool->space = *space;
}

PoolSpace
storage_space(StoragePoolObj *pool)
{
    MUTEX_GUARD(&pool->lock);

    return pool->space;
}

bool
storage_has_room(StoragePoolObj *pool, const Volume *volume, GError **error)
{
    PoolSpace space = storage_space(pool);

    if (storage_driver(&pool->base)->pool_capacity == 0 ||
        (space.allocation <= space.capacity &&
         volume->allocation <= space.capacity - space.allocation))
        return true;
    return storage_error(&pool->base, error, VIR_ERR_INTERNAL_ERROR,
                         "Not enough free space in pool for volume '%s'", volume->name);
}

/* What a driver measured may be out of date by a volume: nothing falls below zero. */
void
storage_count(StoragePoolObj *pool, uint64_t before, uint64_t after)
{
    MUTEX_GUARD(&pool->lock);
    PoolSpace *space = &pool->space;

    space->allocation = space->allocation > before ? space->allocation - before : 0;
    space->allocation += after;
    space->available =
        space->capacity > space->allocation ? space->capacity - space->allocation : 0;
}

/* --- methods */

bool
storage_pool_get_info_method(StoragePoolObj *pool, Job *job, StoragePoolGetInfoRet *ret_out,
                             GError **error)
{
    PoolSpace space = storage_space(pool);
    bool is_active = obj_is(&pool->base.obj, OBJ_ACTIVE);

    *ret_out = (StoragePoolGetInfoRet){
        .state = is_active ? VIR_STORAGE_POOL_RUNNING : VIR_STORAGE_POOL_INACTIVE,
        .capacity = space.capacity,
        .allocation = space.allocation,
        .available = space.available,
    };
    return true;
}

bool
storage_pool_get_xml_desc_method(StoragePoolObj *pool, unsigned int flags, Job *job, char **xml_out,
                                 GError **error)
{
    bool is_stored = flags & VIR_STORAGE_XML_INACTIVE;
    g_autoptr(Definition) frozen = defined_definition(&pool->base, is_stored);
    g_autoptr(Definition) def = definition_copy(frozen);
    PoolSpace space = storage_space(pool);
    Pool *root = def->root;

    root->capacity = space.capacity;
    root->allocation = space.allocation;
    root->available = space.available;
    *xml_out = definition_format(def, is_stored ? (unsigned int)XML_INACTIVE : 0);
    return true;
}
