/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the schema language does not carry: hand-written reading and writing of one member. Each
 * hook is named by a `hook` line of a schema and counted; docs/architecture.md says why it is. */
#ifndef VIRTUE_XML_HOOKS_H
#define VIRTUE_XML_HOOKS_H

#include "base/arena.h"
#include "xml/dom.h"
#include "xml/type.h"
#include "xml/writer.h"

typedef struct XmlHook {
    /* Read the member from the element that holds it. object is the struct of the table. */
    bool (*read)(Arena *arena, void *object, const XmlNode *node, unsigned int flags,
                 GError **error);
    void (*write_attrs)(XmlWriter *writer, const void *object);    /* or NULL */
    void (*write_children)(XmlWriter *writer, const void *object); /* or NULL */
} XmlHook;

extern const XmlHook *const xml_hooks[];

/* A function xml_check_NAME() of the word check(NAME): the canonical form of a text, which may be
 * the text itself; NULL if it is wrong. Texts with rules of their own, as addresses. */
typedef const char *(*XmlCheck)(Arena *arena, const char *text);

extern const XmlCheck xml_checks[]; /* the first is NULL: none */

#endif
