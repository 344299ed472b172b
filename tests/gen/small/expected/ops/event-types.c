/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from api/: events: their messages and how each calls the application. */

#include <libvirt/libvirt.h>
#include <libvirt/libvirt-qemu.h>
#include "lib/calls.h"
#include "lib/conn-events.h"

static void
deliver_domain_new(virConnectPtr conn, const void *message, void *callback, void *opaque)
{
    const DomainNewMsg *msg = message;
    virDomainPtr object = event_object((Conn *) conn, OBJECT_DOMAIN, &msg->msg.dom);

    ((virConnectDomainEventCallback) callback)(conn, object, msg->msg.event, opaque);
    handle_unref(object);
}

const EventType event_types[] = {
    { "domain_old", 0x20008086, 21, &shape_domain_old_msg, OBJECT_DOMAIN, VIR_DOMAIN_EVENT_ID_LIFECYCLE, offsetof(DomainOldMsg, dom), EVENT_NO_CALLBACK_ID, NULL },
    { "domain_new", 0x20008086, 22, &shape_domain_new_msg, OBJECT_DOMAIN, VIR_DOMAIN_EVENT_ID_LIFECYCLE, offsetof(DomainNewMsg, msg.dom), offsetof(DomainNewMsg, callbackID), deliver_domain_new },
    { NULL },
};
