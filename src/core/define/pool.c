/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Storage pools: what each kind needs to know of its source, and what it has if nothing is said. */
#include <string.h>

#include "core/define/define-priv.h"
#include "core/define/objects.h"

#define ERR_DOMAIN VIR_FROM_STORAGE

typedef enum Need {
    NEED_HOST = 1 << 0,
    NEED_DEVICE = 1 << 1,
    NEED_DIR = 1 << 2,
    NEED_ADAPTER = 1 << 3,
    NEED_NAME = 1 << 4, /* no default for it */
    HAS_NAME = 1 << 5,  /* that of the pool, if none is given */
    HAS_TARGET = 1 << 6,
    HAS_DIR = 1 << 7, /* the uppermost, if none is given */
    NEED_INITIATOR = 1 << 8,
} Need;

typedef struct PoolTraits {
    unsigned int needs;
    PoolFormat format;         /* the default; unset: the kind has none */
    PoolFormat first, last;    /* those that it accepts */
    const char *target_prefix; /* the target is this and the name of the source */
} PoolTraits;

static const PoolTraits pool_traits[] = {
    [POOL_TYPE_DIR] = { .needs = HAS_TARGET },
    [POOL_TYPE_FS] = { .needs = NEED_DEVICE | HAS_TARGET,
                       .format = POOL_FORMAT_AUTO,
                       .first = POOL_FORMAT_EXT2,
                       .last = POOL_FORMAT_VMFS },
    [POOL_TYPE_NETFS] = { .needs = NEED_HOST | NEED_DIR | HAS_TARGET,
                          .format = POOL_FORMAT_AUTO,
                          .first = POOL_FORMAT_NFS,
                          .last = POOL_FORMAT_CIFS },
    [POOL_TYPE_LOGICAL] = { .needs = HAS_NAME | HAS_TARGET,
                            .format = POOL_FORMAT_LVM2,
                            .first = POOL_FORMAT_UNKNOWN,
                            .last = POOL_FORMAT_UNKNOWN,
                            .target_prefix = "/dev/" },
    [POOL_TYPE_DISK] = { .needs = NEED_DEVICE | HAS_TARGET,
                         .format = POOL_FORMAT_UNKNOWN,
                         .first = POOL_FORMAT_DOS,
                         .last = POOL_FORMAT_LVM2 },
    [POOL_TYPE_ISCSI] = { .needs = NEED_HOST | HAS_TARGET },
    [POOL_TYPE_ISCSI_DIRECT] = { .needs = NEED_HOST | NEED_INITIATOR },
    [POOL_TYPE_SCSI] = { .needs = NEED_ADAPTER | HAS_TARGET },
    [POOL_TYPE_MPATH] = { .needs = HAS_TARGET },
    [POOL_TYPE_RBD] = { .needs = NEED_HOST | NEED_NAME },
    [POOL_TYPE_SHEEPDOG] = { .needs = NEED_HOST | HAS_NAME },
    [POOL_TYPE_GLUSTER] = { .needs = NEED_HOST | HAS_NAME | HAS_DIR },
    [POOL_TYPE_ZFS] = { .needs = HAS_NAME | HAS_TARGET, .target_prefix = "/dev/zvol/" },
    [POOL_TYPE_VSTORAGE] = { .needs = HAS_NAME | HAS_TARGET },
};

/* A path without doubled and trailing slashes; two at the beginning mean something and stay. */
static const char *
clean_path(Arena *arena, const char *path)
{
    char *clean = arena_strdup(arena, path), *to = clean;

    for (const char *from = path; *from != '\0'; from++)
        if (*from != '/' || to == clean || to[-1] != '/')
            *to++ = *from;
    while (to > clean + 1 && to[-1] == '/')
        to--;
    *to = '\0';
    return clean;
}

bool
pool_takes_format(PoolType type, PoolFormat format)
{
    const PoolTraits *traits = &pool_traits[type];

    return traits->format != POOL_FORMAT_UNSET &&
           (format == traits->format || (format >= traits->first && format <= traits->last));
}

PoolFormat
pool_default_format(PoolType type)
{
    return pool_traits[type].format;
}

static bool
define_format(PoolSource *source, const PoolTraits *traits, GError **error)
{
    if (traits->format == POOL_FORMAT_UNSET || source->from.format == XML_ABSENT) {
        if (traits->format != POOL_FORMAT_UNSET)
            XML_SET(source, format, traits->format, XML_DEFINED);
        return true;
    }
    return pool_takes_format(source->kind, source->format) ||
           err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "unknown pool format type %s",
                   define_text(XML_ENUM_POOL_FORMAT, source->format));
}

static bool
check_auth(const PoolAuth *auth, GError **error)
{
    const PoolSecret *secret = auth->secret;

    if (!check_secret_choice(secret->from.uuid != XML_ABSENT, secret->usage, error))
        return false;
    if (auth->type == POOL_AUTH_TYPE_UNSET || auth->type == POOL_AUTH_TYPE_NONE)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "storage pool missing auth type");
    return true;
}

static bool
check_wwn(const char *wwn, GError **error)
{
    if (strlen(wwn) == 16 && strspn(wwn, "0123456789abcdefABCDEF") == 16)
        return true;
    return err_set_full(error, VIR_FROM_NONE, VIR_ERR_INTERNAL_ERROR, "Malformed wwn: %s", wwn);
}

/* What a virtual port is made on, if it is said by names: by both of them, or by that of the
 * fabric. */
static bool
check_parent_wwns(const PoolAdapter *adapter, GError **error)
{
    const char *const wwns[] = { adapter->parent_wwnn, adapter->parent_wwpn,
                                 adapter->parent_fabric_wwn };

    if (adapter->parent_wwnn && !adapter->parent_wwpn)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "when providing parent_wwnn='%s', the parent_wwpn must also be provided",
                       adapter->parent_wwnn);
    if (adapter->parent_wwpn && !adapter->parent_wwnn)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "when providing parent_wwpn='%s', the parent_wwnn must also be provided",
                       adapter->parent_wwpn);
    for (unsigned int i = 0; i < G_N_ELEMENTS(wwns); i++)
        if (wwns[i] && !check_wwn(wwns[i], error))
            return false;
    return true;
}

static bool
define_adapter(PoolAdapter *adapter, GError **error)
{
    if (adapter->type == POOL_ADAPTER_TYPE_UNSET && adapter->name != NULL)
        XML_SET(adapter, type, POOL_ADAPTER_TYPE_SCSI_HOST, XML_DEFINED);
    switch (adapter->type) {
    case POOL_ADAPTER_TYPE_UNSET:
        return err_set(error, VIR_ERR_XML_ERROR, "missing storage pool source adapter");
    case POOL_ADAPTER_TYPE_SCSI_HOST:
        if (adapter->name == NULL && adapter->parent_address == NULL)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "Either 'name' or 'parent' must be specified for the 'scsi_host' "
                           "adapter");
        return true;
    case POOL_ADAPTER_TYPE_FC_HOST:
        if (adapter->wwnn == NULL || adapter->wwpn == NULL)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "'wwnn' and 'wwpn' must be specified for adapter type 'fchost'");
        return check_wwn(adapter->wwnn, error) && check_wwn(adapter->wwpn, error) &&
               check_parent_wwns(adapter, error);
    }
    return true;
}

/* The largest number is -1 to the kernel: as it is. */
static void
define_permissions(Permissions *permissions)
{
    if (permissions->owner == UINT32_MAX)
        permissions->owner = -1;
    if (permissions->group == UINT32_MAX)
        permissions->group = -1;
}

/* What the source says, before it is known whether that is enough. */
static bool
define_source(Pool *pool, const PoolTraits *traits, Arena *arena, GError **error)
{
    PoolSource *source = &pool->source;
    bool versioned;

    if ((traits->needs & NEED_NAME) && source->head.line != 0 && source->name == NULL)
        return err_set(error, VIR_ERR_XML_ERROR, "element 'name' is mandatory for RBD pool");
    if (!define_format(source, traits, error))
        return false;
    /* Meant for NFS; of other kinds, too, the original takes the default and the first format. */
    versioned = source->format == traits->format || source->format == traits->first;
    if (source->dir != NULL && *source->dir == '\0')
        XML_UNSET(source, dir);
    if (source->dir != NULL)
        source->dir = clean_path(arena, source->dir);
    else if (traits->needs & HAS_DIR)
        XML_SET(source, dir, "/", XML_DEFINED);
    if (source->auth != NULL && !check_auth(source->auth, error))
        return false;
    if (source->protocol_ver != NULL && *source->protocol_ver == '\0')
        XML_UNSET(source, protocol_ver);
    if (source->protocol_ver != NULL && !versioned)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "storage pool protocol ver unsupported for pool type '%s'",
                       define_text(XML_ENUM_POOL_FORMAT, source->format));
    return true;
}

static bool
define_names(Pool *pool, const PoolTraits *traits, const DefineEnv *env, GError **error)
{
    if (pool->name == NULL && pool->source.name != NULL)
        XML_SET(pool, name, pool->source.name, XML_DEFINED);
    if (pool->name == NULL)
        return err_set(error, VIR_ERR_XML_ERROR, "missing pool source name element");
    if (strchr(pool->name, '/') != NULL)
        return err_set(error, VIR_ERR_XML_ERROR, "name %s cannot contain '/'", pool->name);
    if (pool->from.uuid == XML_ABSENT) {
        define_uuid(env, pool->uuid);
        pool->from.uuid = XML_DEFINED;
    }
    if ((traits->needs & HAS_NAME) && pool->source.name == NULL)
        XML_SET(&pool->source, name, pool->name, XML_DEFINED);
    return true;
}

static bool
check_needs(Pool *pool, const PoolTraits *traits, GError **error)
{
    PoolSource *source = &pool->source;

    if (pool->from.cow != XML_ABSENT && source->kind != POOL_TYPE_FS &&
        source->kind != POOL_TYPE_DIR)
        return err_set(error, VIR_ERR_NO_SUPPORT,
                       "cow feature may only be used for 'fs' and 'dir' pools");
    if ((traits->needs & NEED_HOST) && source->hosts.n == 0)
        return err_set(error, VIR_ERR_XML_ERROR, "missing storage pool source host name");
    if ((traits->needs & NEED_DIR) && source->dir == NULL)
        return err_set(error, VIR_ERR_XML_ERROR, "missing storage pool source path");
    if ((traits->needs & NEED_DEVICE) && source->devices.n == 0)
        return err_set(error, VIR_ERR_XML_ERROR, "missing storage pool source device name");
    if ((traits->needs & NEED_INITIATOR) && source->initiator_iqn == NULL)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "missing initiator IQN");
    if (!(traits->needs & NEED_ADAPTER))
        return true;
    if (source->adapter == NULL)
        return err_set(error, VIR_ERR_XML_ERROR, "missing storage pool source adapter");
    return define_adapter(source->adapter, error);
}

bool
pool_define(Definition *def, const DefineEnv *env, GError **error)
{
    Pool *pool = def->root;
    const PoolTraits *traits = &pool_traits[pool->source.kind];

    if (!define_source(pool, traits, def->arena, error) ||
        !define_names(pool, traits, env, error) || !check_needs(pool, traits, error))
        return false;
    if (traits->target_prefix != NULL)
        XML_SET(pool, path,
                arena_printf(def->arena, "%s%s", traits->target_prefix, pool->source.name),
                XML_DEFINED);
    else if ((traits->needs & HAS_TARGET) && pool->path == NULL)
        return err_set(error, VIR_ERR_XML_ERROR, "missing storage pool target path");
    else if (pool->path != NULL)
        pool->path = clean_path(def->arena, pool->path);
    define_permissions(&pool->permissions);
    if (pool->mount_options != NULL && pool->mount_options->options.n == 0)
        pool->mount_options = NULL;
    if (pool->rbd_options != NULL && pool->rbd_options->options.n == 0)
        pool->rbd_options = NULL;
    /* Only a pool that runs knows. */
    pool->capacity = pool->allocation = pool->available = 0;
    return true;
}
