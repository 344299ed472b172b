/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/check-flags.h"

#include "base/err.h"

bool
check_flags(unsigned int flags, unsigned int known, int domain, const char *function,
            GError **error)
{
    char blamed[] = "flags";
    g_autofree char *str1 = g_strdup(function);
    const ErrDetail detail = {
        .domain = domain, .level = VIR_ERR_ERROR, .str1 = str1, .str2 = blamed
    };
    g_autofree char *message = NULL;

    if (!(flags & ~known))
        return true;
    message = g_strdup_printf("unsupported flags (0x%x) in function %s", flags & ~known, function);
    return err_set_raw(error, VIR_ERR_INVALID_ARG, message, &detail);
}
