/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the daemon of a URI is, and a connected socket to it. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "base/dirs.h"
#include "base/err.h"
#include "remote-priv.h"

#define ERR_DOMAIN VIR_FROM_RPC

#define SYSTEM_DIR "/var/run/libvirt"
#define TCP_PORT   "16509"

/* The modular daemon of a hypervisor or kind of object; everything else is virtproxyd's. */
static const struct {
    const char *scheme;
    const char *daemon;
} modular_daemons[] = {
    { "bhyve", "virtbhyved" },
    { "ch", "virtchd" },
    { "interface", "virtinterfaced" },
    { "lxc", "virtlxcd" },
    { "network", "virtnetworkd" },
    { "nodedev", "virtnodedevd" },
    { "nwfilter", "virtnwfilterd" },
    { "qemu", "virtqemud" },
    { "secret", "virtsecretd" },
    { "storage", "virtstoraged" },
    { "vbox", "virtvboxd" },
    { "vz", "virtvzd" },
    { "xen", "virtxend" },
};

static const char *
modular_daemon(const char *scheme)
{
    for (size_t i = 0; i < G_N_ELEMENTS(modular_daemons); i++) {
        if (g_strcmp0(modular_daemons[i].scheme, scheme) == 0)
            return modular_daemons[i].daemon;
    }
    return "virtproxyd";
}

/* Root has no daemon of its own: its sessions are the system's. */
static bool
is_session(const Uri *uri)
{
    return geteuid() != 0 && (!uri->path || g_str_equal(uri->path, "/session"));
}

/* The socket of one daemon in a folder; a user's own has no read-only one. */
static char *
daemon_socket(const char *folder, const char *daemon, const char *suffix)
{
    return g_strdup_printf("%s/%s-sock%s", folder, daemon, suffix);
}

/* The monolithic daemon, unless the URI wants the modular one or only that is there. */
static char *
socket_path(const Uri *uri, const RemoteOptions *options, bool read_only, GError **error)
{
    const char *mode = options->value[OPTION_MODE] ? options->value[OPTION_MODE] : "auto";
    const char *suffix = read_only && !is_session(uri) ? "-ro" : "";
    g_autofree char *folder = NULL;
    g_autofree char *legacy = NULL;
    g_autofree char *direct = NULL;

    if (options->value[OPTION_SOCKET])
        return g_strdup(options->value[OPTION_SOCKET]);
    folder = is_session(uri) ? dirs_user_runtime(error) : g_strdup(SYSTEM_DIR);
    if (!folder)
        return NULL;
    legacy = daemon_socket(folder, "libvirt", suffix);
    direct = daemon_socket(folder, modular_daemon(uri->scheme), suffix);
    if (g_str_equal(mode, "direct") ||
        (g_str_equal(mode, "auto") && access(legacy, F_OK) < 0 && access(direct, F_OK) == 0))
        return g_steal_pointer(&direct);
    return g_steal_pointer(&legacy);
}

int
remote_connect_unix(const char *path, GError **error)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd;

    if (g_strlcpy(address.sun_path, path, sizeof(address.sun_path)) >= sizeof(address.sun_path)) {
        errno = ENOMEM; /* what the original reports */
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "Path %s too long for unix socket", path);
        return -1;
    }
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", "Failed to create socket");
        return -1;
    }
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "Failed to connect socket to '%s'", path);
        close(fd);
        return -1;
    }
    return fd;
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
remote_connect_tcp(const Uri *uri, const char *default_port, GError **error)
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

int
remote_connect(const Uri *uri, unsigned int flags, Channel **channel_out, GError **error)
{
    RemoteOptions options = { 0 };
    g_autofree char *path = NULL;

    *channel_out = NULL;
    if (!remote_options_read(&options, uri, error))
        return -1;
    if (g_str_equal(options.transport->name, "tcp"))
        return remote_connect_tcp(uri, TCP_PORT, error);
    if (g_str_equal(options.transport->name, "tls"))
        return remote_connect_tls(uri, &options, channel_out, error);
    path = socket_path(uri, &options, flags & VIR_CONNECT_RO, error);
    return path ? remote_connect_unix(path, error) : -1;
}
