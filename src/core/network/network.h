/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Virtual networks, and the ports that guests are connected to, of every driver that has some. */
#ifndef VIRTUE_CORE_NETWORK_H
#define VIRTUE_CORE_NETWORK_H

#include "core/defined.h"

struct NetworkObj {
    DefinedObj base;
    Index *ports;
};

struct NetworkPortObj {
    DefinedObj base; /* its parent is the network */
};

/* What a driver does for them; NULL: nothing has to be done. */
struct NetworkDriver {
    /* After network_define(): names of bridges, and what it cannot do. */
    bool (*define)(Host *host, Definition *def, GError **error);
    /* Bring it up: live is the definition that it will run with, not yet published. */
    bool (*start)(NetworkObj *net, Definition *live, Job *job, GError **error);
    /* Take it down. Cannot fail. */
    void (*stop)(NetworkObj *net);
    /* Carry over to the running network what distinguishes the new live definition. */
    bool (*change)(NetworkObj *net, const Definition *old, Definition *changed, Job *job,
                   GError **error);
    /* Addresses that were handed out: to that MAC address, or NULL for all. The array and its
     * texts are malloc()ed. */
    bool (*leases)(NetworkObj *net, const char *mac, Job *job, NetworkDhcpLease **leases_out,
                   unsigned int *n_leases_out, GError **error);
    /* A port: fill in what it is plugged into, take in what the guest has already; let go; change
     * what it lets through. */
    bool (*plug)(NetworkObj *net, Definition *port, bool is_reclaimed, Job *job, GError **error);
    void (*unplug)(NetworkObj *net, NetworkPortObj *port);
    bool (*change_port)(NetworkPortObj *port, const Definition *old, Definition *changed, Job *job,
                        GError **error);
};

extern const DefinedKind network_kind;
extern const DefinedKind network_port_kind;

static inline const NetworkDriver *
network_driver(const NetworkObj *net)
{
    return net->base.host->type->networks;
}

static inline const Network *
network_of(const Definition *def)
{
    return def->root;
}

/* Within a job of the network; NULL for live: a copy of what is stored. */
bool network_start(NetworkObj *net, Definition *live, Job *job, GError **error);
void network_stop(NetworkObj *net);

/* Members of the connection's table that this room has methods for. */
void network_connect_methods(ConnectMethods *methods);
extern const NetworkMethods core_network_methods;
extern const NetworkPortMethods core_network_port_methods;

#endif
