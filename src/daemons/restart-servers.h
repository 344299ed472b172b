/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The servers of a daemon that is run anew: listening sockets and clients. */
#ifndef VIRTUE_RESTART_SERVERS_H
#define VIRTUE_RESTART_SERVERS_H

#include "daemons/restart.h"

/* Member "daemon" of the document. Clients that do not take what is to be sent are closed. */
bool restart_save_servers(Daemon *daemon, json_object *document, GError **error);
bool restart_restore_servers(Daemon *daemon, json_object *document, GError **error);

#endif
