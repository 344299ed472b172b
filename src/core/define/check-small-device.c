/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with devices that need only a few lines each. */
#include <string.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

#define MIN_CID 3

bool
check_vsock(Define *define, void *device, GError **error)
{
    const Vsock *vsock = device;

    if (vsock->from.cid != XML_ABSENT && vsock->cid < MIN_CID)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "guest CIDs must be >= %d", MIN_CID);
    return true;
}

/* The name is that of a file of the host. */
bool
check_shmem(Define *define, void *device, GError **error)
{
    const Shmem *shmem = device;

    if (strchr(shmem->name, '/'))
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "shmem name cannot include '/' character");
    if (strcmp(shmem->name, ".") == 0 || strcmp(shmem->name, "..") == 0)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "shmem name cannot be equal to '%s'",
                       shmem->name);
    return true;
}

/* Interrupts are between those who have the memory: the server introduces them. */
bool
read_shmem(Define *define, void *device, GError **error)
{
    const Shmem *shmem = device;

    return !shmem->msi || shmem->server ||
           err_set(error, VIR_ERR_XML_ERROR, "msi option is only supported with a server");
}

static bool
has_driver(const Iommu *iommu)
{
    return iommu->intremap != ON_OFF_UNSET || iommu->caching_mode != ON_OFF_UNSET ||
           iommu->eim != ON_OFF_UNSET || iommu->iotlb != ON_OFF_UNSET || iommu->aw_bits != 0 ||
           iommu->dma_translation != ON_OFF_UNSET;
}

/* What the rest of the machine must have for them: after all devices. */
bool
check_iommus(Define *define, GError **error)
{
    const Domain *domain = define->domain;

    for (unsigned int i = 0; i < domain->devices.iommus.n; i++) {
        const Iommu *iommu = domain->devices.iommus.items[i];

        if (iommu->model != IOMMU_MODEL_INTEL)
            continue;
        if (iommu->intremap == ON_OFF_ON && domain->features.ioapic != IOAPIC_DRIVER_QEMU)
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                           "IOMMU interrupt remapping requires split I/O APIC (ioapic "
                           "driver='qemu')");
        if (iommu->eim == ON_OFF_ON && iommu->intremap != ON_OFF_ON)
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                           "IOMMU eim requires interrupt remapping to be enabled");
    }
    return true;
}

bool
check_iommu(Define *define, void *device, GError **error)
{
    const Iommu *iommu = device;

    switch (iommu->model) {
    case IOMMU_MODEL_INTEL:
        return iommu->info.address.type == ADDRESS_TYPE_UNSET ||
               err_set(error, VIR_ERR_XML_ERROR, "iommu model '%s' can't have address",
                       define_text(XML_ENUM_IOMMU_MODEL, iommu->model));
    case IOMMU_MODEL_SMMUV3:
    case IOMMU_MODEL_VIRTIO:
        return !has_driver(iommu) ||
               err_set(error, VIR_ERR_XML_ERROR,
                       "iommu model '%s' doesn't support additional attributes",
                       define_text(XML_ENUM_IOMMU_MODEL, iommu->model));
    case IOMMU_MODEL_AMD:
    case IOMMU_MODEL_UNSET:
        break;
    }
    return true;
}

static bool
check_external_tpm(const CharSource *source, GError **error)
{
    if (source->type != CHAR_TYPE_UNSET && source->type != CHAR_TYPE_UNIX)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "only source type 'unix' is supported for external TPM device");
    return source->mode != CHAR_MODE_BIND ||
           err_set(error, VIR_ERR_XML_ERROR,
                   "only 'client' mode is supported for external TPM device");
}

bool
read_tpm(Define *define, void *device, GError **error)
{
    const Tpm *tpm = device;
    bool has_bank = tpm->bank_sha1 || tpm->bank_sha256 || tpm->bank_sha384 || tpm->bank_sha512;

    if (tpm->backend == TPM_BACKEND_EXTERNAL)
        return check_external_tpm(&tpm->src, error);
    return tpm->backend != TPM_BACKEND_EMULATOR || !has_bank || tpm->version == TPM_VERSION_2_0 ||
           err_set(error, VIR_ERR_XML_ERROR, "<active_pcr_banks/> requires TPM version '2.0'");
}

#define CERTIFICATES 3 /* for signing, for encryption, for identity */

bool
read_smartcard(Define *define, void *device, GError **error)
{
    Smartcard *smartcard = device;

    if (!settle_udp(&smartcard->src, error))
        return false;
    if (smartcard->mode == SMARTCARD_MODE_HOST_CERTIFICATES) {
        if (smartcard->certificates.n != CERTIFICATES)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "host-certificates mode needs exactly three certificates");
        if (smartcard->database && *smartcard->database != '/')
            return err_set(error, VIR_ERR_XML_ERROR, "expecting absolute path: %s",
                           smartcard->database);
    }
    return smartcard->info.address.type == ADDRESS_TYPE_UNSET ||
           smartcard->info.address.type == ADDRESS_TYPE_CCID ||
           err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                   "Controllers must use the 'ccid' address type");
}

bool
read_redirdev(Define *define, void *device, GError **error)
{
    Redirdev *redirdev = device;

    if (!settle_udp(&redirdev->src, error))
        return false;
    return redirdev->bus != REDIR_BUS_USB || check_usb_address(&redirdev->info, error);
}

bool
read_rng(Define *define, void *device, GError **error)
{
    return settle_udp(&((Rng *)device)->src, error);
}

/* Less than no time is none. */
bool
read_memballoon(Define *define, void *device, GError **error)
{
    Memballoon *balloon = device;

    if (balloon->stats_period < 0)
        XML_UNSET(balloon, stats_period);
    return true;
}
