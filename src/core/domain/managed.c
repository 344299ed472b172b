/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains that are put aside until their next start, and dumps of what they hold. */
#include "core/domain/domain-priv.h"
#include "core/domain/save.h"

#define ERR_DOMAIN dom->host->type->errors

static const SaveDriver *
driver_of(const DomainObj *dom)
{
    return dom->host->type->domains->saves;
}

bool
domain_managed_save_method(DomainObj *dom, unsigned int flags, Job *job, GError **error)
{
    const SaveDriver *driver = driver_of(dom);
    g_auto(SavedDomain) head = { 0 };
    g_autoptr(Definition) live = NULL;

    if (!domain_require_active(dom, error))
        return false;
    if (!obj_is(&dom->obj, OBJ_PERSISTENT))
        return err_set(error, VIR_ERR_OPERATION_INVALID,
                       "cannot do managed save for transient domain");
    live = domain_live(dom);
    head.xml = definition_format(live, XML_SECURE);
    head.was_running = domain_state(dom, NULL) == VIR_DOMAIN_RUNNING;
    if (driver->save_managed && !driver->save_managed(dom, &head, flags, job, error))
        return false;
    domain_stop(dom, VIR_DOMAIN_SHUTOFF_SAVED, VIR_DOMAIN_EVENT_STOPPED_SAVED);
    obj_set_state(&dom->obj, DOMAIN_MANAGED_SAVE, true);
    return true;
}

bool
domain_has_managed_save_method(DomainObj *dom, unsigned int flags, Job *job, int *result_out,
                               GError **error)
{
    *result_out = obj_is(&dom->obj, DOMAIN_MANAGED_SAVE);
    return true;
}

bool
domain_managed_save_remove_method(DomainObj *dom, unsigned int flags, Job *job, GError **error)
{
    const SaveDriver *driver = driver_of(dom);

    if (driver && driver->remove_managed && !driver->remove_managed(dom, error))
        return false;
    obj_set_state(&dom->obj, DOMAIN_MANAGED_SAVE, false);
    return true;
}

bool
domain_core_dump_method(DomainObj *dom, const char *to, unsigned int dumpformat, unsigned int flags,
                        Job *job, GError **error)
{
    if (!domain_require_active(dom, error) ||
        !driver_of(dom)->dump(dom, to, dumpformat, flags, job, error))
        return false;
    if (flags & VIR_DUMP_CRASH)
        domain_stop(dom, VIR_DOMAIN_SHUTOFF_CRASHED, VIR_DOMAIN_EVENT_STOPPED_CRASHED);
    return true;
}
