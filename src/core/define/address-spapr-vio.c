/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The paravirtual bus of POWER: a device is known by a number, which each kind counts from one of
 * its own. */
#include <inttypes.h>

#include "core/define/address-priv.h"

#define ERR_DOMAIN VIR_FROM_QEMU

#define REG_NET    0x1000
#define REG_SCSI   0x2000
#define REG_NVRAM  0x3000
#define REG_TPM    0x4000
#define REG_SERIAL 0x30000000
#define REG_STEP   0x1000

static const DeviceKind spapr_order[] = { DEVICE_NET, DEVICE_CONTROLLER, DEVICE_SERIAL,
                                          DEVICE_NVRAM, DEVICE_TPM };

/* 0: it is not on that bus. */
static uint64_t
first_reg(DeviceKind kind, const void *device)
{
    const Controller *controller = device;

    if (kind == DEVICE_NET)
        return g_strcmp0(((const Net *)device)->model, "spapr-vlan") == 0 ? REG_NET : 0;
    if (kind == DEVICE_CONTROLLER)
        return controller->type == CONTROLLER_TYPE_SCSI &&
                       controller->scsi_model == SCSI_MODEL_IBMVSCSI
                   ? REG_SCSI
                   : 0;
    if (kind == DEVICE_SERIAL)
        return ((const Serial *)device)->target == SERIAL_TARGET_SPAPR_VIO_SERIAL ? REG_SERIAL : 0;
    if (kind == DEVICE_NVRAM)
        return REG_NVRAM;
    if (kind == DEVICE_TPM)
        return ((const Tpm *)device)->model == TPM_MODEL_TPM_SPAPR ? REG_TPM : 0;
    return 0;
}

static bool
reserve_given(const Domain *domain, GHashTable *used, GError **error)
{
    for (unsigned int k = 0; k < G_N_ELEMENTS(spapr_order); k++) {
        for (unsigned int i = 0; i < device_count(domain, spapr_order[k]); i++) {
            DeviceAddress *address =
                &device_info(spapr_order[k], device_at(domain, spapr_order[k], i))->address;

            if (address->type == ADDRESS_TYPE_SPAPR_VIO &&
                address->spapr_vio.from.reg != XML_ABSENT &&
                !g_hash_table_add(used, &address->spapr_vio.reg))
                return err_set(error, VIR_ERR_XML_ERROR,
                               "spapr-vio address 0x%" PRIx64 " already in use",
                               address->spapr_vio.reg);
        }
    }
    return true;
}

static void
assign_reg(DeviceAddress *address, GHashTable *used, uint64_t reg)
{
    while (g_hash_table_contains(used, &reg))
        reg += REG_STEP;
    XML_SET(address, type, ADDRESS_TYPE_SPAPR_VIO, XML_DEFINED);
    XML_SET(&address->spapr_vio, reg, reg, XML_DEFINED);
    g_hash_table_add(used, &address->spapr_vio.reg);
}

static void
assign_all(const Domain *domain, GHashTable *used)
{
    for (unsigned int k = 0; k < G_N_ELEMENTS(spapr_order); k++) {
        for (unsigned int i = 0; i < device_count(domain, spapr_order[k]); i++) {
            void *device = device_at(domain, spapr_order[k], i);
            DeviceAddress *address = &device_info(spapr_order[k], device)->address;
            uint64_t reg = first_reg(spapr_order[k], device);

            if (reg && (address->type == ADDRESS_TYPE_UNSET ||
                        (address->type == ADDRESS_TYPE_SPAPR_VIO &&
                         address->spapr_vio.from.reg == XML_ABSENT)))
                assign_reg(address, used, reg);
        }
    }
}

bool
assign_spapr_vio(Define *define, GError **error)
{
    g_autoptr(GHashTable) used = NULL;

    if (!(machine_of(define->domain)->buses & MACHINE_SPAPR_VIO))
        return true;
    used = g_hash_table_new(g_int64_hash, g_int64_equal);
    if (!reserve_given(define->domain, used, error))
        return false;
    assign_all(define->domain, used);
    return true;
}
