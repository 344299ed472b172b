/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which kinds of devices have something to be completed, and those that need only a few lines. */
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

bool
complete_vsock(Define *define, void *device, GError **error)
{
    Vsock *vsock = device;

    if (vsock->from.auto_cid == XML_ABSENT)
        XML_SET(vsock, auto_cid, vsock->from.cid == XML_ABSENT ? YES_NO_YES : YES_NO_NO,
                XML_DEFINED);
    return true;
}

/* A file of the host is behind it, so others must see what is written. */
static bool
complete_memory_device(Define *define, void *device, GError **error)
{
    MemoryDevice *memory = device;

    if (memory->model == MEMORY_MODEL_VIRTIO_PMEM)
        XML_SET_IF_ABSENT(memory, access, MEMORY_ACCESS_SHARED, XML_DEFINED);
    return true;
}

const DeviceStep read_device_steps[N_DEVICE_KINDS] = {
    [DEVICE_DISK] = read_disk,
    [DEVICE_FILESYSTEM] = read_filesystem,
    [DEVICE_NET] = read_net,
    [DEVICE_SERIAL] = read_serial,
    [DEVICE_PARALLEL] = read_parallel,
    [DEVICE_CONSOLE] = read_console,
    [DEVICE_CHANNEL] = read_channel,
    [DEVICE_INPUT] = read_input,
    [DEVICE_GRAPHICS] = read_graphics,
    [DEVICE_VIDEO] = read_video,
    [DEVICE_CONTROLLER] = read_controller,
    [DEVICE_HOSTDEV] = read_hostdev,
    [DEVICE_MEMORY] = read_memory_device,
    [DEVICE_SHMEM] = read_shmem,
    [DEVICE_TPM] = read_tpm,
    [DEVICE_SMARTCARD] = read_smartcard,
    [DEVICE_REDIRDEV] = read_redirdev,
    [DEVICE_RNG] = read_rng,
    [DEVICE_MEMBALLOON] = read_memballoon,
};

const DeviceStep complete_device_steps[N_DEVICE_KINDS] = {
    [DEVICE_DISK] = complete_disk,       [DEVICE_VIDEO] = complete_video,
    [DEVICE_HOSTDEV] = complete_hostdev, [DEVICE_MEMORY] = complete_memory_device,
    [DEVICE_VSOCK] = complete_vsock,
};
