/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Disks: what the guest sees of them, and what of their sources QEMU can open. */
#include "drivers/qemu/define/qemu-define-priv.h"

#define ERR_DOMAIN VIR_FROM_QEMU

#define UNSUPPORTED(...) err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, __VA_ARGS__)

/* What buses can do. */
static const struct {
    bool has_geometry;
    bool has_lun;
    bool has_wwn;
    bool has_vendor;
    bool has_rotation;
    bool has_sharing; /* of what is below a transient disk */
} bus_traits[] = {
    [DISK_BUS_IDE] = { .has_geometry = true, .has_wwn = true, .has_rotation = true },
    [DISK_BUS_FDC] = { .has_geometry = true },
    [DISK_BUS_SCSI] = { .has_geometry = true,
                        .has_lun = true,
                        .has_wwn = true,
                        .has_vendor = true,
                        .has_rotation = true,
                        .has_sharing = true },
    [DISK_BUS_VIRTIO] = { .has_geometry = true, .has_lun = true, .has_sharing = true },
    [DISK_BUS_USB] = { .has_sharing = true },
    [DISK_BUS_SATA] = { .has_geometry = true, .has_rotation = true },
    [DISK_BUS_NVME] = { 0 },
};

#define TRAITS(disk) (bus_traits[(disk)->bus])

static const char *
bus_name(const Disk *disk)
{
    return define_text(XML_ENUM_DISK_BUS, disk->bus);
}

static bool
is_drive(const Disk *disk)
{
    return disk->device == DISK_DEVICE_CDROM || disk->device == DISK_DEVICE_FLOPPY;
}

/* --- the guest's side */

static bool
check_geometry(const Disk *disk, GError **error)
{
    const DiskGeometry *geometry = &disk->geometry;

    if (geometry->cylinders > 0 && geometry->heads > 0 && geometry->sectors > 0 &&
        !TRAITS(disk).has_geometry)
        return UNSUPPORTED("CHS geometry can not be set for '%s' bus", bus_name(disk));
    if (geometry->trans != DISK_TRANS_UNSET && disk->bus != DISK_BUS_IDE)
        return UNSUPPORTED("CHS translation mode can only be set for 'ide' bus not '%s'",
                           bus_name(disk));
    return true;
}

static bool
check_identity(const Disk *disk, GError **error)
{
    if (disk->wwn && !TRAITS(disk).has_wwn)
        return UNSUPPORTED("Only ide and scsi disk support wwn");
    if ((disk->vendor || disk->product) && !TRAITS(disk).has_vendor)
        return UNSUPPORTED("Only scsi disk supports vendor and product");
    return true;
}

static bool
check_lun(const Define *define, const Disk *disk, GError **error)
{
    if (disk->device != DISK_DEVICE_LUN)
        return true;
    if (!TRAITS(disk).has_lun)
        return UNSUPPORTED("disk device='lun' is not supported for bus='%s'", bus_name(disk));
    if (disk->bus == DISK_BUS_SCSI && !qemu_has(define, QEMU_CAP_SCSI_BLOCK))
        return UNSUPPORTED("This QEMU doesn't support scsi-block for lun passthrough");
    if (disk->copy_on_read == ON_OFF_ON)
        return UNSUPPORTED("copy_on_read is not compatible with 'lun' disk '%s'", disk->dst);
    if (disk->wwn)
        return UNSUPPORTED("Setting wwn is not supported for lun device");
    if (disk->vendor || disk->product)
        return UNSUPPORTED("Setting vendor or product is not supported for lun device");
    return true;
}

static bool
check_rotation(const Disk *disk, GError **error)
{
    if (disk->rotation_rate == 0)
        return true;
    if (!TRAITS(disk).has_rotation)
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "rotation rate is only valid for SCSI/IDE/SATA bus");
    if (disk->device != DISK_DEVICE_DISK)
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "rotation rate is only valid for disk device");
    return true;
}

/* Which kind of address each bus has. */
static bool
check_bus(const Define *define, const Disk *disk, GError **error)
{
    static const struct {
        DiskBus bus;
        AddressType address;
        const char *name;
    } addresses[] = {
        { DISK_BUS_SCSI, ADDRESS_TYPE_DRIVE, "scsi" },
        { DISK_BUS_IDE, ADDRESS_TYPE_DRIVE, "ide" },
        { DISK_BUS_FDC, ADDRESS_TYPE_DRIVE, "fdc" },
        { DISK_BUS_SATA, ADDRESS_TYPE_DRIVE, "sata" },
        { DISK_BUS_USB, ADDRESS_TYPE_USB, "usb" },
    };
    AddressType address = disk->info.address.type;

    if (disk->bus == DISK_BUS_USB && !qemu_has(define, QEMU_CAP_USB_STORAGE))
        return UNSUPPORTED("This QEMU doesn't support '-device usb-storage'");
    for (unsigned int i = 0; i < G_N_ELEMENTS(addresses); i++)
        if (disk->bus == addresses[i].bus && address != addresses[i].address &&
            !(address == ADDRESS_TYPE_UNSET && disk->bus == DISK_BUS_USB))
            return err_set(error, VIR_ERR_INTERNAL_ERROR, "unexpected address type for %s disk",
                           addresses[i].name);
    if (disk->device == DISK_DEVICE_DISK && disk->readonly && disk->bus == DISK_BUS_IDE)
        return UNSUPPORTED("readonly ide disks are not supported");
    if (disk->device == DISK_DEVICE_DISK && disk->readonly && disk->bus == DISK_BUS_SATA)
        return UNSUPPORTED("readonly sata disks are not supported");
    return true;
}

/* --- how it is served */

static bool
check_modes(const Disk *disk, GError **error)
{
    if (disk->io == DISK_IO_NATIVE && disk->cache != DISK_CACHE_NONE &&
        disk->cache != DISK_CACHE_DIRECTSYNC)
        return UNSUPPORTED("io='native' needs either no disk cache or directsync cache mode");
    return true;
}

static bool
check_serial(const Disk *disk, GError **error)
{
    static const char safe[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_ .+";

    if (!disk->serial)
        return true;
    if (disk->device == DISK_DEVICE_LUN && disk->bus == DISK_BUS_SCSI)
        return UNSUPPORTED("scsi-block 'lun' devices do not support the serial property");
    if (disk->serial[strspn(disk->serial, safe)])
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "driver serial '%s' contains unsafe characters", disk->serial);
    return true;
}

static bool
check_iothread(const Define *define, const Disk *disk, GError **error)
{
    if (disk->iothread == 0)
        return true;
    if (disk->bus != DISK_BUS_VIRTIO || (disk->info.address.type != ADDRESS_TYPE_PCI &&
                                         disk->info.address.type != ADDRESS_TYPE_CCW))
        return UNSUPPORTED("IOThreads not available for bus %s target %s", bus_name(disk),
                           disk->dst);
    if (!qemu_has_iothread(define, disk->iothread))
        return UNSUPPORTED("Disk iothread '%u' not defined in iothreadid", disk->iothread);
    return true;
}

static bool
check_frontend(const Define *define, const Disk *disk, GError **error)
{
    if (!check_geometry(disk, error))
        return false;
    if (disk->serial && (disk->bus == DISK_BUS_FDC || disk->bus == DISK_BUS_SD))
        return UNSUPPORTED("Serial property not supported for drive bus '%s'", bus_name(disk));
    if (is_drive(disk) && (disk->bus == DISK_BUS_VIRTIO || disk->bus == DISK_BUS_SD))
        return UNSUPPORTED("disk type of '%s' does not support ejectable media", disk->dst);
    if (disk->copy_on_read == ON_OFF_ON && disk->readonly)
        return UNSUPPORTED("copy_on_read is not compatible with read-only disk '%s'", disk->dst);
    if (disk->copy_on_read == ON_OFF_ON && is_drive(disk))
        return UNSUPPORTED("copy_on_read is not supported with removable disk '%s'", disk->dst);
    return check_identity(disk, error) && check_lun(define, disk, error) &&
           check_rotation(disk, error) && check_bus(define, disk, error) &&
           check_modes(disk, error) && check_serial(disk, error) &&
           check_iothread(define, disk, error);
}

/* All limits, one after the other, as one array. */
static bool
check_limits(const Disk *disk, GError **error)
{
    static const uint64_t most = 1000000000000000;
    const IotuneLimits *limits = &disk->iotune.limits;
    const IotuneLengths *lengths = &disk->iotune.lengths;
    const uint64_t values[] = {
        limits->total_bytes_sec,     limits->read_bytes_sec,     limits->write_bytes_sec,
        limits->total_iops_sec,      limits->read_iops_sec,      limits->write_iops_sec,
        limits->total_bytes_sec_max, limits->read_bytes_sec_max, limits->write_bytes_sec_max,
        limits->total_iops_sec_max,  limits->read_iops_sec_max,  limits->write_iops_sec_max,
        limits->size_iops_sec,
    };
    const uint64_t seconds[] = {
        lengths->total_bytes_sec_max_length, lengths->read_bytes_sec_max_length,
        lengths->write_bytes_sec_max_length, lengths->total_iops_sec_max_length,
        lengths->read_iops_sec_max_length,   lengths->write_iops_sec_max_length,
    };
    bool has_limit = false;

    for (unsigned int i = 0; i < G_N_ELEMENTS(values); i++)
        has_limit |= values[i] > 0;
    for (unsigned int i = 0; i < G_N_ELEMENTS(seconds); i++)
        has_limit |= seconds[i] > 0;
    if (disk->iotune.group_name && !has_limit)
        return UNSUPPORTED("group_name can be configured only together with settings");
    for (unsigned int i = 0; i < G_N_ELEMENTS(values); i++)
        if (values[i] > most)
            return err_set(error, VIR_ERR_ARGUMENT_UNSUPPORTED,
                           "block I/O throttle limit must be no more than %" G_GUINT64_FORMAT
                           " using QEMU",
                           most);
    return true;
}

/* Disks of one group have one set of limits. The work grows with the number of groups' members. */
static bool
check_group(const Define *define, const Disk *disk, GError **error)
{
    const Devices *devices = &define->domain->devices;

    if (!disk->iotune.group_name)
        return true;
    for (unsigned int i = 0; i < devices->disks.n && devices->disks.items[i] != disk; i++) {
        const Disk *other = devices->disks.items[i];

        if (g_strcmp0(other->iotune.group_name, disk->iotune.group_name) != 0)
            continue;
        if (!object_equal(XML_TYPE_IOTUNE, &other->iotune, &disk->iotune))
            return UNSUPPORTED("different iotunes for disks %s and %s", other->dst, disk->dst);
        break;
    }
    return true;
}

static bool
check_transient(const Disk *disk, GError **error)
{
    bool is_empty = !disk->src.path && disk->src.type != STORAGE_KIND_NETWORK;

    if (!disk->transient)
        return true;
    if (is_empty)
        return UNSUPPORTED("transient disk '%s' must not be empty", disk->dst);
    if (disk->readonly)
        return UNSUPPORTED("transient disk '%s' must not be read-only", disk->dst);
    if (disk->src.type != STORAGE_KIND_FILE)
        return UNSUPPORTED("transient disk supported only with 'file' type (%s)", disk->dst);
    if (disk->device != DISK_DEVICE_DISK)
        return UNSUPPORTED("transient disk supported only with 'disk' device (%s)", disk->dst);
    if (disk->transient->share_backing == YES_NO_YES && !TRAITS(disk).has_sharing)
        return UNSUPPORTED("disk bus '%s' doesn't support transiend disk backing image sharing",
                           bus_name(disk));
    return true;
}

/* --- sources */

static bool
check_format(const StorageSource *source, bool is_readonly, GError **error)
{
    if (source->format == STORAGE_FORMAT_COW)
        return UNSUPPORTED("'cow' storage format is not supported");
    if (source->format == STORAGE_FORMAT_DIR)
        return UNSUPPORTED("'directory' storage format is not directly supported by QEMU, use "
                           "'dir' disk type instead");
    if (source->format == STORAGE_FORMAT_ISO)
        return UNSUPPORTED("storage format 'iso' is not directly supported by QEMU, use 'raw' "
                           "instead");
    if (source->format == STORAGE_FORMAT_FAT && source->type != STORAGE_KIND_DIR &&
        source->type != STORAGE_KIND_VOLUME)
        return UNSUPPORTED("storage format 'fat' is supported only with 'dir' storage type");
    if (source->type == STORAGE_KIND_DIR && source->format != STORAGE_FORMAT_FAT)
        return UNSUPPORTED("storage type 'dir' requires use of storage format 'fat'");
    if (source->type == STORAGE_KIND_DIR && !is_readonly)
        return UNSUPPORTED("virtual FAT storage can't be accessed in read-write mode");
    return true;
}

/* What the block layer of QEMU does not speak. */
static bool
check_protocol(const StorageSource *source, GError **error)
{
    if (source->type != STORAGE_KIND_NETWORK)
        return true;
    if (source->protocol == NET_PROTOCOL_TFTP)
        return UNSUPPORTED("'tftp' protocol is not supported with this QEMU binary");
    if (source->protocol == NET_PROTOCOL_NFS) {
        if (source->hosts.n != 1)
            return UNSUPPORTED("'nfs' protocol requires the usage of exactly one host");
        if (source->hosts.items[0]->transport != NET_TRANSPORT_TCP)
            return UNSUPPORTED("'nfs' host must use TCP protocol");
        if (source->hosts.items[0]->port != 0)
            return UNSUPPORTED("port cannot be specified in 'nfs' protocol host");
    }
    return true;
}

static bool
check_encryption(const StorageSource *source, const Encryption *encryption, GError **error)
{
    if (!encryption)
        return true;
    if (encryption->format == ENCRYPTION_FORMAT_QCOW)
        return UNSUPPORTED("old qcow/qcow2 encryption is not supported");
    if (encryption->engine == ENCRYPTION_ENGINE_LIBRBD) {
        if (source->type != STORAGE_KIND_NETWORK || source->protocol != NET_PROTOCOL_RBD)
            return UNSUPPORTED("librbd encryption is supported only with RBD backed disks");
        return true;
    }
    if (source->format != STORAGE_FORMAT_RAW && source->format != STORAGE_FORMAT_QCOW2)
        return UNSUPPORTED("encryption is supported only with 'raw' and 'qcow2' image format");
    if (encryption->format == ENCRYPTION_FORMAT_LUKS2)
        return UNSUPPORTED("luks2 is currently not supported by the qemu encryption engine");
    return true;
}

static bool
check_source(const StorageSource *source, const Encryption *encryption, bool is_readonly,
             GError **error)
{
    if (!check_format(source, is_readonly, error) || !check_protocol(source, error))
        return false;
    if (source->metadata_cache_size > 0 && source->format != STORAGE_FORMAT_QCOW2)
        return UNSUPPORTED("metadata cache max size control is supported only with qcow2 images");
    if (!check_encryption(source, encryption, error))
        return false;
    if (source->tls_hostname && source->protocol != NET_PROTOCOL_NBD)
        return UNSUPPORTED("'tlsHostname' field is supported only with NBD disks");
    return true;
}

static bool
check_chain(const Disk *disk, GError **error)
{
    if (!check_source(&disk->src, disk->src.encryption ? disk->src.encryption : disk->encryption,
                      disk->readonly, error))
        return false;
    for (const Backing *backing = disk->backing; backing; backing = backing->backing)
        if (backing->src.type != STORAGE_KIND_UNSET &&
            !check_source(&backing->src, backing->src.encryption, true, error))
            return false;
    return true;
}

/* Two guests can write to an image only if nothing but their data is in it. */
static bool
check_sharing(const Disk *disk, GError **error)
{
    if (disk->shareable && !disk->readonly && disk->src.format != STORAGE_FORMAT_UNSET &&
        disk->src.format != STORAGE_FORMAT_RAW)
        return UNSUPPORTED("shared access for disk '%s' requires use of supported storage format",
                           disk->dst);
    return true;
}

static bool
has_partition(const char *target)
{
    size_t length = strlen(target);

    return length > 0 && g_ascii_isdigit(target[length - 1]);
}

bool
qemu_check_disk(Define *define, void *device, GError **error)
{
    const Disk *disk = device;

    if (!check_frontend(define, disk, error) || !check_limits(disk, error) ||
        !check_group(define, disk, error) || !check_transient(disk, error) ||
        !check_sharing(disk, error))
        return false;
    if (strcmp(disk->driver_name, "qemu") != 0)
        return UNSUPPORTED("unsupported driver name '%s' for disk '%s'", disk->driver_name,
                           disk->dst);
    if (has_partition(disk->dst))
        return UNSUPPORTED("invalid disk target '%s', partitions can't appear in disk targets",
                           disk->dst);
    if (disk->src.type == STORAGE_KIND_VHOSTUSER) {
        if (!qemu_has(define, QEMU_CAP_VHOST_USER_BLK))
            return UNSUPPORTED("vhostuser disk is not supported with this QEMU binary");
        if (!qemu_check_shared_memory(define, "vhostuser", error))
            return false;
    }
    return check_chain(disk, error);
}
