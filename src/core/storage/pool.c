/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pools: what they are, defined and undefined. */
#include "core/define/objects.h"
#include "core/storage/storage-priv.h"

static bool
define(Host *host, Definition *def, GError **error)
{
    const StorageDriver *driver = host->type->storage;

    return pool_define(def, &defined_env, error) &&
           (!driver->define || driver->define(host, def, error));
}

static void
init(DefinedObj *obj)
{
    StoragePoolObj *pool = (StoragePoolObj *)obj;
    uint64_t capacity = storage_driver(obj)->pool_capacity;

    mutex_init(&pool->lock);
    pool->volumes = index_new(OBJECT_STORAGE_VOL, obj->host->type->errors);
    pool->space = (PoolSpace){ .capacity = capacity, .available = capacity };
}

static void
clear(DefinedObj *obj)
{
    StoragePoolObj *pool = (StoragePoolObj *)obj;

    if (storage_driver(obj)->free_pool)
        storage_driver(obj)->free_pool(pool);
    index_free(pool->volumes);
    mutex_clear(&pool->lock);
}

static Index *
volumes_of(Obj *obj, unsigned int kind, GError **error)
{
    StoragePoolObj *pool = (StoragePoolObj *)obj;

    return storage_require_active(pool, error) ? pool->volumes : NULL;
}

static void
drop_volumes(Obj *obj)
{
    storage_drop_volumes((StoragePoolObj *)obj);
}

/* --- lists */

static const ObjPair pairs[] = {
    { VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE, VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE, OBJ_ACTIVE },
    { VIR_CONNECT_LIST_STORAGE_POOLS_PERSISTENT, VIR_CONNECT_LIST_STORAGE_POOLS_TRANSIENT,
      OBJ_PERSISTENT },
    { VIR_CONNECT_LIST_STORAGE_POOLS_AUTOSTART, VIR_CONNECT_LIST_STORAGE_POOLS_NO_AUTOSTART,
      OBJ_AUTOSTART },
};

static const unsigned int list_flags[] = {
    [POOL_TYPE_DIR] = VIR_CONNECT_LIST_STORAGE_POOLS_DIR,
    [POOL_TYPE_FS] = VIR_CONNECT_LIST_STORAGE_POOLS_FS,
    [POOL_TYPE_NETFS] = VIR_CONNECT_LIST_STORAGE_POOLS_NETFS,
    [POOL_TYPE_LOGICAL] = VIR_CONNECT_LIST_STORAGE_POOLS_LOGICAL,
    [POOL_TYPE_DISK] = VIR_CONNECT_LIST_STORAGE_POOLS_DISK,
    [POOL_TYPE_ISCSI] = VIR_CONNECT_LIST_STORAGE_POOLS_ISCSI,
    [POOL_TYPE_ISCSI_DIRECT] = VIR_CONNECT_LIST_STORAGE_POOLS_ISCSI_DIRECT,
    [POOL_TYPE_SCSI] = VIR_CONNECT_LIST_STORAGE_POOLS_SCSI,
    [POOL_TYPE_MPATH] = VIR_CONNECT_LIST_STORAGE_POOLS_MPATH,
    [POOL_TYPE_RBD] = VIR_CONNECT_LIST_STORAGE_POOLS_RBD,
    [POOL_TYPE_SHEEPDOG] = VIR_CONNECT_LIST_STORAGE_POOLS_SHEEPDOG,
    [POOL_TYPE_GLUSTER] = VIR_CONNECT_LIST_STORAGE_POOLS_GLUSTER,
    [POOL_TYPE_ZFS] = VIR_CONNECT_LIST_STORAGE_POOLS_ZFS,
    [POOL_TYPE_VSTORAGE] = VIR_CONNECT_LIST_STORAGE_POOLS_VSTORAGE,
};

/* The flags of types follow each other. */
#define TYPE_FLAGS                                                                                 \
    ((unsigned int)VIR_CONNECT_LIST_STORAGE_POOLS_ISCSI_DIRECT * 2 -                               \
     (unsigned int)VIR_CONNECT_LIST_STORAGE_POOLS_DIR)

static bool
passes(DefinedObj *obj, uint32_t flags)
{
    g_autoptr(Definition) def = NULL;

    if (!(flags & TYPE_FLAGS))
        return true;
    def = defined_definition(obj, false);
    return flags & list_flags[pool_of(def)->source.kind];
}

const DefinedKind storage_pool_kind = {
    .type = { .kind = OBJECT_STORAGE_POOL,
              .index = volumes_of,
              .close = drop_volumes,
              DEFINED_OBJ },
    .size = sizeof(StoragePoolObj),
    .document = XML_DOCUMENT_POOL,
    .noun = "pool",
    .name_at = offsetof(Pool, name),
    .uuid_at = offsetof(Pool, uuid),
    .pairs = pairs,
    .n_pairs = G_N_ELEMENTS(pairs),
    .is_live_apart = true,
    .define = define,
    .may_appear = storage_may_appear,
    .passes = passes,
    .init = init,
    .clear = clear,
    .event_defined = VIR_STORAGE_POOL_EVENT_DEFINED,
    .event_undefined = VIR_STORAGE_POOL_EVENT_UNDEFINED,
    .event_started = VIR_STORAGE_POOL_EVENT_STARTED,
    .event_stopped = VIR_STORAGE_POOL_EVENT_STOPPED,
};

/* --- states */

bool
storage_require_active(StoragePoolObj *pool, GError **error)
{
    g_autoptr(Name) name = obj_name(&pool->base.obj);

    return obj_is(&pool->base.obj, OBJ_ACTIVE) ||
           storage_error(&pool->base, error, VIR_ERR_OPERATION_INVALID,
                         "storage pool '%s' is not active", name->text);
}

bool
storage_require_inactive(StoragePoolObj *pool, GError **error)
{
    g_autoptr(Name) name = obj_name(&pool->base.obj);

    return !obj_is(&pool->base.obj, OBJ_ACTIVE) ||
           storage_error(&pool->base, error, VIR_ERR_OPERATION_INVALID,
                         "storage pool '%s' is active", name->text);
}

/* --- methods */

static bool
store(StoragePoolObj *pool, const Definition *def, GError **error)
{
    if (!storage_check_source(pool, def, error) ||
        !defined_store(&pool->base, definition_copy(def), error))
        return false;
    defined_emit(&pool->base, VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE, VIR_STORAGE_POOL_EVENT_DEFINED,
                 0);
    return true;
}

static bool
storage_pool_define_xml(Conn *conn, const char *xml, unsigned int flags, Job *job,
                        StoragePoolRef *pool_out, GError **error)
{
    Host *host = host_of(conn);
    unsigned int strict = flags & VIR_STORAGE_POOL_DEFINE_VALIDATE ? (unsigned int)XML_STRICT : 0;
    g_autoptr(Definition) def =
        defined_read(host, &storage_pool_kind, xml, XML_INACTIVE | strict, error);
    DefinedObj *obj = def ? defined_enter(host, &storage_pool_kind, def, false, job, error) : NULL;
    bool done;

    if (!obj)
        return false;
    done = store((StoragePoolObj *)obj, def, error);
    if (done)
        obj_fill_ref(&obj->obj, pool_out);
    defined_leave(obj, job);
    return done;
}

static bool
storage_pool_undefine(StoragePoolObj *pool, Job *job, GError **error)
{
    if (!storage_require_inactive(pool, error) || !defined_undefine(&pool->base, error))
        return false;
    storage_drop_volumes(pool);
    return true;
}

static bool
storage_pool_set_autostart(StoragePoolObj *pool, int autostart, Job *job, GError **error)
{
    if (!obj_is(&pool->base.obj, OBJ_PERSISTENT))
        return storage_error(&pool->base, error, VIR_ERR_INVALID_ARG, "pool has no config file");
    return defined_set_autostart(&pool->base, autostart != 0, error);
}

DEFINED_IS(storage_pool_is_active, StoragePoolObj, OBJ_ACTIVE)
DEFINED_IS(storage_pool_is_persistent, StoragePoolObj, OBJ_PERSISTENT)
DEFINED_IS(storage_pool_get_autostart, StoragePoolObj, OBJ_AUTOSTART)

/* clang-format off */
const StoragePoolMethods core_storage_pool_methods = {
    .build = storage_pool_build_method,
    .create = storage_pool_create_method,
    .delete_ = storage_pool_delete_method,
    .destroy = storage_pool_destroy_method,
    .get_autostart = storage_pool_get_autostart,
    .get_info = storage_pool_get_info_method,
    .get_xml_desc = storage_pool_get_xml_desc_method,
    .is_active = storage_pool_is_active,
    .is_persistent = storage_pool_is_persistent,
    .refresh = storage_pool_refresh_method,
    .set_autostart = storage_pool_set_autostart,
    .storage_vol_create_xml = storage_vol_create_xml_method,
    .storage_vol_create_xml_from = storage_vol_create_xml_from_method,
    .undefine = storage_pool_undefine,
};
/* clang-format on */

static bool
find_storage_pool_sources(Conn *conn, const char *type, const char *spec, unsigned int flags,
                          Job *job, char **xml_out, GError **error)
{
    Host *host = host_of(conn);

    return host->type->storage->find_sources(host, type, spec, xml_out, error);
}

void
storage_connect_methods(const StorageDriver *driver, ConnectMethods *methods)
{
    if (driver->find_sources)
        methods->find_storage_pool_sources = find_storage_pool_sources;
    methods->get_storage_pool_capabilities = storage_get_capabilities_method;
    methods->storage_pool_create_xml = storage_pool_create_xml_method;
    methods->storage_pool_define_xml = storage_pool_define_xml;
    methods->storage_pool_lookup_by_target_path = storage_pool_lookup_by_target_path_method;
    methods->storage_vol_lookup_by_key = storage_vol_lookup_by_key_method;
    methods->storage_vol_lookup_by_path = storage_vol_lookup_by_path_method;
}
