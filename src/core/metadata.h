/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What applications keep with an object: elements in <metadata>, one of each namespace. */
#ifndef VIRTUE_CORE_METADATA_H
#define VIRTUE_CORE_METADATA_H

#include "xml/definition.h"

/* The text of the element of that namespace, without the namespace; NULL if there is none. metadata
 * may be NULL. */
char *metadata_element(const XmlNode *metadata, const char *uri);

/* A copy with the element of that namespace replaced by text, under the prefix key; with a text of
 * NULL, without it. *changed_out is NULL if nothing is left. errors: of texts that are no XML. */
bool metadata_replace(Arena *arena, const XmlNode *metadata, const char *text, const char *key,
                      const char *uri, int errors, const XmlNode **changed_out, GError **error);

#endif
