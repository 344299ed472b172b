/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/err.h"
#include "lib/calls.h"
#include "rpc/message.h"
#include "rpc/transport.h"

#define ERR_DOMAIN VIR_FROM_QEMU

static const PacketHeader call_header = { PROGRAM_REMOTE, 1, 60, PACKET_CALL, 7, PACKET_OK };

static void
test_build_and_parse(void)
{
    static const unsigned char wanted[] = {
        0, 0, 0, 32, 0x20, 0, 0x80, 0x86, 0, 0, 0, 1, 0, 0, 0, 60,
        0, 0, 0, 0,  0,    0, 0,    7,    0, 0, 0, 0, 0, 0, 0, 10,
    };
    g_auto(XdrBuffer) buffer = { 0 };
    ConnectSupportsFeatureArgs args = { .feature = 10 };
    Packet packet;

    xdr_buffer_init(&buffer, PACKET_LENGTH_MAX);
    for (int i = 0; i < 2; i++)
        g_assert_true(packet_build(&buffer, &call_header, 0, &shape_connect_supports_feature_args,
                                   &args, NULL));
    g_assert_cmpmem(buffer.data, sizeof(wanted), wanted, sizeof(wanted));
    for (size_t n = 0; n < sizeof(wanted); n++)
        g_assert_cmpint(packet_parse(buffer.data, n, &packet), ==, PACKET_PARTIAL);
    g_assert_cmpint(packet_parse(buffer.data, buffer.n, &packet), ==, PACKET_WHOLE);
    g_assert_cmpuint(packet.size, ==, sizeof(wanted));
    g_assert_cmpuint(packet.n_payload, ==, 4);
    g_assert_cmpint(packet.header.procedure, ==, 60);
    g_assert_cmpuint(packet.header.serial, ==, 7);
}

static void
test_limits(void)
{
    static const struct {
        uint32_t length;
        uint32_t type;
        uint32_t n_fds;
        PacketFound found;
    } cases[] = {
        { 27, PACKET_CALL, 0, PACKET_BROKEN },
        { 0, PACKET_CALL, 0, PACKET_BROKEN },
        { 28, PACKET_CALL, 0, PACKET_WHOLE },
        { 33554437, PACKET_CALL, 0, PACKET_BROKEN },
        { 33554436, PACKET_CALL, 0, PACKET_PARTIAL },
        { UINT32_MAX, PACKET_CALL, 0, PACKET_BROKEN },
        { 28, PACKET_CALL_WITH_FDS, 0, PACKET_BROKEN },
        { 32, PACKET_CALL_WITH_FDS, 32, PACKET_WHOLE },
        { 32, PACKET_CALL_WITH_FDS, 33, PACKET_BROKEN },
        { 32, PACKET_REPLY_WITH_FDS, UINT32_MAX, PACKET_BROKEN },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        unsigned char data[32] = { 0 };
        Packet packet;

        xdr_put_u32(data, cases[i].length);
        xdr_put_u32(data + 16, cases[i].type);
        xdr_put_u32(data + 28, cases[i].n_fds);
        g_assert_cmpint(packet_parse(data, sizeof(data), &packet), ==, cases[i].found);
    }
}

static void
test_errors(void)
{
    g_auto(XdrBuffer) buffer = { 0 };
    g_autoptr(GError) in = NULL;
    g_autoptr(GError) out = NULL;
    Packet packet;

    xdr_buffer_init(&buffer, PACKET_LENGTH_MAX);
    err_set(&in, VIR_ERR_NO_DOMAIN, "no domain with name '%s'", "x");
    packet_build_error(&buffer, &call_header, in);
    g_assert_cmpint(packet_parse(buffer.data, buffer.n, &packet), ==, PACKET_WHOLE);
    g_assert_cmpuint(packet.header.status, ==, PACKET_ERROR);
    g_assert_false(packet_error(&packet, &out));
    g_assert_error(out, ERR_QUARK, VIR_ERR_NO_DOMAIN);
    g_assert_cmpstr(out->message, ==, in->message);
    g_assert_cmpint(err_detail(out)->domain, ==, VIR_FROM_QEMU);
    g_assert_cmpstr(err_detail(out)->str1, ==, err_detail(in)->str1);
    g_assert_cmpstr(err_detail(out)->str2, ==, err_detail(in)->str2);
    g_assert_null(err_detail(out)->str3);
    g_assert_cmpint(err_detail(out)->int1, ==, -1);

    /* A message that fits into no string leaves its code. */
    {
        g_autofree char *large = g_strnfill(XDR_STRING_MAX + 1, 'x');

        g_clear_error(&in);
        g_clear_error(&out);
        buffer.n = 0;
        err_set(&in, VIR_ERR_NO_DOMAIN, "%s", large);
        packet_build_error(&buffer, &call_header, in);
        g_assert_cmpint(packet_parse(buffer.data, buffer.n, &packet), ==, PACKET_WHOLE);
        packet_error(&packet, &out);
        g_assert_error(out, ERR_QUARK, VIR_ERR_NO_DOMAIN);
    }
}

typedef struct Pair {
    Transport *a;
    Transport *b;
} Pair;

static Pair
pair_new(void)
{
    int fds[2];

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
    return (Pair){ transport_new(fds[0]), transport_new(fds[1]) };
}

static void
pair_free(Pair *pair)
{
    transport_free(pair->a);
    transport_free(pair->b);
}

/* Many packets with descriptors, of all sizes, through full socket buffers: everything arrives
 * once, in order, with the right descriptors. */
static void
test_transport(void)
{
    Pair pair = pair_new();
    GRand *rand = g_rand_new_with_seed(3);
    unsigned int received = 0;
    unsigned int sent = 0;
    const unsigned int total = 300;

    while (received < total) {
        GError *error = NULL;
        int fds[PACKET_FDS_MAX];
        Packet packet;

        if (sent < total && g_rand_boolean(rand)) {
            g_auto(XdrBuffer) buffer = { 0 };
            size_t size = (size_t)g_rand_int_range(rand, 0, sent % 10 == 0 ? 900000 : 300);
            g_autofree char *data = g_strnfill(size, (char)('a' + sent % 26));
            unsigned int n_fds = sent % 3;
            PacketHeader header = call_header;

            header.type = n_fds > 0 ? PACKET_CALL_WITH_FDS : PACKET_CALL;
            header.serial = sent;
            for (unsigned int i = 0; i < n_fds; i++) {
                fds[i] = memfd_create("test", MFD_CLOEXEC);
                g_assert_cmpint(ftruncate(fds[i], sent * 10 + i), ==, 0);
            }
            xdr_buffer_init(&buffer, PACKET_LENGTH_MAX);
            if (n_fds > 0)
                g_assert_true(packet_build(&buffer, &header, n_fds, NULL, NULL, NULL));
            else
                g_assert_true(packet_build_raw(&buffer, &header, data, size, NULL));
            g_assert_cmpint(transport_send(pair.a, buffer.data, buffer.n, fds, n_fds, &error), !=,
                            TRANSPORT_FAILED);
            for (unsigned int i = 0; i < n_fds; i++)
                close(fds[i]);
            sent++;
        } else {
            transport_flush(pair.a, &error);
            if (transport_receive(pair.b, &error) != TRANSPORT_READY)
                continue;
            while (transport_next(pair.b, &packet, fds, &error) == TRANSPORT_READY) {
                g_assert_cmpuint(packet.header.serial, ==, received);
                g_assert_cmpuint(packet.n_fds, ==, received % 3);
                for (size_t i = 0; i < packet.n_payload; i++)
                    g_assert_cmpint(packet.payload[i], ==, 'a' + received % 26);
                for (unsigned int i = 0; i < packet.n_fds; i++) {
                    struct stat st;

                    g_assert_cmpint(fstat(fds[i], &st), ==, 0);
                    g_assert_cmpint(st.st_size, ==, received * 10 + i);
                    close(fds[i]);
                }
                received++;
            }
        }
        g_assert_no_error(error);
    }
    g_rand_free(rand);
    pair_free(&pair);
}

static void
test_transport_ends(void)
{
    Pair pair = pair_new();
    g_autoptr(GError) error = NULL;
    int fds[PACKET_FDS_MAX];
    Packet packet;

    g_assert_cmpint(transport_receive(pair.b, &error), ==, TRANSPORT_WAIT);
    g_assert_cmpint(transport_send(pair.a, "\0\0\0\x20half", 8, NULL, 0, NULL), ==,
                    TRANSPORT_READY);
    g_assert_cmpint(transport_receive(pair.b, &error), ==, TRANSPORT_READY);
    g_assert_cmpint(transport_next(pair.b, &packet, fds, &error), ==, TRANSPORT_WAIT);
    transport_shutdown(pair.a);
    g_assert_cmpint(transport_receive(pair.b, &error), ==, TRANSPORT_FAILED);
    g_assert_nonnull(strstr(error->message, "End of file"));
    g_clear_error(&error);
    g_assert_cmpint(transport_send(pair.b, "x", 1, NULL, 0, &error), ==, TRANSPORT_FAILED);
    g_assert_error(error, ERR_QUARK, VIR_ERR_SYSTEM_ERROR);
    g_assert_cmpint(err_detail(error)->int1, ==, EPIPE);
    pair_free(&pair);

    pair = pair_new();
    g_clear_error(&error);
    transport_shutdown(pair.a);
    g_assert_cmpint(transport_receive(pair.b, &error), ==, TRANSPORT_CLOSED);
    g_assert_no_error(error);
    pair_free(&pair);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/message/build-and-parse", test_build_and_parse);
    g_test_add_func("/message/limits", test_limits);
    g_test_add_func("/message/errors", test_errors);
    g_test_add_func("/transport/packets", test_transport);
    g_test_add_func("/transport/ends", test_transport_ends);
    return g_test_run();
}
