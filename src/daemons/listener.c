/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/listener.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"

LOG_SOURCE("rpc.netsocket");
#define ERR_DOMAIN VIR_FROM_RPC

/* Clients taken at one wake-up, so that a storm of them does not starve the others. */
#define ACCEPT_MAX 64
/* How long a listener rests when there are no descriptors for clients. */
#define ACCEPT_REST_MS 100

struct ServerListener {
    Server *server;
    int fd;
    int watch;
    int rest; /* timeout; runs while nobody is accepted */
    Service service;
    char *path;
};

static void
rest_over(int id, void *data)
{
    ServerListener *listener = data;

    loop_update_timeout(listener->server->loop, id, -1);
    loop_update_handle(listener->server->loop, listener->watch, LOOP_READABLE);
}

/* Whoever knocks goes on knocking: without a rest the loop would do nothing else. */
static void
rest(ServerListener *listener, int why)
{
    if (why != EMFILE && why != ENFILE && why != ENOBUFS && why != ENOMEM)
        return;
    LOG_WARN("cannot accept a client: %s", g_strerror(why));
    loop_update_handle(listener->server->loop, listener->watch, 0);
    loop_update_timeout(listener->server->loop, listener->rest, ACCEPT_REST_MS);
}

static void
accept_due(int id, int fd, int events, void *data)
{
    ServerListener *listener = data;

    for (int i = 0; i < ACCEPT_MAX; i++) {
        int client_fd = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

        if (client_fd >= 0) {
            server_add_client(listener->server, client_fd, &listener->service);
        } else if (errno != EINTR && errno != ECONNABORTED) {
            rest(listener, errno);
            break;
        }
    }
}

ServerListener *
server_listener_new(Server *server, int fd, const char *path, const Service *service)
{
    ServerListener *listener = g_new0(ServerListener, 1);

    *listener =
        (ServerListener){ .server = server, .fd = fd, .service = *service, .path = g_strdup(path) };
    /* Answers are small and waited for. Clients inherit it. */
    if (service->kind != SERVICE_UNIX)
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
    listener->rest = loop_add_timeout(server->loop, -1, rest_over, listener, NULL);
    listener->watch = loop_add_handle(server->loop, fd, LOOP_READABLE, accept_due, listener, NULL);
    return listener;
}

int
server_listener_fd(const ServerListener *listener)
{
    return listener->fd;
}

const char *
server_listener_path(const ServerListener *listener)
{
    return listener->path;
}

void
server_listener_free(ServerListener *listener)
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
server_listen_fd(Server *server, int fd, const Service *service)
{
    g_ptr_array_add(server->listeners, server_listener_new(server, fd, NULL, service));
}

/* --- unix */

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
bind_unix(const char *path, mode_t mode, gid_t gid, unsigned int queue, GError **error)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    g_auto(Fd) fd = -1;
    mode_t old_mask;
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
    /* Never more open than it will be, not even for a moment: with another group, nobody's until
     * it has that. */
    old_mask = umask((mode_t) ~(gid == (gid_t)-1 ? mode : mode & 0700) & 0777);
    rc = bind(fd, (struct sockaddr *)&address, sizeof(address));
    umask(old_mask);
    if (rc < 0) {
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "Failed to bind socket to '%s'", path);
        return -1;
    }
    if (gid != (gid_t)-1 && (lchown(path, (uid_t)-1, gid) < 0 || chmod(path, mode) < 0)) {
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "Failed to change group of socket '%s' to %u", path,
                  gid);
        unlink(path);
        return -1;
    }
    if (listen(fd, (int)MIN(queue, INT_MAX)) < 0) {
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "Failed to listen on '%s'", path);
        unlink(path);
        return -1;
    }
    return fd_steal(&fd);
}

bool
server_listen_unix(Server *server, const char *path, mode_t mode, gid_t gid, const Service *service,
                   GError **error)
{
    int fd = bind_unix(path, mode, gid, server->config.max_queued_clients, error);

    if (fd < 0)
        return false;
    g_ptr_array_add(server->listeners, server_listener_new(server, fd, path, service));
    return true;
}

/* --- TCP */

static int
bind_tcp(const struct addrinfo *address, unsigned int queue)
{
    g_auto(Fd) fd = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
                           address->ai_protocol);
    int on = 1;

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    /* The other family has a socket of its own. */
    if (address->ai_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
    if (bind(fd, address->ai_addr, address->ai_addrlen) < 0 ||
        listen(fd, (int)MIN(queue, INT_MAX)) < 0)
        return -1;
    return fd_steal(&fd);
}

bool
server_listen_tcp(Server *server, const char *host, const char *port, const Service *service,
                  GError **error)
{
    const struct addrinfo hints = { .ai_family = AF_UNSPEC,
                                    .ai_socktype = SOCK_STREAM,
                                    .ai_flags = AI_PASSIVE | AI_ADDRCONFIG };
    struct addrinfo *addresses = NULL;
    int failure = getaddrinfo(host, port, &hints, &addresses);
    guint before = server->listeners->len;
    int why = 0;

    if (failure)
        return err_set(error, VIR_ERR_SYSTEM_ERROR,
                       "Unable to resolve address '%s' service '%s': %s", host ? host : "", port,
                       gai_strerror(failure));
    for (const struct addrinfo *address = addresses; address && !why; address = address->ai_next) {
        int fd = bind_tcp(address, server->config.max_queued_clients);

        if (fd >= 0)
            server_listen_fd(server, fd, service);
        else if (errno != EAFNOSUPPORT && errno != EADDRNOTAVAIL)
            why = errno;
    }
    freeaddrinfo(addresses);
    if (why || server->listeners->len == before) {
        errno = why ? why : EADDRNOTAVAIL;
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", "Unable to bind to port");
    }
    return true;
}
