/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who a client is: the process at the other end, as the kernel knows it, and what authentication
 * has found out. */
#ifndef VIRTUE_CLIENT_IDENTITY_H
#define VIRTUE_CLIENT_IDENTITY_H

#include <sys/socket.h>
#include "daemons/client.h"

/* The process that connected a unix socket; false for others. Any thread, never waits. */
bool client_peer(const Client *client, struct ucred *peer_out);

/* Authentication found a text: VIR_CONNECT_IDENTITY_SASL_USER_NAME or
 * VIR_CONNECT_IDENTITY_X509_DISTINGUISHED_NAME. Any thread; before the client opens its connection.
 */
void client_identity_claim(Client *client, const char *field, const char *value);

/* All that is known, as VIR_CONNECT_IDENTITY_* parameters: a new reference to an array of
 * virTypedParameter. The first call looks up names of users, which may wait: not for the loop. */
GPtrArray *client_identity(Client *client);
/* What the first call found, or NULL before it. Any thread, never waits. */
GPtrArray *client_identity_known(Client *client);

/* The identity becomes that of the connection; one to another daemon is told, too. */
bool client_identity_give(Client *client, Conn *conn, GError **error);

#endif
