/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A server over a socket pair, with a driver of a few operations behind it: every answer to bad
 * input that was observed of the original, and the ways of a good call. */
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "base/err.h"
#include "base/log.h"
#include "base/thread.h"
#include "daemons/server.h"
#include "lib/calls.h"
#include "lib/conn-events.h"
#include "lib/driver.h"
#include "rpc/transport.h"

#define ERR_DOMAIN VIR_FROM_TEST

#define TRACKED       "invalid argument: event callback already tracked"
#define REFUSED       "operation failed: no such event"
#define REFUSED_EVENT 9 /* by the driver below */

static Conn *fake_conn; /* the one open connection */

static bool
fake_invoke(Conn *conn, Call *call, const void *args, void *ret, GError **error)
{
    switch (call->op - ops) {
    case OP_CONNECT_GET_HOSTNAME:
        ((ConnectGetHostnameRet *)ret)->hostname = g_strdup("fake");
        return true;
    case OP_CONNECT_NUM_OF_DOMAINS:
        ((ConnectNumOfDomainsRet *)ret)->num = 3;
        return true;
    case OP_CONNECT_SUPPORTS_FEATURE:
    case OP_DOMAIN_OPEN_CONSOLE: /* a stream that nothing is behind */
        return true;
    case OP_DOMAIN_LOOKUP_BY_NAME:
        return err_set(error, VIR_ERR_NO_DOMAIN, NULL);
    case OP_CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY:
        if (((const ConnectDomainEventCallbackRegisterAnyArgs *)args)->eventID == REFUSED_EVENT)
            return err_set(error, VIR_ERR_OPERATION_FAILED, "no such event");
        ((ConnectDomainEventCallbackRegisterAnyRet *)ret)->callbackID = 7;
        return true;
    case OP_CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY:
        return true;
    default:
        return call_unsupported(call, error);
    }
}

static void
fake_close(Conn *conn)
{
    fake_conn = NULL;
}

static const Backend fake_backend = { .name = "FAKE", .invoke = fake_invoke, .close = fake_close };

static DriverOpen
fake_open(Conn *conn, const Uri *uri, virConnectAuthPtr auth, unsigned int flags, GError **error)
{
    conn->backend = &fake_backend;
    fake_conn = conn;
    return DRIVER_OPENED;
}

static const char *const fake_schemes[] = { "fake", NULL };
static const Driver fake_driver = { .name = "fake", .schemes = fake_schemes, .open = fake_open };

/* The client's end, and the server that this thread runs while it waits. */
typedef struct Fixture {
    Loop *loop;
    Server *server;
    Transport *peer;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
    int fds[2];

    fixture->loop = loop_new(NULL);
    fixture->server = server_new(fixture->loop, &server_config_default);
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
    server_add_client(fixture->server, fds[0], &(const Service){ .kind = SERVICE_UNIX });
    fixture->peer = transport_new(fds[1]);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
    transport_free(fixture->peer);
    server_free(fixture->server);
    loop_free(fixture->loop);
}

/* The next packet, or false if the server closes. */
static bool
receive(Fixture *fixture, Packet *packet)
{
    int fds[PACKET_FDS_MAX];

    for (;;) {
        TransportState state = transport_next(fixture->peer, packet, fds, NULL);

        if (state == TRANSPORT_READY)
            return true;
        state = transport_receive(fixture->peer, NULL);
        if (state == TRANSPORT_CLOSED || state == TRANSPORT_FAILED)
            return false;
        if (state == TRANSPORT_WAIT)
            g_assert_true(loop_run_once(fixture->loop, 10));
    }
}

static void
put(Fixture *fixture, PacketHeader header, const Shape *shape, const void *args)
{
    g_auto(XdrBuffer) buffer = { 0 };

    xdr_buffer_init(&buffer, PACKET_LENGTH_MAX);
    g_assert_true(packet_build(&buffer, &header, 0, shape, args, NULL));
    g_assert_cmpint(transport_send(fixture->peer, buffer.data, buffer.n, NULL, 0, NULL), ==,
                    TRANSPORT_READY);
}

static PacketHeader
call_header(OpId op)
{
    return (PacketHeader){ ops[op].program, 1, ops[op].procedure, PACKET_CALL, 5, PACKET_OK };
}

/* Call and expect success; the packet is the reply. */
static Packet
call_ok(Fixture *fixture, OpId op, const void *args)
{
    g_autoptr(GError) error = NULL;
    Packet packet;

    put(fixture, call_header(op), ops[op].args, args);
    g_assert_true(receive(fixture, &packet));
    if (packet.header.status != PACKET_OK)
        packet_error(&packet, &error);
    g_assert_no_error(error);
    g_assert_cmpint(packet.header.type, ==, PACKET_REPLY);
    g_assert_cmpint(packet.header.procedure, ==, ops[op].procedure);
    g_assert_cmpuint(packet.header.serial, ==, 5);
    return packet;
}

static void
expect_error(Fixture *fixture, int code, int domain, const char *message)
{
    g_autoptr(GError) error = NULL;
    Packet packet;

    g_assert_true(receive(fixture, &packet));
    g_assert_cmpint(packet.header.type, ==, PACKET_REPLY);
    g_assert_cmpint(packet.header.status, ==, PACKET_ERROR);
    packet_error(&packet, &error);
    g_assert_error(error, ERR_QUARK, code);
    g_assert_cmpint(err_detail(error)->domain, ==, domain);
    g_assert_cmpstr(error->message, ==, message);
}

static void
open_fake(Fixture *fixture, unsigned int flags)
{
    static char uri[] = "fake:///x";
    ConnectOpenArgs args = { .name = uri, .flags = flags };

    call_ok(fixture, OP_CONNECT_OPEN, &args);
}

static void
test_bad_packets(Fixture *fixture, gconstpointer unused)
{
    static const struct {
        PacketHeader header;
        const char *message;
    } cases[] = {
        { { 0x20008099, 1, 59, PACKET_CALL, 5, 0 }, "Cannot find program 536903833 version 1" },
        { { PROGRAM_REMOTE, 2, 59, PACKET_CALL, 5, 0 }, "Cannot find program 536903814 version 2" },
        { { PROGRAM_REMOTE, 1, 9999, PACKET_CALL, 5, 0 }, "unknown procedure: 9999" },
        { { PROGRAM_REMOTE, 1, 0, PACKET_CALL, 5, 0 }, "unknown procedure: 0" },
        { { PROGRAM_REMOTE, 1, -1, PACKET_CALL, 5, 0 }, "unknown procedure: -1" },
        { { PROGRAM_REMOTE, 1, 107, PACKET_CALL, 5, 0 }, "unknown procedure: 107" },
        { { PROGRAM_REMOTE, 1, 59, PACKET_CALL, 5, 1 }, "Unexpected message status 1" },
        { { PROGRAM_REMOTE, 1, 60, PACKET_CALL, 5, 0 }, "Unable to decode message payload" },
    };
    static const uint32_t dropped[] = { PACKET_REPLY, PACKET_MESSAGE, PACKET_STREAM,
                                        PACKET_STREAM_HOLE, 99 };

    for (size_t i = 0; i < G_N_ELEMENTS(dropped); i++)
        put(fixture, (PacketHeader){ PROGRAM_REMOTE, 1, 59, dropped[i], 5, 0 }, NULL, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        put(fixture, cases[i].header, NULL, NULL);
        expect_error(fixture, VIR_ERR_RPC, VIR_FROM_RPC, cases[i].message);
    }
}

static void
test_before_open(Fixture *fixture, gconstpointer unused)
{
    const char *message = "internal error: hypervisor connection not open";
    ConnectSupportsFeatureArgs feature = { .feature = 10 };
    Packet packet;

    put(fixture, call_header(OP_CONNECT_GET_HOSTNAME), NULL, NULL);
    expect_error(fixture, VIR_ERR_INTERNAL_ERROR, VIR_FROM_RPC, message);
    packet = call_ok(fixture, OP_AUTH_LIST, NULL);
    g_assert_cmpmem(packet.payload, packet.n_payload, "\0\0\0\1\0\0\0\0", 8);
    packet = call_ok(fixture, OP_CONNECT_SUPPORTS_FEATURE, &feature);
    g_assert_cmpmem(packet.payload, packet.n_payload, "\0\0\0\1", 4);
    feature.feature = 14;
    put(fixture, call_header(OP_CONNECT_SUPPORTS_FEATURE), ops[OP_CONNECT_SUPPORTS_FEATURE].args,
        &feature);
    expect_error(fixture, VIR_ERR_INTERNAL_ERROR, VIR_FROM_RPC, message);
    put(fixture, (PacketHeader){ PROGRAM_KEEPALIVE, 1, KEEPALIVE_PING, PACKET_MESSAGE, 0, 0 }, NULL,
        NULL);
    g_assert_true(receive(fixture, &packet));
    g_assert_cmpuint(packet.header.program, ==, PROGRAM_KEEPALIVE);
    g_assert_cmpint(packet.header.procedure, ==, KEEPALIVE_PONG);
}

static void
test_calls(Fixture *fixture, gconstpointer unused)
{
    static char name[] = "nope";
    DomainLookupByNameArgs lookup = { .name = name };
    ConnectOpenArgs again = { 0 };
    Packet packet;

    open_fake(fixture, 1u << 20); /* unknown flags are nothing to refuse */
    packet = call_ok(fixture, OP_CONNECT_GET_HOSTNAME, NULL);
    g_assert_cmpmem(packet.payload, packet.n_payload, "\0\0\0\4fake", 8);
    packet = call_ok(fixture, OP_CONNECT_NUM_OF_DOMAINS, NULL);
    g_assert_cmpmem(packet.payload, packet.n_payload, "\0\0\0\3", 4);
    put(fixture, call_header(OP_DOMAIN_LOOKUP_BY_NAME), ops[OP_DOMAIN_LOOKUP_BY_NAME].args,
        &lookup);
    expect_error(fixture, VIR_ERR_NO_DOMAIN, VIR_FROM_TEST, "Domain not found");
    put(fixture, call_header(OP_CONNECT_OPEN), ops[OP_CONNECT_OPEN].args, &again);
    expect_error(fixture, VIR_ERR_INTERNAL_ERROR, VIR_FROM_RPC,
                 "internal error: connection already open");
    call_ok(fixture, OP_CONNECT_CLOSE, NULL);
    g_assert_false(receive(fixture, &packet));
    g_assert_cmpuint(server_client_count(fixture->server), ==, 0);
}

static void
test_read_only(Fixture *fixture, gconstpointer unused)
{
    static char xml[] = "<domain/>";
    DomainDefineXmlArgs args = { .xml = xml };

    open_fake(fixture, VIR_CONNECT_RO);
    put(fixture, call_header(OP_DOMAIN_DEFINE_XML), ops[OP_DOMAIN_DEFINE_XML].args, &args);
    expect_error(fixture, VIR_ERR_OPERATION_DENIED, VIR_FROM_DOMAIN,
                 "operation forbidden: read only access prevents virDomainDefineXML");
}

/* A whole burst of calls in one piece: each is answered once. */
static void
test_pipelined(Fixture *fixture, gconstpointer unused)
{
    g_auto(XdrBuffer) buffer = { 0 };
    bool seen[200] = { 0 };

    open_fake(fixture, 0);
    xdr_buffer_init(&buffer, PACKET_LENGTH_MAX);
    for (unsigned int i = 0; i < G_N_ELEMENTS(seen); i++) {
        PacketHeader header =
            call_header(i % 2 ? OP_CONNECT_GET_HOSTNAME : OP_CONNECT_NUM_OF_DOMAINS);

        header.serial = i;
        g_assert_true(packet_build(&buffer, &header, 0, NULL, NULL, NULL));
    }
    transport_send(fixture->peer, buffer.data, buffer.n, NULL, 0, NULL);
    for (unsigned int i = 0; i < G_N_ELEMENTS(seen); i++) {
        Packet packet;

        g_assert_true(receive(fixture, &packet));
        g_assert_cmpint(packet.header.status, ==, PACKET_OK);
        g_assert_cmpuint(packet.header.serial, <, G_N_ELEMENTS(seen));
        g_assert_false(seen[packet.header.serial]);
        seen[packet.header.serial] = true;
    }
}

static void
emit(void)
{
    static char name[] = "vm";
    DomainEventCallbackLifecycleMsg message = { .msg = { .dom = { .name = name }, .event = 2 } };

    conn_events_deliver(fake_conn, event_type_of(OBJECT_DOMAIN, VIR_DOMAIN_EVENT_ID_LIFECYCLE), 7,
                        &message);
}

static void
test_events(Fixture *fixture, gconstpointer unused)
{
    ConnectDomainEventCallbackRegisterAnyArgs args = { .eventID = 99 };
    ConnectDomainEventCallbackDeregisterAnyArgs wrong = { .callbackID = 77 };
    ConnectDomainEventCallbackDeregisterAnyArgs right = { .callbackID = 7 };
    Packet packet;
    size_t n;

    open_fake(fixture, 0);
    put(fixture, call_header(OP_CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY),
        ops[OP_CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY].args, &args);
    expect_error(fixture, VIR_ERR_INTERNAL_ERROR, VIR_FROM_RPC,
                 "internal error: unsupported event ID 99");
    put(fixture, call_header(OP_CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY),
        ops[OP_CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY].args, &wrong);
    expect_error(fixture, VIR_ERR_INTERNAL_ERROR, VIR_FROM_RPC,
                 "internal error: domain event callback 77 not registered");

    args.eventID = 0;
    call_ok(fixture, OP_CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY, &args);
    emit();
    g_assert_true(receive(fixture, &packet));
    g_assert_cmpint(packet.header.type, ==, PACKET_MESSAGE);
    g_assert_cmpint(packet.header.procedure, ==, 318);
    g_assert_cmpuint(packet.header.serial, ==, 1);
    g_assert_cmpuint(xdr_get_u32(packet.payload), ==, 7);
    n = packet.n_payload;
    call_ok(fixture, OP_CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY, &right);

    /* The older form is the same without the id. */
    call_ok(fixture, OP_CONNECT_DOMAIN_EVENT_REGISTER, NULL);
    emit();
    g_assert_true(receive(fixture, &packet));
    g_assert_cmpint(packet.header.procedure, ==, 107);
    g_assert_cmpuint(packet.n_payload, ==, n - 4);
}

/* The older messages are the newer ones without their first field, for each of them. */
static void
test_old_messages(void)
{
    for (const EventType *type = event_types; type->name; type++) {
        if (type->callback_id_offset != EVENT_NO_CALLBACK_ID)
            g_assert_cmpuint(type->message->fields[0].offset, ==, type->callback_id_offset);
    }
}

static void
test_length(Fixture *fixture, gconstpointer unused)
{
    Packet packet;

    transport_send(fixture->peer, "\0\0\0\x1b", 4, NULL, 0, NULL);
    g_assert_false(receive(fixture, &packet));
    g_assert_cmpuint(server_client_count(fixture->server), ==, 0);
}

/* The client does not read: what it sends is not looked at either, until it does. Pings are served
 * by the loop, so that it shows at once whether more is taken. */
static void
test_slow_reader(Fixture *fixture, gconstpointer unused)
{
    const size_t limit = 8u << 20;
    int fd = transport_fd(fixture->peer);
    g_auto(XdrBuffer) buffer = { 0 };
    PacketHeader header = { PROGRAM_KEEPALIVE, 1, KEEPALIVE_PING, PACKET_MESSAGE, 0, PACKET_OK };
    size_t sent = 0;
    Packet packet;

    xdr_buffer_init(&buffer, PACKET_LENGTH_MAX);
    g_assert_true(packet_build(&buffer, &header, 0, NULL, NULL, NULL));
    for (int idle = 0; idle < 100 && sent < limit;) {
        size_t at = sent % buffer.n;
        ssize_t n = send(fd, buffer.data + at, buffer.n - at, MSG_DONTWAIT);

        if (n > 0) {
            sent += (size_t)n;
            idle = 0;
        } else {
            loop_run_once(fixture->loop, 0);
            idle++;
        }
    }
    g_assert_cmpuint(sent, <, limit);
    for (size_t i = 0; i < sent / buffer.n; i++)
        g_assert_true(receive(fixture, &packet));
}

/* Two streams that go by one name are both closed with their client. */
static void
test_serial_twice(Fixture *fixture, gconstpointer unused)
{
    static char name[] = "d";
    DomainOpenConsoleArgs args = { .dom = { .name = name } };
    Packet packet;

    open_fake(fixture, 0);
    for (int i = 0; i < 2; i++)
        put(fixture, call_header(OP_DOMAIN_OPEN_CONSOLE), ops[OP_DOMAIN_OPEN_CONSOLE].args, &args);
    /* A reply each, and that the stream cannot be watched. */
    for (int i = 0; i < 4; i++)
        g_assert_true(receive(fixture, &packet));
}

/* Without descriptors for those who knock, the loop does not spin. */
static void
test_no_descriptors(Fixture *fixture, gconstpointer unused)
{
    g_autofree char *path = g_strdup_printf("/tmp/virtue-dispatch-%d.sock", (int)getpid());
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    struct rlimit old;
    struct rlimit none;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    gint64 end;
    int turns = 0;

    g_strlcpy(address.sun_path, path, sizeof(address.sun_path));
    g_assert_true(server_listen_unix(fixture->server, path, 0700, (gid_t)-1,
                                     &(const Service){ .kind = SERVICE_UNIX }, NULL));
    loop_run_once(fixture->loop, 0);
    g_assert_cmpint(connect(fd, (struct sockaddr *)&address, sizeof(address)), ==, 0);
    getrlimit(RLIMIT_NOFILE, &old);
    none = (struct rlimit){ 0, old.rlim_max };
    setrlimit(RLIMIT_NOFILE, &none);
    end = g_get_monotonic_time() + 50000;
    while (g_get_monotonic_time() < end) {
        loop_run_once(fixture->loop, 10);
        turns++;
    }
    setrlimit(RLIMIT_NOFILE, &old);
    g_assert_cmpint(turns, <, 100);
    while (server_client_count(fixture->server) < 2)
        loop_run_once(fixture->loop, 10);
    close(fd);
}

/* A client registers once for an event of an object, and once for that of all objects. */
static void
test_event_twice(Fixture *fixture, gconstpointer unused)
{
    static char name[] = "x";
    DomainRef one = { .name = name, .uuid = { 1 } };
    DomainRef renamed = { .name = name + 1, .uuid = { 1 } };
    DomainRef other = { .name = name, .uuid = { 2 } };
    const struct {
        OpId op;
        int event;
        DomainRef *dom;
        const char *message;
    } steps[] = {
        { OP_CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY, 0, NULL, NULL },
        { OP_CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY, 0, NULL, TRACKED },
        { OP_CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY, 0, &one, NULL },
        { OP_CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY, 0, &renamed, TRACKED },
        { OP_CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY, 0, &other, NULL },
        { OP_CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY, 2, NULL, NULL },
        { OP_CONNECT_DOMAIN_EVENT_REGISTER_ANY, 0, NULL, TRACKED },
        { OP_CONNECT_DOMAIN_EVENT_REGISTER_ANY, 3, NULL, NULL },
        { OP_CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY, 3, NULL, TRACKED },
        { OP_CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY, 3, &one, NULL },
        /* One that the backend refused may be tried again. */
        { OP_CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY, REFUSED_EVENT, NULL, REFUSED },
        { OP_CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY, REFUSED_EVENT, NULL, REFUSED },
        /* There are no messages of these for clients that know no ids. */
        { OP_CONNECT_DOMAIN_EVENT_REGISTER_ANY, 16, NULL,
          "internal error: unsupported event ID 16" },
    };

    open_fake(fixture, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        ConnectDomainEventCallbackRegisterAnyArgs args = { steps[i].event, steps[i].dom };
        g_autoptr(GError) error = NULL;
        Packet packet;

        put(fixture, call_header(steps[i].op), ops[steps[i].op].args, &args);
        g_assert_true(receive(fixture, &packet));
        if (packet.header.status == PACKET_ERROR)
            packet_error(&packet, &error);
        g_assert_cmpstr(error ? error->message : NULL, ==, steps[i].message);
    }
}

/* What operators read of failed calls: all but that an object is not there. */
static void
test_log(Fixture *fixture, gconstpointer unused)
{
    static char name[] = "x";
    DomainLookupByNameArgs args = { .name = name };
    g_autofree char *path = NULL;
    g_autofree char *outputs = NULL;
    g_autofree char *text = NULL;
    int fd = g_file_open_tmp("virtue-dispatch-log-XXXXXX", &path, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    outputs = g_strdup_printf("1:file:%s", path);
    g_assert_true(log_set_outputs(outputs, NULL));
    open_fake(fixture, 0);
    put(fixture, call_header(OP_DOMAIN_LOOKUP_BY_NAME), ops[OP_DOMAIN_LOOKUP_BY_NAME].args, &args);
    expect_error(fixture, VIR_ERR_NO_DOMAIN, VIR_FROM_TEST, "Domain not found");
    put(fixture, call_header(OP_CONNECT_LIST_DEFINED_DOMAINS), NULL, NULL);
    expect_error(fixture, VIR_ERR_RPC, VIR_FROM_RPC, "Unable to decode message payload");
    g_assert_true(log_set_outputs("", NULL));
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    unlink(path);
    g_assert_true(g_regex_match_simple(
        ": error : [a-z_]+:[0-9]+ : Unable to decode message payload", text, 0, 0));
    g_assert_null(strstr(text, "Domain not found"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    driver_register(&fake_driver);
#define ADD(name, fn) g_test_add("/dispatch/" name, Fixture, NULL, set_up, fn, tear_down)
    ADD("bad-packets", test_bad_packets);
    ADD("before-open", test_before_open);
    ADD("calls", test_calls);
    ADD("read-only", test_read_only);
    ADD("pipelined", test_pipelined);
    ADD("events", test_events);
    ADD("event-twice", test_event_twice);
    ADD("length", test_length);
    ADD("slow-reader", test_slow_reader);
    ADD("serial-twice", test_serial_twice);
    ADD("log", test_log);
    ADD("no-descriptors", test_no_descriptors);
    g_test_add_func("/dispatch/old-messages", test_old_messages);
    return g_test_run();
}
