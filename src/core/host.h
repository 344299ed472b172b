/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Hosts: what the connections to one driver share, which is its objects, their events and numbers.
 *
 * A driver's own struct begins with a Host; Conn.backend_data is one. With GATE_HOST in its
 * GateDriver, the gate finds and lists what the host has. */
#ifndef VIRTUE_HOST_H
#define VIRTUE_HOST_H

#include "core/gate.h"
#include "core/store.h"

typedef struct Host Host;
typedef struct DomainDriver DomainDriver;       /* core/domain/domain.h */
typedef struct InterfaceDriver InterfaceDriver; /* core/interface/interface.h, and so on */
typedef struct NetworkDriver NetworkDriver;
typedef struct NodeDeviceDriver NodeDeviceDriver;
typedef struct NwfilterDriver NwfilterDriver;
typedef struct SecretDriver SecretDriver;
typedef struct StorageDriver StorageDriver;

typedef struct HostType {
    int errors;               /* virErrorDomain of what the driver itself finds wrong */
    unsigned int kinds;       /* 1 << ObjectKind of those that have no parent */
    void (*free)(Host *host); /* what the driver's struct owns, and the struct */
    const DomainDriver *domains;
    const InterfaceDriver *interfaces;
    const NetworkDriver *networks;
    const NodeDeviceDriver *nodedevs;
    const NwfilterDriver *nwfilters;
    const SecretDriver *secrets;
    const StorageDriver *storage;
} HostType;

struct Host {
    const HostType *type;
    atomic_int refs;
    Index *indexes[OBJECT_COUNT];       /* of its kinds */
    Store *stores[OBJECT_COUNT];        /* where definitions are kept; NULL: in memory alone */
    char *moment_folders[2];            /* of snapshots, checkpoints; NULL: in memory alone */
    EventHub *events;                   /* of all kinds */
    atomic_int last_id;                 /* of running domains */
    atomic_int n_kept;                  /* domains that end with a connection */
    GPtrArray *_Atomic interface_trial; /* core/interface/change.c; NULL: none */
};

/* One reference. */
void host_init(Host *host, const HostType *type);
Host *host_ref(Host *host);
void host_unref(Host *host); /* of NULL: nothing */

static inline Host *
host_of(const Conn *conn)
{
    return conn->backend_data;
}

/* The host belongs to the connection from here on: takes over the reference. */
void host_attach(Host *host, Conn *conn);
void host_detach(Conn *conn); /* Backend.close */

/* For GateDriver. Objects that have objects of their own say where in ObjType. */
Index *host_index(Conn *conn, Obj *parent, unsigned int kind, GError **error);
EventHub *host_events(Conn *conn, unsigned int kind);
#define GATE_HOST .index = host_index, .events = host_events

#endif
