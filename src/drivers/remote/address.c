/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The transports that are sockets. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/err.h"
#include "remote-priv.h"

#define ERR_DOMAIN VIR_FROM_RPC

#define TCP_PORT "16509"

bool
remote_connect_unix_way(const RemoteRoute *route, RemoteLink *link_out, GError **error)
{
    const char *socket = route->options->value[OPTION_SOCKET];
    g_auto(RemoteDaemon) daemon = { 0 };
    int fd;

    if (socket) {
        fd = remote_connect_unix(socket, error);
    } else {
        if (!remote_daemon_choose(&daemon, route->uri, route->options->mode, route->read_only,
                                  error))
            return false;
        fd = remote_daemon_connect(&daemon, error);
    }
    *link_out = (RemoteLink){ .fd = fd };
    return fd >= 0;
}

static int
connect_one(const struct addrinfo *address)
{
    int on = 1;
    int fd = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC, address->ai_protocol);

    if (fd < 0)
        return -1;
    if (connect(fd, address->ai_addr, address->ai_addrlen) < 0) {
        int failure = errno;

        close(fd);
        errno = failure;
        return -1;
    }
    /* Calls are small and wait for their answers. */
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    return fd;
}

int
remote_connect_host(const Uri *uri, const char *default_port, GError **error)
{
    const char *host = uri->server ? uri->server : "localhost";
    g_autofree char *port = uri->port ? g_strdup_printf("%u", uri->port) : g_strdup(default_port);
    const struct addrinfo hints = { .ai_family = AF_UNSPEC,
                                    .ai_socktype = SOCK_STREAM,
                                    .ai_flags = AI_ADDRCONFIG };
    struct addrinfo *addresses = NULL;
    int failure = getaddrinfo(host, port, &hints, &addresses);
    int fd = -1;

    if (failure) {
        err_set(error, VIR_ERR_SYSTEM_ERROR, "Unable to resolve address '%s' service '%s': %s",
                host, port, gai_strerror(failure));
        return -1;
    }
    errno = ECONNREFUSED;
    for (const struct addrinfo *address = addresses; address && fd < 0; address = address->ai_next)
        fd = connect_one(address);
    if (fd < 0)
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "unable to connect to server at '%s:%s'", host,
                  port);
    freeaddrinfo(addresses);
    return fd;
}

bool
remote_connect_tcp(const RemoteRoute *route, RemoteLink *link_out, GError **error)
{
    int fd = remote_connect_host(route->uri, TCP_PORT, error);

    *link_out = (RemoteLink){ .fd = fd };
    return fd >= 0;
}
