/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lockspaces: folders whose files are locked in place of what they are named after; and the
 * default one, in which the files themselves are locked by their paths. */
#ifndef VIRTUE_LOCKSPACE_H
#define VIRTUE_LOCKSPACE_H

#include <stdint.h>
#include <sys/types.h>
#include "daemons/lock/lease.h"

/* virLockSpaceProtocolAcquireResourceFlags; resources have them in the state file. */
enum {
    LOCK_SHARED = 1 << 0,
    LOCK_AUTOCREATE = 1 << 1, /* the file is made, and removed with the last owner */
};

typedef struct LockResource {
    char *name;
    char *path;
    Lease *lease;
    unsigned int flags;
    GArray *owners; /* of pid_t; one that has locked it twice stands here twice */
} LockResource;

typedef struct Lockspace {
    char *folder; /* NULL for the default one */
    LeaseTable *leases;
    GHashTable *resources; /* name -> LockResource */
} Lockspace;

Lockspace *lockspace_new(const char *folder, LeaseTable *leases);
/* Gives all locks back; files stay. */
void lockspace_free(Lockspace *space);
/* Make the folder, and those above it. */
bool lockspace_make_folder(const char *folder, GError **error);

bool lockspace_create(Lockspace *space, const char *name, GError **error);
bool lockspace_delete(Lockspace *space, const char *name, GError **error);
bool lockspace_acquire(Lockspace *space, const char *name, pid_t owner, unsigned int flags,
                       GError **error);
/* A resource whose lock the process has already; the descriptor becomes the lockspace's. */
bool lockspace_adopt(Lockspace *space, const char *name, const char *path, int fd,
                     unsigned int flags, const pid_t *owners, guint n_owners, GError **error);
bool lockspace_release(Lockspace *space, const char *name, pid_t owner, GError **error);
/* Everything that the owner has; how many resources it had. */
unsigned int lockspace_release_owner(Lockspace *space, pid_t owner);
/* How many resources the owner has. */
unsigned int lockspace_count_owner(const Lockspace *space, pid_t owner);

#endif
