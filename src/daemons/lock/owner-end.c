/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Owners that must end.
 *
 * Their locks are kept until they have: released before, somebody else could write to a disk that
 * they still write to. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "base/deadline.h"
#include "base/file.h"
#include "base/log.h"
#include "daemons/lock/virtlockd.h"

LOG_SOURCE("locking.lock_daemon");

/* The original's: SIGTERM, SIGKILL after this; it has given up after the other. */
#define TERM_MS      1600
#define GIVE_UP_MS   3000
#define KILL_WAIT_MS 1000

typedef struct Ending {
    LockDaemon *lock;
    pid_t owner;
    Fd pidfd;
    int watch;
    int timeout;
    bool is_killed;
} Ending;

static void
ending_free(Ending *ending)
{
    loop_remove_handle(ending->lock->daemon->loop, ending->watch);
    loop_remove_timeout(ending->lock->daemon->loop, ending->timeout);
    daemon_inhibit(ending->lock->daemon, -1);
    fd_close(ending->pidfd);
    g_free(ending);
}

static void
send_signal(const Ending *ending, int number)
{
    if (syscall(SYS_pidfd_send_signal, ending->pidfd, number, NULL, 0) < 0 && errno != ESRCH)
        LOG_WARN("Failed to kill off pid %lld: %s", (long long)ending->owner, g_strerror(errno));
}

static void
has_ended(Ending *ending)
{
    LockDaemon *lock = ending->lock;

    lock_release_owner(lock, ending->owner);
    g_ptr_array_remove_fast(lock->endings, ending);
    ending_free(ending);
}

static void
pidfd_due(int id, int fd, int events, void *data)
{
    has_ended(data);
}

static void
timeout_due(int id, void *data)
{
    Ending *ending = data;

    if (ending->is_killed) {
        LOG_WARN("Failed to kill off pid %lld: its locks are kept until it has ended",
                 (long long)ending->owner);
        loop_update_timeout(ending->lock->daemon->loop, id, -1);
        return;
    }
    ending->is_killed = true;
    send_signal(ending, SIGKILL);
    loop_update_timeout(ending->lock->daemon->loop, id, GIVE_UP_MS - TERM_MS);
}

static bool
is_over(int pidfd, int wait_ms)
{
    struct pollfd poll_fd = { .fd = pidfd, .events = POLLIN };

    return pidfd < 0 || poll(&poll_fd, 1, wait_ms) > 0;
}

void
owner_end(LockDaemon *lock, pid_t owner, int pidfd)
{
    Loop *loop = lock->daemon->loop;
    Ending *ending;

    if (is_over(pidfd, 0)) {
        fd_close(pidfd);
        lock_release_owner(lock, owner);
        return;
    }
    ending = g_new(Ending, 1);
    *ending = (Ending){ .lock = lock, .owner = owner, .pidfd = pidfd };
    g_ptr_array_add(lock->endings, ending);
    daemon_inhibit(lock->daemon, 1);
    send_signal(ending, SIGTERM);
    ending->watch = loop_add_handle(loop, pidfd, LOOP_READABLE, pidfd_due, ending, NULL);
    ending->timeout = loop_add_timeout(loop, TERM_MS, timeout_due, ending, NULL);
}

/* Give back what belonged to those that end before the deadline. */
static void
wait_for_all(LockDaemon *lock, int64_t deadline_us)
{
    for (guint i = lock->endings->len; i-- > 0;) {
        Ending *ending = g_ptr_array_index(lock->endings, i);

        if (is_over(ending->pidfd, deadline_left_ms(deadline_us)))
            has_ended(ending);
    }
}

void
owner_end_all(LockDaemon *lock, bool at_once)
{
    if (!at_once)
        wait_for_all(lock, deadline_in_ms(TERM_MS));
    for (guint i = 0; i < lock->endings->len; i++)
        send_signal(g_ptr_array_index(lock->endings, i), SIGKILL);
    wait_for_all(lock, deadline_in_ms(KILL_WAIT_MS));
}

pid_t
owner_ending_pid(const LockDaemon *lock, guint index)
{
    return ((const Ending *)g_ptr_array_index(lock->endings, index))->owner;
}

void
owner_end_forget(LockDaemon *lock)
{
    for (guint i = 0; i < lock->endings->len; i++)
        ending_free(g_ptr_array_index(lock->endings, i));
    g_ptr_array_set_size(lock->endings, 0);
}
