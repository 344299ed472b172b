/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* TLS on a connection. The work is done by a module, since most users never need it. */
#ifndef VIRTUE_TLS_H
#define VIRTUE_TLS_H

#include "rpc/channel.h"

/* Where keys and certificates are, and what is demanded of the peer's. */
typedef struct TlsConfig {
    bool is_server;
    const char *ca;
    const char *crl;             /* NULL or not there: none */
    const char *cert;            /* NULL: none */
    const char *key;             /* NULL: none */
    const char *priority;        /* as GnuTLS reads it; NULL: NORMAL */
    bool no_sanity;              /* do not look at our own certificates */
    bool no_verify;              /* a peer whose certificate is no good gets a warning only */
    const char *const *peer_dns; /* patterns, one of which a client must match; NULL: any client */
} TlsConfig;

/* Keys, certificates and demands, for any number of connections. Any thread. */
typedef struct TlsContext TlsContext;

typedef enum TlsStep {
    TLS_DONE,
    TLS_READ,  /* not before the socket is readable */
    TLS_WRITE, /* not before the socket is writable */
    TLS_FAILED,
} TlsStep;

typedef struct TlsModule {
    TlsContext *(*context_new)(const TlsConfig *config, GError **error);
    TlsContext *(*context_ref)(TlsContext *context);
    void (*context_unref)(TlsContext *context);
    /* Read the files again, for connections to come; on failure the old ones stay. */
    bool (*context_reload)(TlsContext *context, GError **error);

    /* For a connected socket that does not block; fd stays the caller's. host is whom a client
     * wants to talk to. */
    Channel *(*channel_new)(TlsContext *context, int fd, const char *host, GError **error);
    /* Before anything else: until it is done. Does not wait, but computes for milliseconds. The
     * peer's certificate is checked, and the server has told the client that it was. */
    TlsStep (*handshake)(Channel *channel, GError **error);
    /* The distinguished name of the peer's certificate; NULL for none. */
    const char *(*peer_dn)(Channel *channel);
} TlsModule;

/* Loads the module when it is asked for first. Not on the event loop. */
const TlsModule *tls_module(GError **error);

/* The files that are used if none are named. */
typedef struct TlsFiles {
    char *ca;
    char *crl;
    char *cert;
    char *key;
} TlsFiles;

/* Those in folder, if it is not NULL. Else, each that is there, the user's, unless that is root;
 * the system's for the others. Key and certificate go together. */
void tls_files_find(TlsFiles *files_out, const char *folder, bool is_server);
void tls_files_clear(TlsFiles *files);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TlsFiles, tls_files_clear)

#endif
