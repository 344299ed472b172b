/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Places on the buses of controllers that every driver's guests have alike: SCSI devices of the
 * host and smart cards get the next free one. Disks have theirs from their names. */
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

#define SCSI_UNITS 7
/* No machine has so many, and each costs memory. */
#define CONTROLLER_LIMIT 4096

typedef struct Highest {
    long scsi, ide, fdc, sata;
} Highest;

static bool
refuse_controller(const DeviceInfo *info, GError **error)
{
    return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                   "controller '%u' of an address is too high: it must be below %u",
                   info->address.drive.controller, CONTROLLER_LIMIT);
}

/* SCSI places in use: bit controller * SCSI_UNITS + unit, target 0 only. */
static void
use_scsi(Bitmap *used, const DeviceInfo *info)
{
    const DriveAddress *drive = &info->address.drive;

    if (info->address.type == ADDRESS_TYPE_DRIVE && drive->controller < CONTROLLER_LIMIT &&
        drive->bus == 0 && drive->target == 0 && drive->unit < SCSI_UNITS)
        bitmap_set(used, drive->controller * SCSI_UNITS + drive->unit);
}

static bool
is_scsi(const Hostdev *hostdev)
{
    return hostdev->mode != HOSTDEV_MODE_CAPABILITIES && hostdev->type == HOSTDEV_TYPE_SCSI;
}

/* The next free place from the first controller on. All are assigned at once, for the first that
 * asks. */
static void
assign_scsi(Define *define)
{
    Devices *devices = &define->domain->devices;
    g_autoptr(Bitmap) used = bitmap_new();
    unsigned int next = 0;

    for (unsigned int i = 0; i < devices->disks.n; i++)
        if (devices->disks.items[i]->bus == DISK_BUS_SCSI)
            use_scsi(used, &devices->disks.items[i]->info);
    for (unsigned int i = 0; i < devices->hostdevs.n; i++)
        if (is_scsi(devices->hostdevs.items[i]))
            use_scsi(used, &devices->hostdevs.items[i]->info);
    for (unsigned int i = 0; i < devices->hostdevs.n; i++) {
        Hostdev *hostdev = devices->hostdevs.items[i];
        DriveAddress *drive = &hostdev->info.address.drive;

        if (!is_scsi(hostdev) || hostdev->info.address.type != ADDRESS_TYPE_UNSET)
            continue;
        while (bitmap_is_set(used, next))
            next++;
        XML_SET(&hostdev->info.address, type, ADDRESS_TYPE_DRIVE, XML_DEFINED);
        XML_SET(drive, controller, next / SCSI_UNITS, XML_DEFINED);
        XML_SET(drive, bus, 0, XML_DEFINED);
        XML_SET(drive, target, 0, XML_DEFINED);
        XML_SET(drive, unit, next % SCSI_UNITS, XML_DEFINED);
        next++;
    }
}

/* Up to the one that a device of the host is on; new ones are like the one before them. */
static void
imply_scsi(Define *define, unsigned int last)
{
    Controller *before = NULL;

    for (unsigned int index = 0; index <= last; index++) {
        Controller *controller = define_find_controller(define, CONTROLLER_TYPE_SCSI, index);

        if (!controller) {
            controller = add_controller(define, CONTROLLER_TYPE_SCSI, index);
            if (before && before->from.scsi_model != XML_ABSENT)
                XML_SET(controller, scsi_model, before->scsi_model, XML_DEFINED);
        }
        before = controller;
    }
}

bool
complete_hostdev(Define *define, void *device, GError **error)
{
    Hostdev *hostdev = device;

    if (!is_scsi(hostdev))
        return true;
    if (hostdev->info.address.type == ADDRESS_TYPE_UNSET)
        assign_scsi(define);
    if (hostdev->info.address.type != ADDRESS_TYPE_DRIVE)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "SCSI host device must use 'drive' address type");
    if (hostdev->info.address.drive.controller >= CONTROLLER_LIMIT)
        return refuse_controller(&hostdev->info, error);
    if (!define_find_controller(define, CONTROLLER_TYPE_SCSI,
                         hostdev->info.address.drive.controller))
        imply_scsi(define, hostdev->info.address.drive.controller);
    return true;
}

/* Behind the highest slot of the first reader. */
static void
assign_ccid(Define *define)
{
    Devices *devices = &define->domain->devices;
    unsigned int next = 0;

    for (unsigned int i = 0; i < devices->smartcards.n; i++) {
        const DeviceAddress *address = &devices->smartcards.items[i]->info.address;

        if (address->type == ADDRESS_TYPE_CCID && address->ccid.controller == 0)
            next = MAX(next, address->ccid.slot + 1);
    }
    for (unsigned int i = 0; i < devices->smartcards.n; i++) {
        DeviceAddress *address = &devices->smartcards.items[i]->info.address;

        if (address->type != ADDRESS_TYPE_UNSET)
            continue;
        XML_SET(address, type, ADDRESS_TYPE_CCID, XML_DEFINED);
        XML_SET(&address->ccid, controller, 0, XML_DEFINED);
        XML_SET(&address->ccid, slot, next++, XML_DEFINED);
    }
}

static bool
note(long *highest, const DeviceInfo *info, GError **error)
{
    if (info->address.type != ADDRESS_TYPE_DRIVE)
        return true;
    if (info->address.drive.controller >= CONTROLLER_LIMIT)
        return refuse_controller(info, error);
    *highest = MAX(*highest, (long)info->address.drive.controller);
    return true;
}

static bool
note_disk(Highest *highest, const Disk *disk, GError **error)
{
    switch (disk->bus) {
    case DISK_BUS_SCSI:
        return note(&highest->scsi, &disk->info, error);
    case DISK_BUS_IDE:
        return note(&highest->ide, &disk->info, error);
    case DISK_BUS_FDC:
        return note(&highest->fdc, &disk->info, error);
    case DISK_BUS_SATA:
        return note(&highest->sata, &disk->info, error);
    case DISK_BUS_UNSET:
    case DISK_BUS_VIRTIO:
    case DISK_BUS_XEN:
    case DISK_BUS_USB:
    case DISK_BUS_UML:
    case DISK_BUS_SD:
    case DISK_BUS_NVME:
        break;
    }
    return true;
}

static void
imply_up_to(Define *define, ControllerType type, long highest)
{
    if (highest >= 0)
        imply_controllers(define, type, (unsigned int)highest);
}

static bool
imply_for_drives(Define *define, GError **error)
{
    Devices *devices = &define->domain->devices;
    Highest highest = { -1, -1, -1, -1 };

    for (unsigned int i = 0; i < devices->disks.n; i++)
        if (!note_disk(&highest, devices->disks.items[i], error))
            return false;
    imply_up_to(define, CONTROLLER_TYPE_SCSI, highest.scsi);
    imply_up_to(define, CONTROLLER_TYPE_FDC, highest.fdc);
    imply_up_to(define, CONTROLLER_TYPE_IDE, highest.ide);
    imply_up_to(define, CONTROLLER_TYPE_SATA, highest.sata);
    return true;
}

static void
imply_one(Define *define, ControllerType type, unsigned int index)
{
    if (!define_find_controller(define, type, index))
        add_controller(define, type, index);
}

static unsigned int
serial_controller(const DeviceInfo *info)
{
    return info->address.type == ADDRESS_TYPE_VIRTIO_SERIAL ? info->address.virtio_serial.controller
                                                            : 0;
}

/* Channels and virtio consoles; those without a place will be on the first. */
static void
imply_for_channels(Define *define)
{
    Devices *devices = &define->domain->devices;

    for (unsigned int i = 0; i < devices->channels.n; i++)
        if (devices->channels.items[i]->target == CHANNEL_TARGET_VIRTIO)
            imply_one(define, CONTROLLER_TYPE_VIRTIO_SERIAL,
                      serial_controller(&devices->channels.items[i]->info));
    for (unsigned int i = 0; i < devices->consoles.n; i++)
        if (devices->consoles.items[i]->target == CONSOLE_TARGET_VIRTIO)
            imply_one(define, CONTROLLER_TYPE_VIRTIO_SERIAL,
                      serial_controller(&devices->consoles.items[i]->info));
}

bool
assign_drives(Define *define, GError **error)
{
    Devices *devices = &define->domain->devices;

    assign_ccid(define);
    if (!imply_for_drives(define, error))
        return false;
    imply_for_channels(define);
    for (unsigned int i = 0; i < devices->smartcards.n; i++)
        imply_one(define, CONTROLLER_TYPE_CCID,
                  devices->smartcards.items[i]->info.address.ccid.controller);
    return true;
}
