/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A connection whose answers come from a daemon. */
#ifndef VIRTUE_REMOTE_PRIV_H
#define VIRTUE_REMOTE_PRIV_H

#include "drivers/remote/daemon.h"
#include "drivers/remote/remote.h"
#include "lib/auth.h"
#include "rpc/client.h"

/* Features are numbered below this. */
#define FEATURE_COUNT 32

typedef struct RemoteTransport RemoteTransport;

typedef struct Remote {
    RpcClient *client;
    const RemoteTransport *transport;
    atomic_int feature[FEATURE_COUNT]; /* 0: not asked yet; 1: no; 2: yes */
    bool has_close_callback;           /* registered with the daemon */
    bool is_encrypted;                 /* nobody on the way can read what is said */
    bool is_local;                     /* there is no way: the daemon is on this host */
    unsigned int outer_bits;           /* strength of the channel that it began with */
} Remote;

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

/* What runs at the other end of ssh. */
typedef enum RemoteProxy {
    REMOTE_PROXY_AUTO, /* the helper if it is there, else netcat */
    REMOTE_PROXY_NETCAT,
    REMOTE_PROXY_NATIVE,
} RemoteProxy;

/* A way to the daemon, as the URI and the user's settings have it. */
typedef struct RemoteOptions {
    const RemoteTransport *transport;
    const char *value[OPTION_COUNT]; /* the URI's; NULL if not given */
    int number[OPTION_COUNT];        /* of those that are numbers; 0 if not given */
    RemoteMode mode;
    RemoteProxy proxy;
    bool has_proxy; /* somebody has said so */
} RemoteOptions;

bool remote_options_read(RemoteOptions *options, const Uri *uri, GError **error);

/* A connection that was made, before anything was said over it. */
typedef struct RemoteLink {
    int fd;
    Channel *channel; /* NULL: the bare socket */
} RemoteLink;

/* What it takes to make one. */
typedef struct RemoteRoute {
    const Uri *uri;
    const RemoteOptions *options;
    virConnectAuthPtr auth;
    bool read_only;
} RemoteRoute;

typedef bool (*RemoteConnectFn)(const RemoteRoute *route, RemoteLink *link_out, GError **error);

struct RemoteTransport {
    const char *name;        /* as URIs have it behind the '+' */
    RemoteConnectFn connect; /* NULL: not built yet */
    bool is_secure;          /* nobody can listen */
};

/* Ends with a NULL name. */
extern const RemoteTransport remote_transports[];

bool remote_connect_unix_way(const RemoteRoute *route, RemoteLink *link_out, GError **error);
bool remote_connect_tls(const RemoteRoute *route, RemoteLink *link_out, GError **error);
bool remote_connect_tcp(const RemoteRoute *route, RemoteLink *link_out, GError **error);
bool remote_connect_ssh(const RemoteRoute *route, RemoteLink *link_out, GError **error);
bool remote_connect_ssh_library(const RemoteRoute *route, RemoteLink *link_out, GError **error);
bool remote_connect_ext(const RemoteRoute *route, RemoteLink *link_out, GError **error);

/* A socket connected to the URI's host; the default port counts where the URI has none. */
int remote_connect_host(const Uri *uri, const char *default_port, GError **error);

/* The line for the shell at the other end of ssh that connects its standard input and output with
 * the daemon there; see remote_daemon_far(). */
char *remote_shell_line(const RemoteRoute *route, GError **error);

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
bool remote_call(Remote *remote, Call *call, const void *args, void *ret, GError **error);
bool remote_supports(Remote *remote, int feature, bool *answer_out, GError **error);

#endif
