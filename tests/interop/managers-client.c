/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Uses a virtlogd or a virtlockd as drivers do, and prints what it sees. The guests are processes
 * of others: one that closes its own connection with locks held is ended.
 *
 *     managers-client log SOCKET FILE
 *     managers-client lock SOCKET SETTINGS DISK FOLDER
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "base/err.h"
#include "base/file.h"
#include "core/managers/lock-manager.h"
#include "core/managers/log-client.h"

static const uint8_t uuid[UUID_SIZE] = { 0x11, 0x22, 0x33 };

static void
say(const char *what, bool done, GError **error)
{
    printf("%s: %s\n", what, done ? "yes" : (*error)->message);
    g_clear_error(error);
}

static int
use_log(char **argv)
{
    const LogOwner owner = { "qemu", "guest", uuid };
    GError *error = NULL;
    g_autoptr(LogClient) client = log_client_new_at(argv[0], &error);
    g_autofree char *text = NULL;
    LogPlace begin = { 0 };
    LogPlace end = { 0 };
    int fd;

    if (!client) {
        say("connect", false, &error);
        return 1;
    }
    fd = log_client_open(client, &owner, argv[1], true, &begin, &error);
    say("open", fd >= 0, &error);
    if (fd >= 0 && !fd_write_all(fd, "from the guest\n", 15))
        return 1;
    say("place", log_client_place(client, argv[1], &end, &error), &error);
    printf("one file: %d, %d bytes on\n", begin.inode == end.inode,
           (int)(end.offset - begin.offset));
    say("append", log_client_append(client, &owner, argv[1], "from the driver\n", &error), &error);
    text = log_client_read(client, argv[1], &begin, 1000, &error);
    say("read", text, &error);
    printf("%s", text ? text : "");
    say("open again", log_client_open(client, &owner, argv[1], true, &begin, &error) >= 0, &error);
    say("nothing there", log_client_place(client, "/nonexistent/log", &end, &error), &error);
    fd_close(fd);
    return 0;
}

static GuestLocks *
locks_of(LockManager *manager, char **argv, bool shared)
{
    GuestLocks *locks = guest_locks_new(manager);
    GError *error = NULL;

    say("add", guest_locks_add_disk(locks, argv[2], false, shared, &error), &error);
    say("add read-only", guest_locks_add_disk(locks, "/dev/cdrom", true, false, &error), &error);
    return locks;
}

/* A process that has its connection, and then ends without a word. */
static void
tie_and_end(LockManager *manager, char **argv)
{
    g_autoptr(GuestLocks) locks = locks_of(manager, argv, false);
    g_autoptr(Spawn) spawn = spawn_new("sleep");
    g_autoptr(SpawnChild) child = NULL;
    LockGuest guest = { uuid, "tied", 7, 0 };
    GError *error = NULL;
    int status = 0;

    spawn_add_arg(spawn, "100");
    say("tie", guest_locks_tie(locks, spawn, &error), &error);
    child = spawn_start(spawn, &error);
    say("start", child, &error);
    if (!child)
        return;
    guest.pid = spawn_child_pid(child);
    say("tied", guest_locks_tied(locks, &guest, &error), &error);
    say("acquire for it", guest_locks_acquire(locks, &guest, &error), &error);
    spawn_child_kill(child, SIGKILL);
    spawn_child_wait(child, 10000, &status, NULL);
    /* The manager sees it a moment later. */
    guest = (LockGuest){ uuid, "heir", 8, 1 };
    for (int i = 0; i < 1000 && !guest_locks_acquire(locks, &guest, NULL); i++)
        g_usleep(10000);
    say("held after it", !guest_locks_acquire(locks, &guest, &error), &error);
    say("release", guest_locks_release(locks, &guest, &error), &error);
}

static int
use_lock(char **argv)
{
    const LockSetup setup = { .settings = argv[1], .socket = argv[0] };
    const LockGuest guest = { uuid, "guest", 1, 1 };
    const LockGuest other = { uuid, "other", 2, 2 };
    GError *error = NULL;
    g_autoptr(LockManager) none = lock_manager_new("nop", &setup, NULL);
    g_autoptr(LockManager) manager = lock_manager_new("lockd", &setup, &error);
    g_autoptr(GuestLocks) free_locks = locks_of(none, argv, false);
    g_autoptr(GuestLocks) locks = NULL;
    g_autoptr(GuestLocks) more = NULL;

    say("load", manager, &error);
    say("no such manager", lock_manager_new("sanlock", &setup, &error), &error);
    if (!manager)
        return 1;
    locks = locks_of(manager, argv, false);
    more = locks_of(manager, argv, true);
    guest_locks_add_lease(more, argv[3], "space", "key");
    say("nop acquires", guest_locks_acquire(free_locks, &guest, &error), &error);
    say("acquire", guest_locks_acquire(locks, &guest, &error), &error);
    say("acquire for another", guest_locks_acquire(locks, &other, &error), &error);
    say("acquire shared", guest_locks_acquire(more, &other, &error), &error);
    say("release for another", guest_locks_release(locks, &other, &error), &error);
    say("release", guest_locks_release(locks, &guest, &error), &error);
    say("release again", guest_locks_release(locks, &guest, &error), &error);
    say("no such space", guest_locks_acquire(more, &other, &error), &error);
    say("nothing of it held", guest_locks_acquire(locks, &guest, &error), &error);
    say("release", guest_locks_release(locks, &guest, &error), &error);
    tie_and_end(manager, argv);
    return 0;
}

int
main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc == 4 && strcmp(argv[1], "log") == 0)
        return use_log(argv + 2);
    if (argc == 6 && strcmp(argv[1], "lock") == 0)
        return use_lock(argv + 2);
    return 2;
}
