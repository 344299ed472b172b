/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which daemon of this host serves a URI, and connecting to it: for the client itself and for the
 * program that ssh runs for a client on another host. */
#ifndef VIRTUE_REMOTE_DAEMON_H
#define VIRTUE_REMOTE_DAEMON_H

#include "lib/uri.h"

typedef enum RemoteMode {
    REMOTE_MODE_AUTO,   /* the modular daemon if it is there, else the monolithic one */
    REMOTE_MODE_LEGACY, /* libvirtd, or virtproxyd, which stands in for it */
    REMOTE_MODE_DIRECT, /* the modular daemon */
} RemoteMode;

typedef struct RemoteDaemon {
    char *socket;
    char *program;   /* its name, "libvirtd" */
    bool is_session; /* the user's own, which is started when it does not run */
} RemoteDaemon;

void remote_daemon_clear(RemoteDaemon *daemon);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RemoteDaemon, remote_daemon_clear)

/* Whether the URI's daemon is on this host. */
bool remote_uri_is_local(const Uri *uri, bool *is_local_out, GError **error);

/* In virtproxyd: what is asked of this host is the modular daemons', with sockets in that folder,
 * and never the one's that stands in for them. Once, before anything is opened. */
void remote_daemon_proxy_for(const char *folder);

/* uri may be without a scheme, when nobody has named one. The daemon is on this host. */
bool remote_daemon_choose(RemoteDaemon *daemon_out, const Uri *uri, RemoteMode mode, bool read_only,
                          GError **error);
/* The same on another host, as far as can be told from here; way is how it is reached. */
bool remote_daemon_choose_far(RemoteDaemon *daemon_out, const Uri *uri, RemoteMode mode,
                              const char *way, bool read_only, GError **error);

/* A connected socket, or -1. Starts the user's own daemon if that is meant and does not run, unless
 * LIBVIRT_AUTOSTART=0; then waits until it listens. */
int remote_daemon_connect(const RemoteDaemon *daemon, GError **error);

int remote_connect_unix(const char *path, GError **error);

#endif
