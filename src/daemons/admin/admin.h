/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The program that administers a daemon: what serves it. */
#ifndef VIRTUE_DAEMONS_ADMIN_H
#define VIRTUE_DAEMONS_ADMIN_H

#include "daemons/dispatch.h"

/* For the server "admin" of every daemon; client->server gives the daemon. All of them run on the
 * loop but those marked, which may block. */
extern const DispatchHandler admin_handlers[OP_COUNT];

#endif
