/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which devices are virtio devices, and the machines where they have no place but are told apart by
 * the emulator. */
#include <string.h>

#include "core/define/address-priv.h"

static VirtioKind
of_model(VirtioModel model)
{
    switch (model) {
    case VIRTIO_MODEL_VIRTIO_TRANSITIONAL:
        return VIRTIO_TRANSITIONAL;
    case VIRTIO_MODEL_VIRTIO_NON_TRANSITIONAL:
        return VIRTIO_NON_TRANSITIONAL;
    case VIRTIO_MODEL_VIRTIO:
    case VIRTIO_MODEL_UNSET:
        break;
    }
    return VIRTIO_ANY;
}

static VirtioKind
of_disk(const Disk *disk)
{
    if (disk->bus != DISK_BUS_VIRTIO)
        return NOT_VIRTIO;
    switch (disk->model) {
    case DISK_MODEL_VIRTIO_TRANSITIONAL:
        return VIRTIO_TRANSITIONAL;
    case DISK_MODEL_VIRTIO_NON_TRANSITIONAL:
        return VIRTIO_NON_TRANSITIONAL;
    case DISK_MODEL_VIRTIO:
    case DISK_MODEL_UNSET:
        break;
    }
    return VIRTIO_ANY;
}

static VirtioKind
of_controller(const Controller *controller)
{
    switch (controller->type) {
    case CONTROLLER_TYPE_VIRTIO_SERIAL:
        return of_model(controller->serial_model);
    case CONTROLLER_TYPE_SCSI:
        if (controller->scsi_model == SCSI_MODEL_VIRTIO_SCSI)
            return VIRTIO_ANY;
        if (controller->scsi_model == SCSI_MODEL_VIRTIO_TRANSITIONAL)
            return VIRTIO_TRANSITIONAL;
        if (controller->scsi_model == SCSI_MODEL_VIRTIO_NON_TRANSITIONAL)
            return VIRTIO_NON_TRANSITIONAL;
        return NOT_VIRTIO;
    case CONTROLLER_TYPE_UNSET:
    case CONTROLLER_TYPE_IDE:
    case CONTROLLER_TYPE_FDC:
    case CONTROLLER_TYPE_SATA:
    case CONTROLLER_TYPE_CCID:
    case CONTROLLER_TYPE_USB:
    case CONTROLLER_TYPE_PCI:
    case CONTROLLER_TYPE_XENBUS:
    case CONTROLLER_TYPE_ISA:
    case CONTROLLER_TYPE_NVME:
        break;
    }
    return NOT_VIRTIO;
}

static VirtioKind
of_net(const Net *net)
{
    if (net->type == NET_TYPE_HOSTDEV || !net->model)
        return NOT_VIRTIO;
    if (strcmp(net->model, "virtio") == 0)
        return VIRTIO_ANY;
    if (strcmp(net->model, "virtio-transitional") == 0)
        return VIRTIO_TRANSITIONAL;
    return strcmp(net->model, "virtio-non-transitional") == 0 ? VIRTIO_NON_TRANSITIONAL
                                                              : NOT_VIRTIO;
}

static VirtioKind
of_memballoon(const Memballoon *balloon)
{
    switch (balloon->model) {
    case BALLOON_MODEL_VIRTIO:
        return VIRTIO_ANY;
    case BALLOON_MODEL_VIRTIO_TRANSITIONAL:
        return VIRTIO_TRANSITIONAL;
    case BALLOON_MODEL_VIRTIO_NON_TRANSITIONAL:
        return VIRTIO_NON_TRANSITIONAL;
    case BALLOON_MODEL_UNSET:
    case BALLOON_MODEL_XEN:
    case BALLOON_MODEL_NONE:
        break;
    }
    return NOT_VIRTIO;
}

static VirtioKind
only_if(bool is_virtio)
{
    return is_virtio ? VIRTIO_ANY : NOT_VIRTIO;
}

VirtioKind
device_virtio(DeviceKind kind, const void *device)
{
    const Hostdev *hostdev;
    const Input *input;

    switch (kind) {
    case DEVICE_DISK:
        return of_disk(device);
    case DEVICE_CONTROLLER:
        return of_controller(device);
    case DEVICE_FILESYSTEM:
        return of_model(((const Filesystem *)device)->model);
    case DEVICE_NET:
        return of_net(device);
    case DEVICE_INPUT:
        input = device;
        return input->bus == INPUT_BUS_VIRTIO ? of_model(input->model) : NOT_VIRTIO;
    case DEVICE_SOUND:
        return only_if(((const Sound *)device)->model == SOUND_MODEL_VIRTIO);
    case DEVICE_VIDEO:
        return only_if(((const Video *)device)->model == VIDEO_MODEL_VIRTIO);
    case DEVICE_HOSTDEV:
        hostdev = device;
        return hostdev->mode == HOSTDEV_MODE_SUBSYSTEM && hostdev->type == HOSTDEV_TYPE_SCSI_HOST
                   ? of_model(hostdev->scsi_host_model)
                   : NOT_VIRTIO;
    case DEVICE_MEMBALLOON:
        return of_memballoon(device);
    case DEVICE_RNG:
        return of_model(((const Rng *)device)->model);
    case DEVICE_MEMORY:
        return only_if(((const MemoryDevice *)device)->model == MEMORY_MODEL_VIRTIO_MEM ||
                       ((const MemoryDevice *)device)->model == MEMORY_MODEL_VIRTIO_PMEM);
    case DEVICE_VSOCK:
        return of_model(((const Vsock *)device)->model);
    case DEVICE_CRYPTO:
        return VIRTIO_ANY;
    case DEVICE_IOMMU: /* one of the root, not on a bus */
    case DEVICE_LEASE:
    case DEVICE_SMARTCARD:
    case DEVICE_SERIAL:
    case DEVICE_PARALLEL:
    case DEVICE_CONSOLE:
    case DEVICE_CHANNEL:
    case DEVICE_TPM:
    case DEVICE_GRAPHICS:
    case DEVICE_AUDIO:
    case DEVICE_REDIRDEV:
    case DEVICE_HUB:
    case DEVICE_WATCHDOG:
    case DEVICE_NVRAM:
    case DEVICE_PANIC:
    case DEVICE_SHMEM:
    case DEVICE_PSTORE:
    case N_DEVICE_KINDS:
        break;
    }
    return NOT_VIRTIO;
}
