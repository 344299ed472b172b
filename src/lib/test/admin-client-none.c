/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stands in for the RPC client where no daemon runs. */
#include "base/err.h"
#include "lib/admin/admin.h"

bool
admin_client_open(Conn *conn, const char *socket_path, unsigned int flags, GError **error)
{
    return err_set_full(error, VIR_FROM_RPC, VIR_ERR_SYSTEM_ERROR,
                        "Failed to connect socket to '%s': No such file or directory", socket_path);
}
