/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The connection of the shell to a daemon. */
#ifndef VIRTUE_VIRT_ADMIN_CONNECTION_H
#define VIRTUE_VIRT_ADMIN_CONNECTION_H

#include <libvirt/libvirt-admin.h>
#include "tools/shell/shell.h"

typedef struct Connection Connection;

Connection *connection_new(void);
void connection_free(Connection *connection);

/* Hooks of the tool. */
bool connection_start(Shell *shell);
void connection_end(Shell *shell);
void connection_set_uri(Shell *shell, const char *uri);
/* True if there is one, or if there is one now. */
bool connection_ensure(Shell *shell);
/* Likewise, for completers: nobody is told why there is none. */
bool connection_ensure_quietly(Shell *shell);

/* Leave the one that there is for another; NULL for the one that is usual. */
bool connection_change(Shell *shell, const char *uri);
/* The shell's own; NULL if it is not connected. */
virAdmConnectPtr connection_get(Shell *shell);

#endif
