/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/err.h"

#include <errno.h>

#define ERR_DOMAIN VIR_FROM_CONF

static void
test_forms(void)
{
    static const struct {
        int code;
        const char *detail;
        const char *expected;
    } cases[] = {
        { VIR_ERR_INTERNAL_ERROR, "x", "internal error: x" },
        { VIR_ERR_INTERNAL_ERROR, NULL, "internal error" },
        { VIR_ERR_UNKNOWN_HOST, "h", "unknown host h" },
        { VIR_ERR_DOM_EXIST, "'vm'", "domain 'vm' exists already" },
        { VIR_ERR_DOM_EXIST, "100%s%n", "domain 100%s%n exists already" },
        { VIR_ERR_SYSTEM_ERROR, "gone", "gone" },
        { VIR_ERR_XML_ERROR, NULL, "XML description is invalid or not well formed" },
        { VIR_ERR_OK, "x", NULL },
        { -1, "x", NULL },
        { 100000, NULL, NULL },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *got = err_message(cases[i].code, cases[i].detail);

        g_assert_cmpstr(got, ==, cases[i].expected);
    }
    g_assert_cmpstr(err_form(VIR_ERR_DOM_EXIST, true), ==, "domain %s exists already");
    g_assert_cmpstr(err_form(VIR_ERR_DOM_EXIST, false), ==, "this domain exists already");
}

static void
test_set(void)
{
    g_autoptr(GError) error = NULL;
    const ErrDetail *detail;

    g_assert_false(err_set(&error, VIR_ERR_CONF_SYNTAX, "line %d", 7));
    g_assert_error(error, ERR_QUARK, VIR_ERR_CONF_SYNTAX);
    g_assert_cmpstr(error->message, ==, "configuration file syntax error: line 7");
    detail = err_detail(error);
    g_assert_cmpint(detail->domain, ==, VIR_FROM_CONF);
    g_assert_cmpint(detail->level, ==, VIR_ERR_ERROR);
    g_assert_cmpstr(detail->str1, ==, "configuration file syntax error: %s");
    g_assert_cmpstr(detail->str2, ==, "line 7");
    g_assert_null(detail->str3);
    g_assert_cmpint(detail->int1, ==, -1);
    g_assert_cmpint(detail->int2, ==, -1);
    g_clear_error(&error);

    g_assert_false(err_set(&error, VIR_ERR_NO_MEMORY, NULL));
    g_assert_cmpstr(error->message, ==, "out of memory");
    g_assert_null(err_detail(error)->str2);
    g_assert_null(err_set_null(NULL, VIR_ERR_NO_MEMORY, "%s", "nobody asks"));
}

static void
test_unknown_code(void)
{
    g_autoptr(GError) error = NULL;

    err_set(&error, 4711, "from %s", "tomorrow");
    g_assert_cmpstr(error->message, ==, "from tomorrow");
    g_clear_error(&error);
    err_set(&error, 4711, NULL);
    g_assert_cmpstr(error->message, ==, "error 4711");
}

static void
test_errno(void)
{
    g_autoptr(GError) error = NULL;

    errno = ENOENT;
    g_assert_false(err_errno(&error, VIR_ERR_SYSTEM_ERROR, "cannot open '%s'", "/x"));
    g_assert_cmpint(errno, ==, ENOENT);
    g_assert_cmpstr(error->message, ==, "cannot open '/x': No such file or directory");
    g_assert_cmpint(err_detail(error)->int1, ==, ENOENT);
    g_clear_error(&error);

    g_assert_false(err_errno(&error, VIR_ERR_SYSTEM_ERROR, NULL));
    g_assert_cmpstr(error->message, ==, "No such file or directory");
}

static void
test_context(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) copy = NULL;
    g_autofree char *text = NULL;

    g_assert_false(err_context(&error, "nothing to add to"));
    g_assert_null(error);
    err_set(&error, VIR_ERR_OPEN_FAILED, "'/x'");
    err_context(&error, "disk '%s'", "vda");
    err_context(&error, "while starting '%s'", "vm");
    g_assert_cmpstr(error->message, ==, "failed to open configuration file '/x'");
    copy = g_error_copy(error);
    g_clear_error(&error);
    text = err_describe(copy);
    g_assert_cmpstr(text, ==,
                    "failed to open configuration file '/x' (while starting 'vm'; disk 'vda')");
}

static void
test_foreign(void)
{
    g_autoptr(GError) error = g_error_new_literal(G_FILE_ERROR, G_FILE_ERROR_NOENT, "not there");
    g_autofree char *plain = err_describe(error);
    g_autofree char *with_cause = NULL;
    g_autofree char *none = err_describe(NULL);

    g_assert_null(err_detail(error));
    g_assert_cmpstr(plain, ==, "not there");
    g_assert_nonnull(none);
    err_context(&error, "while reading the list");
    g_assert_error(error, ERR_QUARK, VIR_ERR_INTERNAL_ERROR);
    with_cause = err_describe(error);
    g_assert_cmpstr(with_cause, ==, "internal error: not there (while reading the list)");
}

static void
test_raw(void)
{
    g_autoptr(GError) error = NULL;
    ErrDetail wire = { .domain = VIR_FROM_QEMU, .level = VIR_ERR_WARNING, .int1 = 3 };
    char form[] = "%s";

    wire.str1 = form;
    g_assert_false(err_set_raw(&error, 4711, "as it came: %s", &wire));
    g_assert_cmpstr(error->message, ==, "as it came: %s");
    g_assert_cmpint(error->code, ==, 4711);
    g_assert_cmpint(err_detail(error)->domain, ==, VIR_FROM_QEMU);
    g_assert_cmpint(err_detail(error)->level, ==, VIR_ERR_WARNING);
    g_assert_cmpstr(err_detail(error)->str1, ==, "%s");
    g_assert_true(err_detail(error)->str1 != form);
    g_clear_error(&error);
    g_assert_false(err_set_raw(&error, VIR_ERR_RPC, NULL, NULL));
    g_assert_cmpstr(error->message, ==, "");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/err/forms", test_forms);
    g_test_add_func("/err/set", test_set);
    g_test_add_func("/err/unknown-code", test_unknown_code);
    g_test_add_func("/err/errno", test_errno);
    g_test_add_func("/err/context", test_context);
    g_test_add_func("/err/foreign", test_foreign);
    g_test_add_func("/err/raw", test_raw);
    return g_test_run();
}
