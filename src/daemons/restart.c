/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/restart.h"

#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "daemons/client.h"
#include "daemons/restart-servers.h"
#include "daemons/state.h"

LOG_SOURCE("daemons.restart");
#define ERR_DOMAIN VIR_FROM_NONE

static char *
state_path(const Daemon *daemon)
{
    if (!daemon->is_system)
        return g_strdup_printf("%s/%s-restart-exec.json", daemon->paths.runtime,
                               daemon->spec->name);
    return g_strdup_printf("%s/run/%s-restart-exec.json", daemon->paths.root, daemon->spec->name);
}

/* --- before */

bool
restart_keep(Daemon *daemon, int fd, GError **error)
{
    if (fcntl(fd, F_SETFD, 0) < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot keep descriptor %d", fd);
    g_array_append_val(daemon->kept_fds, fd);
    return true;
}

/* It was not to be: programs that we run must not have them. */
static void
keep_nothing(Daemon *daemon)
{
    for (guint i = 0; i < daemon->kept_fds->len; i++)
        fcntl(g_array_index(daemon->kept_fds, int, i), F_SETFD, FD_CLOEXEC);
    g_array_set_size(daemon->kept_fds, 0);
}

static bool
write_state(Daemon *daemon, const char *path, GError **error)
{
    json_object *document = json_object_new_object();
    bool done = restart_save_servers(daemon, document, error);
    const char *text;
    size_t length;

    if (done) {
        g_autofree char *magic = g_strdup_printf("%lld", (long long)getpid());

        json_object_object_add(document, "magic", json_object_new_string(magic));
        done = daemon->spec->restart->save(daemon, document, error);
    }
    if (done) {
        text = json_object_to_json_string_length(document, JSON_C_TO_STRING_PRETTY, &length);
        done = file_replace(path, 0600, text, length, FILE_REPLACE_DEFAULT, error);
    }
    json_object_put(document);
    return done;
}

bool
restart_now(Daemon *daemon, GError **error)
{
    g_autofree char *path = state_path(daemon);
    const struct sigaction ignore = { .sa_handler = SIG_IGN };
    struct sigaction usual;
    bool done;

    if (!daemon->program)
        return err_set(error, VIR_ERR_OPERATION_FAILED, "cannot tell where '%s' is, to run it anew",
                       daemon->argv[0]);
    done = write_state(daemon, path, error);

    if (done) {
        LOG_INFO("%s is run anew", daemon->program);
        /* Until the new program has its own handler, another one must not end it. */
        sigaction(SIGUSR1, &ignore, &usual);
        execv(daemon->program, daemon->argv);
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "Unable to restart self: %s", daemon->program);
        sigaction(SIGUSR1, &usual, NULL);
        file_remove(path, NULL);
    }
    keep_nothing(daemon);
    return false;
}

/* --- after */

bool
restart_load(Daemon *daemon, json_object **state_out, GError **error)
{
    g_autofree char *path = state_path(daemon);
    g_autofree char *wanted = g_strdup_printf("%lld", (long long)getpid());
    g_autofree char *text = NULL;
    g_autoptr(GError) failure = NULL;
    json_object *state;
    const char *magic;
    size_t length;

    *state_out = NULL;
    if (!file_read(path, STATE_SIZE_LIMIT, &text, &length, &failure)) {
        if (err_detail(failure)->int1 == ENOENT)
            return true;
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    state = state_parse(text, length, error);
    if (!state)
        return err_context(error, "while reading '%s'", path);
    magic = state_text(state, "magic", error);
    if (!magic) {
        json_object_put(state);
        return err_context(error, "while reading '%s'", path);
    }
    if (strcmp(magic, wanted) != 0) {
        LOG_WARN("'%s' is of another process, %s, and is removed", path, magic);
        json_object_put(state);
        return file_remove(path, error);
    }
    *state_out = state;
    return file_remove(path, error);
}

bool
restart_restore(Daemon *daemon, json_object *state, GError **error)
{
    return daemon->spec->restart->restore(daemon, state, error) &&
           restart_restore_servers(daemon, state, error);
}
