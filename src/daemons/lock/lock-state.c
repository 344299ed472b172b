/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The locks of a virtlockd that is run anew. The kernel keeps them for the process; what must be
 * told is which descriptors they are on. */
#include <json-c/json.h>
#include <limits.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "daemons/client.h"
#include "daemons/lock/virtlockd.h"
#include "daemons/state.h"

LOG_SOURCE("locking.lock_daemon");
#define ERR_DOMAIN VIR_FROM_LOCKING

/* --- saving */

static json_object *
save_resource(const LockResource *resource)
{
    json_object *object = json_object_new_object();
    json_object *owners = json_object_new_array();

    json_object_object_add(object, "name", json_object_new_string(resource->name));
    json_object_object_add(object, "path", json_object_new_string(resource->path));
    json_object_object_add(object, "fd", json_object_new_int(lease_fd(resource->lease)));
    json_object_object_add(object, "lockHeld", json_object_new_boolean(true));
    json_object_object_add(object, "flags", json_object_new_int64(resource->flags));
    json_object_object_add(object, "owners", owners);
    for (guint i = 0; i < resource->owners->len; i++)
        json_object_array_add(owners,
                              json_object_new_int64(g_array_index(resource->owners, pid_t, i)));
    return object;
}

static bool
save_space(Daemon *daemon, const Lockspace *space, json_object *object, GError **error)
{
    json_object *resources = json_object_new_array();
    GHashTableIter iter;
    void *value;

    if (space->folder)
        json_object_object_add(object, "directory", json_object_new_string(space->folder));
    json_object_object_add(object, "resources", resources);
    g_hash_table_iter_init(&iter, space->resources);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const LockResource *resource = value;

        json_object_array_add(resources, save_resource(resource));
        if (!restart_keep(daemon, lease_fd(resource->lease), error))
            return false;
    }
    return true;
}

static bool
save(Daemon *daemon, json_object *document, GError **error)
{
    LockDaemon *lock = daemon->data;
    json_object *standard = json_object_new_object();
    json_object *spaces = json_object_new_array();
    json_object *endings = json_object_new_array();
    GHashTableIter iter;
    void *space;

    /* The original knows of none, and would keep their locks for ever. */
    owner_end_all(lock, true);
    json_object_object_add(document, "defaultLockspace", standard);
    json_object_object_add(document, "lockspaces", spaces);
    json_object_object_add(document, "endings", endings);
    for (guint i = 0; i < lock->endings->len; i++)
        json_object_array_add(endings, json_object_new_int64(owner_ending_pid(lock, i)));
    if (!save_space(daemon, lock->standard, standard, error))
        return false;
    g_hash_table_iter_init(&iter, lock->spaces);
    while (g_hash_table_iter_next(&iter, NULL, &space)) {
        json_object *object = json_object_new_object();

        json_object_array_add(spaces, object);
        if (!save_space(daemon, space, object, error))
            return false;
    }
    return true;
}

static json_object *
save_client(Client *client)
{
    json_object *object = json_object_new_object();
    const LockClient *data = lock_client(client);
    char uuid[UUID_STRING_SIZE];

    g_assert(data); /* closed clients are not saved */
    json_object_object_add(object, "restricted", json_object_new_boolean(data->is_restricted));
    json_object_object_add(object, "ownerPid", json_object_new_int64(data->owner_pid));
    json_object_object_add(object, "ownerId", json_object_new_int64(data->owner_id));
    /* The original needs a text, also of a client that has not registered. */
    json_object_object_add(object, "ownerName",
                           json_object_new_string(data->owner_name ? data->owner_name : ""));
    json_object_object_add(object, "ownerUUID",
                           json_object_new_string(uuid_format(data->owner_uuid, uuid)));
    return object;
}

/* --- restoring */

static GArray *
read_owners(json_object *object, GError **error)
{
    json_object *array = state_array(object, "owners", error);
    g_autoptr(GArray) owners = g_array_new(FALSE, FALSE, sizeof(pid_t));

    if (!array)
        return NULL;
    for (size_t i = 0; i < json_object_array_length(array); i++) {
        int64_t number = json_object_get_int64(json_object_array_get_idx(array, i));
        pid_t owner = (pid_t)number;

        if (number < INT_MIN || number > UINT_MAX)
            return err_set_null(error, VIR_ERR_INTERNAL_ERROR,
                                "%" G_GINT64_FORMAT " is not a process", number);
        g_array_append_val(owners, owner);
    }
    return g_steal_pointer(&owners);
}

static bool
restore_resource(Lockspace *space, json_object *object, GError **error)
{
    const char *name = state_text(object, "name", error);
    const char *path = name ? state_text(object, "path", error) : NULL;
    g_autoptr(GArray) owners = path ? read_owners(object, error) : NULL;
    int64_t flags;
    int fd;

    if (!owners || !state_number(object, "flags", 0, UINT_MAX, &flags, error) ||
        !state_take_fd(object, "fd", &fd, error))
        return false;
    return lockspace_adopt(space, name, path, fd, (unsigned int)flags, (const pid_t *)owners->data,
                           owners->len, error);
}

/* A lock that cannot be taken over is lost, and said to be; that must not cost the others. */
static bool
restore_space(Lockspace *space, json_object *object, GError **error)
{
    json_object *resources = state_array(object, "resources", error);

    if (!resources)
        return false;
    for (size_t i = 0; i < json_object_array_length(resources); i++) {
        g_autoptr(GError) failure = NULL;

        if (!restore_resource(space, json_object_array_get_idx(resources, i), &failure)) {
            err_context(&failure, "while taking over a lock");
            log_error(LOG_LEVEL_ERROR, failure);
        }
    }
    return true;
}

static bool
restore_spaces(LockDaemon *lock, json_object *spaces, GError **error)
{
    for (size_t i = 0; i < json_object_array_length(spaces); i++) {
        json_object *object = json_object_array_get_idx(spaces, i);
        const char *folder = state_text(object, "directory", error);
        Lockspace *space;

        if (!folder)
            return false;
        if (g_hash_table_contains(lock->spaces, folder))
            return err_set(error, VIR_ERR_INTERNAL_ERROR, "lockspace '%s' is there twice", folder);
        space = lockspace_new(folder, lock->leases);
        g_hash_table_insert(lock->spaces, space->folder, space);
        if (!restore_space(space, object, error))
            return false;
    }
    return true;
}

static void
restore_endings(LockDaemon *lock, json_object *endings)
{
    if (!endings || !json_object_is_type(endings, json_type_array))
        return;
    for (size_t i = 0; i < json_object_array_length(endings); i++) {
        pid_t owner = json_object_get_int(json_object_array_get_idx(endings, i));

        if (owner > 0)
            owner_end(lock, owner, (int)syscall(SYS_pidfd_open, owner, 0));
    }
}

static bool
restore(Daemon *daemon, json_object *document, GError **error)
{
    LockDaemon *lock = daemon->data;
    json_object *standard = state_object(document, "defaultLockspace", error);
    json_object *spaces = standard ? state_array(document, "lockspaces", error) : NULL;

    if (!spaces || !restore_space(lock->standard, standard, error) ||
        !restore_spaces(lock, spaces, error))
        return false;
    restore_endings(lock, state_optional(document, "endings"));
    return true;
}

static bool
restore_client(Client *client, json_object *object, GError **error)
{
    LockClient *data = lock_client(client);
    const char *name;
    int64_t pid;
    int64_t id;

    name = state_text(object, "ownerName", error);
    if (!name || !state_bool(object, "restricted", &data->is_restricted, error) ||
        !state_number(object, "ownerPid", INT_MIN, UINT_MAX, &pid, error) ||
        !state_number(object, "ownerId", INT_MIN, UINT_MAX, &id, error) ||
        !state_uuid(object, "ownerUUID", data->owner_uuid, error))
        return false;
    data->owner_pid = (pid_t)pid;
    data->owner_id = (unsigned int)id;
    data->owner_name = g_strdup(name);
    data->is_registered = id != 0;
    return true;
}

const RestartHooks lock_restart = {
    .save = save,
    .restore = restore,
    .save_client = save_client,
    .restore_client = restore_client,
};
