/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/lock/virtlockd.h"

static void
free_space(void *space)
{
    lockspace_free(space);
}

LockDaemon *
lock_daemon_new(Daemon *daemon)
{
    LockDaemon *lock = g_new0(LockDaemon, 1);

    lock->daemon = daemon;
    lock->leases = lease_table_new();
    lock->standard = lockspace_new(NULL, lock->leases);
    lock->spaces = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_space);
    lock->endings = g_ptr_array_new();
    return lock;
}

void
lock_daemon_free(LockDaemon *lock)
{
    /* With the locks go the guests: the original's clients count on it. */
    owner_end_all(lock, false);
    owner_end_forget(lock);
    g_ptr_array_unref(lock->endings);
    g_hash_table_unref(lock->spaces);
    lockspace_free(lock->standard);
    lease_table_free(lock->leases);
    g_free(lock);
}

unsigned int
lock_count_owner(const LockDaemon *lock, pid_t owner)
{
    unsigned int n = lockspace_count_owner(lock->standard, owner);
    GHashTableIter iter;
    void *space;

    g_hash_table_iter_init(&iter, lock->spaces);
    while (g_hash_table_iter_next(&iter, NULL, &space))
        n += lockspace_count_owner(space, owner);
    return n;
}

void
lock_release_owner(LockDaemon *lock, pid_t owner)
{
    GHashTableIter iter;
    void *space;

    lockspace_release_owner(lock->standard, owner);
    g_hash_table_iter_init(&iter, lock->spaces);
    while (g_hash_table_iter_next(&iter, NULL, &space))
        lockspace_release_owner(space, owner);
}
