/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdbool.h>

#include "lib/test/peer.h"
#ifndef AGAINST_ORIGINAL
#include "base/thread.h"
#endif

/* A driver that writes down how it is called and answers as it is told. */
static GString *seen;
static int answers[8]; /* to recv, in turn */
static unsigned int next_answer;
static int send_limit; /* bytes that send takes at once; or its negative answer */
static bool hole_fails;

static void
see(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    g_string_append_vprintf(seen, fmt, args);
    va_end(args);
}

static int
drv_send(virStreamPtr stream G_GNUC_UNUSED, const char *data G_GNUC_UNUSED, size_t n)
{
    see("send:%zu ", n);
    return send_limit < 0 ? send_limit : MIN((int)n, send_limit);
}

static int
drv_recv(virStreamPtr stream G_GNUC_UNUSED, char *data G_GNUC_UNUSED, size_t n)
{
    see("recv:%zu ", n);
    return next_answer < G_N_ELEMENTS(answers) ? answers[next_answer++] : 0;
}

static int
drv_recv_flags(virStreamPtr stream, char *data, size_t n, unsigned int flags)
{
    see("flags:%x ", flags);
    return drv_recv(stream, data, n);
}

static int
drv_send_hole(virStreamPtr stream G_GNUC_UNUSED, long long length, unsigned int flags)
{
    see("send-hole:%lld:%x ", length, flags);
    return hole_fails ? -1 : 0;
}

static int
drv_recv_hole(virStreamPtr stream G_GNUC_UNUSED, long long *length, unsigned int flags)
{
    see("recv-hole:%x ", flags);
    *length = 4096;
    return hole_fails ? -1 : 0;
}

static int
drv_finish(virStreamPtr stream G_GNUC_UNUSED)
{
    see("finish ");
    return 0;
}

static int
drv_abort(virStreamPtr stream G_GNUC_UNUSED)
{
    see("abort ");
    return 0;
}

static int
drv_event_add(virStreamPtr stream G_GNUC_UNUSED, int events,
              virStreamEventCallback cb G_GNUC_UNUSED, void *opaque G_GNUC_UNUSED,
              virFreeCallback ff G_GNUC_UNUSED)
{
    see("event-add:%d ", events);
    return 0;
}

static int
drv_event_update(virStreamPtr stream G_GNUC_UNUSED, int events)
{
    see("event-update:%d ", events);
    return 0;
}

static int
drv_event_remove(virStreamPtr stream G_GNUC_UNUSED)
{
    see("event-remove ");
    return 0;
}

#ifdef AGAINST_ORIGINAL

/* Where 9.0 on a 64-bit machine keeps a stream's driver, found by comparing streams with and
 * without one and by calling each public function on a table of recorders. */
static void
attach(virStreamPtr stream)
{
    static void *driver[12] = { drv_send,         drv_recv,   drv_recv_flags, drv_send_hole,
                                drv_recv_hole,    NULL,       drv_event_add,  drv_event_update,
                                drv_event_remove, drv_finish, drv_abort,      NULL };

    ((void **)stream)[5] = driver;
}

#else

static int
ops_send(virStreamPtr stream, const char *data, size_t n, GError **error G_GNUC_UNUSED)
{
    return drv_send(stream, data, n);
}

static int
ops_recv(virStreamPtr stream, char *data, size_t n, unsigned int flags,
         GError **error G_GNUC_UNUSED)
{
    return flags ? drv_recv_flags(stream, data, n, flags) : drv_recv(stream, data, n);
}

static bool
ops_send_hole(virStreamPtr stream, long long length, unsigned int flags,
              GError **error G_GNUC_UNUSED)
{
    return drv_send_hole(stream, length, flags) == 0;
}

static bool
ops_recv_hole(virStreamPtr stream, long long *length_out, unsigned int flags,
              GError **error G_GNUC_UNUSED)
{
    return drv_recv_hole(stream, length_out, flags) == 0;
}

static bool
ops_finish(virStreamPtr stream, GError **error G_GNUC_UNUSED)
{
    return drv_finish(stream) == 0;
}

static bool
ops_abort(virStreamPtr stream, GError **error G_GNUC_UNUSED)
{
    return drv_abort(stream) == 0;
}

static bool
ops_event_add(virStreamPtr stream, int events, virStreamEventCallback cb, void *opaque,
              virFreeCallback ff, GError **error G_GNUC_UNUSED)
{
    return drv_event_add(stream, events, cb, opaque, ff) == 0;
}

static bool
ops_event_update(virStreamPtr stream, int events, GError **error G_GNUC_UNUSED)
{
    return drv_event_update(stream, events) == 0;
}

static bool
ops_event_remove(virStreamPtr stream, GError **error G_GNUC_UNUSED)
{
    return drv_event_remove(stream) == 0;
}

static void
attach(virStreamPtr stream)
{
    static const StreamOps driver = {
        .send = ops_send,
        .recv = ops_recv,
        .send_hole = ops_send_hole,
        .recv_hole = ops_recv_hole,
        .finish = ops_finish,
        .abort = ops_abort,
        .event_add = ops_event_add,
        .event_update = ops_event_update,
        .event_remove = ops_event_remove,
    };

    stream_attach(stream, &driver, NULL);
}

#endif

typedef struct Fixture {
    virConnectPtr conn;
    virStreamPtr stream;
} Fixture;

static void
set_up(Fixture *f, const void *flags)
{
    f->conn = peer_conn();
    f->stream = virStreamNew(f->conn, GPOINTER_TO_UINT(flags));
    attach(f->stream);
    seen = g_string_new(NULL);
    send_limit = G_MAXINT;
    hole_fails = false;
}

static void
tear_down(Fixture *f, const void *flags G_GNUC_UNUSED)
{
    g_assert_cmpint(virStreamFree(f->stream), ==, 0);
    peer_conn_close(f->conn);
    g_string_free(seen, TRUE);
}

static void
assert_seen(const char *expected)
{
    g_assert_cmpstr(seen->str, ==, expected);
    g_string_truncate(seen, 0);
}

static void
answer(int first, int second, int third)
{
    memset(answers, 0, sizeof(answers));
    answers[0] = first;
    answers[1] = second;
    answers[2] = third;
    next_answer = 0;
}

/* The application's side. */
static int source_left;
static int source_result; /* negative: fail so, with source_errno */
static int source_errno;

static int
source(virStreamPtr stream G_GNUC_UNUSED, char *data, size_t n, void *opaque G_GNUC_UNUSED)
{
    int got = MIN(source_left, (int)n);

    see("(source:%zu) ", n);
    if (source_result < 0) {
        errno = source_errno;
        return source_result;
    }
    memset(data, 'x', (size_t)got);
    source_left -= got;
    return got;
}

static int sink_result; /* bytes taken at once, or a negative answer with source_errno */

static int
sink(virStreamPtr stream G_GNUC_UNUSED, const char *data G_GNUC_UNUSED, size_t n,
     void *opaque G_GNUC_UNUSED)
{
    see("(sink:%zu) ", n);
    if (sink_result < 0)
        errno = source_errno;
    return sink_result < 0 ? sink_result : MIN(sink_result, (int)n);
}

static int hole_result;

static int
sink_hole(virStreamPtr stream G_GNUC_UNUSED, long long length, void *opaque G_GNUC_UNUSED)
{
    see("(sink-hole:%lld) ", length);
    errno = source_errno;
    return hole_result;
}

/* A file of up to three sections: data above zero, holes below. */
static long long sections[4];
static unsigned int at_section;
static int where_result;
static int skip_result;

static int
where(virStreamPtr stream G_GNUC_UNUSED, int *in_data, long long *length,
      void *opaque G_GNUC_UNUSED)
{
    errno = source_errno;
    *in_data = sections[at_section] > 0;
    *length = ABS(sections[at_section]);
    see("(where) ");
    return where_result;
}

static int
skip(virStreamPtr stream G_GNUC_UNUSED, long long length, void *opaque G_GNUC_UNUSED)
{
    errno = source_errno;
    see("(skip:%lld) ", length);
    at_section++;
    return skip_result;
}

static int
section_source(virStreamPtr stream G_GNUC_UNUSED, char *data, size_t n, void *opaque G_GNUC_UNUSED)
{
    int got = (int)CLAMP(sections[at_section], 0, (long long)n);

    see("(source:%zu) ", n);
    memset(data, 'x', (size_t)got);
    sections[at_section] -= got;
    if (got > 0 && sections[at_section] == 0)
        at_section++;
    return got;
}

static void
set_file(long long first, long long second, long long third)
{
    memset(sections, 0, sizeof(sections));
    sections[0] = first;
    sections[1] = second;
    sections[2] = third;
    at_section = 0;
}

static void
test_plain(Fixture *f, const void *flags G_GNUC_UNUSED)
{
    virStreamPtr s = f->stream;
    char data[10] = "";
    long long length = 55;

    g_assert_cmpint(virStreamSend(s, data, 5), ==, 5);
    g_assert_cmpint(virStreamSend(s, data, 0), ==, 0);
    assert_seen("send:5 send:0 ");
    send_limit = -2;
    g_assert_cmpint(virStreamSend(s, data, 5), ==, -2);
    g_assert_null(virGetLastError());
    send_limit = -3; /* means nothing here */
    g_assert_cmpint(virStreamSend(s, data, 5), ==, -1);
    g_assert_nonnull(virGetLastError());
    assert_seen("send:5 send:5 ");

    answer(4, -2, -3);
    g_assert_cmpint(virStreamRecv(s, data, 5), ==, 4);
    g_assert_cmpint(virStreamRecv(s, data, 5), ==, -2);
    g_assert_cmpint(virStreamRecv(s, data, 5), ==, -1);
    answer(4, -2, -3);
    g_assert_cmpint(virStreamRecvFlags(s, data, 5, 1), ==, 4);
    g_assert_cmpint(virStreamRecvFlags(s, data, 5, 1), ==, -2);
    g_assert_cmpint(virStreamRecvFlags(s, data, 5, 1), ==, -3);
    assert_seen("recv:5 recv:5 recv:5 flags:1 recv:5 flags:1 recv:5 flags:1 recv:5 ");

    g_assert_cmpint(virStreamSendHole(s, -1, 5), ==, 0);
    g_assert_cmpint(virStreamRecvHole(s, &length, 9), ==, 0);
    g_assert_cmpint(length, ==, 4096);
    g_assert_cmpint(virStreamEventAddCallback(s, 0, NULL, NULL, NULL), ==, 0);
    g_assert_cmpint(virStreamEventUpdateCallback(s, 3), ==, 0);
    g_assert_cmpint(virStreamEventRemoveCallback(s), ==, 0);
    g_assert_cmpint(virStreamFinish(s), ==, 0);
    g_assert_cmpint(virStreamFinish(s), ==, 0);
    g_assert_cmpint(virStreamAbort(s), ==, 0);
    assert_seen("send-hole:-1:5 recv-hole:9 event-add:0 event-update:3 event-remove finish "
                "finish abort ");

    g_assert_cmpint(virStreamRef(s), ==, 0);
    g_assert_cmpint(virStreamFree(s), ==, 0);
    assert_seen("");
}

#define REFUSED(call_, function, argument)                                                         \
    g_assert_cmpint(call_, ==, -1);                                                                \
    peer_assert_error(VIR_ERR_INVALID_ARG, VIR_FROM_STREAMS,                                       \
                      argument " in " function " must not be NULL");                               \
    peer_assert_argument(function, argument)

static void
test_arguments(Fixture *f, const void *flags G_GNUC_UNUSED)
{
    virStreamPtr s = f->stream;

    REFUSED(virStreamSend(s, NULL, 0), "virStreamSend", "data");
    REFUSED(virStreamRecv(s, NULL, 5), "virStreamRecv", "data");
    REFUSED(virStreamRecvFlags(s, NULL, 5, 0), "virStreamRecvFlags", "data");
    REFUSED(virStreamRecvHole(s, NULL, 0), "virStreamRecvHole", "length");
    assert_seen("");
    REFUSED(virStreamSendAll(s, NULL, NULL), "virStreamSendAll", "handler");
    REFUSED(virStreamRecvAll(s, NULL, NULL), "virStreamRecvAll", "handler");
    REFUSED(virStreamSparseSendAll(s, NULL, where, skip, NULL), "virStreamSparseSendAll",
            "handler");
    REFUSED(virStreamSparseSendAll(s, source, NULL, skip, NULL), "virStreamSparseSendAll",
            "holeHandler");
    REFUSED(virStreamSparseSendAll(s, source, where, NULL, NULL), "virStreamSparseSendAll",
            "skipHandler");
    REFUSED(virStreamSparseRecvAll(s, NULL, sink_hole, NULL), "virStreamSparseRecvAll", "handler");
    REFUSED(virStreamSparseRecvAll(s, sink, NULL, NULL), "virStreamSparseRecvAll", "holeHandler");
    assert_seen("abort abort abort abort abort abort abort ");

    g_assert_cmpint(virStreamSend(NULL, "x", 1), ==, -1);
    peer_assert_error(VIR_ERR_INVALID_STREAM, VIR_FROM_STREAMS,
                      "invalid stream pointer in virStreamSend");
    g_assert_cmpint(virStreamSendAll((virStreamPtr)f->conn, source, NULL), ==, -1);
    peer_assert_error(VIR_ERR_INVALID_STREAM, VIR_FROM_STREAMS,
                      "invalid stream pointer in virStreamSendAll");
    g_assert_null(virStreamNew(NULL, 0));
    peer_assert_error(VIR_ERR_INVALID_CONN, VIR_FROM_STREAMS,
                      "invalid connection pointer in virStreamNew");
}

#define UNSUPPORTED(call_, function)                                                               \
    g_assert_cmpint(call_, ==, -1);                                                                \
    peer_assert_error(VIR_ERR_NO_SUPPORT, VIR_FROM_STREAMS,                                        \
                      "this function is not supported by the connection driver: " function)

static void
test_unattached(void)
{
    virConnectPtr conn = peer_conn();
    virStreamPtr s = virStreamNew(conn, 0xfffffffe);
    char data[4];
    long long length;

    seen = g_string_new(NULL);
    UNSUPPORTED(virStreamSend(s, "x", 1), "virStreamSend");
    UNSUPPORTED(virStreamRecv(s, data, 1), "virStreamRecv");
    UNSUPPORTED(virStreamRecvFlags(s, data, 1, 0), "virStreamRecvFlags");
    UNSUPPORTED(virStreamSendHole(s, 1, 0), "virStreamSendHole");
    UNSUPPORTED(virStreamRecvHole(s, &length, 0), "virStreamRecvHole");
    UNSUPPORTED(virStreamFinish(s), "virStreamFinish");
    g_assert_cmpint(virStreamAbort(s), ==, 0);
    UNSUPPORTED(virStreamEventAddCallback(s, 1, NULL, NULL, NULL), "virStreamEventAddCallback");
    UNSUPPORTED(virStreamEventUpdateCallback(s, 1), "virStreamEventUpdateCallback");
    UNSUPPORTED(virStreamEventRemoveCallback(s), "virStreamEventRemoveCallback");
    UNSUPPORTED(virStreamRecvAll(s, sink, NULL), "virStreamRecv");
    UNSUPPORTED(virStreamSparseRecvAll(s, sink, sink_hole, NULL), "virStreamRecvFlags");
    source_left = 1;
    source_result = 0;
    UNSUPPORTED(virStreamSendAll(s, source, NULL), "virStreamSend");
    g_string_free(seen, TRUE);
    virStreamFree(s);
    peer_conn_close(conn);
}

static void
test_nonblocking(Fixture *f, const void *flags G_GNUC_UNUSED)
{
    virStreamPtr s = f->stream;

    g_assert_cmpint(virStreamSendAll(s, source, NULL), ==, -1);
    peer_assert_error(VIR_ERR_OPERATION_INVALID, VIR_FROM_STREAMS,
                      "Requested operation is not valid: data sources cannot be used for "
                      "non-blocking streams");
    g_assert_cmpint(virStreamSparseSendAll(s, source, where, skip, NULL), ==, -1);
    g_assert_cmpint(virStreamRecvAll(s, sink, NULL), ==, -1);
    peer_assert_error(VIR_ERR_OPERATION_INVALID, VIR_FROM_STREAMS,
                      "Requested operation is not valid: data sinks cannot be used for "
                      "non-blocking streams");
    g_assert_cmpint(virStreamSparseRecvAll(s, sink, sink_hole, NULL), ==, -1);
    assert_seen("abort abort abort abort ");
}

static void
assert_failed(const char *message, int number)
{
    peer_assert_error(VIR_ERR_SYSTEM_ERROR, VIR_FROM_STREAMS, message);
    g_assert_cmpint(virGetLastError()->int1, ==, number);
    g_assert_cmpstr(virGetLastError()->str1, ==, "%s");
}

static void
test_send_all(Fixture *f, const void *flags G_GNUC_UNUSED)
{
    virStreamPtr s = f->stream;

    source_result = 0;
    source_left = 300000;
    g_assert_cmpint(virStreamSendAll(s, source, NULL), ==, 0);
    assert_seen("(source:262120) send:262120 (source:262120) send:37880 (source:262120) ");
    send_limit = 4;
    source_left = 10;
    g_assert_cmpint(virStreamSendAll(s, source, NULL), ==, 0);
    assert_seen("(source:262120) send:10 send:6 send:2 (source:262120) ");

    source_result = -2;
    source_errno = 0;
    g_assert_cmpint(virStreamSendAll(s, source, NULL), ==, -1);
    assert_failed("send handler failed: Input/output error", EIO);
    source_errno = ENOENT;
    g_assert_cmpint(virStreamSendAll(s, source, NULL), ==, -1);
    assert_failed("send handler failed: No such file or directory", ENOENT);
    assert_seen("(source:262120) abort (source:262120) abort ");

    source_result = 0;
    source_left = 10;
    send_limit = -2;
    g_assert_cmpint(virStreamSendAll(s, source, NULL), ==, -1);
    assert_seen("(source:262120) send:10 abort ");
}

static void
test_recv_all(Fixture *f, const void *flags G_GNUC_UNUSED)
{
    virStreamPtr s = f->stream;

    sink_result = 7;
    answer(10, 5, 0);
    g_assert_cmpint(virStreamRecvAll(s, sink, NULL), ==, 0);
    assert_seen("recv:262120 (sink:10) (sink:3) recv:262120 (sink:5) recv:262120 ");

    sink_result = -1;
    source_errno = ENOSPC;
    answer(10, 5, 0);
    g_assert_cmpint(virStreamRecvAll(s, sink, NULL), ==, -1);
    assert_failed("recv handler failed: No space left on device", ENOSPC);
    assert_seen("recv:262120 (sink:10) abort ");

    answer(-2, 0, 0);
    g_assert_cmpint(virStreamRecvAll(s, sink, NULL), ==, -1);
    assert_seen("recv:262120 abort ");
}

static void
test_sparse_send(Fixture *f, const void *flags G_GNUC_UNUSED)
{
    virStreamPtr s = f->stream;

    source_errno = 0;
    where_result = skip_result = 0;
    set_file(10, -4096, 5);
    g_assert_cmpint(virStreamSparseSendAll(s, section_source, where, skip, NULL), ==, 0);
    assert_seen("(where) (source:10) send:10 (where) send-hole:4096:0 (skip:4096) "
                "(where) (source:5) send:5 (where) (source:0) ");
    set_file(300000, -1, 0);
    g_assert_cmpint(virStreamSparseSendAll(s, section_source, where, skip, NULL), ==, 0);
    assert_seen("(where) (source:262120) send:262120 (source:37880) send:37880 "
                "(where) send-hole:1:0 (skip:1) (where) (source:0) ");

    set_file(-4096, 5, 0);
    skip_result = -1;
    g_assert_cmpint(virStreamSparseSendAll(s, section_source, where, skip, NULL), ==, -1);
    assert_failed("send skipHandler failed: Input/output error", EIO);
    assert_seen("(where) send-hole:4096:0 (skip:4096) abort ");

    where_result = -1;
    source_errno = ENOSPC;
    g_assert_cmpint(virStreamSparseSendAll(s, section_source, where, skip, NULL), ==, -1);
    assert_failed("send holeHandler failed: No space left on device", ENOSPC);
    where_result = 0;

    set_file(-4096, 5, 0);
    hole_fails = true;
    g_assert_cmpint(virStreamSparseSendAll(s, section_source, where, skip, NULL), ==, -1);
    assert_seen("(where) abort (where) send-hole:4096:0 abort ");
}

static void
test_sparse_recv(Fixture *f, const void *flags G_GNUC_UNUSED)
{
    virStreamPtr s = f->stream;

    sink_result = 100;
    hole_result = 0;
    answer(10, -3, 4);
    g_assert_cmpint(virStreamSparseRecvAll(s, sink, sink_hole, NULL), ==, 0);
    assert_seen("flags:1 recv:262120 (sink:10) flags:1 recv:262120 recv-hole:0 "
                "(sink-hole:4096) flags:1 recv:262120 (sink:4) flags:1 recv:262120 ");

    source_errno = ENOSPC;
    hole_result = -1;
    answer(-3, 0, 0);
    g_assert_cmpint(virStreamSparseRecvAll(s, sink, sink_hole, NULL), ==, -1);
    assert_failed("recv holeHandler failed: No space left on device", ENOSPC);
    assert_seen("flags:1 recv:262120 recv-hole:0 (sink-hole:4096) abort ");

    hole_fails = true;
    answer(-3, 0, 0);
    g_assert_cmpint(virStreamSparseRecvAll(s, sink, sink_hole, NULL), ==, -1);
    assert_seen("flags:1 recv:262120 recv-hole:0 abort ");
}

#ifndef AGAINST_ORIGINAL

static void
count_close(virStreamPtr stream G_GNUC_UNUSED, void *data)
{
    ++*(int *)data;
}

static int
too_much(virStreamPtr stream G_GNUC_UNUSED, char *data G_GNUC_UNUSED, size_t n,
         void *opaque G_GNUC_UNUSED)
{
    return (int)n + 1;
}

static void
test_ours(Fixture *f, const void *flags G_GNUC_UNUSED)
{
    static const StreamOps plain = { .recv = ops_recv, .close = count_close };
    virStreamPtr s = virStreamNew(f->conn, 0);
    int closed = 0;
    char data[4];

    stream_attach(s, &plain, &closed);
    g_assert_true(stream_data(s) == &closed);
    answer(4, 0, 0);
    g_assert_cmpint(virStreamRecv(s, data, 4), ==, 4);
    UNSUPPORTED(virStreamRecvFlags(s, data, 4, 0), "virStreamRecvFlags");
    stream_attach(s, &plain, &closed);
    g_assert_cmpint(closed, ==, 1);
    virStreamFree(s);
    g_assert_cmpint(closed, ==, 2);

    g_assert_cmpint(virStreamSendAll(f->stream, too_much, NULL), ==, -1);
    g_assert_cmpint(virGetLastErrorCode(), ==, VIR_ERR_INTERNAL_ERROR);
}

typedef struct Waiting {
    virStreamPtr stream;
    Mutex lock;
    Cond turn;
    bool is_waiting, may_return;
    int closed;
    int received;
} Waiting;

static int
wait_for_data(virStreamPtr stream, char *data G_GNUC_UNUSED, size_t n G_GNUC_UNUSED,
              unsigned int flags G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
    Waiting *waiting = stream_data(stream);

    mutex_lock(&waiting->lock);
    waiting->is_waiting = true;
    cond_broadcast(&waiting->turn);
    while (!waiting->may_return)
        cond_wait(&waiting->turn, &waiting->lock);
    mutex_unlock(&waiting->lock);
    g_assert_true(stream_data(stream) == waiting);
    return 4;
}

static void
close_waiting(virStreamPtr stream G_GNUC_UNUSED, void *data)
{
    ((Waiting *)data)->closed++;
}

static void
receive_waiting(void *data)
{
    Waiting *waiting = data;
    char room[4];

    waiting->received = virStreamRecv(waiting->stream, room, sizeof(room));
}

/* Nobody is left without the stream that it waits for. */
static void
test_freed_meanwhile(Fixture *f, const void *flags G_GNUC_UNUSED)
{
    static const StreamOps driver = { .recv = wait_for_data, .close = close_waiting };
    Waiting waiting = { .stream = virStreamNew(f->conn, 0) };
    Thread *thread;

    mutex_init(&waiting.lock);
    cond_init(&waiting.turn);
    stream_attach(waiting.stream, &driver, &waiting);
    thread = thread_start("receiver", receive_waiting, &waiting, NULL);
    mutex_lock(&waiting.lock);
    while (!waiting.is_waiting)
        cond_wait(&waiting.turn, &waiting.lock);
    g_assert_cmpint(virStreamFree(waiting.stream), ==, 0);
    g_assert_cmpint(waiting.closed, ==, 0);
    waiting.may_return = true;
    cond_broadcast(&waiting.turn);
    mutex_unlock(&waiting.lock);
    thread_join(thread);
    g_assert_cmpint(waiting.received, ==, 4);
    g_assert_cmpint(waiting.closed, ==, 1);
    mutex_clear(&waiting.lock);
    cond_clear(&waiting.turn);
}

#endif

#define ADD(name, fn, flags)                                                                       \
    g_test_add(name, Fixture, GUINT_TO_POINTER(flags), set_up, fn, tear_down)

int
main(int argc, char **argv)
{
    peer_begin();
    g_test_init(&argc, &argv, NULL);
    virSetErrorFunc(NULL, peer_silence);
    ADD("/stream/plain", test_plain, 0);
    ADD("/stream/arguments", test_arguments, 0);
    g_test_add_func("/stream/unattached", test_unattached);
    ADD("/stream/nonblocking", test_nonblocking, VIR_STREAM_NONBLOCK);
    ADD("/stream/send-all", test_send_all, 0);
    ADD("/stream/recv-all", test_recv_all, 0);
    ADD("/stream/sparse-send", test_sparse_send, 0);
    ADD("/stream/sparse-recv", test_sparse_recv, 0);
#ifndef AGAINST_ORIGINAL
    ADD("/stream/ours", test_ours, 0);
    ADD("/stream/freed-meanwhile", test_freed_meanwhile, 0);
#endif
    return g_test_run();
}
