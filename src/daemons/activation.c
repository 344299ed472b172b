/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/activation.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "base/number.h"

LOG_SOURCE("util.systemd");
#define ERR_DOMAIN VIR_FROM_SYSTEMD

#define FIRST_FD 3
#define FDS_MAX  1024

struct Activation {
    int *fds; /* -1: claimed */
    char **names;
    unsigned int n_fds;
    bool has_names;
};

/* A listening stream socket and nothing else, or we would serve who knows what. */
static bool
check_fd(int fd, GError **error)
{
    int listens = 0;
    int type = 0;
    socklen_t size = sizeof(int);

    if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) < 0 || type != SOCK_STREAM ||
        getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) < 0 || !listens)
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "activation file descriptor %d is not a listening socket", fd);
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 ||
        fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot set flags of descriptor %d", fd);
    return true;
}

static bool
read_count(const char *text, unsigned int *n_out, GError **error)
{
    uint64_t n;

    if (!number_u64_in(text, 10, 0, FDS_MAX, "LISTEN_FDS", &n, error))
        return false;
    *n_out = (unsigned int)n;
    return true;
}

void
activation_forget(void)
{
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
    unsetenv("LISTEN_FDNAMES");
}

bool
activation_take(Activation **activation_out, GError **error)
{
    g_autofree char *pid = g_strdup(g_getenv("LISTEN_PID"));
    g_autofree char *count = g_strdup(g_getenv("LISTEN_FDS"));
    g_autofree char *names = g_strdup(g_getenv("LISTEN_FDNAMES"));
    g_autoptr(Activation) activation = NULL;
    uint64_t wanted_pid;
    unsigned int n;

    *activation_out = NULL;
    /* Not for the programs that we start. */
    activation_forget();
    if (!pid || !count)
        return true;
    if (!number_u64(pid, 10, "LISTEN_PID", &wanted_pid, NULL) || wanted_pid != (uint64_t)getpid()) {
        LOG_DEBUG("descriptors are for process %s", pid);
        return true;
    }
    if (!read_count(count, &n, error))
        return false;
    if (n == 0)
        return true;
    activation = g_new0(Activation, 1);
    activation->fds = g_new(int, n);
    activation->has_names = names && *names;
    activation->names = g_strsplit(names ? names : "", ":", -1);
    for (; activation->n_fds < n; activation->n_fds++) {
        int fd = FIRST_FD + (int)activation->n_fds;

        if (!check_fd(fd, error))
            return false;
        activation->fds[activation->n_fds] = fd;
    }
    if (activation->has_names && g_strv_length(activation->names) != n)
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "Expected %u file descriptor names but got %u in LISTEN_FDNAMES", n,
                       g_strv_length(activation->names));
    *activation_out = g_steal_pointer(&activation);
    return true;
}

void
activation_free(Activation *activation)
{
    if (!activation)
        return;
    for (unsigned int i = 0; i < activation->n_fds; i++)
        fd_close(activation->fds[i]);
    g_free(activation->fds);
    g_strfreev(activation->names);
    g_free(activation);
}

static bool
is_port(in_port_t found, const char *port)
{
    int wanted;

    return port && number_int(port, 10, "port", &wanted, NULL) && ntohs(found) == wanted;
}

typedef union Address {
    struct sockaddr any;
    struct sockaddr_un un;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
} Address;

static bool
is_at(int fd, const char *path_end, const char *port)
{
    Address address = { 0 };
    socklen_t size = sizeof(address);
    const char *slash;

    if (getsockname(fd, &address.any, &size) < 0)
        return false;
    switch (address.any.sa_family) {
    case AF_UNIX:
        address.un.sun_path[sizeof(address.un.sun_path) - 1] = '\0';
        slash = strrchr(address.un.sun_path, '/');
        return path_end && slash && strcmp(slash + 1, path_end) == 0;
    case AF_INET:
        return is_port(address.in.sin_port, port);
    case AF_INET6:
        return is_port(address.in6.sin6_port, port);
    default:
        return false;
    }
}

int
activation_claim(Activation *activation, const char *name, const char *path_end, const char *port)
{
    for (unsigned int i = 0; i < activation->n_fds; i++) {
        if (activation->fds[i] >= 0 &&
            (activation->has_names ? strcmp(activation->names[i], name) == 0
                                   : is_at(activation->fds[i], path_end, port)))
            return fd_steal(&activation->fds[i]);
    }
    return -1;
}

bool
activation_complete(const Activation *activation, GError **error)
{
    for (unsigned int i = 0; i < activation->n_fds; i++) {
        if (activation->fds[i] < 0)
            continue;
        err_set(error, VIR_ERR_INTERNAL_ERROR, "%s",
                "Some activation file descriptors are unclaimed");
        return activation->has_names
                   ? err_context(error, "nothing listens on '%s'", activation->names[i])
                   : err_context(error, "nothing listens on descriptor %d", activation->fds[i]);
    }
    return true;
}

void
activation_notify(const char *state)
{
    const char *path = g_getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    size_t length = path ? strlen(path) : 0;
    g_auto(Fd) fd = -1;

    if (length == 0 || length >= sizeof(address.sun_path) || (path[0] != '/' && path[0] != '@'))
        return;
    memcpy(address.sun_path, path, length);
    if (path[0] == '@')
        address.sun_path[0] = '\0';
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&address,
                         (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)) < 0)
        LOG_WARN("cannot tell the service manager '%s': %s", state, g_strerror(errno));
}
