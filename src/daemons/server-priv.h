/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What clients and listeners see of their server. */
#ifndef VIRTUE_SERVER_PRIV_H
#define VIRTUE_SERVER_PRIV_H

#include <stdatomic.h>
#include "base/thread.h"
#include "daemons/server.h"
#include "daemons/worker.h"

typedef struct ServerListener ServerListener; /* listener.h */

struct Server {
    ServerConfig config;
    Loop *loop;
    WorkerPool *workers;
    GPtrArray *listeners; /* of ServerListener */
    GPtrArray *clients;   /* of Client; a reference each; changed by the loop, with the lock */
    GPtrArray *refused;   /* of Client: those that are too many, until they have been told */
    int refused_timeout;
    uint64_t next_client_id;
    int keepalive_timeout;
    atomic_uint n_anonymous; /* of clients */

    Mutex lock;           /* guards the rest */
    bool has_keepalive;   /* the timeout for it runs */
    GPtrArray *attention; /* of Client that other threads want the loop to look at; references */
    int attention_timeout;
};

bool server_speaks(const Server *server, uint32_t program);
/* Any thread: have client_attend() called on the loop. */
void server_attend(Server *server, Client *client);
/* A client that the program before this one had. It counts, but is not asked whether there is room
 * for it. */
Client *server_readd_client(Server *server, int fd, uint64_t id, int64_t arrived_at,
                            const Service *service);
/* The client is closed: forget it. */
void server_forget(Server *server, Client *client);

#endif
