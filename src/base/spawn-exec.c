/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Between clone and exec.
 *
 * The child borrows our memory (CLONE_VM) and the calling thread sleeps until it has gone
 * (CLONE_VFORK): the cost does not depend on our size, and it reports failure by writing to the
 * plan. It shares even the thread-local storage, so everything marked CHILD_SIDE is restricted to
 * syscall(2), which leaves no trace but errno. libc's own wrappers are not equal to it: setuid()
 * and kin signal all threads of the process, and sanitizers keep books on the others. */
#include "base/spawn-priv.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILD_SIDE __attribute__((no_sanitize("address", "thread", "undefined")))

/* Ample for system calls and one pass through the dynamic linker. */
#define STACK_SIZE (64 * 1024)

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x1000
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

/* The thread sanitizer takes clone() for fork() and adjusts itself, in our memory, to being the
 * child. It does not know glibc's other name of the function. */
#ifdef __GLIBC__
int __clone(int (*fn)(void *), void *stack, int flags, void *arg, ...);
#define clone __clone
#endif

/* 32-bit machines have a second generation of these, for ids beyond 16 bits. */
#ifdef SYS_setresuid32
#define SYS_OUR_setresuid SYS_setresuid32
#define SYS_OUR_setresgid SYS_setresgid32
#define SYS_OUR_setgroups SYS_setgroups32
#else
#define SYS_OUR_setresuid SYS_setresuid
#define SYS_OUR_setresgid SYS_setresgid
#define SYS_OUR_setgroups SYS_setgroups
#endif

CHILD_SIDE static bool
failed(SpawnPlan *plan, const char *what, const char *name)
{
    plan->failed_errno = errno;
    plan->failed_what = what;
    plan->failed_name = name;
    return false;
}

/* All handlers are our process's, and what we ignore need not suit others. Signals are blocked. */
CHILD_SIDE static void
reset_dispositions(void)
{
    /* All zero is SIG_DFL without flags in any of the kernel's layouts. */
    static const unsigned long defaults[8];

    for (int number = 1; number < _NSIG; number++)
        syscall(SYS_rt_sigaction, number, defaults, NULL, (size_t)_NSIG / 8);
}

CHILD_SIDE static bool
write_file(const SpawnStep *step)
{
    long fd = syscall(SYS_openat, AT_FDCWD, step->what, O_WRONLY | O_CLOEXEC | O_NOCTTY, 0);
    long written;

    if (fd < 0)
        return false;
    written = syscall(SYS_write, (int)fd, step->text, step->size);
    if (written >= 0 && (size_t)written != step->size)
        errno = EIO;
    return written >= 0 && (size_t)written == step->size;
}

CHILD_SIDE static bool
take_step(SpawnPlan *plan, const SpawnStep *step)
{
    const unsigned long *args = step->args;
    int rc;

    switch (step->kind) {
    case SPAWN_STEP_WRITE:
        return write_file(step) || failed(plan, "write to", step->what);
    case SPAWN_STEP_SETNS:
        return syscall(SYS_setns, step->fd, step->number) == 0 ||
               failed(plan, "enter a namespace", NULL);
    case SPAWN_STEP_UNSHARE:
        return syscall(SYS_unshare, step->number) == 0 || failed(plan, "create namespaces", NULL);
    case SPAWN_STEP_PRCTL:
        return syscall(SYS_prctl, step->number, args[0], args[1], args[2], args[3]) >= 0 ||
               failed(plan, "set process attributes", NULL);
    case SPAWN_STEP_AFFINITY:
        return syscall(SYS_sched_setaffinity, 0, step->size, step->text) >= 0 ||
               failed(plan, "set the CPU affinity", NULL);
    case SPAWN_STEP_CALL:
        rc = step->fn(step->data);
        errno = rc;
        return rc == 0 || failed(plan, step->what, NULL);
    }
    return true;
}

CHILD_SIDE static bool
take_steps(SpawnPlan *plan, SpawnWhen when)
{
    const SpawnStep *steps = (const SpawnStep *)(void *)plan->spawn->steps->data;

    for (size_t i = 0; i < plan->spawn->steps->len; i++) {
        if (steps[i].when == when && !take_step(plan, &steps[i]))
            return false;
    }
    return true;
}

/* Copy all descriptors above the highest number wanted, so that placing one cannot overwrite
 * another. */
CHILD_SIDE static bool
lift_fds(SpawnPlan *plan)
{
    int above = plan->fds[plan->n_fds - 1].number + 1;
    long null_fd = -1;

    for (size_t i = 0; i < plan->n_fds; i++) {
        SpawnFd *item = &plan->fds[i];
        int fd = item->fd;

        if (fd < 0) {
            if (null_fd < 0)
                null_fd = syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDWR | O_CLOEXEC, 0);
            if (null_fd < 0)
                return failed(plan, "open", "/dev/null");
            fd = (int)null_fd;
        }
        item->lifted = (int)syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, above);
        if (item->lifted < 0)
            return failed(plan, "pass a descriptor", NULL);
    }
    return true;
}

CHILD_SIDE static bool
close_between(unsigned int first, unsigned int last)
{
    uint64_t limit[2]; /* soft, hard */

    if (first > last || syscall(SYS_close_range, first, last, 0) == 0)
        return true;
    /* Linux before 5.9, or a sandbox that does not know it. */
    if (syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, limit) < 0)
        return false;
    for (uint64_t fd = first; fd <= last && fd < limit[1] && fd < INT_MAX; fd++)
        syscall(SYS_close, (int)fd);
    return true;
}

CHILD_SIDE static bool
place_fds(SpawnPlan *plan)
{
    unsigned int next = 0;

    for (size_t i = 0; i < plan->n_fds; i++) {
        if (syscall(SYS_dup3, plan->fds[i].lifted, plan->fds[i].number, 0) < 0)
            return failed(plan, "pass a descriptor", NULL);
    }
    for (size_t i = 0; i < plan->n_fds; i++) {
        unsigned int number = (unsigned int)plan->fds[i].number;

        if (number > 0 && !close_between(next, number - 1))
            return failed(plan, "close descriptors", NULL);
        next = number + 1;
    }
    return close_between(next, UINT_MAX) || failed(plan, "close descriptors", NULL);
}

CHILD_SIDE static bool
set_place(SpawnPlan *plan)
{
    const Spawn *spawn = plan->spawn;
    const SpawnRlimit *rlimits = (const SpawnRlimit *)(void *)spawn->rlimits->data;

    for (size_t i = 0; i < spawn->rlimits->len; i++) {
        uint64_t limit[2] = { rlimits[i].limit.rlim_cur, rlimits[i].limit.rlim_max };

        if (syscall(SYS_prlimit64, 0, rlimits[i].resource, limit, NULL) < 0)
            return failed(plan, "set resource limits", NULL);
    }
    if (spawn->has_umask)
        syscall(SYS_umask, spawn->umask);
    if (spawn->cwd && syscall(SYS_chdir, spawn->cwd) < 0)
        return failed(plan, "change the working directory to", spawn->cwd);
    return true;
}

CHILD_SIDE static bool
set_ids(SpawnPlan *plan)
{
    const Spawn *spawn = plan->spawn;
    uid_t uid = spawn->uid;
    gid_t gid = spawn->gid;

    if (!spawn->has_ids)
        return true;
    if (syscall(SYS_OUR_setgroups, spawn->n_groups, spawn->groups) < 0)
        return failed(plan, "set the supplementary groups", NULL);
    if (syscall(SYS_OUR_setresgid, gid, gid, gid) < 0)
        return failed(plan, "set the group id", NULL);
    if (syscall(SYS_OUR_setresuid, uid, uid, uid) < 0)
        return failed(plan, "set the user id", NULL);
    return true;
}

CHILD_SIDE static bool
set_group(SpawnPlan *plan)
{
    const Spawn *spawn = plan->spawn;

    /* A daemon is already in a new session, which it must not lead. */
    if (spawn->has_session && !spawn->is_daemon)
        return syscall(SYS_setsid) >= 0 || failed(plan, "start a session", NULL);
    if (spawn->has_group)
        return syscall(SYS_setpgid, 0, 0) >= 0 || failed(plan, "start a process group", NULL);
    return true;
}

CHILD_SIDE static int
child_main(void *arg)
{
    static const unsigned long none[8];
    SpawnPlan *plan = arg;

    reset_dispositions();
    if (set_group(plan) && lift_fds(plan) && take_steps(plan, SPAWN_AS_CALLER) && set_place(plan) &&
        set_ids(plan) && take_steps(plan, SPAWN_AS_USER) && place_fds(plan)) {
        syscall(SYS_rt_sigprocmask, SIG_SETMASK, none, NULL, (size_t)_NSIG / 8);
        syscall(SYS_execve, plan->path, plan->argv, plan->spawn->env);
        failed(plan, "execute", plan->path);
    }
    syscall(SYS_exit_group, 127);
    return 127;
}

/* The process in the middle, which makes its child init's by ending. It shares our descriptors
 * (CLONE_FILES), so that the daemon's pidfd is ours, and made before its pid can be used again. */
CHILD_SIDE static int
daemon_main(void *arg)
{
    SpawnPlan *plan = arg;

    if (syscall(SYS_setsid) < 0) {
        failed(plan, "start a session", NULL);
    } else {
        plan->pid = clone(child_main, plan->stack_top - STACK_SIZE,
                          CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, plan, &plan->pidfd);
        if (plan->pid < 0)
            failed(plan, "create a process", NULL);
    }
    syscall(SYS_exit_group, 0);
    return 0;
}

/* Reap a process that has ended, or is about to. Until it executes a program it sends no signal
 * when it ends, so that an application's SIGCHLD handler does not take it from us. */
static void
reap(pid_t pid)
{
    while (waitpid(pid, NULL, __WALL) < 0 && errno == EINTR)
        ;
}

static void
create(SpawnPlan *plan)
{
    pid_t middle;

    if (!plan->spawn->is_daemon) {
        plan->pid = clone(child_main, plan->stack_top, CLONE_VM | CLONE_VFORK | CLONE_PIDFD, plan,
                          &plan->pidfd);
        if (plan->pid < 0)
            failed(plan, "create a process", NULL);
        else if (plan->failed_what)
            reap(plan->pid);
        return;
    }
    middle = clone(daemon_main, plan->stack_top, CLONE_VM | CLONE_VFORK | CLONE_FILES, plan);
    if (middle < 0)
        failed(plan, "create a process", NULL);
    else
        reap(middle);
}

bool
spawn_plan_execute(SpawnPlan *plan)
{
    size_t size = 2 * STACK_SIZE;
    char *stack =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    sigset_t all;
    sigset_t old;
    int cancel_state;

    plan->pid = -1;
    plan->pidfd = -1;
    plan->failed_what = NULL;
    if (stack == MAP_FAILED)
        return failed(plan, "allocate a stack", NULL);
    plan->stack_top = stack + size;

    /* A handler run by the child would run on our memory. */
    sigfillset(&all);
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel_state);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    create(plan);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    pthread_setcancelstate(cancel_state, NULL);
    munmap(stack, size);

    if (!plan->failed_what)
        return true;
    if (plan->pidfd >= 0)
        close(plan->pidfd);
    return false;
}
