/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Streams of a client. */
#ifndef VIRTUE_DISPATCH_STREAM_H
#define VIRTUE_DISPATCH_STREAM_H

#include "daemons/client.h"
#include "lib/op.h"

/* A stream for a call that opens one, or NULL if the client has too many. */
virStreamPtr client_stream_open(Client *client, Conn *conn, GError **error);
/* The call has run. Takes the stream; ok is whether it succeeded. Data does not flow before
 * client_stream_go(), which comes after the reply has been sent. */
void client_stream_start(Client *client, const PacketHeader *header, const Op *op, const void *args,
                         virStreamPtr stream, bool ok);
void client_stream_go(Client *client, const PacketHeader *header);

/* A packet of a stream has come; on the loop. */
void client_stream_packet(Client *client, const Packet *packet);
/* The client can take data again. */
void client_streams_resume(Client *client);
/* With the client's lock held: whether it sends faster than its streams take. */
bool client_streams_full(const Client *client);

/* The client is gone: end them all. */
void client_streams_close(Client *client);
void client_streams_free(ClientStreams *streams);

#endif
