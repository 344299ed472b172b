/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What calls and streams share of the calling end. */
#ifndef VIRTUE_CLIENT_PRIV_H
#define VIRTUE_CLIENT_PRIV_H

#include "base/thread.h"
#include "rpc/client.h"
#include "rpc/transport.h"

typedef struct RpcStream RpcStream;

/* Somebody who waits for the peer. */
typedef struct Waiter {
    Cond wake;
    struct Waiter *next;
    uint32_t serial;         /* of the call */
    const RpcStream *stream; /* or what waits is a stream, for anything to come */
    bool is_done;
    /* The answer to a call. */
    unsigned char *reply; /* the whole packet */
    Packet packet;        /* points into reply */
    int fds[PACKET_FDS_MAX];
} Waiter;

struct RpcClient {
    atomic_int refs;
    RpcClientHooks hooks;
    void *hooks_data;

    Mutex lock; /* guards the rest, but for the receiving half, which belongs to the reader */
    Transport *transport;
    bool has_reader;
    Waiter *waiters;
    uint32_t next_serial;
    GPtrArray *streams; /* of RpcStream, whom the stream handle owns */
    GQueue events;      /* of GBytes: packets for the event loop */
    size_t n_events;    /* bytes in it */
    size_t n_unread;    /* bytes of streams that the application has not read */
    size_t unread_rest; /* so many, and the event loop takes its time */
    size_t unread_max;  /* so many of one stream, and it fails */

    bool is_closed; /* nothing comes any more */
    bool is_let_go; /* the owner has closed: no hooks */
    bool told_closed;
    pthread_t teller; /* who is in a hook, while n_telling is not zero */
    unsigned int n_telling;
    Cond told;
    int close_reason;
    GError *close_error;

    int watch; /* of the event loop; -1 for none */
    int timer; /* wakes the event loop; -1 for none */
    bool is_resting;
    int rest_timer;
    int keepalive_timer;
    unsigned int keepalive_count;
    unsigned int keepalive_missed;
};

/* All of these with the lock held. */

/* Send; waits until everything is with the kernel, unless may_wait is false: then what is left
 * waits for the next reader. */
bool client_send_locked(RpcClient *client, const XdrBuffer *packet, const int *fds,
                        unsigned int n_fds, bool may_wait, GError **error);
/* A waiter stands in the list from before that is sent which it waits for the answer to: whoever
 * reads may find the answer before the sender has the lock again. */
void client_waiter_begin(RpcClient *client, Waiter *waiter);
void client_waiter_end(RpcClient *client, Waiter *waiter);
/* Wait, reading if nobody else does, until the waiter is done or the connection is closed. */
void client_wait_locked(RpcClient *client, Waiter *waiter);
/* Read what is there without waiting. */
void client_poll_locked(RpcClient *client);
/* What calls on a dead connection get. */
bool client_dead(RpcClient *client, GError **error);
/* n_unread has changed: see whether the event loop may read on. */
void client_update_rest(RpcClient *client);
/* Something came for a stream: its waiters are done. */
void client_wake_stream(RpcClient *client, const RpcStream *stream);

/* rpc/client-stream.c */
RpcStream *rpc_stream_new(RpcClient *client, const PacketHeader *header);
/* The call has succeeded: the stream handle owns it. */
void rpc_stream_attach(RpcStream *stream, virStreamPtr handle);
void rpc_stream_free(RpcStream *stream);
bool rpc_stream_is(const RpcStream *stream, const PacketHeader *header);
/* With the lock held. */
void rpc_stream_take(RpcStream *stream, const Packet *packet);
void rpc_stream_broken(RpcStream *stream);

#endif
