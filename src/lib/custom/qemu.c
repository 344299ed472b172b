/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Raw events of the QEMU monitor. */
#include <libvirt/libvirt-qemu.h>
#include "lib/conn-events.h"

#define ERR_DOMAIN VIR_FROM_NONE

#define DOMAIN_MONITOR_EVENT 6 /* of the qemu program */

int
virConnectDomainQemuMonitorEventRegister(virConnectPtr conn, virDomainPtr dom, const char *event,
                                         virConnectDomainQemuMonitorEventCallback cb, void *opaque,
                                         virFreeCallback freecb, unsigned int flags)
{
    Call call = CALL(OP_QEMU_CONNECT_DOMAIN_MONITOR_EVENT_REGISTER);
    QemuConnectDomainMonitorEventRegisterArgs args = { .event = (char *)event, .flags = flags };
    DomainRef ref;
    int rv = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_CONNECT, conn, NULL))
        goto end;
    if (dom) {
        if (!call_object_same(&call, OBJECT_DOMAIN, dom, "dom", &ref))
            goto end;
        args.dom = &ref;
    }
    if (!call_nonnull(&call, (void *)cb, "cb") || !call_writable(&call, &args))
        goto end;
    rv = conn_events_listen_private(&call, event_type_find(call.op->program, DOMAIN_MONITOR_EVENT),
                                    dom, OP_QEMU_CONNECT_DOMAIN_MONITOR_EVENT_REGISTER,
                                    OP_QEMU_CONNECT_DOMAIN_MONITOR_EVENT_DEREGISTER, &args,
                                    (EventCallback)cb, opaque, freecb);
end:
    call_end(&call);
    return rv;
}
