/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The console: an echo, made of a pipe. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include "base/err.h"
#include "lib/event.h"
#include "lib/stream.h"
#include "memory-priv.h"

#define ERR_DOMAIN VIR_FROM_STREAMS

typedef struct Console {
    int fds[2]; /* to read, to write; -1 once the stream has ended */
    int watches[2];
    virStreamPtr stream; /* of the watches */
    virStreamEventCallback callback;
    void *opaque;
    virFreeCallback opaque_free;
} Console;

/* Wait, unless the stream does not. 1: try again; 0: would block; -1 with error. */
static int
console_wait(virStreamPtr stream, int fd, short events, GError **error)
{
    struct pollfd wanted = { .fd = fd, .events = events };

    if (errno == EINTR)
        return 1;
    if (errno != EAGAIN) {
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot use console");
        return -1;
    }
    if (stream_is_nonblocking(stream))
        return 0;
    return poll(&wanted, 1, -1) >= 0 || errno == EINTR ? 1 : -1;
}

static int
console_send(virStreamPtr stream, const char *data, size_t n, GError **error)
{
    Console *console = stream_data(stream);

    for (;;) {
        ssize_t sent = write(console->fds[1], data, n);
        int again;

        if (sent >= 0)
            return (int)sent;
        again = console_wait(stream, console->fds[1], POLLOUT, error);
        if (again <= 0)
            return again < 0 ? -1 : STREAM_WOULD_BLOCK;
    }
}

static int
console_recv(virStreamPtr stream, char *data, size_t n, unsigned int flags, GError **error)
{
    Console *console = stream_data(stream);

    for (;;) {
        ssize_t got = read(console->fds[0], data, n);
        int again;

        if (got >= 0)
            return (int)got;
        again = console_wait(stream, console->fds[0], POLLIN, error);
        if (again <= 0)
            return again < 0 ? -1 : STREAM_WOULD_BLOCK;
    }
}

/* Events: one watch for each end; their callback is ours to free once both are gone. */

static void
on_ready(int watch, int fd, int events, void *opaque)
{
    Console *console = opaque;

    console->callback(console->stream, events, console->opaque);
}

static bool
console_event_update(virStreamPtr stream, int events, GError **error)
{
    Console *console = stream_data(stream);

    event_update_handle(console->watches[0], events & VIR_EVENT_HANDLE_READABLE);
    event_update_handle(console->watches[1], events & VIR_EVENT_HANDLE_WRITABLE);
    return true;
}

static void
forget_callback(Console *console)
{
    if (console->opaque_free)
        console->opaque_free(console->opaque);
    console->callback = NULL;
    console->opaque_free = NULL;
}

static bool
console_event_remove(virStreamPtr stream, GError **error)
{
    Console *console = stream_data(stream);

    if (!console->callback)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "stream does not have a callback registered");
    event_remove_handle(console->watches[0]);
    event_remove_handle(console->watches[1]);
    forget_callback(console);
    return true;
}

static bool
console_event_add(virStreamPtr stream, int events, virStreamEventCallback cb, void *opaque,
                  virFreeCallback ff, GError **error)
{
    Console *console = stream_data(stream);

    if (console->callback)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "stream already has a callback registered");
    for (int i = 0; i < 2; i++) {
        console->watches[i] = event_add_handle(console->fds[i], 0, on_ready, console, NULL);
        if (console->watches[i] < 0)
            return err_set(error, VIR_ERR_INTERNAL_ERROR, "cannot register file watch on stream");
    }
    console->stream = stream;
    console->callback = cb;
    console->opaque = opaque;
    console->opaque_free = ff;
    return console_event_update(stream, events, error);
}

static bool
console_end(virStreamPtr stream, GError **error)
{
    Console *console = stream_data(stream);

    if (console->callback)
        console_event_remove(stream, NULL);
    for (int i = 0; i < 2; i++) {
        if (console->fds[i] >= 0)
            close(console->fds[i]);
        console->fds[i] = -1;
    }
    return true;
}

static void
console_close(virStreamPtr stream, void *data)
{
    console_end(stream, NULL);
    g_free(data);
}

static const StreamOps console_ops = {
    .send = console_send,
    .recv = console_recv,
    .finish = console_end,
    .abort = console_end,
    .event_add = console_event_add,
    .event_update = console_event_update,
    .event_remove = console_event_remove,
    .close = console_close,
};

bool
console_attach(virStreamPtr stream, GError **error)
{
    Console *console = g_new0(Console, 1);

    if (pipe2(console->fds, O_CLOEXEC | O_NONBLOCK) < 0) {
        g_free(console);
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot make a pipe");
    }
    stream_attach(stream, &console_ops, console);
    return true;
}
