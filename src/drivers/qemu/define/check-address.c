/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a device is: what its bus has no room for. */
#include "drivers/qemu/define/qemu-define-priv.h"

#define ERR_DOMAIN VIR_FROM_QEMU

#define UNSUPPORTED(...)    err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, __VA_ARGS__)
#define INTERNAL_ERROR(...) err_set(error, VIR_ERR_INTERNAL_ERROR, __VA_ARGS__)

static bool
check_scsi_unit(Define *define, const DriveAddress *drive, GError **error)
{
    const Controller *controller =
        define_find_controller(define, CONTROLLER_TYPE_SCSI, drive->controller);

    if (drive->bus != 0)
        return INTERNAL_ERROR("SCSI controller only supports 1 bus");
    if (controller && controller->scsi_model == SCSI_MODEL_LSILOGIC && drive->target != 0)
        return UNSUPPORTED("target must be 0 for controller model 'lsilogic'");
    return true;
}

/* A drive on one of the few places that a board has. */
static bool
check_drive(Define *define, const Disk *disk, GError **error)
{
    const DriveAddress *drive = &disk->info.address.drive;

    switch (disk->bus) {
    case DISK_BUS_SCSI:
        return check_scsi_unit(define, drive, error);
    case DISK_BUS_IDE:
        if (drive->controller != 0)
            return INTERNAL_ERROR("Only 1 IDE controller is supported");
        if (drive->target != 0)
            return UNSUPPORTED("target must be 0 for ide controller");
        break;
    case DISK_BUS_FDC:
        if (drive->controller != 0)
            return INTERNAL_ERROR("Only 1 fdc controller is supported");
        if (drive->bus != 0)
            return INTERNAL_ERROR("Only 1 fdc bus is supported");
        if (drive->target != 0)
            return UNSUPPORTED("target must be 0 for controller fdc");
        break;
    case DISK_BUS_SATA:
        if (drive->bus != 0)
            return UNSUPPORTED("bus must be 0 for sata controller");
        if (drive->target != 0)
            return UNSUPPORTED("target must be 0 for sata controller");
        break;
    case DISK_BUS_VIRTIO:
    case DISK_BUS_XEN:
    case DISK_BUS_USB:
    case DISK_BUS_UML:
    case DISK_BUS_SD:
    case DISK_BUS_NVME:
    case DISK_BUS_UNSET:
        break;
    }
    return true;
}

static bool
check_zpci(const Define *define, const PciAddress *pci, GError **error)
{
    if (pci->zpci.from.uid == XML_ABSENT && pci->zpci.from.fid == XML_ABSENT)
        return true;
    if (!qemu_has(define, QEMU_CAP_ZPCI))
        return UNSUPPORTED("This QEMU binary doesn't support zPCI");
    if (pci->zpci.from.uid != XML_ABSENT && pci->zpci.uid == 0)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "Invalid PCI address uid='0x%.4x', must be > 0x0000 and <= 0x%.4x",
                       pci->zpci.uid, 0xffffu);
    return true;
}

bool
qemu_check_info(Define *define, const DeviceInfo *info, GError **error)
{
    const DeviceAddress *address = &info->address;

    switch (address->type) {
    case ADDRESS_TYPE_PCI:
        if (!check_zpci(define, &address->pci, error))
            return false;
        break;
    case ADDRESS_TYPE_SPAPR_VIO:
        if (address->spapr_vio.reg > UINT32_MAX)
            return UNSUPPORTED("spapr-vio reg='0x%" G_GINT64_MODIFIER
                               "x' exceeds maximum possible value (0xffffffff)",
                               address->spapr_vio.reg);
        break;
    case ADDRESS_TYPE_VIRTIO_S390:
        return UNSUPPORTED("'virtio-s390' addresses are no longer supported");
    case ADDRESS_TYPE_CCW:
        if (!qemu_is(define, QEMU_S390_CCW))
            return UNSUPPORTED("cannot use CCW address type for device '%s' using machine type "
                               "'%s'",
                               info->alias ? info->alias : "<null>", define->domain->os.machine);
        break;
    case ADDRESS_TYPE_DRIVE:
        if (define->kind == DEVICE_DISK) {
            const Disk *disk =
                (const Disk *)(const void *)((const char *)info - offsetof(Disk, info));

            if (!check_drive(define, disk, error))
                return false;
        }
        break;
    case ADDRESS_TYPE_UNSET:
    case ADDRESS_TYPE_VIRTIO_SERIAL:
    case ADDRESS_TYPE_CCID:
    case ADDRESS_TYPE_USB:
    case ADDRESS_TYPE_VIRTIO_MMIO:
    case ADDRESS_TYPE_ISA:
    case ADDRESS_TYPE_DIMM:
    case ADDRESS_TYPE_UNASSIGNED:
        break;
    }
    if (info->acpi_index > 0 && address->type != ADDRESS_TYPE_PCI)
        return UNSUPPORTED("ACPI index is only supported for PCI devices");
    if (info->rom && address->type != ADDRESS_TYPE_PCI)
        return UNSUPPORTED("ROM tuning is only supported for PCI devices");
    return true;
}
