/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that say which process does something, and keep a second one from doing it too: they are
 * locked as long as it lives. */
#ifndef VIRTUE_PID_FILE_H
#define VIRTUE_PID_FILE_H

#include <glib.h>
#include <stdbool.h>

/* Lock the file and write our pid. The descriptor holds the lock; it must stay open, and the file
 * must not be opened and closed otherwise by this process, which would end the lock. -1 with
 * VIR_ERR_SYSTEM_ERROR, whose int1 is EAGAIN or EACCES if another process has it. */
int pid_file_acquire(const char *path, GError **error);
/* Removes the file, then lets go. */
void pid_file_release(const char *path, int fd);

#endif
