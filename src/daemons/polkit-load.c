/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/err.h"
#include "daemons/polkit.h"
#include "lib/module.h"

#define ERR_DOMAIN VIR_FROM_POLKIT

const PolkitModule *
polkit_module(GError **error)
{
    static const ModuleKind kind = { .folder = "access",
                                     .prefix = "libvirt_access_",
                                     .symbol = "virtue_access_polkit",
                                     .beside_too = true };
    void *found;

    if (!module_load(&kind, "polkit", &found, error))
        return NULL;
    if (!found)
        return err_set_null(error, VIR_ERR_CONFIG_UNSUPPORTED, "%s",
                            "libvirt_access_polkit.so is not installed");
    return found;
}
