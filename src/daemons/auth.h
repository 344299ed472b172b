/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who a client is: TLS before its first packet, then the calls by which it authenticates.
 *
 * Until it has, a client has one call at a time and a deadline. It may try once. */
#ifndef VIRTUE_AUTH_SERVER_H
#define VIRTUE_AUTH_SERVER_H

#include "daemons/client.h"
#include "daemons/dispatch.h"
#include "rpc/sasl.h"
#include "rpc/tls.h"

struct ClientAuth {
    /* TLS. The channel is the worker's while it is at it, then the loop's, then the transport's. */
    const TlsModule *tls;
    Channel *channel;
    TlsStep step;
    GError *error;
    unsigned int outer_bits; /* strength of its encryption */

    bool has_spoken; /* TLS; the loop only */
    atomic_bool is_tried;
    /* Calls: one at a time. */
    bool is_complete;
    const SaslModule *sasl;
    SaslSession *session;
};

void client_auth_free(ClientAuth *auth);

/* The loop only. A client that came by TLS: begin; go on when the socket is ready; take what a
 * worker found. */
bool handshake_begin(Client *client, GError **error);
void handshake_due(Client *client);
void handshake_attend(Client *client);

/* The uniform answer; why goes to the log. */
bool auth_denied(const GError *why, GError **error);
/* The client's one attempt begins. False if that is not what it should do. */
bool auth_begin(Client *client, int setting, GError **error);

/* Handlers. */
bool auth_list(Client *client, Call *call, const void *args, void *ret, GError **error);
bool auth_sasl_init(Client *client, Call *call, const void *args, void *ret, GError **error);
bool auth_sasl_start(Client *client, Call *call, const void *args, void *ret, GError **error);
bool auth_sasl_step(Client *client, Call *call, const void *args, void *ret, GError **error);
void auth_sasl_after(Client *client);
bool auth_polkit(Client *client, Call *call, const void *args, void *ret, GError **error);

#endif
