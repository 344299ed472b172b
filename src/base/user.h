/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Users and groups by name or number, as configuration files and security labels name them.
 *
 * A text that begins with '+' is a number; any other is looked up as a name first, then taken as
 * a number, which need not belong to anybody. The value -1, which system calls read as "leave as
 * it is", is refused. Unknown ones are VIR_ERR_INVALID_ARG, "Failed to parse user 'x'".
 *
 * The look-up may ask the network (LDAP): not for the event loop, nor between fork and exec. */
#ifndef VIRTUE_USER_H
#define VIRTUE_USER_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

bool user_find(const char *text, uid_t *uid_out, GError **error);
bool group_find(const char *text, gid_t *gid_out, GError **error);

#endif
