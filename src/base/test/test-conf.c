/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every conf/NAME.conf is parsed, each of its settings read by the getter that the beginning of
 * its name says ("bool_x", "strings_x"), and the outcome compared with conf/NAME.out.
 * VIRTUE_TEST_REWRITE=1 writes the .out files instead. */
#include "base/conf-priv.h"

#include <errno.h>
#include <inttypes.h>

#include "base/err.h"
#include "base/file.h"

typedef bool (*Read)(Conf *conf, const char *key, GString *out, GError **error);

static bool
read_string(Conf *conf, const char *key, GString *out, GError **error)
{
    g_autofree char *value = g_strdup("the default");

    if (!conf_get_string(conf, key, &value, error))
        return false;
    g_string_append_printf(out, "'%s'", value);
    return true;
}

static void
append_strings(char **strings, GString *out)
{
    g_string_append(out, "[");
    for (char **at = strings; *at; at++)
        g_string_append_printf(out, " '%s'", *at);
    g_string_append(out, " ]");
}

static bool
read_strings(Conf *conf, const char *key, GString *out, GError **error)
{
    g_auto(GStrv) value = g_strsplit("the default", " ", 0);

    if (!conf_get_strings(conf, key, &value, error))
        return false;
    append_strings(value, out);
    return true;
}

static bool
read_either(Conf *conf, const char *key, GString *out, GError **error)
{
    g_auto(GStrv) value = NULL;

    if (!conf_get_strings_or_string(conf, key, &value, error))
        return false;
    append_strings(value, out);
    return true;
}

#define DEFINE_READ(name, Type, get, format)                                                       \
    static bool read_##name(Conf *conf, const char *key, GString *out, GError **error)             \
    {                                                                                              \
        Type value = 0;                                                                            \
                                                                                                   \
        if (!get(conf, key, &value, error))                                                        \
            return false;                                                                          \
        g_string_append_printf(out, "%" format, value);                                            \
        return true;                                                                               \
    }

DEFINE_READ(bool, bool, conf_get_bool, "d")
DEFINE_READ(int, int, conf_get_int, "d")
DEFINE_READ(uint, unsigned int, conf_get_uint, "u")
DEFINE_READ(i64, int64_t, conf_get_i64, PRId64)
DEFINE_READ(u64, uint64_t, conf_get_u64, PRIu64)
DEFINE_READ(size, uint64_t, conf_get_size, PRIu64)
DEFINE_READ(limit, uint64_t, conf_get_limit, PRIu64)
DEFINE_READ(user, uid_t, conf_get_user, "u")
DEFINE_READ(group, gid_t, conf_get_group, "u")

static const struct {
    const char *prefix;
    Read read;
} readers[] = {
    { "string_", read_string }, { "strings_", read_strings }, { "either_", read_either },
    { "bool_", read_bool },     { "int_", read_int },         { "uint_", read_uint },
    { "i64_", read_i64 },       { "u64_", read_u64 },         { "size_", read_size },
    { "limit_", read_limit },   { "user_", read_user },       { "group_", read_group },
};

static void
append_error(GString *out, GError *error)
{
    g_autofree char *text = err_describe(error);

    g_string_append_printf(out, "error %d: %s", error->code, text);
    g_error_free(error);
}

static void
append_settings(Conf *conf, GString *out)
{
    for (guint i = 0; i < conf->entries->len; i++) {
        const ConfEntry *entry = g_ptr_array_index(conf->entries, i);
        const char *key = entry->key;

        for (size_t k = 0; !entry->first && k < G_N_ELEMENTS(readers); k++) {
            GError *error = NULL;

            if (!g_str_has_prefix(key, readers[k].prefix))
                continue;
            g_string_append_printf(out, "%s = ", key);
            if (!readers[k].read(conf, key, out, &error))
                append_error(out, error);
            g_string_append_c(out, '\n');
        }
    }
}

static char *
outcome(const char *name, const char *text, size_t length)
{
    GError *error = NULL;
    g_autoptr(Conf) conf = conf_parse(name, text, length, &error);
    g_autoptr(GPtrArray) complaints = NULL;
    GString *out = g_string_new(NULL);

    if (!conf) {
        append_error(out, error);
        g_string_append_c(out, '\n');
        return g_string_free(out, FALSE);
    }
    append_settings(conf, out);
    complaints = conf_complaints(conf);
    for (guint i = 0; i < complaints->len; i++)
        g_string_append_printf(out, "%s\n", (const char *)g_ptr_array_index(complaints, i));
    return g_string_free(out, FALSE);
}

static void
test_file(gconstpointer data)
{
    const char *path = data;
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *stem = g_strndup(path, strlen(path) - strlen(".conf"));
    g_autofree char *out_path = g_strconcat(stem, ".out", NULL);
    g_autofree char *text = NULL;
    g_autofree char *got = NULL;
    g_autofree char *expected = NULL;
    size_t length;

    g_assert_true(file_read(path, CONF_SIZE_LIMIT, &text, &length, NULL));
    got = outcome(name, text, length);
    if (g_getenv("VIRTUE_TEST_REWRITE")) {
        g_assert_true(file_replace(out_path, 0644, got, strlen(got), FILE_REPLACE_DEFAULT, NULL));
        return;
    }
    g_assert_true(file_read(out_path, CONF_SIZE_LIMIT, &expected, NULL, NULL));
    g_assert_cmpstr(got, ==, expected);
}

static void
test_load(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Conf) conf = NULL;
    g_autofree char *where = NULL;
    g_autofree char *value = g_strdup("kept");

    g_assert_null(conf_load("/nonexistent/x.conf", &error));
    g_assert_cmpstr(error->message, ==,
                    "Failed to open file '/nonexistent/x.conf': No such file or directory");
    g_clear_error(&error);
    conf = conf_load_optional("/nonexistent/x.conf", &error);
    g_assert_no_error(error);
    where = conf_where(conf, "x");
    g_assert_cmpstr(where, ==, "/nonexistent/x.conf");
    g_assert_true(conf_get_string(conf, "x", &value, NULL));
    g_assert_cmpstr(value, ==, "kept");
    g_assert_null(conf_load_optional("/", &error));
    g_assert_nonnull(error);
}

/* Every cut of a text that uses the whole syntax: no byte behind the end may be read. */
static void
test_cut(void)
{
    static const char text[] =
        "a = -12 # c\nb=\"x\";c='y'\r\nd = \"\"\"z\n\"\"\"\ne=[\"p\",[1,],\n#c\n]";

    for (size_t length = 0; length <= strlen(text); length++) {
        g_autofree char *part = g_memdup2(text, length); /* exact, for the address sanitizer */
        g_autoptr(GError) error = NULL;
        g_autoptr(Conf) conf = conf_parse("cut", part, length, &error);

        g_assert_true((conf != NULL) == (error == NULL));
    }
}

int
main(int argc, char **argv)
{
    g_autofree char *folder = NULL;
    g_autoptr(GDir) dir = NULL;
    const char *name;

    g_test_init(&argc, &argv, NULL);
    folder = g_test_build_filename(G_TEST_DIST, "conf", NULL);
    dir = g_dir_open(folder, 0, NULL);
    g_assert_nonnull(dir);
    while ((name = g_dir_read_name(dir))) {
        g_autofree char *test = g_strconcat("/conf/file/", name, NULL);

        if (g_str_has_suffix(name, ".conf"))
            g_test_add_data_func_full(test, g_build_filename(folder, name, NULL), test_file,
                                      g_free);
    }
    g_test_add_func("/conf/load", test_load);
    g_test_add_func("/conf/cut", test_cut);
    return g_test_run();
}
