/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a lock manager is to the drivers: a module of folder "lock-driver" that exports a LockDriver
 * as "virtue_lock_driver". Drivers use lock-manager.h. */
#ifndef VIRTUE_LOCK_DRIVER_H
#define VIRTUE_LOCK_DRIVER_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>
#include "base/uuid.h"

/* On whose behalf something is locked. */
typedef struct LockGuest {
    const uint8_t *uuid;
    const char *name;
    unsigned int id; /* of the running guest, from 1 */
    pid_t pid;       /* its process, which ends when its locks cannot be kept */
} LockGuest;

/* What is locked in place of a disk. */
typedef struct LockLease {
    char *space; /* a folder; "" for the disk itself */
    char *name;
    bool is_shared;
    bool is_automatic; /* made when needed, removed when not */
} LockLease;

void lock_lease_clear(LockLease *lease);

typedef struct LockSetup {
    const char *settings; /* file, which need not be there */
    const char *socket;   /* of the daemon that holds the locks; NULL for the usual one */
    bool is_system;
} LockSetup;

typedef struct LockDriver {
    const char *name;
    /* What the others get as manager; NULL with an error. */
    void *(*open)(const LockSetup *setup, GError **error);
    void (*close)(void *manager);
    /* Whether disks are locked without being asked to, and whether guests that write to disks must
     * have leases if they are not. */
    bool (*locks_disks)(void *manager);
    bool (*needs_leases)(void *manager);
    /* The lease that stands for a disk. */
    bool (*name_disk)(void *manager, const char *path, LockLease *lease_out, GError **error);
    /* All, or none and an error. */
    bool (*acquire)(void *manager, const LockGuest *guest, const LockLease *leases, size_t n,
                    GError **error);
    /* All that can be; the first error. */
    bool (*release)(void *manager, const LockGuest *guest, const LockLease *leases, size_t n,
                    GError **error);
    /* Where a guest's process connects to, so that the holder of the locks sees when it ends; and
     * saying whose connection it is. */
    const char *(*socket)(void *manager);
    bool (*bind)(void *manager, const LockGuest *guest, int fd, GError **error);
} LockDriver;

#endif
