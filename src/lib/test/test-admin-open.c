/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Admin connections up to the socket. What the RPC client would say of a socket that is not there
 * is said here by a stand-in, so that the original's library passes the same cases. */
#include <libvirt/libvirt-admin.h>
#include <libvirt/virterror.h>
#include <unistd.h>
#include "home.h"

typedef struct AdminCase {
    const char *name;
    const char *variable;
    const char *conf;
    const char *expected; /* the socket's path, with HOME for the user's; or the error */
} AdminCase;

#define ALIAS "uri_aliases = [ \"a=virtqemud:///system\", \"libvirtd=virtlogd:///system\" ]\n"

static const AdminCase cases[] = {
    { NULL, .expected = "HOME/libvirt/libvirt-admin-sock" },
    { "libvirtd:///system", .expected = "/run/libvirt/libvirt-admin-sock" },
    { "libvirtd:///session", .expected = "HOME/libvirt/libvirt-admin-sock" },
    { "virtqemud:///session", .expected = "HOME/libvirt/virtqemud-admin-sock" },
    { "virtlogd:///system", .expected = "/run/libvirt/virtlogd-admin-sock" },
    { "virtqemud+unix:///system", .expected = "/run/libvirt/virtqemud+unix-admin-sock" },
    { "virtqemud://u@h:5/system", .expected = "/run/libvirt/virtqemud-admin-sock" },
    { "foo+x:///y?socket=/a&socket=/b", .expected = "/b" },
    { "", .expected = "67 62 unsupported configuration: No URI scheme specified" },
    { "libvirtd", .expected = "67 62 unsupported configuration: No URI scheme specified" },
    { "qemu:///system",
      .expected = "67 62 unsupported configuration: Unsupported URI scheme 'qemu'" },
    { "foo:///x", .expected = "67 62 unsupported configuration: Unsupported URI scheme 'foo'" },
    { "libvirtd+tcp://h/system",
      .expected = "67 62 unsupported configuration: Unsupported URI scheme 'libvirtd+tcp'" },
    { "libvirtd://",
      .expected = "67 62 unsupported configuration: Invalid URI path '', try '/system'" },
    { "libvirtd:system",
      .expected = "67 62 unsupported configuration: Invalid URI path 'system', try '/system'" },
    { "foo:///x?socket=/x&bar",
      .expected = "67 62 unsupported configuration: Unknown URI parameter 'bar'" },
    { "a b", .expected = "1 45 internal error: Unable to parse URI a b" },
    { NULL, .variable = "virtqemud:///system", .expected = "/run/libvirt/virtqemud-admin-sock" },
    { NULL, .variable = "a", .conf = ALIAS, .expected = "/run/libvirt/virtqemud-admin-sock" },
    { "libvirtd", .conf = ALIAS, .expected = "/run/libvirt/virtlogd-admin-sock" },
    { NULL, .conf = "uri_default = \"virtlogd:///system\"",
      .expected = "/run/libvirt/virtlogd-admin-sock" },
    { NULL, .conf = "uri_aliases = [ \"a\" ]",
      .expected = "33 45 configuration file syntax error: Malformed 'uri_aliases' config entry "
                  "'a', expected 'alias=uri://host/path'" },
};

static const char *home;
static char *conf_path;

static void
test_case(gconstpointer data)
{
    const AdminCase *row = data;
    g_auto(GStrv) parts = g_strsplit(row->expected, "HOME", -1);
    g_autofree char *expected = g_strjoinv(home, parts);
    g_autofree char *got = NULL;
    const virError *error;

    if (*expected == '/') {
        char *path = expected;

        expected = g_strdup_printf("38 7 Failed to connect socket to '%s': No such file or "
                                   "directory",
                                   path);
        g_free(path);
    }
    g_unsetenv("LIBVIRT_ADMIN_DEFAULT_URI");
    if (row->variable)
        g_setenv("LIBVIRT_ADMIN_DEFAULT_URI", row->variable, TRUE);
    unlink(conf_path);
    if (row->conf)
        g_assert_true(g_file_set_contents(conf_path, row->conf, -1, NULL));
    g_assert_null(virAdmConnectOpen(row->name, 0));
    error = virGetLastError();
    got = g_strdup_printf("%d %d %s", error->code, error->domain, error->message);
    g_assert_cmpstr(got, ==, expected);
}

static void
test_null(void)
{
    unsigned long long version = 0;

    g_assert_cmpint(virAdmConnectClose(NULL), ==, 0);
    g_assert_cmpint(virAdmConnectIsAlive(NULL), ==, 0);
    g_assert_null(virAdmConnectGetURI(NULL));
    g_assert_cmpstr(virGetLastErrorMessage(), ==,
                    "invalid connection pointer in virAdmConnectGetURI");
    g_assert_cmpint(virGetLastErrorDomain(), ==, VIR_FROM_ADMIN);
    g_assert_cmpint(virAdmConnectRegisterCloseCallback(NULL, NULL, NULL, NULL), ==, -1);
    g_assert_cmpint(virAdmGetVersion(&version), ==, 0);
    g_assert_cmpint(version, >=, 9000000);
    g_assert_cmpint(virAdmGetVersion(NULL), ==, -1);
}

int
main(int argc, char **argv)
{
    int result;

    g_test_init(&argc, &argv, NULL);
    home = home_enter();
    conf_path = home_conf_path("libvirt-admin.conf");
    g_assert_cmpint(virAdmInitialize(), ==, 0);
    home_add_rows("/admin/open", test_case, cases, G_N_ELEMENTS(cases), sizeof(*cases));
    g_test_add_func("/admin/null", test_null);
    result = home_run();
    g_free(conf_path);
    return result;
}
