/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/pid-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/err.h"
#include "base/file.h"

#define ERR_DOMAIN VIR_FROM_NONE

/* Whether path still leads to the open file: whoever had it may have removed it meanwhile. */
static bool
is_current(const char *path, int fd)
{
    struct stat ours;
    struct stat there;

    return fstat(fd, &ours) == 0 && stat(path, &there) == 0 && ours.st_dev == there.st_dev &&
           ours.st_ino == there.st_ino;
}

static bool
write_pid(int fd)
{
    char text[16];
    int n = snprintf(text, sizeof(text), "%d", (int)getpid());

    return ftruncate(fd, 0) == 0 && fd_write_all(fd, text, (size_t)n);
}

int
pid_file_acquire(const char *path, GError **error)
{
    for (;;) {
        g_auto(Fd) fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, 0644);
        /* The first byte, by fcntl(): what the original locks. */
        struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1 };

        if (fd < 0) {
            err_errno(error, VIR_ERR_SYSTEM_ERROR, "Failed to open pid file '%s'", path);
            return -1;
        }
        if (fcntl(fd, F_SETLK, &lock) < 0) {
            err_errno(error, VIR_ERR_SYSTEM_ERROR, "Failed to acquire pid file '%s'", path);
            return -1;
        }
        if (!is_current(path, fd))
            continue;
        if (!write_pid(fd)) {
            err_errno(error, VIR_ERR_SYSTEM_ERROR, "Failed to write to pid file '%s'", path);
            return -1;
        }
        return fd_steal(&fd);
    }
}

void
pid_file_release(const char *path, int fd)
{
    if (fd < 0)
        return;
    unlink(path);
    fd_close(fd);
}
