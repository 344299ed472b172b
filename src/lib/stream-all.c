/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whole transfers between a stream and the application's functions. A transfer that fails aborts
 * the stream; one that succeeds is left for virStreamFinish(). */
#include <errno.h>

#include "lib/objects.h"
#include "lib/stream-priv.h"

#define ERR_DOMAIN VIR_FROM_STREAMS

/* What one message of the remote protocol carries after its header (256 KiB less 24 bytes). */
#define CHUNK_SIZE (256 * 1024 - 24)

/* An application's function returned an error, maybe with errno. */
static bool
callback_failed(Call *call, const char *what)
{
    if (errno == 0)
        errno = EIO;
    return err_errno(&call->error, VIR_ERR_SYSTEM_ERROR, "%s failed", what);
}

static bool
require_blocking(Call *call, virStreamPtr stream, const char *what)
{
    if (!stream_is_nonblocking(stream))
        return true;
    return err_set(&call->error, VIR_ERR_OPERATION_INVALID,
                   "data %s cannot be used for non-blocking streams", what);
}

static bool
send_chunk(Call *call, virStreamPtr stream, const char *data, size_t n)
{
    while (n > 0) {
        int sent = stream_send(stream, data, n, &call->error);

        if (sent < 0)
            return false;
        data += sent;
        n -= (size_t)sent;
    }
    return true;
}

static bool
give_chunk(Call *call, virStreamPtr stream, virStreamSinkFunc handler, void *opaque,
           const char *data, size_t n)
{
    while (n > 0) {
        int taken;

        errno = 0;
        taken = handler(stream, data, n, opaque);
        if (taken < 0)
            return callback_failed(call, "recv handler");
        /* A sink that claims more than it was given has still taken all. */
        taken = (int)MIN((size_t)taken, n);
        data += taken;
        n -= (size_t)taken;
    }
    return true;
}

/* Ask the source for up to n bytes; 0 is the end. */
static bool
take_chunk(Call *call, virStreamPtr stream, virStreamSourceFunc handler, void *opaque, char *data,
           size_t n, size_t *got_out)
{
    int got;

    errno = 0;
    got = handler(stream, data, n, opaque);
    if (got < 0)
        return callback_failed(call, "send handler");
    if ((size_t)got > n)
        return err_set(&call->error, VIR_ERR_INTERNAL_ERROR,
                       "send handler returned %d bytes where %zu were asked for", got, n);
    *got_out = (size_t)got;
    return true;
}

/* Report the error and, if there is one, abort the stream, which must not hide it. */
static int
end_transfer(Call *call, virStreamPtr stream, bool ok)
{
    if (!ok && call->conn)
        stream_abort(stream, NULL);
    return stream_call_end(call, ok);
}

static bool
send_all(Call *call, virStreamPtr stream, virStreamSourceFunc handler, void *opaque)
{
    g_autofree char *buffer = g_malloc(CHUNK_SIZE);
    size_t got = 0;

    do {
        if (!take_chunk(call, stream, handler, opaque, buffer, CHUNK_SIZE, &got) ||
            !send_chunk(call, stream, buffer, got))
            return false;
    } while (got > 0);
    return true;
}

int
virStreamSendAll(virStreamPtr stream, virStreamSourceFunc handler, void *opaque)
{
    Call call = STREAM_CALL;
    bool ok = stream_call_begin(&call, stream) && call_nonnull(&call, handler, "handler") &&
              require_blocking(&call, stream, "sources") &&
              send_all(&call, stream, handler, opaque);

    return end_transfer(&call, stream, ok);
}

static bool
sparse_send_all(Call *call, virStreamPtr stream, virStreamSourceFunc handler,
                virStreamSourceHoleFunc hole, virStreamSourceSkipFunc skip, void *opaque)
{
    g_autofree char *buffer = g_malloc(CHUNK_SIZE);
    long long section = 0; /* bytes until the source has to be asked where it is */

    for (;;) {
        int in_data = 1;
        size_t got = 0;

        errno = 0;
        if (section == 0 && hole(stream, &in_data, &section, opaque) < 0)
            return callback_failed(call, "send holeHandler");
        if (section < 0)
            return err_set(&call->error, VIR_ERR_INTERNAL_ERROR,
                           "send holeHandler returned a section of %lld bytes", section);
        if (!in_data && section > 0) {
            if (!stream_send_hole(stream, section, 0, &call->error))
                return false;
            errno = 0;
            if (skip(stream, section, opaque) < 0)
                return callback_failed(call, "send skipHandler");
            section = 0;
            continue;
        }
        /* At the end there is a section of nothing; the source is asked all the same. */
        if (!take_chunk(call, stream, handler, opaque, buffer,
                        (size_t)MIN(section, (long long)CHUNK_SIZE), &got) ||
            !send_chunk(call, stream, buffer, got))
            return false;
        if (got == 0)
            return true;
        section -= (long long)got;
    }
}

int
virStreamSparseSendAll(virStreamPtr stream, virStreamSourceFunc handler,
                       virStreamSourceHoleFunc holeHandler, virStreamSourceSkipFunc skipHandler,
                       void *opaque)
{
    Call call = STREAM_CALL;
    bool ok = stream_call_begin(&call, stream) && call_nonnull(&call, handler, "handler") &&
              call_nonnull(&call, holeHandler, "holeHandler") &&
              call_nonnull(&call, skipHandler, "skipHandler") &&
              require_blocking(&call, stream, "sources") &&
              sparse_send_all(&call, stream, handler, holeHandler, skipHandler, opaque);

    return end_transfer(&call, stream, ok);
}

static bool
recv_all(Call *call, virStreamPtr stream, virStreamSinkFunc handler, void *opaque)
{
    g_autofree char *buffer = g_malloc(CHUNK_SIZE);
    int got;

    do {
        got = stream_recv(stream, buffer, CHUNK_SIZE, 0, &call->error);
        if (got < 0 || !give_chunk(call, stream, handler, opaque, buffer, (size_t)got))
            return false;
    } while (got > 0);
    return true;
}

int
virStreamRecvAll(virStreamPtr stream, virStreamSinkFunc handler, void *opaque)
{
    Call call = STREAM_CALL;
    bool ok = stream_call_begin(&call, stream) && call_nonnull(&call, handler, "handler") &&
              require_blocking(&call, stream, "sinks") && recv_all(&call, stream, handler, opaque);

    return end_transfer(&call, stream, ok);
}

static bool
sparse_recv_all(Call *call, virStreamPtr stream, virStreamSinkFunc handler,
                virStreamSinkHoleFunc hole, void *opaque)
{
    g_autofree char *buffer = g_malloc(CHUNK_SIZE);
    int got;

    do {
        long long length = 0;

        got = stream_recv(stream, buffer, CHUNK_SIZE, VIR_STREAM_RECV_STOP_AT_HOLE, &call->error);
        if (got == STREAM_AT_HOLE) {
            if (!stream_recv_hole(stream, &length, 0, &call->error))
                return false;
            errno = 0;
            if (hole(stream, length, opaque) < 0)
                return callback_failed(call, "recv holeHandler");
        } else if (got < 0 || !give_chunk(call, stream, handler, opaque, buffer, (size_t)got)) {
            return false;
        }
    } while (got != 0);
    return true;
}

int
virStreamSparseRecvAll(virStreamPtr stream, virStreamSinkFunc handler,
                       virStreamSinkHoleFunc holeHandler, void *opaque)
{
    Call call = STREAM_CALL;
    bool ok = stream_call_begin(&call, stream) && call_nonnull(&call, handler, "handler") &&
              call_nonnull(&call, holeHandler, "holeHandler") &&
              require_blocking(&call, stream, "sinks") &&
              sparse_recv_all(&call, stream, handler, holeHandler, opaque);

    return end_transfer(&call, stream, ok);
}
