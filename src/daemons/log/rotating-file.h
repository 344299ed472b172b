/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A file that is written at its end, and at a certain size makes room for the next: "name" becomes
 * "name.0", that "name.1", and so on; the oldest goes. */
#ifndef VIRTUE_ROTATING_FILE_H
#define VIRTUE_ROTATING_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

typedef struct RotationLimits {
    uint64_t max_size;        /* bytes; 0: no limit */
    unsigned int max_backups; /* besides the file that is written */
} RotationLimits;

/* A place in a file, wherever it has been renamed to since. */
typedef struct RotatingPosition {
    uint64_t inode;
    uint64_t offset;
} RotatingPosition;

typedef struct RotatingFile RotatingFile;

/* Makes the file if it is not there. truncate: begin anew, older files go. */
RotatingFile *rotating_file_open(const char *path, const RotationLimits *limits, mode_t mode,
                                 bool truncate, GError **error);
void rotating_file_free(RotatingFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RotatingFile, rotating_file_free)

/* A file is left at the end of a line if that is near; otherwise lines are cut. On failure some of
 * the data may be written. */
bool rotating_file_write(RotatingFile *file, const void *data, size_t n, GError **error);
RotatingPosition rotating_file_position(const RotatingFile *file);
/* Whether it is this file, by whatever path. */
bool rotating_file_is(const RotatingFile *file, const struct stat *status);

/* Read up to size bytes from a position on, and on into the newer files. Of a file that is gone by
 * now, from the oldest on. A NUL stands behind the data. */
bool rotating_file_read(const char *path, unsigned int max_backups,
                        const RotatingPosition *position, size_t size, char **data_out,
                        size_t *n_out, GError **error);

#endif
