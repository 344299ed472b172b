/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Signals become callbacks on the loop. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>
#include "base/err.h"
#include "base/file.h"
#include "daemons/daemon-priv.h"

#define ERR_DOMAIN VIR_FROM_RPC

static struct {
    DaemonSignalFn fn;
    void *data;
} wanted[NSIG];
static int pipe_fds[2] = { -1, -1 };
static int watch;

static void
on_signal(int number)
{
    int saved_errno = errno;
    unsigned char byte = (unsigned char)number;

    /* A full pipe has what wakes the loop already. */
    if (write(pipe_fds[1], &byte, 1) < 0 && errno != EAGAIN)
        _exit(1);
    errno = saved_errno;
}

static void
signals_due(int id, int fd, int events, void *data)
{
    unsigned char numbers[64];
    ssize_t n = read(fd, numbers, sizeof(numbers));

    for (ssize_t i = 0; i < n; i++) {
        if (numbers[i] < NSIG && wanted[numbers[i]].fn)
            wanted[numbers[i]].fn(data, wanted[numbers[i]].data);
    }
}

bool
daemon_signals_start(Daemon *daemon, GError **error)
{
    if (pipe2(pipe_fds, O_CLOEXEC | O_NONBLOCK) < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", "Unable to create signal pipe");
    watch = loop_add_handle(daemon->loop, pipe_fds[0], LOOP_READABLE, signals_due, daemon, NULL);
    signal(SIGPIPE, SIG_IGN);
    return true;
}

void
daemon_signals_stop(void)
{
    for (int i = 1; i < NSIG; i++) {
        if (wanted[i].fn)
            signal(i, SIG_DFL);
        wanted[i].fn = NULL;
    }
    fd_close(pipe_fds[0]);
    fd_close(pipe_fds[1]);
    pipe_fds[0] = pipe_fds[1] = -1;
}

void
daemon_on_signal(Daemon *daemon, int number, DaemonSignalFn fn, void *data)
{
    const struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };

    wanted[number].fn = fn;
    wanted[number].data = data;
    sigaction(number, &action, NULL);
}
