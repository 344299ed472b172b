/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Servers of a daemon: their threads and limits. */
#include <libvirt/libvirt.h>
#include <stdlib.h>

#include "tools/shell/table.h"
#include "tools/virt-admin/connection.h"
#include "tools/virt-admin/parameters.h"
#include "virt-admin-commands.h"

bool
find_server(Shell *shell, const ShellOption *option, const char *name, void **server_out)
{
    virAdmServerPtr server = virAdmConnectLookupServer(connection_get(shell), name, 0);

    *server_out = server;
    return server != NULL;
}

void
free_server(void *server)
{
    virAdmServerFree(server);
}

static void
free_servers(virAdmServerPtr *servers, int n)
{
    for (int i = 0; i < n; i++)
        virAdmServerFree(servers[i]);
    free(servers);
}

char **
complete_servers(Shell *shell, unsigned int flags)
{
    virAdmServerPtr *servers = NULL;
    char **names;
    int n;

    if (!connection_ensure_quietly(shell))
        return NULL;
    n = virAdmConnectListServers(connection_get(shell), &servers, 0);
    if (n < 0)
        return NULL;
    names = g_new0(char *, (gsize)n + 1);
    for (int i = 0; i < n; i++)
        names[i] = g_strdup(virAdmServerGetName(servers[i]));
    free_servers(servers, n);
    return names;
}

bool
run_server_list(Shell *shell)
{
    virAdmServerPtr *servers = NULL;
    int n = virAdmConnectListServers(connection_get(shell), &servers, 0);
    g_autoptr(Table) table = table_new("Id", "Name", NULL);

    if (n < 0) {
        shell_error(shell, "failed to obtain list of available servers from %s", "daemon");
        return false;
    }
    for (int i = 0; i < n; i++) {
        g_autofree char *id = g_strdup_printf("%d", i);

        table_row(table, id, virAdmServerGetName(servers[i]), NULL);
    }
    free_servers(servers, n);
    table_print(shell, table);
    return true;
}

bool
run_server_threadpool_info(Shell *shell, const ServerThreadpoolInfoArgs *args)
{
    g_auto(Parameters) params = { 0 };

    if (virAdmServerGetThreadPoolParameters(args->server, &params.list, &params.n, 0) < 0) {
        shell_error(shell, "Unable to get server workerpool parameters");
        return false;
    }
    parameters_print(shell, &params, 15);
    return true;
}

bool
run_server_threadpool_set(Shell *shell, const ServerThreadpoolSetArgs *args)
{
    g_auto(Parameters) params = { 0 };

    if (args->has_min_workers)
        parameters_add(&params, VIR_THREADPOOL_WORKERS_MIN, args->min_workers);
    if (args->has_max_workers)
        parameters_add(&params, VIR_THREADPOOL_WORKERS_MAX, args->max_workers);
    if (args->has_priority_workers)
        parameters_add(&params, VIR_THREADPOOL_WORKERS_PRIORITY, args->priority_workers);
    if (virAdmServerSetThreadPoolParameters(args->server, params.list, params.n, 0) == 0)
        return true;
    shell_error(shell, "Unable to change server workerpool parameters");
    return false;
}

bool
run_server_clients_info(Shell *shell, const ServerClientsInfoArgs *args)
{
    g_auto(Parameters) params = { 0 };

    if (virAdmServerGetClientLimits(args->server, &params.list, &params.n, 0) < 0) {
        shell_error(shell, "Unable to retrieve client limits from server's configuration");
        return false;
    }
    parameters_print(shell, &params, 20);
    return true;
}

bool
run_server_clients_set(Shell *shell, const ServerClientsSetArgs *args)
{
    g_auto(Parameters) params = { 0 };

    if (args->has_max_clients)
        parameters_add(&params, VIR_SERVER_CLIENTS_MAX, args->max_clients);
    if (args->has_max_unauth_clients)
        parameters_add(&params, VIR_SERVER_CLIENTS_UNAUTH_MAX, args->max_unauth_clients);
    if (virAdmServerSetClientLimits(args->server, params.list, params.n, 0) == 0)
        return true;
    shell_error(shell, "Unable to change server's client-related configuration limits");
    return false;
}

bool
run_server_update_tls(Shell *shell, const ServerUpdateTlsArgs *args)
{
    if (virAdmServerUpdateTlsFiles(args->server, 0) == 0) {
        shell_print(shell, "update tls related files succeed\n");
        return true;
    }
    shell_error(shell, "Unable to update server's tls related files.");
    return false;
}
