/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/spawn.h"

#include <stdarg.h>
#include <unistd.h>

#include "base/spawn-priv.h"

static void
step_clear(void *data)
{
    SpawnStep *step = data;

    g_free(step->what);
    g_free(step->text);
}

Spawn *
spawn_new(const char *program)
{
    Spawn *spawn = g_new0(Spawn, 1);

    spawn->program = g_strdup(program);
    spawn->args = g_ptr_array_new_with_free_func(g_free);
    spawn->env = g_get_environ();
    spawn->fds = g_array_new(FALSE, FALSE, sizeof(SpawnFd));
    spawn->rlimits = g_array_new(FALSE, FALSE, sizeof(SpawnRlimit));
    spawn->steps = g_array_new(FALSE, FALSE, sizeof(SpawnStep));
    g_array_set_clear_func(spawn->steps, step_clear);
    spawn->output_limit = SPAWN_OUTPUT_LIMIT_DEFAULT;
    spawn->cancel_fd = -1;
    for (int number = 0; number <= STDERR_FILENO; number++)
        spawn_fds_set(spawn->fds, -1, number);
    spawn_add_arg(spawn, program);
    return spawn;
}

void
spawn_free(Spawn *spawn)
{
    if (!spawn)
        return;
    g_free(spawn->program);
    g_ptr_array_unref(spawn->args);
    g_strfreev(spawn->env);
    g_array_unref(spawn->fds);
    g_array_unref(spawn->steps);
    g_array_unref(spawn->rlimits);
    g_bytes_unref(spawn->input);
    g_free(spawn->cwd);
    g_free(spawn->groups);
    g_free(spawn);
}

void
spawn_add_arg(Spawn *spawn, const char *arg)
{
    g_ptr_array_add(spawn->args, g_strdup(arg));
}

void
spawn_add_argf(Spawn *spawn, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    g_ptr_array_add(spawn->args, g_strdup_vprintf(format, list));
    va_end(list);
}

void
spawn_add_args(Spawn *spawn, ...)
{
    const char *arg;
    va_list list;

    va_start(list, spawn);
    while ((arg = va_arg(list, const char *)) != NULL)
        spawn_add_arg(spawn, arg);
    va_end(list);
}

static bool
needs_quotes(const char *arg)
{
    static const char harmless[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "0123456789_-+=:,./@%";

    return arg[0] == '\0' || arg[strspn(arg, harmless)] != '\0';
}

char *
spawn_to_text(const Spawn *spawn)
{
    GString *text = g_string_new(NULL);

    for (unsigned int i = 0; i < spawn->args->len; i++) {
        const char *arg = g_ptr_array_index(spawn->args, i);
        g_autofree char *quoted = needs_quotes(arg) ? g_shell_quote(arg) : NULL;

        if (i > 0)
            g_string_append_c(text, ' ');
        g_string_append(text, quoted ? quoted : arg);
    }
    return g_string_free(text, FALSE);
}

void
spawn_clear_env(Spawn *spawn)
{
    g_strfreev(spawn->env);
    spawn->env = g_new0(char *, 1);
}

void
spawn_set_env(Spawn *spawn, const char *name, const char *value)
{
    if (value)
        spawn->env = g_environ_setenv(spawn->env, name, value, TRUE);
    else
        spawn->env = g_environ_unsetenv(spawn->env, name);
}

void
spawn_pass_env(Spawn *spawn, const char *name)
{
    spawn_set_env(spawn, name, g_getenv(name));
}

bool
spawn_fds_has(GArray *fds, int number)
{
    for (unsigned int i = 0; i < fds->len; i++) {
        const SpawnFd *item = &g_array_index(fds, SpawnFd, i);

        if (item->number == number)
            return item->fd >= 0;
    }
    return false;
}

void
spawn_fds_set(GArray *fds, int fd, int number)
{
    SpawnFd new = { .fd = fd, .number = number, .lifted = -1 };
    unsigned int i = 0;

    while (i < fds->len && g_array_index(fds, SpawnFd, i).number < number)
        i++;
    if (i < fds->len && g_array_index(fds, SpawnFd, i).number == number)
        g_array_index(fds, SpawnFd, i).fd = fd;
    else
        g_array_insert_val(fds, i, new);
}

void
spawn_pass_fd(Spawn *spawn, int fd, int number)
{
    g_assert(fd >= 0 && number >= 0);
    spawn_fds_set(spawn->fds, fd, number);
}

void
spawn_set_stdin(Spawn *spawn, const void *data, size_t size)
{
    g_bytes_unref(spawn->input);
    spawn->input = g_bytes_new(data, size);
}

void
spawn_merge_stderr(Spawn *spawn)
{
    spawn->is_stderr_merged = true;
}

void
spawn_set_cwd(Spawn *spawn, const char *path)
{
    g_free(spawn->cwd);
    spawn->cwd = g_strdup(path);
}

void
spawn_set_umask(Spawn *spawn, mode_t mask)
{
    spawn->umask = mask;
    spawn->has_umask = true;
}

void
spawn_set_ids(Spawn *spawn, uid_t uid, gid_t gid, const gid_t *groups, size_t n_groups)
{
    g_free(spawn->groups);
    spawn->groups = g_memdup2(groups, n_groups * sizeof(*groups));
    spawn->n_groups = n_groups;
    spawn->uid = uid;
    spawn->gid = gid;
    spawn->has_ids = true;
}

void
spawn_set_rlimit(Spawn *spawn, int resource, rlim_t soft, rlim_t hard)
{
    SpawnRlimit item = { resource, { soft, hard } };

    g_array_append_val(spawn->rlimits, item);
}

void
spawn_set_group(Spawn *spawn)
{
    spawn->has_group = true;
}

void
spawn_set_session(Spawn *spawn)
{
    spawn->has_session = true;
}

void
spawn_set_daemon(Spawn *spawn)
{
    spawn->is_daemon = true;
}

void
spawn_set_output_limit(Spawn *spawn, size_t bytes)
{
    spawn->output_limit = bytes;
}

void
spawn_set_cancel_fd(Spawn *spawn, int fd)
{
    spawn->cancel_fd = fd;
}

void
spawn_step_write(Spawn *spawn, SpawnWhen when, const char *path, const char *text)
{
    SpawnStep step = { SPAWN_STEP_WRITE, when };

    step.what = g_strdup(path);
    step.text = g_strdup(text);
    step.size = strlen(text);
    g_array_append_val(spawn->steps, step);
}

void
spawn_step_setns(Spawn *spawn, SpawnWhen when, int fd, int type)
{
    SpawnStep step = { SPAWN_STEP_SETNS, when };

    step.fd = fd;
    step.number = type;
    g_array_append_val(spawn->steps, step);
}

void
spawn_step_unshare(Spawn *spawn, SpawnWhen when, int flags)
{
    SpawnStep step = { SPAWN_STEP_UNSHARE, when };

    step.number = flags;
    g_array_append_val(spawn->steps, step);
}

void
spawn_step_prctl(Spawn *spawn, SpawnWhen when, int option, const unsigned long args[4])
{
    SpawnStep step = { SPAWN_STEP_PRCTL, when };

    step.number = option;
    memcpy(step.args, args, sizeof(step.args));
    g_array_append_val(spawn->steps, step);
}

void
spawn_step_affinity(Spawn *spawn, SpawnWhen when, const cpu_set_t *cpus, size_t size)
{
    SpawnStep step = { SPAWN_STEP_AFFINITY, when };

    step.text = g_memdup2(cpus, size);
    step.size = size;
    g_array_append_val(spawn->steps, step);
}

void
spawn_step_call(Spawn *spawn, SpawnWhen when, const char *what, int (*fn)(const void *),
                const void *data)
{
    SpawnStep step = { SPAWN_STEP_CALL, when };

    step.what = g_strdup(what);
    step.fn = fn;
    step.data = data;
    g_array_append_val(spawn->steps, step);
}
