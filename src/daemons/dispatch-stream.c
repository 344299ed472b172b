/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All of a stream happens on the loop, never waiting: what is behind it says when it is ready.
 * Only the opening call may have run elsewhere. */
#include "daemons/dispatch-stream.h"

#include "base/err.h"
#include "daemons/call-log.h"
#include "lib/calls.h"
#include "lib/stream.h"

#define ERR_DOMAIN VIR_FROM_STREAMS

/* What may wait to be sent to a client before its streams rest, and what may wait to be written
 * before its socket does. */
#define OUT_MAX (1u << 20)
#define IN_MAX  (4u << 20)
/* Streams of one client: each takes descriptors, of which it must not get all. */
#define STREAMS_MAX 256

typedef enum PieceKind {
    PIECE_DATA,
    PIECE_HOLE,
    PIECE_FINISH,
} PieceKind;

typedef struct Piece {
    PieceKind kind;
    size_t n;
    size_t done;
    StreamHole hole;
    char data[];
} Piece;

typedef struct ServerStream {
    unsigned int refs; /* the loop only, once it is in the list */
    Client *client;
    PacketHeader header; /* of every packet that we send, but for status and type */
    virStreamPtr stream;
    bool reads;
    bool writes;
    bool is_sparse;
    bool may_go;     /* the reply is out; guarded by the client's lock */
    bool is_started; /* has_watch, or failed to get one */
    bool has_watch;
    bool is_at_end; /* nothing more to read */
    bool is_over;
    int watched; /* virStreamEventType */
    GQueue in;   /* of Piece */
} ServerStream;

struct ClientStreams {
    GPtrArray *all; /* of ServerStream; guarded by the client's lock; a reference each */
    size_t n_in;    /* bytes that wait to be written; likewise */
};

static void stream_due(virStreamPtr handle, int events, void *data);

static void
stream_unref(void *data)
{
    ServerStream *stream = data;

    if (--stream->refs > 0)
        return;
    g_queue_clear_full(&stream->in, g_free);
    handle_unref(stream->stream);
    client_unref(stream->client);
    g_free(stream);
}

virStreamPtr
client_stream_open(Client *client, Conn *conn, GError **error)
{
    unsigned int n;

    mutex_lock(&client->lock);
    n = client->streams ? client->streams->all->len : 0;
    mutex_unlock(&client->lock);
    if (n >= STREAMS_MAX)
        return err_set_null(error, VIR_ERR_OPERATION_FAILED,
                            "the connection has %u streams, at most %u can be open", n,
                            STREAMS_MAX);
    return stream_new(conn, VIR_STREAM_NONBLOCK);
}

static bool
is_of(const ServerStream *stream, const PacketHeader *header)
{
    return stream->header.serial == header->serial &&
           stream->header.procedure == header->procedure &&
           stream->header.program == header->program;
}

/* With the client's lock held. */
static ServerStream *
find(Client *client, const PacketHeader *header)
{
    for (guint i = 0; client->streams && i < client->streams->all->len; i++) {
        ServerStream *stream = g_ptr_array_index(client->streams->all, i);

        if (is_of(stream, header))
            return stream;
    }
    return NULL;
}

void
client_stream_start(Client *client, const PacketHeader *header, const Op *op, const void *args,
                    virStreamPtr handle, bool ok)
{
    ServerStream *stream;
    uint32_t flags = 0;

    if (!ok) {
        handle_unref(handle);
        return;
    }
    if (op->flags_offset != OP_NO_OFFSET)
        memcpy(&flags, (const char *)args + op->flags_offset, sizeof(flags));
    stream = g_new0(ServerStream, 1);
    stream->refs = 1;
    stream->client = client_ref(client);
    stream->header = *header;
    stream->header.type = PACKET_STREAM;
    stream->stream = handle;
    stream->reads = op->attributes & OP_STREAM_READ;
    stream->writes = op->attributes & OP_STREAM_WRITE;
    stream->is_sparse = flags & op->sparse_flag;
    g_queue_init(&stream->in);

    mutex_lock(&client->lock);
    if (!client->streams) {
        client->streams = g_new0(ClientStreams, 1);
        client->streams->all = g_ptr_array_new_with_free_func(stream_unref);
    }
    g_ptr_array_add(client->streams->all, stream);
    mutex_unlock(&client->lock);
}

static bool
send_status(ServerStream *stream, PacketStatus status, const GError *why)
{
    g_auto(XdrBuffer) buffer = { 0 };
    PacketHeader header = stream->header;

    header.status = status;
    xdr_buffer_init(&buffer, PACKET_LENGTH_MAX);
    if (status == PACKET_ERROR) {
        call_log_error(why);
        packet_build_error(&buffer, &header, why);
    } else if (!packet_build_raw(&buffer, &header, NULL, 0, NULL)) {
        return false;
    }
    return client_send(stream->client, &buffer, NULL, 0);
}

/* What a piece counts: an empty one takes memory too. */
static ssize_t
cost(const Piece *piece)
{
    return (ssize_t)(sizeof(Piece) + piece->n);
}

static void
count_in(Client *client, ssize_t change)
{
    bool was_full;
    bool is_full;

    mutex_lock(&client->lock);
    was_full = client_streams_full(client);
    client->streams->n_in += (size_t)change;
    is_full = client_streams_full(client);
    mutex_unlock(&client->lock);
    if (was_full && !is_full)
        server_attend(client->server, client);
}

/* Before it is ended: what is behind it forgets its watches then. */
static void
unwatch(ServerStream *stream)
{
    if (stream->has_watch)
        virStreamEventRemoveCallback(stream->stream);
    stream->has_watch = false;
}

/* Forget the stream. False if that has been done. */
static bool
end(ServerStream *stream)
{
    Client *client = stream->client;
    Piece *piece;

    if (stream->is_over)
        return false;
    stream->is_over = true;
    unwatch(stream);
    while ((piece = g_queue_pop_head(&stream->in))) {
        count_in(client, -cost(piece));
        g_free(piece);
    }
    mutex_lock(&client->lock);
    stream->refs++;
    g_ptr_array_remove_fast(client->streams->all, stream);
    mutex_unlock(&client->lock);
    stream_unref(stream);
    return true;
}

static void
fail(ServerStream *stream, const GError *why)
{
    unwatch(stream);
    stream_abort(stream->stream, NULL);
    if (end(stream))
        send_status(stream, PACKET_ERROR, why);
}

/* Watch for what can go on. */
static void
update(ServerStream *stream)
{
    int events = 0;

    if (stream->is_over || !stream->has_watch)
        return;
    if (stream->reads && !stream->is_at_end && client_backlog(stream->client) < OUT_MAX)
        events |= VIR_STREAM_EVENT_READABLE;
    if (!g_queue_is_empty(&stream->in))
        events |= VIR_STREAM_EVENT_WRITABLE;
    if (events == stream->watched)
        return;
    stream->watched = events;
    virStreamEventUpdateCallback(stream->stream, events);
}

static bool
send_hole(ServerStream *stream, GError **error)
{
    g_auto(XdrBuffer) buffer = { 0 };
    PacketHeader header = stream->header;
    StreamHole hole = { 0 };

    if (!stream_recv_hole(stream->stream, &hole.length, 0, error))
        return false;
    header.type = PACKET_STREAM_HOLE;
    header.status = PACKET_CONTINUE;
    xdr_buffer_init(&buffer, PACKET_LENGTH_MAX);
    if (!packet_build(&buffer, &header, 0, &shape_stream_hole, &hole, error))
        return false;
    client_send(stream->client, &buffer, NULL, 0);
    return true;
}

/* One packet to the client. The data is read to where it stands in the packet. */
static bool
read_piece(ServerStream *stream, GError **error)
{
    unsigned int flags = stream->is_sparse ? VIR_STREAM_RECV_STOP_AT_HOLE : 0;
    PacketHeader header = stream->header;
    g_auto(XdrBuffer) buffer = { 0 };
    int n;

    header.status = PACKET_CONTINUE;
    xdr_buffer_init(&buffer, PACKET_LENGTH_MAX);
    if (!packet_build_raw(&buffer, &header, NULL, 0, error))
        return false;
    n = stream_recv(stream->stream, (char *)xdr_buffer_reserve(&buffer, PACKET_STREAM_MAX),
                    PACKET_STREAM_MAX, flags, error);
    if (n == STREAM_WOULD_BLOCK)
        return true;
    if (n == STREAM_AT_HOLE)
        return send_hole(stream, error);
    if (n < 0)
        return false;
    stream->is_at_end = n == 0;
    buffer.n += (size_t)n;
    xdr_put_u32(buffer.data, (uint32_t)buffer.n);
    client_send(stream->client, &buffer, NULL, 0);
    return true;
}

/* Write the first piece. *done_out is false if the rest of it has to wait. */
static bool
write_piece(ServerStream *stream, Piece *piece, bool *done_out, GError **error)
{
    *done_out = true;
    switch (piece->kind) {
    case PIECE_HOLE:
        return stream_send_hole(stream->stream, piece->hole.length, piece->hole.flags, error);
    case PIECE_FINISH:
        unwatch(stream);
        return stream_finish(stream->stream, error);
    case PIECE_DATA:
        break;
    }
    while (piece->done < piece->n) {
        int n =
            stream_send(stream->stream, piece->data + piece->done, piece->n - piece->done, error);

        if (n == STREAM_WOULD_BLOCK) {
            *done_out = false;
            return true;
        }
        if (n < 0)
            return false;
        piece->done += (size_t)n;
    }
    return true;
}

static void
write_all(ServerStream *stream)
{
    Piece *piece;

    while (!stream->is_over && (piece = g_queue_peek_head(&stream->in))) {
        g_autoptr(GError) error = NULL;
        bool is_last = piece->kind == PIECE_FINISH;
        bool is_done;

        if (!write_piece(stream, piece, &is_done, &error)) {
            fail(stream, error);
            return;
        }
        if (!is_done)
            return;
        count_in(stream->client, -cost(piece));
        g_free(g_queue_pop_head(&stream->in));
        if (is_last && end(stream))
            send_status(stream, PACKET_OK, NULL);
    }
}

static void
stream_due(virStreamPtr handle, int events, void *data)
{
    ServerStream *stream = data;
    g_autoptr(GError) error = NULL;

    stream->refs++;
    if (!stream->is_over && (events & VIR_STREAM_EVENT_WRITABLE))
        write_all(stream);
    /* What has been written by the other side before it hung up is still to be read. */
    if (!stream->is_over && stream->reads && !stream->is_at_end &&
        (events & (VIR_STREAM_EVENT_READABLE | VIR_STREAM_EVENT_HANGUP)) &&
        !read_piece(stream, &error))
        fail(stream, error);
    else if (!stream->is_over && (events & VIR_STREAM_EVENT_ERROR)) {
        err_set_full(&error, VIR_FROM_RPC, VIR_ERR_INTERNAL_ERROR, "%s", "stream had I/O failure");
        fail(stream, error);
    }
    update(stream);
    stream_unref(stream);
}

static void
start(ServerStream *stream)
{
    stream->is_started = true;
    stream->watched = stream->reads ? VIR_STREAM_EVENT_READABLE : 0;
    stream->has_watch =
        virStreamEventAddCallback(stream->stream, stream->watched, stream_due, stream, NULL) == 0;
    if (!stream->has_watch) {
        g_autoptr(GError) error = NULL;

        err_set(&error, VIR_ERR_INTERNAL_ERROR, "%s", "the stream cannot be watched");
        fail(stream, error);
        return;
    }
    write_all(stream);
    update(stream);
}

/* All streams, each with a reference, since looking after them takes some away. */
static GPtrArray *
copy_all(Client *client)
{
    GPtrArray *copy = g_ptr_array_new_with_free_func(stream_unref);
    MUTEX_GUARD(&client->lock);

    for (guint i = 0; client->streams && i < client->streams->all->len; i++) {
        ServerStream *stream = g_ptr_array_index(client->streams->all, i);

        if (!stream->may_go)
            continue;
        stream->refs++;
        g_ptr_array_add(copy, stream);
    }
    return copy;
}

void
client_streams_resume(Client *client)
{
    g_autoptr(GPtrArray) all = copy_all(client);

    for (guint i = 0; i < all->len; i++) {
        ServerStream *stream = g_ptr_array_index(all, i);

        if (!stream->is_started)
            start(stream);
        else
            update(stream);
    }
}

void
client_stream_go(Client *client, const PacketHeader *header)
{
    bool found = false;

    mutex_lock(&client->lock);
    /* A client that uses a serial twice has two such streams: each of them is let go, by whichever
     * call. One that never was would not be closed with the client either. */
    for (guint i = 0; client->streams && i < client->streams->all->len; i++) {
        ServerStream *stream = g_ptr_array_index(client->streams->all, i);

        if (is_of(stream, header) && !stream->may_go)
            found = stream->may_go = true;
    }
    mutex_unlock(&client->lock);
    if (found)
        server_attend(client->server, client);
}

static void
abort_by_client(ServerStream *stream)
{
    unwatch(stream);
    stream_abort(stream->stream, NULL);
    if (end(stream))
        send_status(stream, PACKET_OK, NULL);
}

static void
add_piece(ServerStream *stream, Piece *piece)
{
    g_queue_push_tail(&stream->in, piece);
    count_in(stream->client, cost(piece));
    if (stream->is_started)
        write_all(stream);
    update(stream);
}

static Piece *
piece_new(PieceKind kind, const void *data, size_t n)
{
    Piece *piece = g_malloc(sizeof(Piece) + n);

    *piece = (Piece){ .kind = kind, .n = n };
    if (n > 0)
        memcpy(piece->data, data, n);
    return piece;
}

static void
take_data(ServerStream *stream, const Packet *packet)
{
    g_autoptr(GError) error = NULL;
    StreamHole hole = { 0 };
    Piece *piece;

    if (!stream->writes) {
        err_set(&error, VIR_ERR_RPC, "%s", "unexpected stream data from the client");
        fail(stream, error);
    } else if (packet->header.type == PACKET_STREAM) {
        add_piece(stream, piece_new(PIECE_DATA, packet->payload, packet->n_payload));
    } else if (!stream->is_sparse) {
        err_set(&error, VIR_ERR_RPC, "%s", "Unexpected stream hole");
        fail(stream, error);
    } else if (!xdr_decode(&shape_stream_hole, &hole, packet->payload, packet->n_payload, NULL,
                           &error)) {
        fail(stream, error);
    } else {
        piece = piece_new(PIECE_HOLE, NULL, 0);
        piece->hole = hole;
        add_piece(stream, piece);
    }
}

void
client_stream_packet(Client *client, const Packet *packet)
{
    ServerStream *stream;

    mutex_lock(&client->lock);
    stream = find(client, &packet->header);
    /* Also one that may not go yet: the client has the reply, but the worker that sent it has not
     * come to say so. What comes is kept until then. */
    if (stream)
        stream->refs++;
    mutex_unlock(&client->lock);
    if (!stream)
        return;

    switch (packet->header.status) {
    case PACKET_CONTINUE:
        take_data(stream, packet);
        break;
    case PACKET_OK:
        /* Whoever only reads may stop early; there is nothing to write before that. */
        if (stream->writes)
            add_piece(stream, piece_new(PIECE_FINISH, NULL, 0));
        else
            abort_by_client(stream);
        break;
    default:
        abort_by_client(stream);
        break;
    }
    stream_unref(stream);
}

bool
client_streams_full(const Client *client)
{
    return client->streams && client->streams->n_in > IN_MAX;
}

void
client_streams_close(Client *client)
{
    g_autoptr(GPtrArray) all = copy_all(client);

    for (guint i = 0; i < all->len; i++) {
        ServerStream *stream = g_ptr_array_index(all, i);

        unwatch(stream);
        stream_abort(stream->stream, NULL);
        end(stream);
    }
}

void
client_streams_free(ClientStreams *streams)
{
    if (!streams)
        return;
    g_ptr_array_unref(streams->all);
    g_free(streams);
}
