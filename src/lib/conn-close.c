/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/conn-close.h"

#include "lib/call.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* Both public callback types look like this to the machine. */
typedef void (*CloseFunc)(void *conn, int reason, void *opaque);

bool
conn_close_register(Conn *conn, void *callback, void *opaque, virFreeCallback free_fn,
                    int error_domain, GError **error)
{
    MUTEX_GUARD(&conn->lock);

    if (conn->close_callback)
        return err_set_full(error, error_domain, VIR_ERR_OPERATION_INVALID,
                            "A close callback is already registered");
    conn->close_callback = callback;
    conn->close_opaque = opaque;
    conn->close_free = free_fn;
    conn_ref(conn);
    return true;
}

/* Take the callback out; false if it is another one. callback NULL takes any. */
static bool
take(Conn *conn, void *callback, CloseFunc *callback_out, void **opaque_out,
     virFreeCallback *free_out)
{
    MUTEX_GUARD(&conn->lock);

    if (!conn->close_callback || (callback && callback != conn->close_callback))
        return false;
    *callback_out = (CloseFunc)conn->close_callback;
    *opaque_out = g_steal_pointer(&conn->close_opaque);
    *free_out = conn->close_free;
    conn->close_callback = NULL;
    conn->close_free = NULL;
    return true;
}

static bool
different(int error_domain, GError **error)
{
    return err_set_full(error, error_domain, VIR_ERR_OPERATION_INVALID,
                        "A different callback was requested");
}

bool
conn_close_find(Conn *conn, void *callback, int error_domain, GError **error)
{
    MUTEX_GUARD(&conn->lock);

    return conn->close_callback == callback || different(error_domain, error);
}

bool
conn_close_unregister(Conn *conn, void *callback, int error_domain, GError **error)
{
    CloseFunc function;
    virFreeCallback free_fn;
    void *opaque;

    if (!take(conn, callback, &function, &opaque, &free_fn))
        return different(error_domain, error);
    if (free_fn)
        free_fn(opaque);
    conn_unref(conn);
    return true;
}

void
conn_closed(Conn *conn, int reason)
{
    CloseFunc function;
    virFreeCallback free_fn;
    void *opaque;

    if (!take(conn, NULL, &function, &opaque, &free_fn))
        return;
    function(conn, reason, opaque);
    if (free_fn)
        free_fn(opaque);
    conn_unref(conn);
}

/* Drivers that cannot lose their peer accept callbacks that they will never call. */
static bool
never_closes(const Call *call)
{
    const Backend *backend = call->conn->backend;

    return !backend || !backend->supports || !backend->supports(call->conn, (OpId)(call->op - ops));
}

int
virConnectRegisterCloseCallback(virConnectPtr conn, virConnectCloseFunc cb, void *opaque,
                                virFreeCallback freecb)
{
    Call call = CALL(OP_CONNECT_REGISTER_CLOSE_CALLBACK);
    int result = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_CONNECT, conn, NULL) || !call_nonnull(&call, cb, "cb"))
        goto end;
    if (never_closes(&call)) {
        result = 0;
        goto end;
    }
    if (!conn_close_register(call.conn, cb, opaque, freecb, VIR_FROM_REMOTE, &call.error))
        goto end;
    if (!call_invoke(&call, NULL, NULL)) {
        /* The peer refused, so opaque stays the caller's. */
        MUTEX_GUARD(&call.conn->lock);

        call.conn->close_free = NULL;
    } else {
        result = 0;
    }
    if (result < 0)
        conn_close_unregister(call.conn, cb, VIR_FROM_REMOTE, NULL);
end:
    call_end(&call);
    return result;
}

int
virConnectUnregisterCloseCallback(virConnectPtr conn, virConnectCloseFunc cb)
{
    Call call = CALL(OP_CONNECT_UNREGISTER_CLOSE_CALLBACK);
    int result = -1;

    call_begin(&call);
    if (!call_object(&call, OBJECT_CONNECT, conn, NULL) || !call_nonnull(&call, cb, "cb"))
        goto end;
    if (never_closes(&call)) {
        result = 0;
        goto end;
    }
    if (!conn_close_find(call.conn, cb, VIR_FROM_REMOTE, &call.error) ||
        !call_invoke(&call, NULL, NULL) ||
        !conn_close_unregister(call.conn, cb, VIR_FROM_REMOTE, &call.error))
        goto end;
    result = 0;
end:
    call_end(&call);
    return result;
}
