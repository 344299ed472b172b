/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/virt-admin/parameters.h"

#include <string.h>

void
parameters_clear(Parameters *params)
{
    virTypedParamsFree(params->list, params->n);
}

void
parameters_add(Parameters *params, const char *name, unsigned int value)
{
    int rc = virTypedParamsAddUInt(&params->list, &params->n, &params->room, name, value);

    g_assert(rc == 0);
}

static char *
text_of(const virTypedParameter *param)
{
    switch ((virTypedParameterType)param->type) {
    case VIR_TYPED_PARAM_INT:
        return g_strdup_printf("%d", param->value.i);
    case VIR_TYPED_PARAM_UINT:
        return g_strdup_printf("%u", param->value.ui);
    case VIR_TYPED_PARAM_LLONG:
        return g_strdup_printf("%lld", param->value.l);
    case VIR_TYPED_PARAM_ULLONG:
        return g_strdup_printf("%llu", param->value.ul);
    case VIR_TYPED_PARAM_DOUBLE:
        return g_strdup_printf("%f", param->value.d);
    case VIR_TYPED_PARAM_BOOLEAN:
        return g_strdup(param->value.b ? "yes" : "no");
    case VIR_TYPED_PARAM_STRING:
        return shell_printable(param->value.s, NULL);
    }
    return g_strdup_printf("unknown type %d", param->type);
}

void
parameters_print(Shell *shell, const Parameters *params, int width)
{
    for (int i = 0; i < params->n; i++) {
        g_autofree char *text = text_of(&params->list[i]);

        shell_print(shell, "%-*s: %s\n", width, params->list[i].field, text);
    }
}
