/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A server: listening sockets and the clients that came in through them.
 *
 * Everything here runs on the thread of the loop. */
#ifndef VIRTUE_SERVER_H
#define VIRTUE_SERVER_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>
#include "base/loop.h"
#include "daemons/worker.h"

typedef struct Server Server;
typedef struct Client Client; /* client.h */
struct Daemon;
struct TlsContext; /* rpc/tls.h */
struct DispatchHandler;

/* Equal to the public virClientTransport. */
typedef enum ServiceKind {
    SERVICE_UNIX,
    SERVICE_TCP,
    SERVICE_TLS,
} ServiceKind;

/* What a listening socket offers to its clients. */
typedef struct Service {
    ServiceKind kind;
    bool read_only;
    int auth;               /* SETTING_AUTH_*; unset: none */
    struct TlsContext *tls; /* of SERVICE_TLS; must outlive the server */
} Service;

typedef struct ServerConfig {
    const char *name;                       /* "libvirtd" */
    const uint32_t *programs;               /* that it speaks; ends with 0 */
    const struct DispatchHandler *handlers; /* by OpId: dispatch.h */
    unsigned int max_clients;
    unsigned int max_anonymous_clients; /* of these: not authenticated yet */
    unsigned int max_queued_clients;    /* not accepted yet, of a listening socket */
    unsigned int min_workers;
    unsigned int max_workers;
    unsigned int priority_workers;
    unsigned int max_client_requests; /* running at once, of one client */
    bool own_user_only;               /* whoever is somebody else is refused */
    char *const *sasl_users;          /* patterns of whom SASL lets in; NULL: everybody */
    unsigned int tcp_min_bits;        /* of encryption by SASL on TCP */
    int keepalive_interval;           /* seconds; below 1: clients are not asked */
    unsigned int keepalive_count;
    struct Daemon *daemon;                                               /* may be NULL */
    void (*clients_changed)(Server *server, unsigned int n, void *data); /* may be NULL */
    void *data;
} ServerConfig;

/* Of a server for the programs that drivers answer, with the settings that the original has when
 * nothing is configured. */
extern const ServerConfig server_config_default;

/* The loop must outlive it. config is copied, but not what it points to. */
Server *server_new(Loop *loop, const ServerConfig *config);
/* Closes everything, waits for running calls. */
void server_free(Server *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Server, server_free)

const ServerConfig *server_config(const Server *server);

/* Listen on a path, replacing a socket that nobody serves any more. gid -1: our own. */
bool server_listen_unix(Server *server, const char *path, mode_t mode, gid_t gid,
                        const Service *service, GError **error);
/* On all addresses of a host, NULL for every one that this host has. */
bool server_listen_tcp(Server *server, const char *host, const char *port, const Service *service,
                       GError **error);
/* Take clients from a descriptor that listens already; it becomes the server's. */
void server_listen_fd(Server *server, int fd, const Service *service);
/* A socket of a client that somebody else accepted; it becomes the server's. */
void server_add_client(Server *server, int fd, const Service *service);

/* Change limits while it runs; clients that are too many stay. */
bool server_set_client_limits(Server *server, unsigned int max_clients,
                              unsigned int max_anonymous_clients, GError **error);
bool server_set_workers(Server *server, unsigned int min, unsigned int max, unsigned int priority,
                        GError **error);
void server_worker_stats(Server *server, WorkerStats *stats_out);

/* Clients that are served, in the order in which they came; borrowed until the loop goes on. */
unsigned int server_client_count(const Server *server);
unsigned int server_anonymous_count(const Server *server);
Client *server_client(const Server *server, unsigned int index);
/* NULL if there is none of that id. */
Client *server_find_client(const Server *server, uint64_t id);
/* Likewise from any thread, with a reference. */
Client *server_take_client(Server *server, uint64_t id);

#endif
