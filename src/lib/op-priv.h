/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How op_find() gets from a procedure to its operation. */
#ifndef VIRTUE_OP_PRIV_H
#define VIRTUE_OP_PRIV_H

#include <stdint.h>

typedef struct OpProgram {
    uint32_t number;
    uint32_t version;
    const char *name;
    const uint16_t *index; /* by procedure: OpId + 1, or 0 */
    int32_t n_index;
} OpProgram;

/* Ends with a zero number. */
extern const OpProgram op_programs[];

#endif
