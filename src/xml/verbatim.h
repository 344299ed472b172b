/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Parts of a document that are kept as they are: copied, and written as the original writes them,
 * which is not how it writes what it understands (double quotes, references beyond ASCII). */
#ifndef VIRTUE_XML_VERBATIM_H
#define VIRTUE_XML_VERBATIM_H

#include "base/arena.h"
#include "xml/dom.h"

/* A deep copy that stands alone: its strings are in the arena too. What it uses of the namespaces
 * declared around node is declared at the copy itself. */
XmlNode *xml_node_copy(Arena *arena, const XmlNode *node);

/* A copy of <metadata> as the original keeps it: elements with a namespace, the first of each
 * namespace. Without any, it has no children. */
XmlNode *xml_metadata_copy(Arena *arena, const XmlNode *metadata);

/* The text of an element and all that is in it. Its own line is neither indented nor ended;
 * indentation is how many spaces would stand before it, and what is below gets two more for each
 * level, except where an element has text. */
void xml_node_format(GString *out, const XmlNode *node, unsigned int indentation);

#endif
