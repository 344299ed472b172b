/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a daemon does with the packets of a client. */
#ifndef VIRTUE_DISPATCH_H
#define VIRTUE_DISPATCH_H

#include "daemons/client.h"
#include "lib/call.h"

/* Serve one packet, on the loop. Takes the descriptors that came with it. Calls that never block
 * are answered before this returns; the others by a worker. */
void dispatch_packet(Client *client, const Packet *packet, const int fds[PACKET_FDS_MAX]);

/* What serves an operation in place of the client's connection. args and ret are the structs of
 * the operation, ret is zeroed. */
typedef bool (*DispatchFn)(Client *client, Call *call, const void *args, void *ret, GError **error);

typedef struct DispatchHandler {
    DispatchFn fn;
    bool may_block;                /* whatever the description says */
    void (*after)(Client *client); /* with may_block: the reply is out, nothing else was read */
} DispatchHandler;

/* Of servers whose clients open connections to drivers: what is about the client itself. Where fn
 * is NULL the operation goes to the connection. */
extern const DispatchHandler dispatch_conn_handlers[OP_COUNT];

#endif
