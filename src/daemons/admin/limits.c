/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What servers allow: threads and clients. */
#include <libvirt/libvirt-admin.h>

#include "base/err.h"
#include "daemons/admin/admin-priv.h"
#include "lib/typed-param.h"

#define ERR_DOMAIN VIR_FROM_NONE

static const ParamRule worker_rules[] = {
    { VIR_THREADPOOL_WORKERS_MIN, VIR_TYPED_PARAM_UINT },
    { VIR_THREADPOOL_WORKERS_MAX, VIR_TYPED_PARAM_UINT },
    { VIR_THREADPOOL_WORKERS_PRIORITY, VIR_TYPED_PARAM_UINT },
    { NULL },
};

static const ParamRule limit_rules[] = {
    { VIR_SERVER_CLIENTS_MAX, VIR_TYPED_PARAM_UINT },
    { VIR_SERVER_CLIENTS_UNAUTH_MAX, VIR_TYPED_PARAM_UINT },
    { NULL },
};

/* The value that was given, or what there was. */
static unsigned int
value_of(const virTypedParameter *params, unsigned int n, const char *name, unsigned int otherwise)
{
    const virTypedParameter *param = params_find(params, n, name);

    return param ? param->value.ui : otherwise;
}

bool
admin_get_workers(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const AdminServerGetThreadpoolParametersArgs *get = args;
    g_autoptr(ParamList) list = param_list_new();
    const ServerConfig *config;
    WorkerStats stats;
    Server *server;

    if (!admin_no_flags(call, get->flags, error))
        return false;
    server = admin_server(client, get->srv.name, error);
    if (!server)
        return false;
    config = server_config(server);
    server_worker_stats(server, &stats);
    param_list_add_u32(list, config->min_workers, VIR_THREADPOOL_WORKERS_MIN);
    param_list_add_u32(list, config->max_workers, VIR_THREADPOOL_WORKERS_MAX);
    param_list_add_u32(list, stats.workers, VIR_THREADPOOL_WORKERS_CURRENT);
    param_list_add_u32(list, stats.free_workers, VIR_THREADPOOL_WORKERS_FREE);
    param_list_add_u32(list, stats.priority_workers, VIR_THREADPOOL_WORKERS_PRIORITY);
    param_list_add_u32(list, stats.queued, VIR_THREADPOOL_JOB_QUEUE_DEPTH);
    param_list_move(list, (List *)&((AdminServerGetThreadpoolParametersRet *)ret)->params);
    return true;
}

bool
admin_set_workers(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const AdminServerSetThreadpoolParametersArgs *set = args;
    const virTypedParameter *params = set->params.items;
    unsigned int n = set->params.n;
    const ServerConfig *config;
    Server *server;
    unsigned int min;
    unsigned int max;

    if (!admin_no_flags(call, set->flags, error))
        return false;
    server = admin_server(client, set->srv.name, error);
    if (!server || !params_check_rules(params, n, worker_rules, error))
        return false;
    config = server_config(server);
    min = value_of(params, n, VIR_THREADPOOL_WORKERS_MIN, config->min_workers);
    max = value_of(params, n, VIR_THREADPOOL_WORKERS_MAX, config->max_workers);
    if (min > max)
        return err_set(error, VIR_ERR_INVALID_ARG, "%s",
                       "minWorkers cannot be larger than maxWorkers");
    /* Without workers calls are answered on the loop; nothing is prepared for a change of that. */
    if ((max == 0) != (config->max_workers == 0))
        return err_set(error, VIR_ERR_INVALID_ARG, "%s",
                       "maxWorkers must not be switched from zero to non-zero and vice versa");
    return server_set_workers(
        server, min, max,
        value_of(params, n, VIR_THREADPOOL_WORKERS_PRIORITY, config->priority_workers), error);
}

bool
admin_get_limits(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const AdminServerGetClientLimitsArgs *get = args;
    g_autoptr(ParamList) list = param_list_new();
    const ServerConfig *config;
    Server *server;

    if (!admin_no_flags(call, get->flags, error))
        return false;
    server = admin_server(client, get->srv.name, error);
    if (!server)
        return false;
    config = server_config(server);
    param_list_add_u32(list, config->max_clients, VIR_SERVER_CLIENTS_MAX);
    param_list_add_u32(list, server_client_count(server), VIR_SERVER_CLIENTS_CURRENT);
    param_list_add_u32(list, config->max_anonymous_clients, VIR_SERVER_CLIENTS_UNAUTH_MAX);
    param_list_add_u32(list, server_anonymous_count(server), VIR_SERVER_CLIENTS_UNAUTH_CURRENT);
    param_list_move(list, (List *)&((AdminServerGetClientLimitsRet *)ret)->params);
    return true;
}

bool
admin_set_limits(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const AdminServerSetClientLimitsArgs *set = args;
    const virTypedParameter *params = set->params.items;
    unsigned int n = set->params.n;
    const ServerConfig *config;
    Server *server;
    unsigned int max;
    unsigned int anonymous;

    if (!admin_no_flags(call, set->flags, error))
        return false;
    server = admin_server(client, set->srv.name, error);
    if (!server || !params_check_rules(params, n, limit_rules, error))
        return false;
    config = server_config(server);
    max = value_of(params, n, VIR_SERVER_CLIENTS_MAX, config->max_clients);
    anonymous = value_of(params, n, VIR_SERVER_CLIENTS_UNAUTH_MAX, config->max_anonymous_clients);
    /* The original's words, although they are the wrong way round. */
    if (max < anonymous)
        return err_set_full(error, VIR_FROM_RPC, VIR_ERR_INVALID_ARG, "%s",
                            "The overall maximum number of clients waiting for authentication must "
                            "not be less than the overall maximum number of clients");
    return server_set_client_limits(server, max, anonymous, error);
}

bool
admin_update_tls(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const AdminServerUpdateTlsFilesArgs *update = args;
    Daemon *daemon = client->server->config.daemon;
    Server *server;

    if (!admin_no_flags(call, update->flags, error))
        return false;
    server = admin_server(client, update->srv.name, error);
    if (!server)
        return false;
    /* One of them has all the certificates. */
    if (server == client->server || !daemon->tls)
        return err_set_full(error, VIR_FROM_RPC, VIR_ERR_INTERNAL_ERROR, "%s",
                            "no tls service found, unable to update tls files");
    return daemon_tls_reload(daemon, error);
}
