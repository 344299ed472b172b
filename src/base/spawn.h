/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Running programs.
 *
 * A Spawn describes a command; it may be run any number of times, by one thread at a time. The
 * program starts with default signal dispositions, nothing blocked, standard descriptors on
 * /dev/null unless set, and of all other descriptors those that are passed explicitly. What
 * keeps it from starting, whether it is the program or a step before it, is the caller's error.
 *
 * The calling thread sleeps until the program is loaded. Nothing in between allocates memory or
 * takes a lock, so any thread may call this, whatever the others do. Needs Linux 5.4. */
#ifndef VIRTUE_SPAWN_H
#define VIRTUE_SPAWN_H

#include <glib.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/types.h>

typedef struct Spawn Spawn;
typedef struct SpawnChild SpawnChild;

/* program is a path, or a name to be found in our PATH; it is also the first argument. */
Spawn *spawn_new(const char *program);
void spawn_free(Spawn *spawn);
void spawn_add_arg(Spawn *spawn, const char *arg);
void spawn_add_argf(Spawn *spawn, const char *format, ...) G_GNUC_PRINTF(2, 3);
void spawn_add_args(Spawn *spawn, ...) G_GNUC_NULL_TERMINATED;
/* The command as one could give it to a shell, for logs. */
char *spawn_to_text(const Spawn *spawn);

/* The environment begins as ours. A NULL value removes; spawn_pass_env() takes the value from our
 * environment, if there is one. */
void spawn_clear_env(Spawn *spawn);
void spawn_set_env(Spawn *spawn, const char *name, const char *value);
void spawn_pass_env(Spawn *spawn, const char *name);

/* Let the program see fd as number: 0 to 2 are the standard descriptors. fd stays the caller's,
 * and need not be inheritable. The last one for a number counts. */
void spawn_pass_fd(Spawn *spawn, int fd, int number);
/* Standard input from memory; the data are copied. */
void spawn_set_stdin(Spawn *spawn, const void *data, size_t size);
/* Standard error goes where standard output goes. */
void spawn_merge_stderr(Spawn *spawn);

void spawn_set_cwd(Spawn *spawn, const char *path);
void spawn_set_umask(Spawn *spawn, mode_t mask);
/* Real, effective and saved ids; the supplementary groups become exactly these. */
void spawn_set_ids(Spawn *spawn, uid_t uid, gid_t gid, const gid_t *groups, size_t n_groups);
void spawn_set_rlimit(Spawn *spawn, int resource, rlim_t soft, rlim_t hard);
/* A process group of its own, which spawn_child_kill() then signals whole. */
void spawn_set_group(Spawn *spawn);
/* A session of its own, without a terminal; implies a group. */
void spawn_set_session(Spawn *spawn);
/* Not our child: init's, in a session that it does not lead. Its exit status is unknown. */
void spawn_set_daemon(Spawn *spawn);

/* Steps between the clone and the program, in the order in which they were added; those marked
 * SPAWN_AS_USER come after the change of ids, limits and working directory, the others before. They
 * run on our memory while the calling thread sleeps, so they must not wait for anything. */
typedef enum SpawnWhen {
    SPAWN_AS_CALLER,
    SPAWN_AS_USER,
} SpawnWhen;

/* Opens an existing file and writes text in one go, as files in /proc and cgroups want it. */
void spawn_step_write(Spawn *spawn, SpawnWhen when, const char *path, const char *text);
void spawn_step_setns(Spawn *spawn, SpawnWhen when, int fd, int type);
void spawn_step_unshare(Spawn *spawn, SpawnWhen when, int flags);
void spawn_step_prctl(Spawn *spawn, SpawnWhen when, int option, const unsigned long args[4]);
void spawn_step_affinity(Spawn *spawn, SpawnWhen when, const cpu_set_t *cpus, size_t size);
/* fn makes system calls by syscall(2) only, changes no memory, and returns 0 or an errno; what
 * names it in the error. */
void spawn_step_call(Spawn *spawn, SpawnWhen when, const char *what, int (*fn)(const void *),
                     const void *data);

/* Start and return once the program is loaded. */
SpawnChild *spawn_start(const Spawn *spawn, GError **error);
/* Lets go of a child without ending it; one that has not been waited for remains a zombie when it
 * ends. */
void spawn_child_free(SpawnChild *child);
pid_t spawn_child_pid(const SpawnChild *child);
/* Readable when the program has ended; belongs to the child object. */
int spawn_child_pidfd(const SpawnChild *child);
/* Wait up to timeout_ms (-1: no limit), then VIR_ERR_OPERATION_TIMEOUT. *status_out (may be NULL)
 * is what waitpid() gives, or SPAWN_STATUS_UNKNOWN for a daemon, or if other code in the process
 * waited for the child or ignores SIGCHLD. May be called again. */
#define SPAWN_STATUS_UNKNOWN (-1)
bool spawn_child_wait(SpawnChild *child, int timeout_ms, int *status_out, GError **error);
/* False, with errno, if it cannot be signalled; ESRCH if it has ended and been waited for. */
bool spawn_child_kill(SpawnChild *child, int signal_number);
/* SIGTERM, and SIGKILL if it has not ended after grace_ms. Fails if the kernel then still holds it
 * for kill_wait_ms. */
bool spawn_child_stop(SpawnChild *child, int grace_ms, int kill_wait_ms, int *status_out,
                      GError **error);

/* Run to the end. Each of out_out and err_out, if given, gets all that came from that descriptor,
 * unless it was passed or merged. More than output_limit bytes on standard output are an error; of
 * standard error the rest is dropped. Without status_out anything but exit status 0 is an error,
 * which quotes standard error. At the timeout the program is stopped: VIR_ERR_OPERATION_TIMEOUT;
 * likewise when the cancel descriptor becomes readable: VIR_ERR_OPERATION_ABORTED. Processes that
 * the program leaves behind are not waited for, even if they hold its output open. */
bool spawn_run(const Spawn *spawn, int *status_out, GString **out_out, GString **err_out,
               int timeout_ms, GError **error);
#define SPAWN_OUTPUT_LIMIT_DEFAULT (16 * 1024 * 1024)
void spawn_set_output_limit(Spawn *spawn, size_t bytes);
void spawn_set_cancel_fd(Spawn *spawn, int fd);

/* "exit status 3", "fatal signal 9", or "unknown status". */
char *spawn_status_text(int status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Spawn, spawn_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SpawnChild, spawn_child_free)

#endif
