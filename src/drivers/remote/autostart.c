/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A user's own daemon runs while somebody needs it: whoever finds no socket starts it, and waits
 * until it listens. A lock keeps others from starting a second one meanwhile. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/deadline.h"
#include "base/err.h"
#include "base/file.h"
#include "base/spawn.h"
#include "drivers/remote/daemon.h"
#include "drivers/remote/install-dirs-priv.h"
#include "program-env-priv.h"

#define ERR_DOMAIN VIR_FROM_REMOTE

/* How long the daemon stays without clients; the original's. */
#define DAEMON_TIMEOUT "--timeout=120"
/* It answers within milliseconds, but a machine can be busy. */
#define START_MS 10000
#define STEP_MS  2

static const char *const daemon_env[] = { "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR",
                                          NULL };

typedef struct Start {
    const RemoteDaemon *daemon;
    char *lock_path;
    int lock_fd;
    bool has_lock;
    SpawnChild *child; /* NULL: not by us */
    bool is_over;      /* it ended */
} Start;

static char *
program_path(const char *program)
{
    const char *folder = secure_getenv("LIBVIRTD_PATH");

    return g_build_filename(folder && *folder ? folder : SBINDIR, program, NULL);
}

static bool
open_lock(Start *start, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(start->daemon->socket);

    if (g_mkdir_with_parents(folder, 0700) < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "Cannot create user runtime directory '%s'",
                         folder);
    start->lock_path = g_strdup_printf("%s/%s.lock", folder, start->daemon->program);
    start->lock_fd = file_open(start->lock_path, O_RDWR | O_CREAT, 0600, error);
    return start->lock_fd >= 0;
}

/* The same lock as the original's, since either may be starting the other's daemon. Its file is
 * removed at the end, so what we hold may be one that nobody else sees: then that is no matter but
 * for a second daemon, which finds the first one's pid file and ends. */
static void
take_lock(Start *start)
{
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };

    start->has_lock = fcntl(start->lock_fd, F_SETLK, &lock) == 0;
}

static bool
launch(Start *start, GError **error)
{
    g_autofree char *path = program_path(start->daemon->program);
    g_autoptr(Spawn) spawn = spawn_new(path);

    spawn_add_arg(spawn, DAEMON_TIMEOUT);
    program_env_set(spawn, daemon_env);
    spawn_set_cwd(spawn, "/");
    spawn_set_daemon(spawn);
    start->child = spawn_start(spawn, error);
    return start->child != NULL;
}

/* Sleep a little, or until the daemon has ended. */
static void
rest(Start *start)
{
    struct pollfd item = { .fd = start->child ? spawn_child_pidfd(start->child) : -1,
                           .events = POLLIN };

    if (poll(&item, 1, STEP_MS) > 0)
        start->is_over = true;
}

static bool
is_absent(int failure)
{
    return failure == ENOENT || failure == ECONNREFUSED;
}

/* What the original says of a daemon that does not come up is why connecting failed; the rest goes
 * into the cause. */
static int
wait_for_socket(Start *start, GError **error)
{
    int64_t deadline = deadline_in_ms(START_MS);
    g_autofree char *program = program_path(start->daemon->program);
    g_autoptr(GError) why = NULL;
    bool has_failed = false;

    for (;;) {
        g_autoptr(GError) failure = NULL;
        bool was_over = start->is_over;
        int fd = remote_connect_unix(start->daemon->socket, &failure);

        if (fd >= 0)
            return fd;
        if (has_failed || was_over || !is_absent(err_detail(failure)->int1) ||
            deadline_left_ms(deadline) == 0) {
            g_propagate_error(error, g_steal_pointer(&failure));
            if (has_failed)
                err_context(error, "the daemon could not be started: %s", why->message);
            else if (was_over)
                err_context(error, "'%s' was started and ended; its log may say why", program);
            else
                err_context(error, "'%s' does not listen after %d s", program, START_MS / 1000);
            return -1;
        }
        if (!start->has_lock)
            take_lock(start);
        else if (!start->child)
            has_failed = !launch(start, &why);
        if (!has_failed)
            rest(start);
    }
}

static bool
may_start(const RemoteDaemon *daemon)
{
    const char *choice = g_getenv("LIBVIRT_AUTOSTART");

    return daemon->is_session && g_strcmp0(choice, "0") != 0;
}

int
remote_daemon_connect(const RemoteDaemon *daemon, GError **error)
{
    g_autoptr(GError) failure = NULL;
    Start start = { .daemon = daemon, .lock_fd = -1 };
    int fd = remote_connect_unix(daemon->socket, &failure);

    if (fd >= 0 || !may_start(daemon) || !is_absent(err_detail(failure)->int1)) {
        if (fd < 0)
            g_propagate_error(error, g_steal_pointer(&failure));
        return fd;
    }
    if (open_lock(&start, error))
        fd = wait_for_socket(&start, error);
    if (start.has_lock)
        unlink(start.lock_path);
    fd_close(start.lock_fd);
    spawn_child_free(start.child);
    g_free(start.lock_path);
    return fd;
}
