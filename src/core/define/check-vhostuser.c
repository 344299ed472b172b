/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Disks that another process serves: the emulator passes everything on and can do little itself. */
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static bool
has_iotune(const Iotune *iotune)
{
    return iotune->limits.head.origin != XML_ABSENT || iotune->group_name ||
           iotune->lengths.head.origin != XML_ABSENT || iotune->head.origin != XML_ABSENT;
}

/* The first thing that it has and cannot do; NULL if there is none. The order is that in which
 * the original speaks of them. */
static const char *
find_unsupported(const Disk *disk)
{
    const struct {
        bool is_there;
        const char *what;
    } settings[] = {
        { disk->cache != DISK_CACHE_UNSET && disk->cache != DISK_CACHE_DEFAULT, "cache" },
        { disk->error_policy != DISK_ERROR_POLICY_UNSET, "error_policy" },
        { disk->rerror_policy != DISK_ERROR_POLICY_UNSET, "error_policy" },
        { disk->io != DISK_IO_UNSET, "io" },
        { disk->copy_on_read != ON_OFF_UNSET, "copy_on_read" },
        { disk->discard != DISK_DISCARD_UNSET, "discard" },
        { disk->iothread || disk->iothreads.n, "iothread" },
        { disk->detect_zeroes != DISK_DETECT_ZEROES_UNSET, "detect_zeroes" },
        { disk->mirror, "mirror" },
        { has_iotune(&disk->iotune), "iotune" },
        { disk->encryption || disk->src.encryption, "encryption" },
        { disk->readonly, "readonly" },
        { disk->shareable, "shareable" },
        { disk->transient, "transient" },
        { disk->serial, "serial" },
        { disk->wwn, "wwn" },
        { disk->vendor, "vendor" },
        { disk->product, "product" },
        { disk->auth || disk->src.auth, "auth" },
        { disk->geometry.head.origin != XML_ABSENT, "geometry" },
        { disk->blockio.logical_block_size || disk->blockio.physical_block_size, "blockio" },
    };

    for (unsigned int i = 0; i < G_N_ELEMENTS(settings); i++)
        if (settings[i].is_there)
            return settings[i].what;
    return NULL;
}

bool
check_vhostuser(const Disk *disk, GError **error)
{
    const char *what;

    if (disk->src.type != STORAGE_KIND_VHOSTUSER)
        return true;
    if (disk->bus != DISK_BUS_VIRTIO)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "vhostuser disk supports only virtio bus");
    if (disk->snapshot != DISK_SNAPSHOT_NO)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "only snapshot=no is supported with vhostuser disk");
    what = find_unsupported(disk);
    return !what || err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                            "%s is not supported with vhostuser disk", what);
}
