/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Single functions whose result has a form of its own. */
#include <libvirt/libvirt.h>
#include "lib/call-values.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

int
virNodeGetFreePages(virConnectPtr conn, unsigned int npages, unsigned int *pages, int startCell,
                    unsigned int cellCount, unsigned long long *counts, unsigned int flags)
{
    Call call = CALL(OP_NODE_GET_FREE_PAGES);
    NodeGetFreePagesArgs args = {
        .pages = { npages, pages }, .startCell = startCell, .cellCount = cellCount, .flags = flags
    };
    NodeGetFreePagesRet ret = { 0 };
    uint64_t room = (uint64_t)npages * cellCount;
    int rv = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_CONNECT, conn, NULL) ||
        !call_nonzero(&call, npages, "npages") || !call_nonnull(&call, pages, "pages") ||
        !call_nonzero(&call, cellCount, "cellCount") || !call_nonnull(&call, counts, "counts"))
        goto end;
    if (room > REMOTE_NODE_MAX_CELLS) {
        err_set_full(&call.error, VIR_FROM_REMOTE, VIR_ERR_RPC, "too many NUMA cells: %d > %d",
                     (int)room, REMOTE_NODE_MAX_CELLS);
        goto end;
    }
    if (!call_invoke(&call, &args, &ret))
        goto end;
    rv = call_take_cells(&call, (List *)&ret.counts, counts, (int)room, "counts");
end:
    shape_clear(call.op->ret, &ret);
    call_end(&call);
    return rv;
}

#undef ERR_DOMAIN
#define ERR_DOMAIN VIR_FROM_SECRET

unsigned char *
virSecretGetValue(virSecretPtr secret, size_t *value_size, unsigned int flags)
{
    Call call = CALL(OP_SECRET_GET_VALUE);
    SecretGetValueArgs args = { .flags = flags };
    SecretGetValueRet ret = { 0 };
    unsigned char *rv = NULL;

    call_begin(&call);
    if (!call_object(&call, OBJECT_SECRET, secret, &args.secret) || !call_writable(&call, &args) ||
        !call_nonnull(&call, value_size, "value_size") || !call_invoke(&call, &args, &ret))
        goto end;
    *value_size = ret.value.n;
    /* NULL would be a failure; an empty value is none. */
    rv = ret.value.items ? g_steal_pointer(&ret.value.items) : g_malloc0(1);
end:
    shape_clear(call.op->ret, &ret);
    call_end(&call);
    return rv;
}

#undef ERR_DOMAIN
#define ERR_DOMAIN VIR_FROM_NODEDEV

/* Ask for the parent's name and keep it in the handle, where two threads may meet. */
static const char *
parent_look_up(Call *call, virNodeDevicePtr dev)
{
    NodeDeviceGetParentArgs args = { .name = dev->ref.name };
    NodeDeviceGetParentRet ret = { 0 };
    char *none = NULL;
    char *name;

    if (!call_invoke(call, &args, &ret))
        return NULL;
    name = g_steal_pointer(&ret.parentName);
    if (name && !atomic_compare_exchange_strong(&dev->head.cached, &none, name)) {
        g_free(name);
        name = none;
    }
    shape_clear(call->op->ret, &ret);
    return name;
}

const char *
virNodeDeviceGetParent(virNodeDevicePtr dev)
{
    Call call = CALL(OP_NODE_DEVICE_GET_PARENT);
    const char *rv = NULL;

    call_begin(&call);
    if (!call_object(&call, OBJECT_NODE_DEVICE, dev, NULL))
        goto end;
    rv = atomic_load(&dev->head.cached);
    if (!rv)
        rv = parent_look_up(&call, dev);
end:
    call_end(&call);
    return rv;
}
