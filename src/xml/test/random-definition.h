/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Random definitions, from the same tables that they are read and written with. */
#ifndef VIRTUE_XML_TEST_RANDOM_DEFINITION_H
#define VIRTUE_XML_TEST_RANDOM_DEFINITION_H

#include "xml/definition.h"

/* One that has nothing that its schema does not allow, and nothing that is lost when it is written
 * with these flags and read again. The same seed makes the same one. */
Definition *random_definition(XmlDocumentId document, unsigned int flags, uint32_t seed);

#endif
