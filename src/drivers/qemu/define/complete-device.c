/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a device is if the document does not say: the model that guests of the machine know, among
 * those that the emulator has. */
#include "core/define/address.h"
#include "drivers/qemu/define/qemu-define-priv.h"

#define ERR_DOMAIN VIR_FROM_QEMU

/* --- disks */

static void
complete_encryption(Encryption *encryption)
{
    if (encryption && encryption->engine == ENCRYPTION_ENGINE_UNSET)
        XML_SET(encryption, engine, ENCRYPTION_ENGINE_QEMU, XML_DEFINED);
}

bool
qemu_complete_disk(Define *define, void *device, GError **error)
{
    Disk *disk = device;

    complete_encryption(disk->encryption);
    complete_encryption(disk->src.encryption);
    for (Backing *backing = disk->backing; backing; backing = backing->backing)
        complete_encryption(backing->src.encryption);

    XML_SET_IF_ABSENT(disk, driver_name, "qemu", XML_DEFINED);
    /* Of a volume the pool knows it. Probing would let a guest choose what it is. */
    if (disk->src.format == STORAGE_FORMAT_UNSET && disk->src.type != STORAGE_KIND_VOLUME)
        XML_SET(&disk->src, format, STORAGE_FORMAT_RAW, XML_DEFINED);
    return true;
}

/* --- controllers */

static ScsiModel
default_scsi_model(const Define *define)
{
    if (qemu_is(define, QEMU_PSERIES))
        return SCSI_MODEL_IBMVSCSI;
    if (qemu_is(define, QEMU_VIRT | QEMU_S390 | QEMU_RISCV | QEMU_LOONGARCH))
        return SCSI_MODEL_VIRTIO_SCSI;
    if (qemu_has(define, QEMU_CAP_LSI))
        return SCSI_MODEL_LSILOGIC;
    if (qemu_has(define, QEMU_CAP_VIRTIO_SCSI))
        return SCSI_MODEL_VIRTIO_SCSI;
    return SCSI_MODEL_UNSET;
}

/* USB_MODEL_UNSET: the emulator has none of those that would fit. */
static UsbModel
default_usb_model(const Define *define)
{
    if (qemu_is(define, QEMU_S390))
        return USB_MODEL_NONE;
    if (qemu_is(define, QEMU_PPC64) && qemu_has(define, QEMU_CAP_QEMU_XHCI))
        return USB_MODEL_QEMU_XHCI;
    if (qemu_is(define, QEMU_PPC64))
        return qemu_has(define, QEMU_CAP_PCI_OHCI) ? USB_MODEL_PCI_OHCI : USB_MODEL_UNSET;
    if (qemu_is(define, QEMU_ARM | QEMU_RISCV | QEMU_LOONGARCH) &&
        qemu_has(define, QEMU_CAP_QEMU_XHCI))
        return USB_MODEL_QEMU_XHCI;
    return qemu_has(define, QEMU_CAP_PIIX3_UHCI) ? USB_MODEL_PIIX3_UHCI : USB_MODEL_UNSET;
}

static bool
check_pci_place(const Define *define, const Controller *controller, GError **error)
{
    bool is_root =
        controller->pci_model == PCI_MODEL_PCI_ROOT || controller->pci_model == PCI_MODEL_PCIE_ROOT;

    /* Only these have several roots. */
    if (is_root && controller->index != 0 &&
        !(qemu_is(define, QEMU_PSERIES) && controller->pci_model == PCI_MODEL_PCI_ROOT))
        return err_set(error, VIR_ERR_XML_ERROR,
                       "pci-root and pcie-root controllers should have index 0");
    if (controller->pci_model == PCI_MODEL_PCI_EXPANDER_BUS && !qemu_is(define, QEMU_I440FX))
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "pci-expander-bus controllers are only supported on 440fx-based "
                       "machinetypes");
    if (controller->pci_model == PCI_MODEL_PCIE_EXPANDER_BUS &&
        !qemu_is(define, QEMU_Q35 | QEMU_VIRT))
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "pcie-expander-bus controllers are not supported with this machine type");
    if (controller->from.numa_node != XML_ABSENT &&
        controller->numa_node >= define->domain->cpu.numa.cells.n)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "%s with index %u is configured for a NUMA node (%u) not present in the "
                       "domain's <cpu><numa> array (%u)",
                       define_text(XML_ENUM_PCI_MODEL, controller->pci_model), controller->index,
                       controller->numa_node, define->domain->cpu.numa.cells.n);
    return true;
}

bool
qemu_complete_controller(Define *define, void *device, GError **error)
{
    static const unsigned int most_usb_ports = 15;
    Controller *controller = device;

    if (controller->type == CONTROLLER_TYPE_PCI)
        return check_pci_place(define, controller, error);

    if (controller->type == CONTROLLER_TYPE_SCSI &&
        (controller->scsi_model == SCSI_MODEL_UNSET || controller->scsi_model == SCSI_MODEL_AUTO)) {
        ScsiModel model = default_scsi_model(define);

        if (model == SCSI_MODEL_UNSET)
            return err_set(error, VIR_ERR_INTERNAL_ERROR,
                           "Unable to determine model for SCSI controller idx=%u",
                           controller->index);
        XML_SET(controller, scsi_model, model, XML_DEFINED);
    }
    if (controller->type != CONTROLLER_TYPE_USB)
        return true;
    if (controller->usb_model == USB_MODEL_UNSET) {
        UsbModel model = default_usb_model(define);

        if (model != USB_MODEL_UNSET)
            XML_SET(controller, usb_model, model, XML_DEFINED);
    }
    if (controller->usb_model == USB_MODEL_QUSB1 || controller->usb_model == USB_MODEL_QUSB2)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "USB controller model type 'qusb1' or 'qusb2' is not supported in %s",
                       define_text(XML_ENUM_VIRT_TYPE, define->domain->type));
    if ((controller->usb_model == USB_MODEL_NEC_XHCI ||
         controller->usb_model == USB_MODEL_QEMU_XHCI) &&
        controller->ports > most_usb_ports)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "'%s' controller only supports up to '%u' ports",
                       define_text(XML_ENUM_USB_MODEL, controller->usb_model), most_usb_ports);
    return true;
}

/* --- interfaces */

static const char *
default_net_model(const Define *define)
{
    const char *machine = define->domain->os.machine;

    if (qemu_is(define, QEMU_S390))
        return "virtio";
    if (qemu_is(define, QEMU_ARM) && strcmp(machine, "versatilepb") == 0)
        return "smc91c111";
    if (qemu_is(define, QEMU_VIRT))
        return "virtio";
    if (qemu_is(define, QEMU_ARM))
        return "lan9118";
    if (qemu_has(define, QEMU_CAP_RTL8139))
        return "rtl8139";
    if (qemu_has(define, QEMU_CAP_E1000))
        return "e1000";
    return qemu_has(define, QEMU_CAP_VIRTIO_NET) ? "virtio" : NULL;
}

bool
qemu_complete_net(Define *define, void *device, GError **error)
{
    Net *net = device;
    const char *model;

    if (net->model || net->type == NET_TYPE_HOSTDEV)
        return true;
    /* The device of the host speaks nothing else. */
    model = net->type == NET_TYPE_VDPA ? "virtio" : default_net_model(define);
    if (model)
        XML_SET(net, model, model, XML_DEFINED);
    return true;
}

/* --- serial ports */

static SerialTarget
default_serial_target(const Define *define)
{
    if (qemu_is(define, QEMU_PSERIES))
        return SERIAL_TARGET_SPAPR_VIO_SERIAL;
    if (qemu_is(define, QEMU_VIRT) ||
        (qemu_is(define, QEMU_ARM) && strcmp(define->domain->os.machine, "versatilepb") == 0))
        return SERIAL_TARGET_SYSTEM_SERIAL;
    if (qemu_is(define, QEMU_S390))
        return SERIAL_TARGET_SCLP_SERIAL;
    return SERIAL_TARGET_ISA_SERIAL;
}

static SerialModel
default_serial_model(const Define *define, SerialTarget target)
{
    switch (target) {
    case SERIAL_TARGET_ISA_SERIAL:
        return SERIAL_MODEL_ISA_SERIAL;
    case SERIAL_TARGET_USB_SERIAL:
        return SERIAL_MODEL_USB_SERIAL;
    case SERIAL_TARGET_PCI_SERIAL:
        return SERIAL_MODEL_PCI_SERIAL;
    case SERIAL_TARGET_SPAPR_VIO_SERIAL:
        return SERIAL_MODEL_SPAPR_VTY;
    case SERIAL_TARGET_SYSTEM_SERIAL:
        if (qemu_is(define, QEMU_ARM))
            return SERIAL_MODEL_PL011;
        return qemu_is(define, QEMU_VIRT) ? SERIAL_MODEL_16550A : SERIAL_MODEL_UNSET;
    case SERIAL_TARGET_SCLP_SERIAL:
        return SERIAL_MODEL_SCLPCONSOLE;
    case SERIAL_TARGET_ISA_DEBUG:
        return SERIAL_MODEL_ISA_DEBUGCON;
    case SERIAL_TARGET_UNSET:
        break;
    }
    return SERIAL_MODEL_UNSET;
}

bool
qemu_complete_serial(Define *define, void *device, GError **error)
{
    Serial *serial = device;
    SerialModel model;

    if (serial->target == SERIAL_TARGET_UNSET)
        XML_SET(serial, target, default_serial_target(define), XML_DEFINED);
    model = default_serial_model(define, serial->target);
    if (serial->model == SERIAL_MODEL_UNSET && model != SERIAL_MODEL_UNSET)
        XML_SET(serial, model, model, XML_DEFINED);
    return true;
}

/* --- others */

static VideoModel
default_video_model(const Define *define)
{
    if (qemu_is(define, QEMU_PSERIES))
        return VIDEO_MODEL_VGA;
    if (qemu_is(define, QEMU_VIRT | QEMU_S390))
        return VIDEO_MODEL_VIRTIO;
    if (qemu_is(define, QEMU_X86) && !qemu_has(define, QEMU_CAP_CIRRUS_VGA) &&
        qemu_has(define, QEMU_CAP_VGA))
        return VIDEO_MODEL_VGA;
    return VIDEO_MODEL_CIRRUS;
}

bool
qemu_complete_video(Define *define, void *device, GError **error)
{
    static const unsigned int qxl_vgamem_kib = 16 * 1024;
    Video *video = device;

    if (video->model == VIDEO_MODEL_UNSET || video->model == VIDEO_MODEL_DEFAULT)
        XML_SET(video, model, default_video_model(define), XML_DEFINED);
    if (video->model == VIDEO_MODEL_QXL && video->vgamem == 0)
        XML_SET(video, vgamem, qxl_vgamem_kib, XML_DEFINED);
    return true;
}

bool
qemu_complete_panic(Define *define, void *device, GError **error)
{
    Panic *panic = device;

    if (panic->model != PANIC_MODEL_UNSET)
        return true;
    if (qemu_is(define, QEMU_PSERIES))
        XML_SET(panic, model, PANIC_MODEL_PSERIES, XML_DEFINED);
    else if (qemu_is(define, QEMU_S390))
        XML_SET(panic, model, PANIC_MODEL_S390, XML_DEFINED);
    else
        XML_SET(panic, model, PANIC_MODEL_ISA, XML_DEFINED);
    return true;
}

bool
qemu_complete_tpm(Define *define, void *device, GError **error)
{
    Tpm *tpm = device;

    if (tpm->model == TPM_MODEL_UNSET) {
        TpmModel model = TPM_MODEL_TPM_TIS;

        if (qemu_is(define, QEMU_PPC64))
            model = TPM_MODEL_TPM_SPAPR;
        else if (qemu_is(define, QEMU_ARM))
            model = TPM_MODEL_TPM_TIS_DEVICE;
        XML_SET(tpm, model, model, XML_DEFINED);
    }
    /* The two do not mix, so one is chosen and stays. Only the old model knows version 1.2. */
    if (tpm->backend == TPM_BACKEND_EMULATOR && tpm->version == TPM_VERSION_UNSET)
        XML_SET(tpm, version, tpm->model == TPM_MODEL_TPM_TIS ? TPM_VERSION_1_2 : TPM_VERSION_2_0,
                XML_DEFINED);
    return true;
}

bool
qemu_complete_vsock(Define *define, void *device, GError **error)
{
    Vsock *vsock = device;

    if (vsock->model == VIRTIO_MODEL_UNSET)
        XML_SET(vsock, model, VIRTIO_MODEL_VIRTIO, XML_DEFINED);
    return true;
}

bool
qemu_complete_shmem(Define *define, void *device, GError **error)
{
    static const uint64_t default_size = 4; /* MiB */
    Shmem *shmem = device;
    const char *model;

    if (shmem->model == SHMEM_MODEL_UNSET)
        XML_SET(shmem, model, SHMEM_MODEL_IVSHMEM, XML_DEFINED);
    model = define_text(XML_ENUM_SHMEM_MODEL, shmem->model);
    if (shmem->model == SHMEM_MODEL_IVSHMEM_PLAIN && shmem->server)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "shmem model '%s' is supported only with server option disabled", model);
    if (shmem->model == SHMEM_MODEL_IVSHMEM_DOORBELL && !shmem->server)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "shmem model '%s' is supported only with server option enabled", model);
    if (shmem->model == SHMEM_MODEL_IVSHMEM_DOORBELL && shmem->size > 0)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "shmem model '%s' does not support size setting", model);
    if (shmem->model == SHMEM_MODEL_IVSHMEM_DOORBELL) {
        if (!shmem->msi) {
            shmem->msi = object_new(define->arena, XML_TYPE_SHMEM_MSI, XML_DEFINED);
            XML_SET(shmem->msi, enabled, YES_NO_YES, XML_DEFINED);
        }
        if (shmem->msi->ioeventfd == ON_OFF_UNSET)
            XML_SET(shmem->msi, ioeventfd, ON_OFF_ON, XML_DEFINED);
    }
    if (shmem->model == SHMEM_MODEL_IVSHMEM_PLAIN && shmem->msi)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "shmem model '%s' doesn't support msi",
                       model);
    if (shmem->model == SHMEM_MODEL_IVSHMEM_PLAIN && shmem->size == 0)
        XML_SET(shmem, size, default_size, XML_DEFINED);
    return true;
}

bool
qemu_complete_hostdev(Define *define, void *device, GError **error)
{
    Hostdev *hostdev = device;

    if (hostdev->mode != HOSTDEV_MODE_CAPABILITIES && hostdev->type == HOSTDEV_TYPE_MDEV &&
        hostdev->mdev_model == MDEV_MODEL_VFIO_PCI && hostdev->display == ON_OFF_UNSET)
        XML_SET(hostdev, display, ON_OFF_OFF, XML_DEFINED);
    return true;
}

/* A module is in a slot, whatever the document says. */
bool
qemu_complete_memory_device(Define *define, void *device, GError **error)
{
    MemoryDevice *memory = device;
    DeviceAddress *address = &memory->info.address;

    if ((memory->model == MEMORY_MODEL_DIMM || memory->model == MEMORY_MODEL_NVDIMM) &&
        address->type != ADDRESS_TYPE_DIMM)
        XML_UNSET(address, type);
    return true;
}

/* --- places */

bool
qemu_assign_addresses(Define *define, GError **error)
{
    const Devices *devices = &define->domain->devices;

    for (unsigned int i = 0; i < devices->disks.n; i++) {
        const Disk *disk = devices->disks.items[i];

        switch (disk->info.address.type) {
        case ADDRESS_TYPE_UNSET:
        case ADDRESS_TYPE_PCI:
        case ADDRESS_TYPE_CCW:
        case ADDRESS_TYPE_VIRTIO_S390:
        case ADDRESS_TYPE_VIRTIO_MMIO:
            continue;
        case ADDRESS_TYPE_DRIVE:
        case ADDRESS_TYPE_VIRTIO_SERIAL:
        case ADDRESS_TYPE_CCID:
        case ADDRESS_TYPE_USB:
        case ADDRESS_TYPE_SPAPR_VIO:
        case ADDRESS_TYPE_ISA:
        case ADDRESS_TYPE_DIMM:
        case ADDRESS_TYPE_UNASSIGNED:
            break;
        }
        if (disk->bus == DISK_BUS_VIRTIO)
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                           "virtio disk cannot have an address of type '%s'",
                           define_text(XML_ENUM_ADDRESS_TYPE, disk->info.address.type));
    }
    return assign_addresses(define, error);
}
