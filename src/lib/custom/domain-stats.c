/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Statistics of many domains at once, and of the host CPUs that one domain uses. */
#include <libvirt/libvirt.h>
#include "lib/call-values.h"
#include "lib/typed-param.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static virDomainStatsRecordPtr
record_new(Conn *conn, DomainStatsRecord *from)
{
    virDomainStatsRecordPtr record = g_new0(virDomainStatsRecord, 1);

    record->dom = handle_new(OBJECT_DOMAIN, conn, NULL, &from->dom);
    params_give_array((List *)&from->params, &record->params, &record->nparams);
    return record;
}

/* Ask, and hand the records over as a NULL-terminated list. */
static int
collect(Call *call, const ConnectGetAllDomainStatsArgs *args, virDomainStatsRecordPtr **records)
{
    ConnectGetAllDomainStatsRet ret = { 0 };
    int n;

    if (!call_invoke(call, args, &ret))
        return -1;
    n = (int)ret.retStats.n;
    *records = g_new0(virDomainStatsRecordPtr, (gsize)n + 1);
    for (int i = 0; i < n; i++)
        (*records)[i] = record_new(call->conn, &ret.retStats.items[i]);
    shape_clear(call->op->ret, &ret);
    return n;
}

int
virConnectGetAllDomainStats(virConnectPtr conn, unsigned int stats,
                            virDomainStatsRecordPtr **retStats, unsigned int flags)
{
    Call call = CALL(OP_CONNECT_GET_ALL_DOMAIN_STATS);
    ConnectGetAllDomainStatsArgs args = { .stats = stats, .flags = flags };
    int rv = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_CONNECT, conn, NULL) ||
        !call_nonnull(&call, retStats, "retStats"))
        goto end;
    rv = collect(&call, &args, retStats);
end:
    call_end(&call);
    return rv;
}

/* The original looks at the first domain's connection before it looks at the domain: what is no
 * object at all is an invalid connection, another kind of object an invalid domain. */
static bool
accept_first(Call *call, virDomainPtr domain)
{
    for (unsigned int kind = OBJECT_CONNECT; kind < OBJECT_COUNT; kind++) {
        if (handle_is(domain, kind))
            return true;
    }
    return call_object(call, OBJECT_CONNECT, NULL, NULL);
}

static bool
accept_domains(Call *call, virDomainPtr *domains, DomainRef *refs, unsigned int n)
{
    for (unsigned int i = 0; i < n; i++) {
        if (!call_object(call, OBJECT_DOMAIN, domains[i], &refs[i]))
            return false;
        if (((Handle *)domains[i])->conn != call->conn)
            return call_invalid(call, "domains in 'doms' array must belong to a single connection");
    }
    return true;
}

int
virDomainListGetStats(virDomainPtr *doms, unsigned int stats, virDomainStatsRecordPtr **retStats,
                      unsigned int flags)
{
    Call call = CALL(OP_CONNECT_GET_ALL_DOMAIN_STATS);
    ConnectGetAllDomainStatsArgs args = { .stats = stats, .flags = flags };
    g_autofree DomainRef *refs = NULL;
    int rv = -1;

    call.function = __func__;
    call_begin(&call);
    if (!call_nonnull(&call, doms, "doms") || !call_nonnull(&call, retStats, "retStats"))
        goto end;
    if (!doms[0]) {
        call_invalid(&call, "doms array in %s must contain at least one domain", call.function);
        goto end;
    }
    while (args.doms.n <= REMOTE_DOMAIN_LIST_MAX && doms[args.doms.n])
        args.doms.n++;
    if (!call_limit(&call, args.doms.n, REMOTE_DOMAIN_LIST_MAX, "doms") ||
        !accept_first(&call, doms[0]))
        goto end;
    args.doms.items = refs = g_new0(DomainRef, args.doms.n);
    if (!accept_domains(&call, doms, refs, args.doms.n))
        goto end;
    rv = collect(&call, &args, retStats);
end:
    call_end(&call);
    return rv;
}

void
virDomainStatsRecordListFree(virDomainStatsRecordPtr *stats)
{
    for (virDomainStatsRecordPtr *next = stats; next && *next; next++) {
        handle_unref((*next)->dom);
        for (int i = 0; i < (*next)->nparams; i++)
            param_clear(&(*next)->params[i]);
        g_free((*next)->params);
        g_free(*next);
    }
    g_free(stats);
}

/* Whether the three numbers ask for something that exists; see the table in the test. */
static bool
check_cpu_range(Call *call, virTypedParameterPtr params, unsigned int nparams, int start_cpu,
                unsigned int ncpus)
{
    if (start_cpu == -1 && ncpus != 1)
        return call_argument(call, "start_cpu", "ncpus must be 1 when start_cpu is -1");
    if (start_cpu != -1 && !call_nonnegative(call, start_cpu, "start_cpu"))
        return false;
    if (nparams != 0 ? !call_nonnull(call, params, "params") : !call_null(call, params, "params"))
        return false;
    if (ncpus == 0 && !call_null(call, params, "params"))
        return false;
    if ((uint64_t)nparams * ncpus > UINT32_MAX)
        return err_set(&call->error, VIR_ERR_OVERFLOW, "input too large: %u * %u", nparams, ncpus);
    call_ceiling(call, nparams, REMOTE_NODE_CPU_STATS_MAX, "nparams count");
    call_ceiling(call, ncpus, REMOTE_DOMAIN_GET_CPU_STATS_NCPUS_MAX, "ncpus count");
    return true;
}

/* The reply is one row for each CPU without gaps; the caller's rows have room for nparams. */
static bool
give_cpu_rows(Call *call, DomainGetCpuStatsRet *ret, virTypedParameterPtr params,
              unsigned int nparams, unsigned int ncpus)
{
    unsigned int width = (unsigned int)ret->nparams;
    unsigned int n = ret->params.n;

    if (n > 0 && (ret->nparams <= 0 || width > nparams || n % width != 0 || n / width > ncpus))
        return err_set_full(&call->error, VIR_FROM_RPC, VIR_ERR_RPC,
                            "got %u statistics in rows of %d for %u CPUs with %u each", n,
                            ret->nparams, ncpus, nparams);
    memset(params, 0, sizeof(*params) * nparams * ncpus);
    for (unsigned int row = 0; n > 0 && row < n / width; row++)
        memcpy(&params[(size_t)row * nparams], &ret->params.items[row * width],
               width * sizeof(*params));
    ret->params.n = 0; /* the strings are the caller's now */
    return true;
}

int
virDomainGetCPUStats(virDomainPtr domain, virTypedParameterPtr params, unsigned int nparams,
                     int start_cpu, unsigned int ncpus, unsigned int flags)
{
    Call call = CALL(OP_DOMAIN_GET_CPU_STATS);
    DomainGetCpuStatsArgs args = {
        .nparams = nparams, .start_cpu = start_cpu, .ncpus = ncpus, .flags = flags
    };
    DomainGetCpuStatsRet ret = { 0 };
    int rv = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_DOMAIN, domain, &args.dom) ||
        !check_cpu_range(&call, params, nparams, start_cpu, ncpus))
        goto end;
    call_strings_flag(&call, &args.flags);
    if (!call_invoke(&call, &args, &ret))
        goto end;
    if (params && !give_cpu_rows(&call, &ret, params, nparams, ncpus))
        goto end;
    rv = ret.nparams;
end:
    shape_clear(call.op->ret, &ret);
    call_end(&call);
    return rv;
}
