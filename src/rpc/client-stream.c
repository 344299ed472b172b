/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Streams at the calling end. */
#include "lib/calls.h"
#include "lib/event.h"
#include "lib/stream.h"
#include "rpc/client-priv.h"

#define ERR_DOMAIN VIR_FROM_STREAMS

typedef struct Piece {
    bool is_hole;
    size_t n; /* bytes of data left, or of the hole */
    size_t at;
    unsigned char data[];
} Piece;

/* An application's callback. The timer of the event loop owns it: what the application gave lives
 * until the loop is out of the callback, whoever removed it. */
typedef struct StreamWatch {
    RpcStream *stream;
    virStreamEventCallback callback;
    void *opaque;
    virFreeCallback opaque_free;
} StreamWatch;

struct RpcStream {
    atomic_int refs;
    RpcClient *client;
    PacketHeader header;
    virStreamPtr handle; /* borrowed: it owns the stream */

    /* Guarded by the client's lock. */
    GQueue in;         /* of Piece */
    size_t n_in;       /* what it takes */
    bool is_at_end;    /* the peer has no more data */
    bool is_confirmed; /* the peer has agreed to the end */
    bool is_over;      /* ended by us: nothing more is sent or expected */
    GError *error;     /* what the peer reported */

    int timer;  /* of the event loop; -1 for none */
    int wanted; /* virStreamEventType */
};

RpcStream *
rpc_stream_new(RpcClient *client, const PacketHeader *header)
{
    RpcStream *stream = g_new0(RpcStream, 1);

    stream->refs = 1;
    stream->client = rpc_client_ref(client);
    stream->header = *header;
    stream->header.type = PACKET_STREAM;
    stream->timer = -1;
    g_queue_init(&stream->in);
    g_ptr_array_add(client->streams, stream);
    return stream;
}

static void
stream_unref(void *data)
{
    RpcStream *stream = data;

    if (--stream->refs > 0)
        return;
    g_queue_clear_full(&stream->in, g_free);
    g_clear_error(&stream->error);
    rpc_client_unref(stream->client);
    g_free(stream);
}

/* What waits to be read has become more or less. */
static void
count(RpcStream *stream, ssize_t change)
{
    stream->n_in += (size_t)change;
    stream->client->n_unread += (size_t)change;
    client_update_rest(stream->client);
}

void
rpc_stream_free(RpcStream *stream)
{
    RpcClient *client = stream->client;

    mutex_lock(&client->lock);
    g_ptr_array_remove_fast(client->streams, stream);
    count(stream, -(ssize_t)stream->n_in);
    mutex_unlock(&client->lock);
    stream_unref(stream);
}

bool
rpc_stream_is(const RpcStream *stream, const PacketHeader *header)
{
    return stream->header.serial == header->serial &&
           stream->header.procedure == header->procedure &&
           stream->header.program == header->program;
}

/* What an application that watches the stream could do now. */
static int
ready_events(RpcStream *stream)
{
    int events = 0;
    bool is_broken = stream->error || stream->client->is_closed;

    if (!g_queue_is_empty(&stream->in) || stream->is_at_end || is_broken)
        events |= VIR_STREAM_EVENT_READABLE;
    if (transport_backlog(stream->client->transport) == 0 && !stream->is_over)
        events |= VIR_STREAM_EVENT_WRITABLE;
    return events & stream->wanted;
}

static void
update_timer(RpcStream *stream)
{
    if (stream->timer >= 0)
        event_update_timeout(stream->timer, ready_events(stream) ? 0 : -1);
}

static void
notify(RpcStream *stream)
{
    client_wake_stream(stream->client, stream);
    update_timer(stream);
}

void
rpc_stream_broken(RpcStream *stream)
{
    notify(stream);
}

static void
send_abort(RpcStream *stream)
{
    g_auto(XdrBuffer) buffer = { 0 };
    PacketHeader header = stream->header;

    header.status = PACKET_ERROR;
    xdr_buffer_init(&buffer, PACKET_LENGTH_MAX);
    if (packet_build_raw(&buffer, &header, NULL, 0, NULL))
        client_send_locked(stream->client, &buffer, NULL, 0, false, NULL);
}

/* What a piece counts: one without data takes memory too. */
static size_t
cost(const Piece *piece)
{
    return sizeof(Piece) + (piece->is_hole ? 0 : piece->at + piece->n);
}

/* Takes the piece. */
static void
queue_piece(RpcStream *stream, Piece *piece)
{
    if (stream->n_in + cost(piece) > stream->client->unread_max) {
        err_set(&stream->error, VIR_ERR_INTERNAL_ERROR,
                "more than %zu bytes wait for the application to read the stream",
                stream->client->unread_max);
        send_abort(stream);
        g_free(piece);
        return;
    }
    count(stream, (ssize_t)cost(piece));
    g_queue_push_tail(&stream->in, piece);
}

/* Takes out the first. */
static void
drop_piece(RpcStream *stream)
{
    g_autofree Piece *piece = g_queue_pop_head(&stream->in);

    count(stream, -(ssize_t)cost(piece));
}

static void
take_hole(RpcStream *stream, const Packet *packet)
{
    StreamHole hole;
    Piece *piece;

    if (!xdr_decode(&shape_stream_hole, &hole, packet->payload, packet->n_payload, NULL,
                    stream->error ? NULL : &stream->error) ||
        hole.length <= 0)
        return;
    piece = g_new(Piece, 1);
    *piece = (Piece){ .is_hole = true, .n = (size_t)hole.length };
    queue_piece(stream, piece);
}

static void
take_data(RpcStream *stream, const Packet *packet)
{
    Piece *piece;

    if (packet->n_payload == 0) {
        stream->is_at_end = true;
        return;
    }
    piece = g_malloc(sizeof(Piece) + packet->n_payload);
    *piece = (Piece){ .n = packet->n_payload };
    memcpy(piece->data, packet->payload, packet->n_payload);
    queue_piece(stream, piece);
}

void
rpc_stream_take(RpcStream *stream, const Packet *packet)
{
    switch (packet->header.status) {
    case PACKET_CONTINUE:
        if (stream->is_over || stream->error)
            break;
        if (packet->header.type == PACKET_STREAM_HOLE)
            take_hole(stream, packet);
        else
            take_data(stream, packet);
        break;
    case PACKET_OK:
        stream->is_confirmed = true;
        break;
    case PACKET_ERROR:
        if (!stream->error)
            packet_error(packet, &stream->error);
        break;
    }
    notify(stream);
}

/* With the lock held: wait for something to come. False if the connection is gone. */
static bool
wait_locked(RpcStream *stream, GError **error)
{
    Waiter waiter = { .stream = stream };

    client_waiter_begin(stream->client, &waiter);
    client_wait_locked(stream->client, &waiter);
    client_waiter_end(stream->client, &waiter);
    return !stream->client->is_closed || client_dead(stream->client, error);
}

/* Whether the stream can still be used. */
static bool
check(RpcStream *stream, GError **error)
{
    if (stream->error) {
        g_propagate_error(error, g_error_copy(stream->error));
        return false;
    }
    if (stream->client->is_closed)
        return client_dead(stream->client, error);
    if (stream->is_over)
        return err_set(error, VIR_ERR_OPERATION_INVALID, "%s", "stream is not open");
    return true;
}

static bool
send_packet(RpcStream *stream, PacketStatus status, const void *data, size_t n, GError **error)
{
    g_auto(XdrBuffer) buffer = { 0 };
    PacketHeader header = stream->header;

    header.status = status;
    xdr_buffer_init(&buffer, PACKET_LENGTH_MAX);
    return packet_build_raw(&buffer, &header, data, n, error) &&
           client_send_locked(stream->client, &buffer, NULL, 0, true, error);
}

static int
remote_send(virStreamPtr handle, const char *data, size_t n, GError **error)
{
    RpcStream *stream = stream_data(handle);
    size_t piece = MIN(n, PACKET_STREAM_MAX);
    MUTEX_GUARD(&stream->client->lock);

    /* An error of the peer ends the writing as soon as it is there. */
    client_poll_locked(stream->client);
    if (!check(stream, error))
        return -1;
    if (stream_is_nonblocking(handle) && transport_backlog(stream->client->transport) > 0)
        return STREAM_WOULD_BLOCK;
    return send_packet(stream, PACKET_CONTINUE, data, piece, error) ? (int)piece : -1;
}

/* Up to n bytes of what stands first in the queue. */
static int
take_out(RpcStream *stream, char *data, size_t n, unsigned int flags)
{
    Piece *piece = g_queue_peek_head(&stream->in);
    size_t part = MIN(n, piece->n);

    if (piece->is_hole && (flags & VIR_STREAM_RECV_STOP_AT_HOLE))
        return STREAM_AT_HOLE;
    if (piece->is_hole)
        memset(data, 0, part);
    else
        memcpy(data, piece->data + piece->at, part);
    piece->at += part;
    piece->n -= part;
    if (piece->n == 0)
        drop_piece(stream);
    return (int)part;
}

static int
remote_recv(virStreamPtr handle, char *data, size_t n, unsigned int flags, GError **error)
{
    RpcStream *stream = stream_data(handle);
    MUTEX_GUARD(&stream->client->lock);

    n = MIN(n, INT_MAX);
    for (;;) {
        if (!g_queue_is_empty(&stream->in)) {
            int got = take_out(stream, data, n, flags);

            update_timer(stream);
            return got;
        }
        if (stream->is_at_end && !stream->error)
            return 0;
        if (!check(stream, error))
            return -1;
        if (stream_is_nonblocking(handle)) {
            client_poll_locked(stream->client);
            if (g_queue_is_empty(&stream->in) && !stream->is_at_end && !stream->error &&
                !stream->client->is_closed)
                return STREAM_WOULD_BLOCK;
        } else if (!wait_locked(stream, error)) {
            return -1;
        }
    }
}

static bool
remote_send_hole(virStreamPtr handle, long long length, unsigned int flags, GError **error)
{
    RpcStream *stream = stream_data(handle);
    StreamHole hole = { .length = length, .flags = flags };
    PacketHeader header = stream->header;
    g_auto(XdrBuffer) buffer = { 0 };
    MUTEX_GUARD(&stream->client->lock);

    header.type = PACKET_STREAM_HOLE;
    header.status = PACKET_CONTINUE;
    xdr_buffer_init(&buffer, PACKET_LENGTH_MAX);
    return check(stream, error) &&
           packet_build(&buffer, &header, 0, &shape_stream_hole, &hole, error) &&
           client_send_locked(stream->client, &buffer, NULL, 0, true, error);
}

static bool
remote_recv_hole(virStreamPtr handle, long long *length_out, unsigned int flags, GError **error)
{
    RpcStream *stream = stream_data(handle);
    Piece *piece;
    MUTEX_GUARD(&stream->client->lock);

    piece = g_queue_peek_head(&stream->in);
    if (!piece || !piece->is_hole) {
        if (!check(stream, error))
            return false;
        *length_out = 0;
        return true;
    }
    *length_out = (long long)piece->n;
    drop_piece(stream);
    return true;
}

/* Tell the peer that this is the end, and wait until it agrees. */
static bool
end_stream(RpcStream *stream, PacketStatus status, GError **error)
{
    bool ok = send_packet(stream, status, NULL, 0, error);

    stream->is_over = true;
    while (ok && !stream->is_confirmed && !stream->error)
        ok = wait_locked(stream, error);
    g_ptr_array_remove_fast(stream->client->streams, stream);
    return ok;
}

static bool
remote_finish(virStreamPtr handle, GError **error)
{
    RpcStream *stream = stream_data(handle);
    MUTEX_GUARD(&stream->client->lock);

    if (!check(stream, error) || !end_stream(stream, PACKET_OK, error))
        return false;
    if (!stream->error)
        return true;
    g_propagate_error(error, g_error_copy(stream->error));
    return false;
}

static bool
remote_abort(virStreamPtr handle, GError **error)
{
    RpcStream *stream = stream_data(handle);
    MUTEX_GUARD(&stream->client->lock);

    /* The peer has ended a stream that it reported an error for. */
    if (stream->error || stream->is_over) {
        stream->is_over = true;
        return true;
    }
    return check(stream, error) && end_stream(stream, PACKET_ERROR, error);
}

static void
timer_due(int id, void *data)
{
    StreamWatch *watch = data;
    RpcStream *stream = watch->stream;
    RpcClient *client = stream->client;
    virStreamPtr handle = NULL;
    int events = 0;

    mutex_lock(&client->lock);
    /* Another thread may be about to close the handle, and waits for the lock. */
    if (stream->timer == id && stream->handle && handle_ref_alive(stream->handle)) {
        events = ready_events(stream);
        handle = stream->handle;
    }
    mutex_unlock(&client->lock);
    if (!handle)
        return;
    if (events)
        watch->callback(handle, events, watch->opaque);
    mutex_lock(&client->lock);
    update_timer(stream);
    mutex_unlock(&client->lock);
    handle_unref(handle);
}

static void
watch_free(void *data)
{
    StreamWatch *watch = data;

    if (watch->opaque_free)
        watch->opaque_free(watch->opaque);
    stream_unref(watch->stream);
    g_free(watch);
}

static bool
remote_event_add(virStreamPtr handle, int events, virStreamEventCallback callback, void *opaque,
                 virFreeCallback opaque_free, GError **error)
{
    RpcStream *stream = stream_data(handle);
    StreamWatch *watch;
    MUTEX_GUARD(&stream->client->lock);

    if (stream->timer >= 0)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "%s",
                       "multiple stream callbacks not supported");
    watch = g_new(StreamWatch, 1);
    *watch = (StreamWatch){ stream, callback, opaque, opaque_free };
    stream->timer = event_add_timeout(-1, timer_due, watch, watch_free);
    if (stream->timer < 0) {
        g_free(watch);
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "%s", "no event loop is registered");
    }
    stream->refs++;
    stream->wanted = events;
    update_timer(stream);
    return true;
}

static bool
remote_event_update(virStreamPtr handle, int events, GError **error)
{
    RpcStream *stream = stream_data(handle);
    MUTEX_GUARD(&stream->client->lock);

    if (stream->timer < 0)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "%s", "no stream callback registered");
    stream->wanted = events;
    update_timer(stream);
    return true;
}

/* Take the callback out. Its opaque is freed from the event loop, with the timer. */
static bool
drop_callback(RpcStream *stream)
{
    int timer;

    mutex_lock(&stream->client->lock);
    timer = stream->timer;
    stream->timer = -1;
    mutex_unlock(&stream->client->lock);
    if (timer < 0)
        return false;
    event_remove_timeout(timer);
    return true;
}

static bool
remote_event_remove(virStreamPtr handle, GError **error)
{
    if (drop_callback(stream_data(handle)))
        return true;
    return err_set(error, VIR_ERR_INTERNAL_ERROR, "%s", "no stream callback registered");
}

static void
remote_close(virStreamPtr handle, void *data)
{
    RpcStream *stream = data;
    RpcClient *client = stream->client;

    drop_callback(stream);
    mutex_lock(&client->lock);
    stream->handle = NULL;
    /* Left alone by the application: the peer need not go on. Nobody waits for the answer. */
    if (!stream->is_over && !stream->error && !client->is_closed)
        send_abort(stream);
    mutex_unlock(&client->lock);
    rpc_stream_free(stream);
}

static const StreamOps remote_stream_ops = {
    .send = remote_send,
    .recv = remote_recv,
    .send_hole = remote_send_hole,
    .recv_hole = remote_recv_hole,
    .finish = remote_finish,
    .abort = remote_abort,
    .event_add = remote_event_add,
    .event_update = remote_event_update,
    .event_remove = remote_event_remove,
    .close = remote_close,
};

void
rpc_stream_attach(RpcStream *stream, virStreamPtr handle)
{
    mutex_lock(&stream->client->lock);
    stream->handle = handle;
    mutex_unlock(&stream->client->lock);
    stream_attach(handle, &remote_stream_ops, stream);
}
