/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Drivers that are modules. */
#include "lib/driver.h"
#include "lib/module.h"

static bool
start(void *symbol, GError **error)
{
    DriverInit init;

    *(void **)&init = symbol;
    return init(error);
}

bool
driver_load(const char *name, bool *found_out, GError **error)
{
    static const ModuleKind kind = { .folder = "connection-driver",
                                     .prefix = "libvirt_driver_",
                                     .symbol = "virtue_driver_init",
                                     .start = start };
    void *symbol;

    if (!module_load(&kind, name, &symbol, error))
        return false;
    *found_out = symbol != NULL;
    return true;
}
