/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Statistics of many domains at once, in groups. */
#include <string.h>

#include "core/domain/domain-priv.h"
#include "core/domain/figures.h"
#include "core/domain/iothread.h"
#include "core/domain/param.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* Parameters whose names are made once for many domains. */
#define ADD(type_, member_, list_, value_, form_, i_)                                              \
    (param_list_named((list_), (type_), (form_), (i_))->value.member_ = (value_))
#define ADD_I32(list_, value_, form_, i_)  ADD(VIR_TYPED_PARAM_INT, i, list_, value_, form_, i_)
#define ADD_U32(list_, value_, form_, i_)  ADD(VIR_TYPED_PARAM_UINT, ui, list_, value_, form_, i_)
#define ADD_U64(list_, value_, form_, i_)  ADD(VIR_TYPED_PARAM_ULLONG, ul, list_, value_, form_, i_)
#define ADD_BOOL(list_, value_, form_, i_) ADD(VIR_TYPED_PARAM_BOOLEAN, b, list_, value_, form_, i_)

static void
add_string(ParamList *list, const char *value, const char *form, unsigned int i)
{
    if (value)
        ADD(VIR_TYPED_PARAM_STRING, s, list, g_strdup(value), form, i);
}

/* One domain that is being told about. */
typedef struct Stats {
    DomainObj *dom;
    const Domain *domain;
    bool is_active;
    const FiguresDriver *driver;
    unsigned int flags;
    Job *job;
    ParamList *list;
} Stats;

/* --- the groups; what cannot be found out is left out */

static bool
give_state(Stats *stats)
{
    int reason, state = domain_state(stats->dom, &reason);

    ADD_I32(stats->list, state, "state.state", 0);
    ADD_I32(stats->list, reason, "state.reason", 0);
    return true;
}

static bool
give_cpu(Stats *stats)
{
    CpuFigures cpu = { 0 };

    if (!stats->is_active || !stats->driver->cpu)
        return true;
    if (!stats->driver->cpu(stats->dom, stats->domain, &cpu, stats->job, NULL))
        return false;
    ADD_U64(stats->list, cpu.time_ns, "cpu.time", 0);
    ADD_U64(stats->list, cpu.user_ns, "cpu.user", 0);
    ADD_U64(stats->list, cpu.system_ns, "cpu.system", 0);
    return true;
}

static const char *const memory_names[VIR_DOMAIN_MEMORY_STAT_NR] = {
    [VIR_DOMAIN_MEMORY_STAT_SWAP_IN] = "balloon.swap_in",
    [VIR_DOMAIN_MEMORY_STAT_SWAP_OUT] = "balloon.swap_out",
    [VIR_DOMAIN_MEMORY_STAT_MAJOR_FAULT] = "balloon.major_fault",
    [VIR_DOMAIN_MEMORY_STAT_MINOR_FAULT] = "balloon.minor_fault",
    [VIR_DOMAIN_MEMORY_STAT_UNUSED] = "balloon.unused",
    [VIR_DOMAIN_MEMORY_STAT_AVAILABLE] = "balloon.available",
    [VIR_DOMAIN_MEMORY_STAT_RSS] = "balloon.rss",
    [VIR_DOMAIN_MEMORY_STAT_USABLE] = "balloon.usable",
    [VIR_DOMAIN_MEMORY_STAT_LAST_UPDATE] = "balloon.last-update",
    [VIR_DOMAIN_MEMORY_STAT_DISK_CACHES] = "balloon.disk_caches",
    [VIR_DOMAIN_MEMORY_STAT_HUGETLB_PGALLOC] = "balloon.hugetlb_pgalloc",
    [VIR_DOMAIN_MEMORY_STAT_HUGETLB_PGFAIL] = "balloon.hugetlb_pgfail",
};

static bool
give_balloon(Stats *stats)
{
    MemoryFigures memory = { 0 };

    ADD_U64(stats->list, stats->domain->memory.current, "balloon.current", 0);
    ADD_U64(stats->list, stats->domain->memory.total, "balloon.maximum", 0);
    if (!stats->is_active || !stats->driver->memory)
        return true;
    if (!stats->driver->memory(stats->dom, stats->domain, &memory, stats->job, NULL))
        return false;
    for (unsigned int tag = 0; tag < G_N_ELEMENTS(memory_names); tag++)
        if (memory_names[tag] && (memory.known >> tag & 1))
            ADD_U64(stats->list, memory.values[tag], memory_names[tag], 0);
    return true;
}

static bool
give_vcpu(Stats *stats)
{
    const Vcpus *vcpus = &stats->domain->vcpu;
    g_autofree VcpuFigures *figures = NULL;
    ParamList *list = stats->list;

    ADD_U32(list, domain_vcpu_count(stats->domain), "vcpu.current", 0);
    ADD_U32(list, vcpus->max, "vcpu.maximum", 0);
    if (!stats->is_active || !stats->driver->vcpus)
        return true;
    figures = g_new0(VcpuFigures, vcpus->max);
    if (!stats->driver->vcpus(stats->dom, stats->domain, figures, stats->job, NULL))
        return false;
    for (unsigned int i = 0; i < vcpus->max; i++) {
        if (!domain_vcpu_is_enabled(stats->domain, i))
            continue;
        ADD_I32(list, figures[i].state, "vcpu.%u.state", i);
        ADD_U64(list, figures[i].time_ns, "vcpu.%u.time", i);
        if (figures[i].has_wait)
            ADD_U64(list, figures[i].wait_ns, "vcpu.%u.wait", i);
        ADD_BOOL(list, figures[i].is_halted, "vcpu.%u.halted", i);
        if (figures[i].has_wait)
            ADD_U64(list, figures[i].delay_ns, "vcpu.%u.delay", i);
    }
    return true;
}

/* By direction. */
static const struct {
    const char *bytes, *packets, *errors, *dropped;
} net_names[] = {
    { "net.%u.rx.bytes", "net.%u.rx.pkts", "net.%u.rx.errs", "net.%u.rx.drop" },
    { "net.%u.tx.bytes", "net.%u.tx.pkts", "net.%u.tx.errs", "net.%u.tx.drop" },
};

static void
give_net_flow(ParamList *list, unsigned int i, unsigned int way, const NetFlow *flow)
{
    ADD_U64(list, flow->bytes, net_names[way].bytes, i);
    ADD_U64(list, flow->packets, net_names[way].packets, i);
    ADD_U64(list, flow->errors, net_names[way].errors, i);
    ADD_U64(list, flow->dropped, net_names[way].dropped, i);
}

static bool
give_net(Stats *stats)
{
    const Devices *devices = &stats->domain->devices;
    g_autofree NetFigures *figures = NULL;

    if (!stats->is_active)
        return true;
    ADD_U32(stats->list, devices->nets.n, "net.count", 0);
    figures = g_new0(NetFigures, devices->nets.n);
    if (stats->driver->nets &&
        !stats->driver->nets(stats->dom, stats->domain, figures, stats->job, NULL))
        return false;
    for (unsigned int i = 0; i < devices->nets.n; i++) {
        const char *name = devices->nets.items[i]->ifname;

        if (!name)
            continue;
        add_string(stats->list, name, "net.%u.name", i);
        if (!figures[i].known)
            continue;
        give_net_flow(stats->list, i, 0, &figures[i].in);
        give_net_flow(stats->list, i, 1, &figures[i].out);
    }
    return true;
}

/* Reading, writing, flushing. */
static const struct {
    const char *requests, *bytes, *times;
} block_names[] = {
    { "block.%u.rd.reqs", "block.%u.rd.bytes", "block.%u.rd.times" },
    { "block.%u.wr.reqs", "block.%u.wr.bytes", "block.%u.wr.times" },
    { "block.%u.fl.reqs", NULL, "block.%u.fl.times" },
};

static void
give_block_flow(ParamList *list, unsigned int i, unsigned int way, const BlockFlow *flow)
{
    ADD_U64(list, flow->requests, block_names[way].requests, i);
    if (block_names[way].bytes)
        ADD_U64(list, flow->bytes, block_names[way].bytes, i);
    ADD_U64(list, flow->time_ns, block_names[way].times, i);
}

static void
give_disk(Stats *stats, unsigned int i, const Disk *disk, const BlockFigures *figures)
{
    ParamList *list = stats->list;

    add_string(list, disk->dst, "block.%u.name", i);
    add_string(list, disk->src.path, "block.%u.path", i);
    if (disk->src.index)
        ADD_U32(list, disk->src.index, "block.%u.backingIndex", i);
    if (figures->has_flows) {
        give_block_flow(list, i, 0, &figures->read);
        give_block_flow(list, i, 1, &figures->write);
        give_block_flow(list, i, 2, &figures->flush);
    }
    if (!figures->has_size)
        return;
    if (figures->allocation)
        ADD_U64(list, figures->allocation, "block.%u.allocation", i);
    if (figures->capacity)
        ADD_U64(list, figures->capacity, "block.%u.capacity", i);
    if (figures->physical)
        ADD_U64(list, figures->physical, "block.%u.physical", i);
}

static bool
give_block(Stats *stats)
{
    const FiguresDriver *driver = stats->driver;
    const Devices *devices = &stats->domain->devices;
    g_autofree BlockFigures *figures = g_new0(BlockFigures, devices->disks.n);
    bool done = true;

    ADD_U32(stats->list, devices->disks.n, "block.count", 0);
    if (stats->is_active && driver->blocks)
        done = driver->blocks(stats->dom, stats->domain, figures, stats->job, NULL);
    for (unsigned int i = 0; i < devices->disks.n; i++) {
        const Disk *disk = devices->disks.items[i];

        if (!stats->is_active && driver->size && disk->src.path)
            figures[i].has_size = driver->size(stats->dom, disk, &figures[i], stats->job, NULL);
        give_disk(stats, i, disk, &figures[i]);
    }
    return done;
}

static bool
give_iothread(Stats *stats)
{
    const IOThreads *threads = &stats->domain->iothreads;

    if (!stats->is_active || iothread_count(threads) == 0)
        return true;
    ADD_U32(stats->list, iothread_count(threads), "iothread.count", 0);
    for (unsigned int i = 0; i < threads->list.n; i++) {
        const IOThread *thread = threads->list.items[i];

        if (thread->from.poll_max == XML_ABSENT)
            continue;
        ADD_U64(stats->list, thread->poll_max, "iothread.%u.poll-max-ns", thread->id);
        ADD_U32(stats->list, thread->poll_grow, "iothread.%u.poll-grow", thread->id);
        ADD_U32(stats->list, thread->poll_shrink, "iothread.%u.poll-shrink", thread->id);
    }
    return true;
}

static bool
give_dirty(Stats *stats)
{
    DirtyFigures dirty = { 0 };
    ParamList *list = stats->list;

    if (!stats->is_active || !stats->driver->dirty ||
        !stats->driver->dirty(stats->dom, stats->domain, &dirty))
        return true;
    ADD_I32(list, dirty.status, "dirtyrate.calc_status", 0);
    param_list_add_i64(list, dirty.started_s, "dirtyrate.calc_start_time");
    ADD_I32(list, dirty.period_s, "dirtyrate.calc_period", 0);
    add_string(list, dirty.mode, "dirtyrate.calc_mode", 0);
    if (dirty.status == VIR_DOMAIN_DIRTYRATE_MEASURED)
        param_list_add_i64(list, dirty.mib_per_second, "dirtyrate.megabytes_per_second");
    return true;
}

/* The last three have figures only where the host counts or the emulator tells: none here. */
static const struct {
    unsigned int bit;
    bool (*give)(Stats *stats);
} groups[] = {
    { VIR_DOMAIN_STATS_STATE, give_state },       { VIR_DOMAIN_STATS_CPU_TOTAL, give_cpu },
    { VIR_DOMAIN_STATS_BALLOON, give_balloon },   { VIR_DOMAIN_STATS_VCPU, give_vcpu },
    { VIR_DOMAIN_STATS_INTERFACE, give_net },     { VIR_DOMAIN_STATS_BLOCK, give_block },
    { VIR_DOMAIN_STATS_IOTHREAD, give_iothread }, { VIR_DOMAIN_STATS_DIRTYRATE, give_dirty },
};

#define GROUPS_WITHOUT_FIGURES ((unsigned int)VIR_DOMAIN_STATS_PERF)

static bool
choose_groups(const Host *host, unsigned int stats, unsigned int flags, unsigned int *groups_out,
              GError **error)
{
    unsigned int known = GROUPS_WITHOUT_FIGURES;

    for (unsigned int i = 0; i < G_N_ELEMENTS(groups); i++)
        known |= groups[i].bit;
    if ((flags & VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS) && (stats & ~known))
        return err_set_full(error, host->type->errors, VIR_ERR_ARGUMENT_UNSUPPORTED,
                            "Stats types bits 0x%x are not supported by this daemon",
                            stats & ~known);
    *groups_out = stats ? stats & known : known;
    return true;
}

/* --- which domains */

/* Of a list, those that are there still and may be seen; otherwise all. */
static ObjList *
choose_domains(Host *host, const DomainRef *refs, unsigned int n_refs, Job *job)
{
    Index *index = host->indexes[OBJECT_DOMAIN];
    ObjList *list;

    if (n_refs == 0)
        return gate_visible(job, index);
    list = g_malloc0(sizeof(*list) + n_refs * sizeof(Obj *));
    atomic_init(&list->refs, 1);
    for (unsigned int i = 0; i < n_refs; i++) {
        Obj *obj = index_find_uuid(index, refs[i].uuid);

        if (obj && gate_shows(job, obj))
            list->items[list->n++] = obj;
        else
            obj_unref(obj);
    }
    return list;
}

static void
record(DomainObj *dom, unsigned int wanted, unsigned int flags, Job *job, ParamList *list,
       DomainStatsRecord *out)
{
    static const FiguresDriver none;
    const FiguresDriver *driver = dom->host->type->domains->figures;
    bool needs_def = wanted & ~(unsigned int)VIR_DOMAIN_STATS_STATE;
    g_autoptr(Definition) live = needs_def ? domain_live(dom) : NULL;
    g_autoptr(Definition) stored = needs_def && !live ? domain_stored(dom) : NULL;
    const Definition *def = live ? live : stored;
    Stats stats = { .dom = dom,
                    .domain = def ? domain_of(def) : NULL,
                    .is_active = live,
                    .driver = driver ? driver : &none,
                    .flags = flags,
                    .job = job,
                    .list = list };

    for (unsigned int i = 0; i < G_N_ELEMENTS(groups); i++)
        if (wanted & groups[i].bit)
            groups[i].give(&stats);
    obj_fill_ref(&dom->obj, &out->dom);
    param_list_copy(list, (List *)&out->params);
}

#define FILTERS                                                                                    \
    (VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE | VIR_CONNECT_GET_ALL_DOMAINS_STATS_INACTIVE |       \
     VIR_CONNECT_GET_ALL_DOMAINS_STATS_PERSISTENT | VIR_CONNECT_GET_ALL_DOMAINS_STATS_TRANSIENT |  \
     VIR_CONNECT_GET_ALL_DOMAINS_STATS_RUNNING | VIR_CONNECT_GET_ALL_DOMAINS_STATS_PAUSED |        \
     VIR_CONNECT_GET_ALL_DOMAINS_STATS_SHUTOFF | VIR_CONNECT_GET_ALL_DOMAINS_STATS_OTHER)

bool
domain_get_all_stats_method(Conn *conn, const DomainRef *doms, unsigned int n_doms,
                            unsigned int stats, unsigned int flags, Job *job,
                            DomainStatsRecord **records_out, unsigned int *n_records_out,
                            GError **error)
{
    Host *host = host_of(conn);
    const FiguresDriver *driver = host->type->domains->figures;
    unsigned int filters = flags & (unsigned int)FILTERS, wanted = 0, n = 0;
    g_autoptr(ObjList) list = NULL;
    g_autoptr(ParamList) scratch = param_list_new();

    if (!choose_groups(host, stats, flags, &wanted, error))
        return false;
    list = choose_domains(host, doms, n_doms, job);
    for (unsigned int i = 0; driver && driver->prepare && i < list->n; i++)
        if (!filters || domain_passes(list->items[i], filters))
            driver->prepare((DomainObj *)list->items[i], wanted);
    *records_out = g_new0(DomainStatsRecord, list->n);
    for (unsigned int i = 0; i < list->n; i++)
        if (!filters || domain_passes(list->items[i], filters))
            record((DomainObj *)list->items[i], wanted, flags, job, scratch, &(*records_out)[n++]);
    *n_records_out = n;
    return true;
}
