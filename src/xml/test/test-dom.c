/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* malformed/NAME.xml is refused with the message in NAME.error; record.py holds that to the
 * original. */
#include "xml/dom.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

/* A document as a line for each node: what the parser understood. */
static void
show(GString *out, const XmlNode *node, int depth)
{
    static const char *const kinds[] = { "element", "text", "cdata", "comment", "pi" };

    g_string_append_printf(out, "%*s%u %s", depth * 2, "", node->line, kinds[node->kind]);
    if (node->ns)
        g_string_append_printf(out, " {%s}", node->ns);
    if (node->prefix)
        g_string_append_printf(out, " %s:", node->prefix);
    if (node->name)
        g_string_append_printf(out, " %s", node->name);
    if (node->text) {
        g_autofree char *text = g_strescape(node->text, NULL);

        g_string_append_printf(out, " \"%s\"", text);
    }
    for (const XmlAttr *attr = node->attrs; attr; attr = attr->next) {
        g_autofree char *value = g_strescape(attr->value, NULL);

        g_assert_cmpuint(attr->hash, ==, xml_hash(attr->name));
        g_string_append_printf(out, " [%s%s%s%s%s%s=\"%s\"]", attr->ns ? "{" : "",
                               attr->ns ? attr->ns : "", attr->ns ? "}" : "",
                               attr->prefix ? attr->prefix : "", attr->prefix ? ":" : "",
                               attr->name, value);
    }
    g_string_append_c(out, '\n');
    if (node->name)
        g_assert_cmpuint(node->hash, ==, xml_hash(node->name));
    for (const XmlNode *child = node->children; child; child = child->next) {
        g_assert_true(child->parent == node);
        show(out, child, depth + 1);
    }
}

static char *
read_file(const char *path, size_t *length_out)
{
    g_autoptr(GError) error = NULL;
    char *text = NULL;

    g_file_get_contents(path, &text, length_out, &error);
    g_assert_no_error(error);
    return text;
}

static char *
with_suffix(const char *path, const char *suffix)
{
    return g_strdup_printf("%.*s%s", (int)(strlen(path) - strlen(".xml")), path, suffix);
}

/* VIRTUE_ACCEPT=1 rewrites what is expected. */
static void
check_golden(const char *path, const char *suffix, const char *is)
{
    g_autofree char *golden = with_suffix(path, suffix);
    g_autofree char *expected = NULL;
    size_t length;

    if (g_getenv("VIRTUE_ACCEPT"))
        g_assert_true(g_file_set_contents(golden, is, -1, NULL));
    expected = read_file(golden, &length);
    g_assert_cmpstr(is, ==, expected);
}

static void
test_malformed(gconstpointer data)
{
    const char *path = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(XmlDoc) doc = NULL;
    g_autofree char *message = NULL;
    g_autofree char *text = NULL;
    const ErrDetail *detail;
    size_t length;

    text = read_file(path, &length);
    doc = xml_doc_parse(text, length, "(domain_definition)", VIR_FROM_DOMAIN, &error);
    g_assert_null(doc);
    g_assert_nonnull(error);
    detail = err_detail(error);
    g_assert_cmpint(error->code, ==, VIR_ERR_XML_DETAIL);
    g_assert_cmpint(detail->domain, ==, VIR_FROM_DOMAIN);
    g_assert_cmpint(detail->level, ==, VIR_ERR_ERROR);
    g_assert_cmpstr(detail->str1, ==, "%s");
    g_assert_cmpstr(detail->str2, ==, error->message);
    g_assert_null(detail->str3);
    g_assert_cmpint(detail->int1, ==, -1);
    g_assert_cmpint(detail->int2, ==, -1);
    g_assert_true(g_utf8_validate(error->message, -1, NULL));
    message = g_strconcat(error->message, "\n", NULL);
    check_golden(path, ".error", message);
}

static void
test_tree(gconstpointer data)
{
    const char *path = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(XmlDoc) doc = NULL;
    g_autoptr(GString) shown = g_string_new(NULL);
    g_autofree char *text = NULL;
    size_t length;

    text = read_file(path, &length);
    doc = xml_doc_parse(text, length, "(test)", VIR_FROM_XML, &error);
    g_assert_no_error(error);
    show(shown, xml_doc_root(doc), 0);
    check_golden(path, ".tree", shown->str);
}

static void
add_folder(const char *folder, GTestDataFunc test)
{
    g_autofree char *path = g_test_build_filename(G_TEST_DIST, folder, NULL);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;

    g_assert_nonnull(dir);
    while ((name = g_dir_read_name(dir))) {
        g_autofree char *test_path = g_strdup_printf("/dom/%s/%s", folder, name);

        if (g_str_has_suffix(name, ".xml"))
            g_test_add_data_func_full(test_path, g_build_filename(path, name, NULL), test, g_free);
    }
}

static XmlDoc *
parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    XmlDoc *doc = xml_doc_parse(text, strlen(text), "(test)", VIR_FROM_XML, &error);

    g_assert_no_error(error);
    return doc;
}

static void
test_queries(void)
{
    g_autoptr(XmlDoc) doc = parse("<a xmlns:n='u' n:x='1' x='2' y=''><n:b/>1<b k='v'>2<![CDATA[3]]>"
                                  "<!-- no --><c>4</c></b><e/></a>");
    const XmlNode *root = xml_doc_root(doc);
    const XmlNode *b = xml_node_child(root, "b");

    g_assert_cmpstr(xml_node_attr(root, "x"), ==, "2");
    g_assert_cmpstr(xml_node_attr(root, "y"), ==, "");
    g_assert_null(xml_node_attr(root, "n"));
    g_assert_null(xml_node_attr(root, "z"));
    g_assert_cmpstr(xml_node_attr(b, "k"), ==, "v");
    g_assert_cmpstr(xml_node_text(doc, b), ==, "234");
    g_assert_cmpstr(xml_node_text(doc, root), ==, "1234");
    g_assert_cmpstr(xml_node_text(doc, xml_node_child(b, "c")), ==, "4");
    g_assert_cmpstr(xml_node_text(doc, xml_node_child(root, "e")), ==, "");
    g_assert_null(xml_node_child(root, "c"));
}

static char *
repeat(const char *text, size_t n)
{
    GString *string = g_string_sized_new(strlen(text) * n);

    for (size_t i = 0; i < n; i++)
        g_string_append(string, text);
    return g_string_free(string, FALSE);
}

/* before, n times each, after: accepted, or refused with what. */
static void
check_limit(const char *before, const char *each, size_t n, const char *after, const char *what)
{
    g_autofree char *middle = repeat(each, n);
    g_autofree char *text = g_strconcat(before, middle, after, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(XmlDoc) doc = xml_doc_parse(text, strlen(text), "(test)", VIR_FROM_XML, &error);

    g_assert_cmpint(doc == NULL, ==, what != NULL);
    if (!what)
        return;
    g_test_message("%.200s", error->message);
    g_assert_true(g_strrstr(error->message, what) != NULL);
    g_assert_cmpuint(strlen(error->message), <, 20000);
}

static void
test_limits(void)
{
    g_autofree char *ends = repeat("</a>", XML_MAX_DEPTH);
    g_autofree char *attributes = NULL;
    GString *string = g_string_new(NULL);

    check_limit("", "<a>", XML_MAX_DEPTH, ends, NULL);
    check_limit("", "<a>", XML_MAX_DEPTH + 1, ends, "Excessive depth in document: 256");
    check_limit("<", "a", XML_MAX_NAME, "/>", NULL);
    check_limit("<", "a", XML_MAX_NAME + 1, "/>", "Name too long");
    check_limit("<a b='", "v", XML_MAX_VALUE, "'/>", NULL);
    check_limit("<a b='", "v", XML_MAX_VALUE + 1, "'/>", "AttValue length too long");
    check_limit("<a>", "<b/>", XML_MAX_NODES - 1, "</a>", NULL);
    check_limit("<a>", "<b/>", XML_MAX_NODES, "</a>", "Excessive number of nodes");
    check_limit("<a>", "<b c='' d=''/>", XML_MAX_NODES / 3 + 1, "</a>",
                "Excessive number of nodes");
    check_limit("", " ", XML_MAX_SIZE + 1, "", "exceeds");
    for (int i = 0; i <= XML_MAX_ATTRIBUTES; i++)
        g_string_append_printf(string, " a%d=''", i);
    attributes = g_string_free(string, FALSE);
    check_limit("<a", attributes, 1, "/>", "Excessive number of attributes");
    *g_strrstr(attributes, " ") = '\0';
    check_limit("<a", attributes, 1, "/>", NULL);
}

/* A text need not be terminated, and a NUL in it is a character like any that is not legal. */
static void
test_length(void)
{
    static const char nul[] = "<a>\0</a>";
    g_autoptr(GError) error = NULL;
    g_autoptr(XmlDoc) doc = xml_doc_parse("<a/>garbage", 4, "(test)", VIR_FROM_XML, &error);

    g_assert_no_error(error);
    g_assert_nonnull(doc);
    g_assert_null(xml_doc_parse(nul, sizeof(nul) - 1, "(test)", VIR_FROM_XML, &error));
    g_assert_cmpstr(error->message, ==, "(test):1: PCDATA invalid Char value 0\n<a>\n---^");
    xml_doc_free(NULL);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add_folder("malformed", test_malformed);
    add_folder("tree", test_tree);
    g_test_add_func("/dom/queries", test_queries);
    g_test_add_func("/dom/limits", test_limits);
    g_test_add_func("/dom/length", test_length);
    return g_test_run();
}
