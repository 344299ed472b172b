/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Inside of opening: which driver is asked, modules, close callbacks, identity. */
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <unistd.h>

#include "base/err.h"
#include "lib/identity.h"
#include "open-drivers.h"

static void
silence(void *opaque, virErrorPtr error)
{
}

/* The error's message, or the backend's name and the URI. */
static char *
opened(const char *name)
{
    g_autoptr(GError) error = NULL;
    Conn *conn = conn_open(name, NULL, 0, &error);
    char *result;

    if (!conn)
        return g_strdup(error->message);
    result = g_strdup_printf("%s %s", conn->backend->name, conn->uri);
    conn_unref(conn);
    return result;
}

static void
test_order(void)
{
    static const char *const cases[][2] = {
        { "test:///default", "TEST test:///default" },
        { "test+unix:///default", "remote test+unix:///default" },
        { "test+:///default", "remote test+:///default" },
        { "test://h/default", "remote test://h/default" },
        { "TEST:///default", "remote TEST:///default" },
        { "test:///other", "invalid argument: testOpen: supply a path or use test:///default" },
        { "xen", "remote xen:///system" },
        { "xen:", "remote xen://" },
        { "foo:///nobody", "no connection driver available for foo:///nobody" },
        { "hyperv+ssh://h/", "remote hyperv+ssh://h/" },
        { "openvz://h/", "remote openvz://h/" },
        { "openvz:///system",
          "unsupported configuration: libvirt was built without the 'openvz' driver" },
        { "foo:///embed?root=/x", "no connection driver available for foo:///embed?root=/x" },
        { "test:///embed?root=/x", "no connection driver available for test:///embed?root=/x" },
        { NULL, "remote far:///found" },
        { "", "remote far:///found" },
    };

    g_assert_cmpint(virEventRegisterDefaultImpl(), ==, 0); /* embedded drivers want one */
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *got = opened(cases[i][0]);

        g_assert_cmpstr(got, ==, cases[i][1]);
    }
}

static void
test_cause(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;

    g_setenv("LIBVIRT_DEFAULT_URI", "foo", TRUE);
    g_assert_null(conn_open(NULL, NULL, 0, &error));
    g_unsetenv("LIBVIRT_DEFAULT_URI");
    g_assert_cmpstr(error->message, ==,
                    "no connection driver available for URI 'foo' does not include a driver name");
    text = err_describe(error);
    g_assert_nonnull(strstr(text, "while opening 'foo', which the default stands for"));
}

static void
test_module(void)
{
    g_autofree char *folder = g_dir_make_tmp("virtue-modules-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "libvirt_driver_broken.so", NULL);
    g_autofree char *expected =
        g_strdup_printf("internal error: Failed to load module '%s': ", path);
    bool found = true;

    g_setenv("LIBVIRT_DRIVER_DIR", folder, TRUE);
    g_assert_true(driver_load("broken", &found, NULL));
    g_assert_false(found);

    g_assert_true(g_file_set_contents(path, "broken", -1, NULL));
    for (int i = 0; i < 2; i++) {
        g_autoptr(GError) error = NULL;

        g_assert_false(driver_load("broken", &found, &error));
        g_assert_true(g_str_has_prefix(error->message, expected));
    }
    g_unsetenv("LIBVIRT_DRIVER_DIR");
    g_assert_no_errno(unlink(path));
    g_assert_no_errno(rmdir(folder));
}

static int reason_seen;
static int freed;

static void
on_close(virConnectPtr conn, int reason, void *opaque)
{
    g_assert_true(virConnectIsAlive(conn));
    g_assert_cmpstr(opaque, ==, "opaque");
    reason_seen = reason;
}

static void
on_close_other(virConnectPtr conn, int reason, void *opaque)
{
    g_assert_not_reached();
}

static void
count_free(void *opaque)
{
    g_assert_cmpstr(opaque, ==, "opaque");
    freed++;
}

static int
listen_close(virConnectPtr conn)
{
    return virConnectRegisterCloseCallback(conn, on_close, (char *)"opaque", count_free);
}

#define assert_last(domain, message)                                                               \
    do {                                                                                           \
        g_assert_cmpstr(virGetLastErrorMessage(), ==, (message));                                  \
        g_assert_cmpint(virGetLastErrorDomain(), ==, (domain));                                    \
    } while (0)

static void
test_close_callback(void)
{
    virConnectPtr conn = virConnectOpen("far:///x");

    freed = 0;
    backends_closed = 0;
    g_assert_cmpint(virConnectUnregisterCloseCallback(conn, on_close), ==, -1);
    assert_last(VIR_FROM_REMOTE,
                "Requested operation is not valid: A different callback was requested");
    g_assert_cmpint(listen_close(conn), ==, 0);
    g_assert_cmpint(listen_close(conn), ==, -1);
    assert_last(VIR_FROM_REMOTE,
                "Requested operation is not valid: A close callback is already registered");
    g_assert_cmpint(virConnectUnregisterCloseCallback(conn, on_close_other), ==, -1);
    g_assert_cmpint(freed, ==, 0);
    g_assert_cmpint(virConnectUnregisterCloseCallback(conn, on_close), ==, 0);
    g_assert_cmpint(freed, ==, 1);

    /* Registered, it keeps the connection alive; it is called once. */
    g_assert_cmpint(listen_close(conn), ==, 0);
    conn_ref((Conn *)conn);
    g_assert_cmpint(virConnectClose(conn), ==, 1);
    reason_seen = -1;
    conn_closed((Conn *)conn, VIR_CONNECT_CLOSE_REASON_EOF);
    g_assert_cmpint(reason_seen, ==, VIR_CONNECT_CLOSE_REASON_EOF);
    g_assert_cmpint(freed, ==, 2);
    conn_closed((Conn *)conn, VIR_CONNECT_CLOSE_REASON_ERROR);
    g_assert_cmpint(reason_seen, ==, VIR_CONNECT_CLOSE_REASON_EOF);

    /* A registration that the peer refuses leaves nothing behind. */
    far_is_dead = true;
    g_assert_cmpint(listen_close(conn), ==, -1);
    assert_last(VIR_FROM_RPC, "internal error: client socket is closed");
    far_is_dead = false;
    g_assert_cmpint(freed, ==, 2);
    g_assert_cmpint(backends_closed, ==, 0);
    g_assert_cmpint(virConnectClose(conn), ==, 0);
    g_assert_cmpint(backends_closed, ==, 1);
}

/* A driver that cannot lose its peer takes callbacks and forgets them, as in the original. */
static void
test_close_callback_local(void)
{
    virConnectPtr conn = virConnectOpen("test:///default");

    freed = 0;
    g_assert_cmpint(listen_close(conn), ==, 0);
    g_assert_cmpint(listen_close(conn), ==, 0);
    g_assert_cmpint(virConnectUnregisterCloseCallback(conn, on_close_other), ==, 0);
    g_assert_cmpint(virConnectClose(conn), ==, 0);
    g_assert_cmpint(freed, ==, 0);
}

static void
test_identity(void)
{
    virTypedParameter params[2] = {
        { .field = VIR_CONNECT_IDENTITY_USER_NAME, .type = VIR_TYPED_PARAM_STRING },
        { .field = VIR_CONNECT_IDENTITY_UNIX_USER_ID, .type = VIR_TYPED_PARAM_ULLONG },
    };
    virConnectPtr conn = virConnectOpen("far:///x");
    g_autoptr(GError) error = NULL;
    GPtrArray *identity;

    g_assert_cmpint(virConnectSetIdentity(conn, params, 1, 0), ==, -1); /* string NULL */
    params[0].value.s = (char *)"joe";
    far_calls = 0;
    g_assert_cmpint(virConnectSetIdentity(conn, params, 2, 0), ==, 0);
    g_assert_cmpint(virConnectSetIdentity(conn, NULL, 0, 0), ==, 0);
    g_assert_cmpint(far_calls, ==, 2);
    g_assert_cmpint(virConnectSetIdentity(conn, NULL, 1, 0), ==, -1);
    g_assert_cmpint(virConnectSetIdentity(conn, params, -1, 0), ==, -1);
    g_assert_cmpint(virConnectSetIdentity(conn, params, 21, 0), ==, -1);
    g_assert_cmpint(far_calls, ==, 2);

    g_assert_true(identity_set((Conn *)conn, params, 2, &error));
    identity = identity_get((Conn *)conn);
    g_assert_cmpint(identity->len, ==, 2);
    params[1].type = VIR_TYPED_PARAM_INT;
    g_assert_false(identity_set((Conn *)conn, params, 2, &error));
    g_assert_cmpstr(error->message, ==,
                    "invalid argument: invalid type 'int' for parameter 'unix-user-id', expected "
                    "'ullong'");
    g_clear_error(&error);
    params[1] = params[0];
    g_assert_false(identity_set((Conn *)conn, params, 2, &error));
    g_assert_cmpstr(error->message, ==,
                    "invalid argument: parameter 'user-name' occurs multiple times");
    g_clear_error(&error);
    memcpy(params[0].field, "foo", sizeof("foo"));
    g_assert_false(identity_set((Conn *)conn, params, 1, &error));
    g_assert_cmpstr(error->message, ==, "argument unsupported: parameter 'foo' not supported");
    g_assert_true(identity_set((Conn *)conn, NULL, 0, NULL));
    g_assert_null(identity_get((Conn *)conn));
    g_assert_cmpstr(((virTypedParameter *)identity->pdata[0])->value.s, ==, "joe");
    g_ptr_array_unref(identity);
    virConnectClose(conn);
}

int
main(int argc, char **argv)
{
    g_autofree char *home = g_dir_make_tmp("virtue-open-XXXXXX", NULL);
    int result;

    g_test_init(&argc, &argv, NULL);
    g_setenv("XDG_CONFIG_HOME", home, TRUE);
    g_unsetenv("LIBVIRT_DEFAULT_URI");
    g_unsetenv("LIBVIRT_DRIVER_DIR");
    virSetErrorFunc(NULL, silence);
    g_test_add_func("/open/order", test_order);
    g_test_add_func("/open/cause", test_cause);
    g_test_add_func("/open/module", test_module);
    g_test_add_func("/open/close-callback", test_close_callback);
    g_test_add_func("/open/close-callback-local", test_close_callback_local);
    g_test_add_func("/open/identity", test_identity);
    result = g_test_run();
    rmdir(home);
    return result;
}
