/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What running domains use: how a driver tells, and how methods ask.
 *
 * All hooks are called outside the domain's queue, by any thread, with the live definition as it
 * was when the call began. They may wait for a monitor with a deadline of their own. A hook that is
 * NULL has nothing to tell. What stays zeroed (known: false) is left out of statistics. */
#ifndef VIRTUE_CORE_DOMAIN_FIGURES_H
#define VIRTUE_CORE_DOMAIN_FIGURES_H

#include "core/domain/domain.h"

typedef struct CpuFigures {
    uint64_t time_ns, user_ns, system_ns;
} CpuFigures;

typedef struct VcpuFigures {
    int state; /* virVcpuState */
    int cpu;   /* of the host, where it is now */
    uint64_t time_ns;
    uint64_t wait_ns, delay_ns;
    bool has_wait, is_halted;
} VcpuFigures;

/* One direction, or flushes. */
typedef struct BlockFlow {
    uint64_t requests, bytes, time_ns;
} BlockFlow;

typedef struct BlockFigures {
    bool has_flows, has_size;
    BlockFlow read, write, flush;
    int64_t errors; /* -1: not counted */
    uint64_t allocation, capacity, physical;
} BlockFigures;

typedef struct NetFlow {
    uint64_t bytes, packets, errors, dropped;
} NetFlow;

typedef struct NetFigures {
    bool known;
    NetFlow in, out; /* as the guest sees it */
} NetFigures;

/* By virDomainMemoryStatTags. */
typedef struct MemoryFigures {
    uint64_t values[VIR_DOMAIN_MEMORY_STAT_NR];
    uint32_t known; /* 1 << tag */
} MemoryFigures;

/* How fast it writes to its memory, as measured last. */
typedef struct DirtyFigures {
    int status; /* virDomainDirtyRateStatus */
    long long started_s;
    int period_s;
    const char *mode; /* page-sampling, dirty-bitmap, dirty-ring */
    long long mib_per_second; /* once it is measured */
} DirtyFigures;

struct FiguresDriver {
    bool (*cpu)(DomainObj *dom, const Domain *domain, CpuFigures *out, Job *job, GError **error);
    /* Of each host CPU: nanoseconds of the emulator and of virtual CPUs. out has room for n. */
    bool (*host_cpus)(DomainObj *dom, const Domain *domain, uint64_t *all_ns, uint64_t *vcpu_ns,
                      unsigned int n, Job *job, GError **error);
    /* In the order of the definition: of all virtual CPUs (also those that are off), disks,
     * interfaces. out is zeroed and has room. */
    bool (*vcpus)(DomainObj *dom, const Domain *domain, VcpuFigures *out, Job *job, GError **error);
    bool (*blocks)(DomainObj *dom, const Domain *domain, BlockFigures *out, Job *job,
                   GError **error);
    bool (*nets)(DomainObj *dom, const Domain *domain, NetFigures *out, Job *job, GError **error);
    bool (*memory)(DomainObj *dom, const Domain *domain, MemoryFigures *out, Job *job,
                   GError **error);
    /* False: it was never measured. */
    bool (*dirty)(DomainObj *dom, const Domain *domain, DirtyFigures *out);
    /* Sizes of a disk of a domain that does not run (or does: then as blocks()). */
    bool (*size)(DomainObj *dom, const Disk *disk, BlockFigures *out, Job *job, GError **error);
    /* Before many domains are asked one after the other: ask, do not wait. groups: of
     * virDomainStatsTypes. */
    void (*prepare)(DomainObj *dom, unsigned int groups);
};

#endif
