/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions that hand out bitmaps of host CPUs, each map maplen bytes long. */
#include <libvirt/libvirt.h>
#include "lib/call-values.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* Room for n maps that the caller has. */
static bool
check_room(Call *call, int n, int maplen)
{
    if (!call_positive(call, maplen, "maplen"))
        return false;
    if ((long long)n * maplen > INT_MAX)
        return err_set(&call->error, VIR_ERR_OVERFLOW, "input too large: %d * %d", n, maplen);
    call_ceiling(call, (unsigned long long)n, REMOTE_VCPUINFO_MAX, "vCPU count");
    call_ceiling(call, (unsigned long long)n * (unsigned int)maplen, REMOTE_CPUMAPS_MAX,
                 "vCPU map buffer length");
    return true;
}

/* What came, and zeros for the rest. */
static bool
give_maps(Call *call, const Bytes *maps, unsigned char *into, int n, int maplen)
{
    size_t room = (size_t)n * (size_t)maplen;

    if (maps->n > room)
        return err_set_full(&call->error, VIR_FROM_RPC, VIR_ERR_RPC,
                            "got %u bytes of CPU maps for limit '%zu'", maps->n, room);
    memset(into, 0, room);
    if (maps->n)
        memcpy(into, maps->items, maps->n);
    return true;
}

int
virDomainGetEmulatorPinInfo(virDomainPtr domain, unsigned char *cpumap, int maplen,
                            unsigned int flags)
{
    Call call = CALL(OP_DOMAIN_GET_EMULATOR_PIN_INFO);
    DomainGetEmulatorPinInfoArgs args = { .maplen = maplen, .flags = flags };
    DomainGetEmulatorPinInfoRet ret = { 0 };
    int rv = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_DOMAIN, domain, &args.dom) ||
        !call_nonnull(&call, cpumap, "cpumap") || !check_room(&call, 1, maplen) ||
        !call_invoke(&call, &args, &ret) || !give_maps(&call, &ret.cpumaps, cpumap, 1, maplen))
        goto end;
    rv = ret.ret;
end:
    shape_clear(call.op->ret, &ret);
    call_end(&call);
    return rv;
}

int
virDomainGetVcpuPinInfo(virDomainPtr domain, int ncpumaps, unsigned char *cpumaps, int maplen,
                        unsigned int flags)
{
    Call call = CALL(OP_DOMAIN_GET_VCPU_PIN_INFO);
    DomainGetVcpuPinInfoArgs args = { .ncpumaps = ncpumaps, .maplen = maplen, .flags = flags };
    DomainGetVcpuPinInfoRet ret = { 0 };
    int rv = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_DOMAIN, domain, &args.dom) ||
        !call_positive(&call, ncpumaps, "ncpumaps") || !call_nonnull(&call, cpumaps, "cpumaps") ||
        !check_room(&call, ncpumaps, maplen) || !call_invoke(&call, &args, &ret) ||
        !give_maps(&call, &ret.cpumaps, cpumaps, ncpumaps, maplen))
        goto end;
    rv = ret.num;
end:
    shape_clear(call.op->ret, &ret);
    call_end(&call);
    return rv;
}

static bool
give_vcpus(Call *call, const DomainGetVcpusRet *ret, virVcpuInfoPtr info, int maxinfo)
{
    if (ret->info.n > (unsigned int)maxinfo)
        return err_set_full(&call->error, VIR_FROM_RPC, VIR_ERR_RPC,
                            "too many vCPUs '%u' for limit '%d'", ret->info.n, maxinfo);
    memset(info, 0, sizeof(*info) * (size_t)maxinfo);
    for (unsigned int i = 0; i < ret->info.n; i++) {
        const VcpuInfo *from = &ret->info.items[i];

        info[i] = (virVcpuInfo){ .number = from->number, .state = from->state,
                                 .cpuTime = from->cpu_time, .cpu = from->cpu };
    }
    return true;
}

int
virDomainGetVcpus(virDomainPtr domain, virVcpuInfoPtr info, int maxinfo, unsigned char *cpumaps,
                  int maplen)
{
    Call call = CALL(OP_DOMAIN_GET_VCPUS);
    DomainGetVcpusArgs args = { .maxinfo = maxinfo, .maplen = maplen };
    DomainGetVcpusRet ret = { 0 };
    int rv = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_DOMAIN, domain, &args.dom) ||
        !call_nonnull(&call, info, "info") || !call_positive(&call, maxinfo, "maxinfo"))
        goto end;
    /* A length without maps is refused with the words of the opposite rule, as in the original. */
    if (cpumaps ? !check_room(&call, maxinfo, maplen) : !call_nonzero(&call, maplen == 0, "maplen"))
        goto end;
    call_ceiling(&call, (unsigned int)maxinfo, REMOTE_VCPUINFO_MAX, "vCPU count");
    if (!call_invoke(&call, &args, &ret) || !give_vcpus(&call, &ret, info, maxinfo) ||
        (cpumaps && !give_maps(&call, &ret.cpumaps, cpumaps, maxinfo, maplen)))
        goto end;
    rv = (int)ret.info.n;
end:
    shape_clear(call.op->ret, &ret);
    call_end(&call);
    return rv;
}

int
virNodeGetCPUMap(virConnectPtr conn, unsigned char **cpumap, unsigned int *online,
                 unsigned int flags)
{
    Call call = CALL(OP_NODE_GET_CPU_MAP);
    NodeGetCpuMapArgs args = {
        .need_map = cpumap != NULL, .need_online = online != NULL, .flags = flags
    };
    NodeGetCpuMapRet ret = { 0 };
    int rv = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_CONNECT, conn, NULL) || !call_invoke(&call, &args, &ret))
        goto end;
    if (cpumap)
        *cpumap = g_steal_pointer(&ret.cpumap.items);
    if (online)
        *online = ret.online;
    rv = ret.ret;
end:
    shape_clear(call.op->ret, &ret);
    call_end(&call);
    return rv;
}
