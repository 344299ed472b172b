/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "drivers/qemu/define/qemu-define-priv.h"

static const DeviceStep checks[N_DEVICE_KINDS] = {
    [DEVICE_DISK] = qemu_check_disk,
    [DEVICE_CONTROLLER] = qemu_check_controller,
    [DEVICE_FILESYSTEM] = qemu_check_filesystem,
    [DEVICE_NET] = qemu_check_net,
    [DEVICE_SMARTCARD] = qemu_check_smartcard,
    [DEVICE_SERIAL] = qemu_check_serial,
    [DEVICE_PARALLEL] = qemu_check_parallel,
    [DEVICE_CONSOLE] = qemu_check_console,
    [DEVICE_CHANNEL] = qemu_check_channel,
    [DEVICE_INPUT] = qemu_check_input,
    [DEVICE_TPM] = qemu_check_tpm,
    [DEVICE_GRAPHICS] = qemu_check_graphics,
    [DEVICE_SOUND] = qemu_check_sound,
    [DEVICE_AUDIO] = qemu_check_audio,
    [DEVICE_VIDEO] = qemu_check_video,
    [DEVICE_HOSTDEV] = qemu_check_hostdev,
    [DEVICE_REDIRDEV] = qemu_check_redirdev,
    [DEVICE_HUB] = qemu_check_hub,
    [DEVICE_WATCHDOG] = qemu_check_watchdog,
    [DEVICE_MEMBALLOON] = qemu_check_memballoon,
    [DEVICE_RNG] = qemu_check_rng,
    [DEVICE_NVRAM] = qemu_check_nvram,
    [DEVICE_SHMEM] = qemu_check_shmem,
    [DEVICE_MEMORY] = qemu_check_memory_device,
    [DEVICE_IOMMU] = qemu_check_iommu,
    [DEVICE_VSOCK] = qemu_check_vsock,
};

/* Its place, then the device itself. */
static bool
check_device(Define *define, void *device, GError **error)
{
    const DeviceInfo *info = device_info(define->kind, device);

    /* No balloon is nowhere. */
    if (define->kind == DEVICE_MEMBALLOON &&
        ((const Memballoon *)device)->model == BALLOON_MODEL_NONE)
        return true;
    if (info && !qemu_check_info(define, info, error))
        return false;
    return !checks[define->kind] || checks[define->kind](define, device, error);
}

const DomainRules qemu_domain_rules = {
    .name = "qemu",
    .errors = VIR_FROM_QEMU,
    .capabilities = DOMAIN_MEMORY_HOTPLUG | DOMAIN_OFFLINE_VCPUPIN | DOMAIN_INDIVIDUAL_VCPUS |
                    DOMAIN_USER_ALIAS | DOMAIN_FIRMWARE_AUTO | DOMAIN_DISK_FD |
                    DOMAIN_MEMORY_OF_NODES | DOMAIN_FIRMWARE_FEATURES,
    .mac_prefix = { 0x52, 0x54, 0x00 },
    .begin = qemu_begin,
    .complete = qemu_complete,
    .complete_device = {
        [DEVICE_DISK] = qemu_complete_disk,
        [DEVICE_CONTROLLER] = qemu_complete_controller,
        [DEVICE_NET] = qemu_complete_net,
        [DEVICE_SERIAL] = qemu_complete_serial,
        [DEVICE_VIDEO] = qemu_complete_video,
        [DEVICE_PANIC] = qemu_complete_panic,
        [DEVICE_TPM] = qemu_complete_tpm,
        [DEVICE_VSOCK] = qemu_complete_vsock,
        [DEVICE_SHMEM] = qemu_complete_shmem,
        [DEVICE_HOSTDEV] = qemu_complete_hostdev,
        [DEVICE_MEMORY] = qemu_complete_memory_device,
    },
    .check_device = {
        [0 ... N_DEVICE_KINDS - 1] = check_device,
    },
    .check = qemu_check,
    .assign_addresses = qemu_assign_addresses,
};
