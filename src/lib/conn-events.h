/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Events: what an application registered on a connection, and how messages reach it.
 *
 * Every registration has an id of this connection. The backend is asked once for each kind of
 * event and object (operation connect_..._event_..._register_any) and delivers messages by
 * conn_events_deliver(), from the event loop, with no lock held. */
#ifndef VIRTUE_CONN_EVENTS_H
#define VIRTUE_CONN_EVENTS_H

#include "lib/call.h"
#include "lib/calls.h"

#define EVENT_NO_CALLBACK_ID UINT16_MAX

/* Call the application with a message; generated, one for each event. */
typedef void (*EventDeliverFn)(virConnectPtr conn, const void *message, void *callback,
                               void *opaque);

/* One kind of event message; generated rows. */
typedef struct EventType {
    const char *name;     /* "domain_event_callback_lifecycle" */
    uint32_t program;
    int32_t procedure;
    const Shape *message; /* NULL if it has no body */
    uint8_t object;       /* ObjectKind it is about */
    int id;               /* VIR_DOMAIN_EVENT_ID_LIFECYCLE; -1 for none */
    uint16_t object_offset;
    uint16_t callback_id_offset; /* or EVENT_NO_CALLBACK_ID: only sent to old clients */
    EventDeliverFn deliver;      /* NULL: old form, or not for applications */
} EventType;

/* Ends with a NULL name. */
extern const EventType event_types[];

/* The type of a message on the wire, or NULL. */
const EventType *event_type_find(uint32_t program, int32_t procedure);
/* The type that tells applications of an event of a kind of object, or NULL. */
const EventType *event_type_of(unsigned int object, int id);

/* A handle for the object that a message names; the caller's. */
void *event_object(Conn *conn, unsigned int kind, const void *ref);

typedef void (*EventCallback)(void);

/* The public registration functions: class is the ObjectKind whose events they are about, object a
 * handle or NULL for all. Returns the id, or -1 with call->error; then the caller keeps opaque.
 * Else opaque_free is called once, after the last callback. */
int conn_events_listen(Call *call, unsigned int class, void *object, int id,
                       EventCallback callback, void *opaque, virFreeCallback opaque_free);
/* For events that the backend filters by more than event and object: asks it by an operation whose
 * result is its number for the registration, and does not share it. */
int conn_events_listen_private(Call *call, const EventType *type, void *object, OpId subscribe_op,
                               OpId unsubscribe_op, const void *args, EventCallback callback,
                               void *opaque, virFreeCallback opaque_free);
/* Returns 0 or -1 with call->error. */
int conn_events_unlisten(Call *call, unsigned int class, int callback_id);

/* The older pair for domain life cycle: found again by its function. */
int conn_events_listen_lifecycle(Call *call, virConnectDomainEventCallback callback, void *opaque,
                                 virFreeCallback opaque_free);
int conn_events_unlisten_lifecycle(Call *call, virConnectDomainEventCallback callback);

/* A message for the backend's registration backend_id has come. */
void conn_events_deliver(Conn *conn, const EventType *type, int backend_id, const void *message);

/* The connection goes away: forget all registrations. */
void conn_events_free(ConnEvents *events);

#endif
