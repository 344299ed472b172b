/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The small ones. */
#include "drivers/qemu/define/qemu-define-priv.h"

#define ERR_DOMAIN VIR_FROM_QEMU

#define UNSUPPORTED(...) err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, __VA_ARGS__)

/* --- folders of the host */

static bool
check_virtiofs(const Define *define, const Filesystem *filesystem, GError **error)
{
    if (!filesystem->src.socket) {
        if (filesystem->readonly)
            return UNSUPPORTED("virtiofs does not yet support read-only mode");
        if (qemu_context(define)->env->is_session)
            return UNSUPPORTED("virtiofs is not yet supported in session mode");
        if (filesystem->access != FILESYSTEM_ACCESS_UNSET &&
            filesystem->access != FILESYSTEM_ACCESS_PASSTHROUGH)
            return UNSUPPORTED("virtiofs only supports passthrough accessmode");
    }
    if (filesystem->write_policy != FILESYSTEM_POLICY_UNSET &&
        filesystem->write_policy != FILESYSTEM_POLICY_DEFAULT)
        return UNSUPPORTED("virtiofs does not support wrpolicy");
    if (filesystem->model != VIRTIO_MODEL_UNSET)
        return UNSUPPORTED("virtiofs does not support model");
    if (filesystem->src.format != STORAGE_FORMAT_UNSET)
        return UNSUPPORTED("virtiofs does not support format");
    if (!qemu_has(define, QEMU_CAP_VHOST_USER_FS))
        return UNSUPPORTED("virtiofs is not supported with this QEMU binary");
    if (filesystem->multidevs != FILESYSTEM_MULTIDEVS_UNSET &&
        filesystem->multidevs != FILESYSTEM_MULTIDEVS_DEFAULT)
        return UNSUPPORTED("virtiofs does not support multidevs");
    if (filesystem->from.file_mode != XML_ABSENT || filesystem->from.dir_mode != XML_ABSENT)
        return UNSUPPORTED("virtiofs does not support fmode and dmode");
    return qemu_check_shared_memory(define, "virtiofs", error);
}

bool
qemu_check_filesystem(Define *define, void *device, GError **error)
{
    const Filesystem *filesystem = device;

    if (filesystem->src.type != FILESYSTEM_TYPE_MOUNT)
        return UNSUPPORTED("only supports mount filesystem type");
    if (filesystem->access != FILESYSTEM_ACCESS_MAPPED &&
        (filesystem->from.file_mode != XML_ABSENT || filesystem->from.dir_mode != XML_ABSENT))
        return UNSUPPORTED("fmode and dmode must be used with accessmode=mapped");
    switch (filesystem->driver) {
    case FILESYSTEM_DRIVER_UNSET:
    case FILESYSTEM_DRIVER_PATH:
        return true;
    case FILESYSTEM_DRIVER_HANDLE:
        if (filesystem->access != FILESYSTEM_ACCESS_UNSET &&
            filesystem->access != FILESYSTEM_ACCESS_PASSTHROUGH)
            return UNSUPPORTED("only supports passthrough accessmode");
        return true;
    case FILESYSTEM_DRIVER_VIRTIOFS:
        return check_virtiofs(define, filesystem, error);
    case FILESYSTEM_DRIVER_LOOP:
    case FILESYSTEM_DRIVER_NBD:
    case FILESYSTEM_DRIVER_PLOOP:
    case FILESYSTEM_DRIVER_MTP:
        break;
    }
    return UNSUPPORTED("Filesystem driver type not supported");
}

/* --- devices of the host */

static bool
has_graphics(const Define *define)
{
    return define->domain->devices.graphics.n > 0;
}

static bool
check_mdev(const Define *define, const Hostdev *hostdev, GError **error)
{
    const Devices *devices = &define->domain->devices;
    unsigned int aps = 0;

    switch (hostdev->mdev_model) {
    case MDEV_MODEL_VFIO_PCI:
        if (!qemu_has(define, QEMU_CAP_VFIO_PCI))
            return UNSUPPORTED("VFIO PCI device assignment is not supported by this version of "
                               "QEMU");
        if (hostdev->info.boot)
            return UNSUPPORTED("booting from assigned devices is not supported by mediated devices "
                               "of model vfio-pci");
        if (hostdev->display == ON_OFF_ON && !has_graphics(define))
            return UNSUPPORTED("graphics device is needed for attribute value 'display=on' in "
                               "<hostdev>");
        break;
    case MDEV_MODEL_VFIO_AP:
        if (!qemu_has(define, QEMU_CAP_VFIO_AP))
            return UNSUPPORTED("VFIO AP device assignment is not supported by this version of "
                               "QEMU");
        if (hostdev->info.boot)
            return UNSUPPORTED("booting from assigned devices is not supported by mediated devices "
                               "of model vfio-ap");
        for (unsigned int i = 0; i < devices->hostdevs.n; i++)
            aps += devices->hostdevs.items[i]->type == HOSTDEV_TYPE_MDEV &&
                   devices->hostdevs.items[i]->mdev_model == MDEV_MODEL_VFIO_AP;
        if (aps > 1)
            return UNSUPPORTED("Only one hostdev of model vfio-ap is supported");
        break;
    case MDEV_MODEL_VFIO_CCW:
        if (!qemu_has(define, QEMU_CAP_VFIO_CCW))
            return UNSUPPORTED("VFIO CCW device assignment is not supported by this version of "
                               "QEMU");
        break;
    case MDEV_MODEL_UNSET:
        break;
    }
    return true;
}

bool
qemu_check_hostdev(Define *define, void *device, GError **error)
{
    const Hostdev *hostdev = device;

    if (hostdev->mode == HOSTDEV_MODE_CAPABILITIES)
        return UNSUPPORTED("hostdev mode 'capabilities' is not supported in %s",
                           define_text(XML_ENUM_VIRT_TYPE, define->domain->type));
    switch (hostdev->type) {
    case HOSTDEV_TYPE_PCI:
        if (!qemu_has(define, QEMU_CAP_VFIO_PCI))
            return UNSUPPORTED("VFIO PCI device assignment is not supported by this version of "
                               "QEMU");
        if (hostdev->pci.write_filtering != YES_NO_UNSET)
            return UNSUPPORTED("Write filtering of PCI device configuration space is not supported "
                               "by qemu");
        break;
    case HOSTDEV_TYPE_SCSI_HOST:
        if (hostdev->info.boot)
            return UNSUPPORTED("booting from assigned devices is not supported by vhost SCSI "
                               "devices");
        if (!qemu_has(define, QEMU_CAP_VHOST_SCSI))
            return UNSUPPORTED("This QEMU doesn't support vhost-scsi devices");
        break;
    case HOSTDEV_TYPE_MDEV:
        return check_mdev(define, hostdev, error);
    case HOSTDEV_TYPE_USB:
    case HOSTDEV_TYPE_SCSI:
    case HOSTDEV_TYPE_UNSET:
        break;
    }
    return true;
}

/* --- TPM */

static bool
has_tpm_backend(const Define *define, TpmBackend backend)
{
    return qemu_has(define, backend == TPM_BACKEND_PASSTHROUGH ? QEMU_CAP_TPM_PASSTHROUGH
                                                               : QEMU_CAP_TPM_EMULATOR);
}

bool
qemu_check_tpm(Define *define, void *device, GError **error)
{
    static const QemuCap models[] = {
        [TPM_MODEL_TPM_TIS] = QEMU_CAP_TPM_TIS,
        [TPM_MODEL_TPM_CRB] = QEMU_CAP_TPM_CRB,
        [TPM_MODEL_TPM_SPAPR] = QEMU_CAP_TPM_SPAPR,
        [TPM_MODEL_SPAPR_TPM_PROXY] = QEMU_CAP_TPM_SPAPR_PROXY,
        [TPM_MODEL_TPM_TIS_DEVICE] = QEMU_CAP_TPM_TIS_DEVICE,
    };
    const Tpm *tpm = device;
    const char *path = qemu_context(define)->emulator->path;
    const char *model = define_text(XML_ENUM_TPM_MODEL, tpm->model);

    if (tpm->version == TPM_VERSION_1_2) {
        if (tpm->model == TPM_MODEL_TPM_CRB)
            return UNSUPPORTED("Unsupported interface '%s' for TPM 1.2", model);
        if (tpm->model == TPM_MODEL_TPM_SPAPR)
            return UNSUPPORTED("TPM 1.2 is not supported with the SPAPR device model");
        if (qemu_is(define, QEMU_ARM))
            return UNSUPPORTED("TPM 1.2 is not supported on ARM");
    }
    if (!has_tpm_backend(define, tpm->backend))
        return UNSUPPORTED("The QEMU executable %s does not support TPM backend type %s", path,
                           define_text(XML_ENUM_TPM_BACKEND, tpm->backend));
    if (!qemu_has(define, models[tpm->model]))
        return UNSUPPORTED("The QEMU executable %s does not support TPM model %s", path, model);
    if (tpm->model == TPM_MODEL_SPAPR_TPM_PROXY && tpm->backend != TPM_BACKEND_PASSTHROUGH)
        return UNSUPPORTED("TPM Proxy model %s requires 'Passthrough' backend", model);
    return true;
}

/* --- others */

bool
qemu_check_watchdog(Define *define, void *device, GError **error)
{
    const Watchdog *watchdog = device;
    const char *model = define_text(XML_ENUM_WATCHDOG_MODEL, watchdog->model);
    AddressType address = watchdog->info.address.type;

    switch (watchdog->model) {
    case WATCHDOG_MODEL_I6300ESB:
        if (address != ADDRESS_TYPE_UNSET && address != ADDRESS_TYPE_PCI)
            return UNSUPPORTED("%s model of watchdog can go only on PCI bus", model);
        break;
    case WATCHDOG_MODEL_IB700:
        if (address != ADDRESS_TYPE_UNSET)
            return UNSUPPORTED("%s model of watchdog does not support configuring the address",
                               model);
        break;
    case WATCHDOG_MODEL_DIAG288:
        if (address != ADDRESS_TYPE_UNSET)
            return UNSUPPORTED("%s model of watchdog is virtual and cannot go on any bus.", model);
        if (!qemu_is(define, QEMU_S390))
            return UNSUPPORTED("%s model of watchdog is allowed for s390 and s390x only", model);
        break;
    case WATCHDOG_MODEL_ITCO:
        if (address != ADDRESS_TYPE_UNSET)
            return UNSUPPORTED("%s model of watchdog is part of the machine and cannot have any "
                               "address set.",
                               model);
        if (!qemu_is(define, QEMU_Q35))
            return UNSUPPORTED("%s model of watchdog is only part of q35 machine", model);
        break;
    case WATCHDOG_MODEL_UNSET:
        break;
    }
    return true;
}

bool
qemu_check_memballoon(Define *define, void *device, GError **error)
{
    const Memballoon *balloon = device;

    switch (balloon->model) {
    case BALLOON_MODEL_NONE:
        return true;
    case BALLOON_MODEL_VIRTIO:
    case BALLOON_MODEL_VIRTIO_TRANSITIONAL:
    case BALLOON_MODEL_VIRTIO_NON_TRANSITIONAL:
        if (qemu_has(define, QEMU_CAP_VIRTIO_BALLOON))
            return true;
        break;
    case BALLOON_MODEL_XEN:
    case BALLOON_MODEL_UNSET:
        break;
    }
    return UNSUPPORTED("Memory balloon device type '%s' is not supported by this version of qemu",
                       define_text(XML_ENUM_BALLOON_MODEL, balloon->model));
}

bool
qemu_check_nvram(Define *define, void *device, GError **error)
{
    if (!qemu_is(define, QEMU_PSERIES))
        return UNSUPPORTED("nvram device is only supported for PPC64");
    if (!qemu_has(define, QEMU_CAP_NVRAM_SPAPR))
        return UNSUPPORTED("nvram device is not supported by this QEMU binary");
    return true;
}

bool
qemu_check_hub(Define *define, void *device, GError **error)
{
    if (!qemu_has(define, QEMU_CAP_USB_HUB))
        return UNSUPPORTED("usb-hub not supported by QEMU binary");
    return true;
}

bool
qemu_check_shmem(Define *define, void *device, GError **error)
{
    static const QemuCap caps[] = {
        [SHMEM_MODEL_IVSHMEM_PLAIN] = QEMU_CAP_IVSHMEM_PLAIN,
        [SHMEM_MODEL_IVSHMEM_DOORBELL] = QEMU_CAP_IVSHMEM_DOORBELL,
    };
    const Shmem *shmem = device;

    /* QEMU dropped the model that was both. */
    if (shmem->model == SHMEM_MODEL_IVSHMEM)
        return UNSUPPORTED("ivshmem device is not supported with this QEMU binary");
    if (shmem->model != SHMEM_MODEL_UNSET && !qemu_has(define, caps[shmem->model]))
        return UNSUPPORTED("shmem model '%s' is not supported by this QEMU binary",
                           define_text(XML_ENUM_SHMEM_MODEL, shmem->model));
    return true;
}

bool
qemu_check_iommu(Define *define, void *device, GError **error)
{
    const Iommu *iommu = device;
    const char *model = define_text(XML_ENUM_IOMMU_MODEL, iommu->model);
    bool is_arm_virt = qemu_is(define, QEMU_ARM) && qemu_is(define, QEMU_VIRT);
    QemuCap cap = QEMU_CAP_INTEL_IOMMU;

    switch (iommu->model) {
    case IOMMU_MODEL_INTEL:
    case IOMMU_MODEL_AMD:
        if (!qemu_is(define, QEMU_Q35))
            return UNSUPPORTED("IOMMU device: '%s' is only supported with Q35 machines", model);
        cap = iommu->model == IOMMU_MODEL_AMD ? QEMU_CAP_AMD_IOMMU : QEMU_CAP_INTEL_IOMMU;
        break;
    case IOMMU_MODEL_SMMUV3:
        if (!is_arm_virt)
            return UNSUPPORTED("IOMMU device: '%s' is only supported with ARM Virt machines",
                               model);
        cap = QEMU_CAP_SMMUV3;
        break;
    case IOMMU_MODEL_VIRTIO:
        if (!qemu_is(define, QEMU_Q35) && !is_arm_virt)
            return UNSUPPORTED("IOMMU device: '%s' is only supported with Q35 and ARM Virt "
                               "machines",
                               model);
        cap = QEMU_CAP_VIRTIO_IOMMU;
        break;
    case IOMMU_MODEL_UNSET:
        break;
    }
    if (!qemu_has(define, cap))
        return UNSUPPORTED("IOMMU device: '%s' is not supported with this QEMU binary", model);
    if (iommu->model == IOMMU_MODEL_VIRTIO) {
        if (!define->domain->features.acpi)
            return UNSUPPORTED("IOMMU device: '%s' requires ACPI", model);
        if (iommu->info.address.type != ADDRESS_TYPE_PCI)
            return UNSUPPORTED("IOMMU device: '%s' needs a PCI address", model);
    }
    return true;
}

bool
qemu_check_vsock(Define *define, void *device, GError **error)
{
    if (!qemu_has(define, QEMU_CAP_VHOST_VSOCK))
        return UNSUPPORTED("vsock device is not supported with this QEMU binary");
    return true;
}
