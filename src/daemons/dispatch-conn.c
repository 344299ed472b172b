/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The operations that a daemon serves itself, because they are about the client: opening, closing,
 * authentication, features of the protocol. */
#include "core/access.h"
#include "daemons/client-identity.h"
#include "daemons/dispatch-close.h"
#include "daemons/auth.h"
#include "daemons/dispatch-event.h"
#include "daemons/dispatch.h"
#include "lib/calls.h"

#define ERR_DOMAIN VIR_FROM_RPC

/* One open at a time, and only one that succeeds. */
static bool
begin_open(Client *client, GError **error)
{
    MUTEX_GUARD(&client->lock);

    if (client->conn || client->is_opening)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "%s", "connection already open");
    client->is_opening = true;
    return true;
}

static void
end_open(Client *client, Conn *conn)
{
    mutex_lock(&client->lock);
    client->is_opening = false;
    if (conn && !client->is_closed)
        client->conn = g_steal_pointer(&conn);
    mutex_unlock(&client->lock);
    /* The client went away meanwhile. */
    if (conn) {
        client_unwatch_conn(conn);
        conn_unref(conn);
    }
}

/* The rules that the description has for opening. A daemon of another process asks them itself. */
static bool
may_open(Conn *conn, GError **error)
{
    const Op *op = &ops[OP_CONNECT_OPEN];

    for (unsigned int i = 0; i < op->n_access && !conn->backend->is_remote; i++) {
        const AccessRequest request = { .conn = conn,
                                        .driver = conn->backend->name,
                                        .kind = op->access[i].object,
                                        .permission = op->access[i].permission };

        if (!access_require(&request, error))
            return false;
    }
    return true;
}

static bool
connect_open(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const ConnectOpenArgs *open = args;
    bool read_only = client->service.read_only || (open->flags & VIR_CONNECT_RO);
    Conn *conn;

    if (!begin_open(client, error))
        return false;
    conn = conn_open(open->name, NULL, read_only ? VIR_CONNECT_RO : 0, error);
    if (conn && (!client_identity_give(client, conn, error) || !may_open(conn, error)))
        g_clear_pointer(&conn, handle_unref);
    if (!conn) {
        end_open(client, NULL);
        return false;
    }
    client->is_proxied = conn->backend->is_remote;
    client_events_attach(client, conn);
    client_watch_conn(client, conn);
    end_open(client, conn);
    return true;
}

static bool
connect_close(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    client_finish(client);
    return true;
}

static bool
supports_feature(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    int feature = ((const ConnectSupportsFeatureArgs *)args)->feature;
    ConnectSupportsFeatureRet *answer = ret;

    answer->supported = 1;
    if (feature == FEATURE_PROGRAM_KEEPALIVE) {
        client_set_keepalive(client);
        return true;
    }
    call->conn = client_conn(client, error);
    if (!call->conn)
        return false;
    switch (feature) {
    case FEATURE_FD_PASSING:
        answer->supported = client->service.kind == SERVICE_UNIX;
        return true;
    case FEATURE_REMOTE_EVENT_CALLBACK:
    case FEATURE_REMOTE_CLOSE_CALLBACK:
        return true;
    default:
        return call_invoke(call, args, ret);
    }
}

static bool
want_close_event(Client *client, bool wanted, Call *call, GError **error)
{
    call->conn = client_conn(client, error);
    if (!call->conn)
        return false;
    mutex_lock(&client->lock);
    client->wants_close_event = wanted;
    mutex_unlock(&client->lock);
    return true;
}

static bool
register_close(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    return want_close_event(client, true, call, error);
}

static bool
unregister_close(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    return want_close_event(client, false, call, error);
}

const DispatchHandler dispatch_conn_handlers[OP_COUNT] = {
    [OP_AUTH_LIST] = { auth_list, false },
    [OP_AUTH_SASL_INIT] = { auth_sasl_init, true },
    [OP_AUTH_SASL_START] = { auth_sasl_start, true, auth_sasl_after },
    [OP_AUTH_SASL_STEP] = { auth_sasl_step, true, auth_sasl_after },
    [OP_AUTH_POLKIT] = { auth_polkit, true },
    [OP_CONNECT_OPEN] = { connect_open, true },
    [OP_CONNECT_CLOSE] = { connect_close, false },
    [OP_CONNECT_SUPPORTS_FEATURE] = { supports_feature, false },
    [OP_CONNECT_REGISTER_CLOSE_CALLBACK] = { register_close, false },
    [OP_CONNECT_UNREGISTER_CLOSE_CALLBACK] = { unregister_close, false },
    [OP_CONNECT_DOMAIN_EVENT_REGISTER] = { events_register_lifecycle, false },
    [OP_CONNECT_DOMAIN_EVENT_DEREGISTER] = { events_deregister_lifecycle, false },
    [OP_CONNECT_DOMAIN_EVENT_REGISTER_ANY] = { events_register_old, false },
    [OP_CONNECT_DOMAIN_EVENT_DEREGISTER_ANY] = { events_deregister_old, false },
    [OP_CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY] = { events_register, false },
    [OP_CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY] = { events_deregister, false },
    [OP_CONNECT_NETWORK_EVENT_REGISTER_ANY] = { events_register, false },
    [OP_CONNECT_NETWORK_EVENT_DEREGISTER_ANY] = { events_deregister, false },
    [OP_CONNECT_STORAGE_POOL_EVENT_REGISTER_ANY] = { events_register, false },
    [OP_CONNECT_STORAGE_POOL_EVENT_DEREGISTER_ANY] = { events_deregister, false },
    [OP_CONNECT_NODE_DEVICE_EVENT_REGISTER_ANY] = { events_register, false },
    [OP_CONNECT_NODE_DEVICE_EVENT_DEREGISTER_ANY] = { events_deregister, false },
    [OP_CONNECT_SECRET_EVENT_REGISTER_ANY] = { events_register, false },
    [OP_CONNECT_SECRET_EVENT_DEREGISTER_ANY] = { events_deregister, false },
    [OP_QEMU_CONNECT_DOMAIN_MONITOR_EVENT_REGISTER] = { events_register, true },
    [OP_QEMU_CONNECT_DOMAIN_MONITOR_EVENT_DEREGISTER] = { events_deregister, true },
};
