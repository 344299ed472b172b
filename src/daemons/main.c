/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The daemons that serve drivers: each program is built from this, with its own row. */
#include <string.h>
#include "daemons/daemon.h"
#include "rpc/message.h"

static const uint32_t programs[] = { PROGRAM_REMOTE, PROGRAM_REMOTE + 1, PROGRAM_REMOTE + 2,
                                     PROGRAM_KEEPALIVE, 0 };
static const char *const all_drivers[] = { NULL };

static const DaemonSpec specs[] = {
    {
        .name = "libvirtd",
        .socket_name = "libvirt",
        .settings = &settings_libvirtd,
        .drivers = all_drivers,
        .programs = programs,
        .handlers = dispatch_conn_handlers,
        .features = DAEMON_READ_ONLY | DAEMON_NETWORK,
    },
};

int
main(int argc, char **argv)
{
    for (size_t i = 0; i < G_N_ELEMENTS(specs); i++) {
        if (strcmp(specs[i].name, DAEMON_NAME) == 0)
            return daemon_main(&specs[i], argc, argv);
    }
    return 1;
}
