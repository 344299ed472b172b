/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "drivers/qemu/define/qemu-define-priv.h"

const DomainRules qemu_domain_rules = {
    .name = "qemu",
    .errors = VIR_FROM_QEMU,
    .capabilities = DOMAIN_MEMORY_HOTPLUG | DOMAIN_OFFLINE_VCPUPIN | DOMAIN_INDIVIDUAL_VCPUS |
                    DOMAIN_USER_ALIAS | DOMAIN_FIRMWARE_AUTO | DOMAIN_DISK_FD,
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
    },
};
