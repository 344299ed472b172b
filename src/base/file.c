/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/err.h"

#define ERR_DOMAIN VIR_FROM_NONE

void
fd_close(int fd)
{
    int saved = errno;

    /* Not repeated on EINTR: Linux has released the descriptor by then. */
    if (fd >= 0)
        close(fd);
    errno = saved;
}

void
fd_clear(int *fd)
{
    fd_close(fd_steal(fd));
}

int
fd_steal(int *fd)
{
    int stolen = *fd;

    *fd = -1;
    return stolen;
}

ssize_t
fd_read_all(int fd, void *buffer, size_t size)
{
    size_t done = 0;

    while (done < size) {
        ssize_t got = read(fd, (char *)buffer + done, size - done);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (ssize_t)done;
}

bool
fd_write_all(int fd, const void *data, size_t size)
{
    size_t done = 0;

    while (done < size) {
        ssize_t put = write(fd, (const char *)data + done, size - done);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        done += (size_t)put;
    }
    return true;
}

static int
open_failed(const char *path, GError **error)
{
    err_errno(error, VIR_ERR_SYSTEM_ERROR, "Failed to open file '%s'", path);
    return -1;
}

int
file_open(const char *path, int flags, mode_t mode, GError **error)
{
    int fd;

    do {
        fd = open(path, flags | O_CLOEXEC | O_NOCTTY, mode);
    } while (fd < 0 && errno == EINTR);
    return fd < 0 ? open_failed(path, error) : fd;
}

/* fd was opened with O_NONBLOCK; flags are the caller's, who may not have asked for that. */
static bool
check_regular(int fd, const char *path, int flags, GError **error)
{
    struct stat st;
    int status;

    if (fstat(fd, &st) < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot stat file '%s'", path);
    if (!S_ISREG(st.st_mode)) {
        errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "'%s' is not a regular file", path);
    }
    if (flags & O_NONBLOCK)
        return true;
    status = fcntl(fd, F_GETFL);
    if (status < 0 || fcntl(fd, F_SETFL, status & ~O_NONBLOCK) < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot set flags of file '%s'", path);
    return true;
}

int
file_open_regular(const char *path, int flags, mode_t mode, GError **error)
{
    /* Truncation has to wait until it is known what would be truncated. */
    g_auto(Fd) fd = file_open(path, (flags & ~O_TRUNC) | O_NONBLOCK, mode, error);

    if (fd < 0 || !check_regular(fd, path, flags, error))
        return -1;
    if ((flags & O_TRUNC) && ftruncate(fd, 0) < 0) {
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot truncate file '%s'", path);
        return -1;
    }
    return fd_steal(&fd);
}

int
file_open_beneath(int dirfd, const char *path, int flags, mode_t mode, GError **error)
{
    struct open_how how = {
        .flags = (uint64_t)(unsigned int)(flags | O_CLOEXEC | O_NOCTTY),
        /* openat2() refuses a mode that nothing uses. */
        .mode = (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? mode : 0,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    long fd;

    do {
        fd = syscall(SYS_openat2, dirfd, path, &how, sizeof(how));
    } while (fd < 0 && (errno == EINTR || errno == EAGAIN)); /* EAGAIN: a rename raced with it */
    return fd < 0 ? open_failed(path, error) : (int)fd;
}

bool
file_read_fd(int fd, const char *name, size_t limit, char **content_out, size_t *length_out,
             GError **error)
{
    g_autofree char *content = NULL;
    size_t room = 4096;
    size_t length = 0;

    /* The size that fstat() tells is a hint for regular files and 0 in /proc, so just read. */
    for (;;) {
        ssize_t got;

        room = MIN(room, limit + 1);
        content = g_realloc(content, room + 1);
        got = fd_read_all(fd, content + length, room - length);
        if (got < 0)
            return err_errno(error, VIR_ERR_SYSTEM_ERROR, "Failed to read file '%s'", name);
        length += (size_t)got;
        if (length > limit) {
            errno = EOVERFLOW;
            err_errno(error, VIR_ERR_SYSTEM_ERROR, "Failed to read file '%s'", name);
            return err_context(error, "at most %zu bytes are accepted", limit);
        }
        if (length < room)
            break;
        room *= 2;
    }
    content[length] = '\0';
    *content_out = g_steal_pointer(&content);
    if (length_out)
        *length_out = length;
    return true;
}

bool
file_read(const char *path, size_t limit, char **content_out, size_t *length_out, GError **error)
{
    g_auto(Fd) fd = file_open(path, O_RDONLY, 0, error);

    return fd >= 0 && file_read_fd(fd, path, limit, content_out, length_out, error);
}

/* The temporary file is whole and on disk; give it its name. */
static bool
put_in_place(const char *temporary, const char *path, FileReplaceFlags flags, GError **error)
{
    if (flags & FILE_REPLACE_ONLY_NEW) {
        if (link(temporary, path) < 0)
            return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot create file '%s'", path);
        unlink(temporary);
    } else if (rename(temporary, path) < 0) {
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot rename file '%s' as '%s'", temporary,
                         path);
    }
    return true;
}

static bool
sync_directory(const char *directory, GError **error)
{
    g_auto(Fd) fd = file_open(directory, O_RDONLY | O_DIRECTORY, 0, error);

    if (fd < 0)
        return false;
    if (fsync(fd) < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot sync directory '%s'", directory);
    return true;
}

bool
file_replace(const char *path, mode_t mode, const void *data, size_t length, FileReplaceFlags flags,
             GError **error)
{
    g_autofree char *directory = g_path_get_dirname(path);
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *temporary = g_strdup_printf("%s/.%s.XXXXXX", directory, name);
    g_auto(Fd) fd = mkostemp(temporary, O_CLOEXEC);

    if (fd < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot create file '%s'", temporary);
    if (fchmod(fd, mode) < 0) {
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot set mode %03o of file '%s'",
                  (unsigned int)mode, temporary);
        goto abandon;
    }
    if (!fd_write_all(fd, data, length)) {
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot write data to file '%s'", temporary);
        goto abandon;
    }
    if (fsync(fd) < 0) {
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot sync file '%s'", temporary);
        goto abandon;
    }
    if (close(fd_steal(&fd)) < 0) { /* network file systems report a full disk here */
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot save file '%s'", temporary);
        goto abandon;
    }
    if (!put_in_place(temporary, path, flags, error))
        goto abandon;
    return !(flags & FILE_REPLACE_SYNC_DIRECTORY) || sync_directory(directory, error);

abandon:
    unlink(temporary);
    return false;
}

static bool
make_directory(const char *path, mode_t mode)
{
    struct stat st;

    if (mkdir(path, mode) == 0)
        return true;
    /* Something may be there although the answer is EROFS or EACCES. */
    if (errno != EEXIST && errno != EROFS && errno != EACCES)
        return false;
    if (stat(path, &st) < 0)
        return false;
    errno = ENOTDIR;
    return S_ISDIR(st.st_mode);
}

bool
file_make_dirs(const char *path, mode_t mode, GError **error)
{
    g_autofree char *partial = g_strdup(path);
    char *at = partial;

    while (*at != '\0') {
        char after;

        at += strspn(at, "/");
        at += strcspn(at, "/");
        after = *at;
        *at = '\0';
        if (!make_directory(partial, mode))
            return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot create directory '%s'", partial);
        *at = after;
    }
    return true;
}

bool
file_remove(const char *path, GError **error)
{
    if (unlink(path) < 0 && errno != ENOENT)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot remove file '%s'", path);
    return true;
}
