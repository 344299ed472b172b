/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Telling a client that the connection behind its own has died. */
#ifndef VIRTUE_DISPATCH_CLOSE_H
#define VIRTUE_DISPATCH_CLOSE_H

#include "daemons/client.h"

/* From now on the client learns it, if it wants to. Only connections to other daemons die. */
void client_watch_conn(Client *client, Conn *conn);
/* No more, if it was watched. */
void client_unwatch_conn(Conn *conn);

#endif
