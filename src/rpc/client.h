/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The calling end of a connection.
 *
 * Any number of threads call at once over one socket. One of those that wait for something reads
 * for all and hands the role on when it has what it wants; the event loop reads when it finds
 * something and nobody else does. Events and the end of the connection are told from the event
 * loop only, with no lock held.
 *
 * What the peer sends unasked is bounded: events that the loop does not get to (64 MiB, then the
 * connection is closed), data of a stream that the application does not read (from 16 MiB on the
 * event loop reads a little each second; with 256 MiB the stream fails and is aborted). */
#ifndef VIRTUE_CLIENT_H
#define VIRTUE_CLIENT_H

#include "lib/call.h"
#include "rpc/channel.h"
#include "rpc/message.h"

typedef struct RpcClient RpcClient;

typedef struct RpcClientHooks {
    /* An event message. */
    void (*event)(void *data, const Packet *packet);
    /* The connection died; reason is a virConnectCloseReason. */
    void (*closed)(void *data, int reason);
} RpcClientHooks;

/* Takes the connected socket. */
RpcClient *rpc_client_new(int fd, const RpcClientHooks *hooks, void *data);
/* From now on bytes pass through the channel, which becomes the client's. False, and it is freed,
 * if something came already that did not: a peer that speaks unasked. Nobody may be in a call. */
bool rpc_client_set_channel(RpcClient *client, Channel *channel);
/* Close, without another word to the peer: calls that wait fail. Waits for a hook that the event
 * loop is in, unless it is called from there; none is called afterwards. */
void rpc_client_close(RpcClient *client);
RpcClient *rpc_client_ref(RpcClient *client);
void rpc_client_unref(RpcClient *client);

/* Have the event loop look at the socket, if there is one by now. */
void rpc_client_watch(RpcClient *client);

/* Call and wait. Uses of call: op, stream, fds, fds_out. args and ret are as for
 * Backend.invoke. */
bool rpc_client_call(RpcClient *client, Call *call, const void *args, void *ret, GError **error);

bool rpc_client_is_open(RpcClient *client);

/* Ask the peer for a sign of life after every interval_s seconds of silence, and give up after
 * count of them unanswered. interval_s <= 0 stops that; too long a one is refused. */
bool rpc_client_keepalive(RpcClient *client, int interval_s, unsigned int count, GError **error);

#endif
