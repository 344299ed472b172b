/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/client.h"

#include <unistd.h>
#include "base/err.h"
#include "base/log.h"
#include "daemons/dispatch-close.h"
#include "daemons/auth.h"
#include "daemons/dispatch-event.h"
#include "daemons/dispatch-stream.h"
#include "daemons/dispatch.h"
#include "daemons/settings.h"

LOG_SOURCE("rpc.netserverclient");
#define ERR_DOMAIN VIR_FROM_RPC

/* Calls of a client are not looked at while so much of the answers waits for it to read. */
#define UNREAD_MAX (1u << 20)
/* TLS is between programs; to authenticate, somebody may have to look up a password. */
#define HANDSHAKE_MS    30000
#define AUTHENTICATE_MS 300000

static void client_due(int id, int fd, int events, void *data);

static void
unref_client(void *client)
{
    client_unref(client);
}

static void
deadline_due(int id, void *data)
{
    Client *client = data;
    int64_t age_ms = (g_get_monotonic_time() - client->arrival_us) / 1000;

    if (!client->is_authenticated && (client->is_shaking || age_ms >= AUTHENTICATE_MS)) {
        client_close(client, "it does not authenticate in time");
        return;
    }
    loop_update_timeout(client->server->loop, id,
                        client->is_authenticated ? -1 : (int)(AUTHENTICATE_MS - age_ms));
}

/* Before it is served it has something to show. */
static void
expect(Client *client)
{
    g_autoptr(GError) error = NULL;

    client->server->n_anonymous++; /* until it says who it is or is closed */
    client->auth = g_new0(ClientAuth, 1);
    client->is_shaking = client->service.kind == SERVICE_TLS;
    client->deadline = loop_add_timeout(client->server->loop, HANDSHAKE_MS, deadline_due,
                                        client_ref(client), unref_client);
    if (!client->is_shaking || handshake_begin(client, &error))
        return;
    log_error(LOG_LEVEL_ERROR, error);
    /* The loop finds its end. */
    client->is_shaking = false;
    transport_shutdown(client->transport);
}

Client *
client_new(Server *server, int fd, uint64_t id, const Service *service)
{
    Client *client = g_new0(Client, 1);

    client->refs = 1;
    client->server = server;
    client->id = id;
    client->service = *service;
    client->arrival_us = g_get_monotonic_time();
    client->arrived_at = g_get_real_time() / G_USEC_PER_SEC;
    client->is_authenticated = service->auth <= SETTING_AUTH_NONE && service->kind != SERVICE_TLS;
    client->deadline = -1;
    client->transport = transport_new(fd);
    mutex_init(&client->lock);
    client->interest = LOOP_READABLE;
    client->watch = loop_add_handle(server->loop, fd, client->interest, client_due,
                                    client_ref(client), unref_client);
    if (!client->is_authenticated)
        expect(client);
    return client;
}

Client *
client_ref(Client *client)
{
    client->refs++;
    return client;
}

void
client_unref(Client *client)
{
    if (--client->refs > 0)
        return;
    transport_free(client->transport);
    client_auth_free(client->auth);
    client_events_free(client->events);
    client_streams_free(client->streams);
    if (client->conn)
        conn_unref(client->conn);
    mutex_clear(&client->lock);
    g_clear_pointer(&client->claims, g_ptr_array_unref);
    g_clear_pointer(&client->identity, g_ptr_array_unref);
    g_free(client->refusal);
    g_free(client);
}

static void
let_go_of_conn(void *conn)
{
    conn_unref(conn);
}

void
client_close(Client *client, const char *why)
{
    bool was_anonymous;
    Conn *conn;

    mutex_lock(&client->lock);
    if (client->is_closed) {
        mutex_unlock(&client->lock);
        return;
    }
    client->is_closed = true;
    was_anonymous = !client->is_authenticated;
    conn = g_steal_pointer(&client->conn);
    mutex_unlock(&client->lock);

    LOG_DEBUG("client %" G_GUINT64_FORMAT " closed: %s", client->id, why);
    if (was_anonymous)
        client->server->n_anonymous--;
    loop_remove_handle(client->server->loop, client->watch);
    if (client->deadline >= 0)
        loop_remove_timeout(client->server->loop, client->deadline);
    transport_shutdown(client->transport);
    client_streams_close(client);
    if (conn) {
        client_unwatch_conn(conn);
        /* Messages are delivered on this thread only: none comes after this. */
        conn->event_sink = NULL;
        worker_pool_add(client->server->workers, let_go_of_conn, conn, true);
    }
    client_set_data(client, NULL, NULL);
    server_forget(client->server, client);
}

bool
client_is_authenticated(Client *client)
{
    return client->is_authenticated;
}

void
client_set_authenticated(Client *client)
{
    MUTEX_GUARD(&client->lock);

    if (client->is_authenticated)
        return;
    client->is_authenticated = true;
    if (!client->is_closed)
        client->server->n_anonymous--;
}

void
client_set_data(Client *client, void *data, GDestroyNotify data_free)
{
    GDestroyNotify old_free;
    void *old;

    mutex_lock(&client->lock);
    old = client->data;
    old_free = client->data_free;
    client->data = data;
    client->data_free = data_free;
    mutex_unlock(&client->lock);
    if (old && old_free)
        old_free(old);
}

void *
client_data(Client *client)
{
    MUTEX_GUARD(&client->lock);

    return client->data;
}

/* Calls that a client may have running. Whoever is not known yet makes one step at a time: what
 * comes behind it may have to be read in another way. */
static unsigned int
calls_max(const Client *client)
{
    return client->is_authenticated ? client->server->config.max_client_requests : 1;
}

/* With the lock held: watch for what can go on. A client with too many calls is not read, nor one
 * that does not read. */
static void
update_interest(Client *client)
{
    int interest = 0;

    if (client->is_closed || client->is_shaking)
        return;
    if (!client->is_closing && client->n_running < calls_max(client) &&
        !client_streams_full(client) && transport_backlog(client->transport) < UNREAD_MAX)
        interest |= LOOP_READABLE;
    if (transport_backlog(client->transport) > 0)
        interest |= LOOP_WRITABLE;
    /* The loop reports the end of a connection only while it watches something. */
    if (interest == 0)
        interest = LOOP_HANGUP;
    if (interest == client->interest)
        return;
    client->interest = interest;
    loop_update_handle(client->server->loop, client->watch, interest);
}

/* Answer what has been received. */
static void
serve_packets(Client *client)
{
    for (;;) {
        g_autoptr(GError) error = NULL;
        int fds[PACKET_FDS_MAX];
        Packet packet;
        TransportState state;
        bool may_go_on;

        mutex_lock(&client->lock);
        update_interest(client);
        may_go_on = !client->is_closed && (client->interest & LOOP_READABLE);
        mutex_unlock(&client->lock);
        if (!may_go_on)
            return;
        state = transport_next(client->transport, &packet, fds, &error);
        if (state == TRANSPORT_WAIT)
            return;
        if (state == TRANSPORT_FAILED) {
            client_close(client, error->message);
            return;
        }
        dispatch_packet(client, &packet, fds);
    }
}

/* Send what waits. */
static void
flush(Client *client)
{
    g_autoptr(GError) error = NULL;
    TransportState state;
    bool is_done;

    mutex_lock(&client->lock);
    state = transport_flush(client->transport, &error);
    is_done = state == TRANSPORT_READY && client->is_closing;
    update_interest(client);
    mutex_unlock(&client->lock);
    if (state == TRANSPORT_FAILED)
        client_close(client, error->message);
    else if (is_done)
        client_close(client, "it said so");
    else
        client_streams_resume(client);
}

static void
client_due(int id, int fd, int events, void *data)
{
    Client *client = data;
    g_autoptr(GError) error = NULL;

    client_ref(client);
    if (client->is_shaking && (events & (LOOP_READABLE | LOOP_WRITABLE))) {
        handshake_due(client);
        client_unref(client);
        return;
    }
    if (events & LOOP_WRITABLE)
        flush(client);
    /* Packets that it was not the time for are in the buffer, of which the socket knows nothing. */
    if (!client->is_closed && (events & LOOP_WRITABLE))
        serve_packets(client);
    if (!client->is_closed && (events & LOOP_READABLE)) {
        switch (transport_receive(client->transport, &error)) {
        case TRANSPORT_READY:
            client->was_heard = true;
            serve_packets(client);
            break;
        case TRANSPORT_WAIT:
            break;
        case TRANSPORT_CLOSED:
            client_close(client, "end of file");
            break;
        case TRANSPORT_FAILED:
            client_close(client, error->message);
            break;
        }
    } else if (events & (LOOP_HANGUP | LOOP_ERROR)) {
        client_close(client, "hang-up");
    }
    client_unref(client);
}

void
client_attend(Client *client)
{
    /* A call that was running when the client went may have opened a stream. */
    if (client->is_closed) {
        client_streams_close(client);
        return;
    }
    if (client->is_shaking) {
        handshake_attend(client);
        return;
    }
    if (client_backlog(client) > 0 || client->is_closing)
        flush(client);
    if (!client->is_closed)
        client_streams_resume(client);
    if (!client->is_closed)
        serve_packets(client);
}

bool
client_send(Client *client, const XdrBuffer *packets, const int *fds, unsigned int n_fds)
{
    TransportState state;
    MUTEX_GUARD(&client->lock);

    if (client->is_closed)
        return false;
    state = transport_send(client->transport, packets->data, packets->n, fds, n_fds, NULL);
    if (state == TRANSPORT_WAIT)
        update_interest(client);
    /* The loop sees the end of it and closes. Other reasons than a dead socket there are too: a
     * descriptor that could not be copied leaves the packet without its end. */
    if (state == TRANSPORT_FAILED)
        transport_shutdown(client->transport);
    return state != TRANSPORT_FAILED;
}

size_t
client_backlog(Client *client)
{
    MUTEX_GUARD(&client->lock);

    return transport_backlog(client->transport);
}

void
client_give_up(Client *client, const char *why)
{
    MUTEX_GUARD(&client->lock);

    if (client->is_closed)
        return;
    LOG_DEBUG("client %" G_GUINT64_FORMAT " is given up: %s", client->id, why);
    transport_shutdown(client->transport);
}

void
client_call_begin(Client *client)
{
    MUTEX_GUARD(&client->lock);

    client->n_running++;
}

void
client_call_end(Client *client)
{
    bool was_full;

    mutex_lock(&client->lock);
    client->n_running--;
    was_full = !(client->interest & LOOP_READABLE);
    mutex_unlock(&client->lock);
    /* Whole packets may be waiting in the buffer, of which the socket knows nothing. */
    if (was_full)
        server_attend(client->server, client);
}

void
client_finish(Client *client)
{
    mutex_lock(&client->lock);
    client->is_closing = true;
    mutex_unlock(&client->lock);
    server_attend(client->server, client);
}

Conn *
client_conn(Client *client, GError **error)
{
    MUTEX_GUARD(&client->lock);

    if (!client->conn)
        return err_set_null(error, VIR_ERR_INTERNAL_ERROR, "%s", "hypervisor connection not open");
    conn_ref(client->conn);
    return client->conn;
}
