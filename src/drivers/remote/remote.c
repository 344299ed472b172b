/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libvirt/libvirt.h>
#include <sys/socket.h>
#include "base/err.h"
#include "lib/calls.h"
#include "lib/conn-events.h"
#include "lib/admin/admin.h"
#include "remote-priv.h"

#define ERR_DOMAIN VIR_FROM_REMOTE

bool
remote_ask(Remote *remote, OpId op, const void *args, void *ret, GError **error)
{
    Call call = { .op = &ops[op], .function = ops[op].function, .error_domain = ERR_DOMAIN };

    return remote_call(remote, &call, args, ret, error);
}

/* A reference, unless the last one is gone already: then the connection is being closed, which
 * waits for the hook that asks. */
static bool
hold(Conn *conn)
{
    int refs = conn->head.refs;

    while (refs > 0) {
        if (atomic_compare_exchange_weak(&conn->head.refs, &refs, refs + 1))
            return true;
    }
    return false;
}

static void
deliver(Conn *conn, const EventType *type, const void *message)
{
    int id = -1;

    if (type->callback_id_offset != EVENT_NO_CALLBACK_ID)
        memcpy(&id, (const char *)message + type->callback_id_offset, sizeof(id));
    if (type->message == &shape_connect_event_connection_closed_msg)
        conn_closed(conn, ((const ConnectEventConnectionClosedMsg *)message)->reason);
    else
        conn_events_deliver(conn, type, id, message);
}

static void
on_event(void *data, const Packet *packet)
{
    Conn *conn = data;
    const EventType *type = event_type_find(packet->header.program, packet->header.procedure);
    g_autofree void *message = NULL;

    if (!type || !type->message)
        return;
    message = g_malloc(type->message->size);
    if (!xdr_decode(type->message, message, packet->payload, packet->n_payload, NULL, NULL))
        return;
    if (hold(conn)) {
        deliver(conn, type, message);
        conn_unref(conn);
    }
    shape_clear(type->message, message);
}

static void
on_closed(void *data, int reason)
{
    Conn *conn = data;

    if (!hold(conn))
        return;
    conn_closed(conn, reason);
    conn_unref(conn);
}

static const RpcClientHooks hooks = { on_event, on_closed };

static bool
is_unix(int fd)
{
    struct sockaddr_storage address = { 0 };
    socklen_t length = sizeof(address);

    return getsockname(fd, (struct sockaddr *)&address, &length) == 0 &&
           address.ss_family == AF_UNIX;
}

/* Takes the link. */
static Remote *
remote_new(Conn *conn, const RemoteLink *link)
{
    Remote *remote = g_new0(Remote, 1);

    remote->is_encrypted = link->channel != NULL;
    remote->outer_bits = link->channel ? link->channel->bits : 0;
    remote->is_local = is_unix(link->fd);
    remote->client = rpc_client_new(link->fd, link->channel, &hooks, conn);
    rpc_client_watch(remote->client);
    return remote;
}

static void
remote_free(Remote *remote)
{
    rpc_client_close(remote->client);
    rpc_client_unref(remote->client);
    g_free(remote);
}

static void
remote_close(Conn *conn)
{
    Remote *remote = conn->backend_data;
    bool is_admin = conn->head.magic == (HANDLE_MAGIC | OBJECT_ADM_CONNECT);

    if (remote->has_close_callback)
        remote_ask(remote, OP_CONNECT_UNREGISTER_CLOSE_CALLBACK, NULL, NULL, NULL);
    if (rpc_client_is_open(remote->client))
        remote_ask(remote, is_admin ? OP_ADMIN_CONNECT_CLOSE : OP_CONNECT_CLOSE, NULL, NULL, NULL);
    remote_free(remote);
}

/* Whether the daemon's driver has the operation shows when it is asked. */
static bool
supports_op(Conn *conn, OpId op)
{
    return true;
}

static bool
is_alive(Conn *conn)
{
    return rpc_client_is_open(((Remote *)conn->backend_data)->client);
}

static bool
is_encrypted(Conn *conn)
{
    return ((Remote *)conn->backend_data)->is_encrypted;
}

static int
set_keepalive(Conn *conn, int interval, unsigned int count, GError **error)
{
    Remote *remote = conn->backend_data;
    bool can;

    if (!remote_supports(remote, FEATURE_PROGRAM_KEEPALIVE, &can, error))
        return -1;
    if (!can)
        return 1;
    return rpc_client_keepalive(remote->client, interval, count, error) ? 0 : -1;
}

static const Backend remote_backend = {
    .name = "remote",
    .is_remote = true,
    .invoke = remote_invoke,
    .supports = supports_op,
    .close = remote_close,
    .is_alive = is_alive,
    .is_encrypted = is_encrypted,
    .set_keepalive = set_keepalive,
};

/* The URI that the daemon chose. */
static bool
fetch_uri(Conn *conn, Remote *remote, GError **error)
{
    ConnectGetUriRet ret = { 0 };

    if (!remote_ask(remote, OP_CONNECT_GET_URI, NULL, &ret, error))
        return false;
    g_free(conn->uri);
    conn->uri = g_steal_pointer(&ret.uri);
    return true;
}

static bool
open_sequence(Conn *conn, Remote *remote, const Uri *uri, virConnectAuthPtr auth,
              unsigned int flags, GError **error)
{
    const char *wish = uri ? uri_param(uri, "auth") : NULL;
    /* Empty, the daemon chooses. */
    g_autofree char *name = uri ? remote_inner_uri(uri) : g_strdup("");
    ConnectOpenArgs args = { .name = name, .flags = flags & VIR_CONNECT_RO };
    bool has_feature;

    if (!remote_authenticate(remote, uri, wish, auth, error) ||
        !remote_supports(remote, FEATURE_PROGRAM_KEEPALIVE, &has_feature, error) ||
        !remote_ask(remote, OP_CONNECT_OPEN, &args, NULL, error))
        return false;
    if (!conn->uri && !fetch_uri(conn, remote, error))
        return false;
    if (!remote_supports(remote, FEATURE_REMOTE_EVENT_CALLBACK, &has_feature, error) ||
        !remote_supports(remote, FEATURE_REMOTE_CLOSE_CALLBACK, &has_feature, error))
        return false;
    if (has_feature && !remote_ask(remote, OP_CONNECT_REGISTER_CLOSE_CALLBACK, NULL, NULL, error))
        return false;
    remote->has_close_callback = has_feature;
    return true;
}

static atomic_bool explicit_only;

void
remote_take_explicit_only(void)
{
    explicit_only = true;
}

static DriverOpen
remote_open(Conn *conn, const Uri *uri, virConnectAuthPtr auth, unsigned int flags, GError **error)
{
    Uri no_uri = { 0 };
    RemoteOptions options = { 0 };
    RemoteRoute route = { .uri = uri ? uri : &no_uri,
                          .options = &options,
                          .auth = auth,
                          .read_only = flags & VIR_CONNECT_RO };
    RemoteLink link;
    Remote *remote;

    if (explicit_only && !(uri && (uri->transport || uri->server)))
        return DRIVER_DECLINED;
    if (!remote_options_read(&options, route.uri, error) ||
        !options.transport->connect(&route, &link, error))
        return DRIVER_FAILED;
    remote = remote_new(conn, &link);
    remote->transport = options.transport;
    if (open_sequence(conn, remote, uri, auth, flags, error)) {
        conn->backend_data = remote;
        conn->backend = &remote_backend;
        return DRIVER_OPENED;
    }
    remote_free(remote);
    return DRIVER_FAILED;
}

static const Backend admin_backend = {
    .name = "admin",
    .is_remote = true,
    .invoke = remote_invoke,
    .supports = supports_op,
    .close = remote_close,
    .is_alive = is_alive,
};

bool
admin_client_open(Conn *conn, const char *socket_path, unsigned int flags, GError **error)
{
    AdminConnectOpenArgs args = { .flags = flags };
    RemoteLink link = { .fd = remote_connect_unix(socket_path, error) };
    Remote *remote;

    if (link.fd < 0)
        return false;
    remote = remote_new(conn, &link);
    if (!remote_ask(remote, OP_ADMIN_CONNECT_OPEN, &args, NULL, error)) {
        remote_free(remote);
        return false;
    }
    conn->backend_data = remote;
    conn->backend = &admin_backend;
    return true;
}

const Driver remote_driver = {
    .name = "remote",
    .takes_remote = true,
    .open = remote_open,
};
