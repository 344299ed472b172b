/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/lock/lockspace.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"

LOG_SOURCE("util.lockspace");
#define ERR_DOMAIN VIR_FROM_LOCKSPACE

#define FILE_MODE   0600
#define FOLDER_MODE 0700

/* The table of leases outlives the resources. */
static void
resource_free(LeaseTable *leases, LockResource *resource)
{
    if (resource->lease)
        lease_free(leases, resource->lease);
    g_array_unref(resource->owners);
    g_free(resource->name);
    g_free(resource->path);
    g_free(resource);
}

Lockspace *
lockspace_new(const char *folder, LeaseTable *leases)
{
    Lockspace *space = g_new(Lockspace, 1);

    *space = (Lockspace){ .folder = g_strdup(folder),
                          .leases = leases,
                          .resources = g_hash_table_new(g_str_hash, g_str_equal) };
    return space;
}

void
lockspace_free(Lockspace *space)
{
    GHashTableIter iter;
    void *resource;

    if (!space)
        return;
    g_hash_table_iter_init(&iter, space->resources);
    while (g_hash_table_iter_next(&iter, NULL, &resource))
        resource_free(space->leases, resource);
    g_hash_table_unref(space->resources);
    g_free(space->folder);
    g_free(space);
}

bool
lockspace_make_folder(const char *folder, GError **error)
{
    struct stat status;
    g_autoptr(GError) failure = NULL;

    if (stat(folder, &status) == 0)
        return S_ISDIR(status.st_mode) ||
               err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "Lockspace location %s exists, but is not a directory", folder);
    if (file_make_dirs(folder, FOLDER_MODE, &failure))
        return true;
    errno = MAX(err_detail(failure)->int1, 0);
    return err_errno(error, VIR_ERR_SYSTEM_ERROR, "Unable to create lockspace %s", folder);
}

static char *
path_of(const Lockspace *space, const char *name)
{
    return space->folder ? g_strdup_printf("%s/%s", space->folder, name) : g_strdup(name);
}

static bool
busy(const char *name, const char *how, GError **error)
{
    return err_set(error, VIR_ERR_RESOURCE_BUSY, "Lockspace resource '%s' is %s", name, how);
}

/* Nobody has it, by this name or another. */
static bool
check_free(Lockspace *space, const char *name, const char *path, GError **error)
{
    return (!g_hash_table_contains(space->resources, name) &&
            !lease_table_has(space->leases, path)) ||
           busy(name, "locked", error);
}

bool
lockspace_create(Lockspace *space, const char *name, GError **error)
{
    g_autofree char *path = path_of(space, name);
    g_auto(Fd) fd = -1;

    if (!check_free(space, name, path, error))
        return false;
    fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, FILE_MODE);
    return fd >= 0 || err_errno(error, VIR_ERR_SYSTEM_ERROR, "Unable to create resource %s", path);
}

bool
lockspace_delete(Lockspace *space, const char *name, GError **error)
{
    g_autofree char *path = path_of(space, name);

    if (!check_free(space, name, path, error))
        return false;
    return unlink(path) == 0 || errno == ENOENT ||
           err_errno(error, VIR_ERR_SYSTEM_ERROR, "Unable to delete resource %s", path);
}

static LockResource *
add(Lockspace *space, const char *name, const char *path, unsigned int flags, Lease *lease)
{
    LockResource *resource = g_new(LockResource, 1);

    *resource = (LockResource){ .name = g_strdup(name),
                                .path = g_strdup(path),
                                .lease = lease,
                                .flags = flags,
                                .owners = g_array_new(FALSE, FALSE, sizeof(pid_t)) };
    g_hash_table_insert(space->resources, resource->name, resource);
    return resource;
}

bool
lockspace_acquire(Lockspace *space, const char *name, pid_t owner, unsigned int flags,
                  GError **error)
{
    LockResource *resource = g_hash_table_lookup(space->resources, name);

    if (resource && !(resource->flags & flags & LOCK_SHARED))
        return busy(name, "locked", error);
    if (!resource) {
        g_autofree char *path = path_of(space, name);
        bool is_busy;
        Lease *lease = lease_new(space->leases, path, flags & LOCK_SHARED, flags & LOCK_AUTOCREATE,
                                 &is_busy, error);

        if (!lease)
            return is_busy ? busy(name, "locked", error) : false;
        resource = add(space, name, path, flags, lease);
    }
    g_array_append_val(resource->owners, owner);
    return true;
}

bool
lockspace_adopt(Lockspace *space, const char *name, const char *path, int fd, unsigned int flags,
                const pid_t *owners, guint n_owners, GError **error)
{
    LockResource *resource;
    Lease *lease;

    if (g_hash_table_contains(space->resources, name)) {
        fd_close(fd);
        return busy(name, "locked", error);
    }
    lease = lease_adopt(space->leases, fd, flags & LOCK_SHARED, error);
    if (!lease)
        return false;
    resource = add(space, name, path, flags, lease);
    g_array_append_vals(resource->owners, owners, n_owners);
    return true;
}

/* What is made for being locked is an empty file. Anything else was there before, and be it because
 * a client or a state file named a disk or a device: it is not ours to remove. */
static bool
is_ours_to_remove(const LockResource *resource)
{
    struct stat named;
    struct stat held;

    return (resource->flags & LOCK_AUTOCREATE) && fstat(lease_fd(resource->lease), &held) == 0 &&
           lstat(resource->path, &named) == 0 && named.st_dev == held.st_dev &&
           named.st_ino == held.st_ino && S_ISREG(named.st_mode) && named.st_size == 0;
}

/* The last owner is gone. */
static void
give_back(Lockspace *space, LockResource *resource)
{
    /* While it is locked: who opens the file now finds that it is gone, and tries again. */
    if (is_ours_to_remove(resource) && unlink(resource->path) < 0 && errno != ENOENT)
        LOG_WARN("Failed to unlink resource %s: %s", resource->path, g_strerror(errno));
    g_hash_table_remove(space->resources, resource->name);
    resource_free(space->leases, resource);
}

static bool
remove_owner(LockResource *resource, pid_t owner)
{
    for (guint i = 0; i < resource->owners->len; i++) {
        if (g_array_index(resource->owners, pid_t, i) == owner) {
            g_array_remove_index(resource->owners, i);
            return true;
        }
    }
    return false;
}

bool
lockspace_release(Lockspace *space, const char *name, pid_t owner, GError **error)
{
    LockResource *resource = g_hash_table_lookup(space->resources, name);

    if (!resource)
        return busy(name, "not locked", error);
    if (!remove_owner(resource, owner))
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "owner %lld does not hold the resource lock",
                       (long long)owner);
    if (resource->owners->len == 0)
        give_back(space, resource);
    return true;
}

unsigned int
lockspace_release_owner(Lockspace *space, pid_t owner)
{
    g_autoptr(GList) resources = g_hash_table_get_values(space->resources);
    unsigned int n = 0;

    for (GList *item = resources; item; item = item->next) {
        LockResource *resource = item->data;

        if (!remove_owner(resource, owner))
            continue;
        while (remove_owner(resource, owner))
            ;
        n++;
        if (resource->owners->len == 0)
            give_back(space, resource);
    }
    return n;
}

unsigned int
lockspace_count_owner(const Lockspace *space, pid_t owner)
{
    GHashTableIter iter;
    unsigned int n = 0;
    void *value;

    g_hash_table_iter_init(&iter, space->resources);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const LockResource *resource = value;

        for (guint i = 0; i < resource->owners->len; i++) {
            if (g_array_index(resource->owners, pid_t, i) == owner) {
                n++;
                break;
            }
        }
    }
    return n;
}
