/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a daemon logs and where. The command line counts more than the environment, and that more
 * than the settings. */
#include <unistd.h>
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "daemons/daemon-priv.h"

#define ERR_DOMAIN VIR_FROM_NONE
#define JOURNAL    "/run/systemd/journal/socket"

bool
daemon_logging_early(const DaemonOptions *options, GError **error)
{
    bool done = log_set_from_environment(error);

    if (options->is_verbose && log_get_level() > LOG_LEVEL_INFO)
        log_set_level(LOG_LEVEL_INFO);
    return done;
}

/* The journal if nobody looks at our terminal; a file in the background. */
static bool
set_default_outputs(const Daemon *daemon, bool is_background, GError **error)
{
    g_autofree char *text = NULL;
    int level = (int)log_get_level();

    if ((is_background || !isatty(STDIN_FILENO)) && daemon->is_privileged && !*daemon->paths.root &&
        access(JOURNAL, W_OK) == 0) {
        text = g_strdup_printf("%d:journald", level);
    } else if (is_background) {
        if (!file_make_dirs(daemon->paths.log, daemon->is_system ? 0755 : 0700, error))
            return false;
        text = g_strdup_printf("%d:file:%s/%s.log", level, daemon->paths.log, daemon->spec->name);
    } else {
        return true;
    }
    return log_set_default_outputs(text, error);
}

bool
daemon_logging_setup(const Daemon *daemon, const DaemonOptions *options, bool is_background,
                     GError **error)
{
    const Settings *s = &daemon->settings;

    if (s->log_level > LOG_LEVEL_ERROR)
        return err_set(error, VIR_ERR_INVALID_ARG,
                       "Failed to set logging priority, argument '%u' is invalid", s->log_level);
    if (s->log_level > 0)
        log_set_level((LogLevel)s->log_level);
    if (!log_set_filters(s->log_filters ? s->log_filters : "", error) ||
        !set_default_outputs(daemon, is_background, error) ||
        !log_set_outputs(s->log_outputs ? s->log_outputs : "", error))
        return false;
    return daemon_logging_early(options, error);
}
