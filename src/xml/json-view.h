/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The JSON view of a definition: an object per struct, its keys the members of definitions.h.
 *
 * Words, UUIDs, addresses and sets of numbers are strings as in XML, amounts are numbers in the
 * unit that the schema keeps them in, flags are true, metadata is XML text. What is absent has no
 * key; an empty object is an element that is there without contents. */
#ifndef VIRTUE_XML_JSON_VIEW_H
#define VIRTUE_XML_JSON_VIEW_H

#include "xml/definition.h"

/* The text, which the caller owns; flags as for definition_format(). NULL if the definition lacks
 * what its schema demands: of a document that gave less than is written with its defaults. */
char *definition_to_json(const Definition *def, unsigned int flags, GError **error);
/* The reverse; flags as for definition_parse(). What is read has been checked as if it had been
 * written as XML: bounds, words, and that each value has a place beside the others. Errors name the
 * path: "src.hosts[2].port". */
Definition *definition_from_json(XmlDocumentId document, const char *text, unsigned int flags,
                                 GError **error);

#endif
