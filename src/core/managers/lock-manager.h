/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Locks on disks, so that no two guests write to one, on whatever hosts.
 *
 * The manager "nop" locks nothing. Everything else waits, with deadlines; not for the event loop. A
 * GuestLocks is used by one thread at a time. */
#ifndef VIRTUE_LOCK_MANAGER_H
#define VIRTUE_LOCK_MANAGER_H

#include "base/spawn.h"
#include "core/managers/lock-driver.h"

typedef struct LockManager LockManager;
typedef struct GuestLocks GuestLocks;

/* name: "nop" (also NULL) or a module. setup is only looked at now. */
LockManager *lock_manager_new(const char *name, const LockSetup *setup, GError **error);
/* With all GuestLocks gone. */
void lock_manager_free(LockManager *manager);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LockManager, lock_manager_free)

/* What one guest is to hold. */
GuestLocks *guest_locks_new(LockManager *manager);
void guest_locks_free(GuestLocks *locks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GuestLocks, guest_locks_free)

/* A disk; nothing if it is only read, or the manager leaves disks alone. */
bool guest_locks_add_disk(GuestLocks *locks, const char *path, bool read_only, bool shared,
                          GError **error);
/* <lease>: the folder is <target path>, space and key are those of the document. */
void guest_locks_add_lease(GuestLocks *locks, const char *folder, const char *space,
                           const char *key);

/* All or none. */
bool guest_locks_acquire(GuestLocks *locks, const LockGuest *guest, GError **error);
bool guest_locks_release(GuestLocks *locks, const LockGuest *guest, GError **error);

/* Tie the locks to the life of a process that is about to be started: it connects to whoever holds
 * them, and has that descriptor until it ends. If the connection ends otherwise, so does the
 * process. Then, with the process running: say whose connection it is, and let go of our copy. */
bool guest_locks_tie(GuestLocks *locks, Spawn *spawn, GError **error);
bool guest_locks_tied(GuestLocks *locks, const LockGuest *guest, GError **error);

#endif
