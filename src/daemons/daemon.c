/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The main of every daemon. */
#include "daemons/daemon.h"

#include <json-c/json.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "base/pid-file.h"
#include "core/host-uuid.h"
#include "daemons/background.h"
#include "daemons/daemon-priv.h"
#include "daemons/event-impl.h"
#include "daemons/restart.h"
#include "drivers/remote/daemon.h"
#include "drivers/remote/remote.h"
#include "lib/driver.h"

LOG_SOURCE("daemons.daemon");
#define ERR_DOMAIN VIR_FROM_NONE

static void
stop_due(Daemon *daemon, void *data)
{
    daemon_quit(daemon);
}

static void
reload_due(Daemon *daemon, void *data)
{
    LOG_INFO("%s", "Reloading configuration on SIGHUP");
    if (daemon->spec->reload)
        daemon->spec->reload(daemon);
}

static bool
load_drivers(Daemon *daemon, const DaemonOptions *options, GError **error)
{
    bool found;

    for (const char *const *name = daemon->spec->drivers; name && *name; name++) {
        if (!driver_load(*name, &found, error))
            return false;
        if (!found)
            LOG_DEBUG("driver '%s' is not installed", *name);
    }
    for (char **name = options->drivers; name && *name; name++) {
        if (!driver_load(*name, &found, error))
            return false;
        if (!found)
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "there is no driver '%s'", *name);
    }
    return true;
}

/* For running calls at the end. */
#define END_SECONDS 30

/* A call that hangs must not keep the daemon from ending, nor the next one from starting. */
static void
give_up(int number)
{
    _exit(DAEMON_EXIT_OK);
}

static int
fail(const GError *error, int code)
{
    log_error(LOG_LEVEL_ERROR, error);
    background_report(code == DAEMON_EXIT_SERVER    ? BACKGROUND_NO_SERVER
                      : code == DAEMON_EXIT_SOCKETS ? BACKGROUND_NO_SOCKETS
                                                    : BACKGROUND_FAILED);
    return code;
}

static void
restart_due(Daemon *daemon, void *data)
{
    g_autoptr(GError) error = NULL;

    if (!restart_now(daemon, &error))
        log_error(LOG_LEVEL_ERROR, error);
}

/* What clients come in by: as it was, or made now. */
static bool
open_doors(Daemon *daemon, Activation *activation, json_object *state, GError **error)
{
    if (daemon->spec->restart)
        daemon_on_signal(daemon, SIGUSR1, restart_due, NULL);
    return state ? restart_restore(daemon, state, error) : daemon_listen(daemon, activation, error);
}

static int
serve(Daemon *daemon, const DaemonOptions *options, json_object *state)
{
    static const int stops[] = { SIGTERM, SIGINT, SIGQUIT };
    g_autoptr(Activation) activation = NULL;
    g_autoptr(GError) error = NULL;

    /* With a state the sockets are in that, whatever the program before us left in the
     * environment. */
    if (state)
        activation_forget();
    else if (!activation_take(&activation, &error))
        return fail(error, DAEMON_EXIT_SOCKETS);
    daemon->is_activated = activation != NULL;
    if (!daemon_make_servers(daemon, &error))
        return fail(error, DAEMON_EXIT_SERVER);
    if (!daemon_signals_start(daemon, &error) || !load_drivers(daemon, options, &error) ||
        (daemon->spec->start && !daemon->spec->start(daemon, &error)))
        return fail(error, DAEMON_EXIT_FAILED);
    for (size_t i = 0; i < G_N_ELEMENTS(stops); i++)
        daemon_on_signal(daemon, stops[i], stop_due, NULL);
    daemon_on_signal(daemon, SIGHUP, reload_due, NULL);
    if (!open_doors(daemon, activation, state, &error))
        return fail(error, DAEMON_EXIT_SOCKETS);
    if (options->timeout > 0)
        daemon_set_timeout(daemon, (unsigned int)options->timeout);
    background_report(BACKGROUND_UP);
    activation_notify("READY=1");
    while (!daemon->is_quitting) {
        if (!loop_run_once(daemon->loop, -1)) {
            err_errno(&error, VIR_ERR_SYSTEM_ERROR, "%s", "the event loop failed");
            return fail(error, DAEMON_EXIT_FAILED);
        }
    }
    activation_notify("STOPPING=1");
    return DAEMON_EXIT_OK;
}

/* Paths, settings and what they say about the process itself. */
static bool
prepare(Daemon *daemon, const DaemonOptions *options, GError **error)
{
    const Settings *s = &daemon->settings;

    if (!settings_read(daemon->spec->settings, daemon->paths.settings, options->settings,
                       &daemon->settings, error)) {
        LOG_ERROR("Can't load config file: %s: %s", (*error)->message, daemon->paths.settings);
        g_clear_error(error);
        return false;
    }
    if (s->max_workers < 1 && !(daemon->spec->features & DAEMON_OWN_USER)) {
        LOG_ERROR(
            "Can't load config file: internal error: 'max_workers' must be greater than 0: %s",
            daemon->paths.settings);
        return false;
    }
    if (!host_uuid_set(s->host_uuid, s->host_uuid_source, daemon->paths.root, error)) {
        LOG_ERROR("Can't setup host uuid: %s", (*error)->message);
        g_clear_error(error);
        return false;
    }
    if (!daemon_audit_setup(daemon, error))
        return false;
    if (!daemon_access_setup(daemon, error)) {
        log_error(LOG_LEVEL_ERROR, *error);
        LOG_ERROR("%s", "Can't initialize access manager");
        g_clear_error(error);
        return false;
    }
    return true;
}

static bool
make_folders(const Daemon *daemon, GError **error)
{
    return file_make_dirs(daemon->paths.runtime, 0755, error);
}

/* Where the sockets are, also those of other daemons. */
static const char *
socket_folder(const Daemon *daemon)
{
    return daemon->settings.unix_sock_dir ? daemon->settings.unix_sock_dir : daemon->paths.runtime;
}

static int
run(Daemon *daemon, const DaemonOptions *options, json_object *state)
{
    g_autoptr(GError) error = NULL;
    int code;

    daemon->loop = loop_new(&error);
    if (!daemon->loop)
        return fail(error, DAEMON_EXIT_FAILED);
    event_impl_register(daemon->loop);
    if (daemon->spec->features & DAEMON_REMOTE)
        remote_daemon_proxy_for(socket_folder(daemon));
    else
        remote_take_explicit_only();
    code = serve(daemon, options, state);
    signal(SIGALRM, give_up);
    alarm(END_SECONDS);
    /* The main server first: its clients may be in calls. */
    while (daemon->servers->len > 0)
        server_free(g_ptr_array_steal_index(daemon->servers, daemon->servers->len - 1));
    daemon_tls_free(daemon);
    if (daemon->spec->stop)
        daemon->spec->stop(daemon);
    daemon_signals_stop();
    alarm(0);
    return code;
}

/* The folder of sockets and the pid file come before and go after all else. */
static int
run_alone(Daemon *daemon, const DaemonOptions *options, json_object *state)
{
    g_autoptr(GError) error = NULL;
    mode_t old_mask = umask(daemon->is_privileged ? 022 : 077);
    bool done = make_folders(daemon, &error);
    int pid_fd;
    int code;

    umask(old_mask);
    if (!done)
        return fail(error, DAEMON_EXIT_FAILED);
    pid_fd = pid_file_acquire(daemon->paths.pid_file, &error);
    if (pid_fd < 0) {
        log_error(LOG_LEVEL_ERROR, error);
        background_report(BACKGROUND_NO_PID_FILE);
        return DAEMON_EXIT_FAILED;
    }
    code = run(daemon, options, state);
    pid_file_release(daemon->paths.pid_file, pid_fd);
    return code;
}

static int
start(Daemon *daemon, const DaemonOptions *options)
{
    g_autoptr(GError) error = NULL;
    json_object *state = NULL;
    bool to_background;
    int code;

    if (!daemon_logging_early(options, &error) || !options_paths(daemon, options, &error))
        return fail(error, DAEMON_EXIT_FAILED);
    if (!prepare(daemon, options, &error))
        return error ? fail(error, DAEMON_EXIT_FAILED) : DAEMON_EXIT_FAILED;
    if (daemon->spec->restart && !restart_load(daemon, &state, &error))
        return fail(error, DAEMON_EXIT_FAILED);
    to_background = options->is_daemon && !state;
    /* Relative paths are those of whoever started it. */
    if (!daemon_logging_setup(daemon, options, options->is_daemon, &error) ||
        (to_background && !background_enter(daemon->argv[0], &error)))
        code = fail(error, DAEMON_EXIT_FAILED);
    else
        code = run_alone(daemon, options, state);
    json_object_put(state);
    settings_clear(daemon->spec->settings, &daemon->settings);
    return code;
}

/* By name and not by file: what stands there may be replaced meanwhile. */
static char *
program_path(const char *name)
{
    g_autofree char *found = g_find_program_in_path(name);

    return found ? g_canonicalize_filename(found, NULL) : NULL;
}

int
daemon_main(const DaemonSpec *spec, int argc, char **argv)
{
    Daemon daemon = { .spec = spec, .argv = argv };
    DaemonOptions options;
    int code = DAEMON_EXIT_FAILED;

    switch (options_read(spec, argc, argv, &options)) {
    case OPTIONS_DONE:
        code = DAEMON_EXIT_OK;
        break;
    case OPTIONS_WRONG:
        break;
    case OPTIONS_RUN:
        /* It may come before there is anything to run anew. */
        if (spec->restart)
            signal(SIGUSR1, SIG_IGN);
        mutex_init(&daemon.lock);
        daemon.servers = g_ptr_array_new();
        daemon.program = program_path(argv[0]);
        daemon.kept_fds = g_array_new(FALSE, FALSE, sizeof(int));
        daemon.is_verbose = options.is_verbose;
        daemon.listens = options.listens;
        code = start(&daemon, &options);
        g_ptr_array_unref(daemon.servers);
        g_array_unref(daemon.kept_fds);
        g_free(daemon.program);
        options_paths_clear(&daemon.paths);
        break;
    }
    options_clear(&options);
    return code;
}
