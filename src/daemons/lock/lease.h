/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Locks on files, as the kernel keeps them for the whole process.
 *
 * The locks are fcntl(2)'s on the first byte, which the original's holders take as well: they hold
 * between hosts on NFS, survive exec, and show in /proc/locks. They also go when the process closes
 * any descriptor of the file, by whatever name it was opened. So the descriptors of a file that is
 * locked are kept until the last lease on it ends. */
#ifndef VIRTUE_LEASE_H
#define VIRTUE_LEASE_H

#include <glib.h>
#include <stdbool.h>

typedef struct LeaseTable LeaseTable;
typedef struct Lease Lease;

LeaseTable *lease_table_new(void);
/* All leases must have ended. */
void lease_table_free(LeaseTable *table);

/* Lock the file; create: it is made if it is not there. shared leases go with each other. NULL
 * with *is_busy_out if somebody else holds it, or with *error. */
Lease *lease_new(LeaseTable *table, const char *path, bool shared, bool create, bool *is_busy_out,
                 GError **error);
/* One that the process has already: from before it restarted. The descriptor becomes the lease's,
 * also on failure. */
Lease *lease_adopt(LeaseTable *table, int fd, bool shared, GError **error);
/* Give it back. */
void lease_free(LeaseTable *table, Lease *lease);
int lease_fd(const Lease *lease);
/* Whether the file of the path is one that is held: opening and closing it would end that. */
bool lease_table_has(const LeaseTable *table, const char *path);

#endif
