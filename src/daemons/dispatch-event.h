/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Events of a client: what it asked for, and the messages that it gets.
 *
 * The ids that a client sees are those of its connection's backend. Clients from before there were
 * ids get the older messages, which are the newer ones without the id. */
#ifndef VIRTUE_DISPATCH_EVENT_H
#define VIRTUE_DISPATCH_EVENT_H

#include "daemons/dispatch.h"
#include "lib/conn-events.h"

/* Have the messages of a connection sent to the client. */
void client_events_attach(Client *client, Conn *conn);
void client_events_free(ClientEvents *events);

/* DispatchFn. */
bool events_register(Client *client, Call *call, const void *args, void *ret, GError **error);
bool events_deregister(Client *client, Call *call, const void *args, void *ret, GError **error);
bool events_register_old(Client *client, Call *call, const void *args, void *ret, GError **error);
bool events_deregister_old(Client *client, Call *call, const void *args, void *ret, GError **error);
bool events_register_lifecycle(Client *client, Call *call, const void *args, void *ret,
                               GError **error);
bool events_deregister_lifecycle(Client *client, Call *call, const void *args, void *ret,
                                 GError **error);

#endif
