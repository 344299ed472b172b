/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/virt-admin/connection.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

struct Connection {
    virAdmConnectPtr handle;
    char *uri;              /* NULL: the usual one */
    bool is_lost;           /* there was one, and it broke */
    atomic_bool has_broken; /* told by the thread of events */

    pthread_t events;
    atomic_bool is_ending;
    int wake_up; /* timer that has the thread of events look around */
};

Connection *
connection_new(void)
{
    return g_new0(Connection, 1);
}

void
connection_free(Connection *connection)
{
    g_free(connection->uri);
    g_free(connection);
}

static Connection *
connection_of(const Shell *shell)
{
    return shell_data(shell);
}

/* --- the thread of events: tells when the daemon is gone */

static void *
serve_events(void *data)
{
    Connection *connection = data;

    while (!atomic_load(&connection->is_ending)) {
        if (virEventRunDefaultImpl() < 0)
            break;
    }
    return NULL;
}

static void
wake_up(int timer, void *data)
{
    /* Nobody needs the timer twice. */
    virEventUpdateTimeout(timer, -1);
}

bool
connection_start(Shell *shell)
{
    Connection *connection = connection_of(shell);

    if (virEventRegisterDefaultImpl() < 0) {
        shell_report(shell);
        return false;
    }
    connection->wake_up = virEventAddTimeout(-1, wake_up, NULL, NULL);
    if (pthread_create(&connection->events, NULL, serve_events, connection) != 0) {
        shell_error(shell, "Failed to start event loop thread");
        return false;
    }
    return true;
}

/* Why a connection broke: virConnectCloseReason. */
static const char *const reasons[] = {
    [VIR_CONNECT_CLOSE_REASON_ERROR] = "I/O error",
    [VIR_CONNECT_CLOSE_REASON_EOF] = "end of file",
    [VIR_CONNECT_CLOSE_REASON_KEEPALIVE] = "keepalive timeout",
};

/* On the thread of events, while the user may be typing. */
static void
on_close(virAdmConnectPtr handle, int reason, void *data)
{
    Connection *connection = data;

    if (reason >= 0 && reason < (int)G_N_ELEMENTS(reasons)) {
        char *uri = virAdmConnectGetURI(handle);

        fprintf(stderr, "error: Disconnected from %s due to %s\n", uri ? uri : "the daemon",
                reasons[reason]);
        free(uri);
    }
    atomic_store(&connection->has_broken, true);
}

/* --- opening and closing */

static void
drop(Connection *connection)
{
    if (!connection->handle)
        return;
    virAdmConnectUnregisterCloseCallback(connection->handle, on_close);
    virAdmConnectClose(connection->handle);
    connection->handle = NULL;
}

void
connection_end(Shell *shell)
{
    Connection *connection = connection_of(shell);

    drop(connection);
    atomic_store(&connection->is_ending, true);
    virEventUpdateTimeout(connection->wake_up, 0);
    pthread_join(connection->events, NULL);
    virEventRemoveTimeout(connection->wake_up);
}

void
connection_set_uri(Shell *shell, const char *uri)
{
    Connection *connection = connection_of(shell);

    g_free(connection->uri);
    connection->uri = g_strdup(uri);
}

static bool
open_it(Connection *connection)
{
    atomic_store(&connection->has_broken, false);
    connection->handle = virAdmConnectOpen(connection->uri, 0);
    if (!connection->handle)
        return false;
    if (virAdmConnectRegisterCloseCallback(connection->handle, on_close, connection, NULL) == 0)
        return true;
    drop(connection);
    return false;
}

/* Whether there is one that works; one that broke is let go of. */
static bool
is_open(Connection *connection)
{
    if (connection->handle && atomic_load(&connection->has_broken)) {
        drop(connection);
        connection->is_lost = true;
    }
    return connection->handle != NULL;
}

bool
connection_ensure(Shell *shell)
{
    Connection *connection = connection_of(shell);
    bool was_lost;

    if (is_open(connection))
        return true;
    was_lost = connection->is_lost;
    connection->is_lost = false;
    if (!open_it(connection)) {
        shell_error(shell, was_lost ? "Failed to reconnect to the admin server"
                                    : "Failed to connect to the admin server");
        return false;
    }
    if (was_lost)
        shell_extra(shell, "Reconnected to the admin server\n");
    return true;
}

bool
connection_ensure_quietly(Shell *shell)
{
    Connection *connection = connection_of(shell);

    return is_open(connection) || open_it(connection);
}

bool
connection_change(Shell *shell, const char *uri)
{
    Connection *connection = connection_of(shell);
    bool is_again = connection->handle != NULL;

    drop(connection);
    connection->is_lost = false;
    if (uri)
        connection_set_uri(shell, uri);
    if (!open_it(connection)) {
        shell_error(shell, "Failed to connect to the admin server");
        return false;
    }
    shell_print(shell,
                is_again ? "Reconnected to the admin server\n" : "Connected to the admin server\n");
    return true;
}

virAdmConnectPtr
connection_get(Shell *shell)
{
    return connection_of(shell)->handle;
}
