/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Volumes: what is theirs, and what the pool decides. */
#include <string.h>

#include "core/define/define-priv.h"
#include "core/define/objects.h"

#define ERR_DOMAIN VIR_FROM_STORAGE

typedef enum Formats {
    FORMATS_NONE, /* there is only one way to store data */
    FORMATS_FILE, /* those of image files */
    FORMATS_PARTITION,
} Formats;

typedef struct VolumeTraits {
    VolumeType type;
    Formats formats;
    bool is_folder; /* volumes are files in it */
} VolumeTraits;

static const VolumeTraits volume_traits[] = {
    [POOL_TYPE_DIR] = { VOLUME_TYPE_FILE, FORMATS_FILE, true },
    [POOL_TYPE_FS] = { VOLUME_TYPE_FILE, FORMATS_FILE, true },
    [POOL_TYPE_NETFS] = { VOLUME_TYPE_FILE, FORMATS_FILE, true },
    [POOL_TYPE_LOGICAL] = { VOLUME_TYPE_BLOCK, FORMATS_NONE, false },
    [POOL_TYPE_DISK] = { VOLUME_TYPE_BLOCK, FORMATS_PARTITION, false },
    [POOL_TYPE_ISCSI] = { VOLUME_TYPE_BLOCK, FORMATS_NONE, false },
    [POOL_TYPE_ISCSI_DIRECT] = { VOLUME_TYPE_NETWORK, FORMATS_NONE, false },
    [POOL_TYPE_SCSI] = { VOLUME_TYPE_BLOCK, FORMATS_NONE, false },
    [POOL_TYPE_MPATH] = { VOLUME_TYPE_BLOCK, FORMATS_NONE, false },
    [POOL_TYPE_RBD] = { VOLUME_TYPE_NETWORK, FORMATS_FILE, false },
    [POOL_TYPE_SHEEPDOG] = { VOLUME_TYPE_NETWORK, FORMATS_NONE, false },
    [POOL_TYPE_GLUSTER] = { VOLUME_TYPE_NETWORK, FORMATS_FILE, false },
    [POOL_TYPE_ZFS] = { VOLUME_TYPE_BLOCK, FORMATS_NONE, false },
    [POOL_TYPE_VSTORAGE] = { VOLUME_TYPE_FILE, FORMATS_FILE, true },
};

/* luks is the encryption of a raw image. */
static bool
takes_format(Formats formats, VolumeFormat format)
{
    if (formats == FORMATS_PARTITION)
        return format == VOLUME_FORMAT_NONE || format >= VOLUME_FORMAT_LINUX;
    return format >= VOLUME_FORMAT_RAW && format < VOLUME_FORMAT_LINUX &&
           format != VOLUME_FORMAT_LUKS;
}

static VolumeFormat
default_format(Formats formats)
{
    static const VolumeFormat defaults[] = {
        [FORMATS_NONE] = VOLUME_FORMAT_UNSET,
        [FORMATS_FILE] = VOLUME_FORMAT_RAW,
        [FORMATS_PARTITION] = VOLUME_FORMAT_NONE,
    };

    return defaults[formats];
}

static bool
check_format(Formats formats, VolumeFormat format, GError **error)
{
    if (takes_format(formats, format))
        return true;
    return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "unknown volume format type %s",
                   define_text(XML_ENUM_VOLUME_FORMAT, format));
}

/* -1 is what nothing stands for here. */
static void
forget_default_owners(Permissions *permissions)
{
    if (permissions->owner == -1 || permissions->owner == UINT32_MAX)
        XML_UNSET(permissions, owner);
    if (permissions->group == -1 || permissions->group == UINT32_MAX)
        XML_UNSET(permissions, group);
}

static bool
define_backing(Volume *volume, Formats formats, GError **error)
{
    VolumeBacking *backing = volume->backing;

    if (backing == NULL)
        return true;
    if (backing->path == NULL) {
        volume->backing = NULL;
        return true;
    }
    /* When it was used is looked up, whatever is said. */
    memset(&backing->times, 0, sizeof(backing->times));
    forget_default_owners(&backing->permissions);
    if (formats == FORMATS_NONE)
        XML_UNSET(backing, format);
    else
        XML_SET_IF_ABSENT(backing, format, default_format(formats), XML_DEFINED);
    return formats == FORMATS_NONE || check_format(formats, backing->format, error);
}

static bool
define_size(Volume *volume, unsigned int flags, GError **error)
{
    bool is_known = (flags & VOLUME_CAPACITY_OF_SOURCE) ||
                    ((flags & VOLUME_CAPACITY_OF_BACKING) && volume->backing != NULL);

    if (volume->from.capacity == XML_ABSENT && !is_known)
        return err_set(error, VIR_ERR_XML_ERROR, "missing capacity element");
    XML_SET_IF_ABSENT(volume, allocation, volume->capacity, XML_DEFAULT);
    XML_UNSET(volume, physical);
    return true;
}

static bool
define_target(Volume *volume, Formats formats, Arena *arena, GError **error)
{
    VolumeTarget *target = &volume->target;

    if (target->encryption != NULL && !define_encryption(target->encryption, error))
        return false;
    if (formats == FORMATS_NONE)
        XML_UNSET(target, format);
    else
        XML_SET_IF_ABSENT(target, format, default_format(formats), XML_DEFINED);
    if (formats != FORMATS_NONE && !check_format(formats, target->format, error))
        return false;
    memset(&target->times, 0, sizeof(target->times));
    forget_default_owners(&target->permissions);
    if (target->compat != NULL && *target->compat == '\0')
        XML_UNSET(target, compat);
    if (target->features != NULL)
        XML_SET_IF_ABSENT(target, compat, "1.1", XML_DEFINED);
    return true;
}

bool
volume_define(Definition *def, const Pool *pool, unsigned int flags, GError **error)
{
    Volume *volume = def->root;
    const VolumeTraits *traits = &volume_traits[pool->source.kind];
    const char *folder = pool->path != NULL ? pool->path : pool->source.name;

    if (*volume->name == '\0')
        return err_set(error, VIR_ERR_XML_ERROR, "missing volume name element");
    if (!define_size(volume, flags, error) ||
        !define_target(volume, traits->formats, def->arena, error) ||
        !define_backing(volume, traits->formats, error))
        return false;
    if (!(flags & VOLUME_ANY_NAME) && traits->is_folder && strchr(volume->name, '/') != NULL)
        return err_set(error, VIR_ERR_OPERATION_INVALID, "volume name '%s' cannot contain '/'",
                       volume->name);
    if (flags & VOLUME_ANY_TYPE)
        XML_SET_IF_ABSENT(volume, type, VOLUME_TYPE_FILE, XML_DEFINED);
    else if (volume->type != traits->type)
        XML_SET(volume, type, traits->type, XML_DEFINED);
    volume->source_devices.n = 0;
    if (!(flags & VOLUME_ANY_PATH)) {
        XML_UNSET(&volume->target, path);
        XML_UNSET(volume, key);
    }
    XML_SET_IF_ABSENT(&volume->target, path,
                      arena_printf(def->arena, "%s/%s", folder != NULL ? folder : "", volume->name),
                      XML_DEFINED);
    XML_SET_IF_ABSENT(volume, key, volume->target.path, XML_DEFINED);
    return true;
}

VolumeType
volume_type_of_pool(const Pool *pool)
{
    return volume_traits[pool->source.kind].type;
}

bool
volume_takes_format(PoolType type, VolumeFormat format)
{
    Formats formats = volume_traits[type].formats;

    return formats != FORMATS_NONE && takes_format(formats, format);
}

VolumeFormat
volume_default_format(PoolType type)
{
    return default_format(volume_traits[type].formats);
}
