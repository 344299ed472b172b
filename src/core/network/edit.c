/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Changes of a network's definitions: copied, edited, checked, applied, kept, published. */
#include "core/define/objects.h"
#include "core/network/network-priv.h"

static Definition *
edited(NetworkObj *net, bool is_live, NetworkEditor editor, const void *args, GError **error)
{
    g_autoptr(Definition) old = defined_definition(&net->base, !is_live);
    g_autoptr(Definition) def = definition_copy(old);

    if (!editor(def, args, error) || !network_define(def, &defined_env, error))
        return NULL;
    return g_steal_pointer(&def);
}

static bool
apply(NetworkObj *net, Definition *changed, Job *job, GError **error)
{
    const NetworkDriver *driver = network_driver(net);
    g_autoptr(Definition) old = defined_definition(&net->base, false);

    return !driver->change || driver->change(net, old, changed, job, error);
}

bool
network_edit(NetworkObj *net, unsigned int flags, NetworkEditor editor, const void *args, Job *job,
             GError **error)
{
    g_autoptr(Definition) live = NULL;
    g_autoptr(Definition) stored = NULL;

    if ((flags & VIR_NETWORK_UPDATE_AFFECT_LIVE) &&
        !(live = edited(net, true, editor, args, error)))
        return false;
    if ((flags & VIR_NETWORK_UPDATE_AFFECT_CONFIG) &&
        !(stored = edited(net, false, editor, args, error)))
        return false;
    if (live) {
        if (!apply(net, live, job, error))
            return false;
        defined_publish_live(&net->base, g_steal_pointer(&live));
    }
    return !stored || defined_store(&net->base, g_steal_pointer(&stored), error);
}
