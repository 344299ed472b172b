/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef VIRTUE_LIBSSH_PRIV_H
#define VIRTUE_LIBSSH_PRIV_H

/* Its older names are ours too. */
#define LIBSSH_LEGACY_0_4
#include <libssh/libssh.h>
#include "rpc/ssh.h"

#define ERR_DOMAIN VIR_FROM_LIBSSH

/* Be whom the target says, by the first of its methods that the server is content with. */
bool libssh_authenticate(ssh_session session, const SshTarget *target, GError **error);

#endif
