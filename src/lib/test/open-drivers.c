/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "open-drivers.h"

#include "base/err.h"
#include "lib/call.h"

#define ERR_DOMAIN VIR_FROM_TEST

int far_calls;
bool far_is_dead;
int backends_closed;

static bool
test_invoke(Conn *conn, Call *call, const void *args, void *ret, GError **error)
{
    return call_unsupported(call, error);
}

static bool
far_invoke(Conn *conn, Call *call, const void *args, void *ret, GError **error)
{
    far_calls++;
    if (far_is_dead)
        return err_set_full(error, VIR_FROM_RPC, VIR_ERR_INTERNAL_ERROR, "client socket is closed");
    return true;
}

static bool
far_supports(Conn *conn, OpId op)
{
    return op == OP_CONNECT_REGISTER_CLOSE_CALLBACK || op == OP_CONNECT_UNREGISTER_CLOSE_CALLBACK ||
           op == OP_CONNECT_SET_IDENTITY;
}

static void
backend_close(Conn *conn)
{
    backends_closed++;
}

static const Backend test_backend = {
    .name = "TEST",
    .invoke = test_invoke,
    .close = backend_close,
};

static const Backend far_backend = {
    .name = "remote",
    .invoke = far_invoke,
    .supports = far_supports,
    .close = backend_close,
};

static DriverOpen
test_open(Conn *conn, const Uri *uri, virConnectAuthPtr auth, unsigned int flags, GError **error)
{
    if (!uri)
        return DRIVER_DECLINED;
    if (g_strcmp0(uri->path, "/default") != 0) {
        err_set(error, VIR_ERR_INVALID_ARG, "testOpen: supply a path or use test:///default");
        return DRIVER_FAILED;
    }
    conn->backend = &test_backend;
    return DRIVER_OPENED;
}

static DriverOpen
far_open(Conn *conn, const Uri *uri, virConnectAuthPtr auth, unsigned int flags, GError **error)
{
    if (uri && g_strcmp0(uri->path, "/nobody") == 0)
        return DRIVER_DECLINED;
    conn->backend = &far_backend;
    if (!uri)
        conn->uri = g_strdup("far:///found");
    return DRIVER_OPENED;
}

static const char *const test_schemes[] = { "test", NULL };
static const Driver test_driver = { .name = "test", .schemes = test_schemes, .open = test_open };
static const Driver far_driver = { .name = "remote", .takes_remote = true, .open = far_open };

const Driver *const driver_builtins[] = { &far_driver, &test_driver, NULL };
