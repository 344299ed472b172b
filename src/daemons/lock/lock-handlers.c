/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The lock program: what clients may ask of virtlockd. */
#include "daemons/lock/virtlockd.h"

#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "base/err.h"
#include "base/file.h"
#include "lib/check-flags.h"
#include "lib/calls.h"

#define ERR_DOMAIN VIR_FROM_RPC

/* Each is a folder and some memory that is never given back. */
#define SPACES_MAX 4096

/* --- clients */

static void
client_free(void *data)
{
    LockClient *client = data;

    /* Only the owner's own connection stands for it: those on its behalf come and go. */
    if (client->is_registered && client->owner_pid == client->client_pid &&
        lock_count_owner(client->lock, client->owner_pid) > 0)
        owner_end(client->lock, client->owner_pid, fd_steal(&client->client_pidfd));
    fd_close(client->client_pidfd);
    g_free(client->owner_name);
    g_free(client);
}

LockClient *
lock_client(Client *client)
{
    LockClient *data = client_data(client);
    struct ucred peer = { 0 };
    socklen_t size = sizeof(peer);

    if (data || client->is_closed)
        return data;
    data = g_new0(LockClient, 1);
    data->lock = ((Daemon *)client->server->config.daemon)->data;
    data->client_pidfd = -1;
    if (getsockopt(transport_fd(client->transport), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0) {
        data->client_pid = peer.pid;
        data->client_pidfd = (int)syscall(SYS_pidfd_open, peer.pid, 0);
    }
    client_set_data(client, data, client_free);
    return data;
}

/* The client, if it may do something of the kind now. */
static LockClient *
client_for(Client *client, unsigned int flags, unsigned int known, bool needs_owner,
           const char *function, GError **error)
{
    LockClient *data = lock_client(client);

    if (!data)
        return err_set_null(error, VIR_ERR_RPC, "%s", "client is gone");
    if (!check_flags(flags, known, ERR_DOMAIN, function, error))
        return NULL;
    if (data->is_restricted)
        return err_set_null(error, VIR_ERR_OPERATION_DENIED, "%s",
                            "lock manager connection has been restricted");
    if (needs_owner && !data->is_registered)
        return err_set_null(error, VIR_ERR_OPERATION_INVALID, "%s",
                            "lock owner details have not been registered");
    return data;
}

#define DISPATCH(name) "virLockSpaceProtocolDispatch" name

static bool
serve_register(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const LockRegisterArgs *a = args;
    LockClient *data = client_for(client, a->flags, 0, false, DISPATCH("Register"), error);

    if (!data)
        return false;
    /* What marks a connection without an owner in the original's state. */
    if (a->owner.id == 0)
        return err_set(error, VIR_ERR_OPERATION_INVALID, "%s",
                       "lock owner details have not been registered");
    g_free(data->owner_name);
    data->owner_name = g_strdup(a->owner.name);
    memcpy(data->owner_uuid, a->owner.uuid, UUID_SIZE);
    data->owner_id = a->owner.id;
    data->owner_pid = (pid_t)a->owner.pid;
    data->is_registered = true;
    return true;
}

static bool
serve_restrict(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const LockRestrictArgs *a = args;
    LockClient *data = client_for(client, a->flags, 0, true, DISPATCH("Restrict"), error);

    if (!data)
        return false;
    data->is_restricted = true;
    return true;
}

/* --- lockspaces */

static Lockspace *
find_space(LockDaemon *lock, const char *path, GError **error)
{
    Lockspace *space = path[0] ? g_hash_table_lookup(lock->spaces, path) : lock->standard;

    if (!space)
        return err_set_null(error, VIR_ERR_INTERNAL_ERROR, "Lockspace for path %s does not exist",
                            path);
    return space;
}

static bool
make_space(LockDaemon *lock, const char *path, GError **error)
{
    Lockspace *space;

    if (!path[0])
        return err_set(error, VIR_ERR_OPERATION_INVALID, "%s",
                       "the default lockspace already exists");
    if (path[0] != '/')
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "Lockspace location %s is not an absolute path", path);
    if (g_hash_table_size(lock->spaces) >= SPACES_MAX)
        return err_set(error, VIR_ERR_OPERATION_FAILED, "there are %d lockspaces already",
                       SPACES_MAX);
    if (!lockspace_make_folder(path, error))
        return false;
    space = lockspace_new(path, lock->leases);
    g_hash_table_insert(lock->spaces, space->folder, space);
    return true;
}

static bool
serve_new(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const LockNewArgs *a = args;
    LockClient *data = client_for(client, a->flags, 0, true, DISPATCH("New"), error);

    if (!data)
        return false;
    if (g_hash_table_contains(data->lock->spaces, a->path))
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "Lockspace for path %s already exists",
                       a->path);
    return make_space(data->lock, a->path, error);
}

static bool
serve_create_lockspace(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const LockCreateLockspaceArgs *a = args;
    LockClient *data = client_for(client, 0, 0, false, DISPATCH("CreateLockSpace"), error);

    if (!data)
        return false;
    return g_hash_table_contains(data->lock->spaces, a->path) ||
           make_space(data->lock, a->path, error);
}

/* --- resources */

static bool
serve_create(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const LockCreateResourceArgs *a = args;
    LockClient *data = client_for(client, a->flags, 0, true, DISPATCH("CreateResource"), error);
    Lockspace *space = data ? find_space(data->lock, a->path, error) : NULL;

    return space && lockspace_create(space, a->name, error);
}

static bool
serve_delete(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const LockDeleteResourceArgs *a = args;
    LockClient *data = client_for(client, a->flags, 0, true, DISPATCH("DeleteResource"), error);
    Lockspace *space = data ? find_space(data->lock, a->path, error) : NULL;

    return space && lockspace_delete(space, a->name, error);
}

static bool
serve_acquire(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const LockAcquireResourceArgs *a = args;
    LockClient *data = client_for(client, a->flags, LOCK_SHARED | LOCK_AUTOCREATE, true,
                                  DISPATCH("AcquireResource"), error);
    Lockspace *space = data ? find_space(data->lock, a->path, error) : NULL;

    return space && lockspace_acquire(space, a->name, data->owner_pid, a->flags, error);
}

static bool
serve_release(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const LockReleaseResourceArgs *a = args;
    LockClient *data = client_for(client, a->flags, 0, true, DISPATCH("ReleaseResource"), error);
    Lockspace *space = data ? find_space(data->lock, a->path, error) : NULL;

    return space && lockspace_release(space, a->name, data->owner_pid, error);
}

const DispatchHandler lock_handlers[OP_COUNT] = {
    [OP_LOCK_REGISTER] = { serve_register, false },
    [OP_LOCK_RESTRICT] = { serve_restrict, false },
    [OP_LOCK_NEW] = { serve_new, false },
    [OP_LOCK_CREATE_RESOURCE] = { serve_create, false },
    [OP_LOCK_DELETE_RESOURCE] = { serve_delete, false },
    [OP_LOCK_ACQUIRE_RESOURCE] = { serve_acquire, false },
    [OP_LOCK_RELEASE_RESOURCE] = { serve_release, false },
    [OP_LOCK_CREATE_LOCKSPACE] = { serve_create_lockspace, false },
};
