/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A connection whose answers come from a daemon. */
#ifndef VIRTUE_REMOTE_PRIV_H
#define VIRTUE_REMOTE_PRIV_H

#include "drivers/remote/remote.h"
#include "rpc/client.h"

/* Features are numbered below this. */
#define FEATURE_COUNT 32

typedef struct Remote {
    RpcClient *client;
    atomic_int feature[FEATURE_COUNT]; /* 0: not asked yet; 1: no; 2: yes */
    bool has_close_callback;           /* registered with the daemon */
} Remote;

/* A connected socket for the URI, or -1. */
int remote_connect(const Uri *uri, unsigned int flags, GError **error);
int remote_connect_unix(const char *path, GError **error);
/* The path of the daemon's socket; NULL with an error. */
char *remote_socket_path(const Uri *uri, bool read_only, GError **error);
/* What the daemon is to open: the URI without what is for us. */
char *remote_inner_uri(const Uri *uri);

/* Ask the daemon, in whatever form it understands. */
bool remote_invoke(Conn *conn, Call *call, const void *args, void *ret, GError **error);
/* Call as the table says. */
bool remote_call(Remote *remote, Call *call, const void *args, void *ret, GError **error);
bool remote_supports(Remote *remote, int feature, bool *answer_out, GError **error);

#endif
