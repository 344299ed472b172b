/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "xml/dom.h"

#include <string.h>

#include "base/err.h"
#include "xml/tokenizer-priv.h"

struct XmlDoc {
    Arena *arena;
    XmlNode *root;
    size_t length;
};

uint32_t
xml_hash(const char *name)
{
    uint32_t hash = HASH_START;

    for (; *name; name++)
        hash = HASH_STEP(hash, *name);
    return hash;
}

/* The byte order mark of UTF-8 is not part of the text, but is counted by errors. */
static void
tokenizer_init(Tokenizer *t, Arena *arena, const char *text, size_t length)
{
    t->arena = arena;
    t->source = text;
    t->length = length;
    t->copy = arena_strndup(arena, text, length);
    t->end = t->copy + length;
    t->p = t->copy;
    tokenizer_skip(t, "\xef\xbb\xbf");
    t->line = 1;
    t->n_nodes = 0;
    t->root = NULL;
    t->depth = 0;
    t->n_namespaces = 0;
}

XmlDoc *
xml_doc_parse(const char *text, size_t length, const char *name, int domain, GError **error)
{
    g_autoptr(XmlDoc) doc = g_new0(XmlDoc, 1);
    Tokenizer t; /* its stacks stay uninitialised: they are large */

    if (length > XML_MAX_SIZE) {
        err_set_full(error, domain, VIR_ERR_XML_DETAIL, "%s: document of %zu bytes exceeds %zu",
                     name, length, XML_MAX_SIZE);
        return NULL;
    }
    doc->arena = arena_new(length * 4);
    tokenizer_init(&t, doc->arena, text, length);
    t.name = name;
    t.domain = domain;
    if (!tokenizer_read(&t, error))
        return NULL;
    doc->root = t.root;
    doc->length = length;
    return g_steal_pointer(&doc);
}

const XmlNode *
xml_doc_root(const XmlDoc *doc)
{
    return doc->root;
}

void
xml_doc_free(XmlDoc *doc)
{
    if (!doc)
        return;
    arena_free(doc->arena);
    g_free(doc);
}

size_t
xml_doc_size(const XmlDoc *doc)
{
    return sizeof(*doc) + arena_size(doc->arena);
}

size_t
xml_doc_length(const XmlDoc *doc)
{
    return doc->length;
}

static bool
is_text(const XmlNode *node)
{
    return node->kind == XML_NODE_TEXT || node->kind == XML_NODE_CDATA;
}

static void
append_text(GString *string, const XmlNode *node)
{
    for (const XmlNode *child = node->children; child; child = child->next) {
        if (is_text(child))
            g_string_append(string, child->text);
        else
            append_text(string, child);
    }
}

const char *
xml_node_text(XmlDoc *doc, const XmlNode *node)
{
    g_autoptr(GString) joined = NULL;

    if (node->kind != XML_NODE_ELEMENT)
        return node->text ? node->text : "";
    if (!node->children)
        return "";
    if (!node->children->next && is_text(node->children))
        return node->children->text;
    joined = g_string_new(NULL);
    append_text(joined, node);
    return arena_strndup(doc->arena, joined->str, joined->len);
}

const char *
xml_node_attr(const XmlNode *node, const char *name)
{
    uint32_t hash = xml_hash(name);

    for (const XmlAttr *attr = node->attrs; attr; attr = attr->next) {
        if (attr->hash == hash && !attr->ns && strcmp(attr->name, name) == 0)
            return attr->value;
    }
    return NULL;
}

const XmlNode *
xml_node_child(const XmlNode *node, const char *name)
{
    uint32_t hash = xml_hash(name);

    for (const XmlNode *child = node->children; child; child = child->next) {
        if (child->kind == XML_NODE_ELEMENT && child->hash == hash && !child->ns &&
            strcmp(child->name, name) == 0)
            return child;
    }
    return NULL;
}
