/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of the SASL module share. */
#ifndef VIRTUE_SASL_PRIV_H
#define VIRTUE_SASL_PRIV_H

#include <sasl/sasl.h>
#include "rpc/sasl.h"

/* Kinds of credentials. */
#define OFFERS_MAX 16

struct SaslSession {
    sasl_conn_t *conn;
    bool (*ask)(void *data, virConnectCredential *credentials, unsigned int n, GError **error);
    void (*forget)(virConnectCredential *credentials, unsigned int n);
    void *data;
    sasl_callback_t callbacks[OFFERS_MAX + 1]; /* the library keeps a pointer to them */
    virConnectCredential *answers;             /* to what it has asked; NULL for none */
    unsigned int n_answers;
};

void session_free(SaslSession *session);
/* As every message about it: "WHAT: NUMBER (DETAIL)". */
bool session_error(SaslSession *session, int code, const char *what, int rc, GError **error);

/* channel.c */
Channel *channel_new(SaslSession *session, int fd);

/* ask.c */
/* What the library may ask for, of what the caller can answer. */
void session_offer(SaslSession *session, const int *offers);
/* Bring what the library asks for. */
bool session_ask(SaslSession *session, sasl_interact_t *questions, GError **error);
void session_forget(SaslSession *session);

#endif
