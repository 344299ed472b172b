/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/metadata.h"

#include <string.h>

#include "base/err.h"
#include "xml/verbatim.h"

static const XmlNode *
find_element(const XmlNode *metadata, const char *uri)
{
    for (const XmlNode *node = metadata ? metadata->children : NULL; node; node = node->next)
        if (node->kind == XML_NODE_ELEMENT && g_strcmp0(node->ns, uri) == 0)
            return node;
    return NULL;
}

static void
forget_namespace(XmlNode *node, const char *uri)
{
    if (g_strcmp0(node->ns, uri) == 0) {
        node->prefix = NULL;
        node->ns = NULL;
    }
    for (XmlNode *child = node->children; child; child = child->next)
        forget_namespace(child, uri);
}

static bool
is_declaration(const XmlAttr *attr)
{
    return g_strcmp0(attr->ns, XML_NS_XMLNS) == 0;
}

/* As the application gave it: the prefix and the namespace are arguments of the call, not part of
 * the text. */
static XmlNode *
without_namespace(Arena *arena, const XmlNode *node)
{
    XmlNode *copy = xml_node_copy(arena, node);

    forget_namespace(copy, node->ns);
    for (XmlAttr **at = &copy->attrs; *at; at = &(*at)->next) {
        if (is_declaration(*at) && g_strcmp0((*at)->value, node->ns) == 0) {
            *at = (*at)->next;
            break;
        }
    }
    return copy;
}

char *
metadata_element(const XmlNode *metadata, const char *uri)
{
    const XmlNode *node = find_element(metadata, uri);
    g_autoptr(Arena) arena = NULL;
    GString *text;

    if (!node)
        return NULL;
    arena = arena_new(0);
    text = g_string_new(NULL);
    xml_node_format(text, without_namespace(arena, node), 0);
    return g_string_free(text, FALSE);
}

/* What stands in no namespace gets this one. */
static void
give_namespace(XmlNode *node, const char *prefix, const char *uri)
{
    if (node->kind == XML_NODE_ELEMENT && !node->ns) {
        node->prefix = prefix;
        node->ns = uri;
    }
    for (XmlNode *child = node->children; child; child = child->next)
        give_namespace(child, prefix, uri);
}

/* After the declarations that are there, before other attributes. */
static void
declare_namespace(Arena *arena, XmlNode *node, const char *prefix, const char *uri)
{
    XmlAttr *attr = arena_new0(arena, XmlAttr);
    XmlAttr **at = &node->attrs;

    attr->name = prefix;
    attr->prefix = "xmlns";
    attr->ns = XML_NS_XMLNS;
    attr->value = uri;
    attr->hash = xml_hash(prefix);
    while (*at && is_declaration(*at))
        at = &(*at)->next;
    attr->next = *at;
    *at = attr;
}

static bool
declares_prefix(const XmlNode *node, const char *prefix)
{
    for (const XmlAttr *attr = node->attrs; attr; attr = attr->next)
        if (is_declaration(attr) && g_strcmp0(attr->prefix, "xmlns") == 0 &&
            g_str_equal(attr->name, prefix))
            return true;
    return false;
}

static XmlNode *
read_element(Arena *arena, const char *text, const char *key, const char *uri, int errors,
             GError **error)
{
    g_autoptr(XmlDoc) doc = xml_doc_parse(text, strlen(text), "(metadata_xml)", errors, error);
    const char *prefix = arena_strdup(arena, key);
    const char *own_uri = arena_strdup(arena, uri);
    const XmlNode *root;
    XmlNode *copy;

    if (!doc)
        return NULL;
    root = xml_doc_root(doc);
    if (declares_prefix(root, key)) {
        err_set_full(error, VIR_FROM_XML, VIR_ERR_INTERNAL_ERROR,
                     "failed to create a new XML namespace");
        return NULL;
    }
    copy = xml_node_copy(arena, root);
    give_namespace(copy, prefix, own_uri);
    declare_namespace(arena, copy, prefix, own_uri);
    return copy;
}

static XmlNode *
new_metadata(Arena *arena)
{
    XmlNode *node = arena_new0(arena, XmlNode);

    node->kind = XML_NODE_ELEMENT;
    node->name = "metadata";
    node->hash = xml_hash(node->name);
    return node;
}

/* The old one goes, the new one stands at the end. */
bool
metadata_replace(Arena *arena, const XmlNode *before, const char *text, const char *key,
                 const char *uri, int errors, const XmlNode **changed_out, GError **error)
{
    XmlNode *metadata = before ? xml_node_copy(arena, before) : new_metadata(arena);
    XmlNode *added = text ? read_element(arena, text, key, uri, errors, error) : NULL;
    XmlNode **at = &metadata->children;

    if (text && !added)
        return false;
    while (*at) {
        if ((*at)->kind == XML_NODE_ELEMENT && g_strcmp0((*at)->ns, uri) == 0)
            *at = (*at)->next;
        else
            at = &(*at)->next;
    }
    *at = added;
    if (added)
        added->parent = metadata;
    *changed_out = metadata->children ? metadata : NULL;
    return true;
}
