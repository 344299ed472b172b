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

typedef struct Server Server;

typedef struct ServerConfig {
    const char *name;         /* "libvirtd" */
    const uint32_t *programs; /* that it speaks; ends with 0 */
    unsigned int max_clients;
    unsigned int max_workers;
    unsigned int priority_workers;
    unsigned int max_client_requests; /* running at once, of one client */
    void (*clients_changed)(Server *server, unsigned int n, void *data); /* may be NULL */
    void *data;
} ServerConfig;

/* With the settings that the original has when nothing is configured. */
extern const ServerConfig server_config_default;

/* The loop must outlive it. config is copied, but not what it points to. */
Server *server_new(Loop *loop, const ServerConfig *config);
/* Closes everything, waits for running calls. */
void server_free(Server *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Server, server_free)

/* Listen on a path, replacing a socket that nobody serves any more. */
bool server_listen_unix(Server *server, const char *path, mode_t mode, bool read_only,
                        GError **error);
/* Take clients from a descriptor that listens already; it becomes the server's. */
void server_listen_fd(Server *server, int fd, bool read_only);
/* A socket of a client that somebody else accepted; it becomes the server's. */
void server_add_client(Server *server, int fd, bool read_only);
unsigned int server_client_count(const Server *server);

#endif
