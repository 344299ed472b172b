/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* metadata/NAME.xml is a domain whose <metadata> the original shows as in NAME.text; record.py. */
#include "xml/verbatim.h"

#include <string.h>

#include "base/err.h"

static XmlDoc *
parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    XmlDoc *doc = xml_doc_parse(text, strlen(text), "(test)", VIR_FROM_XML, &error);

    g_assert_no_error(error);
    return doc;
}

/* Through a copy that outlives the document. */
static void
test_metadata(gconstpointer data)
{
    const char *path = data;
    g_autofree char *golden = g_strdup_printf("%.*s.text", (int)(strlen(path) - 4), path);
    g_autoptr(GString) shown = g_string_new("  ");
    g_autoptr(Arena) arena = arena_new(0);
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    g_autofree char *expected = NULL;
    XmlDoc *doc;
    XmlNode *copy;

    g_file_get_contents(path, &text, NULL, &error);
    g_assert_no_error(error);
    doc = parse(text);
    copy = xml_metadata_copy(arena, xml_node_child(xml_doc_root(doc), "metadata"));
    xml_doc_free(doc);
    xml_node_format(shown, copy, 2);
    g_string_append_c(shown, '\n');
    if (g_getenv("VIRTUE_ACCEPT"))
        g_assert_true(g_file_set_contents(golden, shown->str, -1, NULL));
    g_file_get_contents(golden, &expected, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(shown->str, ==, expected);
}

static char *
format(const XmlNode *node)
{
    GString *string = g_string_new(NULL);

    xml_node_format(string, node, 0);
    return g_string_free(string, FALSE);
}

/* What is copied from the middle brings what it needs, and only that. */
static void
test_copy(void)
{
    g_autoptr(XmlDoc) doc =
        parse("<r xmlns='d' xmlns:p='u' xmlns:q='v' xmlns:s='w'>"
              "<p:x q:a='1'>&lt;<y xmlns:p='w'><p:z/></y><!--c--><?i j?></p:x></r>");
    g_autoptr(Arena) arena = arena_new(0);
    const XmlNode *x = xml_doc_root(doc)->children;
    g_autofree char *original = format(x);
    g_autofree char *copy = format(xml_node_copy(arena, x));

    g_assert_cmpstr(original, ==,
                    "<p:x q:a=\"1\">&lt;<y xmlns:p=\"w\"><p:z/></y><!--c--><?i j?></p:x>");
    g_assert_cmpstr(copy, ==,
                    "<p:x xmlns:p=\"u\" xmlns:q=\"v\" xmlns=\"d\" q:a=\"1\">&lt;"
                    "<y xmlns:p=\"w\"><p:z/></y><!--c--><?i j?></p:x>");
}

/* Where the original writes what nobody can read back. */
static void
test_namespace_quoting(void)
{
    g_autoptr(XmlDoc) doc = parse("<a xmlns='&lt;&amp;&quot;&apos;&#10;' xmlns:b='\"'/>");
    g_autofree char *text = format(xml_doc_root(doc));

    g_assert_cmpstr(text, ==, "<a xmlns=\"&lt;&#38;&quot;'&#10;\" xmlns:b='\"'/>");
    xml_doc_free(parse(text));
}

int
main(int argc, char **argv)
{
    g_autofree char *path = NULL;
    g_autoptr(GDir) dir = NULL;
    const char *name;

    g_test_init(&argc, &argv, NULL);
    path = g_test_build_filename(G_TEST_DIST, "metadata", NULL);
    dir = g_dir_open(path, 0, NULL);
    g_assert_nonnull(dir);
    while ((name = g_dir_read_name(dir))) {
        g_autofree char *test_path = g_strdup_printf("/verbatim/metadata/%s", name);

        if (g_str_has_suffix(name, ".xml"))
            g_test_add_data_func_full(test_path, g_build_filename(path, name, NULL), test_metadata,
                                      g_free);
    }
    g_test_add_func("/verbatim/copy", test_copy);
    g_test_add_func("/verbatim/namespace-quoting", test_namespace_quoting);
    return g_test_run();
}
