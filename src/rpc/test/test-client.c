/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The calling end against a peer that this program plays: what a wrong, hostile or merely unlucky
 * server can do to those who wait for it. */
#include "rpc/client.h"

#include <poll.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/err.h"
#include "base/thread.h"
#include "lib/calls.h"
#include "lib/conn.h"
#include "lib/objects.h"
#include "lib/stream.h"
#include "rpc/client-priv.h"

#define ERR_DOMAIN VIR_FROM_TEST

/* More than a socket takes at once; strings on the wire have at most 4 MiB. */
#define XML_LARGE (2u << 20)

typedef struct Fixture {
    RpcClient *client;
    int peer;
    atomic_int n_events;
    atomic_int n_closed;
} Fixture;

static void
on_event(void *data, const Packet *packet)
{
    ((Fixture *)data)->n_events++;
}

static void
on_closed(void *data, int reason)
{
    ((Fixture *)data)->n_closed++;
}

static const RpcClientHooks hooks = { on_event, on_closed };

static void
set_up(Fixture *fixture, gconstpointer unused)
{
    int fds[2];

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
    fixture->client = rpc_client_new(fds[0], &hooks, fixture);
    fixture->peer = fds[1];
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
    rpc_client_close(fixture->client);
    rpc_client_unref(fixture->client);
    if (fixture->peer >= 0)
        close(fixture->peer);
    /* What belongs to the event loop goes with its next turns. */
    while (g_main_context_iteration(NULL, FALSE))
        continue;
}

static void
read_all(int fd, void *data, size_t n)
{
    for (size_t done = 0; done < n;) {
        ssize_t got = read(fd, (char *)data + done, n - done);

        g_assert_cmpint(got, >, 0);
        done += (size_t)got;
    }
}

/* A packet that the client sent, without its length; the caller frees it. */
static unsigned char *
next_request(int fd, PacketHeader *header_out)
{
    unsigned char length[4];
    unsigned char *data;
    size_t n;

    read_all(fd, length, sizeof(length));
    n = xdr_get_u32(length);
    data = g_malloc(n);
    memcpy(data, length, sizeof(length));
    read_all(fd, data + 4, n - 4);
    *header_out = (PacketHeader){ xdr_get_u32(data + 4),           xdr_get_u32(data + 8),
                                  (int32_t)xdr_get_u32(data + 12), xdr_get_u32(data + 16),
                                  xdr_get_u32(data + 20),          xdr_get_u32(data + 24) };
    return data;
}

static void
put(int fd, PacketHeader header, uint32_t type, uint32_t status, const void *data, size_t n)
{
    g_auto(XdrBuffer) buffer = { 0 };

    header.type = type;
    header.status = status;
    xdr_buffer_init(&buffer, PACKET_LENGTH_MAX);
    g_assert_true(packet_build_raw(&buffer, &header, data, n, NULL));
    for (size_t done = 0; done < buffer.n;) {
        ssize_t sent = send(fd, buffer.data + done, buffer.n - done, MSG_NOSIGNAL);

        if (sent < 0)
            return;
        done += (size_t)sent;
    }
}

static bool
call_count(RpcClient *client, int *n_out, GError **error)
{
    Call call = { .op = &ops[OP_CONNECT_NUM_OF_DOMAINS] };
    ConnectNumOfDomainsRet ret = { 0 };

    if (!rpc_client_call(client, &call, NULL, &ret, error))
        return false;
    *n_out = ret.num;
    return true;
}

/* Descriptors that cannot be sent are the call's trouble, not the connection's. */
static void
test_bad_fds(Fixture *fixture, gconstpointer unused)
{
    static const struct {
        unsigned int n;
        int fd;
        const char *message;
    } cases[] = {
        { 1, -1, "Cannot duplicate FD -1: Bad file descriptor" },
        { 2, -7, "Cannot duplicate FD -7: Bad file descriptor" },
        { PACKET_FDS_MAX + 1, 0, "Too many FDs to send 33, expected 32 maximum" },
        { UINT_MAX, 0, "Too many FDs to send 4294967295, expected 32 maximum" },
    };
    DomainCreateWithFilesArgs args = { .dom.name = (char *)"x" };
    DomainCreateWithFilesRet ret = { 0 };
    struct pollfd sent = { .fd = fixture->peer, .events = POLLIN };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        int fds[PACKET_FDS_MAX + 1] = { cases[i].fd };
        Call call = { .op = &ops[OP_DOMAIN_CREATE_WITH_FILES], .fds = fds, .n_fds = cases[i].n };
        g_autoptr(GError) error = NULL;

        g_assert_false(rpc_client_call(fixture->client, &call, &args, &ret, &error));
        g_assert_cmpstr(error->message, ==, cases[i].message);
    }
    g_assert_cmpint(poll(&sent, 1, 0), ==, 0);
    g_assert_true(rpc_client_is_open(fixture->client));
}

/* What the peer does, on a thread of its own. */
typedef struct Peer {
    Fixture *fixture;
    const unsigned char *bytes;
    size_t n;
    uint32_t serial_shift;
    uint32_t status;
    int procedure; /* 0 for the right one */
} Peer;

static void
answer_once(void *data)
{
    Peer *peer = data;
    PacketHeader header;
    int fd = peer->fixture->peer;

    g_free(next_request(fd, &header));
    header.serial += peer->serial_shift;
    if (peer->procedure)
        header.procedure = peer->procedure;
    put(fd, header, PACKET_REPLY, peer->status, peer->bytes, peer->n);
    if (peer->serial_shift)
        shutdown(fd, SHUT_RDWR);
}

static void
test_wrong_replies(Fixture *fixture, gconstpointer unused)
{
    static const unsigned char bytes[64] = { 0 };
    static const struct {
        size_t n;
        uint32_t serial_shift;
        uint32_t status;
        int procedure;
        int code;
    } cases[] = {
        { 3, 0, PACKET_OK, 0, VIR_ERR_RPC },
        { 4, 0, 77, 0, VIR_ERR_RPC },           { 4, 0, PACKET_OK, 1, VIR_ERR_RPC },
        { 2, 0, PACKET_ERROR, 0, VIR_ERR_RPC }, { 4, 9, PACKET_OK, 0, VIR_ERR_SYSTEM_ERROR },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        Peer peer = { fixture,         bytes,
                      cases[i].n,      cases[i].serial_shift,
                      cases[i].status, cases[i].procedure };
        Thread *thread = thread_start("peer", answer_once, &peer, NULL);
        int n;

        g_assert_false(call_count(fixture->client, &n, &error));
        g_assert_error(error, ERR_QUARK, cases[i].code);
        thread_join(thread);
    }
}

/* A peer that is gone leaves many pings: they are not answered one inside the other. */
static void
test_pings_of_the_dead(Fixture *fixture, gconstpointer unused)
{
    PacketHeader ping = { PROGRAM_KEEPALIVE, 1, KEEPALIVE_PING, PACKET_MESSAGE, 0, PACKET_OK };
    g_autoptr(GError) error = NULL;
    int room = 4 << 20;
    int n;

    setsockopt(fixture->peer, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
    for (int i = 0; i < 200; i++)
        put(fixture->peer, ping, PACKET_MESSAGE, PACKET_OK, NULL, 0);
    close(fixture->peer);
    fixture->peer = -1;
    g_assert_false(call_count(fixture->client, &n, &error));
}

/* Pings that come while nobody reads the answers do not fill the memory. */
static void
test_pings_unread(Fixture *fixture, gconstpointer unused)
{
    PacketHeader ping = { PROGRAM_KEEPALIVE, 1, KEEPALIVE_PING, PACKET_MESSAGE, 0, PACKET_OK };

    for (int i = 0; i < 2000; i++) {
        for (int j = 0; j < 20; j++)
            put(fixture->peer, ping, PACKET_MESSAGE, PACKET_OK, NULL, 0);
        mutex_lock(&fixture->client->lock);
        client_poll_locked(fixture->client);
        mutex_unlock(&fixture->client->lock);
    }
    g_assert_cmpuint(transport_backlog(fixture->client->transport), <, 100000);
}

/* Events that no loop will ever take are not kept. */
static void
test_events_without_loop(Fixture *fixture, gconstpointer unused)
{
    PacketHeader event = { PROGRAM_REMOTE, 1, 318, PACKET_MESSAGE, 1, PACKET_OK };
    static const char body[1000];

    for (int i = 0; i < 20; i++)
        put(fixture->peer, event, PACKET_MESSAGE, PACKET_OK, body, sizeof(body));
    mutex_lock(&fixture->client->lock);
    client_poll_locked(fixture->client);
    mutex_unlock(&fixture->client->lock);
    g_assert_cmpuint(g_queue_get_length(&fixture->client->events), ==, 0);
}

/* Reads slowly and answers each call; ends with the connection. */
static void
answer_all(void *data)
{
    Fixture *fixture = data;
    PacketHeader header;
    struct pollfd item = { .fd = fixture->peer, .events = POLLIN };

    for (;;) {
        char byte;

        poll(&item, 1, -1);
        if (recv(fixture->peer, &byte, 1, MSG_PEEK) <= 0)
            return;
        g_free(next_request(fixture->peer, &header));
        put(fixture->peer, header, PACKET_REPLY, PACKET_OK, "\0\0\0\7", 4);
    }
}

/* Large requests, so that threads send the rest of each other's, and read each other's answers. */
static void
call_large(void *data)
{
    Fixture *fixture = data;
    g_autofree char *xml = g_strnfill(XML_LARGE, 'x');
    DomainDefineXmlArgs args = { .xml = xml };

    for (int i = 0; i < 20; i++) {
        Call call = { .op = &ops[OP_DOMAIN_DEFINE_XML] };
        DomainDefineXmlRet ret = { 0 };
        g_autoptr(GError) error = NULL;

        /* The answer is too short for a domain, and an answer all the same. */
        g_assert_false(rpc_client_call(fixture->client, &call, &args, &ret, &error));
        g_assert_error(error, ERR_QUARK, VIR_ERR_RPC);
    }
}

static void
call_small(void *data)
{
    Fixture *fixture = data;

    for (int i = 0; i < 300; i++) {
        g_autoptr(GError) error = NULL;
        int n = 0;

        g_assert_true(call_count(fixture->client, &n, &error));
        g_assert_cmpint(n, ==, 7);
    }
}

static void
test_many_threads(Fixture *fixture, gconstpointer unused)
{
    Thread *peer = thread_start("peer", answer_all, fixture, NULL);
    Thread *threads[6];

    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = thread_start("caller", i % 2 ? call_large : call_small, fixture, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        thread_join(threads[i]);
    rpc_client_close(fixture->client);
    thread_join(peer);
}

/* The role of reader goes to somebody who has use for it: a stream that has what it waited for
 * has none. */
static void
test_role(Fixture *fixture, gconstpointer unused)
{
    RpcClient *client = fixture->client;
    Waiter served = { .stream = (const RpcStream *)&served };
    Waiter other = { .serial = 1 };

    mutex_lock(&client->lock);
    client_waiter_begin(client, &other);
    client_waiter_begin(client, &served);
    client_wake_stream(client, served.stream);
    g_assert_true(served.is_done);
    g_assert_false(other.is_done);
    client_wait_locked(client, &served);
    client_waiter_end(client, &served);
    g_assert_false(client->has_reader);
    client_waiter_end(client, &other);
    mutex_unlock(&client->lock);
}

typedef struct Watched {
    bool is_freed;
    bool was_freed_inside;
    int n;
} Watched;

static void
free_watched(void *data)
{
    ((Watched *)data)->is_freed = true;
}

static void
on_stream(virStreamPtr stream, int events, void *data)
{
    Watched *watched = data;

    watched->n++;
    g_assert_cmpint(virStreamEventRemoveCallback(stream), ==, 0);
    virStreamFree(stream);
    watched->was_freed_inside = watched->is_freed;
}

/* A callback that removes itself and frees the stream keeps its data until it has returned. */
static void
test_stream_watch(Fixture *fixture, gconstpointer unused)
{
    Conn *conn = conn_new(OBJECT_CONNECT);
    virStreamPtr handle = stream_new(conn, VIR_STREAM_NONBLOCK);
    PacketHeader header = { PROGRAM_REMOTE, 1, 209, PACKET_STREAM, 1, PACKET_CONTINUE };
    Watched watched = { 0 };

    virEventRegisterDefaultImpl();
    rpc_client_watch(fixture->client);
    mutex_lock(&fixture->client->lock);
    RpcStream *stream = rpc_stream_new(fixture->client, &header);
    mutex_unlock(&fixture->client->lock);
    rpc_stream_attach(stream, handle);
    g_assert_cmpint(virStreamEventAddCallback(handle, VIR_STREAM_EVENT_READABLE, on_stream,
                                              &watched, free_watched),
                    ==, 0);
    put(fixture->peer, header, PACKET_STREAM, PACKET_CONTINUE, "data", 4);
    while (!watched.is_freed)
        virEventRunDefaultImpl();
    g_assert_cmpint(watched.n, ==, 1);
    g_assert_false(watched.was_freed_inside);
    conn_unref(conn);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    alarm(60);
#define ADD(name, fn) g_test_add("/client/" name, Fixture, NULL, set_up, fn, tear_down)
    ADD("bad-fds", test_bad_fds);
    ADD("wrong-replies", test_wrong_replies);
    ADD("pings-of-the-dead", test_pings_of_the_dead);
    ADD("pings-unread", test_pings_unread);
    ADD("events-without-loop", test_events_without_loop);
    ADD("many-threads", test_many_threads);
    ADD("role", test_role);
    ADD("stream-watch", test_stream_watch);
    return g_test_run();
}
