/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with a disk. */
#include <string.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

#define VENDOR_LENGTH  8
#define PRODUCT_LENGTH 16

static bool
is_drive(const Disk *disk)
{
    return disk->device == DISK_DEVICE_CDROM || disk->device == DISK_DEVICE_FLOPPY;
}

/* A limit for everything and one for reads or writes: which counts? */
static bool
check_limits(const IotuneLimits *limits, GError **error)
{
    const char *what = NULL;

    if (limits->total_bytes_sec && (limits->read_bytes_sec || limits->write_bytes_sec))
        what = "bytes_sec";
    else if (limits->total_iops_sec && (limits->read_iops_sec || limits->write_iops_sec))
        what = "iops_sec";
    else if (limits->total_bytes_sec_max &&
             (limits->read_bytes_sec_max || limits->write_bytes_sec_max))
        what = "bytes_sec_max";
    else if (limits->total_iops_sec_max &&
             (limits->read_iops_sec_max || limits->write_iops_sec_max))
        what = "iops_sec_max";
    return !what || err_set(error, VIR_ERR_XML_ERROR,
                            "total and read/write %s cannot be set at the same time", what);
}

static bool
check_printable(const char *what, const char *text, size_t max, GError **error)
{
    if (!text)
        return true;
    for (const char *at = text; *at; at++)
        if (!g_ascii_isprint(*at))
            return err_set(error, VIR_ERR_XML_ERROR, "disk %s is not printable string", what);
    if (strlen(text) > max)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "disk %s is more than %zu characters",
                       what, max);
    return true;
}

/* A policy for sources that may be missing at start. */
static bool
check_startup_policy(const Disk *disk, GError **error)
{
    StartupPolicy policy = disk->src.startup_policy;
    const char *text = define_text(XML_ENUM_STARTUP_POLICY, policy);

    if (policy == STARTUP_POLICY_UNSET)
        return true;
    if (disk->src.type == STORAGE_KIND_NETWORK)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "disk startupPolicy '%s' is not allowed for disk of 'network' type", text);
    return policy != STARTUP_POLICY_REQUISITE || is_drive(disk) ||
           err_set(error, VIR_ERR_XML_ERROR,
                   "disk startupPolicy '%s' is allowed only for cdrom or floppy", text);
}

/* Without a target a disk is told by what it shows. */
static bool
refuse_no_target(const StorageSource *source, GError **error)
{
    const char *slash = source->path ? strchr(source->path, '/') : NULL;

    if (source->type == STORAGE_KIND_VOLUME && source->pool)
        return err_set(error, VIR_ERR_NO_TARGET, "pool = '%s', volume = '%s'", source->pool,
                       source->volume);
    if (source->type == STORAGE_KIND_NETWORK && slash &&
        (source->protocol == NET_PROTOCOL_RBD || source->protocol == NET_PROTOCOL_GLUSTER))
        return err_set(error, VIR_ERR_NO_TARGET, "%s", slash + 1);
    if (source->type == STORAGE_KIND_VHOSTUSER || !source->path || !*source->path)
        return err_set(error, VIR_ERR_NO_TARGET, NULL);
    return err_set(error, VIR_ERR_NO_TARGET, "%s", source->path);
}

/* Errors of reading and writing the document itself, before anything is filled in. */
bool
check_disk_document(const Disk *disk, GError **error)
{
    if (disk->src.type == STORAGE_KIND_VOLUME && !disk->src.pool != !disk->src.volume)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "'pool' and 'volume' must be specified together for 'pool' type source");
    if (disk->rerror_policy == DISK_ERROR_POLICY_ENOSPACE)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "Invalid disk read error policy: '%s'",
                       "enospace");
    if (disk->sgio == DISK_SGIO_UNFILTERED)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "unfiltered sgio is no longer supported");
    return check_startup_policy(disk, error) && check_source_document(&disk->src, error) &&
           check_disk_keys(disk, error);
}

/* The guest talks to the LUN itself: nothing may stand between them. */
static bool
check_lun_source(const StorageSource *source, GError **error)
{
    if (source->type == STORAGE_KIND_NETWORK && source->protocol != NET_PROTOCOL_ISCSI)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "disk device='lun' is not supported for protocol='%s'",
                       define_text(XML_ENUM_NET_PROTOCOL, source->protocol));
    if (source->type != STORAGE_KIND_BLOCK && source->type != STORAGE_KIND_VOLUME &&
        source->type != STORAGE_KIND_NETWORK)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "disk device='lun' is only valid for block type disk source");
    if (source->slice)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "disk device 'lun' doesn't support storage slice");
    return !source->encryption || err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                                          "disk device 'lun' doesn't support encryption");
}

static bool
source_is_empty(const StorageSource *source)
{
    switch (source->type) {
    case STORAGE_KIND_FILE:
    case STORAGE_KIND_BLOCK:
    case STORAGE_KIND_DIR:
    case STORAGE_KIND_VHOST_VDPA:
        return !source->path || source->path[0] == '\0';
    case STORAGE_KIND_NETWORK:
        return source->protocol == NET_PROTOCOL_UNSET;
    case STORAGE_KIND_VOLUME:
    case STORAGE_KIND_NVME:
    case STORAGE_KIND_VHOSTUSER:
        return false;
    case STORAGE_KIND_UNSET:
        break;
    }
    return true;
}

static bool
check_lun(const Disk *disk, GError **error)
{
    const StorageSource *source = &disk->src;

    if (disk->device == DISK_DEVICE_LUN)
        return check_lun_source(source, error);
    if (source->reservations)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "<reservations/> allowed only for lun devices");
    if (disk->rawio != YES_NO_UNSET)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "rawio can be used only with device='lun'");
    if (disk->sgio != DISK_SGIO_UNSET)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "sgio can be used only with device='lun'");
    return true;
}

/* What only virtio devices can be told. */
bool
check_virtio_options(const VirtioOptions *options, GError **error)
{
    const char *what = NULL;

    if (options->iommu != ON_OFF_UNSET)
        what = "iommu driver";
    else if (options->ats != ON_OFF_UNSET)
        what = "ats driver";
    else if (options->packed != ON_OFF_UNSET)
        what = "packed driver";
    else if (options->page_per_vq != ON_OFF_UNSET)
        what = "page_per_vq";
    return !what || err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                            "%s option is only supported for virtio devices", what);
}

static bool
check_virtio_only(const Disk *disk, GError **error)
{
    if (disk->bus == DISK_BUS_VIRTIO)
        return true;
    if (disk->model != DISK_MODEL_UNSET)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "disk model '%s' not supported for bus '%s'",
                       define_text(XML_ENUM_DISK_MODEL, disk->model),
                       define_text(XML_ENUM_DISK_BUS, disk->bus));
    if (disk->queues)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "queues attribute in disk driver element is only supported by virtio-blk");
    if (disk->event_idx != ON_OFF_UNSET)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "disk event_idx mode supported only for virtio bus");
    if (disk->ioeventfd != ON_OFF_UNSET)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "disk ioeventfd mode supported only for virtio bus");
    return check_virtio_options(&disk->virtio, error);
}

static bool
check_bus(const Disk *disk, GError **error)
{
    bool is_floppy = disk->device == DISK_DEVICE_FLOPPY;

    return is_floppy == (disk->bus == DISK_BUS_FDC) ||
           err_set(error, VIR_ERR_INTERNAL_ERROR, "Invalid bus type '%s' for %s",
                   define_text(XML_ENUM_DISK_BUS, disk->bus), is_floppy ? "floppy disk" : "disk");
}

static bool
check_target(const Disk *disk, GError **error)
{
    static const char *const prefixes[] = { "hd", "sd", "vd", "xvd", "ubd" };
    bool is_known = false;

    if (disk->device == DISK_DEVICE_FLOPPY && !g_str_has_prefix(disk->dst, "fd"))
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "Invalid floppy device name: %s", disk->dst);
    /* Anything is a name for a CD-ROM drive, as Xen's tools let users choose. */
    for (unsigned int i = 0; i < G_N_ELEMENTS(prefixes); i++)
        is_known |= g_str_has_prefix(disk->dst, prefixes[i]);
    if (!is_drive(disk) && !is_known)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "Invalid harddisk device name: %s",
                       disk->dst);
    return true;
}

static bool
check_address(const Disk *disk, GError **error)
{
    AddressType type = disk->info.address.type;
    bool is_right = true;

    switch (disk->bus) {
    case DISK_BUS_IDE:
    case DISK_BUS_FDC:
    case DISK_BUS_SCSI:
    case DISK_BUS_SATA:
        is_right = type == ADDRESS_TYPE_UNSET || type == ADDRESS_TYPE_DRIVE;
        break;
    case DISK_BUS_USB:
    case DISK_BUS_UNSET:
    case DISK_BUS_VIRTIO:
    case DISK_BUS_XEN:
    case DISK_BUS_UML:
    case DISK_BUS_SD:
    case DISK_BUS_NVME:
        break;
    }
    if (is_right)
        return true;
    return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                   "Invalid address type '%s' for the disk '%s' with the bus type '%s'",
                   define_text(XML_ENUM_ADDRESS_TYPE, type), disk->dst,
                   define_text(XML_ENUM_DISK_BUS, disk->bus));
}

bool
check_disk(Define *define, void *device, GError **error)
{
    Disk *disk = device;

    if (!disk->dst)
        return refuse_no_target(&disk->src, error);
    if (!check_limits(&disk->iotune.limits, error) ||
        !check_printable("vendor", disk->vendor, VENDOR_LENGTH, error) ||
        !check_printable("product", disk->product, PRODUCT_LENGTH, error))
        return false;
    if (!check_lun(disk, error) || !check_source(&disk->src, error) ||
        !check_virtio_only(disk, error) || !check_vhostuser(disk, error))
        return false;
    if (disk->encryption && disk->encryption->cipher)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "supplying <cipher> for domain disk definition is unnecessary");
    if (disk->src.fd_group && !(define->rules->capabilities & DOMAIN_DISK_FD))
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "driver does not support FD passing for disk '%s'", disk->dst);
    if (!is_drive(disk) && disk->tray != DISK_TRAY_CLOSED && disk->tray != DISK_TRAY_UNSET)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "tray is only valid for cdrom and floppy");
    if (disk->removable != ON_OFF_UNSET && disk->bus != DISK_BUS_USB && disk->bus != DISK_BUS_SCSI)
        return err_set(error, VIR_ERR_XML_ERROR, "removable is only valid for usb disks");
    if (!check_bus(disk, error) || !check_target(disk, error) || !check_address(disk, error))
        return false;
    if (disk->device == DISK_DEVICE_DISK && source_is_empty(&disk->src))
        return err_set(error, VIR_ERR_NO_SOURCE, "%s", disk->dst);
    return settle_source_labels(define, &disk->src.seclabels, error);
}

/* --- all disks of a domain */

static const char *
source_name(const Disk *disk)
{
    return disk->src.path ? disk->src.path : "<null>";
}

/* Names of targets are unique, as disks are told apart by them. */
static bool
check_targets(const Devices *devices, GError **error)
{
    g_autoptr(Seen) seen = seen_new();

    for (unsigned int i = 0; i < devices->disks.n; i++) {
        const Disk *disk = devices->disks.items[i];
        const Disk *other = seen_before(seen, &(SeenKey){ .texts = { disk->dst } }, disk);

        if (other)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "target '%s' duplicated for disk sources '%s' and '%s'", disk->dst,
                           source_name(other), source_name(disk));
    }
    return true;
}

/* Two disks on the same place of the same kind of bus. */
static bool
check_places(const Devices *devices, GError **error)
{
    g_autoptr(Seen) seen = seen_new();

    for (unsigned int i = 0; i < devices->disks.n; i++) {
        const Disk *disk = devices->disks.items[i];
        const DriveAddress *place = &disk->info.address.drive;
        SeenKey key = { .numbers = { disk->bus, place->controller, place->bus, place->target,
                                     place->unit } };
        const Disk *other;

        if (disk->info.address.type != ADDRESS_TYPE_DRIVE)
            continue;
        other = seen_before(seen, &key, disk);
        if (other)
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                           "Found duplicate drive address for disk with target name '%s' "
                           "controller='%u' bus='%u' target='%u' unit='%u'",
                           other->dst, place->controller, place->bus, place->target, place->unit);
    }
    return true;
}

bool
check_disks(Define *define, GError **error)
{
    const Devices *devices = &define->domain->devices;

    return devices->disks.n < 2 || (check_targets(devices, error) && check_places(devices, error));
}
