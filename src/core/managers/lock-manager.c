/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/managers/lock-manager.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>
#include "base/err.h"
#include "base/file.h"
#include "lib/module.h"

#define ERR_DOMAIN VIR_FROM_LOCKING

static const ModuleKind module_kind = {
    .folder = "lock-driver",
    .prefix = "",
    .symbol = "virtue_lock_driver",
    .beside_too = true,
};

struct LockManager {
    const LockDriver *driver; /* NULL: nop */
    void *data;
};

/* What the child needs to connect, with nothing left to compute. */
typedef struct Tie {
    int fd;
    struct sockaddr_un address;
} Tie;

struct GuestLocks {
    LockManager *manager;
    GArray *leases; /* of LockLease */
    bool writes;    /* a disk that nobody else may write to has no lease */
    Tie tie;        /* fd -1: none */
};

void
lock_lease_clear(LockLease *lease)
{
    g_clear_pointer(&lease->space, g_free);
    g_clear_pointer(&lease->name, g_free);
}

static void
clear_lease(void *lease)
{
    lock_lease_clear(lease);
}

LockManager *
lock_manager_new(const char *name, const LockSetup *setup, GError **error)
{
    g_autofree LockManager *manager = g_new0(LockManager, 1);
    void *symbol;

    if (!name || strcmp(name, "nop") == 0)
        return g_steal_pointer(&manager);
    if (name[0] == '\0' || strchr(name, '/'))
        return err_set_null(error, VIR_ERR_CONFIG_UNSUPPORTED, "'%s' is not a lock manager", name);
    if (!module_load(&module_kind, name, &symbol, error))
        return NULL;
    if (!symbol)
        return err_set_null(error, VIR_ERR_SYSTEM_ERROR, "Plugin %s is not installed", name);
    manager->driver = symbol;
    manager->data = manager->driver->open(setup, error);
    return manager->data ? g_steal_pointer(&manager) : NULL;
}

void
lock_manager_free(LockManager *manager)
{
    if (!manager)
        return;
    if (manager->driver)
        manager->driver->close(manager->data);
    g_free(manager);
}

GuestLocks *
guest_locks_new(LockManager *manager)
{
    GuestLocks *locks = g_new0(GuestLocks, 1);

    locks->manager = manager;
    locks->leases = g_array_new(FALSE, FALSE, sizeof(LockLease));
    g_array_set_clear_func(locks->leases, clear_lease);
    locks->tie.fd = -1;
    return locks;
}

void
guest_locks_free(GuestLocks *locks)
{
    if (!locks)
        return;
    g_array_unref(locks->leases);
    fd_close(locks->tie.fd);
    g_free(locks);
}

bool
guest_locks_add_disk(GuestLocks *locks, const char *path, bool read_only, bool shared,
                     GError **error)
{
    const LockDriver *driver = locks->manager->driver;
    LockLease lease = { 0 };

    if (!driver || read_only)
        return true;
    if (!driver->locks_disks(locks->manager->data)) {
        locks->writes = locks->writes || !shared;
        return true;
    }
    if (!driver->name_disk(locks->manager->data, path, &lease, error))
        return false;
    lease.is_shared = shared;
    g_array_append_val(locks->leases, lease);
    return true;
}

void
guest_locks_add_lease(GuestLocks *locks, const char *folder, const char *space, const char *key)
{
    LockLease lease = { .name = g_strdup(key) };

    lease.space = space ? g_strdup_printf("%s/%s", folder, space) : g_strdup(folder);
    g_array_append_val(locks->leases, lease);
}

bool
guest_locks_acquire(GuestLocks *locks, const LockGuest *guest, GError **error)
{
    const LockManager *manager = locks->manager;

    if (!manager->driver)
        return true;
    if (locks->leases->len == 0 && locks->writes && manager->driver->needs_leases(manager->data))
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "%s",
                       "Read/write, exclusive access, disks were present, but no leases "
                       "specified");
    return locks->leases->len == 0 ||
           manager->driver->acquire(manager->data, guest, (const LockLease *)locks->leases->data,
                                    locks->leases->len, error);
}

bool
guest_locks_release(GuestLocks *locks, const LockGuest *guest, GError **error)
{
    const LockManager *manager = locks->manager;

    return !manager->driver || locks->leases->len == 0 ||
           manager->driver->release(manager->data, guest, (const LockLease *)locks->leases->data,
                                    locks->leases->len, error);
}

/* --- tying */

/* In the child: the peer of a connection is whoever connected, whatever becomes of the
 * descriptor. */
static int
connect_in_child(const void *data)
{
    const Tie *tie = data;

    return syscall(SYS_connect, tie->fd, &tie->address, sizeof(tie->address)) < 0 ? errno : 0;
}

bool
guest_locks_tie(GuestLocks *locks, Spawn *spawn, GError **error)
{
    const LockManager *manager = locks->manager;
    Tie *tie = &locks->tie;

    if (!manager->driver)
        return true;
    fd_clear(&tie->fd);
    tie->address.sun_family = AF_UNIX;
    if (g_strlcpy(tie->address.sun_path, manager->driver->socket(manager->data),
                  sizeof(tie->address.sun_path)) >= sizeof(tie->address.sun_path))
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "Path %s too long for unix socket",
                       manager->driver->socket(manager->data));
    tie->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (tie->fd < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", "Failed to create socket");
    spawn_step_call(spawn, SPAWN_AS_CALLER, "connect to the lock manager", connect_in_child, tie);
    spawn_pass_fd(spawn, tie->fd, tie->fd);
    return true;
}

bool
guest_locks_tied(GuestLocks *locks, const LockGuest *guest, GError **error)
{
    const LockManager *manager = locks->manager;

    if (!manager->driver)
        return true;
    return manager->driver->bind(manager->data, guest, fd_steal(&locks->tie.fd), error);
}
