/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What opening answers, seen from outside: public functions alone, so that it can also be linked
 * with the original's library, which must pass it too. */
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <unistd.h>
#include "home.h"

typedef struct OpenCase {
    const char *name;
    unsigned int flags;
    const char *variable; /* LIBVIRT_DEFAULT_URI */
    const char *conf;     /* the user's libvirt.conf */
    const char *expected; /* "URI", or "code domain message" */
} OpenCase;

#define NO_SCHEME(name)                                                                            \
    "5 0 no connection driver available for URI '" name "' does not include a driver name"
#define NO_PARSE(name) "1 45 internal error: Unable to parse URI " name
#define NO_EMBED(name)                                                                             \
    "5 0 no connection driver available for URI scheme '" name "' for embedded driver is not valid"
#define NO_LOOP   "67 40 unsupported configuration: An event loop implementation must be registered"
#define ALIAS     "uri_aliases = [ \"t=test:///default?x=1\", \"bad=foo\", \"loop=t\", \"=x\" ]\n"
#define MALFORMED "33 45 configuration file syntax error: Malformed 'uri_aliases' config entry "
#define CHARSET   ", aliases may only contain 'a-Z, 0-9, _, -'"

static const OpenCase cases[] = {
    { "test:///default", .expected = "test:///default" },
    { "test:/default", .expected = "test:///default" },
    { "test:///def%61ult", .expected = "test:///default" },
    { "test:///default?", .expected = "test:///default?" },
    { "test:///default?x=%41&y", .expected = "test:///default?x=%41&y" },
    { "test:///default#a b", .expected = NO_PARSE("test:///default#a b") },
    { "test:///default#f", .expected = "test:///default#f" },
    { "test://u%40@/default", .expected = "test://u%40@/default" },
    { "test:///default", VIR_CONNECT_RO, .expected = "test:///default" },
    { "test:///",
      .expected = "8 12 invalid argument: testOpen: supply a path or use test:///default" },
    { "foo", .expected = NO_SCHEME("foo") },
    { "foo", 0xffffffff, .expected = NO_SCHEME("foo") },
    { "test", .expected = NO_SCHEME("test") },
    { "qemu", .expected = NO_SCHEME("qemu") },
    { "//h/x", .expected = NO_SCHEME("//h/x") },
    { "?x", .expected = NO_SCHEME("?x") },
    { " ", .expected = NO_PARSE(" ") },
    { ":", .expected = NO_PARSE(":") },
    { "qemu://[::1/system", .expected = NO_PARSE("qemu://[::1/system") },
    { "qemu://h:x/system", .expected = NO_PARSE("qemu://h:x/system") },
    { "te_st:///default", .expected = NO_PARSE("te_st:///default") },
    { "qemu+unix:///embed?root=/x", .expected = NO_EMBED("qemu+unix") },
    { "QEMU:///embed?root=/x", .expected = NO_EMBED("QEMU") },
    { "a1:///embed", .expected = NO_EMBED("a1") },
    { "qemu:///embed", .expected = "8 45 invalid argument: Missing URI parameter 'root'" },
    { "qemu:///embed?root=x",
      .expected = "67 0 unsupported configuration: root path must be absolute" },
    { "qemu:///embed?root=/x", .expected = NO_LOOP },
    { "foo://h/embed?root=/x", .expected = NO_LOOP },
    { "parallels:///x", .expected = "67 0 unsupported configuration: libvirt was built without the "
                                    "'parallels' driver" },
    { "hyperv://h/", .expected = "67 0 unsupported configuration: libvirt was built without the "
                                 "'hyperv' driver" },

    { NULL, .variable = "test:///default", .expected = "test:///default" },
    { "", .variable = "test:///default", .expected = "test:///default" },
    { NULL, .variable = " ", .expected = NO_PARSE(" ") },
    { NULL, .conf = "uri_default = \"test:///default\"", .expected = "test:///default" },
    { NULL, .variable = "test:///default", .conf = "uri_default = 7",
      .expected = "test:///default" },
    { NULL, .variable = "", .conf = "uri_default = \"test:///default\"",
      .expected = "test:///default" },
    { NULL, .conf = "uri_default = \"t\"\n" ALIAS, .expected = "test:///default?x=1" },
    { NULL, .variable = "t", .conf = ALIAS, .expected = "test:///default?x=1" },
    { "t", .conf = ALIAS, .expected = "test:///default?x=1" },
    { "t", VIR_CONNECT_RO, .conf = ALIAS, .expected = "test:///default?x=1" },
    { "t", VIR_CONNECT_NO_ALIASES, .conf = ALIAS, .expected = NO_SCHEME("t") },
    { "T", .conf = ALIAS, .expected = NO_SCHEME("T") },
    { "bad", .conf = ALIAS, .expected = NO_SCHEME("bad") },
    { "loop", .conf = ALIAS, .expected = NO_SCHEME("loop") },
    { "test:///default", .conf = "uri_aliases = []", .expected = "test:///default" },
    { "a", .conf = "uri_aliases = [\"a=test:///default\", \"b\"]", .expected = "test:///default" },
    { "test:///default", .conf = "uri_aliases = [\"a=x\", \"b\"]",
      .expected = MALFORMED "'b', expected 'alias=uri://host/path'" },
    { "b", VIR_CONNECT_NO_ALIASES, .conf = "uri_aliases = [\"b\"]", .expected = NO_SCHEME("b") },
    { "a", .conf = "uri_aliases = [\"a b=x\"]", .expected = MALFORMED "'a b=x'" CHARSET },
    { "a", .conf = "uri_aliases = [\"a.b=x\"]", .expected = MALFORMED "'a.b=x'" CHARSET },
    { "a", .conf = "uri_aliases = \"a=x\"",
      .expected = "1 9 internal error: CONF: expected a string list for 'uri_aliases' parameter" },
    { "a", .conf = "uri_aliases = [ 5 ]",
      .expected = "33 9 configuration file syntax error: CONF: expected a string list for "
                  "'uri_aliases' parameter" },
    { NULL, .conf = "uri_default = 7",
      .expected = "1 9 internal error: CONF: expected a string for 'uri_default' parameter" },
    { "test:///default", .conf = "uri_aliases = [\n",
      .expected = "33 9 configuration file syntax error: CONF:2: list is not closed with ]" },
    { "test:///default", VIR_CONNECT_NO_ALIASES, .conf = "uri_aliases = [\n",
      .expected = "33 9 configuration file syntax error: CONF:2: list is not closed with ]" },
};

static char *conf_path;

static char *
outcome(const OpenCase *row)
{
    virConnectPtr conn = virConnectOpenAuth(row->name, NULL, row->flags);
    virErrorPtr error = virGetLastError();
    g_auto(GStrv) parts = NULL;
    g_autofree char *message = NULL;

    if (conn) {
        char *uri = virConnectGetURI(conn);

        g_assert_null(error);
        g_assert_cmpint(virConnectClose(conn), ==, 0);
        return uri;
    }
    g_assert_nonnull(error);
    g_assert_cmpint(error->level, ==, VIR_ERR_ERROR);
    parts = g_strsplit(error->message, conf_path, -1);
    message = g_strjoinv("CONF", parts);
    return g_strdup_printf("%d %d %s", error->code, error->domain, message);
}

static void
test_case(gconstpointer data)
{
    const OpenCase *row = data;
    g_autofree char *got = NULL;

    g_unsetenv("LIBVIRT_DEFAULT_URI");
    if (row->variable)
        g_setenv("LIBVIRT_DEFAULT_URI", row->variable, TRUE);
    unlink(conf_path);
    if (row->conf)
        g_assert_true(g_file_set_contents(conf_path, row->conf, -1, NULL));
    got = outcome(row);
    g_assert_cmpstr(got, ==, row->expected);
}

static void
test_handles(void)
{
    virConnectPtr conn;
    unsigned long version = 0;
    unsigned long type_version = 0;

    unlink(conf_path);
    conn = virConnectOpenReadOnly("test:///default");
    g_assert_nonnull(conn);
    g_assert_cmpstr(virConnectGetType(conn), ==, "TEST");
    g_assert_cmpint(virConnectIsAlive(conn), ==, 1);
    g_assert_cmpint(virConnectIsEncrypted(conn), ==, 0);
    g_assert_cmpint(virConnectSetKeepAlive(conn, 5, 3), ==, -1);
    g_assert_cmpstr(virGetLastErrorMessage(), ==,
                    "this function is not supported by the connection driver: "
                    "virConnectSetKeepAlive");
    g_assert_cmpint(virConnectSetIdentity(conn, NULL, 0, 0), ==, -1);
    g_assert_cmpint(virGetLastErrorCode(), ==, VIR_ERR_NO_SUPPORT);
    g_assert_cmpint(virConnectRegisterCloseCallback(conn, NULL, NULL, NULL), ==, -1);
    g_assert_cmpstr(virGetLastErrorMessage(), ==,
                    "cb in virConnectRegisterCloseCallback must not be NULL");
    g_assert_cmpint(virConnectRef(conn), ==, 0);
    g_assert_cmpint(virConnectClose(conn), ==, 1);
    g_assert_cmpint(virConnectClose(conn), ==, 0);

    g_assert_cmpint(virConnectClose(NULL), ==, -1);
    g_assert_cmpstr(virGetLastErrorMessage(), ==, "invalid connection pointer in virConnectClose");
    g_assert_cmpint(virGetLastErrorDomain(), ==, VIR_FROM_NONE);
    g_assert_null(virConnectGetURI(NULL));
    g_assert_cmpint(virGetLastErrorDomain(), ==, VIR_FROM_DOMAIN);

    g_assert_cmpint(virInitialize(), ==, 0);
    g_assert_cmpint(virGetVersion(&version, "nonsense", &type_version), ==, 0);
    g_assert_cmpint(version, >=, 9000000);
    g_assert_cmpint(version, ==, type_version);
    g_assert_cmpint(virGetVersion(NULL, NULL, NULL), ==, -1);
}

int
main(int argc, char **argv)
{
    int result;

    g_test_init(&argc, &argv, NULL);
    home_enter();
    conf_path = home_conf_path("libvirt.conf");
    home_add_rows("/open", test_case, cases, G_N_ELEMENTS(cases), sizeof(*cases));
    g_test_add_func("/open/handles", test_handles);
    result = home_run();
    g_free(conf_path);
    return result;
}
