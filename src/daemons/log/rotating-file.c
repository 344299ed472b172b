/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/log/rotating-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "base/err.h"
#include "base/file.h"

#define ERR_DOMAIN VIR_FROM_NONE

/* A line that ends so near to the limit is not cut; the original's value. */
#define LINE_ROOM 80

struct RotatingFile {
    char *path;
    RotationLimits limits;
    mode_t mode;
    Fd fd;
    struct stat status; /* of when it was opened */
    uint64_t size;
};

static char *
backup_path(const char *path, unsigned int number)
{
    return g_strdup_printf("%s.%u", path, number);
}

/* Neither waits for the other end of a FIFO nor acts on a device. */
static int
open_file(const char *path, int flags, mode_t mode, struct stat *status_out, GError **error)
{
    g_auto(Fd) fd = open(path, flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, mode);

    if (fd < 0 || fstat(fd, status_out) < 0) {
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "Unable to open file: %s", path);
        return -1;
    }
    if (!S_ISREG(status_out->st_mode)) {
        err_set(error, VIR_ERR_SYSTEM_ERROR, "Unable to open file: %s: it is not a regular file",
                path);
        return -1;
    }
    return fd_steal(&fd);
}

/* --- writing */

/* The present file under the path, at its end. What was open before is closed. */
static bool
open_current(RotatingFile *file, GError **error)
{
    struct stat status;
    int fd = open_file(file->path, O_WRONLY | O_CREAT | O_APPEND, file->mode, &status, error);

    if (fd < 0)
        return false;
    fd_clear(&file->fd);
    file->fd = fd;
    file->status = status;
    file->size = (uint64_t)status.st_size;
    return true;
}

/* Backups have no gaps: what stands behind one is not ours to touch, and the limit may be huge. */
static unsigned int
count_backups(const RotatingFile *file)
{
    unsigned int n = 0;

    while (n < file->limits.max_backups) {
        g_autofree char *path = backup_path(file->path, n);

        if (access(path, F_OK) < 0)
            break;
        n++;
    }
    return n;
}

static bool
remove_all(RotatingFile *file, GError **error)
{
    unsigned int n = count_backups(file);

    if (unlink(file->path) < 0 && errno != ENOENT)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "Unable to delete file %s", file->path);
    while (n-- > 0) {
        g_autofree char *path = backup_path(file->path, n);

        if (unlink(path) < 0 && errno != ENOENT)
            return err_errno(error, VIR_ERR_SYSTEM_ERROR, "Unable to delete file %s", path);
    }
    return true;
}

static bool
rename_file(const char *from, const char *to, GError **error)
{
    if (rename(from, to) < 0 && errno != ENOENT)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "Unable to rename %s to %s", from, to);
    return true;
}

static bool
rotate(RotatingFile *file, GError **error)
{
    g_autofree char *first = backup_path(file->path, 0);

    if (file->limits.max_backups == 0) {
        if (unlink(file->path) < 0 && errno != ENOENT)
            return err_errno(error, VIR_ERR_SYSTEM_ERROR, "Unable to delete file %s", file->path);
        return open_current(file, error);
    }
    for (unsigned int n = MIN(count_backups(file), file->limits.max_backups - 1); n > 0; n--) {
        g_autofree char *from = backup_path(file->path, n - 1);
        g_autofree char *to = backup_path(file->path, n);

        if (!rename_file(from, to, error))
            return false;
    }
    return rename_file(file->path, first, error) && open_current(file, error);
}

RotatingFile *
rotating_file_open(const char *path, const RotationLimits *limits, mode_t mode, bool truncate,
                   GError **error)
{
    g_autoptr(RotatingFile) file = g_new0(RotatingFile, 1);

    *file = (RotatingFile){ .path = g_strdup(path), .limits = *limits, .mode = mode, .fd = -1 };
    if (truncate && !remove_all(file, error))
        return NULL;
    if (!open_current(file, error))
        return NULL;
    return g_steal_pointer(&file);
}

void
rotating_file_free(RotatingFile *file)
{
    if (!file)
        return;
    fd_close(file->fd);
    g_free(file->path);
    g_free(file);
}

/* How much of the data belongs into the present file. */
static size_t
share_of(const RotatingFile *file, const char *data, size_t n)
{
    size_t room;
    const char *newline;
    size_t tail;

    if (file->limits.max_size == 0)
        return n;
    room = (size_t)MIN(file->limits.max_size - file->size, n);
    if (room == n)
        return n;
    tail = MIN(room, LINE_ROOM);
    newline = memrchr(data + room - tail, '\n', tail);
    return newline ? (size_t)(newline + 1 - data) : room;
}

bool
rotating_file_write(RotatingFile *file, const void *data, size_t n, GError **error)
{
    const char *at = data;

    while (n > 0) {
        bool is_full = file->limits.max_size > 0 && file->size >= file->limits.max_size;
        size_t share;

        if (is_full && !rotate(file, error))
            return false;
        /* Somebody else's file of the name may be full as well. */
        if (file->limits.max_size > 0 && file->size >= file->limits.max_size)
            return err_set(error, VIR_ERR_SYSTEM_ERROR,
                           "Unable to write to file %s: it cannot be rotated", file->path);
        share = share_of(file, at, n);
        if (!fd_write_all(file->fd, at, share)) {
            int saved_errno = errno;

            /* What did get in counts. */
            if (fstat(file->fd, &file->status) == 0)
                file->size = (uint64_t)file->status.st_size;
            errno = saved_errno;
            return err_errno(error, VIR_ERR_SYSTEM_ERROR, "Unable to write to file %s", file->path);
        }
        file->size += share;
        at += share;
        n -= share;
        if (n > 0 && file->size < file->limits.max_size && !rotate(file, error))
            return false;
    }
    return true;
}

RotatingPosition
rotating_file_position(const RotatingFile *file)
{
    return (RotatingPosition){ .inode = file->status.st_ino, .offset = file->size };
}

bool
rotating_file_is(const RotatingFile *file, const struct stat *status)
{
    return file->status.st_dev == status->st_dev && file->status.st_ino == status->st_ino;
}

/* --- reading */

typedef struct Source {
    Fd fd;
    struct stat status;
} Source;

static void
source_clear(void *source)
{
    fd_close(((Source *)source)->fd);
}

/* All that there is, oldest first. A missing file is none; whatever else keeps from opening one is
 * an error. */
static GArray *
open_sources(const char *path, unsigned int max_backups, GError **error)
{
    g_autoptr(GArray) sources = g_array_new(FALSE, FALSE, sizeof(Source));

    g_array_set_clear_func(sources, source_clear);
    for (unsigned int n = 0; n <= max_backups; n++) {
        g_autofree char *name = n > 0 ? backup_path(path, n - 1) : g_strdup(path);
        g_autoptr(GError) failure = NULL;
        Source source;

        source.fd = open_file(name, O_RDONLY, 0, &source.status, &failure);
        if (source.fd >= 0) {
            g_array_prepend_val(sources, source);
        } else if (err_detail(failure)->int1 != ENOENT) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return NULL;
        } else if (n > 0) {
            break;
        }
        /* UINT_MAX backups are no reason to count in circles. */
        if (n == UINT_MAX)
            break;
    }
    return g_steal_pointer(&sources);
}

/* Where to begin; of an inode that is not there any more, the oldest file if older ones have been
 * removed, which is when there are as many as may be. */
static const Source *
find_source(const GArray *sources, unsigned int max_backups, const RotatingPosition *position)
{
    for (guint i = 0; i < sources->len; i++) {
        if (g_array_index(sources, Source, i).status.st_ino == position->inode)
            return &g_array_index(sources, Source, i);
    }
    return sources->len > max_backups ? &g_array_index(sources, Source, 0) : NULL;
}

static uint64_t
readable_bytes(const GArray *sources, const Source *from, uint64_t offset)
{
    const Source *end = &g_array_index(sources, Source, 0) + sources->len;
    uint64_t first = (uint64_t)from->status.st_size;
    uint64_t sum = first - MIN(first, offset);

    for (const Source *source = from + 1; source < end; source++)
        sum += (uint64_t)source->status.st_size;
    return sum;
}

bool
rotating_file_read(const char *path, unsigned int max_backups, const RotatingPosition *position,
                   size_t size, char **data_out, size_t *n_out, GError **error)
{
    g_autoptr(GArray) sources = open_sources(path, max_backups, error);
    g_autofree char *data = NULL;
    const Source *from;
    const Source *end;
    size_t n = 0;

    if (!sources)
        return false;
    from = find_source(sources, max_backups, position);
    errno = EBADF; /* what the original says of no file */
    if (!from || lseek(from->fd, (off_t)position->offset, SEEK_SET) < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR,
                         "Unable to seek to inode %" G_GUINT64_FORMAT " offset %" G_GUINT64_FORMAT,
                         position->inode, position->offset);
    size = (size_t)MIN(size, readable_bytes(sources, from, position->offset));
    data = g_malloc(size + 1);
    end = &g_array_index(sources, Source, 0) + sources->len;
    for (const Source *source = from; source < end && n < size; source++) {
        ssize_t got = fd_read_all(source->fd, data + n, size - n);

        if (got < 0)
            return err_errno(error, VIR_ERR_SYSTEM_ERROR, "Unable to read from file '%s'", path);
        n += (size_t)got;
    }
    data[n] = '\0';
    *data_out = g_steal_pointer(&data);
    *n_out = n;
    return true;
}
