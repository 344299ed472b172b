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
    fixture->client = rpc_client_new(fds[0], NULL, &hooks, fixture);
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
        { 3, 0, PACKET_OK, 0, VIR_ERR_RPC },          { 4, 0, 77, 0, VIR_ERR_RPC },
        { 4, 0, PACKET_OK, 1, VIR_ERR_RPC },          { 2, 0, PACKET_ERROR, 0, VIR_ERR_RPC },
        { 4, 9, PACKET_OK, 0, VIR_ERR_SYSTEM_ERROR },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        Peer peer = { fixture,           bytes, cases[i].n, cases[i].serial_shift, cases[i].status,
                      cases[i].procedure };
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

static void
test_keepalive_interval(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;

    g_assert_false(rpc_client_keepalive(fixture->client, INT_MAX / 1000 + 1, 1, &error));
    g_assert_error(error, ERR_QUARK, VIR_ERR_INTERNAL_ERROR);
    g_assert_cmpstr(error->message, ==, "internal error: keepalive interval 2147484 too large");
    g_assert_true(rpc_client_keepalive(fixture->client, INT_MIN, 1, NULL));
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

/* Reads the beginning of one request, answers it and goes. */
static void
answer_early(void *data)
{
    Fixture *fixture = data;
    unsigned char head[28];
    PacketHeader header;

    read_all(fixture->peer, head, sizeof(head));
    header =
        (PacketHeader){ xdr_get_u32(head + 4), xdr_get_u32(head + 8),  (int)xdr_get_u32(head + 12),
                        PACKET_REPLY,          xdr_get_u32(head + 20), PACKET_OK };
    put(fixture->peer, header, PACKET_REPLY, PACKET_OK, "\0\0", 2);
    close(fixture->peer);
    fixture->peer = -1;
}

static void
call_large_once(Fixture *fixture)
{
    g_autofree char *xml = g_strnfill(XML_LARGE, 'x');
    DomainDefineXmlArgs args = { .xml = xml };
    Call call = { .op = &ops[OP_DOMAIN_DEFINE_XML] };
    DomainDefineXmlRet ret = { 0 };
    g_autoptr(GError) error = NULL;

    g_assert_false(rpc_client_call(fixture->client, &call, &args, &ret, &error));
    g_assert_cmpstr(error->message, ==, "Unable to decode message payload");
}

/* A peer that does not want all of a call says why: that is the answer, and not that the rest
 * could not be sent. */
static void
test_early_answer(Fixture *fixture, gconstpointer unused)
{
    Thread *peer = thread_start("peer", answer_early, fixture, NULL);

    call_large_once(fixture);
    thread_join(peer);
}

static void
fail_to_count(void *data)
{
    Fixture *fixture = data;
    g_autoptr(GError) error = NULL;
    int n;

    g_assert_false(call_count(fixture->client, &n, &error));
    g_assert_error(error, ERR_QUARK, VIR_ERR_SYSTEM_ERROR);
}

/* Wait until n of the client's threads wait for the peer, and leave it locked. */
static void
lock_with_waiters(RpcClient *client, unsigned int n)
{
    for (;;) {
        unsigned int found = 0;

        mutex_lock(&client->lock);
        for (Waiter *waiter = client->waiters; waiter; waiter = waiter->next)
            found++;
        if (found == n)
            return;
        mutex_unlock(&client->lock);
        g_usleep(1000);
    }
}

/* The same while another thread reads. */
static void
test_early_answer_read_by_other(Fixture *fixture, gconstpointer unused)
{
    Thread *other = thread_start("other", fail_to_count, fixture, NULL);
    PacketHeader header;
    Thread *peer;

    g_free(next_request(fixture->peer, &header));
    peer = thread_start("peer", answer_early, fixture, NULL);
    call_large_once(fixture);
    thread_join(other);
    thread_join(peer);
}

static void
count_once(void *data)
{
    Fixture *fixture = data;
    g_autoptr(GError) error = NULL;
    int n = 0;

    g_assert_true(call_count(fixture->client, &n, &error));
    g_assert_cmpint(n, ==, 7);
}

static void
wait_as_stream(void *data)
{
    RpcClient *client = ((Fixture *)data)->client;
    Waiter waiter = { .stream = data };

    mutex_lock(&client->lock);
    client_waiter_begin(client, &waiter);
    client_wait_locked(client, &waiter);
    client_waiter_end(client, &waiter);
    mutex_unlock(&client->lock);
}

/* The role of reader is offered to one thread, which gets what it waited for before it wakes: it
 * hands the role on, or nobody would read. */
static void
test_role_declined(Fixture *fixture, gconstpointer unused)
{
    RpcClient *client = fixture->client;
    Waiter leaving = { .serial = 99 };
    PacketHeader header;
    Thread *caller;
    Thread *stream;

    /* As if this thread were reading. */
    client->has_reader = true;
    caller = thread_start("caller", count_once, fixture, NULL);
    g_free(next_request(fixture->peer, &header));
    lock_with_waiters(client, 1);
    mutex_unlock(&client->lock);
    stream = thread_start("stream", wait_as_stream, fixture, NULL);
    lock_with_waiters(client, 2);

    client_waiter_begin(client, &leaving);
    leaving.is_done = true;
    client->has_reader = false;
    client_wait_locked(client, &leaving);
    client_waiter_end(client, &leaving); /* offers the role to the stream, which came last */
    client_wake_stream(client, (const RpcStream *)fixture);
    mutex_unlock(&client->lock);

    put(fixture->peer, header, PACKET_REPLY, PACKET_OK, "\0\0\0\7", 4);
    thread_join(stream);
    thread_join(caller);
}

static void
run_loop_once(void)
{
    virEventRunDefaultImpl();
}

static void
poll_client(RpcClient *client)
{
    mutex_lock(&client->lock);
    client_poll_locked(client);
    mutex_unlock(&client->lock);
}

static void
send_events(void *data)
{
    Fixture *fixture = data;
    PacketHeader event = { PROGRAM_REMOTE, 1, 318, PACKET_MESSAGE, 1, PACKET_OK };
    g_autofree char *body = g_malloc0(1 << 20);

    for (int i = 0; i < 80; i++)
        put(fixture->peer, event, PACKET_MESSAGE, PACKET_OK, body, 1 << 20);
}

/* Events that the loop does not get to end the connection at last, and say so. */
static void
test_events_unread(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    Thread *peer;
    int n;

    virEventRegisterDefaultImpl();
    rpc_client_watch(fixture->client);
    peer = thread_start("peer", send_events, fixture, NULL);
    while (rpc_client_is_open(fixture->client))
        poll_client(fixture->client);
    thread_join(peer);
    g_assert_cmpuint(fixture->client->n_events, <=, 64u << 20);
    g_assert_false(call_count(fixture->client, &n, &error));
    g_assert_cmpstr(error->message, ==,
                    "internal error: more than 67108864 bytes of events wait for the event loop");
    while (!fixture->n_closed)
        run_loop_once();
    g_assert_cmpint(fixture->n_events, >, 0);
}

/* A stream on the client; the caller locks. */
static RpcStream *
open_stream(Fixture *fixture, virStreamPtr handle, uint32_t serial)
{
    PacketHeader header = { PROGRAM_REMOTE, 1, 209, PACKET_STREAM, serial, PACKET_CONTINUE };
    RpcStream *stream;

    mutex_lock(&fixture->client->lock);
    stream = rpc_stream_new(fixture->client, &header);
    mutex_unlock(&fixture->client->lock);
    rpc_stream_attach(stream, handle);
    return stream;
}

/* Data of a stream that is not read: the loop rests, reads on once it is read, and if it never is,
 * the stream fails at last and the peer is told; calls are answered all the time. */
static void
test_stream_unread(Fixture *fixture, gconstpointer unused)
{
    static char piece[1000];
    PacketHeader data = { PROGRAM_REMOTE, 1, 209, PACKET_STREAM, 5, PACKET_CONTINUE };
    Conn *conn = conn_new(OBJECT_CONNECT);
    virStreamPtr handle = stream_new(conn, 0);
    RpcClient *client = fixture->client;
    PacketHeader header;
    Thread *caller;

    virEventRegisterDefaultImpl();
    rpc_client_watch(client);
    open_stream(fixture, handle, 5);
    client->unread_rest = 3000;
    client->unread_max = 20000;
    for (int i = 0; i < 4; i++)
        put(fixture->peer, data, PACKET_STREAM, PACKET_CONTINUE, piece, sizeof(piece));
    while (!client->is_resting)
        run_loop_once();
    for (int i = 0; i < 2; i++)
        g_assert_cmpint(virStreamRecv(handle, piece, sizeof(piece)), ==, sizeof(piece));
    g_assert_false(client->is_resting);

    /* A thread that waits for an answer reads whatever there is. */
    for (int i = 0; i < 30; i++)
        put(fixture->peer, data, PACKET_STREAM, PACKET_CONTINUE, piece, sizeof(piece));
    caller = thread_start("caller", count_once, fixture, NULL);
    g_free(next_request(fixture->peer, &header));
    put(fixture->peer, header, PACKET_REPLY, PACKET_OK, "\0\0\0\7", 4);
    thread_join(caller);
    g_assert_true(client->is_resting);
    g_assert_cmpuint(client->n_unread, <=, 20000);
    g_free(next_request(fixture->peer, &header));
    g_assert_cmpint(header.type, ==, PACKET_STREAM);
    g_assert_cmpint(header.status, ==, PACKET_ERROR);
    g_assert_cmpuint(header.serial, ==, 5);

    /* What came before can be read. */
    while (virStreamRecv(handle, piece, sizeof(piece)) == sizeof(piece))
        continue;
    g_assert_cmpstr(virGetLastErrorMessage(), ==,
                    "internal error: more than 20000 bytes wait for the application to read the "
                    "stream");
    g_assert_cmpuint(client->n_unread, ==, 0);
    g_assert_false(client->is_resting);
    virStreamFree(handle);
    conn_unref(conn);
}

/* While the loop rests it reads a little all the same, for what stands behind the data. */
static void
test_rest(Fixture *fixture, gconstpointer unused)
{
    static const char piece[4000];
    PacketHeader data = { PROGRAM_REMOTE, 1, 209, PACKET_STREAM, 5, PACKET_CONTINUE };
    PacketHeader event = { PROGRAM_REMOTE, 1, 318, PACKET_MESSAGE, 1, PACKET_OK };
    Conn *conn = conn_new(OBJECT_CONNECT);
    virStreamPtr handle = stream_new(conn, 0);

    virEventRegisterDefaultImpl();
    rpc_client_watch(fixture->client);
    open_stream(fixture, handle, 5);
    fixture->client->unread_rest = 3000;
    put(fixture->peer, data, PACKET_STREAM, PACKET_CONTINUE, piece, sizeof(piece));
    while (!fixture->client->is_resting)
        run_loop_once();
    put(fixture->peer, event, PACKET_MESSAGE, PACKET_OK, piece, 8);
    while (!fixture->n_events)
        run_loop_once();
    virStreamFree(handle); /* unread */
    g_assert_cmpuint(fixture->client->n_unread, ==, 0);
    g_assert_false(fixture->client->is_resting);
    conn_unref(conn);
}

static void
send_with_fd(int fd, const void *data, size_t n, int passed)
{
    char control[CMSG_SPACE(sizeof(int))] __attribute__((aligned(8))) = { 0 };
    struct iovec vec = { (void *)data, n };
    struct msghdr message = {
        .msg_iov = &vec, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)
    };
    struct cmsghdr *part = CMSG_FIRSTHDR(&message);

    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(part), &passed, sizeof(int));
    g_assert_cmpint(sendmsg(fd, &message, 0), ==, n);
}

/* Descriptors that come unasked are closed, and not taken for those of a later answer. */
static void
test_fds_unasked(Fixture *fixture, gconstpointer unused)
{
    PacketHeader ping = { PROGRAM_KEEPALIVE, 1, KEEPALIVE_PING, PACKET_MESSAGE, 0, PACKET_OK };
    g_auto(XdrBuffer) buffer = { 0 };
    int ends[2];
    char byte;

    xdr_buffer_init(&buffer, PACKET_LENGTH_MAX);
    g_assert_true(packet_build_raw(&buffer, &ping, NULL, 0, NULL));
    for (int i = 0; i < 100; i++) {
        g_assert_cmpint(pipe(ends), ==, 0);
        send_with_fd(fixture->peer, buffer.data, buffer.n, ends[1]);
        close(ends[1]);
        poll_client(fixture->client);
        /* Nobody has the other end any more. */
        g_assert_cmpint(read(ends[0], &byte, 1), ==, 0);
        close(ends[0]);
    }
    g_assert_true(rpc_client_is_open(fixture->client));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    alarm(60);
#define ADD(name, fn) g_test_add("/client/" name, Fixture, NULL, set_up, fn, tear_down)
    ADD("bad-fds", test_bad_fds);
    ADD("keepalive-interval", test_keepalive_interval);
    ADD("wrong-replies", test_wrong_replies);
    ADD("pings-of-the-dead", test_pings_of_the_dead);
    ADD("pings-unread", test_pings_unread);
    ADD("events-without-loop", test_events_without_loop);
    ADD("many-threads", test_many_threads);
    ADD("role", test_role);
    ADD("role-declined", test_role_declined);
    ADD("early-answer", test_early_answer);
    ADD("early-answer-read-by-other", test_early_answer_read_by_other);
    ADD("events-unread", test_events_unread);
    ADD("stream-unread", test_stream_unread);
    ADD("rest", test_rest);
    ADD("fds-unasked", test_fds_unasked);
    ADD("stream-watch", test_stream_watch);
    return g_test_run();
}
