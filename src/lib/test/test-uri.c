/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* uri/NAME.txt holds one URI per line, uri/NAME.out what becomes of each.
 * VIRTUE_TEST_REWRITE=1 writes the .out files instead. */
#include "lib/uri.h"

#include "base/err.h"

static void
append(GString *out, const char *name, const char *value)
{
    if (value)
        g_string_append_printf(out, "  %s %s\n", name, value);
}

static void
describe(GString *out, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Uri) uri = uri_parse(text, &error);
    g_autofree char *printed = NULL;
    g_autofree char *query = NULL;

    g_string_append_printf(out, "%s\n", text);
    if (!uri) {
        g_string_append_printf(out, "  error %d %d %s\n", error->code, err_detail(error)->domain,
                               error->message);
        return;
    }
    append(out, "scheme", uri->scheme);
    append(out, "transport", uri->transport);
    append(out, "user", uri->user);
    append(out, "server", uri->server);
    if (uri->port)
        g_string_append_printf(out, "  port %u\n", uri->port);
    append(out, "path", uri->path);
    append(out, "query", uri->query);
    append(out, "fragment", uri->fragment);
    for (guint i = 0; i < uri->params->len; i++) {
        const UriParam *param = uri->params->pdata[i];

        g_string_append_printf(out, "  param %s=%s\n", param->name, param->value);
    }
    query = uri_format_params(uri);
    append(out, "params", query);
    printed = uri_format(uri);
    append(out, "prints", printed);
}

static void
test_file(gconstpointer data)
{
    const char *path = data;
    g_autofree char *out_path = g_strdup_printf("%.*s.out", (int)strlen(path) - 4, path);
    g_autofree char *input = NULL;
    g_autofree char *expected = NULL;
    g_auto(GStrv) lines = NULL;
    g_autoptr(GString) out = g_string_new(NULL);

    g_assert_true(g_file_get_contents(path, &input, NULL, NULL));
    lines = g_strsplit(input, "\n", -1);
    for (size_t i = 0; lines[i] && (lines[i + 1] || *lines[i]); i++)
        describe(out, lines[i]);
    if (g_getenv("VIRTUE_TEST_REWRITE")) {
        g_assert_true(g_file_set_contents(out_path, out->str, (gssize)out->len, NULL));
        return;
    }
    g_assert_true(g_file_get_contents(out_path, &expected, NULL, NULL));
    g_assert_cmpstr(out->str, ==, expected);
}

/* What is printed must parse to the same printed text. */
static void
test_stable(void)
{
    static const char *const cases[] = { "test:default", "x://u%40v@[::1]:5/p%20q?a=b#c%20d",
                                         "x:p?q#f", "//h", "x://h%3A1/p" };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Uri) uri = uri_parse(cases[i], NULL);
        g_autofree char *once = uri_format(uri);
        g_autoptr(Uri) again = uri_parse(once, NULL);
        g_autofree char *twice = uri_format(again);

        /* "x:p" is printed "x://p", where p is a server: so the second time may differ from the
         * first in fields, but not in text. */
        g_assert_cmpstr(once, ==, twice);
    }
}

static void
test_params(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Uri) uri = uri_parse("x:///embed?a=1&b=%2F&a=2", &error);
    g_autofree char *query = NULL;

    g_assert_cmpstr(uri_param(uri, "a"), ==, "1");
    g_assert_cmpstr(uri_param_required(uri, "b", &error), ==, "/");
    g_assert_no_error(error);
    g_assert_null(uri_param(uri, "A"));
    g_assert_null(uri_param_required(uri, "root", &error));
    g_assert_error(error, ERR_QUARK, VIR_ERR_INVALID_ARG);
    g_assert_cmpstr(error->message, ==, "invalid argument: Missing URI parameter 'root'");
    ((UriParam *)uri->params->pdata[0])->ignored = true;
    query = uri_format_params(uri);
    g_assert_cmpstr(query, ==, "b=%2F&a=2");
}

int
main(int argc, char **argv)
{
    g_autofree char *folder = NULL;
    const char *name;
    GDir *dir;

    g_test_init(&argc, &argv, NULL);
    folder = g_test_build_filename(G_TEST_DIST, "uri", NULL);
    dir = g_dir_open(folder, 0, NULL);
    g_assert_nonnull(dir);
    while ((name = g_dir_read_name(dir))) {
        g_autofree char *test = g_strdup_printf("/uri/%s", name);

        if (g_str_has_suffix(name, ".txt"))
            g_test_add_data_func_full(test, g_build_filename(folder, name, NULL), test_file,
                                      g_free);
    }
    g_dir_close(dir);
    g_test_add_func("/uri/stable", test_stable);
    g_test_add_func("/uri/params", test_params);
    return g_test_run();
}
