/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Each stream has a thread for each direction, since what is behind it may be slow or stuck: one
 * reads for the client, the other writes what the client sends. Aborting is done by a worker, and
 * wakes both. */
#include "daemons/dispatch-stream.h"

#include "base/err.h"
#include "lib/calls.h"
#include "lib/stream.h"

#define ERR_DOMAIN VIR_FROM_STREAMS

/* What may wait to be sent to a client before its streams rest, and what may wait to be written
 * before its socket does. */
#define OUT_MAX (1u << 20)
#define IN_MAX  (4u << 20)

typedef enum PieceKind {
    PIECE_DATA,
    PIECE_HOLE,
    PIECE_FINISH,
} PieceKind;

typedef struct Piece {
    PieceKind kind;
    size_t n;
    StreamHole hole;
    char data[];
} Piece;

typedef struct ServerStream {
    atomic_int refs;
    Client *client;
    PacketHeader header; /* of every packet that we send, but for status and type */
    virStreamPtr stream;
    bool reads;
    bool writes;
    bool is_sparse;

    /* Guarded by the client's lock. */
    Cond changed;
    GQueue in; /* of Piece */
    bool is_over;
} ServerStream;

struct ClientStreams {
    GPtrArray *all; /* of ServerStream; a reference each */
    size_t n_in;    /* bytes that wait to be written */
};

static ServerStream *
stream_ref(ServerStream *stream)
{
    stream->refs++;
    return stream;
}

static void
stream_unref(void *data)
{
    ServerStream *stream = data;

    if (--stream->refs > 0)
        return;
    g_queue_clear_full(&stream->in, g_free);
    handle_unref(stream->stream);
    cond_clear(&stream->changed);
    client_unref(stream->client);
    g_free(stream);
}

virStreamPtr
client_stream_open(Conn *conn)
{
    return stream_new(conn, 0);
}

/* With the client's lock held. */
static ServerStream *
find(Client *client, const PacketHeader *header)
{
    for (guint i = 0; client->streams && i < client->streams->all->len; i++) {
        ServerStream *stream = g_ptr_array_index(client->streams->all, i);

        if (stream->header.serial == header->serial &&
            stream->header.procedure == header->procedure &&
            stream->header.program == header->program)
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
    cond_init(&stream->changed);
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
    if (status == PACKET_ERROR)
        packet_build_error(&buffer, &header, why);
    else if (!packet_build_raw(&buffer, &header, NULL, 0, NULL))
        return false;
    return client_send(stream->client, &buffer, NULL, 0);
}

/* Take the stream off its client. False if that has been done. */
static bool
end(ServerStream *stream)
{
    Client *client = stream->client;
    bool was_over;

    mutex_lock(&client->lock);
    was_over = stream->is_over;
    stream->is_over = true;
    if (!was_over) {
        for (GList *item = stream->in.head; item; item = item->next)
            client->streams->n_in -= ((Piece *)item->data)->n;
        g_queue_clear_full(&stream->in, g_free);
        cond_broadcast(&stream->changed);
        stream_ref(stream);
        g_ptr_array_remove_fast(client->streams->all, stream);
    }
    mutex_unlock(&client->lock);
    if (!was_over) {
        server_attend(client->server, client);
        stream_unref(stream);
    }
    return !was_over;
}

static void
fail(ServerStream *stream, const GError *why)
{
    if (end(stream))
        send_status(stream, PACKET_ERROR, why);
}

/* Wait until the client can take more. False once the stream is over. */
static bool
wait_for_room(ServerStream *stream)
{
    Client *client = stream->client;
    MUTEX_GUARD(&client->lock);

    while (!stream->is_over && transport_backlog(client->transport) > OUT_MAX)
        cond_wait(&stream->changed, &client->lock);
    return !stream->is_over;
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

/* One packet. *more_out is false at the end. The data is read to where it stands in the packet. */
static bool
read_piece(ServerStream *stream, XdrBuffer *buffer, bool *more_out, GError **error)
{
    unsigned int flags = stream->is_sparse ? VIR_STREAM_RECV_STOP_AT_HOLE : 0;
    PacketHeader header = stream->header;
    int n;

    header.status = PACKET_CONTINUE;
    buffer->n = 0;
    if (!packet_build_raw(buffer, &header, NULL, 0, error))
        return false;
    n = stream_recv(stream->stream, (char *)xdr_buffer_reserve(buffer, PACKET_STREAM_MAX),
                    PACKET_STREAM_MAX, flags, error);
    *more_out = n != 0;
    if (n == STREAM_AT_HOLE)
        return send_hole(stream, error);
    if (n < 0)
        return false;
    buffer->n += (size_t)n;
    xdr_put_u32(buffer->data, (uint32_t)buffer->n);
    client_send(stream->client, buffer, NULL, 0);
    return true;
}

static void
thread_done(ServerStream *stream)
{
    server_stream_ended(stream->client->server);
    stream_unref(stream);
}

static void
reader_main(void *data)
{
    ServerStream *stream = data;
    g_auto(XdrBuffer) buffer = { 0 };
    g_autoptr(GError) error = NULL;
    bool more = true;

    xdr_buffer_init(&buffer, PACKET_LENGTH_MAX);
    while (more && wait_for_room(stream)) {
        if (!read_piece(stream, &buffer, &more, &error)) {
            fail(stream, error);
            break;
        }
    }
    thread_done(stream);
}

static Piece *
next_piece(ServerStream *stream)
{
    Client *client = stream->client;
    Piece *piece;
    bool was_full;

    mutex_lock(&client->lock);
    while (!stream->is_over && g_queue_is_empty(&stream->in))
        cond_wait(&stream->changed, &client->lock);
    piece = stream->is_over ? NULL : g_queue_pop_head(&stream->in);
    was_full = client_streams_full(client);
    if (piece)
        client->streams->n_in -= piece->n;
    was_full = was_full && !client_streams_full(client);
    mutex_unlock(&client->lock);
    if (was_full)
        server_attend(client->server, client);
    return piece;
}

static bool
write_piece(ServerStream *stream, const Piece *piece, GError **error)
{
    size_t done = 0;

    if (piece->kind == PIECE_HOLE)
        return stream_send_hole(stream->stream, piece->hole.length, piece->hole.flags, error);
    while (done < piece->n) {
        int n = stream_send(stream->stream, piece->data + done, piece->n - done, error);

        if (n < 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

static void
writer_main(void *data)
{
    ServerStream *stream = data;
    Piece *piece;

    while ((piece = next_piece(stream))) {
        g_autoptr(GError) error = NULL;
        bool ok;
        bool is_last = piece->kind == PIECE_FINISH;

        if (is_last)
            ok = stream_finish(stream->stream, &error);
        else
            ok = write_piece(stream, piece, &error);
        g_free(piece);
        if (!ok)
            fail(stream, error);
        else if (is_last && end(stream))
            send_status(stream, PACKET_OK, NULL);
    }
    thread_done(stream);
}

static void
start_thread(ServerStream *stream, const char *name, ThreadFn fn)
{
    g_autoptr(GError) error = NULL;

    server_stream_began(stream->client->server);
    if (thread_start_detached(name, fn, stream_ref(stream), &error))
        return;
    fail(stream, error);
    thread_done(stream);
}

void
client_stream_go(Client *client, const PacketHeader *header)
{
    ServerStream *stream;

    mutex_lock(&client->lock);
    stream = find(client, header);
    if (stream)
        stream_ref(stream);
    mutex_unlock(&client->lock);
    if (!stream)
        return;
    start_thread(stream, "stream-write", writer_main);
    if (stream->reads)
        start_thread(stream, "stream-read", reader_main);
    stream_unref(stream);
}

/* By a worker: whatever is behind the stream lets go of both threads. */
static void
abort_stream(void *data)
{
    ServerStream *stream = data;

    stream_abort(stream->stream, NULL);
    stream_unref(stream);
}

static void
abort_by_client(ServerStream *stream)
{
    if (!end(stream))
        return;
    worker_pool_add(stream->client->server->workers, abort_stream, stream_ref(stream), true);
    send_status(stream, PACKET_OK, NULL);
}

static void
add_piece(ServerStream *stream, Piece *piece)
{
    MUTEX_GUARD(&stream->client->lock);

    if (stream->is_over) {
        g_free(piece);
        return;
    }
    g_queue_push_tail(&stream->in, piece);
    stream->client->streams->n_in += piece->n;
    cond_broadcast(&stream->changed);
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
fail_and_abort(ServerStream *stream, const GError *why)
{
    stream_ref(stream);
    fail(stream, why);
    worker_pool_add(stream->client->server->workers, abort_stream, stream, true);
}

static void
take_data(ServerStream *stream, const Packet *packet)
{
    g_autoptr(GError) error = NULL;
    StreamHole hole = { 0 };
    Piece *piece;

    if (!stream->writes) {
        err_set(&error, VIR_ERR_RPC, "%s", "unexpected stream data from the client");
        fail_and_abort(stream, error);
    } else if (packet->header.type == PACKET_STREAM) {
        add_piece(stream, piece_new(PIECE_DATA, packet->payload, packet->n_payload));
    } else if (!stream->is_sparse) {
        err_set(&error, VIR_ERR_RPC, "%s", "Unexpected stream hole");
        fail_and_abort(stream, error);
    } else if (!xdr_decode(&shape_stream_hole, &hole, packet->payload, packet->n_payload, NULL,
                           &error)) {
        fail_and_abort(stream, error);
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
    if (stream)
        stream_ref(stream);
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

void
client_streams_resume(Client *client)
{
    MUTEX_GUARD(&client->lock);

    for (guint i = 0; client->streams && i < client->streams->all->len; i++)
        cond_broadcast(&((ServerStream *)g_ptr_array_index(client->streams->all, i))->changed);
}

bool
client_streams_full(const Client *client)
{
    return client->streams && client->streams->n_in > IN_MAX;
}

void
client_streams_close(Client *client)
{
    for (;;) {
        ServerStream *stream = NULL;

        mutex_lock(&client->lock);
        if (client->streams && client->streams->all->len > 0)
            stream = stream_ref(g_ptr_array_index(client->streams->all, 0));
        mutex_unlock(&client->lock);
        if (!stream)
            return;
        end(stream);
        worker_pool_add(client->server->workers, abort_stream, stream, true);
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
