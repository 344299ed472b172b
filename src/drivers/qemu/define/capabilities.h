/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What one emulator can do, as far as definitions depend on it. Read once from what it answered,
 * frozen from then on. */
#ifndef VIRTUE_QEMU_CAPABILITIES_H
#define VIRTUE_QEMU_CAPABILITIES_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Named after what QEMU calls it; capabilities.c has the names. */
typedef enum QemuCap {
    QEMU_CAP_AC97,
    QEMU_CAP_AM53C974,
    QEMU_CAP_AMD_IOMMU,
    QEMU_CAP_BOCHS_DISPLAY,
    QEMU_CAP_CCID_EMULATED,
    QEMU_CAP_CCID_PASSTHRU,
    QEMU_CAP_CIRRUS_VGA,
    QEMU_CAP_CPU_MIGRATABLE, /* host-passthrough can leave out what does not migrate */
    QEMU_CAP_CRYPTO,
    QEMU_CAP_DBUS_DISPLAY,
    QEMU_CAP_DC390,
    QEMU_CAP_E1000,
    QEMU_CAP_EGL_HEADLESS,
    QEMU_CAP_ES1370,
    QEMU_CAP_ESP,
    QEMU_CAP_FSDEV,
    QEMU_CAP_HDA_OUTPUT,
    QEMU_CAP_HPET,
    QEMU_CAP_ICH9_AHCI,
    QEMU_CAP_ICH9_HDA,
    QEMU_CAP_INPUT_LINUX,
    QEMU_CAP_INTEL_HDA,
    QEMU_CAP_INTEL_IOMMU,
    QEMU_CAP_IOTHREAD,
    QEMU_CAP_ISA_DEBUGCON,
    QEMU_CAP_ISA_SERIAL,
    QEMU_CAP_IVSHMEM_DOORBELL,
    QEMU_CAP_IVSHMEM_PLAIN,
    QEMU_CAP_LSI,
    QEMU_CAP_MEGASAS,
    QEMU_CAP_MEMORY_MEMFD,
    QEMU_CAP_MPTSAS1068,
    QEMU_CAP_NVDIMM,
    QEMU_CAP_NVME,
    QEMU_CAP_NVRAM_SPAPR,
    QEMU_CAP_PC_DIMM,
    QEMU_CAP_PCI_OHCI,
    QEMU_CAP_PCI_SERIAL,
    QEMU_CAP_PIIX3_UHCI,
    QEMU_CAP_PL011,
    QEMU_CAP_PVPANIC,
    QEMU_CAP_PVPANIC_PCI,
    QEMU_CAP_PVSCSI,
    QEMU_CAP_QEMU_XHCI,
    QEMU_CAP_QXL,
    QEMU_CAP_RAMFB,
    QEMU_CAP_RNG_BUILTIN,
    QEMU_CAP_RNG_EGD,
    QEMU_CAP_RNG_RANDOM,
    QEMU_CAP_RTL8139,
    QEMU_CAP_SB16,
    QEMU_CAP_SCLPCONSOLE,
    QEMU_CAP_SCLPLMCONSOLE,
    QEMU_CAP_SCSI_BLOCK,
    QEMU_CAP_SDL,
    QEMU_CAP_SECURE_GUEST_S390,
    QEMU_CAP_SEV,
    QEMU_CAP_SEV_SNP,
    QEMU_CAP_SGX_EPC,
    QEMU_CAP_SMMUV3,
    QEMU_CAP_SPAPR_PCI_BRIDGE,
    QEMU_CAP_SPAPR_RNG,
    QEMU_CAP_SPAPR_VSCSI,
    QEMU_CAP_SPAPR_VTY,
    QEMU_CAP_SPICE,
    QEMU_CAP_TCG,
    QEMU_CAP_TDX,
    QEMU_CAP_TPM_CRB,
    QEMU_CAP_TPM_EMULATOR,
    QEMU_CAP_TPM_PASSTHROUGH,
    QEMU_CAP_TPM_SPAPR,
    QEMU_CAP_TPM_SPAPR_PROXY,
    QEMU_CAP_TPM_TIS,
    QEMU_CAP_TPM_TIS_DEVICE,
    QEMU_CAP_USB_AUDIO,
    QEMU_CAP_USB_HOST,
    QEMU_CAP_USB_HUB,
    QEMU_CAP_USB_KBD,
    QEMU_CAP_USB_REDIR,
    QEMU_CAP_USB_SERIAL,
    QEMU_CAP_USB_STORAGE,
    QEMU_CAP_VFIO_AP,
    QEMU_CAP_VFIO_CCW,
    QEMU_CAP_VFIO_PCI,
    QEMU_CAP_VGA,
    QEMU_CAP_VHOST_SCSI,
    QEMU_CAP_VHOST_USER_BLK,
    QEMU_CAP_VHOST_USER_FS,
    QEMU_CAP_VHOST_USER_GPU,
    QEMU_CAP_VHOST_VDPA,
    QEMU_CAP_VHOST_VSOCK,
    QEMU_CAP_VIRTIO_9P,
    QEMU_CAP_VIRTIO_BALLOON,
    QEMU_CAP_VIRTIO_GPU,
    QEMU_CAP_VIRTIO_GPU_GL,
    QEMU_CAP_VIRTIO_INPUT_HOST,
    QEMU_CAP_VIRTIO_IOMMU,
    QEMU_CAP_VIRTIO_KEYBOARD,
    QEMU_CAP_VIRTIO_MEM,
    QEMU_CAP_VIRTIO_MOUSE,
    QEMU_CAP_VIRTIO_NET,
    QEMU_CAP_VIRTIO_PMEM,
    QEMU_CAP_VIRTIO_RNG,
    QEMU_CAP_VIRTIO_SCSI,
    QEMU_CAP_VIRTIO_SOUND,
    QEMU_CAP_VIRTIO_TABLET,
    QEMU_CAP_VMCOREINFO,
    QEMU_CAP_VMGENID,
    QEMU_CAP_VMPORT,
    QEMU_CAP_VMVGA,
    QEMU_CAP_VNC,
    QEMU_CAP_VNC_POWER_CONTROL,
    QEMU_CAP_ZPCI,
    N_QEMU_CAPS
} QemuCap;

typedef struct QemuMachine {
    const char *name;        /* pc-i440fx-7.2 */
    const char *alias;       /* pc; NULL: none */
    const char *default_cpu; /* qemu64; NULL: not known */
    unsigned int max_cpus;
    bool is_default;
    bool has_hotplug_cpus;
    bool has_numa_memory; /* takes the memory of a node by its size alone */
    bool has_default_ram; /* its memory can be a backend without a node */
    bool is_deprecated;
} QemuMachine;

typedef struct QemuCaps {
    unsigned int version; /* 7002022 */
    const char *arch;     /* as QEMU calls its target: i386, x86_64, aarch64 ... */
    bool has_kvm;         /* it was built with it */
    uint64_t bits[(N_QEMU_CAPS + 63) / 64];
    unsigned int n_machines;
    QemuMachine *machines; /* by name */
    unsigned int n_cpus;
    const char **cpus;   /* models, by name */
    GStringChunk *texts; /* all of the above */
} QemuCaps;

/* A JSON object of questions and answers: query-version, query-target, query-kvm, query-machines,
 * query-cpu-definitions, query-commands, query-command-line-options, query-tpm-models,
 * query-tpm-types and qom-list-types, each with what QMP answered. What is missing counts as not
 * there. */
QemuCaps *qemu_caps_read(const char *json, size_t length, GError **error);
void qemu_caps_free(QemuCaps *caps);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(QemuCaps, qemu_caps_free)

static inline bool
qemu_caps_has(const QemuCaps *caps, QemuCap cap)
{
    return caps->bits[cap / 64] >> (cap % 64) & 1;
}

/* By name or alias; NULL if there is none. */
const QemuMachine *qemu_caps_machine(const QemuCaps *caps, const char *name);
/* The one that guests get who do not care; NULL: every guest has to say. */
const QemuMachine *qemu_caps_default_machine(const QemuCaps *caps);

#endif
