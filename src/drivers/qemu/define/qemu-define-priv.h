/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of this room know of each other. */
#ifndef VIRTUE_QEMU_DEFINE_PRIV_H
#define VIRTUE_QEMU_DEFINE_PRIV_H

#include <string.h>

#include "base/err.h"
#include "drivers/qemu/define/rules.h"

/* What kind of board a machine is, and of which family its processor. */
typedef enum QemuFamily {
    QEMU_X86 = 1 << 0,
    QEMU_ARM = 1 << 1, /* 32 and 64 bits */
    QEMU_PPC64 = 1 << 2,
    QEMU_S390 = 1 << 3,
    QEMU_RISCV = 1 << 4,
    QEMU_LOONGARCH = 1 << 5,
    QEMU_MIPS = 1 << 6,
    QEMU_I440FX = 1 << 8,
    QEMU_Q35 = 1 << 9,
    QEMU_ISAPC = 1 << 10,
    QEMU_VIRT = 1 << 11, /* of ARM, RISC-V, LoongArch */
    QEMU_PSERIES = 1 << 12,
    QEMU_S390_CCW = 1 << 13,
} QemuFamily;

/* Define.rule_data: what all steps want to know, found out by the first. */
typedef struct QemuContext {
    const QemuDefineEnv *env;
    const QemuEmulator *emulator;
    const QemuCaps *caps;
    const QemuMachine *machine; /* NULL: the emulator does not have it */
    unsigned int family;        /* QemuFamily */
} QemuContext;

static inline const QemuContext *
qemu_context(const Define *define)
{
    return define->rule_data;
}

static inline bool
qemu_has(const Define *define, QemuCap cap)
{
    return qemu_caps_has(qemu_context(define)->caps, cap);
}

/* Whether it is one of those. */
static inline bool
qemu_is(const Define *define, unsigned int families)
{
    return qemu_context(define)->family & families;
}

static inline bool
is_text_in(const char *text, const char *const *texts)
{
    for (; *texts; texts++)
        if (text && strcmp(text, *texts) == 0)
            return true;
    return false;
}

/* machine.c */
bool qemu_begin(Define *define, GError **error);

/* complete-domain.c, complete-cpu.c, complete-device.c */
bool qemu_complete(Define *define, GError **error);
bool qemu_complete_cpu(Define *define, GError **error);
bool qemu_complete_disk(Define *define, void *device, GError **error);
bool qemu_complete_controller(Define *define, void *device, GError **error);
bool qemu_complete_net(Define *define, void *device, GError **error);
bool qemu_complete_serial(Define *define, void *device, GError **error);
bool qemu_complete_video(Define *define, void *device, GError **error);
bool qemu_complete_panic(Define *define, void *device, GError **error);
bool qemu_complete_tpm(Define *define, void *device, GError **error);
bool qemu_complete_vsock(Define *define, void *device, GError **error);
bool qemu_complete_shmem(Define *define, void *device, GError **error);
bool qemu_complete_memory_device(Define *define, void *device, GError **error);
bool qemu_assign_addresses(Define *define, GError **error);
bool qemu_complete_hostdev(Define *define, void *device, GError **error);
bool qemu_complete_vcpus(Define *define, GError **error);

/* check-*.c */
bool qemu_check(Define *define, GError **error);
bool qemu_check_features(Define *define, GError **error);
bool qemu_check_clock(Define *define, GError **error);
bool qemu_check_cpu(Define *define, GError **error);
bool qemu_check_memory(Define *define, GError **error);
bool qemu_check_disk(Define *define, void *device, GError **error);
bool qemu_check_controller(Define *define, void *device, GError **error);
bool qemu_check_filesystem(Define *define, void *device, GError **error);
bool qemu_check_net(Define *define, void *device, GError **error);
bool qemu_check_smartcard(Define *define, void *device, GError **error);
bool qemu_check_serial(Define *define, void *device, GError **error);
bool qemu_check_parallel(Define *define, void *device, GError **error);
bool qemu_check_console(Define *define, void *device, GError **error);
bool qemu_check_channel(Define *define, void *device, GError **error);
bool qemu_check_input(Define *define, void *device, GError **error);
bool qemu_check_tpm(Define *define, void *device, GError **error);
bool qemu_check_graphics(Define *define, void *device, GError **error);
bool qemu_check_sound(Define *define, void *device, GError **error);
bool qemu_check_audio(Define *define, void *device, GError **error);
bool qemu_check_video(Define *define, void *device, GError **error);
bool qemu_check_hostdev(Define *define, void *device, GError **error);
bool qemu_check_redirdev(Define *define, void *device, GError **error);
bool qemu_check_hub(Define *define, void *device, GError **error);
bool qemu_check_watchdog(Define *define, void *device, GError **error);
bool qemu_check_memballoon(Define *define, void *device, GError **error);
bool qemu_check_rng(Define *define, void *device, GError **error);
bool qemu_check_nvram(Define *define, void *device, GError **error);
bool qemu_check_shmem(Define *define, void *device, GError **error);
bool qemu_check_memory_device(Define *define, void *device, GError **error);
bool qemu_check_iommu(Define *define, void *device, GError **error);
bool qemu_check_vsock(Define *define, void *device, GError **error);

/* check-address.c: of any device. */
bool qemu_check_info(Define *define, const DeviceInfo *info, GError **error);
/* check-domain.c: whether there is a thread of that number. */
bool qemu_has_iothread(const Define *define, unsigned int id);
/* check-char.c: the host's end of any. */
bool qemu_check_char_source(const Define *define, const CharSource *source, GError **error);
/* check-memory.c: whether another process sees what the guest writes, for a device that needs it.
 */
bool qemu_check_shared_memory(const Define *define, const char *device, GError **error);

#endif
