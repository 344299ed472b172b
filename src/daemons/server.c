/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/server.h"

#include <sys/socket.h>
#include <unistd.h>
#include "base/err.h"
#include "base/log.h"
#include "daemons/auth.h"
#include "daemons/client.h"
#include "daemons/dispatch.h"
#include "daemons/keepalive.h"
#include "daemons/listener.h"
#include "rpc/message.h"

LOG_SOURCE("rpc.netserver");
#define ERR_DOMAIN VIR_FROM_RPC

/* Clients that are too many learn so when they ask something; they have as long for it, and no
 * more of them are listened to. */
#define REFUSED_MAX     64
#define REFUSED_MS      5000
#define REFUSED_LOOK_MS 1000
/* Somebody new is preferred to a client that has not authenticated for so long. It is no time for
 * one that has not even begun, or is at TLS, which takes none between programs. */
#define ANONYMOUS_MS 30000

static const uint32_t default_programs[] = { PROGRAM_REMOTE, PROGRAM_REMOTE + 1, PROGRAM_REMOTE + 2,
                                             PROGRAM_KEEPALIVE, 0 };

const ServerConfig server_config_default = {
    .name = "libvirtd",
    .programs = default_programs,
    .handlers = dispatch_conn_handlers,
    .max_clients = 5000,
    .max_anonymous_clients = 20,
    .max_queued_clients = 1000,
    .min_workers = 5,
    .max_workers = 20,
    .priority_workers = 5,
    .max_client_requests = 5,
    .keepalive_interval = 5,
    .keepalive_count = 5,
};

static void attention_due(int id, void *data);
static void refused_due(int id, void *data);

Server *
server_new(Loop *loop, const ServerConfig *config)
{
    Server *server = g_new0(Server, 1);

    server->config = *config;
    server->loop = loop;
    server->workers =
        worker_pool_new(config->min_workers, config->max_workers, config->priority_workers);
    server->listeners = g_ptr_array_new();
    server->clients = g_ptr_array_new();
    server->refused = g_ptr_array_new();
    server->attention = g_ptr_array_new();
    server->next_client_id = 1;
    mutex_init(&server->lock);
    server->attention_timeout = loop_add_timeout(loop, -1, attention_due, server, NULL);
    server->refused_timeout = loop_add_timeout(loop, -1, refused_due, server, NULL);
    server->keepalive_timeout = loop_add_timeout(loop, -1, server_keepalive_due, server, NULL);
    return server;
}

static void
close_all(GPtrArray *clients)
{
    while (clients->len > 0)
        client_close(g_ptr_array_index(clients, clients->len - 1), "the server ends");
}

void
server_free(Server *server)
{
    if (!server)
        return;
    for (guint i = 0; i < server->listeners->len; i++)
        server_listener_free(g_ptr_array_index(server->listeners, i));
    close_all(server->clients);
    close_all(server->refused);
    worker_pool_free(server->workers);
    attention_due(server->attention_timeout, server);
    loop_remove_timeout(server->loop, server->attention_timeout);
    loop_remove_timeout(server->loop, server->refused_timeout);
    loop_remove_timeout(server->loop, server->keepalive_timeout);
    g_ptr_array_unref(server->attention);
    g_ptr_array_unref(server->listeners);
    g_ptr_array_unref(server->clients);
    g_ptr_array_unref(server->refused);
    mutex_clear(&server->lock);
    g_free(server);
}

const ServerConfig *
server_config(const Server *server)
{
    return &server->config;
}

bool
server_speaks(const Server *server, uint32_t program)
{
    for (const uint32_t *known = server->config.programs; *known; known++) {
        if (*known == program)
            return true;
    }
    return false;
}

/* --- clients */

unsigned int
server_client_count(const Server *server)
{
    return server->clients->len;
}

unsigned int
server_anonymous_count(const Server *server)
{
    return server->n_anonymous;
}

Client *
server_client(const Server *server, unsigned int index)
{
    return g_ptr_array_index(server->clients, index);
}

Client *
server_find_client(const Server *server, uint64_t id)
{
    for (guint i = 0; i < server->clients->len; i++) {
        Client *client = g_ptr_array_index(server->clients, i);

        if (client->id == id)
            return client;
    }
    return NULL;
}

Client *
server_take_client(Server *server, uint64_t id)
{
    MUTEX_GUARD(&server->lock);
    Client *client = server_find_client(server, id);

    return client ? client_ref(client) : NULL;
}

/* With the lock: other threads look for clients. */
static void
add_client(Server *server, Client *client)
{
    MUTEX_GUARD(&server->lock);

    g_ptr_array_add(server->clients, client);
}

static bool
remove_client(Server *server, Client *client)
{
    MUTEX_GUARD(&server->lock);

    return g_ptr_array_remove(server->clients, client);
}

static void
clients_changed(Server *server)
{
    if (server->config.clients_changed)
        server->config.clients_changed(server, server->clients->len, server->config.data);
}

static void
refuse(Server *server, Client *client, const char *why)
{
    if (server->refused->len >= REFUSED_MAX)
        client_close(g_ptr_array_index(server->refused, 0), "it was told to go");
    LOG_WARN("client %" G_GUINT64_FORMAT " of %s is refused: %s", client->id, server->config.name,
             why);
    client->refusal = g_strdup(why);
    g_ptr_array_add(server->refused, client);
    loop_update_timeout(server->loop, server->refused_timeout, REFUSED_LOOK_MS);
}

static void
refused_due(int id, void *data)
{
    Server *server = data;
    int64_t now = g_get_monotonic_time();

    /* The oldest come first. */
    while (server->refused->len > 0) {
        Client *client = g_ptr_array_index(server->refused, 0);

        if (now - client->arrival_us < REFUSED_MS * 1000)
            return;
        client_close(client, "it was told to go");
    }
    loop_update_timeout(server->loop, id, -1);
}

/* How far a client has come that is not known yet; who has come less far gives way first. */
typedef enum Progress {
    PROGRESS_NONE,   /* it has not said a word that counts */
    PROGRESS_TLS,    /* it speaks TLS */
    PROGRESS_TRYING, /* it authenticates */
    PROGRESS_COUNT
} Progress;

static Progress
progress_of(const Client *client, int64_t now)
{
    if (client->auth->is_tried)
        return now - client->arrival_us > ANONYMOUS_MS * 1000 ? PROGRESS_TLS : PROGRESS_TRYING;
    return client->auth->has_spoken ? PROGRESS_TLS : PROGRESS_NONE;
}

/* Whether there is room for one more that is not known yet: the oldest of those that are least far
 * gives way, unless it is authenticating. */
static bool
make_room(Server *server)
{
    int64_t now = g_get_monotonic_time();
    Client *least[PROGRESS_COUNT] = { NULL };

    if (server->n_anonymous <= server->config.max_anonymous_clients)
        return true;
    for (guint i = 0; i < server->clients->len && !least[PROGRESS_NONE]; i++) {
        Client *client = g_ptr_array_index(server->clients, i);

        if (!client->is_authenticated && !least[progress_of(client, now)])
            least[progress_of(client, now)] = client;
    }
    for (int progress = PROGRESS_NONE; progress < PROGRESS_TRYING; progress++) {
        if (least[progress]) {
            client_close(least[progress], "it does not authenticate");
            return true;
        }
    }
    return false;
}

Client *
server_readd_client(Server *server, int fd, uint64_t id, int64_t arrived_at, const Service *service)
{
    Client *client = client_new(server, fd, id, service);

    client->arrived_at = arrived_at;
    g_ptr_array_add(server->clients, client);
    clients_changed(server);
    return client;
}

/* Of another user, in the words of the original; NULL if the client may come in. */
static char *
foreign_user(const Server *server, int fd)
{
    struct ucred peer;
    socklen_t size = sizeof(peer);

    if (!server->config.own_user_only)
        return NULL;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
        return g_strdup_printf("Disallowing client: %s", g_strerror(errno));
    if (peer.uid == geteuid())
        return NULL;
    return g_strdup_printf("Disallowing client %lld with uid %lld", (long long)peer.pid,
                           (long long)peer.uid);
}

/* Whoever has hung up already must not cost a place, of which there are few until it is known who
 * comes. */
static bool
is_gone(const Server *server, int fd)
{
    char byte;

    return server->n_anonymous >= server->config.max_anonymous_clients &&
           recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

void
server_add_client(Server *server, int fd, const Service *service)
{
    Client *client;
    g_autofree char *why = NULL;

    if (is_gone(server, fd)) {
        close(fd);
        return;
    }
    client = client_new(server, fd, server->next_client_id++, service);
    why = foreign_user(server, fd);
    if (!why && server->clients->len >= server->config.max_clients)
        why = g_strdup_printf("Too many active clients (%u)", server->config.max_clients);
    else if (!why && !client_is_authenticated(client) && !make_room(server))
        why = g_strdup_printf("Too many clients waiting for authentication (%u)",
                              server->config.max_anonymous_clients);
    if (why) {
        refuse(server, client, why);
        return;
    }
    add_client(server, client);
    clients_changed(server);
}

void
server_forget(Server *server, Client *client)
{
    if (remove_client(server, client)) {
        client_unref(client);
        clients_changed(server);
    } else if (g_ptr_array_remove(server->refused, client)) {
        client_unref(client);
    }
}

void
server_attend(Server *server, Client *client)
{
    bool is_first;

    mutex_lock(&server->lock);
    is_first = server->attention->len == 0;
    g_ptr_array_add(server->attention, client_ref(client));
    mutex_unlock(&server->lock);
    if (is_first)
        loop_update_timeout(server->loop, server->attention_timeout, 0);
}

static void
attention_due(int id, void *data)
{
    Server *server = data;
    g_autoptr(GPtrArray) due = NULL;

    mutex_lock(&server->lock);
    loop_update_timeout(server->loop, id, -1);
    due = g_steal_pointer(&server->attention);
    server->attention = g_ptr_array_new();
    mutex_unlock(&server->lock);
    for (guint i = 0; i < due->len; i++) {
        client_attend(g_ptr_array_index(due, i));
        client_unref(g_ptr_array_index(due, i));
    }
}

/* --- limits */

bool
server_set_client_limits(Server *server, unsigned int max_clients,
                         unsigned int max_anonymous_clients, GError **error)
{
    if (max_clients < max_anonymous_clients)
        return err_set(error, VIR_ERR_INVALID_ARG, "%s",
                       "The overall maximum number of clients must not be less than the number of "
                       "clients waiting for authentication");
    server->config.max_clients = max_clients;
    server->config.max_anonymous_clients = max_anonymous_clients;
    return true;
}

bool
server_set_workers(Server *server, unsigned int min, unsigned int max, unsigned int priority,
                   GError **error)
{
    if (min > max)
        return err_set(error, VIR_ERR_INVALID_ARG, "%s",
                       "minWorkers cannot be larger than maxWorkers");
    server->config.min_workers = min;
    server->config.max_workers = max;
    server->config.priority_workers = priority;
    worker_pool_set(server->workers, min, max, priority);
    return true;
}

void
server_worker_stats(Server *server, WorkerStats *stats_out)
{
    worker_pool_stats(server->workers, stats_out);
}
