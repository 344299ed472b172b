/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The daemons that serve drivers: each program is built from this, with its own row. */
#include <string.h>
#include "daemons/daemon.h"
#include "rpc/message.h"

static const uint32_t programs[] = { PROGRAM_REMOTE, PROGRAM_REMOTE + 1, PROGRAM_REMOTE + 2,
                                     PROGRAM_KEEPALIVE, 0 };

/* Those that others need come first. */
static const char *const all_drivers[] = { "network",  "interface", "secret", "storage", "nodedev",
                                           "nwfilter", "qemu",      "lxc",    NULL };

#define DAEMON_ROW(daemon_name, of_sockets, of_settings, drivers_, more)                           \
    {                                                                                              \
        .name = (daemon_name), .socket_name = (of_sockets), .settings = (of_settings),             \
        .drivers = (drivers_), .programs = programs, .handlers = dispatch_conn_handlers,           \
        .features = DAEMON_READ_ONLY | (more)                                                      \
    }
#define ONE_DRIVER(daemon_name, driver)                                                            \
    DAEMON_ROW(daemon_name, daemon_name, &settings_modular,                                        \
               ((const char *const[]){ (driver), NULL }), 0)

static const DaemonSpec specs[] = {
    DAEMON_ROW("libvirtd", "libvirt", &settings_libvirtd, all_drivers, DAEMON_NETWORK),
    DAEMON_ROW("virtproxyd", "libvirt", &settings_virtproxyd, NULL, DAEMON_NETWORK | DAEMON_REMOTE),
    ONE_DRIVER("virtinterfaced", "interface"),
    ONE_DRIVER("virtlxcd", "lxc"),
    ONE_DRIVER("virtnetworkd", "network"),
    ONE_DRIVER("virtnodedevd", "nodedev"),
    ONE_DRIVER("virtnwfilterd", "nwfilter"),
    ONE_DRIVER("virtqemud", "qemu"),
    ONE_DRIVER("virtsecretd", "secret"),
    ONE_DRIVER("virtstoraged", "storage"),
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
