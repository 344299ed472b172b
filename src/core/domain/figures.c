/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What one domain uses: the calls that ask for it by subject. */
#include "core/domain/figures.h"

#include <string.h>

#include "core/domain/domain-priv.h"
#include "core/domain/param.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static const FiguresDriver *
figures_of(DomainObj *dom)
{
    static const FiguresDriver none;
    const FiguresDriver *driver = dom->host->type->domains->figures;

    return driver ? driver : &none;
}

/* --- CPUs */

bool
domain_get_info_method(DomainObj *dom, Job *job, DomainGetInfoRet *ret_out, GError **error)
{
    const DomainDriver *driver = dom->host->type->domains;
    g_autoptr(Definition) def = domain_definition(dom, 0);
    const Domain *domain = domain_of(def);

    ret_out->state = (unsigned char)domain_state(dom, NULL);
    ret_out->maxMem = domain->memory.total;
    ret_out->memory = domain->memory.current;
    ret_out->nrVirtCpu = (unsigned short)domain_vcpu_count(domain);
    if (driver->cpu_time)
        ret_out->cpuTime = driver->cpu_time(dom, domain);
    return true;
}

bool
domain_get_vcpus_method(DomainObj *dom, int maxinfo, int maplen, Job *job, VcpuInfo **info_out,
                        unsigned int *n_info_out, unsigned char **cpumaps_out,
                        unsigned int *n_cpumaps_out, GError **error)
{
    const FiguresDriver *driver = figures_of(dom);
    g_autoptr(Definition) live = domain_live(dom);
    g_autoptr(Bitmap) host = domain_host_cpus(dom);
    g_autofree VcpuFigures *figures = NULL;
    const Domain *domain;
    unsigned int n = 0, room = maxinfo > 0 ? (unsigned int)maxinfo : 0;

    if (!live)
        return err_set_full(error, dom->host->type->errors, VIR_ERR_OPERATION_INVALID,
                            "cannot list vcpus for an inactive domain");
    domain = domain_of(live);
    figures = g_new0(VcpuFigures, domain->vcpu.max);
    if (driver->vcpus && !driver->vcpus(dom, domain, figures, job, error))
        return false;
    room = MIN(room, domain->vcpu.max);
    *info_out = g_new0(VcpuInfo, room);
    *cpumaps_out = g_malloc0_n(room, (size_t)MAX(maplen, 0));
    for (unsigned int id = 0; id < domain->vcpu.max && n < room; id++) {
        if (!domain_vcpu_is_enabled(domain, id))
            continue;
        (*info_out)[n] = (VcpuInfo){ id, figures[id].state, figures[id].time_ns, figures[id].cpu };
        domain_give_vcpu_map(domain, id, host, *cpumaps_out + (size_t)n * (size_t)maplen,
                             (size_t)maplen);
        n++;
    }
    *n_info_out = n;
    *n_cpumaps_out = n * (unsigned int)maplen;
    return true;
}

/* The sum, or a row for each of the host's CPUs; without room for parameters, how many there
 * are in a row. */
bool
domain_get_cpu_stats_method(DomainObj *dom, unsigned int nparams, int start_cpu, unsigned int ncpus,
                            unsigned int flags, Job *job, List *params_out, int *nparams_out,
                            GError **error)
{
    const FiguresDriver *driver = figures_of(dom);
    g_autoptr(Definition) live = domain_require_live(dom, error);
    g_autoptr(ParamList) list = param_list_new();
    g_autoptr(Bitmap) host = domain_online_cpus(dom);
    unsigned int n = bitmap_count(host);
    g_autofree uint64_t *all = g_new0(uint64_t, n), *vcpu = g_new0(uint64_t, n);
    CpuFigures cpu = { 0 };

    if (!live)
        return false;
    if (start_cpu < 0) {
        *nparams_out = nparams == 0 ? 3 : MIN((int)nparams, 3);
        if (driver->cpu && !driver->cpu(dom, domain_of(live), &cpu, job, error))
            return false;
        param_list_add_u64(list, cpu.time_ns, VIR_DOMAIN_CPU_STATS_CPUTIME);
        param_list_add_u64(list, cpu.user_ns, VIR_DOMAIN_CPU_STATS_USERTIME);
        param_list_add_u64(list, cpu.system_ns, VIR_DOMAIN_CPU_STATS_SYSTEMTIME);
        param_list_move(list, params_out);
        return true;
    }
    if (nparams == 0) {
        *nparams_out = ncpus == 0 ? (int)n : 2;
        return true;
    }
    if ((unsigned int)start_cpu >= n)
        return err_set_full(error, dom->host->type->errors, VIR_ERR_INVALID_ARG,
                            "start_cpu %d larger than maximum of %u", start_cpu, n - 1);
    if (driver->host_cpus && !driver->host_cpus(dom, domain_of(live), all, vcpu, n, job, error))
        return false;
    *nparams_out = MIN((int)nparams, 2);
    for (unsigned int i = (unsigned int)start_cpu; i < n && i - (unsigned int)start_cpu < ncpus;
         i++) {
        param_list_add_u64(list, all[i], VIR_DOMAIN_CPU_STATS_CPUTIME);
        if (*nparams_out > 1)
            param_list_add_u64(list, vcpu[i], VIR_DOMAIN_CPU_STATS_VCPUTIME);
    }
    param_list_move(list, params_out);
    return true;
}

/* --- disks */

static unsigned int
disk_place(const Domain *domain, const Disk *disk)
{
    unsigned int i = 0;

    while (domain->devices.disks.items[i] != disk)
        i++;
    return i;
}

static void
add_flow(BlockFlow *sum, const BlockFlow *flow)
{
    sum->requests += flow->requests;
    sum->bytes += flow->bytes;
    sum->time_ns += flow->time_ns;
}

/* Of one disk; without a name, of all together. */
static bool
block_figures(DomainObj *dom, const char *path, BlockFigures *out, Job *job, GError **error)
{
    const FiguresDriver *driver = figures_of(dom);
    g_autoptr(Definition) live = domain_require_live(dom, error);
    g_autofree BlockFigures *figures = NULL;
    const Devices *devices;
    const Disk *disk;

    if (!live)
        return false;
    devices = &domain_of(live)->devices;
    disk = *path ? domain_find_disk(domain_of(live), path) : NULL;
    if (*path && !disk)
        return err_set_full(error, dom->host->type->errors, VIR_ERR_INVALID_ARG, "invalid path: %s",
                            path);
    figures = g_new0(BlockFigures, devices->disks.n);
    if (driver->blocks && !driver->blocks(dom, domain_of(live), figures, job, error))
        return false;
    if (disk) {
        *out = figures[disk_place(domain_of(live), disk)];
        return true;
    }
    out->errors = -1;
    for (unsigned int i = 0; i < devices->disks.n; i++) {
        add_flow(&out->read, &figures[i].read);
        add_flow(&out->write, &figures[i].write);
        add_flow(&out->flush, &figures[i].flush);
    }
    return true;
}

bool
domain_block_stats_method(DomainObj *dom, const char *path, Job *job, DomainBlockStatsRet *ret_out,
                          GError **error)
{
    BlockFigures figures = { 0 };

    if (!block_figures(dom, path, &figures, job, error))
        return false;
    *ret_out = (DomainBlockStatsRet){
        .rd_req = (long long)figures.read.requests,
        .rd_bytes = (long long)figures.read.bytes,
        .wr_req = (long long)figures.write.requests,
        .wr_bytes = (long long)figures.write.bytes,
        .errs = figures.errors,
    };
    return true;
}

bool
domain_block_stats_flags_method(DomainObj *dom, const char *path, unsigned int flags, Job *job,
                                List *params_out, GError **error)
{
    g_autoptr(ParamList) list = param_list_new();
    BlockFigures figures = { 0 };

    if (!block_figures(dom, path, &figures, job, error))
        return false;
    param_list_add_i64(list, (int64_t)figures.write.bytes, VIR_DOMAIN_BLOCK_STATS_WRITE_BYTES);
    param_list_add_i64(list, (int64_t)figures.write.requests, VIR_DOMAIN_BLOCK_STATS_WRITE_REQ);
    param_list_add_i64(list, (int64_t)figures.read.bytes, VIR_DOMAIN_BLOCK_STATS_READ_BYTES);
    param_list_add_i64(list, (int64_t)figures.read.requests, VIR_DOMAIN_BLOCK_STATS_READ_REQ);
    param_list_add_i64(list, (int64_t)figures.flush.requests, VIR_DOMAIN_BLOCK_STATS_FLUSH_REQ);
    param_list_add_i64(list, (int64_t)figures.write.time_ns,
                       VIR_DOMAIN_BLOCK_STATS_WRITE_TOTAL_TIMES);
    param_list_add_i64(list, (int64_t)figures.read.time_ns,
                       VIR_DOMAIN_BLOCK_STATS_READ_TOTAL_TIMES);
    param_list_add_i64(list, (int64_t)figures.flush.time_ns,
                       VIR_DOMAIN_BLOCK_STATS_FLUSH_TOTAL_TIMES);
    param_list_move(list, params_out);
    return true;
}

bool
domain_get_block_info_method(DomainObj *dom, const char *path, unsigned int flags, Job *job,
                             DomainGetBlockInfoRet *ret_out, GError **error)
{
    const FiguresDriver *driver = figures_of(dom);
    g_autoptr(Definition) def = domain_definition(dom, 0);
    const Disk *disk = domain_find_disk(domain_of(def), path);
    BlockFigures figures = { 0 };

    if (!disk)
        return err_set_full(error, dom->host->type->errors, VIR_ERR_INVALID_ARG,
                            "invalid path %s not assigned to domain", path);
    if (!disk->src.path && disk->src.type != STORAGE_KIND_NETWORK)
        return err_set_full(error, dom->host->type->errors, VIR_ERR_INVALID_ARG,
                            "disk '%s' does not currently have a source assigned", path);
    if (driver->size && !driver->size(dom, disk, &figures, job, error))
        return false;
    *ret_out = (DomainGetBlockInfoRet){ figures.allocation, figures.capacity, figures.physical };
    return true;
}

/* --- interfaces */

bool
domain_interface_stats_method(DomainObj *dom, const char *device, Job *job,
                              DomainInterfaceStatsRet *ret_out, GError **error)
{
    const FiguresDriver *driver = figures_of(dom);
    g_autoptr(Definition) live = domain_require_live(dom, error);
    g_autofree NetFigures *figures = NULL;
    const Net *net = live ? domain_find_net(domain_of(live), device, error) : NULL;
    unsigned int at = 0;

    if (!net)
        return false;
    while (domain_of(live)->devices.nets.items[at] != net)
        at++;
    figures = g_new0(NetFigures, domain_of(live)->devices.nets.n);
    if (driver->nets && !driver->nets(dom, domain_of(live), figures, job, error))
        return false;
    *ret_out = (DomainInterfaceStatsRet){
        .rx_bytes = (long long)figures[at].in.bytes,
        .rx_packets = (long long)figures[at].in.packets,
        .rx_errs = (long long)figures[at].in.errors,
        .rx_drop = (long long)figures[at].in.dropped,
        .tx_bytes = (long long)figures[at].out.bytes,
        .tx_packets = (long long)figures[at].out.packets,
        .tx_errs = (long long)figures[at].out.errors,
        .tx_drop = (long long)figures[at].out.dropped,
    };
    return true;
}

/* --- memory */

bool
domain_memory_stats_method(DomainObj *dom, unsigned int flags, Job *job,
                           DomainMemoryStat **stats_out, unsigned int *n_stats_out, GError **error)
{
    const FiguresDriver *driver = figures_of(dom);
    g_autoptr(Definition) live = domain_require_live(dom, error);
    MemoryFigures figures = { 0 };
    DomainMemoryStat *stats;
    unsigned int n = 0;

    if (!live || (driver->memory && !driver->memory(dom, domain_of(live), &figures, job, error)))
        return false;
    stats = g_new0(DomainMemoryStat, VIR_DOMAIN_MEMORY_STAT_NR);
    for (int tag = 0; tag < VIR_DOMAIN_MEMORY_STAT_NR; tag++)
        if (figures.known >> tag & 1)
            stats[n++] = (DomainMemoryStat){ tag, figures.values[tag] };
    *stats_out = stats;
    *n_stats_out = n;
    return true;
}
