/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libvirt/libvirt.h>

#include "lib/call.h"

#define ERR_DOMAIN VIR_FROM_NONE

/* Everything is set up when it is first needed. */
int
virInitialize(void)
{
    return 0;
}

/* type once named a driver; what it is no longer matters. */
int
virGetVersion(unsigned long *libVer, const char *type G_GNUC_UNUSED, unsigned long *typeVer)
{
    Call call = CALL_LOCAL;
    int result = -1;

    call_begin(&call);
    if (!call_nonnull(&call, libVer, "libVer"))
        goto end;
    *libVer = LIBVIR_VERSION_NUMBER;
    if (typeVer)
        *typeVer = LIBVIR_VERSION_NUMBER;
    result = 0;
end:
    call_end(&call);
    return result;
}
