/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libvirt/libvirt.h>

#include "base/log.h"
#include "base/thread.h"
#include "lib/call.h"
#include "lib/error.h"
#include "lib/library.h"

#define ERR_DOMAIN VIR_FROM_NONE

static GError *start_failure;

static void
start(void)
{
    log_set_from_environment(&start_failure);
}

bool
library_start(GError **error)
{
    static Once once = ONCE_INIT;

    once_run(&once, start);
    if (start_failure)
        g_propagate_error(error, g_error_copy(start_failure));
    return !start_failure;
}

/* Everything else is set up when it is first needed. */
int
virInitialize(void)
{
    g_autoptr(GError) error = NULL;

    if (library_start(&error))
        return 0;
    error_publish(NULL, error);
    return -1;
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
