/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "drivers/remote/daemon.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "base/dirs.h"
#include "base/err.h"

#define ERR_DOMAIN VIR_FROM_REMOTE

#define SYSTEM_DIR     "/var/run/libvirt"
#define LEGACY_SOCKET  "libvirt"
#define LEGACY_PROGRAM "libvirtd"

void
remote_daemon_clear(RemoteDaemon *daemon)
{
    g_clear_pointer(&daemon->socket, g_free);
    g_clear_pointer(&daemon->program, g_free);
}

/* Root has no daemon of its own: its sessions are the system's. The test driver's daemon is always
 * the user's own. */
static bool
is_session(const Uri *uri)
{
    if (geteuid() == 0)
        return false;
    return !uri->scheme || g_strcmp0(uri->path, "/session") == 0 ||
           (uri->transport && g_str_equal(uri->scheme, "test"));
}

/* A user's own daemon has no read-only socket. */
static char *
socket_path(const RemoteDaemon *daemon, const char *name, bool read_only, GError **error)
{
    g_autofree char *folder = NULL;

    folder = daemon->is_session ? dirs_user_runtime(error) : g_strdup(SYSTEM_DIR);
    if (!folder)
        return NULL;
    return g_strdup_printf("%s/%s-sock%s", folder, name,
                           read_only && !daemon->is_session ? "-ro" : "");
}

/* Folder of the daemons that we stand in for; NULL if we do not. */
static char *proxied_folder;

void
remote_daemon_proxy_for(const char *folder)
{
    g_free(proxied_folder);
    proxied_folder = g_strdup(folder);
}

/* The daemons of hypervisors, for whoever takes what there is. */
static const char *const hypervisors[] = { "qemu", "xen", "lxc", "bhyve", "vz", "ch", "vbox" };

/* The first that is there; the first of all if none is. */
static const char *
choose_hypervisor(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(hypervisors); i++) {
        g_autofree char *path = g_strdup_printf("%s/virt%sd-sock", proxied_folder, hypervisors[i]);

        if (access(path, F_OK) == 0)
            return hypervisors[i];
    }
    return hypervisors[0];
}

static void
choose_proxied(RemoteDaemon *daemon, const Uri *uri, bool read_only)
{
    daemon->program = g_strdup_printf("virt%sd", uri->scheme ? uri->scheme : choose_hypervisor());
    daemon->socket = g_strdup_printf("%s/%s-sock%s", proxied_folder, daemon->program,
                                     read_only && !daemon->is_session ? "-ro" : "");
}

static bool
choose_legacy(RemoteDaemon *daemon, bool read_only, GError **error)
{
    daemon->program = g_strdup(LEGACY_PROGRAM);
    daemon->socket = socket_path(daemon, LEGACY_SOCKET, read_only, error);
    return daemon->socket != NULL;
}

/* The modular daemon is named after the scheme, whichever it is. */
static bool
choose_direct(RemoteDaemon *daemon, const Uri *uri, bool read_only, GError **error)
{
    daemon->program = g_strdup_printf("virt%sd", uri->scheme);
    daemon->socket = socket_path(daemon, daemon->program, read_only, error);
    return daemon->socket != NULL;
}

bool
remote_daemon_choose(RemoteDaemon *daemon_out, const Uri *uri, RemoteMode mode, bool read_only,
                     GError **error)
{
    g_auto(RemoteDaemon) daemon = { .is_session = is_session(uri) };

    if (proxied_folder) {
        choose_proxied(&daemon, uri, read_only);
        *daemon_out = daemon;
        daemon = (RemoteDaemon){ 0 };
        return true;
    }
    if (mode == REMOTE_MODE_DIRECT && !uri->scheme)
        return err_set(error, VIR_ERR_OPERATION_UNSUPPORTED, "%s",
                       "Cannot use direct socket mode if no URI is set");
    if (mode != REMOTE_MODE_LEGACY && uri->scheme) {
        if (!choose_direct(&daemon, uri, read_only, error))
            return false;
        if (mode == REMOTE_MODE_AUTO && access(daemon.socket, F_OK) < 0)
            remote_daemon_clear(&daemon);
    }
    if (!daemon.socket && !choose_legacy(&daemon, read_only, error))
        return false;
    *daemon_out = daemon;
    daemon = (RemoteDaemon){ 0 };
    return true;
}

bool
remote_daemon_choose_far(RemoteDaemon *daemon_out, const Uri *uri, RemoteMode mode, const char *way,
                         bool read_only, GError **error)
{
    if (mode == REMOTE_MODE_DIRECT)
        return err_set(error, VIR_ERR_OPERATION_UNSUPPORTED,
                       "Cannot use direct socket mode for %s transport", way);
    return remote_daemon_choose(daemon_out, uri, REMOTE_MODE_LEGACY, read_only, error);
}

int
remote_connect_unix(const char *path, GError **error)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd;

    if (g_strlcpy(address.sun_path, path, sizeof(address.sun_path)) >= sizeof(address.sun_path)) {
        errno = ENOMEM; /* what the original reports */
        err_errno_full(error, VIR_FROM_RPC, VIR_ERR_SYSTEM_ERROR,
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
