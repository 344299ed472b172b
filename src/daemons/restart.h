/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A daemon that takes its own place, on SIGUSR1: the program is run anew in the same process, and
 * goes on with the sockets, the clients, and whatever else the daemon holds for guests.
 *
 * What it needs to know stands in NAME-restart-exec.json, in the form of the original's, so that
 * the program may also be the other implementation's, from either side. */
#ifndef VIRTUE_RESTART_H
#define VIRTUE_RESTART_H

#include <json-c/json_types.h>
#include "daemons/daemon.h"

/* What is particular to a daemon. */
typedef struct RestartHooks {
    /* Add members to the document; keep each descriptor that it names with restart_keep(). */
    bool (*save)(Daemon *daemon, json_object *document, GError **error);
    /* Servers and clients are not there yet. What cannot be restored is left out, and that is said
     * in the log: the rest is more worth than nothing. False: there is no going on. */
    bool (*restore)(Daemon *daemon, json_object *document, GError **error);
    /* The private data of a client of the main server. */
    json_object *(*save_client)(Client *client);
    bool (*restore_client)(Client *client, json_object *data, GError **error);
} RestartHooks;

/* Whether this program takes a place: *state_out is the document then, else NULL. A file of another
 * process, left when the host went down, is removed. */
bool restart_load(Daemon *daemon, json_object **state_out, GError **error);
/* Go on with what the document says: hooks, sockets and clients. */
bool restart_restore(Daemon *daemon, json_object *state, GError **error);

/* On the loop. Does not return, unless it fails. */
bool restart_now(Daemon *daemon, GError **error);
/* Have the new program see a descriptor. */
bool restart_keep(Daemon *daemon, int fd, GError **error);

#endif
