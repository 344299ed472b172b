/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Random instances of every shape, for round trips. */
#ifndef VIRTUE_RPC_TEST_RANDOM_H
#define VIRTUE_RPC_TEST_RANDOM_H

#include <glib.h>
#include "lib/shape.h"

/* Every shape that crosses the wire: arguments, results, messages, and those of the framing. NULL
 * behind the last. */
const Shape *shape_nth(size_t index);

/* Fill *out, which is overwritten; the caller clears it. Lists and strings have at most max_n
 * elements and bytes. */
void random_fill(GRand *rand, const Shape *shape, void *out, unsigned int max_n);

#endif
