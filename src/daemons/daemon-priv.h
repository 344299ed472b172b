/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of a daemon's main share. */
#ifndef VIRTUE_DAEMON_PRIV_H
#define VIRTUE_DAEMON_PRIV_H

#include "daemons/activation.h"
#include "daemons/daemon.h"
#include "daemons/options.h"

/* How a daemon ends, as the original does: for whoever looks at exit codes. */
typedef enum DaemonExit {
    DAEMON_EXIT_OK = 0,
    DAEMON_EXIT_FAILED = 1,
    DAEMON_EXIT_SERVER = 3,  /* no server, because of its limits for instance */
    DAEMON_EXIT_SOCKETS = 6, /* cannot listen */
} DaemonExit;

/* Signals; once for a daemon. */
bool daemon_signals_start(Daemon *daemon, GError **error);
void daemon_signals_stop(void);

/* The servers and what they listen to. */
bool daemon_make_servers(Daemon *daemon, GError **error);
bool daemon_listen(Daemon *daemon, Activation *activation, GError **error);

/* Logging: from the environment and the command line; then with the settings. */
bool daemon_logging_early(const DaemonOptions *options, GError **error);
bool daemon_logging_setup(const Daemon *daemon, const DaemonOptions *options, bool is_background,
                          GError **error);

/* Who decides what clients may do: access_drivers. */
bool daemon_access_setup(const Daemon *daemon, GError **error);
/* Keys and certificates; when something listens for TLS. */
bool daemon_tls_load(Daemon *daemon, GError **error);
void daemon_tls_free(Daemon *daemon);

/* audit_level and others, of which the drivers make use. */
bool daemon_audit_setup(const Daemon *daemon, GError **error);

/* Counting what keeps a daemon from ending by itself. */
void daemon_clients_changed(Server *server, unsigned int n, void *data);

#endif
