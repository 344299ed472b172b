/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The older pair of functions for life cycle events, which knows no registration ids. */
#include <libvirt/libvirt.h>
#include "lib/conn-events.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

int
virConnectDomainEventRegister(virConnectPtr conn, virConnectDomainEventCallback cb, void *opaque,
                              virFreeCallback freecb)
{
    Call call = CALL_LOCAL;
    int rv = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_CONNECT, conn, NULL) ||
        !call_nonnull(&call, (void *)cb, "cb"))
        goto end;
    rv = conn_events_listen_lifecycle(&call, cb, opaque, freecb);
end:
    call_end(&call);
    return rv;
}

int
virConnectDomainEventDeregister(virConnectPtr conn, virConnectDomainEventCallback cb)
{
    Call call = CALL_LOCAL;
    int rv = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_CONNECT, conn, NULL) ||
        !call_nonnull(&call, (void *)cb, "cb"))
        goto end;
    rv = conn_events_unlisten_lifecycle(&call, cb);
end:
    call_end(&call);
    return rv;
}
