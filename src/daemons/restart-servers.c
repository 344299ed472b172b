/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/restart-servers.h"

#include <fcntl.h>
#include <json-c/json.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include "base/deadline.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "daemons/client.h"
#include "daemons/listener.h"
#include "daemons/state.h"

LOG_SOURCE("daemons.restart");
#define ERR_DOMAIN VIR_FROM_RPC

/* For all clients together to take what is to be sent to them. */
#define FLUSH_MS 1000

/* --- saving */

static void
add_number(json_object *object, const char *key, int64_t number)
{
    json_object_object_add(object, key, json_object_new_int64(number));
}

static void
add_bool(json_object *object, const char *key, bool value)
{
    json_object_object_add(object, key, json_object_new_boolean(value));
}

/* The original's form; of us only fd and unlinkUNIX are of use. */
static json_object *
save_socket(int fd, bool is_client, bool has_path)
{
    json_object *object = json_object_new_object();

    add_number(object, "fd", fd);
    add_number(object, "errfd", -1);
    add_number(object, "pid", 0);
    add_bool(object, "isClient", is_client);
    add_bool(object, "unlinkUNIX", has_path);
    return object;
}

static json_object *
save_service(const Server *server, const ServerListener *listener)
{
    json_object *object = json_object_new_object();
    json_object *sockets = json_object_new_array();
    int fd = server_listener_fd(listener);

    add_number(object, "auth", 0);
    add_bool(object, "readonly", false);
    add_number(object, "nrequests_client_max", server->config.max_client_requests);
    json_object_array_add(sockets, save_socket(fd, false, server_listener_path(listener)));
    json_object_object_add(object, "socks", sockets);
    return object;
}

/* What came of the next packet, and will not come again. */
static void
save_unread(json_object *object, const Transport *transport)
{
    size_t n;
    const unsigned char *unread = transport_unread(transport, &n);
    g_autofree char *text = n > 0 ? g_base64_encode(unread, n) : NULL;

    if (text)
        json_object_object_add(object, "unread", json_object_new_string(text));
}

static json_object *
save_client(Daemon *daemon, Client *client)
{
    json_object *object = json_object_new_object();
    bool is_main = strcmp(client->server->config.name, daemon->spec->name) == 0;

    add_number(object, "id", (int64_t)client->id);
    add_number(object, "auth", 0);
    add_bool(object, "auth_pending", false);
    add_bool(object, "readonly", client->service.read_only);
    add_number(object, "nrequests_max", client->server->config.max_client_requests);
    add_number(object, "conn_time", client->arrived_at);
    json_object_object_add(object, "sock",
                           save_socket(transport_fd(client->transport), true, false));
    save_unread(object, client->transport);
    if (is_main && daemon->spec->restart->save_client)
        json_object_object_add(object, "privateData", daemon->spec->restart->save_client(client));
    else if (is_main)
        json_object_object_add(object, "privateData", json_object_new_object());
    return object;
}

static bool
flush(Client *client, int64_t deadline_us)
{
    struct pollfd poll_fd = { .fd = transport_fd(client->transport), .events = POLLOUT };

    while (transport_backlog(client->transport) > 0) {
        if (poll(&poll_fd, 1, deadline_left_ms(deadline_us)) == 0 ||
            transport_flush(client->transport, NULL) == TRANSPORT_FAILED)
            return false;
    }
    return true;
}

/* Nothing of what is to be sent, nor a client that is going, outlives the program. */
static void
settle(Server *server)
{
    int64_t deadline_us = deadline_in_ms(FLUSH_MS);

    for (guint i = server->clients->len; i-- > 0;) {
        Client *client = g_ptr_array_index(server->clients, i);

        if (!flush(client, deadline_us) || client->is_closing)
            client_close(client, "it does not take its answer before the restart");
    }
}

static bool
save_server(Daemon *daemon, Server *server, json_object *servers, GError **error)
{
    const ServerConfig *config = &server->config;
    json_object *object = json_object_new_object();
    json_object *services = json_object_new_array();
    json_object *clients = json_object_new_array();

    json_object_object_add(servers, config->name, object);
    add_number(object, "min_workers", config->min_workers);
    add_number(object, "max_workers", config->max_workers);
    add_number(object, "priority_workers", config->priority_workers);
    add_number(object, "max_clients", config->max_clients);
    add_number(object, "max_anonymous_clients",
               MAX(config->max_anonymous_clients, config->max_clients));
    add_number(object, "keepaliveInterval", (unsigned int)config->keepalive_interval);
    add_number(object, "keepaliveCount", config->keepalive_count);
    add_number(object, "next_client_id", (int64_t)server->next_client_id);
    json_object_object_add(object, "services", services);
    json_object_object_add(object, "clients", clients);
    for (guint i = 0; i < server->listeners->len; i++) {
        const ServerListener *listener = g_ptr_array_index(server->listeners, i);

        json_object_array_add(services, save_service(server, listener));
        if (!restart_keep(daemon, server_listener_fd(listener), error))
            return false;
    }
    settle(server);
    for (guint i = 0; i < server->clients->len; i++) {
        Client *client = g_ptr_array_index(server->clients, i);

        json_object_array_add(clients, save_client(daemon, client));
        if (!restart_keep(daemon, transport_fd(client->transport), error))
            return false;
    }
    return true;
}

bool
restart_save_servers(Daemon *daemon, json_object *document, GError **error)
{
    json_object *object = json_object_new_object();
    json_object *servers = json_object_new_object();

    json_object_object_add(document, "daemon", object);
    json_object_object_add(object, "servers", servers);
    for (guint i = 0; i < daemon->servers->len; i++) {
        if (!save_server(daemon, g_ptr_array_index(daemon->servers, i), servers, error))
            return false;
    }
    return true;
}

/* --- restoring */

/* Of a socket in the file system; NULL for others. */
static char *
socket_path(int fd)
{
    struct sockaddr_un address = { 0 };
    socklen_t size = sizeof(address);

    if (getsockname(fd, (struct sockaddr *)&address, &size) < 0 || address.sun_family != AF_UNIX ||
        address.sun_path[0] == '\0')
        return NULL;
    return g_strndup(address.sun_path, sizeof(address.sun_path));
}

static bool
restore_socket(json_object *object, bool listens, int *fd_out, GError **error)
{
    g_auto(Fd) fd = -1;
    int found = 0;
    socklen_t size = sizeof(found);

    if (!state_take_fd(object, "fd", &fd, error))
        return false;
    if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &found, &size) < 0 || found != listens)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "descriptor %d is not a socket that %s", fd,
                       listens ? "listens" : "is connected");
    /* Whoever made it may not have needed that. */
    if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot set flags of descriptor %d", fd);
    *fd_out = fd_steal(&fd);
    return true;
}

static bool
restore_service(Server *server, json_object *object, GError **error)
{
    const Service service = { .kind = SERVICE_UNIX };
    json_object *sockets = state_array(object, "socks", error);

    if (!sockets)
        return false;
    for (size_t i = 0; i < json_object_array_length(sockets); i++) {
        json_object *socket = json_object_array_get_idx(sockets, i);
        g_autofree char *path = NULL;
        bool has_path;
        int fd;

        if (!state_bool(socket, "unlinkUNIX", &has_path, error) ||
            !restore_socket(socket, true, &fd, error))
            return false;
        path = has_path ? socket_path(fd) : NULL;
        g_ptr_array_add(server->listeners, server_listener_new(server, fd, path, &service));
    }
    return true;
}

static bool
restore_unread(Client *client, json_object *object, GError **error)
{
    g_autofree unsigned char *unread = NULL;
    const char *text;
    gsize n;

    if (!state_optional(object, "unread"))
        return true;
    text = state_text(object, "unread", error);
    if (!text)
        return false;
    unread = g_base64_decode(text, &n);
    transport_preload(client->transport, unread, n);
    server_attend(client->server, client);
    return true;
}

static bool
restore_client(Daemon *daemon, Server *server, json_object *object, GError **error)
{
    const RestartHooks *hooks = daemon->spec->restart;
    Service service = { .kind = SERVICE_UNIX };
    json_object *socket = state_object(object, "sock", error);
    json_object *data = state_optional(object, "privateData");
    int64_t arrived_at;
    Client *client;
    int64_t id;
    int fd;

    if (!socket || !state_number(object, "id", 0, INT64_MAX, &id, error) ||
        !state_number(object, "conn_time", 0, INT64_MAX, &arrived_at, error) ||
        !state_bool(object, "readonly", &service.read_only, error) ||
        !restore_socket(socket, false, &fd, error))
        return false;
    client = server_readd_client(server, fd, (uint64_t)id, arrived_at, &service);
    if (data && hooks->restore_client && !hooks->restore_client(client, data, error))
        return false;
    return restore_unread(client, object, error);
}

/* One that cannot be restored costs no other. */
static void
report(const char *what, GError **failure)
{
    err_context(failure, "while taking over %s", what);
    log_error(LOG_LEVEL_ERROR, *failure);
    g_clear_error(failure);
}

static bool
restore_server(Daemon *daemon, Server *server, json_object *object, GError **error)
{
    json_object *services = state_array(object, "services", error);
    json_object *clients = services ? state_array(object, "clients", error) : NULL;
    GError *failure = NULL;
    int64_t next_id;

    if (!clients || !state_number(object, "next_client_id", 0, INT64_MAX, &next_id, error))
        return false;
    for (size_t i = 0; i < json_object_array_length(services); i++) {
        if (!restore_service(server, json_object_array_get_idx(services, i), error))
            return false;
    }
    for (size_t i = 0; i < json_object_array_length(clients); i++) {
        if (!restore_client(daemon, server, json_object_array_get_idx(clients, i), &failure))
            report("a client", &failure);
    }
    server->next_client_id = MAX(server->next_client_id, (uint64_t)next_id);
    return true;
}

bool
restart_restore_servers(Daemon *daemon, json_object *document, GError **error)
{
    json_object *object = state_object(document, "daemon", error);
    json_object *servers = object ? state_object(object, "servers", error) : NULL;

    if (!servers)
        return false;
    for (guint i = 0; i < daemon->servers->len; i++) {
        Server *server = g_ptr_array_index(daemon->servers, i);
        json_object *one = state_object(servers, server->config.name, error);

        if (!one || !restore_server(daemon, server, one, error))
            return false;
    }
    return true;
}
