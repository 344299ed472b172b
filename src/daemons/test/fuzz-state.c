/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The state that virtlogd or virtlockd finds when it is run anew. Descriptors, paths and processes
 * are replaced by harmless ones: what is tried is whether anything in the document does harm. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/err.h"
#include "daemons/lock/virtlockd.h"
#include "daemons/log/virtlogd.h"
#include "daemons/state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const DaemonSpec spec = { .name = "fuzz" };

static int shared_fd;
static char *file; /* in a folder of our own: what the document names is written to and removed */

/* Every descriptor is an open file, and some are the same. Not close-on-exec, as after exec. */
static int
harmless_fd(json_object *was)
{
    return json_object_get_int(was) % 3 == 0 ? shared_fd : open(file, O_RDWR | O_CREAT, 0600);
}

static void
close_if_left(int fd)
{
    if (fcntl(fd, F_GETFD) == 0)
        close(fd);
}

static void
make_harmless(json_object *value)
{
    if (json_object_is_type(value, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(value); i++)
            make_harmless(json_object_array_get_idx(value, i));
    }
    if (!json_object_is_type(value, json_type_object))
        return;
    json_object_object_foreach(value, key, member)
    {
        make_harmless(member);
        if ((strcmp(key, "fd") == 0 || strcmp(key, "pipefd") == 0) &&
            json_object_is_type(member, json_type_int))
            json_object_set_int(member, harmless_fd(member));
        else if (strcmp(key, "path") == 0 && json_object_is_type(member, json_type_string))
            json_object_set_string(member, file);
    }
    json_object_object_del(value, "endings");
}

/* Numbers that were left alone name nothing that is open. */
static void
close_the_rest(json_object *value)
{
    if (json_object_is_type(value, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(value); i++)
            close_the_rest(json_object_array_get_idx(value, i));
    }
    if (!json_object_is_type(value, json_type_object))
        return;
    json_object_object_foreach(value, key, member)
    {
        if ((strcmp(key, "fd") == 0 || strcmp(key, "pipefd") == 0) &&
            json_object_get_int(member) > 2)
            close_if_left(json_object_get_int(member));
        else
            close_the_rest(member);
    }
}

static void
try_locks(Daemon *daemon, json_object *state)
{
    LockDaemon *lock = lock_daemon_new(daemon);
    g_autoptr(GError) error = NULL;

    daemon->data = lock;
    lock_restart.restore(daemon, state, &error);
    lockspace_acquire(lock->standard, file, 1, 0, NULL);
    lock_release_owner(lock, 1);
    lock_daemon_free(lock);
}

static void
try_logs(Daemon *daemon, json_object *state)
{
    const LogFilesConfig config = { .limits = { 1000, 3 } };
    LogFiles *files = log_files_new(daemon->loop, &config);
    g_autoptr(GError) error = NULL;

    daemon->data = files;
    log_restart.restore(daemon, state, &error);
    log_files_free(files);
}

static void
remove_folder(void)
{
    g_autofree char *folder = g_path_get_dirname(file);

    g_remove(file);
    g_rmdir(folder);
}

static void
make_file(void)
{
    g_autofree char *folder = g_dir_make_tmp("fuzz-state.XXXXXX", NULL);

    if (!folder)
        abort();
    file = g_build_filename(folder, "file", NULL);
    atexit(remove_folder);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    g_autoptr(Loop) loop = NULL;
    Daemon daemon = { .spec = &spec };
    json_object *state;

    if (!file)
        make_file();
    state = state_parse((const char *)data, n, NULL);
    if (!state)
        return 0;
    loop = loop_new(NULL);
    daemon.loop = loop;
    mutex_init(&daemon.lock);
    shared_fd = open(file, O_RDWR | O_CREAT, 0600);
    make_harmless(state);
    if (state_optional(state, "handler"))
        try_logs(&daemon, state);
    else
        try_locks(&daemon, state);
    close_the_rest(state);
    close_if_left(shared_fd);
    g_remove(file);
    json_object_put(state);
    mutex_clear(&daemon.lock);
    return 0;
}
