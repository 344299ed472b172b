/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A connection to virtlogd or virtlockd.
 *
 * Calls wait, each with a deadline, so that a manager that hangs costs an error and not the guest;
 * not for the event loop. One thread at a time; others wait for their turn. */
#ifndef VIRTUE_MANAGER_CLIENT_H
#define VIRTUE_MANAGER_CLIENT_H

#include <glib.h>
#include <stdbool.h>
#include "lib/op-ids.h"

typedef struct ManagerClient ManagerClient;

/* Where a manager listens: /run/libvirt/NAME-sock, or in the folder of the user's session. */
char *manager_socket(const char *name, bool is_system, GError **error);

/* Takes a connected socket. */
ManagerClient *manager_client_new(int fd);
ManagerClient *manager_client_connect(const char *socket, GError **error);
void manager_client_free(ManagerClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ManagerClient, manager_client_free)

/* args and ret are the structs of the operation. fd_out, if given, is the one descriptor that comes
 * with the answer; not to come is an error then. After an error of the connection itself all calls
 * fail. */
bool manager_client_call(ManagerClient *client, OpId op, const void *args, void *ret, int *fd_out,
                         GError **error);

#endif
