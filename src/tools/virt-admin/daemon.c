/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The daemon as a whole, and this shell's connection to it. */
#include <libvirt/libvirt.h>
#include <stdlib.h>

#include "tools/virt-admin/connection.h"
#include "virt-admin-commands.h"

bool
run_uri(Shell *shell)
{
    char *uri = virAdmConnectGetURI(connection_get(shell));

    if (!uri) {
        shell_error(shell, "failed to get URI");
        return false;
    }
    shell_print(shell, "%s\n", uri);
    free(uri);
    return true;
}

static void
print_version(Shell *shell, const char *what, unsigned long long version)
{
    shell_print(shell, "%s%llu.%llu.%llu\n", what, version / 1000000, version / 1000 % 1000,
                version % 1000);
}

bool
run_version(Shell *shell)
{
    unsigned long long library;
    unsigned long long daemon;

    if (virAdmGetVersion(&library) < 0) {
        shell_error(shell, "failed to get the library version");
        return false;
    }
    print_version(shell, "Compiled against library: libvirt ", LIBVIR_VERSION_NUMBER);
    print_version(shell, "Using library: libvirt ", library);
    if (virAdmConnectGetLibVersion(connection_get(shell), &daemon) < 0) {
        shell_error(shell, "failed to get the daemon version");
        return false;
    }
    print_version(shell, "Running against daemon: ", daemon);
    return true;
}

bool
run_connect(Shell *shell, const ConnectArgs *args)
{
    return connection_change(shell, args->name);
}

char **
complete_uris(Shell *shell, unsigned int flags)
{
    static const char *const uris[] = {
        "libvirtd:///system",      "libvirtd:///session",      "virtqemud:///system",
        "virtqemud:///session",    "virtnetworkd:///system",   "virtstoraged:///system",
        "virtnodedevd:///system",  "virtinterfaced:///system", "virtsecretd:///system",
        "virtnwfilterd:///system", "virtlxcd:///system",       "virtproxyd:///system",
        "virtlogd:///system",      "virtlockd:///system",      NULL,
    };

    return g_strdupv((char **)uris);
}

bool
run_daemon_log_filters(Shell *shell, const DaemonLogFiltersArgs *args)
{
    char *filters = NULL;

    if (args->filters) {
        if (virAdmConnectSetLoggingFilters(connection_get(shell), args->filters, 0) == 0)
            return true;
        shell_error(shell, "Unable to change daemon logging settings");
        return false;
    }
    if (virAdmConnectGetLoggingFilters(connection_get(shell), &filters, 0) < 0) {
        shell_error(shell, "Unable to get daemon logging filters information");
        return false;
    }
    shell_extra(shell, " %s", "Logging filters: ");
    shell_print(shell, "%s\n", filters ? filters : "");
    free(filters);
    return true;
}

bool
run_daemon_log_outputs(Shell *shell, const DaemonLogOutputsArgs *args)
{
    char *outputs = NULL;

    if (args->outputs) {
        if (virAdmConnectSetLoggingOutputs(connection_get(shell), args->outputs, 0) == 0)
            return true;
        shell_error(shell, "Unable to change daemon logging settings");
        return false;
    }
    if (virAdmConnectGetLoggingOutputs(connection_get(shell), &outputs, 0) < 0) {
        shell_error(shell, "Unable to get daemon logging outputs information");
        return false;
    }
    shell_extra(shell, " %s", "Logging outputs: ");
    shell_print(shell, "%s\n", outputs ? outputs : "");
    free(outputs);
    return true;
}

bool
run_daemon_timeout(Shell *shell, const DaemonTimeoutArgs *args)
{
    return virAdmConnectSetDaemonTimeout(connection_get(shell), args->timeout, 0) == 0;
}

bool
run_daemon_shutdown(Shell *shell, const DaemonShutdownArgs *args)
{
    unsigned int flags = args->preserve ? VIR_DAEMON_SHUTDOWN_PRESERVE : 0;

    return virAdmConnectDaemonShutdown(connection_get(shell), flags) == 0;
}
