/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who set the values of a stored definition, in a file beside the one that everybody reads.
 *
 * In memory each value knows who set it. The stored document has all values and no word of that, so
 * that any implementation can read it. What was not given by the user is listed in a second text;
 * without it, or if the document has been changed since, everything counts as given. */
#ifndef VIRTUE_XML_ORIGIN_H
#define VIRTUE_XML_ORIGIN_H

#include "xml/definition.h"

/* The list for a definition that was just formatted as document. The caller owns it. */
char *definition_origins(const Definition *def, const char *document);

/* The reverse, for a definition that was just read from document. A list that does not belong to
 * that document, or is none, changes nothing; the return value says whether it did belong. */
bool definition_set_origins(Definition *def, const char *document, const char *origins);

#endif
