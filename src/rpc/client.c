/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rpc/client.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include "lib/event.h"
#include "rpc/client-priv.h"

#define ERR_DOMAIN VIR_FROM_RPC

#define REQUEST_ROOM 1024
/* What a peer can make us keep: events that the application's loop does not get to, and answers
 * to its pings that it does not read. */
#define EVENTS_MAX (64u << 20)
#define PONGS_MAX  65536u
/* Bytes of streams that the application does not read. Beyond the first bound the event loop
 * reads a little now and then only, so that the peer waits with the rest; it must read on, for
 * events, and pings, stand behind the data. Calls must too, for their answers. So a stream that is
 * not read at all comes to the second bound at last. */
#define UNREAD_REST      (16u << 20)
#define UNREAD_MAX       (256u << 20)
#define REST_INTERVAL_MS 1000
/* Pieces that are read at one go without waiting: a peer that sends for ever must not keep the
 * lock, nor the event loop from its work. */
#define POLL_MAX 64

RpcClient *
rpc_client_new(int fd, Channel *channel, const RpcClientHooks *hooks, void *data)
{
    RpcClient *client = g_new0(RpcClient, 1);

    client->refs = 1;
    client->hooks = *hooks;
    client->hooks_data = data;
    client->transport = transport_new(fd);
    if (channel)
        transport_set_channel(client->transport, channel);
    client->streams = g_ptr_array_new();
    client->unread_rest = UNREAD_REST;
    client->unread_max = UNREAD_MAX;
    client->watch = client->timer = client->rest_timer = client->keepalive_timer = -1;
    g_queue_init(&client->events);
    mutex_init(&client->lock);
    cond_init(&client->told);
    return client;
}

int
rpc_client_fd(const RpcClient *client)
{
    return transport_fd(client->transport);
}

bool
rpc_client_set_channel(RpcClient *client, Channel *channel)
{
    MUTEX_GUARD(&client->lock);

    return transport_set_channel(client->transport, channel);
}

RpcClient *
rpc_client_ref(RpcClient *client)
{
    client->refs++;
    return client;
}

void
rpc_client_unref(RpcClient *client)
{
    if (!client || --client->refs > 0)
        return;
    transport_free(client->transport);
    g_ptr_array_unref(client->streams);
    g_queue_clear_full(&client->events, (GDestroyNotify)g_bytes_unref);
    g_clear_error(&client->close_error);
    cond_clear(&client->told);
    mutex_clear(&client->lock);
    g_free(client);
}

static void
unref_client(void *client)
{
    rpc_client_unref(client);
}

void
client_wake_stream(RpcClient *client, const RpcStream *stream)
{
    for (Waiter *waiter = client->waiters; waiter; waiter = waiter->next) {
        if (waiter->stream == stream) {
            waiter->is_done = true;
            cond_signal(&waiter->wake);
        }
    }
}

/* Have the event loop tell what there is to tell. */
static void
wake_loop(RpcClient *client)
{
    if (client->timer >= 0)
        event_update_timeout(client->timer, 0);
}

static void
mark_closed(RpcClient *client, int reason, const GError *why)
{
    if (client->is_closed)
        return;
    client->is_closed = true;
    client->close_reason = reason;
    client->close_error = why ? g_error_copy(why) : NULL;
    transport_end(client->transport);
    for (Waiter *waiter = client->waiters; waiter; waiter = waiter->next)
        cond_signal(&waiter->wake);
    for (guint i = 0; i < client->streams->len; i++)
        rpc_stream_broken(g_ptr_array_index(client->streams, i));
    wake_loop(client);
}

bool
client_dead(RpcClient *client, GError **error)
{
    if (client->close_error && error && !*error)
        *error = g_error_copy(client->close_error);
    else
        err_set(error, VIR_ERR_INTERNAL_ERROR, "%s", "client socket is closed");
    return false;
}

static void
close_fds(const Packet *packet, const int *fds)
{
    for (unsigned int i = 0; i < packet->n_fds; i++)
        close(fds[i]);
}

static void
take_reply(RpcClient *client, const Packet *packet, const int *fds)
{
    for (Waiter *waiter = client->waiters; waiter; waiter = waiter->next) {
        if (waiter->stream || waiter->is_done || waiter->serial != packet->header.serial)
            continue;
        waiter->reply = g_memdup2(packet->payload, packet->n_payload);
        waiter->packet = *packet;
        waiter->packet.payload = waiter->reply;
        memcpy(waiter->fds, fds, packet->n_fds * sizeof(int));
        waiter->is_done = true;
        cond_signal(&waiter->wake);
        return;
    }
    close_fds(packet, fds);
}

static void
take_keepalive(RpcClient *client, const Packet *packet)
{
    unsigned char room[PACKET_LENGTH_MIN];
    PacketHeader header = packet->header;
    XdrBuffer buffer;

    if (header.procedure != KEEPALIVE_PING || transport_backlog(client->transport) > PONGS_MAX)
        return;
    header.procedure = KEEPALIVE_PONG;
    header.serial = 0;
    xdr_buffer_init_in(&buffer, room, sizeof(room), sizeof(room));
    if (packet_build_raw(&buffer, &header, NULL, 0, NULL))
        client_send_locked(client, &buffer, NULL, 0, false, NULL);
}

static void
take_stream(RpcClient *client, const Packet *packet)
{
    for (guint i = 0; i < client->streams->len; i++) {
        RpcStream *stream = g_ptr_array_index(client->streams, i);

        if (rpc_stream_is(stream, &packet->header)) {
            rpc_stream_take(stream, packet);
            return;
        }
    }
}

static void
take_event(RpcClient *client, const Packet *packet)
{
    const unsigned char *start = packet->payload + packet->n_payload - packet->size;
    g_autoptr(GError) error = NULL;

    /* Nobody is there whom it could be told. */
    if (client->is_let_go || client->timer < 0)
        return;
    if (client->n_events + packet->size > EVENTS_MAX) {
        err_set(&error, VIR_ERR_INTERNAL_ERROR,
                "more than %u bytes of events wait for the event loop", EVENTS_MAX);
        mark_closed(client, VIR_CONNECT_CLOSE_REASON_ERROR, error);
        return;
    }
    client->n_events += packet->size;
    g_queue_push_tail(&client->events, g_bytes_new(start, packet->size));
    wake_loop(client);
}

/* A peer that calls us is none that could answer: for one, a program that gives back what it
 * reads. */
static void
take_call(RpcClient *client, const PacketHeader *header)
{
    g_autoptr(GError) error = NULL;

    err_set(&error, VIR_ERR_RPC, "got unexpected RPC call prog %u vers %u proc %d type %u",
            header->program, header->version, header->procedure, header->type);
    mark_closed(client, VIR_CONNECT_CLOSE_REASON_ERROR, error);
}

static void
take_packet(RpcClient *client, const Packet *packet, const int *fds)
{
    switch (packet->header.type) {
    case PACKET_REPLY:
    case PACKET_REPLY_WITH_FDS:
        take_reply(client, packet, fds);
        break;
    case PACKET_MESSAGE:
        if (packet->header.program == PROGRAM_KEEPALIVE)
            take_keepalive(client, packet);
        else
            take_event(client, packet);
        break;
    case PACKET_STREAM:
    case PACKET_STREAM_HOLE:
        take_stream(client, packet);
        break;
    default:
        close_fds(packet, fds);
        take_call(client, &packet->header);
        break;
    }
}

/* As reader, with the lock held: one recv, and all packets in it. */
static bool
read_once(RpcClient *client)
{
    g_autoptr(GError) error = NULL;
    int fds[PACKET_FDS_MAX];
    TransportState state;
    Packet packet;

    state = transport_receive(client->transport, &error);
    if (state == TRANSPORT_READY) {
        client->keepalive_missed = 0;
        while ((state = transport_next(client->transport, &packet, fds, &error)) ==
               TRANSPORT_READY) {
            take_packet(client, &packet, fds);
            if (client->is_closed)
                return false;
        }
        if (state != TRANSPORT_FAILED)
            return true;
    }
    if (state == TRANSPORT_WAIT)
        return false;
    if (state == TRANSPORT_CLOSED && !error) {
        errno = EIO;
        err_errno(&error, VIR_ERR_SYSTEM_ERROR, "%s", "End of file while reading data");
    }
    mark_closed(client,
                state == TRANSPORT_CLOSED ? VIR_CONNECT_CLOSE_REASON_EOF
                                          : VIR_CONNECT_CLOSE_REASON_ERROR,
                error);
    return false;
}

/* The reader has what it wanted: somebody else may be in need of one. */
static void
pass_role(RpcClient *client)
{
    client->has_reader = false;
    for (Waiter *waiter = client->waiters; waiter; waiter = waiter->next) {
        if (!waiter->is_done) {
            cond_signal(&waiter->wake);
            return;
        }
    }
}

/* Let go of the lock and wait for the socket. */
static void
wait_socket(RpcClient *client, short events)
{
    struct pollfd item = { .fd = transport_fd(client->transport), .events = events };

    mutex_unlock(&client->lock);
    poll(&item, 1, -1);
    mutex_lock(&client->lock);
}

/* What the peer said before it went may be in the socket still: answers, or why it went. */
static void
send_failed(RpcClient *client, const GError *why)
{
    /* Whoever reads comes to the end now. */
    transport_shutdown(client->transport);
    if (client->has_reader)
        return;
    client_poll_locked(client);
    mark_closed(client, VIR_CONNECT_CLOSE_REASON_ERROR, why);
}

static void
flush(RpcClient *client)
{
    g_autoptr(GError) error = NULL;

    if (transport_flush(client->transport, &error) == TRANSPORT_FAILED)
        send_failed(client, error);
}

bool
client_send_locked(RpcClient *client, const XdrBuffer *packet, const int *fds, unsigned int n_fds,
                   bool may_wait, GError **error)
{
    g_autoptr(GError) why = NULL;

    if (client->is_closed)
        return client_dead(client, error);
    if (transport_send(client->transport, packet->data, packet->n, fds, n_fds, &why) ==
        TRANSPORT_FAILED) {
        send_failed(client, why);
        if (client->is_closed)
            return client_dead(client, error);
        g_propagate_error(error, g_steal_pointer(&why));
        return false;
    }
    while (may_wait && !client->is_closed && transport_backlog(client->transport) > 0) {
        bool reads = !client->has_reader;

        /* The peer may be waiting for us to read before it reads on. */
        client->has_reader = true;
        wait_socket(client, reads ? POLLOUT | POLLIN : POLLOUT);
        if (reads) {
            if (!client->is_closed)
                read_once(client);
            pass_role(client);
        }
        if (!client->is_closed)
            flush(client);
    }
    return !client->is_closed || client_dead(client, error);
}

void
client_waiter_begin(RpcClient *client, Waiter *waiter)
{
    cond_init(&waiter->wake);
    waiter->next = client->waiters;
    client->waiters = waiter;
}

void
client_waiter_end(RpcClient *client, Waiter *waiter)
{
    Waiter **link = &client->waiters;

    while (*link != waiter)
        link = &(*link)->next;
    *link = waiter->next;
    cond_clear(&waiter->wake);
    /* The role may have been offered to this one, which has no use for it any more. */
    if (!client->has_reader)
        pass_role(client);
}

void
client_wait_locked(RpcClient *client, Waiter *waiter)
{
    while (!waiter->is_done && !client->is_closed) {
        if (client->has_reader) {
            cond_wait(&waiter->wake, &client->lock);
            continue;
        }
        client->has_reader = true;
        while (!waiter->is_done && !client->is_closed) {
            bool must_send = transport_backlog(client->transport) > 0;

            wait_socket(client, must_send ? POLLIN | POLLOUT : POLLIN);
            if (must_send && !client->is_closed)
                flush(client);
            if (!client->is_closed)
                read_once(client);
        }
        pass_role(client);
    }
}

void
client_poll_locked(RpcClient *client)
{
    if (client->has_reader || client->is_closed)
        return;
    client->has_reader = true;
    for (int i = 0; i < POLL_MAX && !client->is_closed && read_once(client); i++) {
        if (client->n_unread > client->unread_rest)
            break;
    }
    pass_role(client);
}

/* Call a hook, with the lock held, which is let go of meanwhile. Only the loop's thread does. */
static void
tell_event(RpcClient *client, GBytes *bytes)
{
    gsize n;
    const unsigned char *data = g_bytes_get_data(bytes, &n);
    Packet packet;

    if (packet_parse(data, n, &packet) != PACKET_WHOLE)
        return;
    mutex_unlock(&client->lock);
    client->hooks.event(client->hooks_data, &packet);
    mutex_lock(&client->lock);
}

/* From the event loop: tell what came. */
static void
tell(RpcClient *client)
{
    MUTEX_GUARD(&client->lock);

    client->teller = pthread_self();
    client->n_telling++;
    while (!client->is_let_go && !g_queue_is_empty(&client->events)) {
        g_autoptr(GBytes) bytes = g_queue_pop_head(&client->events);

        client->n_events -= g_bytes_get_size(bytes);
        tell_event(client, bytes);
    }
    if (!client->is_let_go && client->is_closed && !client->told_closed) {
        int reason = client->close_reason;

        client->told_closed = true;
        mutex_unlock(&client->lock);
        client->hooks.closed(client->hooks_data, reason);
        mutex_lock(&client->lock);
    }
    client->n_telling--;
    cond_broadcast(&client->told);
}

static void
remove_timeout(int *timer)
{
    if (*timer >= 0)
        event_remove_timeout(*timer);
    *timer = -1;
}

static void
socket_due(int id, int fd, int events, void *data)
{
    RpcClient *client = data;
    bool is_over;

    rpc_client_ref(client);
    mutex_lock(&client->lock);
    client_poll_locked(client);
    is_over = client->is_closed;
    if (is_over && client->watch >= 0) {
        event_remove_handle(client->watch);
        client->watch = -1;
        remove_timeout(&client->rest_timer);
    }
    client_update_rest(client);
    mutex_unlock(&client->lock);
    tell(client);
    rpc_client_unref(client);
}

static void
timer_due(int id, void *data)
{
    RpcClient *client = data;

    rpc_client_ref(client);
    event_update_timeout(id, -1);
    tell(client);
    rpc_client_unref(client);
}

void
client_update_rest(RpcClient *client)
{
    bool rests = client->n_unread > client->unread_rest;

    if (client->watch < 0 || rests == client->is_resting)
        return;
    client->is_resting = rests;
    event_update_handle(client->watch, rests ? 0 : VIR_EVENT_HANDLE_READABLE);
    event_update_timeout(client->rest_timer, rests ? REST_INTERVAL_MS : -1);
}

static void
rest_due(int id, void *data)
{
    socket_due(-1, -1, 0, data);
}

/* A timer that works on the client, at rest; -1 if there is none to be had. */
static int
add_timer(RpcClient *client, virEventTimeoutCallback callback)
{
    int timer = event_add_timeout(-1, callback, rpc_client_ref(client), unref_client);

    if (timer < 0)
        rpc_client_unref(client);
    return timer;
}

void
rpc_client_watch(RpcClient *client)
{
    MUTEX_GUARD(&client->lock);

    if (client->watch >= 0 || client->is_closed || !event_is_available())
        return;
    client->timer = add_timer(client, timer_due);
    if (client->timer < 0)
        return;
    client->rest_timer = add_timer(client, rest_due);
    client->watch = event_add_handle(transport_fd(client->transport), VIR_EVENT_HANDLE_READABLE,
                                     socket_due, rpc_client_ref(client), unref_client);
    if (client->watch < 0)
        rpc_client_unref(client);
}

void
rpc_client_close(RpcClient *client)
{
    MUTEX_GUARD(&client->lock);

    client->is_let_go = true;
    mark_closed(client, VIR_CONNECT_CLOSE_REASON_CLIENT, NULL);
    if (client->watch >= 0)
        event_remove_handle(client->watch);
    client->watch = -1;
    remove_timeout(&client->timer);
    remove_timeout(&client->rest_timer);
    remove_timeout(&client->keepalive_timer);
    /* What the hooks work on is about to go. */
    while (client->n_telling > 0 && !pthread_equal(client->teller, pthread_self()))
        cond_wait(&client->told, &client->lock);
}

bool
rpc_client_is_open(RpcClient *client)
{
    MUTEX_GUARD(&client->lock);

    return !client->is_closed;
}

static bool
take_result(Waiter *waiter, Call *call, void *ret, GError **error)
{
    const Packet *packet = &waiter->packet;

    if (packet->header.status == PACKET_ERROR)
        return packet_error(packet, error);
    if (packet->header.status != PACKET_OK)
        return err_set(error, VIR_ERR_RPC, "Unexpected message status %u", packet->header.status);
    if (packet->header.program != call->op->program ||
        packet->header.procedure != call->op->procedure)
        return err_set(error, VIR_ERR_RPC, "the reply is to procedure %d, not to %d",
                       packet->header.procedure, call->op->procedure);
    if (call->op->ret &&
        !xdr_decode(call->op->ret, ret, packet->payload, packet->n_payload, NULL, error))
        return false;
    if (packet->n_fds > 0) {
        call->fds_out = g_memdup2(waiter->fds, packet->n_fds * sizeof(int));
        call->n_fds_out = packet->n_fds;
        waiter->packet.n_fds = 0;
    }
    return true;
}

static bool
exchange(RpcClient *client, Call *call, const XdrBuffer *packet, Waiter *waiter, GError **error)
{
    g_autoptr(GError) why = NULL;
    bool is_sent = client_send_locked(client, packet, call->fds, call->n_fds, true, &why);

    /* Without all of the call an answer may come too: that the peer does not want the rest. It is
     * before the end of the connection, which the reader is about to find. */
    client_wait_locked(client, waiter);
    if (waiter->is_done)
        return true;
    if (is_sent)
        return client_dead(client, error);
    g_propagate_error(error, g_steal_pointer(&why));
    return false;
}

/* Judged before anything is sent: the peer waits for as many as the call announces, and one that
 * does not come would take the connection with it. */
static bool
fds_can_be_sent(RpcClient *client, const Call *call, GError **error)
{
    if (call->n_fds > 0 && !transport_carries_fds(client->transport))
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "%s",
                       "Sending file descriptors is not supported on this socket");
    if (call->n_fds > PACKET_FDS_MAX)
        return err_set(error, VIR_ERR_RPC, "Too many FDs to send %u, expected %d maximum",
                       call->n_fds, PACKET_FDS_MAX);
    for (unsigned int i = 0; i < call->n_fds; i++) {
        if (fcntl(call->fds[i], F_GETFD) < 0)
            return err_errno(error, VIR_ERR_SYSTEM_ERROR, "Cannot duplicate FD %d", call->fds[i]);
    }
    return true;
}

bool
rpc_client_call(RpcClient *client, Call *call, const void *args, void *ret, GError **error)
{
    const Op *op = call->op;
    unsigned char room[REQUEST_ROOM];
    g_auto(XdrBuffer) buffer = { 0 };
    Waiter waiter = { 0 };
    PacketHeader header = { op->program,
                            op_program_version(op->program),
                            op->procedure,
                            call->n_fds > 0 ? PACKET_CALL_WITH_FDS : PACKET_CALL,
                            0,
                            PACKET_OK };
    RpcStream *stream = NULL;
    bool ok;

    if (!fds_can_be_sent(client, call, error))
        return false;
    xdr_buffer_init_in(&buffer, room, sizeof(room), PACKET_LENGTH_MAX);
    if (!packet_build(&buffer, &header, call->n_fds, op->args, args, error))
        return false;

    mutex_lock(&client->lock);
    header.serial = waiter.serial = client->next_serial++;
    xdr_put_u32(buffer.data + 20, header.serial);
    if (call->stream)
        stream = rpc_stream_new(client, &header);
    client_waiter_begin(client, &waiter);
    ok = exchange(client, call, &buffer, &waiter, error);
    client_waiter_end(client, &waiter);
    mutex_unlock(&client->lock);

    ok = ok && take_result(&waiter, call, ret, error);
    if (stream && ok)
        rpc_stream_attach(stream, call->stream);
    else if (stream)
        rpc_stream_free(stream);
    for (unsigned int i = 0; waiter.is_done && i < waiter.packet.n_fds; i++)
        close(waiter.fds[i]);
    g_free(waiter.reply);
    return ok;
}

static void
keepalive_due(int id, void *data)
{
    RpcClient *client = data;
    PacketHeader header = { PROGRAM_KEEPALIVE, 1, KEEPALIVE_PING, PACKET_MESSAGE, 0, PACKET_OK };
    unsigned char room[PACKET_LENGTH_MIN];
    XdrBuffer buffer;
    g_autoptr(GError) error = NULL;
    MUTEX_GUARD(&client->lock);

    if (client->is_closed)
        return;
    if (client->keepalive_missed++ >= client->keepalive_count) {
        err_set(&error, VIR_ERR_INTERNAL_ERROR, "%s", "connection closed due to keepalive timeout");
        mark_closed(client, VIR_CONNECT_CLOSE_REASON_KEEPALIVE, error);
        return;
    }
    xdr_buffer_init_in(&buffer, room, sizeof(room), sizeof(room));
    if (packet_build_raw(&buffer, &header, NULL, 0, NULL))
        client_send_locked(client, &buffer, NULL, 0, false, NULL);
}

bool
rpc_client_keepalive(RpcClient *client, int interval_s, unsigned int count, GError **error)
{
    MUTEX_GUARD(&client->lock);

    if (interval_s > INT_MAX / 1000)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "keepalive interval %d too large",
                       interval_s);
    remove_timeout(&client->keepalive_timer);
    if (interval_s <= 0)
        return true;
    client->keepalive_count = count;
    client->keepalive_missed = 0;
    client->keepalive_timer =
        event_add_timeout(interval_s * 1000, keepalive_due, rpc_client_ref(client), unref_client);
    if (client->keepalive_timer >= 0)
        return true;
    rpc_client_unref(client);
    return err_set(error, VIR_ERR_INTERNAL_ERROR, "%s",
                   "the caller doesn't support keepalive protocol; perhaps it's missing event "
                   "loop implementation");
}
