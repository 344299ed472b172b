/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sockets that wait for clients. */
#ifndef VIRTUE_LISTENER_H
#define VIRTUE_LISTENER_H

#include "daemons/server-priv.h"

/* Takes fd, which listens. path is removed at the end; NULL for none. */
ServerListener *server_listener_new(Server *server, int fd, const char *path,
                                    const Service *service);
int server_listener_fd(const ServerListener *listener);
/* NULL if there is nothing to remove. */
const char *server_listener_path(const ServerListener *listener);
void server_listener_free(ServerListener *listener);

#endif
