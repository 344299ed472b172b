/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files and descriptors. Errors are VIR_ERR_SYSTEM_ERROR with errno in int1, so that a caller can
 * tell a missing file (ENOENT) from a broken one. Every descriptor is opened close-on-exec. */
#ifndef VIRTUE_FILE_H
#define VIRTUE_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/* A descriptor that closes itself: g_auto(Fd) fd = -1; hand it over with fd_steal(&fd). */
typedef int Fd;
/* Both keep errno; a negative descriptor is no descriptor. */
void fd_close(int fd);
void fd_clear(int *fd);
int fd_steal(int *fd);
G_DEFINE_AUTO_CLEANUP_FREE_FUNC(Fd, fd_close, -1)

/* Read until size bytes are there or the end is met; the count, or -1 with errno. */
ssize_t fd_read_all(int fd, void *buffer, size_t size);
/* Write everything. False with errno set. */
bool fd_write_all(int fd, const void *data, size_t size);

/* open(2) with O_CLOEXEC and O_NOCTTY added; -1 on failure. Waits for the other end of a FIFO. */
int file_open(const char *path, int flags, mode_t mode, GError **error);
/* For paths that someone else may have prepared: regular files only, and a FIFO or device there
 * is neither waited for nor acted on. */
int file_open_regular(const char *path, int flags, mode_t mode, GError **error);
/* For trees that someone else owns: path is relative to dirfd and must not leave it; symbolic
 * links are refused in every component. */
int file_open_beneath(int dirfd, const char *path, int flags, mode_t mode, GError **error);

/* The whole content with a NUL behind it; length_out may be NULL. More than limit bytes is an
 * error (EOVERFLOW). Works for /proc and pipes; the name stands in the error only. */
bool file_read(const char *path, size_t limit, char **content_out, size_t *length_out,
               GError **error);
bool file_read_fd(int fd, const char *name, size_t limit, char **content_out, size_t *length_out,
                  GError **error);

typedef enum FileReplaceFlags {
    FILE_REPLACE_DEFAULT = 0,
    /* Wait until the new name is on disk too, not the content alone. */
    FILE_REPLACE_SYNC_DIRECTORY = 1 << 0,
    /* Fail with EEXIST instead of replacing. */
    FILE_REPLACE_ONLY_NEW = 1 << 1,
} FileReplaceFlags;

/* Put data under path so that readers, and whoever comes after a crash, find the old content or
 * the new, never a part: temporary file beside it (".NAME.XXXXXX"), fsync, rename. mode is exact,
 * whatever the umask. A symbolic link at path is itself replaced. */
bool file_replace(const char *path, mode_t mode, const void *data, size_t length,
                  FileReplaceFlags flags, GError **error);

/* Create a directory and its missing parents, all with mode (less the umask). One that is there
 * is left as it is. */
bool file_make_dirs(const char *path, mode_t mode, GError **error);

/* unlink(2); a file that is not there is fine. */
bool file_remove(const char *path, GError **error);

#endif
