/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The access drivers that the settings name. They are modules: that of polkit needs D-Bus, which
 * a daemon that asks nobody should not have to load. */
#include <string.h>
#include "base/err.h"
#include "base/log.h"
#include "core/access.h"
#include "daemons/daemon-priv.h"
#include "daemons/polkit.h"

LOG_SOURCE("access.accessmanager");
#define ERR_DOMAIN VIR_FROM_ACCESS

static const AccessDriver *
find_driver(const char *name, GError **error)
{
    const PolkitModule *polkit;

    if (strcmp(name, access_none.name) == 0)
        return &access_none;
    if (strcmp(name, "polkit") != 0)
        return err_set_null(error, VIR_ERR_INTERNAL_ERROR, "Cannot find security driver '%s'",
                            name);
    polkit = polkit_module(error);
    return polkit ? polkit->access : NULL;
}

bool
daemon_access_setup(const Daemon *daemon, GError **error)
{
    const AccessDriver *chosen = &access_none;

    for (char **name = daemon->settings.access_drivers; name && *name; name++) {
        const AccessDriver *driver = find_driver(*name, error);

        if (!driver)
            return false;
        /* The one that grants everything adds nothing to another. */
        if (driver != &access_none)
            chosen = driver;
    }
    access_set_driver(chosen);
    LOG_DEBUG("access driver '%s'", chosen->name);
    return true;
}
