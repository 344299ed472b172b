/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of virtlockd share. All of it belongs to the loop's thread. */
#ifndef VIRTUE_VIRTLOCKD_H
#define VIRTUE_VIRTLOCKD_H

#include "base/uuid.h"
#include "daemons/daemon.h"
#include "daemons/lock/lockspace.h"
#include "daemons/restart.h"

/* The daemon's data. */
typedef struct LockDaemon {
    Daemon *daemon;
    LeaseTable *leases;
    Lockspace *standard; /* the default lockspace */
    GHashTable *spaces;  /* folder -> Lockspace */
    GPtrArray *endings;  /* of Ending: owner-end.c */
} LockDaemon;

/* On whose behalf a client locks; the client's data. */
typedef struct LockClient {
    LockDaemon *lock;
    bool is_restricted;
    bool is_registered;
    pid_t client_pid;
    int client_pidfd; /* -1: it had ended when we asked, or is not ours to see */
    pid_t owner_pid;
    unsigned int owner_id;
    char *owner_name;
    uint8_t owner_uuid[UUID_SIZE];
} LockClient;

LockDaemon *lock_daemon_new(Daemon *daemon);
/* Waits for owners that must end, but not for ever. */
void lock_daemon_free(LockDaemon *lock);

extern const DispatchHandler lock_handlers[OP_COUNT];
extern const RestartHooks lock_restart;

/* Of a client, made when first needed; NULL if it is closed already. */
LockClient *lock_client(Client *client);

unsigned int lock_count_owner(const LockDaemon *lock, pid_t owner);
void lock_release_owner(LockDaemon *lock, pid_t owner);

/* A process has let go of the connection that stood for it, with locks still held: make it end,
 * since nothing protects its disks any more, and give its locks back as soon as it has. Takes the
 * pidfd; -1 if the process is gone. */
void owner_end(LockDaemon *lock, pid_t owner, int pidfd);
/* Wait until they have ended, but no longer than they are given time for otherwise; at_once: kill
 * them now. */
void owner_end_all(LockDaemon *lock, bool at_once);
/* One of lock->endings. */
pid_t owner_ending_pid(const LockDaemon *lock, guint index);
/* Forget about them. */
void owner_end_forget(LockDaemon *lock);

#endif
