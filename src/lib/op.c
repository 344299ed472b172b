/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/op.h"

#include <glib.h>

bool
op_condition_holds(const OpCondition *condition, const void *args)
{
    uint32_t field;

    if (condition->when == WHEN_ALWAYS)
        return true;
    g_assert(args);
    memcpy(&field, (const char *)args + condition->offset, sizeof(field));

    switch ((OpWhen)condition->when) {
    case WHEN_ALWAYS:
        return true;
    case WHEN_ANY:
        return (field & condition->value) != 0;
    case WHEN_ALL:
        return (field & condition->value) == condition->value;
    case WHEN_NONE:
        return (field & condition->value) == 0;
    case WHEN_EQUAL:
        return field == condition->value;
    }
    g_assert_not_reached();
}
