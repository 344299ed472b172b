/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Inside libvirt-admin.so.0: connections to the administrative socket of a daemon. */
#ifndef VIRTUE_ADMIN_H
#define VIRTUE_ADMIN_H

#include "lib/conn.h"
#include "lib/uri.h"

/* The socket that a URI means: ?socket=, or that of a daemon (libvirtd:///system,
 * virtqemud:///session, ...). The caller's. */
char *admin_socket_path(const Uri *uri, GError **error);

/* Connect to the socket, open the admin program with flags, and set conn->backend. Part of the RPC
 * client. */
bool admin_client_open(Conn *conn, const char *socket_path, unsigned int flags, GError **error);

#endif
