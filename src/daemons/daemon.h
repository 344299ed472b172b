/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A daemon: the one main of all of them, and what their parts need from it.
 *
 * Unless said otherwise everything here belongs to the loop's thread, on which handlers of
 * operations run that never block. */
#ifndef VIRTUE_DAEMON_H
#define VIRTUE_DAEMON_H

#include "base/loop.h"
#include "base/thread.h"
#include "daemons/dispatch.h"
#include "daemons/server.h"
#include "daemons/settings.h"

typedef struct Daemon Daemon;

typedef enum DaemonFeatures {
    DAEMON_READ_ONLY = 1 << 0, /* has a read-only socket */
    DAEMON_NETWORK = 1 << 1,   /* may listen on TCP and TLS: option --listen and its settings */
    DAEMON_REMOTE = 1 << 2,    /* other daemons have the drivers: it asks these */
    DAEMON_OWN_USER = 1 << 3,  /* serves only the user that it runs as */
} DaemonFeatures;

/* What makes one daemon different from another. */
typedef struct DaemonSpec {
    const char *name;        /* of the program, the pid file and the main server: "virtqemud" */
    const char *socket_name; /* of the sockets: "virtqemud" for virtqemud-sock, "libvirt" */
    const SettingsFile *settings;
    const char *const *drivers; /* modules to load, NULL-terminated; what is not there is skipped */
    const uint32_t *programs;   /* of the main server; ends with 0 */
    const DispatchHandler *handlers; /* of the main server, by OpId */
    unsigned int features;
    const struct RestartHooks *restart; /* restart.h; NULL: it does not take its own place */
    /* All may be NULL. Settings are read and servers are made, nothing is listened to yet; then
     * SIGHUP; then the end, with all clients gone. */
    bool (*start)(Daemon *daemon, GError **error);
    void (*reload)(Daemon *daemon);
    void (*stop)(Daemon *daemon);
} DaemonSpec;

/* Folders, all below the root if there is one. */
typedef struct DaemonPaths {
    char *root;     /* "" or an absolute path without '/' at its end */
    char *config;   /* /etc/libvirt */
    char *runtime;  /* /run/libvirt: sockets */
    char *state;    /* /var/lib/libvirt */
    char *log;      /* /var/log/libvirt */
    char *settings; /* file */
    char *pid_file;
    char *ca_file; /* where certificates are if settings do not say */
    char *cert_file;
    char *key_file;
} DaemonPaths;

struct Daemon {
    const DaemonSpec *spec;
    char **argv; /* as the program got it */
    char *program; /* its path, for running it anew; NULL if it cannot be told */
    GArray *kept_fds; /* that the new program is to see */
    Loop *loop;
    Settings settings;
    DaemonPaths paths;
    bool is_system;     /* not of a user's session */
    bool is_privileged; /* runs as root */
    bool is_activated;  /* somebody else made the sockets */
    bool listens;       /* on TCP and TLS */
    bool is_verbose;
    struct TlsContext *tls; /* NULL unless it listens for TLS */
    GPtrArray *servers;     /* of Server, "admin" first */
    void *data;             /* the spec's own */

    Mutex lock; /* guards the rest */
    bool is_quitting;
    unsigned int timeout; /* seconds; 0: none */
    unsigned int n_clients;
    int n_inhibitors;
    int timer;
};

int daemon_main(const DaemonSpec *spec, int argc, char **argv);

/* NULL if there is none of that name. */
Server *daemon_server(Daemon *daemon, const char *name);

/* Where there are any: read keys and certificates again, for clients to come. Waits for the disk.
 */
bool daemon_tls_reload(Daemon *daemon, GError **error);

/* End when the loop comes back. Any thread. */
void daemon_quit(Daemon *daemon);
/* End after so many seconds without clients and without anything that inhibits it; 0: never. */
void daemon_set_timeout(Daemon *daemon, unsigned int seconds);
/* Something runs that wants the daemon to stay: +1, or -1 when it has ended. Any thread. */
void daemon_inhibit(Daemon *daemon, int change);

/* Have fn called on the loop when the signal comes. Before the loop runs. */
typedef void (*DaemonSignalFn)(Daemon *daemon, void *data);
void daemon_on_signal(Daemon *daemon, int number, DaemonSignalFn fn, void *data);

#endif
