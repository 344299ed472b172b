/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The open files of a virtlogd that is run anew. */
#include <json-c/json.h>
#include "base/err.h"
#include "base/log.h"
#include "daemons/log/virtlogd.h"
#include "daemons/state.h"

LOG_SOURCE("logging.log_handler");
#define ERR_DOMAIN VIR_FROM_LOGGING

typedef struct Saving {
    Daemon *daemon;
    json_object *files;
    bool has_failed;
    GError **error;
} Saving;

static void
save_file(const LogGuest *guest, const char *path, int pipe_fd, void *data)
{
    Saving *saving = data;
    json_object *object = json_object_new_object();
    char uuid[UUID_STRING_SIZE];

    json_object_object_add(object, "pipefd", json_object_new_int(pipe_fd));
    json_object_object_add(object, "path", json_object_new_string(path));
    json_object_object_add(object, "driver", json_object_new_string(guest->driver));
    json_object_object_add(object, "domname", json_object_new_string(guest->name));
    json_object_object_add(object, "domuuid",
                           json_object_new_string(uuid_format(guest->uuid, uuid)));
    json_object_array_add(saving->files, object);
    if (!saving->has_failed && !restart_keep(saving->daemon, pipe_fd, saving->error))
        saving->has_failed = true;
}

static bool
save(Daemon *daemon, json_object *document, GError **error)
{
    json_object *handler = json_object_new_object();
    Saving saving = { .daemon = daemon, .files = json_object_new_array(), .error = error };

    json_object_object_add(document, "handler", handler);
    json_object_object_add(handler, "files", saving.files);
    log_files_each(daemon->data, save_file, &saving);
    return !saving.has_failed;
}

static bool
restore_file(LogFiles *files, json_object *object, GError **error)
{
    uint8_t uuid[UUID_SIZE];
    LogGuest guest = { .uuid = uuid };
    const char *path = state_text(object, "path", error);
    int fd;

    if (!path)
        return false;
    guest.driver = state_text(object, "driver", error);
    guest.name = guest.driver ? state_text(object, "domname", error) : NULL;
    if (!guest.name || !state_uuid(object, "domuuid", uuid, error) ||
        !state_take_fd(object, "pipefd", &fd, error) ||
        !log_files_adopt(files, &guest, path, fd, error))
        return err_context(error, "while taking over log file '%s'", path);
    return true;
}

static bool
restore(Daemon *daemon, json_object *document, GError **error)
{
    json_object *handler = state_object(document, "handler", error);
    json_object *files = handler ? state_array(handler, "files", error) : NULL;

    if (!files)
        return false;
    for (size_t i = 0; i < json_object_array_length(files); i++) {
        g_autoptr(GError) failure = NULL;

        if (!restore_file(daemon->data, json_object_array_get_idx(files, i), &failure))
            log_error(LOG_LEVEL_ERROR, failure);
    }
    return true;
}

const RestartHooks log_restart = { .save = save, .restore = restore };
