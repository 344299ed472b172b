/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with a device of the host that is given to the guest. */
#include <string.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static bool
check_usb(const HostdevUsbSource *usb, GError **error)
{
    if (usb->from.vendor == XML_ABSENT && usb->from.product != XML_ABSENT)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "missing vendor");
    return usb->from.vendor == XML_ABSENT || usb->from.product != XML_ABSENT ||
           err_set(error, VIR_ERR_INTERNAL_ERROR, "missing product");
}

static bool
check_scsi(const Hostdev *hostdev, GError **error)
{
    const HostdevScsiSource *scsi = &hostdev->scsi;

    if (hostdev->sgio == DISK_SGIO_UNFILTERED)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "unfiltered sgio is no longer supported");
    if (scsi->protocol == SCSI_PROTOCOL_ISCSI) {
        if (scsi->hosts.n != 1)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "only one source host address may be specified for the iSCSI hostdev");
        return check_source_host(scsi->hosts.items[0], error);
    }
    return scsi->adapter || err_set(error, VIR_ERR_XML_ERROR,
                                    "'adapter' name must be specified for scsi hostdev source");
}

/* One without numbers is the first function of all. */
static void
complete_pci(PciAddress *pci)
{
    XML_SET_IF_ABSENT(pci, domain, 0, XML_DEFINED);
    XML_SET_IF_ABSENT(pci, bus, 0, XML_DEFINED);
    XML_SET_IF_ABSENT(pci, slot, 0, XML_DEFINED);
    XML_SET_IF_ABSENT(pci, function, 0, XML_DEFINED);
}

bool
read_hostdev(Define *define, void *device, GError **error)
{
    Hostdev *hostdev = device;

    if (hostdev->mode != HOSTDEV_MODE_SUBSYSTEM)
        return true;
    if (hostdev->type == HOSTDEV_TYPE_PCI)
        complete_pci(&hostdev->pci.address);
    if (hostdev->type == HOSTDEV_TYPE_USB)
        return check_usb(&hostdev->usb, error);
    return hostdev->type != HOSTDEV_TYPE_SCSI || check_scsi(hostdev, error);
}

static bool
check_teaming(const Hostdev *hostdev, GError **error)
{
    if (!hostdev->teaming)
        return true;
    if (hostdev->teaming->type != TEAMING_TYPE_TRANSIENT)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "teaming hostdev devices must have type='transient'");
    return true;
}

static bool
check_address(const Hostdev *hostdev, GError **error)
{
    AddressType type = hostdev->info.address.type;

    if (type == ADDRESS_TYPE_UNSET)
        return true;
    switch (hostdev->type) {
    case HOSTDEV_TYPE_PCI:
        return type == ADDRESS_TYPE_PCI || type == ADDRESS_TYPE_UNASSIGNED ||
               err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "PCI host devices must use 'pci' or 'unassigned' address type");
    case HOSTDEV_TYPE_USB:
        return type == ADDRESS_TYPE_USB || err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                                                   "USB host device must use 'usb' address type");
    case HOSTDEV_TYPE_SCSI:
        return type == ADDRESS_TYPE_DRIVE ||
               err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "SCSI host device must use 'drive' address type");
    case HOSTDEV_TYPE_SCSI_HOST:
        return type == ADDRESS_TYPE_PCI || type == ADDRESS_TYPE_CCW ||
               err_set(error, VIR_ERR_XML_ERROR,
                       "SCSI_host host device must use 'pci' or 'ccw' address type");
    case HOSTDEV_TYPE_MDEV:
    case HOSTDEV_TYPE_UNSET:
        break;
    }
    return true;
}

bool
check_hostdev(Define *define, void *device, GError **error)
{
    const Hostdev *hostdev = device;

    if (hostdev->mode != HOSTDEV_MODE_SUBSYSTEM)
        return true;
    return check_address(hostdev, error) && check_teaming(hostdev, error);
}

/* --- among all of them */

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
refuse_place(const DriveAddress *drive, const Disk *disk, GError **error)
{
    /* The name of a disk may be what led to the place. */
    if (disk && disk->info.address.from.type == XML_DEFINED)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "using disk target name '%s' conflicts with SCSI host device address "
                       "controller='%u' bus='%u' target='%u' unit='%u",
                       disk->dst, drive->controller, drive->bus, drive->target, drive->unit);
    return err_set(error, disk ? VIR_ERR_XML_ERROR : VIR_ERR_CONFIG_UNSUPPORTED,
                   "SCSI host address controller='%u' bus='%u' target='%u' unit='%u' in use by %s",
                   drive->controller, drive->bus, drive->target, drive->unit,
                   disk ? "a SCSI disk" : "another SCSI host device");
}

/* Who is where on the buses of SCSI, and who is the same device. */
typedef struct Hosted {
    Seen *disks;
    Seen *places;
    Seen *devices;
} Hosted;

static void
hosted_clear(Hosted *hosted)
{
    seen_free(hosted->disks);
    seen_free(hosted->places);
    seen_free(hosted->devices);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Hosted, hosted_clear)

static SeenKey
place_key(const DriveAddress *drive)
{
    return (SeenKey){ .numbers = { drive->controller, drive->bus, drive->target, drive->unit } };
}

/* SCSI devices of the host are on the same buses as disks. */
static bool
check_disk_places(const Hosted *hosted, const Hostdev *hostdev, GError **error)
{
    const DriveAddress *drive = &hostdev->info.address.drive;
    const Disk *disk;
    SeenKey key = place_key(drive);

    if (hostdev->info.address.type != ADDRESS_TYPE_DRIVE)
        return true;
    disk = seen_find(hosted->disks, &key);
    return !disk || refuse_place(drive, disk, error);
}

/* Ways to name a device; what is named in one way can only be the same as what is named so too. */
typedef enum Naming {
    NAMED_USB_PLACE = HOSTDEV_TYPE_MDEV + 1,
    NAMED_USB_PRODUCT,  /* without a place */
    NAMED_USB_BOTH,     /* the product of one that has a place */
    NAMED_CAPABILITIES, /* and the kinds of those from here on */
} Naming;

static SeenKey
capability_key(const Hostdev *hostdev)
{
    return (SeenKey){ .numbers = { NAMED_CAPABILITIES + (uint64_t)hostdev->caps_type },
                      .texts = { hostdev->block, hostdev->char_device, hostdev->interface } };
}

static SeenKey
scsi_key(const HostdevScsiSource *scsi)
{
    if (scsi->protocol == SCSI_PROTOCOL_ISCSI)
        return (SeenKey){ .numbers = { HOSTDEV_TYPE_SCSI, scsi->protocol,
                                       scsi->hosts.items[0]->port },
                          .texts = { scsi->path, scsi->hosts.items[0]->name } };
    return (SeenKey){ .numbers = { HOSTDEV_TYPE_SCSI, scsi->protocol, scsi->bus, scsi->target,
                                   scsi->unit },
                      .texts = { scsi->adapter } };
}

static bool
is_usb_known(Seen *seen, const HostdevUsbSource *usb)
{
    SeenKey place = { .numbers = { NAMED_USB_PLACE, usb->bus, usb->device } };
    SeenKey product = { .numbers = { NAMED_USB_PRODUCT, usb->vendor, usb->product } };
    SeenKey both = { .numbers = { NAMED_USB_BOTH, usb->vendor, usb->product } };

    if (!usb->bus)
        return seen_find(seen, &both) || seen_before(seen, &product, usb);
    if (seen_find(seen, &product) || seen_before(seen, &place, usb))
        return true;
    seen_before(seen, &both, usb);
    return false;
}

/* As hostdev_is_same() with each of those before. */
static bool
is_known(Seen *seen, const Hostdev *hostdev)
{
    SeenKey key = { .numbers = { hostdev->type, [5] = hostdev->mode } };
    const PciAddress *pci = &hostdev->pci.address;

    if (hostdev->mode == HOSTDEV_MODE_CAPABILITIES) {
        key = capability_key(hostdev);
        return seen_before(seen, &key, hostdev);
    }
    switch (hostdev->type) {
    case HOSTDEV_TYPE_USB:
        return is_usb_known(seen, &hostdev->usb);
    case HOSTDEV_TYPE_PCI:
        key.numbers[1] = pci->domain;
        key.numbers[2] = pci->bus;
        key.numbers[3] = pci->slot;
        key.numbers[4] = pci->function;
        break;
    case HOSTDEV_TYPE_SCSI:
        if (hostdev->scsi.protocol == SCSI_PROTOCOL_ISCSI && hostdev->scsi.hosts.n == 0)
            return false;
        key = scsi_key(&hostdev->scsi);
        break;
    case HOSTDEV_TYPE_SCSI_HOST:
        key.texts[0] = hostdev->scsi_host.wwpn;
        break;
    case HOSTDEV_TYPE_MDEV:
        memcpy(&key.numbers[1], hostdev->mdev.uuid, sizeof(hostdev->mdev.uuid));
        break;
    case HOSTDEV_TYPE_UNSET:
        return false;
    }
    return seen_before(seen, &key, hostdev);
}

bool
check_hostdevs(Define *define, GError **error)
{
    const Devices *devices = &define->domain->devices;
    g_auto(Hosted) hosted = { seen_new(), seen_new(), seen_new() };

    for (unsigned int i = 0; devices->hostdevs.n > 0 && i < devices->disks.n; i++) {
        const Disk *disk = devices->disks.items[i];
        SeenKey key = place_key(&disk->info.address.drive);

        if (disk->bus == DISK_BUS_SCSI && disk->info.address.type == ADDRESS_TYPE_DRIVE)
            seen_before(hosted.disks, &key, disk);
    }
    for (unsigned int i = 0; i < devices->hostdevs.n; i++)
        if (!check_disk_places(&hosted, devices->hostdevs.items[i], error))
            return false;
    for (unsigned int i = 0; i < devices->hostdevs.n; i++) {
        const Hostdev *hostdev = devices->hostdevs.items[i];
        const DriveAddress *drive = &hostdev->info.address.drive;
        SeenKey key = place_key(drive);

        if (is_known(hosted.devices, hostdev))
            return err_set(error, VIR_ERR_XML_ERROR,
                           "Hostdev already exists in the domain configuration");
        if (hostdev->info.address.type == ADDRESS_TYPE_DRIVE &&
            seen_before(hosted.places, &key, hostdev))
            return refuse_place(drive, NULL, error);
    }
    return true;
}
