/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One client of a server: its socket, and what it has going on. */
#ifndef VIRTUE_CLIENT_H
#define VIRTUE_CLIENT_H

#include "base/thread.h"
#include "daemons/server-priv.h"
#include "lib/conn.h"
#include "rpc/transport.h"

typedef struct ClientAuth ClientAuth;       /* auth.h */
typedef struct ClientEvents ClientEvents;   /* dispatch-event.h */
typedef struct ClientStreams ClientStreams; /* dispatch-stream.h */

struct Client {
    atomic_int refs;
    Server *server;
    uint64_t id;
    Service service;    /* that it came in by */
    int64_t arrival_us; /* monotonic */
    int64_t arrived_at; /* seconds of the calendar */
    char *refusal;      /* what every call gets, and then it is closed; NULL if it is served */
    int watch;
    bool was_heard;         /* since the server looked last: the loop only */
    unsigned int n_unheard; /* times that it looked in vain: likewise */
    Transport *transport;   /* receiving: the loop only; sending: with the lock */

    atomic_bool is_proxied;       /* its connection is another daemon's: every call waits */
    atomic_bool is_authenticated; /* changed with the lock */
    int deadline;                 /* timeout: it must authenticate; -1 for none. The loop only */
    ClientAuth *auth;             /* NULL for one who need not */

    Mutex lock;             /* guards the rest */
    int interest;           /* events that the loop watches for */
    unsigned int n_running; /* calls */
    bool is_shaking;        /* hands, by TLS: changed by the loop */
    bool is_closing;        /* reply to the close call is out: nothing more is read */
    bool is_closed;
    bool is_opening; /* a worker is at it */
    bool wants_close_event;
    bool has_keepalive;
    Conn *conn;
    ClientEvents *events;
    ClientStreams *streams;
    GPtrArray *claims;   /* client-identity.h */
    GPtrArray *identity; /* likewise; replaced as a whole */
    void *data;          /* of the server's handlers: client_set_data() */
    GDestroyNotify data_free;
};

Client *client_new(Server *server, int fd, uint64_t id, const Service *service);
Client *client_ref(Client *client);
void client_unref(Client *client);

/* The loop only. */
void client_close(Client *client, const char *why);
void client_attend(Client *client);

/* Any thread: it answers questions whether it is there. */
void client_set_keepalive(Client *client);

/* Any thread. */
bool client_is_authenticated(Client *client);
void client_set_authenticated(Client *client);
/* What handlers keep of a client. Freed when the client is closed, on the loop, and when data is
 * replaced. */
void client_set_data(Client *client, void *data, GDestroyNotify data_free);
void *client_data(Client *client);

/* Any thread. False if the client is gone. */
bool client_send(Client *client, const XdrBuffer *packets, const int *fds, unsigned int n_fds);
/* What waits to be sent. */
size_t client_backlog(Client *client);
/* Any thread: have the loop close it soon. */
void client_give_up(Client *client, const char *why);

/* A call begins, a call has ended. */
void client_call_begin(Client *client);
void client_call_end(Client *client);
/* Close when everything is sent. */
void client_finish(Client *client);

/* A reference to the connection, or NULL with the error that calls before the open get. */
Conn *client_conn(Client *client, GError **error);

#endif
