/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/stream/fd-stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/err.h"
#include "core/stream/listener.h"
#include "lib/event.h"

#define ERR_DOMAIN VIR_FROM_STREAMS

enum {
    END_READ,
    END_WRITE,
    N_ENDS,
};

typedef struct FdStream {
    int fds[N_ENDS]; /* -1: not open, or ended */
    int watches[N_ENDS];
    Listener *listener; /* of the watches; NULL: none */
} FdStream;

/* After a call that moved nothing. 1: try again; 0: would block; -1 with error. */
static int
wait_ready(virStreamPtr stream, int fd, short events, GError **error)
{
    struct pollfd wanted = { .fd = fd, .events = events };

    if (errno == EINTR)
        return 1;
    if (errno != EAGAIN) {
        err_errno(error, VIR_ERR_SYSTEM_ERROR,
                  events == POLLIN ? "cannot read from stream" : "cannot write to stream");
        return -1;
    }
    if (stream_is_nonblocking(stream))
        return 0;
    if (poll(&wanted, 1, -1) >= 0 || errno == EINTR)
        return 1;
    err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot wait for stream");
    return -1;
}

static int
fd_send(virStreamPtr stream, const char *data, size_t n, GError **error)
{
    FdStream *own = stream_data(stream);

    if (own->fds[END_WRITE] < 0) {
        err_set(error, VIR_ERR_OPERATION_INVALID, "stream is not open for writing");
        return -1;
    }
    for (;;) {
        ssize_t sent = write(own->fds[END_WRITE], data, n);
        int again;

        if (sent >= 0)
            return (int)sent;
        again = wait_ready(stream, own->fds[END_WRITE], POLLOUT, error);
        if (again <= 0)
            return again < 0 ? -1 : STREAM_WOULD_BLOCK;
    }
}

static int
fd_recv(virStreamPtr stream, char *data, size_t n, unsigned int flags, GError **error)
{
    FdStream *own = stream_data(stream);

    if (own->fds[END_READ] < 0) {
        err_set(error, VIR_ERR_OPERATION_INVALID, "stream is not open for reading");
        return -1;
    }
    for (;;) {
        ssize_t got = read(own->fds[END_READ], data, n);
        int again;

        if (got >= 0)
            return (int)got;
        again = wait_ready(stream, own->fds[END_READ], POLLIN, error);
        if (again <= 0)
            return again < 0 ? -1 : STREAM_WOULD_BLOCK;
    }
}

/* --- events: a watch for each end */

static bool
event_update(virStreamPtr stream, int events, GError **error)
{
    FdStream *own = stream_data(stream);

    if (!own->listener)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "stream does not have a callback registered");
    if (own->watches[END_READ] >= 0)
        event_update_handle(own->watches[END_READ], events & VIR_EVENT_HANDLE_READABLE);
    if (own->watches[END_WRITE] >= 0)
        event_update_handle(own->watches[END_WRITE], events & VIR_EVENT_HANDLE_WRITABLE);
    return true;
}

static bool
event_remove(virStreamPtr stream, GError **error)
{
    FdStream *own = stream_data(stream);

    if (!own->listener)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "stream does not have a callback registered");
    listener_close(g_steal_pointer(&own->listener), own->watches, N_ENDS);
    return true;
}

static bool
event_add(virStreamPtr stream, int events, virStreamEventCallback cb, void *opaque,
          virFreeCallback ff, GError **error)
{
    FdStream *own = stream_data(stream);
    Listener *listener;

    if (own->listener)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "stream already has a callback registered");
    listener = listener_new(stream, cb, opaque);
    for (int end = 0; end < N_ENDS; end++) {
        own->watches[end] = own->fds[end] < 0 ? -1 : listener_watch(listener, own->fds[end], 0);
        if (own->fds[end] < 0 || own->watches[end] >= 0)
            continue;
        listener_close(listener, own->watches, (unsigned int)end);
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "cannot register file watch on stream");
    }
    listener_owns(listener, ff);
    own->listener = listener;
    return event_update(stream, events, error);
}

static bool
fd_end(virStreamPtr stream, GError **error)
{
    FdStream *own = stream_data(stream);

    if (own->listener)
        event_remove(stream, NULL);
    for (int end = 0; end < N_ENDS; end++)
        if (own->fds[end] >= 0)
            close(own->fds[end]);
    own->fds[END_READ] = own->fds[END_WRITE] = -1;
    return true;
}

static void
fd_close(virStreamPtr stream, void *data)
{
    fd_end(stream, NULL);
    g_free(data);
}

static const StreamOps fd_ops = {
    .send = fd_send,
    .recv = fd_recv,
    .finish = fd_end,
    .abort = fd_end,
    .event_add = event_add,
    .event_update = event_update,
    .event_remove = event_remove,
    .close = fd_close,
};

void
fd_stream_attach(virStreamPtr stream, int read_fd, int write_fd)
{
    FdStream *own = g_new0(FdStream, 1);

    own->fds[END_READ] = read_fd;
    own->fds[END_WRITE] = write_fd;
    stream_attach(stream, &fd_ops, own);
}

/* A file in memory: its size is no matter, and the loop takes regular files too. */
bool
fd_stream_attach_data(virStreamPtr stream, const void *data, size_t n, GError **error)
{
    int fd = memfd_create("stream", MFD_CLOEXEC);

    if (fd < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot make a file for a stream");
    for (size_t done = 0; done < n;) {
        ssize_t now = write(fd, (const char *)data + done, n - done);

        if (now < 0 && errno == EINTR)
            continue;
        if (now < 0) {
            err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot fill a file for a stream");
            close(fd);
            return false;
        }
        done += (size_t)now;
    }
    lseek(fd, 0, SEEK_SET);
    fd_stream_attach(stream, fd, -1);
    return true;
}
