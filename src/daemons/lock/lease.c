/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/lock/lease.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/err.h"
#include "base/file.h"

#define ERR_DOMAIN VIR_FROM_LOCKSPACE

/* How often a file may be replaced while it is being locked. */
#define TRIES_MAX 100

/* A file that is locked. */
typedef struct Held {
    dev_t device;
    ino_t inode;
    bool is_shared;
    unsigned int n_leases;
    GArray *old_fds; /* of leases that have ended */
} Held;

struct Lease {
    Held *held;
    Fd fd;
};

struct LeaseTable {
    GPtrArray *held; /* of Held */
};

static void
held_free(void *data)
{
    Held *held = data;

    for (guint i = 0; i < held->old_fds->len; i++)
        fd_close(g_array_index(held->old_fds, int, i));
    g_array_unref(held->old_fds);
    g_free(held);
}

LeaseTable *
lease_table_new(void)
{
    LeaseTable *table = g_new(LeaseTable, 1);

    table->held = g_ptr_array_new_with_free_func(held_free);
    return table;
}

void
lease_table_free(LeaseTable *table)
{
    if (!table)
        return;
    g_ptr_array_unref(table->held);
    g_free(table);
}

static Held *
find(const LeaseTable *table, const struct stat *status)
{
    for (guint i = 0; i < table->held->len; i++) {
        Held *held = g_ptr_array_index(table->held, i);

        if (held->device == status->st_dev && held->inode == status->st_ino)
            return held;
    }
    return NULL;
}

bool
lease_table_has(const LeaseTable *table, const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && find(table, &status);
}

static Lease *
add(LeaseTable *table, Held *held, const struct stat *status, bool shared, int fd)
{
    Lease *lease = g_new(Lease, 1);

    if (!held) {
        held = g_new(Held, 1);
        *held = (Held){ .device = status->st_dev,
                        .inode = status->st_ino,
                        .is_shared = shared,
                        .old_fds = g_array_new(FALSE, FALSE, sizeof(int)) };
        g_ptr_array_add(table->held, held);
    }
    held->n_leases++;
    *lease = (Lease){ .held = held, .fd = fd };
    return lease;
}

/* Does not wait. */
static bool
lock(int fd, bool shared)
{
    struct flock byte = {
        .l_type = (short)(shared ? F_RDLCK : F_WRLCK),
        .l_whence = SEEK_SET,
        .l_len = 1,
    };

    return fcntl(fd, F_SETLK, &byte) == 0;
}

typedef enum Attempt {
    ATTEMPT_DONE,
    ATTEMPT_AGAIN, /* the file was replaced meanwhile */
    ATTEMPT_BUSY,
    ATTEMPT_FAILED,
} Attempt;

static Attempt
take(LeaseTable *table, const char *path, bool shared, int fd, Lease **lease_out, GError **error)
{
    g_auto(Fd) opened = fd;
    struct stat status;
    struct stat named;
    Held *held;

    if (fstat(fd, &status) < 0) {
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "Unable to check status of resource %s", path);
        return ATTEMPT_FAILED;
    }
    held = find(table, &status);
    if (held && !(shared && held->is_shared)) {
        /* Closing it would end the other lease. */
        g_array_append_val(held->old_fds, opened);
        opened = -1;
        return ATTEMPT_BUSY;
    }
    if (!held && !lock(fd, shared)) {
        if (errno == EACCES || errno == EAGAIN)
            return ATTEMPT_BUSY;
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "Unable to lock resource %s", path);
        return ATTEMPT_FAILED;
    }
    /* A holder may have removed the file between open and lock; that lock would be nobody's. */
    if (!held &&
        (stat(path, &named) < 0 || named.st_ino != status.st_ino || named.st_dev != status.st_dev))
        return ATTEMPT_AGAIN;
    *lease_out = add(table, held, &status, shared, fd_steal(&opened));
    return ATTEMPT_DONE;
}

Lease *
lease_new(LeaseTable *table, const char *path, bool shared, bool create, bool *is_busy_out,
          GError **error)
{
    *is_busy_out = false;
    for (int i = 0; i < TRIES_MAX; i++) {
        Lease *lease = NULL;
        int fd;

        /* The usual case of a file that is held, without opening it. */
        if (!shared && lease_table_has(table, path)) {
            *is_busy_out = true;
            return NULL;
        }
        fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | (create ? O_CREAT : 0), 0600);
        if (fd < 0)
            return err_errno_null(
                error, VIR_ERR_SYSTEM_ERROR,
                create ? "Unable to open/create resource %s" : "Unable to open resource %s", path);
        switch (take(table, path, shared, fd, &lease, error)) {
        case ATTEMPT_DONE:
            return lease;
        case ATTEMPT_AGAIN:
            break;
        case ATTEMPT_BUSY:
            *is_busy_out = true;
            return NULL;
        case ATTEMPT_FAILED:
            return NULL;
        }
    }
    return err_set_null(error, VIR_ERR_SYSTEM_ERROR,
                        "Unable to lock resource %s: it is replaced again and again", path);
}

Lease *
lease_adopt(LeaseTable *table, int fd, bool shared, GError **error)
{
    g_auto(Fd) owned = fd;
    struct stat status;
    Held *held;

    if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 || fstat(fd, &status) < 0)
        return err_errno_null(error, VIR_ERR_SYSTEM_ERROR, "cannot take over descriptor %d", fd);
    held = find(table, &status);
    /* Held already, unless whoever held it before us had another kind of lock. */
    if (!held && !lock(fd, shared))
        return err_errno_null(error, VIR_ERR_SYSTEM_ERROR, "cannot lock descriptor %d", fd);
    return add(table, held, &status, shared, fd_steal(&owned));
}

void
lease_free(LeaseTable *table, Lease *lease)
{
    Held *held = lease->held;

    g_array_append_val(held->old_fds, lease->fd);
    if (--held->n_leases == 0)
        g_ptr_array_remove_fast(table->held, held);
    g_free(lease);
}

int
lease_fd(const Lease *lease)
{
    return lease->fd;
}
