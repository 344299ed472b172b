/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/conn.h"

#include "lib/call.h"
#include "lib/conn-events.h"
#include "lib/conn-priv.h"
#include "lib/typed-param.h"

Conn *
conn_new(unsigned int kind)
{
    Conn *conn = g_new0(Conn, 1);

    mutex_init(&conn->lock);
    handle_init(&conn->head, kind, conn, NULL);
    return conn;
}

void
conn_dispose(Conn *conn)
{
    if (conn->backend && conn->backend->close)
        conn->backend->close(conn);
    conn_events_free(conn->events);
    if (conn->close_free)
        conn->close_free(conn->close_opaque);
    virResetError(&conn->error);
    g_clear_pointer(&conn->identity, g_ptr_array_unref);
    g_free(conn->uri);
    mutex_clear(&conn->lock);
}

int
conn_close(Call *call, unsigned int kind, void *pointer)
{
    if (!call_object(call, kind, pointer, NULL))
        return -1;
    /* Not to be told about errors any more. */
    call->conn = NULL;
    return conn_unref(pointer) ? 1 : 0;
}

int
conn_alive(Call *call, unsigned int kind, void *pointer)
{
    const Backend *backend;

    if (!call_object(call, kind, pointer, NULL))
        return -1;
    backend = call->conn->backend;
    return !backend->is_alive || backend->is_alive(call->conn);
}

char *
conn_uri(Call *call, unsigned int kind, void *pointer)
{
    return call_object(call, kind, pointer, NULL) ? g_strdup(call->conn->uri) : NULL;
}
