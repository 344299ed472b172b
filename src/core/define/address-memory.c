/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Slots of memory modules. */
#include "core/define/address-priv.h"

#define ERR_DOMAIN VIR_FROM_QEMU

static bool
has_slot(const MemoryDevice *memory)
{
    return memory->model == MEMORY_MODEL_DIMM || memory->model == MEMORY_MODEL_NVDIMM;
}

/* Slots that do not exist, or that two have, are the business of the checks. */
static void
reserve_given(const Domain *domain, Bitmap *used)
{
    for (unsigned int i = 0; i < domain->devices.memories.n; i++) {
        const MemoryDevice *memory = domain->devices.memories.items[i];
        unsigned int slot = memory->info.address.dimm.slot;

        if (has_slot(memory) && memory->info.address.type == ADDRESS_TYPE_DIMM &&
            slot < domain->memory.max_memory_slots)
            bitmap_set(used, slot);
    }
}

static bool
assign_all(const Domain *domain, Bitmap *used, GError **error)
{
    unsigned int next = 0;

    for (unsigned int i = 0; i < domain->devices.memories.n; i++) {
        MemoryDevice *memory = domain->devices.memories.items[i];
        DeviceAddress *address = &memory->info.address;

        if (!has_slot(memory) || address->type != ADDRESS_TYPE_UNSET)
            continue;
        while (bitmap_is_set(used, next))
            next++;
        if (next >= domain->memory.max_memory_slots)
            return err_set(error, VIR_ERR_INTERNAL_ERROR, "failed to find an empty memory slot");
        XML_SET(address, type, ADDRESS_TYPE_DIMM, XML_DEFINED);
        XML_SET(&address->dimm, slot, next, XML_DEFINED);
        next++;
    }
    return true;
}

bool
assign_memory(Define *define, GError **error)
{
    const Domain *domain = define->domain;
    g_autoptr(Bitmap) used = NULL;

    /* Without room for any, the checks say so. */
    if (domain->devices.memories.n == 0 || domain->memory.max_memory_slots == 0)
        return true;
    if (domain->memory.max_memory_slots >= BITMAP_LIMIT)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "too many memory slots: %u",
                       domain->memory.max_memory_slots);
    used = bitmap_new();
    reserve_given(domain, used);
    return assign_all(domain, used, error);
}
