/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What domains use that do not exist: numbers that grow with the clock, as the original's do, so
 * that tools which draw them have something to draw. */
#include "test-priv.h"

#define ERR_DOMAIN VIR_FROM_TEST

static uint64_t
now_us(void)
{
    return (uint64_t)g_get_real_time();
}

/* What everything else is a part of. */
static uint64_t
base(void)
{
    return now_us() / 10;
}

uint64_t
test_cpu_time(DomainObj *dom, const Domain *domain)
{
    return now_us() * 1000;
}

static bool
cpu(DomainObj *dom, const Domain *domain, CpuFigures *out, Job *job, GError **error)
{
    uint64_t time = base();

    *out = (CpuFigures){ .time_ns = time, .user_ns = time / 8, .system_ns = time / 7 };
    return true;
}

static bool
host_cpus(DomainObj *dom, const Domain *domain, uint64_t *all_ns, uint64_t *vcpu_ns, unsigned int n,
          Job *job, GError **error)
{
    uint64_t time = base();

    for (unsigned int i = 0; i < n; i++) {
        all_ns[i] = time / n;
        vcpu_ns[i] = all_ns[i] - all_ns[i] / 20;
    }
    return true;
}

static bool
vcpus(DomainObj *dom, const Domain *domain, VcpuFigures *out, Job *job, GError **error)
{
    Bitmap *host = domain_host_cpus(dom);

    for (unsigned int i = 0; i < domain->vcpu.max; i++) {
        const Bitmap *pinned = domain_vcpu_cpus(domain, i);

        out[i] = (VcpuFigures){
            .state = VIR_VCPU_RUNNING,
            .cpu = bitmap_last(pinned && bitmap_overlaps(pinned, host) ? pinned : host),
            .time_ns = base(),
        };
    }
    bitmap_free(host);
    return true;
}

static bool
blocks(DomainObj *dom, const Domain *domain, BlockFigures *out, Job *job, GError **error)
{
    uint64_t time = base();

    for (unsigned int i = 0; i < domain->devices.disks.n; i++)
        out[i] = (BlockFigures){
            .has_flows = true,
            .has_size = domain->devices.disks.items[i]->src.path,
            .read = { time, time / 2, time / 10 },
            .write = { time / 3, time / 4, time / 20 },
            .flush = { time / 30, 0, time / 40 },
            .errors = (int64_t)(now_us() / G_USEC_PER_SEC / 2),
            .allocation = TEST_DISK_ALLOCATION,
            .capacity = test_disk_size(dom, domain->devices.disks.items[i]->src.path),
            .physical = TEST_DISK_ALLOCATION,
        };
    return true;
}

static bool
size(DomainObj *dom, const Disk *disk, BlockFigures *out, Job *job, GError **error)
{
    out->allocation = out->physical = TEST_DISK_ALLOCATION;
    out->capacity = test_disk_size(dom, disk->src.path);
    return true;
}

static bool
nets(DomainObj *dom, const Domain *domain, NetFigures *out, Job *job, GError **error)
{
    uint64_t time = base(), seconds = now_us() / G_USEC_PER_SEC;

    for (unsigned int i = 0; i < domain->devices.nets.n; i++)
        out[i] = (NetFigures){
            .known = true,
            .in = { time, time / 10, seconds, seconds / 2 },
            .out = { time / 2, time / 11, seconds / 3, seconds / 4 },
        };
    return true;
}

static void
set(MemoryFigures *out, int tag, uint64_t value)
{
    out->values[tag] = value;
    out->known |= 1u << tag;
}

/* Without a balloon nothing of this is known. */
static bool
memory(DomainObj *dom, const Domain *domain, MemoryFigures *out, Job *job, GError **error)
{
    const Memballoon *balloon = domain->devices.memballoon;
    uint64_t current = domain->memory.current;

    if (!balloon || balloon->model == BALLOON_MODEL_NONE)
        return true;
    set(out, VIR_DOMAIN_MEMORY_STAT_ACTUAL_BALLOON, current);
    set(out, VIR_DOMAIN_MEMORY_STAT_SWAP_IN, 0);
    set(out, VIR_DOMAIN_MEMORY_STAT_SWAP_OUT, 0);
    set(out, VIR_DOMAIN_MEMORY_STAT_MAJOR_FAULT, 0);
    set(out, VIR_DOMAIN_MEMORY_STAT_MINOR_FAULT, 0);
    set(out, VIR_DOMAIN_MEMORY_STAT_UNUSED, current / 2);
    set(out, VIR_DOMAIN_MEMORY_STAT_AVAILABLE, current);
    set(out, VIR_DOMAIN_MEMORY_STAT_USABLE, current / 2);
    set(out, VIR_DOMAIN_MEMORY_STAT_LAST_UPDATE, now_us() / G_USEC_PER_SEC);
    set(out, VIR_DOMAIN_MEMORY_STAT_DISK_CACHES, current / 8);
    set(out, VIR_DOMAIN_MEMORY_STAT_HUGETLB_PGALLOC, 0);
    set(out, VIR_DOMAIN_MEMORY_STAT_HUGETLB_PGFAIL, 0);
    set(out, VIR_DOMAIN_MEMORY_STAT_RSS, current / 2);
    return true;
}

const FiguresDriver test_figures = {
    .cpu = cpu,
    .host_cpus = host_cpus,
    .vcpus = vcpus,
    .blocks = blocks,
    .size = size,
    .nets = nets,
    .memory = memory,
    .dirty = test_dirty,
};
