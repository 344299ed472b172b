/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The administration of a daemon: its connections, and which servers there are. */
#include "daemons/admin/admin.h"

#include <string.h>

#include "base/err.h"
#include "daemons/admin/admin-priv.h"
#include "lib/check-flags.h"

#define ERR_DOMAIN VIR_FROM_RPC

Daemon *
admin_daemon(const Client *client)
{
    return server_config(client->server)->daemon;
}

Server *
admin_server(const Client *client, const char *name, GError **error)
{
    Server *server = daemon_server(admin_daemon(client), name);

    if (!server)
        err_set(error, VIR_ERR_NO_SERVER, "No server named '%s'", name);
    return server;
}

bool
admin_known_flags(const Call *call, unsigned int flags, unsigned int known, GError **error)
{
    g_autofree char *function = g_strconcat("admin", call->function + strlen("virAdm"), NULL);

    return check_flags(flags, known, VIR_FROM_ADMIN, function, error);
}

bool
admin_no_flags(const Call *call, unsigned int flags, GError **error)
{
    return admin_known_flags(call, flags, 0, error);
}

static bool
open_it(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    unsigned int flags = ((const AdminConnectOpenArgs *)args)->flags;

    return check_flags(flags, 0, VIR_FROM_ADMIN, "adminDispatchConnectOpen", error);
}

static bool
close_it(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    client_finish(client);
    return true;
}

static bool
get_version(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    ((AdminConnectGetLibVersionRet *)ret)->libVer = LIBVIR_VERSION_NUMBER;
    return true;
}

static bool
list_servers(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const AdminConnectListServersArgs *list = args;
    AdminConnectListServersRet *answer = ret;
    const GPtrArray *servers = admin_daemon(client)->servers;

    if (!admin_no_flags(call, list->flags, error))
        return false;
    answer->ret = servers->len;
    if (!list->need_results)
        return true;
    answer->servers.items = g_new0(AdmServerRef, servers->len);
    answer->servers.n = servers->len;
    for (guint i = 0; i < servers->len; i++)
        answer->servers.items[i].name =
            g_strdup(server_config(g_ptr_array_index(servers, i))->name);
    return true;
}

/* Flags mean nothing here: the original does not look at them. */
static bool
find_server(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const char *name = ((const AdminConnectLookupServerArgs *)args)->name;

    if (!admin_server(client, name, error))
        return false;
    ((AdminConnectLookupServerRet *)ret)->srv.name = g_strdup(name);
    return true;
}

const DispatchHandler admin_handlers[OP_COUNT] = {
    [OP_ADMIN_CONNECT_OPEN] = { open_it, false },
    [OP_ADMIN_CONNECT_CLOSE] = { close_it, false },
    [OP_ADMIN_CONNECT_GET_LIB_VERSION] = { get_version, false },
    [OP_ADMIN_CONNECT_LIST_SERVERS] = { list_servers, false },
    [OP_ADMIN_CONNECT_LOOKUP_SERVER] = { find_server, false },
    [OP_ADMIN_SERVER_GET_THREADPOOL_PARAMETERS] = { admin_get_workers, false },
    [OP_ADMIN_SERVER_SET_THREADPOOL_PARAMETERS] = { admin_set_workers, false },
    [OP_ADMIN_SERVER_GET_CLIENT_LIMITS] = { admin_get_limits, false },
    [OP_ADMIN_SERVER_SET_CLIENT_LIMITS] = { admin_set_limits, false },
    [OP_ADMIN_SERVER_UPDATE_TLS_FILES] = { admin_update_tls, true },
    [OP_ADMIN_SERVER_LIST_CLIENTS] = { admin_list_clients, false },
    [OP_ADMIN_SERVER_LOOKUP_CLIENT] = { admin_find_client, false },
    /* Names of users may come from afar. */
    [OP_ADMIN_CLIENT_GET_INFO] = { admin_get_client, true },
    [OP_ADMIN_CLIENT_CLOSE] = { admin_close_client, false },
    [OP_ADMIN_CONNECT_GET_LOGGING_FILTERS] = { admin_get_filters, false },
    [OP_ADMIN_CONNECT_SET_LOGGING_FILTERS] = { admin_set_filters, false },
    [OP_ADMIN_CONNECT_GET_LOGGING_OUTPUTS] = { admin_get_outputs, false },
    [OP_ADMIN_CONNECT_SET_LOGGING_OUTPUTS] = { admin_set_outputs, true },
    [OP_ADMIN_CONNECT_SET_DAEMON_TIMEOUT] = { admin_set_timeout, false },
    [OP_ADMIN_CONNECT_DAEMON_SHUTDOWN] = { admin_shut_down, false },
};
