/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A connection whose answers come from a daemon. */
#ifndef VIRTUE_REMOTE_PRIV_H
#define VIRTUE_REMOTE_PRIV_H

#include "drivers/remote/remote.h"
#include "lib/auth.h"
#include "rpc/client.h"

/* Features are numbered below this. */
#define FEATURE_COUNT 32

typedef struct Remote {
    RpcClient *client;
    atomic_int feature[FEATURE_COUNT]; /* 0: not asked yet; 1: no; 2: yes */
    bool has_close_callback;           /* registered with the daemon */
    bool is_encrypted;                 /* nobody on the way can read what is said */
    bool is_local;                     /* there is no way: the daemon is on this host */
    unsigned int outer_bits;           /* strength of the channel that it began with */
} Remote;

/* A way to a daemon, as URIs name it behind the '+'. */
typedef struct RemoteTransport {
    const char *name;
    bool is_built;
} RemoteTransport;

/* Ends with a NULL name. */
extern const RemoteTransport remote_transports[];

/* The URI parameters that speak of the way to the daemon and are not passed on. */
typedef enum RemoteOption {
    OPTION_NAME,
    OPTION_COMMAND,
    OPTION_SOCKET,
    OPTION_AUTH,
    OPTION_SSHAUTH,
    OPTION_NETCAT,
    OPTION_KEYFILE,
    OPTION_PKIPATH,
    OPTION_TLS_PRIORITY,
    OPTION_MODE,
    OPTION_PROXY,
    OPTION_KNOWN_HOSTS,
    OPTION_KNOWN_HOSTS_VERIFY,
    OPTION_NO_SANITY,
    OPTION_NO_VERIFY,
    OPTION_NO_TTY,
    OPTION_COUNT
} RemoteOption;

typedef struct RemoteOptions {
    const RemoteTransport *transport;
    const char *value[OPTION_COUNT]; /* the URI's; NULL if not given */
} RemoteOptions;

bool remote_options_read(RemoteOptions *options, const Uri *uri, GError **error);

/* A connected socket for the URI, or -1. *channel_out is what its bytes pass through, NULL for
 * nothing. */
int remote_connect(const Uri *uri, unsigned int flags, Channel **channel_out, GError **error);
int remote_connect_unix(const char *path, GError **error);
/* To the host of the URI, and to its port, if it has one. */
int remote_connect_tcp(const Uri *uri, const char *default_port, GError **error);
int remote_connect_tls(const Uri *uri, const RemoteOptions *options, Channel **channel_out,
                       GError **error);
/* What the daemon is to open: the URI without what is for us. */
char *remote_inner_uri(const Uri *uri);

/* As the daemon wants it; wish is the URI's "auth", NULL for any. */
bool remote_authenticate(Remote *remote, const Uri *uri, const char *wish, virConnectAuthPtr auth,
                         GError **error);
/* mechanism NULL: any. */
bool remote_authenticate_sasl(Remote *remote, const AuthPeer *peer, const char *mechanism,
                              GError **error);

/* One of our own calls. */
bool remote_ask(Remote *remote, OpId op, const void *args, void *ret, GError **error);
/* Ask the daemon, in whatever form it understands. */
bool remote_invoke(Conn *conn, Call *call, const void *args, void *ret, GError **error);
/* Call as the table says. */
bool remote_call(Remote *remote, Call *call, const void *args, void *ret, GError **error);
bool remote_supports(Remote *remote, int feature, bool *answer_out, GError **error);

#endif
