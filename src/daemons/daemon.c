/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The main of every daemon. */
#include "daemons/daemon.h"

#include <signal.h>
#include "base/err.h"
#include "base/log.h"
#include "daemons/daemon-priv.h"
#include "daemons/event-impl.h"
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

static int
fail(const GError *error, int code)
{
    log_error(LOG_LEVEL_ERROR, error);
    return code;
}

static int
serve(Daemon *daemon, const DaemonOptions *options)
{
    static const int stops[] = { SIGTERM, SIGINT, SIGQUIT };
    g_autoptr(GError) error = NULL;

    if (!daemon_make_servers(daemon, &error))
        return fail(error, DAEMON_EXIT_SERVER);
    if (!daemon_signals_start(daemon, &error) || !load_drivers(daemon, options, &error) ||
        (daemon->spec->start && !daemon->spec->start(daemon, &error)))
        return fail(error, DAEMON_EXIT_FAILED);
    for (size_t i = 0; i < G_N_ELEMENTS(stops); i++)
        daemon_on_signal(daemon, stops[i], stop_due, NULL);
    daemon_on_signal(daemon, SIGHUP, reload_due, NULL);
    if (!daemon_listen(daemon, &error))
        return fail(error, DAEMON_EXIT_SOCKETS);
    if (options->timeout > 0)
        daemon_set_timeout(daemon, (unsigned int)options->timeout);
    while (!daemon->is_quitting) {
        if (!loop_run_once(daemon->loop, -1)) {
            err_errno(&error, VIR_ERR_SYSTEM_ERROR, "%s", "the event loop failed");
            return fail(error, DAEMON_EXIT_FAILED);
        }
    }
    return DAEMON_EXIT_OK;
}

static int
run(Daemon *daemon, const DaemonOptions *options)
{
    g_autoptr(GError) error = NULL;
    int code;

    if (!options_paths(daemon, options, &error))
        return fail(error, DAEMON_EXIT_FAILED);
    if (!settings_read(daemon->spec->settings, daemon->paths.settings, options->settings,
                       &daemon->settings, &error)) {
        LOG_ERROR("Can't load config file: %s: %s", error->message, daemon->paths.settings);
        return DAEMON_EXIT_FAILED;
    }
    daemon->loop = loop_new(&error);
    if (!daemon->loop)
        return fail(error, DAEMON_EXIT_FAILED);
    event_impl_register(daemon->loop);
    if (!(daemon->spec->features & DAEMON_REMOTE))
        remote_take_explicit_only();
    code = serve(daemon, options);
    /* The main server first: its clients may be in calls. */
    while (daemon->servers->len > 0)
        server_free(g_ptr_array_steal_index(daemon->servers, daemon->servers->len - 1));
    if (daemon->spec->stop)
        daemon->spec->stop(daemon);
    daemon_signals_stop();
    settings_clear(daemon->spec->settings, &daemon->settings);
    return code;
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
        mutex_init(&daemon.lock);
        daemon.servers = g_ptr_array_new();
        daemon.is_verbose = options.is_verbose;
        daemon.listens = options.listens;
        code = run(&daemon, &options);
        g_ptr_array_unref(daemon.servers);
        options_paths_clear(&daemon.paths);
        break;
    }
    options_clear(&options);
    return code;
}
