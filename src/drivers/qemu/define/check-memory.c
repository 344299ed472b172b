/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where memory comes from, and memory that is plugged in. */
#include "core/define/seen.h"
#include "drivers/qemu/define/qemu-define-priv.h"

#define ERR_DOMAIN VIR_FROM_QEMU

#define UNSUPPORTED(...) err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, __VA_ARGS__)

static bool
check_backing(Define *define, GError **error)
{
    const Domain *domain = define->domain;
    const MemoryBacking *backing = &domain->backing;

    if (backing->hugepages) {
        if (backing->allocation == MEMORY_ALLOCATION_ONDEMAND)
            return UNSUPPORTED("hugepages are not allowed with memory allocation ondemand");
        if (backing->source == MEMORY_SOURCE_ANONYMOUS)
            return UNSUPPORTED("hugepages are not allowed with anonymous memory source");
        if (backing->source == MEMORY_SOURCE_MEMFD && !qemu_has(define, QEMU_CAP_MEMORY_MEMFD))
            return UNSUPPORTED("hugepages is not supported with memfd memory source");
    }
    if (backing->access != MEMORY_ACCESS_UNSET && domain->cpu.numa.cells.n == 0 &&
        !qemu_context(define)->machine->has_default_ram)
        return UNSUPPORTED("memory access mode '%s' not supported without guest numa node",
                           define_text(XML_ENUM_MEMORY_ACCESS, backing->access));
    return true;
}

bool
qemu_check_shared_memory(const Define *define, const char *device, GError **error)
{
    const Domain *domain = define->domain;
    const Numa *numa = &domain->cpu.numa;
    bool is_shared = domain->backing.access == MEMORY_ACCESS_SHARED;
    unsigned int shared = 0;

    for (unsigned int i = 0; i < numa->cells.n; i++) {
        MemoryAccess access = numa->cells.items[i]->access;

        shared += access == MEMORY_ACCESS_SHARED || (access == MEMORY_ACCESS_UNSET && is_shared);
    }
    if (numa->cells.n > 0 ? shared == numa->cells.n
                          : is_shared && qemu_context(define)->machine->has_default_ram)
        return true;
    return UNSUPPORTED("'%s' requires shared memory", device);
}

static bool
check_module(Define *define, const MemoryDevice *memory, GError **error)
{
    const Memory *all = &define->domain->memory;
    const DeviceAddress *address = &memory->info.address;
    bool has_node = memory->from.node != XML_ABSENT;

    switch (memory->model) {
    case MEMORY_MODEL_DIMM:
    case MEMORY_MODEL_NVDIMM:
        if (address->type != ADDRESS_TYPE_UNSET && address->type != ADDRESS_TYPE_DIMM)
            return UNSUPPORTED("only 'dimm' addresses are supported for the pc-dimm device");
        if (!has_node && !qemu_is(define, QEMU_PPC64))
            return UNSUPPORTED("target NUMA node needs to be specified for memory device");
        if (address->type == ADDRESS_TYPE_DIMM && address->dimm.slot >= all->max_memory_slots)
            return UNSUPPORTED("memory device slot '%u' exceeds slots count '%u'",
                               address->dimm.slot, all->max_memory_slots);
        break;
    case MEMORY_MODEL_VIRTIO_PMEM:
        if (address->type != ADDRESS_TYPE_UNSET && address->type != ADDRESS_TYPE_PCI)
            return UNSUPPORTED("only 'pci' addresses are supported for the virtio-pmem device");
        break;
    case MEMORY_MODEL_VIRTIO_MEM:
        if (address->type != ADDRESS_TYPE_UNSET && address->type != ADDRESS_TYPE_PCI)
            return UNSUPPORTED("only 'pci' addresses are supported for the %s device",
                               define_text(XML_ENUM_MEMORY_MODEL, memory->model));
        if (!has_node)
            return UNSUPPORTED("target NUMA node needs to be specified for memory device");
        break;
    case MEMORY_MODEL_SGX_EPC:
    case MEMORY_MODEL_UNSET:
        break;
    }
    return true;
}

static bool
take_slot(const MemoryDevice *memory, Bitmap *used, GError **error)
{
    unsigned int slot = memory->info.address.dimm.slot;

    if (memory->info.address.type != ADDRESS_TYPE_DIMM)
        return true;
    if (slot < BITMAP_LIMIT && bitmap_is_set(used, slot))
        return UNSUPPORTED("memory device slot '%u' is already being used by another memory device",
                           slot);
    if (slot < BITMAP_LIMIT)
        bitmap_set(used, slot);
    return true;
}

/* Where the guest sees it; the emulator chooses if nothing is said. */
static bool
take_base(const MemoryDevice *memory, Seen *bases, GError **error)
{
    uint64_t base = memory->info.address.dimm.base;

    if (memory->info.address.type != ADDRESS_TYPE_DIMM || base == 0)
        return true;
    return !seen_number(bases, base) ||
           UNSUPPORTED("memory device base '0x%" G_GINT64_MODIFIER
                       "x' is already being used by another memory device",
                       base);
}

static bool
check_modules(Define *define, GError **error)
{
    const Domain *domain = define->domain;
    const Memory *all = &domain->memory;
    const Devices *devices = &domain->devices;
    unsigned int n = devices->memories.n;
    uint64_t plugged_kib = 0, initial_kib = all->total;
    g_autoptr(Bitmap) used = NULL;
    g_autoptr(Seen) bases = NULL;

    if (all->max_memory == 0) {
        if (n > 0)
            return UNSUPPORTED("cannot use/hotplug a memory device when domain 'maxMemory' is not "
                               "defined");
        return true;
    }
    /* It would make one node by itself, which the definition then would not show. */
    if (domain->cpu.numa.cells.n == 0 && !qemu_is(define, QEMU_PPC64))
        return UNSUPPORTED("At least one numa node has to be configured when enabling memory "
                           "hotplug");
    if (n > all->max_memory_slots)
        return UNSUPPORTED("memory device count '%u' exceeds slots count '%u'", n,
                           all->max_memory_slots);
    used = n > 0 ? bitmap_new() : NULL;
    bases = n > 0 ? seen_new() : NULL;
    for (unsigned int i = 0; i < n; i++) {
        if (!check_module(define, devices->memories.items[i], error) ||
            !take_slot(devices->memories.items[i], used, error) ||
            !take_base(devices->memories.items[i], bases, error))
            return false;
        plugged_kib += devices->memories.items[i]->size;
    }
    initial_kib -= MIN(initial_kib, plugged_kib);
    if (plugged_kib > all->max_memory - MIN(all->max_memory, initial_kib))
        return UNSUPPORTED("memory device total size exceeds hotplug space");
    return true;
}

bool
qemu_check_memory(Define *define, GError **error)
{
    return check_backing(define, error) && check_modules(define, error);
}

bool
qemu_check_memory_device(Define *define, void *device, GError **error)
{
    static const struct {
        QemuCap cap;
        const char *message;
    } needs[] = {
        [MEMORY_MODEL_DIMM] = { QEMU_CAP_PC_DIMM,
                                "memory hotplug isn't supported by this QEMU binary" },
        [MEMORY_MODEL_NVDIMM] = { QEMU_CAP_NVDIMM, "nvdimm isn't supported by this QEMU binary" },
        [MEMORY_MODEL_VIRTIO_PMEM] = { QEMU_CAP_VIRTIO_PMEM,
                                       "virtio-pmem isn't supported by this QEMU binary" },
        [MEMORY_MODEL_VIRTIO_MEM] = { QEMU_CAP_VIRTIO_MEM,
                                      "virtio-mem isn't supported by this QEMU binary" },
        [MEMORY_MODEL_SGX_EPC] = { QEMU_CAP_SGX_EPC,
                                   "sgx epc isn't supported by this QEMU binary" },
    };
    const MemoryDevice *memory = device;

    if (needs[memory->model].message && !qemu_has(define, needs[memory->model].cap))
        return UNSUPPORTED("%s", needs[memory->model].message);
    return true;
}
