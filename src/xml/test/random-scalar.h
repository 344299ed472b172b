/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Random values of a row of the tables. */
#ifndef VIRTUE_XML_TEST_RANDOM_SCALAR_H
#define VIRTUE_XML_TEST_RANDOM_SCALAR_H

#include "xml/engine.h"

/* Fill value, which is the member or an item of a list. False if what came out is none for this
 * row: try again. */
bool random_scalar(GRand *rand, Arena *arena, const XmlField *field, unsigned int flags,
                   void *value);

#endif
