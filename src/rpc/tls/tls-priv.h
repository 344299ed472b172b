/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of the TLS module share. */
#ifndef VIRTUE_TLS_PRIV_H
#define VIRTUE_TLS_PRIV_H

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdatomic.h>
#include "base/thread.h"
#include "rpc/tls.h"

/* What was read from the files. Connections keep theirs. */
typedef struct Credentials {
    atomic_int refs;
    gnutls_certificate_credentials_t data;
} Credentials;

struct TlsContext {
    atomic_int refs;
    bool is_server;
    bool no_sanity;
    bool no_verify;
    char *ca, *crl, *cert, *key;
    char *priority;
    char **peer_dns;

    Mutex lock; /* guards the rest */
    Credentials *credentials;
};

/* A certificate is used by... */
typedef enum CertRole {
    CERT_CA,
    CERT_SERVER,
    CERT_CLIENT,
} CertRole;

/* credentials.c */
TlsContext *context_new(const TlsConfig *config, GError **error);
TlsContext *context_ref(TlsContext *context);
void context_unref(TlsContext *context);
bool context_reload(TlsContext *context, GError **error);
Credentials *context_credentials(TlsContext *context);
void credentials_unref(Credentials *credentials);

/* check-cert.c */
/* Whether the certificate may be used so at all; path stands in the message. */
bool cert_check(gnutls_x509_crt_t cert, const char *path, CertRole role, GError **error);
/* Our own files: what can be read of them must fit together. */
bool cert_check_files(const TlsContext *context, GError **error);

/* check-peer.c */
/* The peer's certificate, when the handshake is over. *dn_out is its name, whatever the result. */
bool peer_check(const TlsContext *context, gnutls_session_t session, const char *host,
                char **dn_out, GError **error);

#endif
