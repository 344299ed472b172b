/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Between the files of the administration. All handlers are DispatchFns. */
#ifndef VIRTUE_DAEMONS_ADMIN_PRIV_H
#define VIRTUE_DAEMONS_ADMIN_PRIV_H

#include "daemons/daemon.h"
#include "daemons/dispatch.h"
#include "lib/calls.h"

/* The daemon that a client administers. */
Daemon *admin_daemon(const Client *client);
/* NULL if it has no server of that name. */
Server *admin_server(const Client *client, const char *name, GError **error);
/* Refuses flags, in the name of the function that was called. */
bool admin_no_flags(const Call *call, unsigned int flags, GError **error);
bool admin_known_flags(const Call *call, unsigned int flags, unsigned int known, GError **error);

/* Limits of servers. */
bool admin_get_workers(Client *client, Call *call, const void *args, void *ret, GError **error);
bool admin_set_workers(Client *client, Call *call, const void *args, void *ret, GError **error);
bool admin_get_limits(Client *client, Call *call, const void *args, void *ret, GError **error);
bool admin_set_limits(Client *client, Call *call, const void *args, void *ret, GError **error);
bool admin_update_tls(Client *client, Call *call, const void *args, void *ret, GError **error);

/* Clients of servers. */
bool admin_list_clients(Client *client, Call *call, const void *args, void *ret, GError **error);
bool admin_find_client(Client *client, Call *call, const void *args, void *ret, GError **error);
bool admin_get_client(Client *client, Call *call, const void *args, void *ret, GError **error);
bool admin_close_client(Client *client, Call *call, const void *args, void *ret, GError **error);

/* The daemon's log and life. */
bool admin_get_filters(Client *client, Call *call, const void *args, void *ret, GError **error);
bool admin_set_filters(Client *client, Call *call, const void *args, void *ret, GError **error);
bool admin_get_outputs(Client *client, Call *call, const void *args, void *ret, GError **error);
bool admin_set_outputs(Client *client, Call *call, const void *args, void *ret, GError **error);
bool admin_set_timeout(Client *client, Call *call, const void *args, void *ret, GError **error);
bool admin_shut_down(Client *client, Call *call, const void *args, void *ret, GError **error);

#endif
