/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who acts through a connection, if it is somebody else than the process that opened it. */
#ifndef VIRTUE_IDENTITY_H
#define VIRTUE_IDENTITY_H

#include "lib/conn.h"

/* For backends and dispatchers: check that the parameters are VIR_CONNECT_IDENTITY_* ones, and let
 * copies of them replace conn->identity. No parameters: nobody else any more. */
bool identity_set(Conn *conn, const virTypedParameter *params, unsigned int n, GError **error);
/* The identity at this moment: a new reference to an array of virTypedParameter, or NULL. */
GPtrArray *identity_get(Conn *conn);

#endif
