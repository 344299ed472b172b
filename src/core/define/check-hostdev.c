/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices of the host: no two guests' devices are one of the host. */
#include <string.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static bool
is_same_pci(const PciAddress *a, const PciAddress *b)
{
    return a->domain == b->domain && a->bus == b->bus && a->slot == b->slot &&
           a->function == b->function;
}

/* By place if both have one, else by what they are. */
static bool
is_same_usb(const HostdevUsbSource *a, const HostdevUsbSource *b)
{
    if (a->bus && b->bus)
        return a->bus == b->bus && a->device == b->device;
    return a->vendor == b->vendor && a->product == b->product;
}

static bool
is_same_scsi(const HostdevScsiSource *a, const HostdevScsiSource *b)
{
    if (a->protocol != b->protocol)
        return false;
    if (a->protocol == SCSI_PROTOCOL_ISCSI)
        return g_strcmp0(a->path, b->path) == 0 && a->hosts.n > 0 && b->hosts.n > 0 &&
               g_strcmp0(a->hosts.items[0]->name, b->hosts.items[0]->name) == 0 &&
               a->hosts.items[0]->port == b->hosts.items[0]->port;
    return g_strcmp0(a->adapter, b->adapter) == 0 && a->bus == b->bus && a->target == b->target &&
           a->unit == b->unit;
}

bool
hostdev_is_same(const Hostdev *a, const Hostdev *b)
{
    if (a->mode != b->mode)
        return false;
    if (a->mode == HOSTDEV_MODE_CAPABILITIES)
        return a->caps_type == b->caps_type && g_strcmp0(a->block, b->block) == 0 &&
               g_strcmp0(a->char_device, b->char_device) == 0 &&
               g_strcmp0(a->interface, b->interface) == 0;
    if (a->type != b->type)
        return false;
    switch (a->type) {
    case HOSTDEV_TYPE_USB:
        return is_same_usb(&a->usb, &b->usb);
    case HOSTDEV_TYPE_PCI:
        return is_same_pci(&a->pci.address, &b->pci.address);
    case HOSTDEV_TYPE_SCSI:
        return is_same_scsi(&a->scsi, &b->scsi);
    case HOSTDEV_TYPE_SCSI_HOST:
        return g_strcmp0(a->scsi_host.wwpn, b->scsi_host.wwpn) == 0;
    case HOSTDEV_TYPE_MDEV:
        return memcmp(a->mdev.uuid, b->mdev.uuid, sizeof(a->mdev.uuid)) == 0;
    case HOSTDEV_TYPE_UNSET:
        break;
    }
    return false;
}

static bool
is_on_place(const Disk *disk, const DriveAddress *drive)
{
    const DriveAddress *other = &disk->info.address.drive;

    return disk->bus == DISK_BUS_SCSI && disk->info.address.type == ADDRESS_TYPE_DRIVE &&
           other->controller == drive->controller && other->bus == drive->bus &&
           other->target == drive->target && other->unit == drive->unit;
}

/* SCSI devices of the host are on the same buses as disks. */
static bool
check_place(const Devices *devices, const Hostdev *hostdev, GError **error)
{
    const DriveAddress *drive = &hostdev->info.address.drive;

    if (hostdev->info.address.type != ADDRESS_TYPE_DRIVE)
        return true;
    for (unsigned int i = 0; i < devices->disks.n; i++)
        if (is_on_place(devices->disks.items[i], drive))
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                           "using disk target name '%s' conflicts with SCSI host device address "
                           "controller='%u' bus='%u' target='%u' unit='%u",
                           devices->disks.items[i]->dst, drive->controller, drive->bus,
                           drive->target, drive->unit);
    return true;
}

bool
check_hostdevs(Define *define, GError **error)
{
    const Devices *devices = &define->domain->devices;

    for (unsigned int i = 0; i < devices->hostdevs.n; i++)
        if (!check_place(devices, devices->hostdevs.items[i], error))
            return false;
    for (unsigned int i = 0; i < devices->hostdevs.n; i++)
        for (unsigned int k = 0; k < i; k++)
            if (hostdev_is_same(devices->hostdevs.items[i], devices->hostdevs.items[k]))
                return err_set(error, VIR_ERR_XML_ERROR,
                               "Hostdev already exists in the domain configuration");
    return true;
}
