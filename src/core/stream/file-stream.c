/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/stream/file-stream-priv.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/err.h"
#include "core/stream/fd-stream.h"
#include "lib/event.h"

#define ERR_DOMAIN VIR_FROM_STREAMS

#define ABORT_WAIT_MS 100

/* --- what the stream and the thread share */

Piece *
piece_new(uint64_t n, bool is_hole)
{
    Piece *piece = g_malloc(sizeof(*piece) + (is_hole ? 0 : n));

    piece->n = n;
    piece->done = 0;
    piece->is_hole = is_hole;
    return piece;
}

static void
file_stream_unref(FileStream *own)
{
    if (atomic_fetch_sub(&own->refs, 1) != 1)
        return;
    g_queue_clear_full(&own->pieces, g_free);
    g_clear_error(&own->failure);
    if (own->ready_fd >= 0)
        close(own->ready_fd);
    if (own->fd >= 0)
        close(own->fd);
    cond_clear(&own->moved);
    mutex_clear(&own->lock);
    g_free(own);
}

/* Something has changed: wake who waits. With the lock. */
static void
note_change(FileStream *own)
{
    bool is_ready = own->failure || own->is_over ||
                    (own->is_written ? own->queued < QUEUE_SIZE
                                     : own->is_ended || !g_queue_is_empty(&own->pieces));
    uint64_t one = 1;

    if (is_ready != own->is_ready) {
        /* Neither can fail: the number in it is 0 or 1. */
        ssize_t done = is_ready ? write(own->ready_fd, &one, sizeof(one))
                                : read(own->ready_fd, &one, sizeof(one));

        own->is_ready = is_ready;
        (void)done;
    }
    cond_broadcast(&own->moved);
}

static void
enqueue(FileStream *own, Piece *piece)
{
    g_queue_push_tail(&own->pieces, piece);
    own->queued += piece_cost(piece);
    note_change(own);
}

static Piece *
dequeue(FileStream *own)
{
    Piece *piece = g_queue_pop_head(&own->pieces);

    if (piece) {
        own->queued -= piece_cost(piece);
        note_change(own);
    }
    return piece;
}

/* --- the thread's side */

bool
file_stream_push(FileStream *own, Piece *piece)
{
    MUTEX_GUARD(&own->lock);

    while (own->queued >= QUEUE_SIZE && !own->is_over)
        cond_wait(&own->moved, &own->lock);
    if (own->is_over) {
        g_free(piece);
        return false;
    }
    enqueue(own, piece);
    return true;
}

Piece *
file_stream_pop(FileStream *own)
{
    MUTEX_GUARD(&own->lock);

    while (g_queue_is_empty(&own->pieces) && !own->is_ended && !own->is_over)
        cond_wait(&own->moved, &own->lock);
    return own->is_over ? NULL : dequeue(own);
}

void
file_stream_leave(FileStream *own, GError *failure)
{
    mutex_lock(&own->lock);
    own->failure = failure;
    own->is_ended = own->is_gone = true;
    note_change(own);
    mutex_unlock(&own->lock);
    file_stream_unref(own);
}

/* --- the stream's side. -1 with an error; STREAM_WOULD_BLOCK; 0: go on */

static int
fail_closed(FileStream *own, GError **error)
{
    err_set(error, VIR_ERR_OPERATION_INVALID, "stream is not open for %s",
            own->is_written ? "writing" : "reading");
    return -1;
}

static int
require_way(FileStream *own, bool is_written, GError **error)
{
    if (own->is_written == is_written && !own->is_over)
        return 0;
    err_set(error, VIR_ERR_OPERATION_INVALID, "stream is not open for %s",
            is_written ? "writing" : "reading");
    return -1;
}

static int
fail_as_thread(FileStream *own, GError **error)
{
    g_propagate_error(error, g_error_copy(own->failure));
    return -1;
}

/* Until there is a piece or no more comes: *piece_out is NULL then. With the lock. */
static int
wait_for_piece(virStreamPtr stream, FileStream *own, Piece **piece_out, GError **error)
{
    int way = require_way(own, false, error);

    while (way == 0 && !(*piece_out = g_queue_peek_head(&own->pieces))) {
        if (own->is_over)
            return fail_closed(own, error);
        if (own->failure)
            return fail_as_thread(own, error);
        if (own->is_ended)
            return 0;
        if (stream_is_nonblocking(stream))
            return STREAM_WOULD_BLOCK;
        cond_wait(&own->moved, &own->lock);
    }
    return way;
}

static int
file_recv(virStreamPtr stream, char *data, size_t n, unsigned int flags, GError **error)
{
    FileStream *own = stream_data(stream);
    MUTEX_GUARD(&own->lock);
    Piece *piece = NULL;
    int waited = wait_for_piece(stream, own, &piece, error);

    if (waited < 0 || !piece)
        return waited;
    if (piece->is_hole && (flags & VIR_STREAM_RECV_STOP_AT_HOLE))
        return STREAM_AT_HOLE;
    n = MIN(MIN(n, piece->n - piece->done), INT_MAX);
    if (piece->is_hole)
        memset(data, 0, n);
    else
        memcpy(data, piece->data + piece->done, n);
    piece->done += n;
    if (piece->done == piece->n)
        g_free(dequeue(own));
    return (int)n;
}

static bool
file_recv_hole(virStreamPtr stream, long long *length_out, unsigned int flags, GError **error)
{
    FileStream *own = stream_data(stream);
    MUTEX_GUARD(&own->lock);
    Piece *piece = NULL;
    int waited = wait_for_piece(stream, own, &piece, error);

    if (waited == STREAM_WOULD_BLOCK)
        return err_set(error, VIR_ERR_OPERATION_INVALID, "nothing was received yet");
    if (waited < 0)
        return false;
    if (!piece || !piece->is_hole)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "Invalid stream hole");
    *length_out = (long long)(piece->n - piece->done);
    g_free(dequeue(own));
    return true;
}

/* Until n bytes at most may be queued: how many. With the lock. */
static int
wait_for_room(virStreamPtr stream, FileStream *own, uint64_t n, uint64_t *n_out, GError **error)
{
    int way = require_way(own, true, error);

    while (way == 0 && own->queued >= QUEUE_SIZE && !own->failure && !own->is_over) {
        if (stream_is_nonblocking(stream))
            return STREAM_WOULD_BLOCK;
        cond_wait(&own->moved, &own->lock);
    }
    if (way < 0)
        return way;
    if (own->is_over)
        return fail_closed(own, error);
    if (own->failure)
        return fail_as_thread(own, error);
    *n_out = MIN(n, own->room);
    if (*n_out > 0 || n == 0)
        return 0;
    errno = ENOSPC;
    err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot write to stream");
    return -1;
}

static int
file_send(virStreamPtr stream, const char *data, size_t n, GError **error)
{
    FileStream *own = stream_data(stream);
    MUTEX_GUARD(&own->lock);
    uint64_t taken;
    int waited = wait_for_room(stream, own, MIN(n, PIECE_SIZE), &taken, error);
    Piece *piece;

    if (waited < 0 || taken == 0)
        return waited;
    piece = piece_new(taken, false);
    memcpy(piece->data, data, taken);
    own->room -= taken;
    enqueue(own, piece);
    return (int)taken;
}

static bool
file_send_hole(virStreamPtr stream, long long length, unsigned int flags, GError **error)
{
    FileStream *own = stream_data(stream);
    MUTEX_GUARD(&own->lock);
    uint64_t taken;
    int waited;

    if (length < 0)
        return err_set(error, VIR_ERR_INVALID_ARG, "a hole of %lld bytes", length);
    waited = wait_for_room(stream, own, (uint64_t)length, &taken, error);
    if (waited == STREAM_WOULD_BLOCK)
        return err_set(error, VIR_ERR_OPERATION_INVALID, "the stream cannot take a hole yet");
    if (waited < 0)
        return false;
    if (taken < (uint64_t)length) {
        errno = ENOSPC;
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot write to stream");
    }
    own->room -= taken;
    if (taken > 0)
        enqueue(own, piece_new(taken, true));
    return true;
}

/* --- events */

static bool
event_update(virStreamPtr stream, int events, GError **error)
{
    FileStream *own = stream_data(stream);
    int wanted = own->is_written ? VIR_STREAM_EVENT_WRITABLE : VIR_STREAM_EVENT_READABLE;

    if (!own->listener)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "stream does not have a callback registered");
    event_update_handle(own->watch, events & wanted ? VIR_EVENT_HANDLE_READABLE : 0);
    return true;
}

static bool
event_remove(virStreamPtr stream, GError **error)
{
    FileStream *own = stream_data(stream);

    if (!own->listener)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "stream does not have a callback registered");
    listener_close(g_steal_pointer(&own->listener), &own->watch, 1);
    return true;
}

static bool
event_add(virStreamPtr stream, int events, virStreamEventCallback cb, void *opaque,
          virFreeCallback ff, GError **error)
{
    FileStream *own = stream_data(stream);
    Listener *listener;

    if (own->listener)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "stream already has a callback registered");
    listener = listener_new(stream, cb, opaque);
    own->watch =
        listener_watch(listener, own->ready_fd,
                       own->is_written ? VIR_STREAM_EVENT_WRITABLE : VIR_STREAM_EVENT_READABLE);
    if (own->watch < 0) {
        listener_close(listener, NULL, 0);
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "cannot register file watch on stream");
    }
    listener_owns(listener, ff);
    own->listener = listener;
    return event_update(stream, events, error);
}

/* --- the end */

static void
give_up(FileStream *own)
{
    MUTEX_GUARD(&own->lock);

    own->is_over = true;
    note_change(own);
}

/* All that was sent is written by then, or has failed. */
static bool
file_finish(virStreamPtr stream, GError **error)
{
    FileStream *own = stream_data(stream);
    bool done;

    if (own->listener)
        event_remove(stream, NULL);
    mutex_lock(&own->lock);
    if (own->is_written && !own->is_over) {
        own->is_ended = true;
        note_change(own);
        while (!own->is_gone)
            cond_wait(&own->moved, &own->lock);
    }
    done = !own->failure || own->is_over || fail_as_thread(own, error) == 0;
    mutex_unlock(&own->lock);
    give_up(own);
    return done;
}

/* The piece that is being written now is the last: whoever writes to the file after this comes
 * after it. The thread may hang in a call to the kernel, and is not waited for that long. */
static void
await_last_piece(FileStream *own)
{
    int64_t deadline = deadline_in_ms(ABORT_WAIT_MS);
    MUTEX_GUARD(&own->lock);

    while (own->is_written && !own->is_gone && cond_wait_until(&own->moved, &own->lock, deadline))
        continue;
}

static bool
file_abort(virStreamPtr stream, GError **error)
{
    FileStream *own = stream_data(stream);

    if (own->listener)
        event_remove(stream, NULL);
    give_up(own);
    await_last_piece(own);
    return true;
}

static void
file_close(virStreamPtr stream, void *data)
{
    file_abort(stream, NULL);
    file_stream_unref(data);
}

static const StreamOps file_ops = {
    .send = file_send,
    .recv = file_recv,
    .send_hole = file_send_hole,
    .recv_hole = file_recv_hole,
    .finish = file_finish,
    .abort = file_abort,
    .event_add = event_add,
    .event_update = event_update,
    .event_remove = event_remove,
    .close = file_close,
};

/* --- the beginning */

static FileStream *
file_stream_new(int fd, bool is_written, const FileRange *range)
{
    FileStream *own = g_new0(FileStream, 1);

    atomic_init(&own->refs, 1);
    own->is_written = is_written;
    own->is_sparse = range->is_sparse;
    own->fd = fd;
    own->at = range->offset;
    own->left = own->room = range->length ? range->length : UINT64_MAX;
    own->watch = -1;
    mutex_init(&own->lock);
    cond_init(&own->moved);
    g_queue_init(&own->pieces);
    own->ready_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return own;
}

static bool
start(FileStream *own, GError **error)
{
    if (own->ready_fd < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot make an event descriptor");
    mutex_lock(&own->lock);
    note_change(own);
    mutex_unlock(&own->lock);
    atomic_fetch_add(&own->refs, 1);
    if (thread_start_detached("stream", own->is_written ? file_stream_write : file_stream_read, own,
                              error))
        return true;
    atomic_fetch_sub(&own->refs, 1);
    return false;
}

/* What the kernel says is ready, needs no thread. */
static bool
attach_ready(virStreamPtr stream, int fd, bool is_written, GError **error)
{
    int flags = fcntl(fd, F_GETFL);

    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0) {
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot set up a descriptor for a stream");
        close(fd);
        return false;
    }
    fd_stream_attach(stream, is_written ? -1 : fd, is_written ? fd : -1);
    return true;
}

bool
file_stream_attach(virStreamPtr stream, int fd, bool is_written, const FileRange *range,
                   GError **error)
{
    struct stat about;
    FileStream *own;

    if (range->offset > INT64_MAX) {
        close(fd);
        return err_set(error, VIR_ERR_INVALID_ARG, "no file reaches to byte %" G_GUINT64_FORMAT,
                       range->offset);
    }
    if (fstat(fd, &about) == 0 && !S_ISREG(about.st_mode) && !S_ISBLK(about.st_mode))
        return attach_ready(stream, fd, is_written, error);
    own = file_stream_new(fd, is_written, range);
    if (!start(own, error)) {
        file_stream_unref(own);
        return false;
    }
    stream_attach(stream, &file_ops, own);
    return true;
}
