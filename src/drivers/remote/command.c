/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A daemon behind a program's standard input and output: ssh, or whatever "ext" names. */
#include "command-priv.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/deadline.h"
#include "base/err.h"
#include "base/file.h"
#include "program-env-priv.h"

#define ERR_DOMAIN VIR_FROM_RPC

/* How much of what the program wrote to standard error an error quotes. */
#define WORDS_MAX 1024
/* It may still be writing when its other end has gone, or have left its standard error to a process
 * that stays (ssh with ControlPersist). */
#define WORDS_WAIT_MS 250
#define END_WAIT_MS   100
#define END_GRACE_MS  2000
#define END_KILL_MS   1000

typedef struct Command {
    Channel base;
    int fd; /* the transport's */
    int err_fd;
    SpawnChild *child;
    char words[WORDS_MAX + 1]; /* the last of standard error */
    size_t n_words;
    bool has_dropped; /* there was more before */
} Command;

/* Keep the end of what there is. */
static void
keep_words(Command *command, const char *data, size_t n)
{
    size_t keep;

    if (n > WORDS_MAX) {
        data += n - WORDS_MAX;
        n = WORDS_MAX;
        command->has_dropped = true;
    }
    keep = MIN(command->n_words, WORDS_MAX - n);
    if (keep < command->n_words)
        command->has_dropped = true;
    memmove(command->words, command->words + command->n_words - keep, keep);
    memcpy(command->words + keep, data, n);
    command->n_words = keep + n;
}

/* Read what is there, so that the program never waits for us to; false when no more can come. */
static bool
take_words(Command *command)
{
    char data[WORDS_MAX];
    ssize_t n;

    if (command->err_fd < 0)
        return false;
    while ((n = read(command->err_fd, data, sizeof(data))) > 0)
        keep_words(command, data, (size_t)n);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    fd_clear(&command->err_fd);
    return false;
}

/* What the program said last: whole lines, if it said much. */
static char *
last_words(Command *command)
{
    int64_t deadline = deadline_in_ms(WORDS_WAIT_MS);
    const char *start = command->words;

    while (take_words(command) && deadline_left_ms(deadline) > 0) {
        struct pollfd item = { .fd = command->err_fd, .events = POLLIN };

        poll(&item, 1, deadline_left_ms(deadline));
    }
    command->words[command->n_words] = '\0';
    if (command->has_dropped && strchr(start, '\n'))
        start = strchr(start, '\n') + 1;
    return g_strchomp(g_strdup(start));
}

/* errno says what failed. */
static ssize_t
failed(Command *command, const char *what, GError **error)
{
    int failure = errno;
    g_autofree char *words = last_words(command);

    errno = failure;
    err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s: %s", what, words);
    return -1;
}

static ssize_t
command_read(Channel *channel, void *data, size_t n, GError **error)
{
    Command *command = (Command *)channel;
    ssize_t got;

    do
        got = recv(command->fd, data, n, MSG_DONTWAIT);
    while (got < 0 && errno == EINTR);
    if (got > 0)
        return got;
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        take_words(command);
        return CHANNEL_WAIT;
    }
    if (got < 0)
        return failed(command, "Cannot recv data", error);
    errno = EIO;
    failed(command, "End of file while reading data", error);
    return 0;
}

static ssize_t
command_write(Channel *channel, const void *data, size_t n, GError **error)
{
    Command *command = (Command *)channel;
    ssize_t sent;

    do
        sent = send(command->fd, data, n, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    if (sent >= 0)
        return sent;
    if (errno == EAGAIN || errno == EWOULDBLOCK)
        return CHANNEL_WAIT;
    /* Why is for the reader to say: only it may touch what the program wrote. */
    err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", "Cannot write data");
    return -1;
}

static bool
command_pending(Channel *channel)
{
    return false;
}

/* So that no dead process stays about until the application lets go of the connection. */
static void
command_end(Channel *channel)
{
    Command *command = (Command *)channel;

    spawn_child_kill(command->child, SIGTERM);
    spawn_child_kill(command->child, SIGCONT); /* if it was stopped, it does not see the first */
    spawn_child_wait(command->child, END_WAIT_MS, NULL, NULL);
}

static void
command_free(Channel *channel)
{
    Command *command = (Command *)channel;

    /* One that is stuck in the kernel is init's when we have gone. */
    spawn_child_stop(command->child, END_GRACE_MS, END_KILL_MS, NULL, NULL);
    spawn_child_free(command->child);
    fd_close(command->err_fd);
    g_free(command);
}

static const ChannelType command_type = {
    .name = "a program",
    .read = command_read,
    .write = command_write,
    .pending = command_pending,
    .end = command_end,
    .free = command_free,
};

static SpawnChild *
start(Spawn *spawn, int fd, int err_fd, GError **error)
{
    g_autoptr(GError) failure = NULL;
    SpawnChild *child;

    spawn_pass_fd(spawn, fd, STDIN_FILENO);
    spawn_pass_fd(spawn, fd, STDOUT_FILENO);
    spawn_pass_fd(spawn, err_fd, STDERR_FILENO);
    child = spawn_start(spawn, &failure);
    if (child)
        return child;
    if (err_detail(failure)->int1 == ENOENT && g_str_has_prefix(failure->message, "Cannot find")) {
        err_detail(failure)->domain = VIR_FROM_NONE;
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    /* The original finds this out in the child and reads it off standard error. */
    errno = ECONNRESET;
    return err_errno_null(error, VIR_ERR_SYSTEM_ERROR, "Cannot recv data: libvirt:  error : %s",
                          failure->message);
}

bool
command_connect(Spawn *spawn, const char *const *env, RemoteLink *link_out, GError **error)
{
    int pair[2];
    int pipe_fds[2];
    Command *command;
    SpawnChild *child;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", "unable to create socket pair");
    if (pipe2(pipe_fds, O_CLOEXEC) < 0) {
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", "Unable to create pipe");
        fd_close(pair[0]);
        fd_close(pair[1]);
        return false;
    }
    program_env_set(spawn, env);
    child = start(spawn, pair[1], pipe_fds[1], error);
    fd_close(pair[1]);
    fd_close(pipe_fds[1]);
    if (!child || fcntl(pipe_fds[0], F_SETFL, O_NONBLOCK) < 0) {
        fd_close(pair[0]);
        fd_close(pipe_fds[0]);
        spawn_child_free(child);
        return false;
    }
    command = g_new0(Command, 1);
    command->base.type = &command_type;
    command->fd = pair[0];
    command->err_fd = pipe_fds[0];
    command->child = child;
    *link_out = (RemoteLink){ .fd = pair[0], .channel = &command->base };
    return true;
}
