/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pools are built, started, looked through, stopped and deleted. */
#include "core/storage/storage-priv.h"

static void
tell(StoragePoolObj *pool, int event)
{
    defined_emit(&pool->base, VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE, event, 0);
}

static bool
refresh(StoragePoolObj *pool, const Definition *live, Job *job, GError **error)
{
    const StorageDriver *driver = storage_driver(&pool->base);

    return !driver->refresh || driver->refresh(pool, pool_of(live), job, error);
}

/* Takes over live. */
bool
storage_start(StoragePoolObj *pool, Definition *live, Job *job, GError **error)
{
    const StorageDriver *driver = storage_driver(&pool->base);
    g_autoptr(Definition) own = live;

    if (driver->start && !driver->start(pool, live, job, error))
        return false;
    if (!refresh(pool, live, job, error)) {
        if (driver->stop)
            driver->stop(pool);
        return false;
    }
    defined_start(&pool->base, g_steal_pointer(&own));
    return true;
}

static void
stop(StoragePoolObj *pool)
{
    const StorageDriver *driver = storage_driver(&pool->base);

    if (driver->stop)
        driver->stop(pool);
    defined_stop(&pool->base);
    if (obj_is(&pool->base.obj, OBJ_REMOVED))
        storage_drop_volumes(pool);
}

/* The flags of both kinds of creating, as those of building; false: it is not built. */
static bool
wants_build(unsigned int flags, unsigned int *build_out)
{
    *build_out = 0;
    if (flags & VIR_STORAGE_POOL_CREATE_WITH_BUILD_OVERWRITE)
        *build_out |= VIR_STORAGE_POOL_BUILD_OVERWRITE;
    if (flags & VIR_STORAGE_POOL_CREATE_WITH_BUILD_NO_OVERWRITE)
        *build_out |= VIR_STORAGE_POOL_BUILD_NO_OVERWRITE;
    return *build_out || (flags & VIR_STORAGE_POOL_CREATE_WITH_BUILD);
}

static bool
build(StoragePoolObj *pool, unsigned int flags, Job *job, GError **error)
{
    const StorageDriver *driver = storage_driver(&pool->base);
    const unsigned int both =
        VIR_STORAGE_POOL_BUILD_OVERWRITE | VIR_STORAGE_POOL_BUILD_NO_OVERWRITE;

    if ((flags & both) == both)
        return storage_error(&pool->base, error, VIR_ERR_INVALID_ARG,
                             "Overwrite and no overwrite flags are mutually exclusive");
    return !driver->build || driver->build(pool, flags, job, error);
}

/* --- methods */

static bool
create(StoragePoolObj *pool, Definition *def, unsigned int flags, Job *job, GError **error)
{
    unsigned int build_flags;

    if (!storage_check_source(pool, def, error) ||
        (wants_build(flags, &build_flags) && !build(pool, build_flags, job, error)))
        return false;
    return storage_start(pool, definition_ref(def), job, error);
}

bool
storage_pool_create_xml_method(Conn *conn, const char *xml, unsigned int flags, Job *job,
                               StoragePoolRef *pool_out, GError **error)
{
    Host *host = host_of(conn);
    g_autoptr(Definition) def = defined_read(host, &storage_pool_kind, xml, XML_INACTIVE, error);
    DefinedObj *obj = def ? defined_enter(host, &storage_pool_kind, def, true, job, error) : NULL;
    bool done;

    if (!obj)
        return false;
    done = create((StoragePoolObj *)obj, def, flags, job, error);
    if (done)
        obj_fill_ref(&obj->obj, pool_out);
    defined_leave(obj, job);
    return done;
}

bool
storage_pool_create_method(StoragePoolObj *pool, unsigned int flags, Job *job, GError **error)
{
    unsigned int build_flags;

    if (!storage_require_inactive(pool, error) ||
        (wants_build(flags, &build_flags) && !build(pool, build_flags, job, error)))
        return false;
    return storage_start(pool, defined_stored(&pool->base), job, error);
}

bool
storage_pool_build_method(StoragePoolObj *pool, unsigned int flags, Job *job, GError **error)
{
    if (!storage_require_inactive(pool, error) || !build(pool, flags, job, error))
        return false;
    tell(pool, VIR_STORAGE_POOL_EVENT_CREATED);
    return true;
}

bool
storage_pool_delete_method(StoragePoolObj *pool, unsigned int flags, Job *job, GError **error)
{
    const StorageDriver *driver = storage_driver(&pool->base);

    if (!storage_require_inactive(pool, error) ||
        (driver->erase && !driver->erase(pool, flags, job, error)))
        return false;
    tell(pool, VIR_STORAGE_POOL_EVENT_DELETED);
    return true;
}

bool
storage_pool_destroy_method(StoragePoolObj *pool, Job *job, GError **error)
{
    if (!storage_require_active(pool, error))
        return false;
    stop(pool);
    return true;
}

/* A pool whose volumes cannot be looked at is of no use, and stops. */
bool
storage_pool_refresh_method(StoragePoolObj *pool, unsigned int flags, Job *job, GError **error)
{
    g_autoptr(Definition) live = NULL;

    if (!storage_require_active(pool, error))
        return false;
    live = defined_definition(&pool->base, false);
    if (!refresh(pool, live, job, error)) {
        stop(pool);
        return false;
    }
    defined_emit(&pool->base, VIR_STORAGE_POOL_EVENT_ID_REFRESH, 0, 0);
    return true;
}
