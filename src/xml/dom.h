/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A parsed XML document: a small tree with line numbers, all of it in one arena.
 *
 * Nothing outside this room sees a parser. There are no external entities and no document type
 * declarations; depth, number of nodes and size are bounded. */
#ifndef VIRTUE_XML_DOM_H
#define VIRTUE_XML_DOM_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No element stands deeper: the root is at 1. The original's limit, so recursion is safe. */
#define XML_MAX_DEPTH      257
#define XML_MAX_SIZE       ((size_t)128 << 20) /* bytes of text */
#define XML_MAX_NODES      (1u << 23)          /* nodes and attributes together */
#define XML_MAX_ATTRIBUTES 256                 /* of one element */
#define XML_MAX_NAMESPACES 256                 /* declared at one place, from the root down to it */
#define XML_MAX_NAME       50000               /* bytes of a name */
#define XML_MAX_VALUE      10000000            /* bytes of an attribute's value */
#define XML_MAX_DATA       10000000            /* of a comment, CDATA section or instruction */

#define XML_NS_XML   "http://www.w3.org/XML/1998/namespace"
#define XML_NS_XMLNS "http://www.w3.org/2000/xmlns/"

typedef enum XmlNodeKind {
    XML_NODE_ELEMENT,
    XML_NODE_TEXT, /* white space alone only where it may mean something: see xml_doc_parse() */
    XML_NODE_CDATA,
    XML_NODE_COMMENT,
    XML_NODE_PI,
} XmlNodeKind;

/* Names carry a hash (xml_hash()) made while they were read, so that the engine finds a field with
 * one comparison. Strings are NUL-terminated, UTF-8, unescaped and owned by the document.
 *
 * A prefix that nobody declared belongs to the name ("p:x"; prefix and ns NULL), as in the
 * original. */
typedef struct XmlAttr {
    const char *name;   /* local name, without prefix; "xmlns" of a default namespace */
    const char *prefix; /* NULL if none */
    const char *ns;     /* namespace the prefix stands for; NULL if none */
    const char *value;
    uint32_t hash;        /* of name */
    struct XmlAttr *next; /* as written; namespace declarations are among them, ns XML_NS_XMLNS */
} XmlAttr;

typedef struct XmlNode {
    XmlNodeKind kind;
    uint32_t line;      /* on which it begins */
    uint32_t hash;      /* of name */
    const char *name;   /* of elements (local) and processing instructions */
    const char *prefix; /* NULL if none */
    const char *ns;     /* its namespace, also a default one; NULL if none */
    const char *text;   /* of every kind but elements; NULL of an instruction without */
    XmlAttr *attrs;
    struct XmlNode *parent;
    struct XmlNode *children;
    struct XmlNode *next;
} XmlNode;

typedef struct XmlDoc XmlDoc;

/* Parse a text. name is how errors call it, "(domain_definition)", and domain whose they are
 * (VIR_FROM_DOMAIN). Errors have the original's code, level and line.
 *
 * White space that stands alone between tags is dropped where the original drops it: not below
 * xml:space='preserve', not as all that an element has, and not beside text. */
XmlDoc *xml_doc_parse(const char *text, size_t length, const char *name, int domain,
                      GError **error);
const XmlNode *xml_doc_root(const XmlDoc *doc);
void xml_doc_free(XmlDoc *doc); /* of NULL: nothing */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XmlDoc, xml_doc_free)
size_t xml_doc_size(const XmlDoc *doc); /* bytes held, for figures */
size_t xml_doc_length(const XmlDoc *doc); /* bytes of its text */

uint32_t xml_hash(const char *name);

/* The text below an element, joined, as XPath's string() gives it; of other nodes, their text.
 * Usually no copy is made: the result is owned by the document. "" if there is none. */
const char *xml_node_text(XmlDoc *doc, const XmlNode *node);
/* Without a namespace. NULL if it is not there. */
const char *xml_node_attr(const XmlNode *node, const char *name);
/* The first such element, in no namespace. */
const XmlNode *xml_node_child(const XmlNode *node, const char *name);

#endif
