/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* virtlogd: writes the logs of guests, and goes on when the daemons of the drivers do not. */
#include "daemons/log/virtlogd.h"

#include <string.h>
#include "base/err.h"
#include "daemons/log/log-age.h"
#include "rpc/message.h"

#define ERR_DOMAIN VIR_FROM_LOGGING

/* The original's. */
#define MAX_BACKUPS 32
#define SYSTEM_LOGS "/var/log/libvirt"

static const uint32_t programs[] = { PROGRAM_LOG, PROGRAM_KEEPALIVE, 0 };

static LogAge *age;

static void
files_changed(void *data, int change)
{
    daemon_inhibit(data, change);
}

/* The default is the system's. */
static const char *
log_folder(const Daemon *daemon)
{
    const char *folder = daemon->settings.log_root;
    bool is_default = strcmp(folder, SYSTEM_LOGS) == 0;

    return is_default && (!daemon->is_system || daemon->paths.root[0]) ? daemon->paths.log : folder;
}

static bool
start(Daemon *daemon, GError **error)
{
    unsigned int max_backups = daemon->settings.max_backups;
    const LogFilesConfig config = {
        .limits = { .max_size = daemon->settings.max_size, .max_backups = max_backups },
        .changed = files_changed,
        .data = daemon,
    };

    if (max_backups > MAX_BACKUPS)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "Max backup %u must be less than or equal to %d", max_backups, MAX_BACKUPS);
    daemon->data = log_files_new(daemon->loop, &config);
    age =
        log_age_new(daemon->loop, daemon->data, log_folder(daemon), daemon->settings.max_age_days);
    return true;
}

static void
stop(Daemon *daemon)
{
    log_age_free(age);
    log_files_free(daemon->data);
}

static const DaemonSpec spec = {
    .name = "virtlogd",
    .socket_name = "virtlogd",
    .settings = &settings_virtlogd,
    .programs = programs,
    .handlers = log_handlers,
    .features = DAEMON_OWN_USER,
    .restart = &log_restart,
    .start = start,
    .stop = stop,
};

int
main(int argc, char **argv)
{
    return daemon_main(&spec, argc, argv);
}
