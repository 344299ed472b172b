/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "xml/verbatim.h"

#include <string.h>

/* Deeper, the original indents no further. */
#define MAX_INDENTATION 60u

/* A namespace's name in the document and in the copy. Names are the same pointers wherever one
 * declaration is meant, so no prefix is looked up. */
typedef struct Scope {
    const char *from;
    const char *to;
} Scope;

/* A copy in the making. */
typedef struct Copy {
    Arena *arena;
    XmlNode *root;
    XmlAttr **last_attr; /* of root, where a declaration is added */
    GArray *outer;       /* of Scope: declared around what is copied, and so at root now */
    GArray *inner;       /* of Scope: declared at the node and above it */
} Copy;

static bool
is_declaration(const XmlAttr *attr)
{
    return attr->ns && strcmp(attr->ns, XML_NS_XMLNS) == 0;
}

static const char *
find_scope(const GArray *scopes, const char *ns)
{
    for (unsigned int i = scopes->len; i > 0; i--) {
        const Scope *scope = &g_array_index(scopes, Scope, i - 1);

        if (scope->from == ns)
            return scope->to;
    }
    return NULL;
}

static void
add_scope(GArray *scopes, const char *from, const char *to)
{
    Scope scope = { from, to };

    g_array_append_val(scopes, scope);
}

/* The namespace in the copy that a prefix (NULL: the default namespace) means; declared at its root
 * if that was done outside. */
static const char *
copy_ns(Copy *copy, const char *prefix, const char *ns)
{
    const char *found;
    XmlAttr *attr;

    if (!ns || strcmp(ns, XML_NS_XML) == 0)
        return ns ? XML_NS_XML : NULL;
    found = find_scope(copy->inner, ns);
    if (!found)
        found = find_scope(copy->outer, ns);
    if (found)
        return found;
    attr = arena_new0(copy->arena, XmlAttr);
    attr->name = arena_strdup(copy->arena, prefix ? prefix : "xmlns");
    attr->prefix = prefix ? "xmlns" : NULL;
    attr->ns = XML_NS_XMLNS;
    attr->value = arena_strdup(copy->arena, ns);
    attr->hash = xml_hash(attr->name);
    *copy->last_attr = attr;
    copy->last_attr = &attr->next;
    add_scope(copy->outer, ns, attr->value);
    return attr->value;
}

static void
copy_attrs(Copy *copy, XmlNode *to, const XmlNode *from)
{
    XmlAttr **link = &to->attrs;
    XmlAttr *made;

    for (const XmlAttr *attr = from->attrs; attr; attr = attr->next) {
        made = arena_new0(copy->arena, XmlAttr);
        made->name = arena_strdup(copy->arena, attr->name);
        made->prefix = arena_strdup(copy->arena, attr->prefix);
        made->value = arena_strdup(copy->arena, attr->value);
        made->hash = attr->hash;
        if (is_declaration(attr)) {
            made->ns = XML_NS_XMLNS;
            add_scope(copy->inner, attr->value, made->value);
        }
        *link = made;
        link = &made->next;
    }
    if (to == copy->root)
        copy->last_attr = link;
    /* In the original's order of declarations: the element's own before its attributes'. */
    to->ns = copy_ns(copy, from->prefix, from->ns);
    made = to->attrs;
    for (const XmlAttr *attr = from->attrs; attr; attr = attr->next, made = made->next) {
        if (!made->ns)
            made->ns = copy_ns(copy, attr->prefix, attr->ns);
    }
}

/* The node alone. What it declares stays in scope: the caller ends that. */
static XmlNode *
copy_one(Copy *copy, XmlNode *parent, const XmlNode *node)
{
    XmlNode *made = arena_new0(copy->arena, XmlNode);

    if (!copy->root)
        copy->root = made;
    made->kind = node->kind;
    made->line = node->line;
    made->hash = node->hash;
    made->name = arena_strdup(copy->arena, node->name);
    made->prefix = arena_strdup(copy->arena, node->prefix);
    made->text = arena_strdup(copy->arena, node->text);
    made->parent = parent;
    copy_attrs(copy, made, node);
    return made;
}

static XmlNode *
copy_tree(Copy *copy, XmlNode *parent, const XmlNode *node)
{
    unsigned int n_inner = copy->inner->len;
    XmlNode *made = copy_one(copy, parent, node);
    XmlNode **link = &made->children;

    for (const XmlNode *child = node->children; child; child = child->next) {
        *link = copy_tree(copy, made, child);
        link = &(*link)->next;
    }
    g_array_set_size(copy->inner, n_inner);
    return made;
}

static void
copy_init(Copy *copy, Arena *arena)
{
    *copy = (Copy){
        .arena = arena,
        .outer = g_array_new(FALSE, FALSE, sizeof(Scope)),
        .inner = g_array_new(FALSE, FALSE, sizeof(Scope)),
    };
}

static void
copy_clear(Copy *copy)
{
    g_array_unref(copy->outer);
    g_array_unref(copy->inner);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Copy, copy_clear)

XmlNode *
xml_node_copy(Arena *arena, const XmlNode *node)
{
    g_auto(Copy) copy;

    copy_init(&copy, arena);
    return copy_tree(&copy, NULL, node);
}

XmlNode *
xml_metadata_copy(Arena *arena, const XmlNode *metadata)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_auto(Copy) copy;
    XmlNode *made;
    XmlNode **link;

    copy_init(&copy, arena);
    made = copy_one(&copy, NULL, metadata);
    link = &made->children;
    for (const XmlNode *child = metadata->children; child; child = child->next) {
        if (child->kind != XML_NODE_ELEMENT || !child->ns ||
            !g_hash_table_add(seen, (char *)child->ns))
            continue;
        *link = copy_tree(&copy, made, child);
        link = &(*link)->next;
    }
    return made;
}

static void
append_indentation(GString *out, unsigned int n)
{
    g_string_append_printf(out, "\n%*s", (int)MIN(n, MAX_INDENTATION), "");
}

static void
append_name(GString *out, const char *prefix, const char *name)
{
    if (prefix) {
        g_string_append(out, prefix);
        g_string_append_c(out, ':');
    }
    g_string_append(out, name);
}

static void
append_reference(GString *out, unsigned int code, bool is_decimal)
{
    g_string_append_printf(out, is_decimal ? "&#%u;" : "&#x%X;", code);
}

/* Up to the next byte that has to be written otherwise. */
static const char *
append_plain(GString *out, const char *text, const char *special)
{
    size_t n = strcspn(text, special);

    g_string_append_len(out, text, (gssize)n);
    return text + n;
}

static void
append_escaped(GString *out, const char *text, const char *special)
{
    while (*(text = append_plain(out, text, special))) {
        switch (*text) {
        case '<':
            g_string_append(out, "&lt;");
            break;
        case '>':
            g_string_append(out, "&gt;");
            break;
        case '&':
            g_string_append(out, "&amp;");
            break;
        case '"':
            g_string_append(out, "&quot;");
            break;
        default:
            append_reference(out, (uint8_t)*text, true);
            break;
        }
        text++;
    }
}

/* In values, unlike in text, the original writes nothing beyond ASCII as itself. */
static void
append_value(GString *out, const char *value)
{
    const char *p = value;

    while (*p) {
        size_t n = 0;

        while (p[n] && (uint8_t)p[n] < 0x80)
            n++;
        if (n > 0) {
            g_autofree char *ascii = g_strndup(p, n);

            append_escaped(out, ascii, "<>&\"\n\r\t");
            p += n;
        } else {
            append_reference(out, g_utf8_get_char(p), false);
            p = g_utf8_next_char(p);
        }
    }
}

/* The original writes a namespace's name as it is, but for "&" and quotes; a "<" in it makes its
 * text unreadable and is the one thing that is different here. */
static void
append_namespace(GString *out, const char *uri)
{
    char quote = strchr(uri, '"') && !strchr(uri, '\'') ? '\'' : '"';

    g_string_append_c(out, quote);
    for (; *uri; uri++) {
        if (*uri == '&')
            g_string_append(out, "&#38;");
        else if (*uri == '<')
            g_string_append(out, "&lt;");
        else if (*uri == '"' && quote == '"')
            g_string_append(out, "&quot;");
        else if ((uint8_t)*uri < 0x20)
            append_reference(out, (uint8_t)*uri, true);
        else
            g_string_append_c(out, *uri);
    }
    g_string_append_c(out, quote);
}

/* Declarations first, whatever the order in which they were given. */
static void
append_attrs(GString *out, const XmlNode *node)
{
    for (int declarations = 1; declarations >= 0; declarations--) {
        for (const XmlAttr *attr = node->attrs; attr; attr = attr->next) {
            if (is_declaration(attr) != (declarations == 1))
                continue;
            g_string_append_c(out, ' ');
            append_name(out, attr->prefix, attr->name);
            g_string_append_c(out, '=');
            if (declarations) {
                append_namespace(out, attr->value);
                continue;
            }
            g_string_append_c(out, '"');
            append_value(out, attr->value);
            g_string_append_c(out, '"');
        }
    }
}

/* What would end the section is divided between two. */
static void
append_cdata(GString *out, const char *text)
{
    const char *end;

    g_string_append(out, "<![CDATA[");
    while ((end = strstr(text, "]]>"))) {
        g_string_append_len(out, text, end + 2 - text);
        g_string_append(out, "]]><![CDATA[");
        text = end + 2;
    }
    g_string_append(out, text);
    g_string_append(out, "]]>");
}

static bool
has_text(const XmlNode *node)
{
    for (const XmlNode *child = node->children; child; child = child->next) {
        if (child->kind == XML_NODE_TEXT || child->kind == XML_NODE_CDATA)
            return true;
    }
    return false;
}

static void append_node(GString *out, const XmlNode *node, unsigned int indentation, bool indent);

static void
append_element(GString *out, const XmlNode *node, unsigned int indentation, bool indent)
{
    g_string_append_c(out, '<');
    append_name(out, node->prefix, node->name);
    append_attrs(out, node);
    if (!node->children) {
        g_string_append(out, "/>");
        return;
    }
    g_string_append_c(out, '>');
    indent = indent && !has_text(node);
    for (const XmlNode *child = node->children; child; child = child->next) {
        if (indent)
            append_indentation(out, indentation + 2);
        append_node(out, child, indentation + 2, indent);
    }
    if (indent)
        append_indentation(out, indentation);
    g_string_append(out, "</");
    append_name(out, node->prefix, node->name);
    g_string_append_c(out, '>');
}

/* indent is false inside an element that has text, at any depth. */
static void
append_node(GString *out, const XmlNode *node, unsigned int indentation, bool indent)
{
    switch (node->kind) {
    case XML_NODE_ELEMENT:
        append_element(out, node, indentation, indent);
        break;
    case XML_NODE_TEXT:
        append_escaped(out, node->text, "<>&\r");
        break;
    case XML_NODE_CDATA:
        append_cdata(out, node->text);
        break;
    case XML_NODE_COMMENT:
        g_string_append_printf(out, "<!--%s-->", node->text);
        break;
    case XML_NODE_PI:
        g_string_append_printf(out, "<?%s%s%s?>", node->name, node->text ? " " : "",
                               node->text ? node->text : "");
        break;
    }
}

void
xml_node_format(GString *out, const XmlNode *node, unsigned int indentation)
{
    append_node(out, node, indentation, true);
}
