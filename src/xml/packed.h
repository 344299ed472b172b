/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Definitions at rest: what is kept of the thousands of objects that nobody looks at.
 *
 * A definition's structs have room for everything an element may hold, which is why they are quick
 * and easy to use and why most of that room is empty. Packed, only what has a value takes room: a
 * domain needs about as many bytes as its text has without names and spaces. Packing and unpacking
 * are passes over the members of the structs, each about as quick as a copy. */
#ifndef VIRTUE_PACKED_H
#define VIRTUE_PACKED_H

#include "xml/definition.h"

/* Never changes; any thread may unpack it. */
typedef struct Packed Packed;

/* The lines on which elements stood are not kept; all else is. */
Packed *definition_pack(const Definition *def);
/* As good as the one that was packed. Its texts are those of the packed one, which lives as long.
 */
Definition *definition_unpack(Packed *packed);

Packed *packed_ref(Packed *packed);
void packed_unref(Packed *packed); /* of NULL: nothing */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Packed, packed_unref)
size_t packed_size(const Packed *packed); /* bytes held, for figures */

#endif
