/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Networks that run as soon as somebody says so. Less is refused than by the driver that makes
 * bridges, and more: what tools see of the original's test driver. */
#include "core/network/network.h"

#include "test-priv.h"

#define ERR_DOMAIN VIR_FROM_TEST

const NetworkDriver test_network_driver = { 0 };

static bool
require_inactive(NetworkObj *net, GError **error)
{
    g_autoptr(Name) name = obj_name(&net->base.obj);

    return !obj_is(&net->base.obj, OBJ_ACTIVE) ||
           err_set(error, VIR_ERR_OPERATION_INVALID, "Network '%s' is still running", name->text);
}

static bool
create(NetworkObj *net, Job *job, GError **error)
{
    g_autoptr(Name) name = obj_name(&net->base.obj);

    if (obj_is(&net->base.obj, OBJ_ACTIVE))
        return err_set(error, VIR_ERR_OPERATION_INVALID, "Network '%s' is already running",
                       name->text);
    return network_start(net, NULL, job, error);
}

static bool
destroy(NetworkObj *net, Job *job, GError **error)
{
    network_stop(net);
    return true;
}

static bool
undefine(NetworkObj *net, Job *job, GError **error)
{
    return require_inactive(net, error) && defined_undefine(&net->base, error);
}

static bool
set_autostart(NetworkObj *net, int autostart, Job *job, GError **error)
{
    return defined_set_autostart(&net->base, autostart != 0, error);
}

void
test_network_methods(NetworkMethods *methods)
{
    methods->create = create;
    methods->destroy = destroy;
    methods->set_autostart = set_autostart;
    methods->undefine = undefine;
}
