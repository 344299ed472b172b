/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef VIRTUE_REMOTE_COMMAND_PRIV_H
#define VIRTUE_REMOTE_COMMAND_PRIV_H

#include "base/spawn.h"
#include "remote-priv.h"

/* Run a program whose standard input and output lead to the daemon; env names, NULL-terminated,
 * what it needs of our environment beside what all need. What it writes to standard error is part
 * of the error when the connection breaks; it ends with the connection. */
bool command_connect(Spawn *spawn, const char *const *env, RemoteLink *link_out, GError **error);

#endif
