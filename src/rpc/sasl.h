/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Negotiating who somebody is by SASL, and the encryption that may come of it. The work is done by
 * a module, since most users never need it. */
#ifndef VIRTUE_SASL_H
#define VIRTUE_SASL_H

#include <libvirt/libvirt.h>
#include "rpc/channel.h"

/* What one message of a negotiation may hold. */
#define SASL_MESSAGE_MAX 65536u

/* One negotiation; one thread at a time. */
typedef struct SaslSession SaslSession;

typedef struct SaslConfig {
    const char *host;        /* of the server, for a client; NULL for a server */
    const char *local;       /* "ADDRESS;PORT"; NULL where there are none */
    const char *remote;      /* likewise */
    unsigned int outer_bits; /* strength of the encryption that is there already; 0: none */
    unsigned int min_bits;   /* of the encryption that must come of it; 0: none may, and mechanisms
                              * that show the password, or nothing, are welcome */
    /* A client: types of credentials (VIR_CRED_*) that ask() can bring, ending with -1. */
    const int *offers;
    bool (*ask)(void *data, virConnectCredential *credentials, unsigned int n, GError **error);
    void (*forget)(virConnectCredential *credentials, unsigned int n); /* what ask() brought */
    void *data;
} SaslConfig;

/* A message; no data and empty data are different things. */
typedef struct SaslData {
    const char *data; /* NULL: none */
    size_t n;
} SaslData;

typedef enum SaslResult {
    SASL_RESULT_DONE, /* there may be something to send all the same */
    SASL_RESULT_MORE, /* the peer has to answer */
    SASL_RESULT_FAILED,
} SaslResult;

typedef struct SaslModule {
    /* For a program that is a server, before it uses SASL otherwise: several negotiations may go on
     * at once. In an application the library belongs to whoever used it first. */
    bool (*serve)(GError **error);
    SaslSession *(*client_new)(const SaslConfig *config, GError **error);
    SaslSession *(*server_new)(const SaslConfig *config, GError **error);
    void (*session_free)(SaslSession *session);

    /* What a server offers: names with commas between them; the session's. */
    const char *(*mechanisms)(SaslSession *session, GError **error);
    /* Choose from such a list and begin. What comes out is the session's, until it goes on. May
     * ask. */
    SaslResult (*client_start)(SaslSession *session, const char *mechanisms,
                               const char **mechanism_out, SaslData *out, GError **error);
    SaslResult (*client_step)(SaslSession *session, SaslData in, SaslData *out, GError **error);
    SaslResult (*server_start)(SaslSession *session, const char *mechanism, SaslData in,
                               SaslData *out, GError **error);
    SaslResult (*server_step)(SaslSession *session, SaslData in, SaslData *out, GError **error);

    /* When it is done: who the client is (the session's); how strong the encryption is; what it is
     * done with, which takes the session. */
    const char *(*identity)(SaslSession *session, GError **error);
    bool (*bits)(SaslSession *session, unsigned int *bits_out, GError **error);
    Channel *(*channel_new)(SaslSession *session, int fd);
} SaslModule;

/* Loads the module when it is asked for first. Not on the event loop. */
const SaslModule *sasl_module(GError **error);

#endif
