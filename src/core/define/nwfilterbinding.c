/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bindings of filters: which variables count. */
#include "core/define/define-priv.h"
#include "core/define/objects.h"

bool
nwfilterbinding_define(Definition *def, GError **error)
{
    FilterBinding *binding = def->root;
    unsigned int i = 0;

    while (i < binding->params.n)
        if (filter_parameter_counts(binding->params.items[i]))
            i++;
        else
            list_remove(&binding->params, i);
    return true;
}
