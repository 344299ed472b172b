/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The callback that learns that a connection died, one per connection. While it is registered it
 * holds a reference to the connection. */
#ifndef VIRTUE_CONN_CLOSE_H
#define VIRTUE_CONN_CLOSE_H

#include "lib/conn.h"

/* For both kinds of connection: callback is a virConnectCloseFunc or virAdmConnectCloseFunc. Fails
 * if there is one already. free_fn, if not NULL, is called once opaque is no longer needed, but
 * not if this fails. */
bool conn_close_register(Conn *conn, void *callback, void *opaque, virFreeCallback free_fn,
                         int error_domain, GError **error);
bool conn_close_unregister(Conn *conn, void *callback, int error_domain, GError **error);
/* Whether unregistering would find it; sets the same error. */
bool conn_close_find(Conn *conn, void *callback, int error_domain, GError **error);

#endif
