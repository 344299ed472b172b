/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Titles, descriptions, and what applications keep with a domain. */
#include <string.h>

#include "core/domain/domain-priv.h"
#include "core/domain/edit.h"
#include "xml/verbatim.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* --- elements of applications: one of each namespace */

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

static char *
format_element(const XmlNode *node)
{
    g_autoptr(Arena) arena = arena_new(0);
    GString *text = g_string_new(NULL);

    xml_node_format(text, without_namespace(arena, node), 0);
    return g_string_free(text, FALSE);
}

static bool
check_type(int type, GError **error)
{
    return type <= VIR_DOMAIN_METADATA_ELEMENT ||
           err_set(error, VIR_ERR_INVALID_ARG, "unknown metadata type '%d'", type);
}

bool
domain_get_metadata_method(DomainObj *dom, int type, const char *uri, unsigned int flags, Job *job,
                           char **metadata_out, GError **error)
{
    g_autoptr(Definition) def = domain_definition(dom, flags);
    const Domain *domain = domain_of(def);
    const XmlNode *element;

    *metadata_out = NULL;
    if (!check_type(type, error))
        return false;
    switch (type) {
    case VIR_DOMAIN_METADATA_DESCRIPTION:
        *metadata_out = g_strdup(domain->description);
        break;
    case VIR_DOMAIN_METADATA_TITLE:
        *metadata_out = g_strdup(domain->title);
        break;
    case VIR_DOMAIN_METADATA_ELEMENT:
        element = find_element(domain->metadata, uri);
        *metadata_out = element ? format_element(element) : NULL;
        break;
    default:
        break;
    }
    return *metadata_out ||
           err_set(error, VIR_ERR_NO_DOMAIN_METADATA, "Requested metadata element is not present");
}

/* --- change */

typedef struct MetadataArgs {
    int type;
    const char *text, *key, *uri;
} MetadataArgs;

static const char *
kept_text(DomainEdit *edit, const char *text)
{
    return text && *text ? arena_strdup(edit->arena, text) : NULL;
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

static bool
read_element(DomainEdit *edit, const MetadataArgs *args, XmlNode **node_out, GError **error)
{
    g_autoptr(XmlDoc) doc =
        xml_doc_parse(args->text, strlen(args->text), "(metadata_xml)", VIR_FROM_DOMAIN, error);
    const char *prefix = arena_strdup(edit->arena, args->key);
    const char *uri = arena_strdup(edit->arena, args->uri);
    const XmlNode *root;

    if (!doc)
        return false;
    root = xml_doc_root(doc);
    if (declares_prefix(root, args->key))
        return err_set_full(error, VIR_FROM_XML, VIR_ERR_INTERNAL_ERROR,
                            "failed to create a new XML namespace");
    *node_out = xml_node_copy(edit->arena, root);
    give_namespace(*node_out, prefix, uri);
    declare_namespace(edit->arena, *node_out, prefix, uri);
    return true;
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
static bool
edit_element(DomainEdit *edit, const MetadataArgs *args, GError **error)
{
    const XmlNode *before = edit->domain->metadata;
    XmlNode *metadata = before ? xml_node_copy(edit->arena, before) : new_metadata(edit->arena);
    XmlNode *added = NULL;
    XmlNode **at = &metadata->children;

    if (args->text && !read_element(edit, args, &added, error))
        return false;
    while (*at) {
        if ((*at)->kind == XML_NODE_ELEMENT && g_strcmp0((*at)->ns, args->uri) == 0)
            *at = (*at)->next;
        else
            at = &(*at)->next;
    }
    *at = added;
    if (added)
        added->parent = metadata;
    if (metadata->children)
        XML_SET(edit->domain, metadata, metadata, XML_GIVEN);
    else
        XML_UNSET(edit->domain, metadata);
    return true;
}

static bool
edit_metadata(DomainEdit *edit, const void *opaque, GError **error)
{
    const MetadataArgs *args = opaque;
    Domain *domain = edit->domain;

    switch (args->type) {
    case VIR_DOMAIN_METADATA_DESCRIPTION:
        XML_SET(domain, description, kept_text(edit, args->text), XML_GIVEN);
        if (!domain->description)
            XML_UNSET(domain, description);
        return true;
    case VIR_DOMAIN_METADATA_TITLE:
        XML_SET(domain, title, kept_text(edit, args->text), XML_GIVEN);
        if (!domain->title)
            XML_UNSET(domain, title);
        return true;
    case VIR_DOMAIN_METADATA_ELEMENT:
        return edit_element(edit, args, error);
    default:
        return err_set(error, VIR_ERR_INVALID_ARG, "unknown metadata type '%d'", args->type);
    }
}

bool
domain_set_metadata_method(DomainObj *dom, int type, const char *metadata, const char *key,
                           const char *uri, unsigned int flags, Job *job, GError **error)
{
    MetadataArgs args = { type, metadata, key, uri };

    if (!check_type(type, error) || !domain_edit(dom, flags, edit_metadata, &args, job, error))
        return false;
    domain_emit_metadata(dom, type, uri);
    return true;
}
