/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How much memory: the parts and the whole have to agree. All amounts are KiB. */
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* A sum that wrapped is larger than any amount that it is compared with. */
static uint64_t
add(uint64_t a, uint64_t b)
{
    uint64_t sum;

    return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

static uint64_t
sum_of_cells(const Domain *domain)
{
    uint64_t sum = 0;

    for (unsigned int i = 0; i < domain->cpu.numa.cells.n; i++)
        sum = add(sum, domain->cpu.numa.cells.items[i]->memory);
    return sum;
}

static uint64_t
sum_of_devices(const Domain *domain)
{
    uint64_t sum = 0;

    for (unsigned int i = 0; i < domain->devices.memories.n; i++)
        sum = add(sum, domain->devices.memories.items[i]->size);
    return sum;
}

/* The largest amount is no limit. */
#define UNLIMITED (((UINT64_C(1) << 63) - 1) >> 10)

static void
complete_limits(MemTune *tune)
{
    if (tune->hard_limit >= UNLIMITED)
        XML_UNSET(tune, hard_limit);
    if (tune->soft_limit >= UNLIMITED)
        XML_UNSET(tune, soft_limit);
    if (tune->swap_hard_limit >= UNLIMITED)
        XML_UNSET(tune, swap_hard_limit);
}

/* Disks of which nothing is said. */
static void
drop_blkio_devices(BlkioTune *tune)
{
    unsigned int n = 0;

    for (unsigned int i = 0; i < tune->devices.n; i++) {
        BlkioDevice *device = tune->devices.items[i];

        if (device->weight || device->read_iops_sec || device->write_iops_sec ||
            device->read_bytes_sec || device->write_bytes_sec)
            tune->devices.items[n++] = device;
    }
    tune->devices.n = n;
}

bool
complete_tune(Define *define, GError **error)
{
    complete_limits(&define->domain->memtune);
    drop_blkio_devices(&define->domain->blkio);
    return true;
}

bool
complete_memory(Define *define, GError **error)
{
    Domain *domain = define->domain;
    Memory *memory = &domain->memory;
    uint64_t devices = sum_of_devices(domain);

    if (domain->cpu.numa.cells.n > 0 &&
        (memory->total == 0 || define->rules->capabilities & DOMAIN_MEMORY_OF_NODES))
        XML_SET(memory, total, add(sum_of_cells(domain), devices), XML_DEFINED);
    if (memory->total == 0)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "Memory size must be specified via <memory> or in the <numa> configuration");
    if (devices > memory->total)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "Total size of memory devices exceeds the total memory size");
    if (memory->current == 0 || memory->current > memory->total)
        XML_SET(memory, current, memory->total, XML_DEFINED);
    if ((memory->max_memory == 0) != (memory->max_memory_slots == 0))
        return err_set(error, VIR_ERR_XML_ERROR,
                       "both maximum memory size and memory slot count must be specified");
    if (memory->max_memory && memory->max_memory < memory->total)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "maximum memory size must be equal or greater than the actual memory size");
    return true;
}
