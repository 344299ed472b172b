/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* virt-admin: what the engine needs to know of it. */
#include "tools/virt-admin/connection.h"
#include "virt-admin-commands.h"

static const ShellTool tool = {
    .name = "virt-admin",
    .prefix = "VIRT_ADMIN",
    .greeting = "Welcome to virt-admin, the administrating virtualization interactive terminal.",
    .features = " Daemon Debug Readline",
    .groups = tool_groups,
    .start = connection_start,
    .end = connection_end,
    .set_uri = connection_set_uri,
    .connect = connection_ensure,
};

int
main(int argc, char **argv)
{
    Connection *connection = connection_new();
    int status = shell_main(&tool, connection, argc, argv);

    connection_free(connection);
    return status;
}
