/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>
#include "base/file.h"
#include "core/managers/manager-client.h"
#include "drivers/lockd/lockd-priv.h"
#include "lib/calls.h"

enum {
    ACQUIRE_SHARED = 1,
    ACQUIRE_AUTOCREATE = 2,
};

typedef struct Lockd {
    LockdSettings settings;
    char *socket;
} Lockd;

static bool
make_space(ManagerClient *client, const char *folder, GError **error)
{
    const LockCreateLockspaceArgs args = { .path = (char *)folder };

    return !folder ||
           manager_client_call(client, OP_LOCK_CREATE_LOCKSPACE, &args, NULL, NULL, error);
}

/* virtlockd forgets its lockspaces when it ends, and may have been started anew since. */
static bool
make_spaces(const Lockd *lockd, ManagerClient *client, GError **error)
{
    return make_space(client, lockd->settings.file_space, error) &&
           make_space(client, lockd->settings.lvm_space, error) &&
           make_space(client, lockd->settings.scsi_space, error);
}

static void
lockd_close(void *data)
{
    Lockd *lockd = data;

    lockd_settings_clear(&lockd->settings);
    g_free(lockd->socket);
    g_free(lockd);
}

static void *
lockd_open(const LockSetup *setup, GError **error)
{
    Lockd *lockd = g_new0(Lockd, 1);

    if (!lockd_settings_read(&lockd->settings, setup->settings, error)) {
        g_free(lockd);
        return NULL;
    }
    lockd->socket = setup->socket ? g_strdup(setup->socket)
                                  : manager_socket("virtlockd", setup->is_system, error);
    if (lockd->socket)
        return lockd;
    lockd_close(lockd);
    return NULL;
}

static bool
locks_disks(void *data)
{
    return ((const Lockd *)data)->settings.locks_disks;
}

static bool
needs_leases(void *data)
{
    return ((const Lockd *)data)->settings.needs_leases;
}

static bool
name_disk(void *data, const char *path, LockLease *lease_out, GError **error)
{
    return lockd_name_disk(&((const Lockd *)data)->settings, path, lease_out, error);
}

static const char *
socket_of(void *data)
{
    return ((const Lockd *)data)->socket;
}

static bool
say_owner(ManagerClient *client, const LockGuest *guest, GError **error)
{
    LockRegisterArgs args = {
        .owner = { .name = (char *)guest->name, .id = guest->id, .pid = (unsigned int)guest->pid },
    };

    memcpy(args.owner.uuid, guest->uuid, UUID_SIZE);
    return manager_client_call(client, OP_LOCK_REGISTER, &args, NULL, NULL, error);
}

static ManagerClient *
connect_for(const Lockd *lockd, const LockGuest *guest, GError **error)
{
    g_autoptr(ManagerClient) client = manager_client_connect(lockd->socket, error);

    if (!client || !make_spaces(lockd, client, error) || !say_owner(client, guest, error))
        return NULL;
    return g_steal_pointer(&client);
}

static bool
take(ManagerClient *client, const LockLease *lease, GError **error)
{
    const LockAcquireResourceArgs args = {
        .path = lease->space,
        .name = lease->name,
        .flags = (lease->is_shared ? ACQUIRE_SHARED : 0u) |
                 (lease->is_automatic ? ACQUIRE_AUTOCREATE : 0u),
    };

    return manager_client_call(client, OP_LOCK_ACQUIRE_RESOURCE, &args, NULL, NULL, error);
}

static bool
give_back(ManagerClient *client, const LockLease *lease, GError **error)
{
    const LockReleaseResourceArgs args = { .path = lease->space, .name = lease->name };

    return manager_client_call(client, OP_LOCK_RELEASE_RESOURCE, &args, NULL, NULL, error);
}

static bool
lockd_acquire(void *data, const LockGuest *guest, const LockLease *leases, size_t n, GError **error)
{
    g_autoptr(ManagerClient) client = connect_for(data, guest, error);

    if (!client)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (take(client, &leases[i], error))
            continue;
        while (i-- > 0)
            give_back(client, &leases[i], NULL);
        return false;
    }
    return true;
}

static bool
lockd_release(void *data, const LockGuest *guest, const LockLease *leases, size_t n, GError **error)
{
    g_autoptr(ManagerClient) client = connect_for(data, guest, error);
    bool done = client != NULL;

    for (size_t i = 0; client && i < n; i++)
        done = give_back(client, &leases[i], done ? error : NULL) && done;
    return done;
}

static bool
lockd_bind(void *data, const LockGuest *guest, int fd, GError **error)
{
    g_autoptr(ManagerClient) client = manager_client_new(fd);
    const LockRestrictArgs args = { 0 };

    /* The guest's process has this connection for good, and is not to be trusted with it. */
    return say_owner(client, guest, error) &&
           manager_client_call(client, OP_LOCK_RESTRICT, &args, NULL, NULL, error);
}

extern const LockDriver virtue_lock_driver;
const LockDriver virtue_lock_driver = {
    .name = "lockd",
    .open = lockd_open,
    .close = lockd_close,
    .locks_disks = locks_disks,
    .needs_leases = needs_leases,
    .name_disk = name_disk,
    .acquire = lockd_acquire,
    .release = lockd_release,
    .socket = socket_of,
    .bind = lockd_bind,
};
