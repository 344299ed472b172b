/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/server.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "base/err.h"
#include "daemons/client.h"
#include "daemons/server-priv.h"
#include "rpc/message.h"

#define ERR_DOMAIN VIR_FROM_RPC

#define BACKLOG 30
/* Clients taken at one wake-up, so that a storm of them does not starve the others. */
#define ACCEPT_MAX 64
/* How long a listener rests when there are no descriptors for clients. */
#define ACCEPT_REST_MS 100

static const uint32_t default_programs[] = { PROGRAM_REMOTE, PROGRAM_REMOTE + 1, PROGRAM_REMOTE + 2,
                                             PROGRAM_KEEPALIVE, 0 };

const ServerConfig server_config_default = {
    .name = "libvirtd",
    .programs = default_programs,
    .max_clients = 5000,
    .max_workers = 20,
    .priority_workers = 5,
    .max_client_requests = 5,
};

typedef struct Listener {
    Server *server;
    int fd;
    int watch;
    int rest; /* timeout; runs while nobody is accepted */
    bool read_only;
    char *path; /* to remove at the end; NULL for none */
} Listener;

static void attention_due(int id, void *data);

Server *
server_new(Loop *loop, const ServerConfig *config)
{
    Server *server = g_new0(Server, 1);

    server->config = *config;
    server->loop = loop;
    server->workers = worker_pool_new(config->max_workers, config->priority_workers);
    server->listeners = g_ptr_array_new();
    server->clients = g_ptr_array_new();
    server->attention = g_ptr_array_new();
    mutex_init(&server->lock);
    server->attention_timeout = loop_add_timeout(loop, -1, attention_due, server, NULL);
    return server;
}

static void
listener_free(Listener *listener)
{
    loop_remove_handle(listener->server->loop, listener->watch);
    loop_remove_timeout(listener->server->loop, listener->rest);
    close(listener->fd);
    if (listener->path)
        unlink(listener->path);
    g_free(listener->path);
    g_free(listener);
}

void
server_free(Server *server)
{
    if (!server)
        return;
    for (guint i = 0; i < server->listeners->len; i++)
        listener_free(g_ptr_array_index(server->listeners, i));
    while (server->clients->len > 0)
        client_close(g_ptr_array_index(server->clients, 0), "the server ends");
    worker_pool_free(server->workers);
    attention_due(server->attention_timeout, server);
    loop_remove_timeout(server->loop, server->attention_timeout);
    g_ptr_array_unref(server->attention);
    g_ptr_array_unref(server->listeners);
    g_ptr_array_unref(server->clients);
    mutex_clear(&server->lock);
    g_free(server);
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

unsigned int
server_client_count(const Server *server)
{
    return server->clients->len;
}

static void
clients_changed(Server *server)
{
    if (server->config.clients_changed)
        server->config.clients_changed(server, server->clients->len, server->config.data);
}

void
server_add_client(Server *server, int fd, bool read_only)
{
    if (server->clients->len >= server->config.max_clients) {
        close(fd);
        return;
    }
    g_ptr_array_add(server->clients, client_new(server, fd, server->next_client_id++, read_only));
    clients_changed(server);
}

void
server_forget(Server *server, Client *client)
{
    if (!g_ptr_array_remove_fast(server->clients, client))
        return;
    client_unref(client);
    clients_changed(server);
}

static void
rest_over(int id, void *data)
{
    Listener *listener = data;

    loop_update_timeout(listener->server->loop, id, -1);
    loop_update_handle(listener->server->loop, listener->watch, LOOP_READABLE);
}

/* Whoever knocks goes on knocking: without a rest the loop would do nothing else. */
static void
rest(Listener *listener, int why)
{
    if (why != EMFILE && why != ENFILE && why != ENOBUFS && why != ENOMEM)
        return;
    g_warning("cannot accept a client: %s", g_strerror(why));
    loop_update_handle(listener->server->loop, listener->watch, 0);
    loop_update_timeout(listener->server->loop, listener->rest, ACCEPT_REST_MS);
}

static void
accept_due(int id, int fd, int events, void *data)
{
    Listener *listener = data;

    for (int i = 0; i < ACCEPT_MAX; i++) {
        int client_fd = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

        if (client_fd >= 0) {
            server_add_client(listener->server, client_fd, listener->read_only);
        } else if (errno != EINTR && errno != ECONNABORTED) {
            rest(listener, errno);
            break;
        }
    }
}

static void
add_listener(Server *server, int fd, const char *path, bool read_only)
{
    Listener *listener = g_new0(Listener, 1);

    *listener =
        (Listener){ .server = server, .fd = fd, .read_only = read_only, .path = g_strdup(path) };
    listener->rest = loop_add_timeout(server->loop, -1, rest_over, listener, NULL);
    listener->watch = loop_add_handle(server->loop, fd, LOOP_READABLE, accept_due, listener, NULL);
    g_ptr_array_add(server->listeners, listener);
}

void
server_listen_fd(Server *server, int fd, bool read_only)
{
    add_listener(server, fd, NULL, read_only);
}

/* Whether somebody answers at the path. */
static bool
is_served(const struct sockaddr_un *address)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool served = fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0;

    if (fd >= 0)
        close(fd);
    return served;
}

static int
bind_unix(const char *path, mode_t mode, GError **error)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    mode_t old_mask;
    int fd;
    int rc;

    if (g_strlcpy(address.sun_path, path, sizeof(address.sun_path)) >= sizeof(address.sun_path)) {
        err_set(error, VIR_ERR_INTERNAL_ERROR, "Path %s too long for unix socket", path);
        return -1;
    }
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", "Failed to create socket");
        return -1;
    }
    if (!is_served(&address))
        unlink(path);
    /* Never more open than it will be, not even for a moment. */
    old_mask = umask((mode_t)~mode & 0777);
    rc = bind(fd, (struct sockaddr *)&address, sizeof(address));
    umask(old_mask);
    if (rc < 0 || listen(fd, BACKLOG) < 0) {
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "Failed to bind socket to '%s'", path);
        close(fd);
        return -1;
    }
    return fd;
}

bool
server_listen_unix(Server *server, const char *path, mode_t mode, bool read_only, GError **error)
{
    int fd = bind_unix(path, mode, error);

    if (fd < 0)
        return false;
    add_listener(server, fd, path, read_only);
    return true;
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
