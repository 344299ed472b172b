/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices of the host: those that it has, virtual ports that are made, and mediated devices, which
 * may also be stored. */
#ifndef VIRTUE_CORE_NODEDEV_H
#define VIRTUE_CORE_NODEDEV_H

#include "core/defined.h"

struct NodeDeviceObj {
    DefinedObj base;
};

/* What a driver does for them. Where nothing else is said, NULL means: nothing has to be done. */
struct NodeDeviceDriver {
    bool lists_parts; /* what a device can do is told besides what it is: fc_host, vports */

    /* Make a virtual port of a parent that is capable: what the host shows of it then. NULL for
     * the hook: none can be made. */
    Definition *(*make_vport)(Host *host, const Definition *parent, const Definition *asked,
                              Job *job, GError **error);
    bool (*remove_vport)(NodeDeviceObj *dev, const Definition *parent, Job *job, GError **error);

    /* A mediated device: live, with its UUID and its parent's name in it, is completed. */
    bool (*start)(Host *host, Definition *live, Job *job, GError **error);
    bool (*stop)(NodeDeviceObj *dev, Job *job, GError **error);
    bool (*change)(NodeDeviceObj *dev, Definition *changed, Job *job, GError **error);

    /* Take a PCI device from the host for a guest, with that driver or the usual one; give it
     * back; reset it. */
    bool (*detach)(NodeDeviceObj *dev, const char *driver, Job *job, GError **error);
    bool (*reattach)(NodeDeviceObj *dev, Job *job, GError **error);
    bool (*reset)(NodeDeviceObj *dev, Job *job, GError **error);
};

extern const DefinedKind nodedev_kind;

static inline const NodeDeviceDriver *
nodedev_driver(const Host *host)
{
    return host->type->nodedevs;
}

/* The host has, or no longer has, a device: with the event. Outside of jobs, by whoever watches
 * the host. What is there already gets the new definition. */
bool nodedev_appeared(Host *host, const Definition *def, GError **error);
void nodedev_vanished(Host *host, const char *name);

/* Members of the connection's table that this room has methods for. */
void nodedev_connect_methods(ConnectMethods *methods);
extern const NodeDeviceMethods core_nodedev_methods;

#endif
