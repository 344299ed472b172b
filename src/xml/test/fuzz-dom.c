/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is read can be copied and written, and read again. Seeds: those of test-dom and
 * test-verbatim. */
#include <string.h>

#include "xml/verbatim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What white space means may be lost (the original's indentation is text to whoever reads it
 * again), elements and attributes are not. */
static void
assert_same(const XmlNode *a, const XmlNode *b)
{
    const XmlNode *child = b->children;
    const XmlAttr *attr = b->attrs;

    g_assert_cmpstr(a->name, ==, b->name);
    g_assert_cmpuint(a->hash, ==, b->hash);
    for (const XmlAttr *other = a->attrs; other; other = other->next) {
        if (g_strcmp0(other->ns, XML_NS_XMLNS) == 0)
            continue;
        while (attr && g_strcmp0(attr->ns, XML_NS_XMLNS) == 0)
            attr = attr->next;
        g_assert(attr);
        g_assert_cmpstr(other->name, ==, attr->name);
        g_assert_cmpstr(other->value, ==, attr->value);
        attr = attr->next;
    }
    for (const XmlNode *other = a->children; other; other = other->next) {
        if (other->kind != XML_NODE_ELEMENT)
            continue;
        while (child && child->kind != XML_NODE_ELEMENT)
            child = child->next;
        g_assert(child);
        assert_same(other, child);
        child = child->next;
    }
}

static void
check(const XmlDoc *doc)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(Arena) arena = arena_new(0);
    g_autoptr(XmlDoc) second = NULL;
    g_autoptr(GError) error = NULL;
    const XmlNode *copy = xml_node_copy(arena, xml_doc_root(doc));

    assert_same(xml_doc_root(doc), copy);
    xml_node_format(text, copy, 0);
    g_assert_true(g_utf8_validate(text->str, (gssize)text->len, NULL));
    second = xml_doc_parse(text->str, text->len, "(again)", 0, &error);
    g_assert_no_error(error);
    assert_same(copy, xml_doc_root(second));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *exact = g_memdup2(data, size); /* so that reading past the end is found */
    g_autoptr(GError) error = NULL;
    g_autoptr(XmlDoc) doc = xml_doc_parse(exact ? exact : "", size, "(fuzz)", 0, &error);

    g_assert((doc == NULL) == (error != NULL));
    if (!doc)
        g_assert_true(g_utf8_validate(error->message, -1, NULL));
    else
        check(doc);
    return 0;
}
