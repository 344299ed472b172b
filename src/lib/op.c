/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>
#include "lib/op.h"
#include "lib/op-priv.h"

static const OpProgram *
program_find(uint32_t number)
{
    for (const OpProgram *program = op_programs; program->number; program++) {
        if (program->number == number)
            return program;
    }
    return NULL;
}

const Op *
op_find(uint32_t program_number, int32_t procedure)
{
    const OpProgram *program = program_find(program_number);

    if (!program || !program->index || procedure < 0 || procedure >= program->n_index ||
        !program->index[procedure])
        return NULL;
    return &ops[program->index[procedure] - 1];
}

unsigned int
op_program_version(uint32_t number)
{
    const OpProgram *program = program_find(number);

    return program ? program->version : 0;
}

bool
op_condition_holds(const OpCondition *condition, const void *args)
{
    uint32_t value = 0;

    if (condition->when != WHEN_ALWAYS)
        memcpy(&value, (const char *)args + condition->offset, sizeof(value));
    switch ((OpWhen)condition->when) {
    case WHEN_ALWAYS:
        return true;
    case WHEN_ANY:
        return value & condition->value;
    case WHEN_ALL:
        return (value & condition->value) == condition->value;
    case WHEN_NONE:
        return !(value & condition->value);
    case WHEN_EQUAL:
        return value == condition->value;
    case WHEN_OTHER:
        return value != condition->value;
    }
    return false;
}
