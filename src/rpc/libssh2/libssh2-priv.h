/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef VIRTUE_LIBSSH2_PRIV_H
#define VIRTUE_LIBSSH2_PRIV_H

#include <libssh2.h>
#include "rpc/ssh.h"

#define ERR_DOMAIN VIR_FROM_SSH

/* What the library last had to say. */
const char *libssh2_why(LIBSSH2_SESSION *session);
/* Whether the host is the right one. */
bool libssh2_check_host(LIBSSH2_SESSION *session, const SshTarget *target, GError **error);
/* Be whom the target says, by the first of its methods that the server is content with. The
 * session's abstract pointer is used meanwhile. */
bool libssh2_authenticate(LIBSSH2_SESSION *session, const SshTarget *target, GError **error);

#endif
