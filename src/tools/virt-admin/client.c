/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Clients of a server. */
#include <libvirt/libvirt.h>
#include <stdlib.h>

#include "tools/shell/table.h"
#include "tools/virt-admin/connection.h"
#include "tools/virt-admin/parameters.h"
#include "virt-admin-commands.h"

static const char *const transports[] = {
    [VIR_CLIENT_TRANS_UNIX] = "unix",
    [VIR_CLIENT_TRANS_TCP] = "tcp",
    [VIR_CLIENT_TRANS_TLS] = "tls",
};

static const char *
transport_of(virAdmClientPtr client)
{
    int transport = virAdmClientGetTransport(client);

    return transport >= 0 && transport < (int)G_N_ELEMENTS(transports) ? transports[transport]
                                                                       : "unknown";
}

/* When it connected, in local time. The caller owns it; NULL if the time is none. */
static char *
since(virAdmClientPtr client)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(virAdmClientGetTimestamp(client));

    return time ? g_date_time_format(time, "%Y-%m-%d %H:%M:%S%z") : NULL;
}

static void
free_clients(virAdmClientPtr *clients, int n)
{
    for (int i = 0; i < n; i++)
        virAdmClientFree(clients[i]);
    free(clients);
}

char **
complete_clients(Shell *shell, unsigned int flags)
{
    const char *server_name = shell_text_of(shell, "server");
    virAdmClientPtr *clients = NULL;
    virAdmServerPtr server;
    char **ids;
    int n;

    if (!server_name || !connection_ensure_quietly(shell))
        return NULL;
    server = virAdmConnectLookupServer(connection_get(shell), server_name, 0);
    n = server ? virAdmServerListClients(server, &clients, 0) : -1;
    if (server)
        virAdmServerFree(server);
    if (n < 0)
        return NULL;
    ids = g_new0(char *, (gsize)n + 1);
    for (int i = 0; i < n; i++)
        ids[i] = g_strdup_printf("%llu", virAdmClientGetID(clients[i]));
    free_clients(clients, n);
    return ids;
}

bool
run_client_list(Shell *shell, const ClientListArgs *args)
{
    virAdmClientPtr *clients = NULL;
    int n = virAdmServerListClients(args->server, &clients, 0);
    g_autoptr(Table) table = table_new("Id", "Transport", "Connected since", NULL);

    if (n < 0) {
        shell_error(shell, "failed to obtain list of connected clients from server '%s'",
                    virAdmServerGetName(args->server));
        return false;
    }
    for (int i = 0; i < n; i++) {
        g_autofree char *id = g_strdup_printf("%llu", virAdmClientGetID(clients[i]));
        g_autofree char *time = since(clients[i]);

        table_row(table, id, transport_of(clients[i]), time ? time : "", NULL);
    }
    free_clients(clients, n);
    table_print(shell, table);
    return true;
}

bool
run_client_info(Shell *shell, const ClientInfoArgs *args)
{
    virAdmClientPtr client = virAdmServerLookupClient(args->server, args->client, 0);
    g_auto(Parameters) params = { 0 };
    bool ok = client && virAdmClientGetInfo(client, &params.list, &params.n, 0) == 0;

    if (client && !ok)
        shell_error(shell,
                    "failed to retrieve client identity information for client '%llu' "
                    "connected to server '%s'",
                    args->client, virAdmServerGetName(args->server));
    if (ok) {
        g_autofree char *time = since(client);

        shell_print(shell, "%-15s: %llu\n", "id", virAdmClientGetID(client));
        shell_print(shell, "%-15s: %s\n", "connection_time", time ? time : "");
        shell_print(shell, "%-15s: %s\n", "transport", transport_of(client));
        parameters_print(shell, &params, 15);
    }
    if (client)
        virAdmClientFree(client);
    return ok;
}

bool
run_client_disconnect(Shell *shell, const ClientDisconnectArgs *args)
{
    virAdmClientPtr client = virAdmServerLookupClient(args->server, args->client, 0);
    bool ok = client && virAdmClientClose(client, 0) == 0;

    if (client && !ok)
        shell_error(shell, "Failed to disconnect client '%llu' from server '%s'", args->client,
                    virAdmServerGetName(args->server));
    if (ok)
        shell_print(shell, "Client '%llu' disconnected", args->client);
    if (client)
        virAdmClientFree(client);
    return ok;
}
