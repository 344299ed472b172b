/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Events inside the process: a driver emits a message once, and every connection that asked for
 * it gets it from the event loop, in order, with no lock held. */
#ifndef VIRTUE_EVENT_HUB_H
#define VIRTUE_EVENT_HUB_H

#include "lib/conn-events.h"

typedef struct EventHub EventHub;

EventHub *event_hub_new(void);
/* All connections must be forgotten. */
void event_hub_free(EventHub *hub);

/* Ask for an event of a kind of object; ref names one object, NULL is all of them. op is the
 * operation that asks: its filter rules decide what of it the connection may see. The event loop
 * must exist. */
bool event_hub_listen(EventHub *hub, Conn *conn, const Op *op, unsigned int kind, int event,
                      const void *ref, int *id_out, GError **error);
/* Nothing is delivered for the id afterwards, except what another thread delivers right now. */
bool event_hub_unlisten(EventHub *hub, Conn *conn, int id, GError **error);
/* For Backend.close. */
void event_hub_forget(EventHub *hub, Conn *conn);

/* Any thread, also inside a job; does not wait, unless the access driver does. message is of
 * type->message and is copied once. */
void event_hub_emit(EventHub *hub, const EventType *type, const void *message);
/* Whether anybody listens: for drivers whose events are costly to make. */
bool event_hub_wants(EventHub *hub, const EventType *type);

#endif
