/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/stream.h"

#include "lib/objects.h"
#include "lib/stream-priv.h"

/* An operation that nobody answers: named after the public function for it. */
static bool
unsupported(const char *function, GError **error)
{
    return err_set_full(error, VIR_FROM_STREAMS, VIR_ERR_NO_SUPPORT, "%s", function);
}

virStreamPtr
stream_new(Conn *conn, unsigned int flags)
{
    virStreamPtr stream = g_new0(struct _virStream, 1);

    handle_init(&stream->head, OBJECT_STREAM, conn, NULL);
    stream->flags = flags;
    return stream;
}

void
stream_dispose(virStreamPtr stream)
{
    if (stream->ops && stream->ops->close)
        stream->ops->close(stream, stream->data);
    stream->ops = NULL;
    stream->data = NULL;
}

void
stream_attach(virStreamPtr stream, const StreamOps *driver, void *data)
{
    stream_dispose(stream);
    stream->data = data;
    stream->ops = driver;
}

void *
stream_data(virStreamPtr stream)
{
    return stream->data;
}

bool
stream_is_nonblocking(virStreamPtr stream)
{
    return stream->flags & VIR_STREAM_NONBLOCK;
}

/* A driver that failed without an error would leave the application with -1 and nothing else. */
static bool
explain(GError **error, const char *function)
{
    if (error && !*error)
        err_set_full(error, VIR_FROM_STREAMS, VIR_ERR_INTERNAL_ERROR,
                     "%s failed without giving a reason", function);
    return false;
}

int
stream_send(virStreamPtr stream, const char *data, size_t n, GError **error)
{
    int sent;

    if (!stream->ops || !stream->ops->send)
        return unsupported("virStreamSend", error) - 1;
    sent = stream->ops->send(stream, data, n, error);
    if (sent >= 0 || sent == STREAM_WOULD_BLOCK)
        return sent;
    return explain(error, "virStreamSend") - 1;
}

/* Streams without holes do not have the second of these functions, whatever its flags. */
static int
receive(virStreamPtr stream, char *data, size_t n, unsigned int flags, const char *function,
        GError **error)
{
    const StreamOps *driver = stream->ops;
    bool is_plain = g_str_equal(function, "virStreamRecv");
    int received;

    if (!driver || !driver->recv || (!is_plain && !driver->recv_hole))
        return unsupported(function, error) - 1;
    received = driver->recv(stream, data, n, flags, error);
    if (received >= 0 || received == STREAM_WOULD_BLOCK ||
        (received == STREAM_AT_HOLE && !is_plain))
        return received;
    return explain(error, function) - 1;
}

int
stream_recv(virStreamPtr stream, char *data, size_t n, unsigned int flags, GError **error)
{
    return receive(stream, data, n, flags, flags ? "virStreamRecvFlags" : "virStreamRecv", error);
}

bool
stream_send_hole(virStreamPtr stream, long long length, unsigned int flags, GError **error)
{
    if (!stream->ops || !stream->ops->send_hole)
        return unsupported("virStreamSendHole", error);
    return stream->ops->send_hole(stream, length, flags, error) ||
           explain(error, "virStreamSendHole");
}

bool
stream_recv_hole(virStreamPtr stream, long long *length_out, unsigned int flags, GError **error)
{
    if (!stream->ops || !stream->ops->recv_hole)
        return unsupported("virStreamRecvHole", error);
    return stream->ops->recv_hole(stream, length_out, flags, error) ||
           explain(error, "virStreamRecvHole");
}

bool
stream_finish(virStreamPtr stream, GError **error)
{
    if (!stream->ops || !stream->ops->finish)
        return unsupported("virStreamFinish", error);
    return stream->ops->finish(stream, error) || explain(error, "virStreamFinish");
}

bool
stream_abort(virStreamPtr stream, GError **error)
{
    if (!stream->ops)
        return true; /* nothing was begun */
    if (!stream->ops->abort)
        return unsupported("virStreamAbort", error);
    return stream->ops->abort(stream, error) || explain(error, "virStreamAbort");
}

bool
stream_call_begin(Call *call, virStreamPtr stream)
{
    call_begin(call);
    if (!call_object(call, OBJECT_STREAM, stream, NULL))
        return false;
    call_hold(call);
    return true;
}

int
stream_call_end(Call *call, bool ok)
{
    call_end(call);
    return ok ? 0 : -1;
}

virStreamPtr
virStreamNew(virConnectPtr conn, unsigned int flags)
{
    Call call = STREAM_CALL;
    virStreamPtr stream = NULL;

    call_begin(&call);
    if (call_object(&call, OBJECT_CONNECT, conn, NULL))
        stream = stream_new(call.conn, flags);
    call_end(&call);
    return stream;
}

int
virStreamSend(virStreamPtr stream, const char *data, size_t nbytes)
{
    Call call = STREAM_CALL;
    int sent = -1;

    if (stream_call_begin(&call, stream) && call_nonnull(&call, data, "data"))
        sent = stream_send(stream, data, nbytes, &call.error);
    call_end(&call);
    return sent;
}

static int
call_receive(Call *call, virStreamPtr stream, char *data, size_t n, unsigned int flags)
{
    int received = -1;

    if (stream_call_begin(call, stream) && call_nonnull(call, data, "data"))
        received = receive(stream, data, n, flags, call->function, &call->error);
    call_end(call);
    return received;
}

int
virStreamRecv(virStreamPtr stream, char *data, size_t nbytes)
{
    Call call = STREAM_CALL;

    return call_receive(&call, stream, data, nbytes, 0);
}

int
virStreamRecvFlags(virStreamPtr stream, char *data, size_t nbytes, unsigned int flags)
{
    Call call = STREAM_CALL;

    return call_receive(&call, stream, data, nbytes, flags);
}

int
virStreamSendHole(virStreamPtr stream, long long length, unsigned int flags)
{
    Call call = STREAM_CALL;
    bool ok = stream_call_begin(&call, stream) &&
              stream_send_hole(stream, length, flags, &call.error);

    return stream_call_end(&call, ok);
}

int
virStreamRecvHole(virStreamPtr stream, long long *length, unsigned int flags)
{
    Call call = STREAM_CALL;
    bool ok = stream_call_begin(&call, stream) && call_nonnull(&call, length, "length") &&
              stream_recv_hole(stream, length, flags, &call.error);

    return stream_call_end(&call, ok);
}

int
virStreamFinish(virStreamPtr stream)
{
    Call call = STREAM_CALL;
    bool ok = stream_call_begin(&call, stream) && stream_finish(stream, &call.error);

    return stream_call_end(&call, ok);
}

int
virStreamAbort(virStreamPtr stream)
{
    Call call = STREAM_CALL;
    bool ok = stream_call_begin(&call, stream) && stream_abort(stream, &call.error);

    return stream_call_end(&call, ok);
}

int
virStreamEventAddCallback(virStreamPtr stream, int events, virStreamEventCallback cb, void *opaque,
                          virFreeCallback ff)
{
    Call call = STREAM_CALL;
    bool ok = stream_call_begin(&call, stream);

    if (ok && (!stream->ops || !stream->ops->event_add))
        ok = call_unsupported(&call, &call.error);
    ok = ok && (stream->ops->event_add(stream, events, cb, opaque, ff, &call.error) ||
                explain(&call.error, call.function));
    return stream_call_end(&call, ok);
}

int
virStreamEventUpdateCallback(virStreamPtr stream, int events)
{
    Call call = STREAM_CALL;
    bool ok = stream_call_begin(&call, stream);

    if (ok && (!stream->ops || !stream->ops->event_update))
        ok = call_unsupported(&call, &call.error);
    ok = ok && (stream->ops->event_update(stream, events, &call.error) ||
                explain(&call.error, call.function));
    return stream_call_end(&call, ok);
}

int
virStreamEventRemoveCallback(virStreamPtr stream)
{
    Call call = STREAM_CALL;
    bool ok = stream_call_begin(&call, stream);

    if (ok && (!stream->ops || !stream->ops->event_remove))
        ok = call_unsupported(&call, &call.error);
    ok = ok &&
         (stream->ops->event_remove(stream, &call.error) || explain(&call.error, call.function));
    return stream_call_end(&call, ok);
}
