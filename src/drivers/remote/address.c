/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the daemon of a URI is. */
#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "base/err.h"
#include "remote-priv.h"

#define ERR_DOMAIN VIR_FROM_REMOTE

#define SYSTEM_DIR "/var/run/libvirt"

static bool
is_session(const Uri *uri)
{
    return g_strcmp0(uri->path, "/session") == 0 || (geteuid() != 0 && !uri->path);
}

char *
remote_socket_path(const Uri *uri, bool read_only, GError **error)
{
    const char *given = uri_param(uri, "socket");
    const char *runtime = g_getenv("XDG_RUNTIME_DIR");

    if (given)
        return g_strdup(given);
    if (is_session(uri)) {
        g_autofree char *cache = NULL;

        if (!runtime || !*runtime)
            runtime = cache = g_build_filename(g_get_user_cache_dir(), NULL);
        return g_build_filename(runtime, "libvirt", "libvirt-sock", NULL);
    }
    return g_strdup(read_only ? SYSTEM_DIR "/libvirt-sock-ro" : SYSTEM_DIR "/libvirt-sock");
}

int
remote_connect_unix(const char *path, GError **error)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd;

    if (g_strlcpy(address.sun_path, path, sizeof(address.sun_path)) >= sizeof(address.sun_path)) {
        err_set_full(error, VIR_FROM_RPC, VIR_ERR_INTERNAL_ERROR,
                     "Path %s too long for unix socket", path);
        return -1;
    }
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        err_errno_full(error, VIR_FROM_RPC, VIR_ERR_SYSTEM_ERROR, "%s", "Failed to create socket");
        return -1;
    }
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
        err_errno_full(error, VIR_FROM_RPC, VIR_ERR_SYSTEM_ERROR,
                       "Failed to connect socket to '%s'", path);
        close(fd);
        return -1;
    }
    return fd;
}

/* The ways to a daemon that the original knows; ours are those that are built. */
static const struct {
    const char *name;
    bool is_built;
} transports[] = {
    { "tls", false }, { "unix", true },     { "ssh", false },    { "ext", false },
    { "tcp", false }, { "libssh2", false }, { "libssh", false },
};

static bool
check_transport(const char *name, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(transports); i++) {
        if (!g_str_equal(transports[i].name, name))
            continue;
        return transports[i].is_built ||
               err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "transport '%s' is not built yet; 'unix' is", name);
    }
    return err_set(error, VIR_ERR_INVALID_ARG, "%s",
                   "remote_open: transport in URL not recognised (should be "
                   "tls|unix|ssh|ext|tcp|libssh2|libssh)");
}

int
remote_connect(const Uri *uri, unsigned int flags, GError **error)
{
    const char *transport = uri->transport ? uri->transport : uri->server ? "tls" : "unix";
    g_autofree char *path = NULL;

    if (!check_transport(transport, error))
        return -1;
    if (uri->server) {
        err_set(error, VIR_ERR_INVALID_ARG,
                "using unix socket and remote server '%s' is not supported.", uri->server);
        return -1;
    }
    path = remote_socket_path(uri, flags & VIR_CONNECT_RO, error);
    return path ? remote_connect_unix(path, error) : -1;
}

/* Parameters that speak of the way to the daemon. */
static const char *const own_params[] = {
    "name",
    "command",
    "socket",
    "auth",
    "sshauth",
    "netcat",
    "keyfile",
    "pkipath",
    "tls_priority",
    "mode",
    "proxy",
    "known_hosts",
    "known_hosts_verify",
    "no_sanity",
    "no_verify",
    "no_tty",
    NULL,
};

char *
remote_inner_uri(const Uri *uri)
{
    const char *name = uri_param(uri, "name");
    g_autofree char *query = NULL;
    Uri inner = *uri;

    if (name)
        return g_strdup(name);
    for (guint i = 0; uri->params && i < uri->params->len; i++) {
        UriParam *param = g_ptr_array_index(uri->params, i);

        if (g_strv_contains(own_params, param->name))
            param->ignored = true;
    }
    inner.query = query = uri_format_params(uri);
    inner.transport = inner.user = inner.server = NULL;
    inner.port = 0;
    return uri_format(&inner);
}
