/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef VIRTUE_LOCKD_PRIV_H
#define VIRTUE_LOCKD_PRIV_H

#include "core/managers/lock-driver.h"

/* Of qemu-lockd.conf. */
typedef struct LockdSettings {
    bool locks_disks;
    bool needs_leases;
    char *file_space; /* folders; NULL: not used */
    char *lvm_space;
    char *scsi_space;
} LockdSettings;

bool lockd_settings_read(LockdSettings *settings, const char *path, GError **error);
void lockd_settings_clear(LockdSettings *settings);

/* The lease that stands for a disk: in the folder for its kind under a name that is the same on all
 * hosts, else the disk itself. */
bool lockd_name_disk(const LockdSettings *settings, const char *path, LockLease *lease_out,
                     GError **error);

#endif
