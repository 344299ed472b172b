/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A connected socket with its buffers: one recv for whatever is there, packets cut out of it, and
 * sends that go straight to the kernel as long as it takes them.
 *
 * Descriptors follow their packet as one zero byte each that carries them; the transport takes
 * them off the stream and hands them over with the packet.
 *
 * Not locked: reading and writing are independent of each other, so one thread may do each. */
#ifndef VIRTUE_TRANSPORT_H
#define VIRTUE_TRANSPORT_H

#include "rpc/channel.h"
#include "rpc/message.h"

typedef struct Transport Transport;

/* Takes the descriptor, which becomes non-blocking. */
Transport *transport_new(int fd);
/* Closes it. */
void transport_free(Transport *transport);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Transport, transport_free)

int transport_fd(const Transport *transport);
/* From now on bytes pass through the channel, which becomes the transport's and, as the socket,
 * bears one thread that reads and one that writes. False, and the channel is freed, while there are
 * bytes that came or go outside of it. Neither thread may be at it. */
bool transport_set_channel(Transport *transport, Channel *channel);
/* Whether file descriptors can go with packets. */
bool transport_carries_fds(const Transport *transport);
/* Make both directions end, without closing yet: wakes whoever waits on the descriptor. */
void transport_shutdown(Transport *transport);
/* The same when nobody wants to know any more why. */
void transport_end(Transport *transport);

typedef enum TransportState {
    TRANSPORT_READY,  /* something was received, a packet was found, everything was sent */
    TRANSPORT_WAIT,   /* not before the socket is readable or writable */
    TRANSPORT_CLOSED, /* the peer has closed; *error is set if it is known why */
    TRANSPORT_FAILED, /* *error is set */
} TransportState;

/* One recv. Forgets the packets that transport_next() gave. */
TransportState transport_receive(Transport *transport, GError **error);

/* The next whole packet (READY) or none (WAIT); it is valid until transport_receive(). Its
 * descriptors are the caller's to close. */
TransportState transport_next(Transport *transport, Packet *packet, int fds_out[PACKET_FDS_MAX],
                              GError **error);

/* For a process that is to go on with the connection: what was received of the next packet, and
 * making it so. The latter only while nothing has been received. */
const unsigned char *transport_unread(const Transport *transport, size_t *n_out);
void transport_preload(Transport *transport, const void *data, size_t n);

/* Send bytes, then n_fds descriptors (borrowed), behind what waits already. Never blocks; WAIT
 * means that some is left for transport_flush(). */
TransportState transport_send(Transport *transport, const void *data, size_t n, const int *fds,
                              unsigned int n_fds, GError **error);
TransportState transport_flush(Transport *transport, GError **error);
/* Bytes that wait for transport_flush(). */
size_t transport_backlog(const Transport *transport);

#endif
