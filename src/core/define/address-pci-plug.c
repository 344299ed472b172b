/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Into which kind of PCI bus each device goes. On an Express machine a device is put on an Express
 * bus if the emulator's model is an Express device there. */
#include <string.h>

#include "core/define/address-pci-priv.h"

static PciPlug
either(bool is_express)
{
    return is_express ? PLUG_PCIE : PLUG_PCI;
}

static PciPlug
virtio_plug(VirtioKind virtio, bool is_express)
{
    switch (virtio) {
    case VIRTIO_ANY:
    case VIRTIO_NON_TRANSITIONAL:
        return either(is_express);
    case VIRTIO_TRANSITIONAL:
        return PLUG_PCI;
    case NOT_VIRTIO:
        break;
    }
    return 0;
}

static PciPlug
controller_plug(const Controller *controller, bool is_express)
{
    switch (controller->type) {
    case CONTROLLER_TYPE_PCI:
        return pci_models[controller->pci_model].plug;
    case CONTROLLER_TYPE_USB:
        if (controller->usb_model == USB_MODEL_NONE)
            return 0;
        return controller->usb_model == USB_MODEL_NEC_XHCI ||
                       controller->usb_model == USB_MODEL_QEMU_XHCI
                   ? either(is_express)
                   : PLUG_PCI;
    case CONTROLLER_TYPE_SCSI:
        return controller->scsi_model == SCSI_MODEL_UNSET ||
                       controller->scsi_model == SCSI_MODEL_AUTO ||
                       controller->scsi_model == SCSI_MODEL_IBMVSCSI ||
                       controller->scsi_model == SCSI_MODEL_NCR53C90
                   ? 0
                   : PLUG_PCI;
    case CONTROLLER_TYPE_SATA:
        return PLUG_PCI;
    case CONTROLLER_TYPE_NVME:
        return either(is_express);
    case CONTROLLER_TYPE_UNSET:
    case CONTROLLER_TYPE_IDE: /* in the machine */
    case CONTROLLER_TYPE_FDC:
    case CONTROLLER_TYPE_VIRTIO_SERIAL:
    case CONTROLLER_TYPE_CCID:
    case CONTROLLER_TYPE_XENBUS:
    case CONTROLLER_TYPE_ISA:
        break;
    }
    return 0;
}

static PciPlug
net_plug(const Net *net, bool is_express)
{
    static const char *const express_models[] = { "e1000e", "igb" };

    if (net->type == NET_TYPE_HOSTDEV)
        return either(is_express);
    if (!net->model || strcmp(net->model, "usb-net") == 0)
        return 0;
    for (unsigned int i = 0; i < G_N_ELEMENTS(express_models); i++)
        if (strcmp(net->model, express_models[i]) == 0)
            return either(is_express);
    return PLUG_PCI;
}

static PciPlug
sound_plug(SoundModel model)
{
    switch (model) {
    case SOUND_MODEL_ES1370:
    case SOUND_MODEL_AC97:
    case SOUND_MODEL_ICH6:
    case SOUND_MODEL_ICH7:
    case SOUND_MODEL_ICH9:
        return PLUG_PCI;
    case SOUND_MODEL_UNSET:
    case SOUND_MODEL_SB16:
    case SOUND_MODEL_PCSPK:
    case SOUND_MODEL_USB:
    case SOUND_MODEL_VIRTIO:
        break;
    }
    return 0;
}

static PciPlug
video_plug(VideoModel model, bool is_express)
{
    switch (model) {
    case VIDEO_MODEL_VGA:
    case VIDEO_MODEL_CIRRUS:
    case VIDEO_MODEL_VMVGA:
    case VIDEO_MODEL_XEN:
    case VIDEO_MODEL_VBOX:
    case VIDEO_MODEL_QXL:
    case VIDEO_MODEL_PARALLELS:
        return PLUG_PCI;
    case VIDEO_MODEL_BOCHS:
        return either(is_express);
    case VIDEO_MODEL_UNSET:
    case VIDEO_MODEL_DEFAULT:
    case VIDEO_MODEL_VIRTIO:
    case VIDEO_MODEL_GOP:
    case VIDEO_MODEL_NONE:
    case VIDEO_MODEL_RAMFB:
        break;
    }
    return 0;
}

static PciPlug
hostdev_plug(const Hostdev *hostdev, bool is_express)
{
    if (hostdev->mode != HOSTDEV_MODE_SUBSYSTEM)
        return 0;
    if (hostdev->type == HOSTDEV_TYPE_PCI)
        return either(is_express);
    return hostdev->type == HOSTDEV_TYPE_MDEV && hostdev->mdev_model == MDEV_MODEL_VFIO_PCI
               ? either(is_express)
               : 0;
}

static PciPlug
plain_plug(DeviceKind kind, const void *device, bool is_express)
{
    switch (kind) {
    case DEVICE_CONTROLLER:
        return controller_plug(device, is_express);
    case DEVICE_NET:
        return net_plug(device, is_express);
    case DEVICE_SOUND:
        return sound_plug(((const Sound *)device)->model);
    case DEVICE_VIDEO:
        return video_plug(((const Video *)device)->model, is_express);
    case DEVICE_HOSTDEV:
        return hostdev_plug(device, is_express);
    case DEVICE_WATCHDOG:
        return ((const Watchdog *)device)->model == WATCHDOG_MODEL_I6300ESB ? PLUG_PCI : 0;
    case DEVICE_SHMEM:
        return PLUG_PCI;
    case DEVICE_SERIAL:
        return ((const Serial *)device)->target == SERIAL_TARGET_PCI_SERIAL ? PLUG_PCI : 0;
    case DEVICE_PANIC:
        return ((const Panic *)device)->model == PANIC_MODEL_PVPANIC ? PLUG_PCI : 0;
    case DEVICE_IOMMU:
        if (((const Iommu *)device)->model != IOMMU_MODEL_VIRTIO &&
            ((const Iommu *)device)->model != IOMMU_MODEL_AMD)
            return 0;
        return is_express ? PLUG_ROOT_COMPLEX : PLUG_PCI;
    case DEVICE_DISK:
    case DEVICE_LEASE:
    case DEVICE_FILESYSTEM:
    case DEVICE_SMARTCARD:
    case DEVICE_PARALLEL:
    case DEVICE_CONSOLE:
    case DEVICE_CHANNEL:
    case DEVICE_INPUT:
    case DEVICE_TPM:
    case DEVICE_GRAPHICS:
    case DEVICE_AUDIO:
    case DEVICE_REDIRDEV:
    case DEVICE_HUB:
    case DEVICE_MEMBALLOON:
    case DEVICE_RNG:
    case DEVICE_NVRAM:
    case DEVICE_MEMORY:
    case DEVICE_VSOCK:
    case DEVICE_CRYPTO:
    case DEVICE_PSTORE:
    case N_DEVICE_KINDS:
        break;
    }
    return 0;
}

PciPlug
pci_plug_of(DeviceKind kind, const void *device, bool is_express)
{
    PciPlug plug = virtio_plug(device_virtio(kind, device), is_express);

    return plug ? plug : plain_plug(kind, device, is_express);
}
