/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* virtlockd: holds the locks of guests' disks, and goes on when the daemons of the drivers do
 * not. */
#include "daemons/lock/virtlockd.h"

#include "rpc/message.h"

static const uint32_t programs[] = { PROGRAM_LOCK, PROGRAM_KEEPALIVE, 0 };

static bool
start(Daemon *daemon, GError **error)
{
    daemon->data = lock_daemon_new(daemon);
    return true;
}

static void
stop(Daemon *daemon)
{
    lock_daemon_free(daemon->data);
}

static const DaemonSpec spec = {
    .name = "virtlockd",
    .socket_name = "virtlockd",
    .settings = &settings_virtlockd,
    .programs = programs,
    .handlers = lock_handlers,
    .features = DAEMON_OWN_USER,
    .restart = &lock_restart,
    .start = start,
    .stop = stop,
};

int
main(int argc, char **argv)
{
    return daemon_main(&spec, argc, argv);
}
