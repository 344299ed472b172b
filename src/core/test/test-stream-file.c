/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Streams of files, pipes and sockets, by way of the public functions. */
#include <errno.h>
#include <fcntl.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/stream/fd-stream.h"
#include "core/stream/file-stream.h"
#include "lib/conn.h"
#include "lib/objects.h"

#define BLOCK 65536u     /* files have holes of whole blocks */
#define LARGE (3u << 20) /* more than a stream keeps */

static Conn *conn;

static int
file_fd(void)
{
    int fd = open(g_get_tmp_dir(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    g_assert_cmpint(fd, >=, 0);
    return fd;
}

/* A file of blocks: a letter for data of that letter, '.' for a hole. */
static int
file_of(const char *blocks)
{
    int fd = file_fd();
    char data[BLOCK];

    g_assert_cmpint(ftruncate(fd, (off_t)(strlen(blocks) * BLOCK)), ==, 0);
    for (unsigned int i = 0; blocks[i] != '\0'; i++) {
        memset(data, blocks[i], BLOCK);
        if (blocks[i] != '.')
            g_assert_cmpint(pwrite(fd, data, BLOCK, (off_t)i * BLOCK), ==, BLOCK);
    }
    return fd;
}

/* What a file has, in the same letters; where zeros are stored, '0'. */
static void
check_file(int fd, const char *blocks)
{
    struct stat about;

    g_assert_cmpint(fstat(fd, &about), ==, 0);
    g_assert_cmpint(about.st_size, ==, (off_t)(strlen(blocks) * BLOCK));
    for (unsigned int i = 0; blocks[i] != '\0'; i++) {
        off_t at = (off_t)i * BLOCK, data = lseek(fd, at, SEEK_DATA);
        char byte;

        g_assert_cmpint(pread(fd, &byte, 1, at + BLOCK / 2), ==, 1);
        if (blocks[i] == '.')
            g_assert_true(data != at);
        else
            g_assert_cmpint(byte, ==, blocks[i] == '0' ? '\0' : blocks[i]);
    }
}

static virStreamPtr
stream_of(int fd, bool is_written, unsigned int flags, uint64_t offset, uint64_t length,
          bool is_sparse)
{
    virStreamPtr stream = stream_new(conn, flags);
    FileRange range = { offset, length, is_sparse };
    g_autoptr(GError) error = NULL;

    g_assert_true(file_stream_attach(stream, dup(fd), is_written, &range, &error));
    g_assert_no_error(error);
    return stream;
}

static void
check_error(int code)
{
    virErrorPtr error = virGetLastError();

    g_assert_nonnull(error);
    g_assert_cmpint(error->code, ==, code);
    g_assert_cmpint(error->domain, ==, VIR_FROM_STREAMS);
    virResetLastError();
}

static void
finish(virStreamPtr stream)
{
    g_assert_cmpint(virStreamFinish(stream), ==, 0);
    virStreamFree(stream);
}

/* All that comes, in letters, one for each block and piece of a hole. */
static void
check_received(virStreamPtr stream, const char *blocks)
{
    g_autofree char *data = g_malloc(BLOCK);

    for (unsigned int i = 0; blocks[i] != '\0'; i++)
        for (unsigned int got = 0; got < BLOCK;) {
            int now = virStreamRecv(stream, data, BLOCK - got);

            g_assert_cmpint(now, >, 0);
            g_assert_cmpint(data[0], ==, blocks[i] == '.' ? '\0' : blocks[i]);
            g_assert_cmpint(data[now - 1], ==, blocks[i] == '.' ? '\0' : blocks[i]);
            got += (unsigned int)now;
        }
    g_assert_cmpint(virStreamRecv(stream, data, BLOCK), ==, 0);
    g_assert_cmpint(virStreamRecv(stream, data, BLOCK), ==, 0);
    finish(stream);
}

static void
test_download(void)
{
    int fd = file_of("ab.c");

    check_received(stream_of(fd, false, 0, 0, 0, false), "ab.c");
    check_received(stream_of(fd, false, 0, BLOCK, 0, false), "b.c");
    check_received(stream_of(fd, false, 0, BLOCK, 2 * BLOCK, false), "b.");
    check_received(stream_of(fd, false, 0, 3 * BLOCK, 9 * BLOCK, false), "c");
    check_received(stream_of(fd, false, 0, 9 * BLOCK, 0, false), "");
    /* Who does not ask for holes gets zeros. */
    check_received(stream_of(fd, false, 0, 0, 0, true), "ab.c");
    close(fd);
}

/* --- holes */

typedef struct Copy {
    int fd;
    off_t at;
    GString *seen;
} Copy;

static int
take_data(virStreamPtr stream, const char *data, size_t n, void *opaque)
{
    Copy *copy = opaque;

    g_assert_cmpint(pwrite(copy->fd, data, n, copy->at), ==, (ssize_t)n);
    copy->at += (off_t)n;
    return (int)n;
}

static int
take_hole(virStreamPtr stream, long long length, void *opaque)
{
    Copy *copy = opaque;

    copy->at += length;
    g_string_append_printf(copy->seen, "%lld ", length / BLOCK);
    return ftruncate(copy->fd, copy->at);
}

static void
check_sparse(int fd, uint64_t offset, uint64_t length, const char *blocks, const char *holes)
{
    virStreamPtr stream = stream_of(fd, false, 0, offset, length, true);
    Copy copy = { .fd = file_fd(), .seen = g_string_new(NULL) };

    g_assert_cmpint(virStreamSparseRecvAll(stream, take_data, take_hole, &copy), ==, 0);
    finish(stream);
    check_file(copy.fd, blocks);
    g_assert_cmpstr(copy.seen->str, ==, holes);
    g_string_free(copy.seen, TRUE);
    close(copy.fd);
}

static void
test_sparse_download(void)
{
    int fd = file_of(".a..b.");

    check_sparse(fd, 0, 0, ".a..b.", "1 2 1 ");
    check_sparse(fd, BLOCK, 0, "a..b.", "2 1 ");
    check_sparse(fd, 2 * BLOCK, BLOCK, ".", "1 ");
    check_sparse(fd, 5 * BLOCK, 0, ".", "1 ");
    check_sparse(fd, 6 * BLOCK, 0, "", "");
    close(fd);
}

static void
test_recv_hole(void)
{
    int fd = file_of("a.");
    virStreamPtr stream = stream_of(fd, false, 0, 0, 0, true);
    g_autofree char *data = g_malloc(BLOCK);
    long long length = 0;

    g_assert_cmpint(virStreamRecvHole(stream, &length, 0), ==, -1);
    check_error(VIR_ERR_INTERNAL_ERROR);
    g_assert_cmpint(virStreamRecvFlags(stream, data, BLOCK, VIR_STREAM_RECV_STOP_AT_HOLE), ==,
                    BLOCK);
    g_assert_cmpint(virStreamRecvFlags(stream, data, BLOCK, VIR_STREAM_RECV_STOP_AT_HOLE), ==, -3);
    g_assert_cmpint(virStreamRecv(stream, data, 10), ==, 10);
    g_assert_cmpint(virStreamRecvHole(stream, &length, 0), ==, 0);
    g_assert_cmpint(length, ==, BLOCK - 10);
    g_assert_cmpint(virStreamRecv(stream, data, 10), ==, 0);
    finish(stream);
    close(fd);
}

/* --- uploads */

static void
send_block(virStreamPtr stream, char letter)
{
    g_autofree char *data = g_malloc(BLOCK);

    memset(data, letter, BLOCK);
    for (unsigned int sent = 0; sent < BLOCK;) {
        int now = virStreamSend(stream, data, BLOCK - sent);

        g_assert_cmpint(now, >, 0);
        sent += (unsigned int)now;
    }
}

static void
test_upload(void)
{
    int fd = file_of("abc");
    virStreamPtr stream = stream_of(fd, true, 0, BLOCK, 0, false);

    send_block(stream, 'x');
    finish(stream);
    check_file(fd, "axc");
    stream = stream_of(fd, true, 0, 2 * BLOCK, 0, false);
    send_block(stream, 'y');
    send_block(stream, 'z');
    finish(stream);
    check_file(fd, "axyz");
    close(fd);
}

static void
test_upload_limit(void)
{
    int fd = file_of("abc");
    virStreamPtr stream = stream_of(fd, true, 0, 0, BLOCK, false);

    send_block(stream, 'x');
    g_assert_cmpint(virStreamSend(stream, "y", 1), ==, -1);
    check_error(VIR_ERR_SYSTEM_ERROR);
    g_assert_cmpint(virStreamSendHole(stream, 1, 0), ==, -1);
    check_error(VIR_ERR_SYSTEM_ERROR);
    finish(stream);
    check_file(fd, "xbc");
    close(fd);
}

static void
test_sparse_upload(void)
{
    int fd = file_of("abcde");
    virStreamPtr stream = stream_of(fd, true, 0, 0, 0, true);

    send_block(stream, 'x');
    g_assert_cmpint(virStreamSendHole(stream, 2 * BLOCK, 0), ==, 0);
    send_block(stream, 'y');
    g_assert_cmpint(virStreamSendHole(stream, 3 * BLOCK, 0), ==, 0);
    g_assert_cmpint(virStreamSendHole(stream, -1, 0), ==, -1);
    check_error(VIR_ERR_INVALID_ARG);
    finish(stream);
    check_file(fd, "x..y...");
    close(fd);
}

/* More than is kept in memory, and an error that comes after it was sent. */
static void
test_write_error(void)
{
    int fd = file_of("a"), reader;
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fd);
    virStreamPtr stream;
    g_autofree char *data = g_malloc0(LARGE);
    int sent;

    reader = open(path, O_RDONLY | O_CLOEXEC);
    stream = stream_of(reader, true, 0, 0, 0, false);
    do
        sent = virStreamSend(stream, data, LARGE);
    while (sent > 0);
    g_assert_cmpint(sent, ==, -1);
    check_error(VIR_ERR_SYSTEM_ERROR);
    g_assert_cmpint(virStreamFinish(stream), ==, -1);
    check_error(VIR_ERR_SYSTEM_ERROR);
    virStreamFree(stream);
    stream = stream_of(reader, true, 0, 0, 0, false);
    g_assert_cmpint(virStreamSend(stream, "x", 1), ==, 1);
    g_assert_cmpint(virStreamFinish(stream), ==, -1);
    check_error(VIR_ERR_SYSTEM_ERROR);
    virStreamFree(stream);
    close(reader);
    close(fd);
}

static void
test_wrong_way(void)
{
    int fd = file_of("a");
    virStreamPtr stream = stream_of(fd, true, 0, 0, 0, false);
    char byte;

    g_assert_cmpint(virStreamRecv(stream, &byte, 1), ==, -1);
    check_error(VIR_ERR_OPERATION_INVALID);
    g_assert_cmpint(virStreamAbort(stream), ==, 0);
    g_assert_cmpint(virStreamSend(stream, "x", 1), ==, -1);
    check_error(VIR_ERR_OPERATION_INVALID);
    virStreamFree(stream);
    stream = stream_of(fd, false, 0, 0, 0, false);
    g_assert_cmpint(virStreamSend(stream, "x", 1), ==, -1);
    check_error(VIR_ERR_OPERATION_INVALID);
    finish(stream);
    close(fd);
}

/* What was sent and not written is not written after the abort. */
static void
test_aborted(void)
{
    g_autofree char *data = g_malloc0(LARGE);

    for (unsigned int i = 0; i < 20; i++) {
        int fd = file_fd();
        virStreamPtr stream = stream_of(fd, true, VIR_STREAM_NONBLOCK, 0, 0, false);
        struct stat then, now;

        while (virStreamSend(stream, data, LARGE / 8) > 0)
            continue;
        g_assert_cmpint(virStreamAbort(stream), ==, 0);
        g_assert_cmpint(fstat(fd, &then), ==, 0);
        g_usleep(2000);
        g_assert_cmpint(fstat(fd, &now), ==, 0);
        g_assert_cmpint(now.st_size, ==, then.st_size);
        virStreamFree(stream);
        close(fd);
    }
    virResetLastError();
}

/* What is read ahead is bounded, and nothing hangs when nobody takes it. */
static void
test_abandoned(void)
{
    int fd = file_fd();
    virStreamPtr stream;
    char byte;

    g_assert_cmpint(ftruncate(fd, LARGE), ==, 0);
    stream = stream_of(fd, false, 0, 0, 0, false);
    g_assert_cmpint(virStreamRecv(stream, &byte, 1), ==, 1);
    g_assert_cmpint(virStreamAbort(stream), ==, 0);
    virStreamFree(stream);
    stream = stream_of(fd, false, 0, 0, 0, false);
    finish(stream);
    stream = stream_of(fd, false, 0, 0, 0, false);
    virStreamFree(stream);
    close(fd);
}

/* --- events */

typedef struct Pump {
    size_t moved, end;
    unsigned int waits; /* would have blocked */
    bool is_done, is_freed;
} Pump;

static void
pump_in(virStreamPtr stream, int events, void *opaque)
{
    Pump *pump = opaque;
    g_autofree char *data = g_malloc(BLOCK);
    int got;

    g_assert_true(events & VIR_STREAM_EVENT_READABLE); /* and that the other end is closed */
    while ((got = virStreamRecv(stream, data, BLOCK)) > 0)
        pump->moved += (size_t)got;
    g_assert_true(got == 0 || got == -2);
    pump->waits += got == -2;
    pump->is_done = got == 0;
    if (pump->is_done)
        g_assert_cmpint(virStreamEventRemoveCallback(stream), ==, 0);
}

static void
pump_out(virStreamPtr stream, int events, void *opaque)
{
    Pump *pump = opaque;
    g_autofree char *data = g_malloc0(BLOCK);
    int sent = 1;

    g_assert_cmpint(events, ==, VIR_STREAM_EVENT_WRITABLE);
    while (pump->moved < pump->end && sent > 0) {
        sent = virStreamSend(stream, data, MIN(BLOCK, pump->end - pump->moved));
        pump->moved += (size_t)MAX(sent, 0);
    }
    g_assert_cmpint(sent, !=, -1);
    pump->is_done = pump->moved == pump->end;
    if (pump->is_done)
        g_assert_cmpint(virStreamEventUpdateCallback(stream, 0), ==, 0);
}

static void
freed(void *opaque)
{
    ((Pump *)opaque)->is_freed = true;
}

static void
do_nothing(int timer, void *opaque)
{
}

static void
run_until(const bool *flag)
{
    int timer = virEventAddTimeout(10, do_nothing, NULL, NULL);

    while (!*flag)
        g_assert_cmpint(virEventRunDefaultImpl(), ==, 0);
    virEventRemoveTimeout(timer);
}

static void
test_events(void)
{
    int fd = file_fd();
    Pump in = { 0 }, out = { .end = LARGE };
    virStreamPtr stream = stream_of(fd, true, VIR_STREAM_NONBLOCK, 0, 0, false);

    g_assert_cmpint(virStreamEventUpdateCallback(stream, VIR_STREAM_EVENT_WRITABLE), ==, -1);
    check_error(VIR_ERR_INTERNAL_ERROR);
    g_assert_cmpint(
        virStreamEventAddCallback(stream, VIR_STREAM_EVENT_WRITABLE, pump_out, &out, freed), ==, 0);
    g_assert_cmpint(
        virStreamEventAddCallback(stream, VIR_STREAM_EVENT_WRITABLE, pump_out, &out, freed), ==,
        -1);
    check_error(VIR_ERR_INTERNAL_ERROR);
    g_assert_false(out.is_freed);
    run_until(&out.is_done);
    finish(stream); /* removes the callback as well */
    run_until(&out.is_freed);

    stream = stream_of(fd, false, VIR_STREAM_NONBLOCK, 0, 0, false);
    g_assert_cmpint(
        virStreamEventAddCallback(stream, VIR_STREAM_EVENT_READABLE, pump_in, &in, freed), ==, 0);
    run_until(&in.is_done);
    run_until(&in.is_freed);
    g_assert_cmpuint(in.moved, ==, LARGE);
    g_assert_cmpint(virStreamEventRemoveCallback(stream), ==, -1);
    check_error(VIR_ERR_INTERNAL_ERROR);
    finish(stream);
    close(fd);
}

/* --- what is no file */

static void
test_pipe(void)
{
    int fds[2];
    virStreamPtr in, out;
    char data[8];

    g_assert_cmpint(pipe2(fds, O_CLOEXEC), ==, 0);
    in = stream_of(fds[0], false, VIR_STREAM_NONBLOCK, 0, 0, false);
    out = stream_of(fds[1], true, 0, 0, 0, false);
    close(fds[0]);
    close(fds[1]);
    g_assert_cmpint(virStreamRecv(in, data, sizeof(data)), ==, -2);
    g_assert_cmpint(virStreamSend(out, "hello", 5), ==, 5);
    g_assert_cmpint(virStreamRecv(in, data, sizeof(data)), ==, 5);
    g_assert_cmpint(memcmp(data, "hello", 5), ==, 0);
    finish(out);
    g_assert_cmpint(virStreamRecv(in, data, sizeof(data)), ==, 0);
    finish(in);
}

static void
test_socket(void)
{
    int fds[2];
    virStreamPtr one, other;
    char data[8];
    Pump pump = { 0 };

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds), ==, 0);
    one = stream_new(conn, 0);
    other = stream_new(conn, VIR_STREAM_NONBLOCK);
    fd_stream_attach(one, fds[0], dup(fds[0]));
    fd_stream_attach(other, fds[1], dup(fds[1]));
    g_assert_cmpint(virStreamSend(one, "ping", 4), ==, 4);
    g_assert_cmpint(virStreamRecv(other, data, sizeof(data)), ==, 4);
    g_assert_cmpint(virStreamSend(other, "pong", 4), ==, 4);
    g_assert_cmpint(virStreamRecv(one, data, sizeof(data)), ==, 4);
    g_assert_cmpint(
        virStreamEventAddCallback(other, VIR_STREAM_EVENT_READABLE, pump_in, &pump, freed), ==, 0);
    g_assert_cmpint(virStreamSend(one, "1234567", 7), ==, 7);
    finish(one);
    run_until(&pump.is_done);
    run_until(&pump.is_freed);
    g_assert_cmpuint(pump.moved, ==, 7);
    finish(other);
}

static void
be_silent(void *opaque, virErrorPtr error)
{
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } tests[] = {
        { "download", test_download },
        { "sparse-download", test_sparse_download },
        { "recv-hole", test_recv_hole },
        { "upload", test_upload },
        { "upload-limit", test_upload_limit },
        { "sparse-upload", test_sparse_upload },
        { "write-error", test_write_error },
        { "wrong-way", test_wrong_way },
        { "aborted", test_aborted },
        { "abandoned", test_abandoned },
        { "events", test_events },
        { "pipe", test_pipe },
        { "socket", test_socket },
    };
    int failed;

    g_test_init(&argc, &argv, NULL);
    virInitialize();
    virEventRegisterDefaultImpl();
    virSetErrorFunc(NULL, be_silent);
    conn = conn_new(OBJECT_CONNECT);
    for (unsigned int i = 0; i < G_N_ELEMENTS(tests); i++) {
        g_autofree char *path = g_strconcat("/stream-file/", tests[i].name, NULL);

        g_test_add_func(path, tests[i].run);
    }
    failed = g_test_run();
    virConnectClose((virConnectPtr)conn);
    return failed;
}
