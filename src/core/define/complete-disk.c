/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Disks: the bus and the place on it follow from the name of the target. */
#include <string.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static const struct {
    const char *prefix;
    DiskBus bus;
} target_prefixes[] = {
    { "fd", DISK_BUS_FDC },  { "hd", DISK_BUS_IDE },  { "vd", DISK_BUS_VIRTIO },
    { "sd", DISK_BUS_SCSI }, { "xvd", DISK_BUS_XEN }, { "ubd", DISK_BUS_UML },
};

/* How many a controller has: buses, and units on each. 0: no drive addresses. */
static const struct BusTraits {
    ControllerType controller;
    unsigned int buses;
    unsigned int units;
} bus_traits[] = {
    [DISK_BUS_IDE] = { CONTROLLER_TYPE_IDE, 2, 2 },
    [DISK_BUS_FDC] = { CONTROLLER_TYPE_FDC, 1, 2 },
    [DISK_BUS_SCSI] = { CONTROLLER_TYPE_SCSI, 1, 7 }, /* the eighth is the controller */
    [DISK_BUS_SATA] = { CONTROLLER_TYPE_SATA, 1, 6 },
    [DISK_BUS_NVME] = { 0 },
};

static const unsigned int protocol_ports[] = {
    [NET_PROTOCOL_NBD] = 10809,  [NET_PROTOCOL_SHEEPDOG] = 7000, [NET_PROTOCOL_GLUSTER] = 24007,
    [NET_PROTOCOL_ISCSI] = 3260, [NET_PROTOCOL_HTTP] = 80,       [NET_PROTOCOL_HTTPS] = 443,
    [NET_PROTOCOL_FTP] = 21,     [NET_PROTOCOL_FTPS] = 990,      [NET_PROTOCOL_TFTP] = 69,
    [NET_PROTOCOL_VXHS] = 9999,  [NET_PROTOCOL_SSH] = 22,
};

static const char *
after_prefix(const char *target, DiskBus *bus_out)
{
    for (unsigned int i = 0; target && i < G_N_ELEMENTS(target_prefixes); i++)
        if (g_str_has_prefix(target, target_prefixes[i].prefix)) {
            *bus_out = target_prefixes[i].bus;
            return target + strlen(target_prefixes[i].prefix);
        }
    return NULL;
}

int
disk_target_index(const char *target)
{
    DiskBus bus;
    const char *at = after_prefix(target, &bus);
    int index = 0;

    if (!at || !g_ascii_islower(*at))
        return -1;
    for (; g_ascii_islower(*at); at++) {
        if (index > (G_MAXINT - 26) / 26 - 1)
            return -1;
        index = index * 26 + (*at - 'a') + 1;
    }
    /* A partition is on the same disk. */
    while (g_ascii_isdigit(*at))
        at++;
    return *at ? -1 : index - 1;
}

/* Disks are listed by the bus that was given, and on each in the order of their names. */
bool
order_disks(Define *define, GError **error)
{
    Devices *devices = &define->domain->devices;
    g_autofree OrderKey *keys = g_new(OrderKey, devices->disks.n);

    for (unsigned int i = 0; i < devices->disks.n; i++) {
        Disk *disk = devices->disks.items[i];

        /* Xen's tools wrote it. */
        if (disk->dst && g_str_has_prefix(disk->dst, "ioemu:"))
            disk->dst += strlen("ioemu:");
        keys[i] = (OrderKey){ .group = disk->bus,
                              .number = disk_target_index(disk->dst),
                              .item = disk };
    }
    order_items(devices->disks.items, keys, devices->disks.n);
    return true;
}

static void
guess_bus(Disk *disk)
{
    DiskBus bus = DISK_BUS_IDE;

    if (disk->bus != DISK_BUS_UNSET)
        return;
    if (disk->device == DISK_DEVICE_FLOPPY)
        bus = DISK_BUS_FDC;
    else if (after_prefix(disk->dst, &bus) && bus == DISK_BUS_FDC)
        bus = DISK_BUS_IDE;
    XML_SET(disk, bus, bus, XML_DEFINED);
}

/* What says nothing. */
static void
drop_empty(Disk *disk)
{
    DiskGeometry *geometry = &disk->geometry;

    if (disk->src.path && disk->src.path[0] == '\0')
        XML_UNSET(&disk->src, path);
    if (geometry->cylinders == 0 || geometry->heads == 0 || geometry->sectors == 0)
        memset(geometry, 0, sizeof(*geometry));
    if (disk->readonly && disk->snapshot == DISK_SNAPSHOT_NO &&
        disk->src.type != STORAGE_KIND_VHOSTUSER)
        XML_UNSET(disk, snapshot);
}

/* What the document alone decides. */
bool
read_disk(Define *define, void *device, GError **error)
{
    Disk *disk = device;

    /* Nothing in the drive: what it would be does not matter. */
    if (disk->src.head.origin == XML_ABSENT)
        disk->src.type = STORAGE_KIND_FILE;
    if (!check_disk_document(disk, error))
        return false;
    if (disk->src.type == STORAGE_KIND_VHOSTUSER)
        XML_SET_IF_ABSENT(disk, snapshot, DISK_SNAPSHOT_NO, XML_DEFINED);
    guess_bus(disk);
    if (disk->device == DISK_DEVICE_CDROM)
        disk->readonly = true;
    drop_empty(disk);
    return read_source_labels(&disk->src.seclabels, error);
}

/* Unix sockets have no port. */
void
complete_source(StorageSource *source, Arena *arena)
{
    /* The first LUN of a target. */
    if (source->type == STORAGE_KIND_NETWORK && source->protocol == NET_PROTOCOL_ISCSI &&
        source->path && !strchr(source->path, '/'))
        XML_SET(source, path, arena_printf(arena, "%s/0", source->path), XML_DEFINED);
    if (source->type != STORAGE_KIND_NETWORK || source->protocol >= G_N_ELEMENTS(protocol_ports) ||
        protocol_ports[source->protocol] == 0)
        return;
    for (unsigned int i = 0; i < source->hosts.n; i++) {
        SourceHost *host = source->hosts.items[i];

        if (host->transport != NET_TRANSPORT_UNIX && host->port == 0)
            XML_SET(host, port, protocol_ports[source->protocol], XML_DEFINED);
    }
}

static bool
assign_drive(Define *define, Disk *disk, GError **error)
{
    const struct BusTraits *traits;
    DriveAddress *drive = &disk->info.address.drive;
    unsigned int index, units;
    int number;

    /* Without a target it is refused later. */
    if (disk->info.address.type != ADDRESS_TYPE_UNSET || !disk->dst)
        return true;
    number = disk_target_index(disk->dst);
    if (number < 0)
        return err_set(error, VIR_ERR_XML_ERROR, "Unknown disk name '%s' and no address specified",
                       disk->dst);
    if (disk->bus >= G_N_ELEMENTS(bus_traits) || bus_traits[disk->bus].units == 0)
        return true;
    traits = &bus_traits[disk->bus];
    index = (unsigned int)number;
    units = traits->units;
    XML_SET(&disk->info.address, type, ADDRESS_TYPE_DRIVE, XML_DEFINED);
    XML_SET(drive, controller, index / (traits->buses * units), XML_DEFINED);
    XML_SET(drive, bus, index / units % traits->buses, XML_DEFINED);
    XML_SET(drive, target, 0, XML_DEFINED);
    XML_SET(drive, unit, index % units, XML_DEFINED);
    return true;
}

bool
complete_disk(Define *define, void *device, GError **error)
{
    Disk *disk = device;

    complete_source(&disk->src, define->arena);
    for (Backing *backing = disk->backing; backing; backing = backing->backing)
        complete_source(&backing->src, define->arena);
    return assign_drive(define, disk, error);
}
