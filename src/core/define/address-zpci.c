/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* PCI devices of mainframes have two more numbers: what the guest knows them by, and the function
 * of the machine. */
#include "core/define/address-pci-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

#define FIRST_UID 1
#define MAX_UID   0xffff

typedef struct ZpciNumbers {
    GHashTable *uids;
    GHashTable *fids;
    unsigned int next_uid;
    unsigned int next_fid;
} ZpciNumbers;

/* NULL: none. Bridges that are added on the way have no numbers. */
static ZpciAddress *
zpci_of(const PciDevice *device)
{
    return device->is_placed && !device->is_added ? &device->info->address.pci.zpci : NULL;
}

static bool
reserve_given(ZpciNumbers *numbers, const ZpciAddress *zpci, GError **error)
{
    if (zpci->from.uid != XML_ABSENT && zpci->uid != 0 &&
        !g_hash_table_add(numbers->uids, GUINT_TO_POINTER(zpci->uid)))
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "zPCI uid %u is already reserved", zpci->uid);
    if (zpci->from.fid != XML_ABSENT &&
        !g_hash_table_add(numbers->fids, GUINT_TO_POINTER(zpci->fid)))
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "zPCI fid %u is already reserved", zpci->fid);
    return true;
}

static bool
assign_numbers(ZpciNumbers *numbers, ZpciAddress *zpci, GError **error)
{
    if (zpci->from.uid == XML_ABSENT || zpci->uid == 0) {
        while (!g_hash_table_add(numbers->uids, GUINT_TO_POINTER(numbers->next_uid)))
            numbers->next_uid++;
        if (numbers->next_uid > MAX_UID)
            return err_set(error, VIR_ERR_INTERNAL_ERROR, "There is no more free uid");
        XML_SET(zpci, uid, numbers->next_uid, XML_DEFINED);
    }
    if (zpci->from.fid == XML_ABSENT) {
        while (!g_hash_table_add(numbers->fids, GUINT_TO_POINTER(numbers->next_fid)))
            numbers->next_fid++;
        XML_SET(zpci, fid, numbers->next_fid, XML_DEFINED);
    }
    return true;
}

static bool
assign_all(ZpciNumbers *numbers, PciDevice *const *devices, unsigned int n, GError **error)
{
    for (unsigned int i = 0; i < n; i++) {
        ZpciAddress *zpci = zpci_of(devices[i]);

        if (zpci && !reserve_given(numbers, zpci, error))
            return false;
    }
    for (unsigned int i = 0; i < n; i++) {
        ZpciAddress *zpci = zpci_of(devices[i]);

        if (zpci && !assign_numbers(numbers, zpci, error))
            return false;
    }
    return true;
}

bool
pci_assign_zpci(PciDevice *const *devices, unsigned int n, GError **error)
{
    ZpciNumbers numbers = {
        .uids = g_hash_table_new(NULL, NULL),
        .fids = g_hash_table_new(NULL, NULL),
        .next_uid = FIRST_UID,
    };
    bool ok = assign_all(&numbers, devices, n, error);

    g_hash_table_unref(numbers.uids);
    g_hash_table_unref(numbers.fids);
    return ok;
}
