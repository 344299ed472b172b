/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Volumes of storage pools. */
#include <string.h>

#include "core/define/define-priv.h"
#include "core/define/objects.h"

#define ERR_DOMAIN VIR_FROM_STORAGE

/* What the volumes of each kind of pool are. */
static const VolumeType types[] = {
    [POOL_TYPE_DIR] = VOLUME_TYPE_FILE,       [POOL_TYPE_FS] = VOLUME_TYPE_FILE,
    [POOL_TYPE_NETFS] = VOLUME_TYPE_FILE,     [POOL_TYPE_LOGICAL] = VOLUME_TYPE_BLOCK,
    [POOL_TYPE_DISK] = VOLUME_TYPE_BLOCK,     [POOL_TYPE_ISCSI] = VOLUME_TYPE_BLOCK,
    [POOL_TYPE_ISCSI_DIRECT] = VOLUME_TYPE_NETWORK, [POOL_TYPE_SCSI] = VOLUME_TYPE_BLOCK,
    [POOL_TYPE_MPATH] = VOLUME_TYPE_BLOCK,    [POOL_TYPE_RBD] = VOLUME_TYPE_NETWORK,
    [POOL_TYPE_SHEEPDOG] = VOLUME_TYPE_NETWORK, [POOL_TYPE_GLUSTER] = VOLUME_TYPE_NETWORK,
    [POOL_TYPE_ZFS] = VOLUME_TYPE_BLOCK,      [POOL_TYPE_VSTORAGE] = VOLUME_TYPE_FILE,
};

/* The times of a file are the file's. */
static void
forget_times(VolumeTimes *times)
{
    memset(times, 0, sizeof(*times));
}

bool
volume_define(Definition *def, const Pool *pool, GError **error)
{
    Volume *volume = def->root;
    VolumeTarget *target = &volume->target;

    if (volume->from.capacity == XML_ABSENT)
        return err_set(error, VIR_ERR_XML_ERROR, "missing capacity element");
    XML_SET(volume, type, types[pool->source.kind], XML_DEFINED);
    XML_SET_IF_ABSENT(volume, allocation, volume->capacity, XML_DEFINED);
    XML_UNSET(volume, physical);
    XML_SET_IF_ABSENT(target, format, VOLUME_FORMAT_RAW, XML_DEFINED);
    if (target->features)
        XML_SET_IF_ABSENT(target, compat, "1.1", XML_DEFINED);
    if (pool->path)
        XML_SET(target, path, arena_printf(def->arena, "%s/%s", pool->path, volume->name),
                XML_DEFINED);
    XML_SET(volume, key, target->path, XML_DEFINED);
    forget_times(&target->times);
    if (volume->backing) {
        XML_SET_IF_ABSENT(volume->backing, format, VOLUME_FORMAT_RAW, XML_DEFINED);
        forget_times(&volume->backing->times);
    }
    return true;
}
