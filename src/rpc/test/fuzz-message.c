/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a hostile peer sends, cut at places that the input chooses. */
#include <sys/socket.h>
#include <unistd.h>
#include "base/err.h"
#include "rpc/transport.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    g_autoptr(Transport) transport = NULL;
    int fds[2];
    size_t at = 1;

    if (n < 1 || socketpair(AF_UNIX, SOCK_STREAM, 0, fds) < 0)
        return 0;
    transport = transport_new(fds[0]);
    while (at < n) {
        size_t piece = MIN((size_t)data[0] + 1, n - at);
        TransportState state;
        Packet packet;
        int in_fds[PACKET_FDS_MAX];

        if (write(fds[1], data + at, piece) != (ssize_t)piece)
            break;
        at += piece;
        transport_receive(transport, NULL);
        while ((state = transport_next(transport, &packet, in_fds, NULL)) == TRANSPORT_READY) {
            g_autoptr(GError) error = NULL;

            if (packet.header.status == PACKET_ERROR)
                packet_error(&packet, &error);
        }
        if (state == TRANSPORT_FAILED)
            break;
    }
    close(fds[1]);
    return 0;
}
