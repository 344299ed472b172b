/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/err.h"
#include "base/spawn-priv.h"

#define ERR_DOMAIN VIR_FROM_NONE

/* idtype_t of waitid(); an enumerator only in newer C libraries. */
#define ID_IS_PIDFD ((idtype_t)3)

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8U
#endif

/* What spawn_run() allows a program that must stop. */
#define STOP_GRACE_MS     1000
#define STOP_KILL_WAIT_MS 5000
/* How much of standard error an error message quotes, from the end. */
#define QUOTE_MAX 2048

struct SpawnChild {
    pid_t pid;
    int pidfd;
    bool has_group;
    bool has_ended;
    int status;
};

static void
close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* Standard input from memory is a file without a name: nobody has to feed it, so that neither a
 * program that does not read nor one that closes it early is a special case. */
static int
open_input(GBytes *input, GError **error)
{
    size_t size;
    const char *data = g_bytes_get_data(input, &size);
    int fd = memfd_create("stdin", MFD_CLOEXEC | MFD_NOEXEC_SEAL);

    if (fd < 0 && errno == EINVAL) /* Linux before 6.3 */
        fd = memfd_create("stdin", MFD_CLOEXEC);
    if (fd < 0) {
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot create a file in memory");
        return -1;
    }
    while (size > 0) {
        ssize_t written = write(fd, data, size);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot write to a file in memory");
            close(fd);
            return -1;
        }
        data += written;
        size -= (size_t)written;
    }
    lseek(fd, 0, SEEK_SET);
    return fd;
}

static bool
report_failure(const SpawnPlan *plan, GError **error)
{
    errno = plan->failed_errno;
    if (g_strcmp0(plan->failed_what, "execute") == 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot execute binary %s", plan->path);
    return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot start %s: cannot %s%s%s", plan->path,
                     plan->failed_what, plan->failed_name ? " " : "",
                     plan->failed_name ? plan->failed_name : "");
}

SpawnChild *
spawn_start_with(const Spawn *spawn, GArray *fds, GError **error)
{
    g_autofree char *path = NULL;
    g_autoptr(GArray) own_fds = g_array_copy(fds);
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    SpawnPlan plan = { .spawn = spawn };
    SpawnChild *child;
    int input_fd = -1;
    bool is_started;

    /* A path is left for the kernel to judge; it knows best why it will not do. */
    path = strchr(spawn->program, '/') ? g_strdup(spawn->program)
                                       : g_find_program_in_path(spawn->program);
    if (!path) {
        errno = ENOENT;
        return err_errno_null(error, VIR_ERR_SYSTEM_ERROR, "Cannot find '%s' in path",
                              spawn->program);
    }
    if (spawn->input) {
        input_fd = open_input(spawn->input, error);
        if (input_fd < 0)
            return NULL;
        spawn_fds_set(own_fds, input_fd, STDIN_FILENO);
    }
    if (spawn->is_stderr_merged)
        spawn_fds_set(own_fds, g_array_index(own_fds, SpawnFd, STDOUT_FILENO).fd, STDERR_FILENO);

    for (unsigned int i = 0; i < spawn->args->len; i++)
        g_ptr_array_add(argv, g_ptr_array_index(spawn->args, i));
    g_ptr_array_add(argv, NULL);
    plan.path = path;
    plan.argv = (char **)argv->pdata;
    plan.fds = (SpawnFd *)(void *)own_fds->data;
    plan.n_fds = own_fds->len;

    is_started = spawn_plan_execute(&plan);
    close_fd(&input_fd);
    if (!is_started) {
        report_failure(&plan, error);
        return NULL;
    }
    child = g_new0(SpawnChild, 1);
    child->pid = plan.pid;
    child->pidfd = plan.pidfd;
    child->has_group = !spawn->is_daemon && (spawn->has_group || spawn->has_session);
    return child;
}

SpawnChild *
spawn_start(const Spawn *spawn, GError **error)
{
    return spawn_start_with(spawn, spawn->fds, error);
}

void
spawn_child_free(SpawnChild *child)
{
    if (!child)
        return;
    close_fd(&child->pidfd);
    g_free(child);
}

pid_t
spawn_child_pid(const SpawnChild *child)
{
    return child->pid;
}

int
spawn_child_pidfd(const SpawnChild *child)
{
    return child->pidfd;
}

/* Like poll(), until a deadline and through signals. */
static int
poll_until(struct pollfd *fds, nfds_t n_fds, int64_t deadline_us)
{
    int n_ready;

    do {
        n_ready = poll(fds, n_fds, deadline_left_ms(deadline_us));
    } while (n_ready < 0 && errno == EINTR);
    return n_ready;
}

bool
spawn_child_wait(SpawnChild *child, int timeout_ms, int *status_out, GError **error)
{
    struct pollfd item = { .fd = child->pidfd, .events = POLLIN };
    siginfo_t info = { 0 };
    int rc;

    if (!child->has_ended) {
        if (poll_until(&item, 1, deadline_in_ms(timeout_ms)) == 0)
            return err_set(error, VIR_ERR_OPERATION_TIMEOUT,
                           "process %lld did not end within %d ms", (long long)child->pid,
                           timeout_ms);
        do {
            rc = waitid(ID_IS_PIDFD, (id_t)child->pidfd, &info, WEXITED);
        } while (rc < 0 && errno == EINTR);
        if (rc < 0)
            child->status = SPAWN_STATUS_UNKNOWN;
        else if (info.si_code == CLD_EXITED)
            child->status = W_EXITCODE(info.si_status, 0);
        else
            child->status = info.si_status | (info.si_code == CLD_DUMPED ? WCOREFLAG : 0);
        child->has_ended = true;
    }
    if (status_out)
        *status_out = child->status;
    return true;
}

bool
spawn_child_kill(SpawnChild *child, int signal_number)
{
    if (child->has_ended) {
        errno = ESRCH;
        return false;
    }
    /* Not reaped yet, so the number is still that of our group. */
    if (child->has_group)
        return kill(-child->pid, signal_number) == 0;
    return syscall(SYS_pidfd_send_signal, child->pidfd, signal_number, NULL, 0) == 0;
}

bool
spawn_child_stop(SpawnChild *child, int grace_ms, int kill_wait_ms, int *status_out, GError **error)
{
    if (!child->has_ended) {
        spawn_child_kill(child, SIGTERM);
        if (spawn_child_wait(child, grace_ms, status_out, NULL))
            return true;
        spawn_child_kill(child, SIGKILL);
    }
    return spawn_child_wait(child, kill_wait_ms, status_out, error);
}

char *
spawn_status_text(int status)
{
    if (status != SPAWN_STATUS_UNKNOWN && WIFEXITED(status))
        return g_strdup_printf("exit status %d", WEXITSTATUS(status));
    if (status != SPAWN_STATUS_UNKNOWN && WIFSIGNALED(status))
        return g_strdup_printf("fatal signal %d", WTERMSIG(status));
    return g_strdup("unknown status");
}

/* What comes out of one descriptor. */
typedef struct Capture {
    int fd;
    GString *text;
    size_t limit;
    bool is_over; /* there was more */
} Capture;

static void
capture_clear(Capture *capture)
{
    close_fd(&capture->fd);
    if (capture->text)
        g_string_free(capture->text, TRUE);
    capture->text = NULL;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Capture, capture_clear)

/* A pipe whose other end becomes number in fds; write_end_out is to be closed after the start. */
static bool
capture_open(Capture *capture, GArray *fds, int number, int *write_end_out, GError **error)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot create a pipe");
    fcntl(ends[0], F_SETFL, O_NONBLOCK); /* our end only */
    spawn_fds_set(fds, ends[1], number);
    capture->fd = ends[0];
    capture->text = g_string_new(NULL);
    *write_end_out = ends[1];
    return true;
}

/* Take what is there, but give others a chance after a while, unless the program has ended. */
static void
capture_read(Capture *capture, bool has_ended)
{
    char buffer[16384];
    size_t budget = has_ended ? SIZE_MAX : 16;

    while (capture->fd >= 0 && budget-- > 0 && !capture->is_over) {
        ssize_t size = read(capture->fd, buffer, sizeof(buffer));
        size_t room = capture->limit - capture->text->len;

        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0 && errno == EAGAIN)
            return;
        if (size <= 0) {
            close_fd(&capture->fd);
            return;
        }
        g_string_append_len(capture->text, buffer, (ssize_t)MIN((size_t)size, room));
        capture->is_over = (size_t)size > room;
    }
}

typedef enum RunEnd {
    RUN_ENDED,
    RUN_TIMED_OUT,
    RUN_CANCELLED,
    RUN_OVERFLOWED,
} RunEnd;

static RunEnd
attend(const Spawn *spawn, SpawnChild *child, Capture *out, Capture *err, int64_t deadline_us)
{
    for (;;) {
        struct pollfd fds[] = {
            { .fd = child->pidfd, .events = POLLIN },
            { .fd = spawn->cancel_fd, .events = POLLIN },
            { .fd = out->fd, .events = POLLIN },
            { .fd = err->fd, .events = POLLIN },
        };

        if (poll_until(fds, G_N_ELEMENTS(fds), deadline_us) == 0)
            return RUN_TIMED_OUT;
        capture_read(out, fds[0].revents != 0);
        capture_read(err, fds[0].revents != 0);
        err->is_over = false;
        if (out->is_over)
            return RUN_OVERFLOWED;
        if (fds[0].revents)
            return RUN_ENDED;
        if (fds[1].revents)
            return RUN_CANCELLED;
        if (deadline_left_ms(deadline_us) == 0)
            return RUN_TIMED_OUT;
    }
}

static bool
report_end(const Spawn *spawn, RunEnd end, int timeout_ms, GError **error)
{
    g_autofree char *command = spawn_to_text(spawn);

    switch (end) {
    case RUN_TIMED_OUT:
        return err_set(error, VIR_ERR_OPERATION_TIMEOUT,
                       "Child process (%s) did not end within %d ms", command, timeout_ms);
    case RUN_CANCELLED:
        return err_set(error, VIR_ERR_OPERATION_ABORTED, "Child process (%s) was cancelled",
                       command);
    case RUN_OVERFLOWED:
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "Child process (%s) wrote more than %zu bytes", command,
                       spawn->output_limit);
    case RUN_ENDED:
        break;
    }
    return true;
}

static bool
report_status(const Spawn *spawn, int status, const Capture *err, GError **error)
{
    g_autofree char *command = spawn_to_text(spawn);
    g_autofree char *how = spawn_status_text(status);
    g_autofree char *quote = NULL;

    if (err->text) {
        size_t skip = err->text->len > QUOTE_MAX ? err->text->len - QUOTE_MAX : 0;

        quote = g_utf8_make_valid(err->text->str + skip, -1);
        g_strchomp(quote);
    }
    return err_set(error, VIR_ERR_INTERNAL_ERROR, "Child process (%s) unexpected %s%s%s", command,
                   how, quote && *quote ? ": " : "", quote ? quote : "");
}

bool
spawn_run(const Spawn *spawn, int *status_out, GString **out_out, GString **err_out, int timeout_ms,
          GError **error)
{
    g_auto(Capture) out = { .fd = -1, .limit = spawn->output_limit };
    g_auto(Capture) err = { .fd = -1, .limit = spawn->output_limit };
    g_autoptr(GArray) fds = g_array_copy(spawn->fds);
    g_autoptr(SpawnChild) child = NULL;
    int64_t deadline_us = deadline_in_ms(timeout_ms);
    int write_ends[2] = { -1, -1 };
    int status;
    RunEnd end;

    g_assert(!spawn->is_daemon);
    if ((!out_out || spawn_fds_has(fds, STDOUT_FILENO) ||
         capture_open(&out, fds, STDOUT_FILENO, &write_ends[0], error)) &&
        (spawn->is_stderr_merged || spawn_fds_has(fds, STDERR_FILENO) ||
         capture_open(&err, fds, STDERR_FILENO, &write_ends[1], error)))
        child = spawn_start_with(spawn, fds, error);
    close_fd(&write_ends[0]);
    close_fd(&write_ends[1]);
    if (!child)
        return false;

    end = attend(spawn, child, &out, &err, deadline_us);
    if (end != RUN_ENDED) {
        spawn_child_stop(child, STOP_GRACE_MS, STOP_KILL_WAIT_MS, NULL, NULL);
        return report_end(spawn, end, timeout_ms, error);
    }
    if (!spawn_child_wait(child, -1, &status, error))
        return false;
    if (!status_out && status != 0)
        return report_status(spawn, status, &err, error);

    if (status_out)
        *status_out = status;
    if (out_out)
        *out_out = out.text ? g_steal_pointer(&out.text) : g_string_new(NULL);
    if (err_out)
        *err_out = err.text ? g_steal_pointer(&err.text) : g_string_new(NULL);
    return true;
}
