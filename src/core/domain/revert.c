/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Going back to a snapshot: the domain ends, becomes what it was, and runs again if it did. */
#include "core/domain/domain-priv.h"
#include "core/domain/moment.h"

#define ERR_DOMAIN dom->host->type->errors

/* What it does afterwards. */
static int
state_after(const Snapshot *snapshot, unsigned int flags)
{
    if (flags & VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING)
        return VIR_DOMAIN_RUNNING;
    if (flags & VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED)
        return VIR_DOMAIN_PAUSED;
    if (snapshot->state == SNAPSHOT_STATE_RUNNING)
        return VIR_DOMAIN_RUNNING;
    return snapshot->state == SNAPSHOT_STATE_PAUSED ? VIR_DOMAIN_PAUSED : VIR_DOMAIN_SHUTOFF;
}

static bool
check(DomainObj *dom, const Snapshot *snapshot, unsigned int flags, GError **error)
{
    g_autoptr(Name) name = obj_name(&dom->obj);

    if (!obj_is(&dom->obj, OBJ_PERSISTENT) && state_after(snapshot, flags) == VIR_DOMAIN_SHUTOFF)
        return err_set(error, VIR_ERR_OPERATION_INVALID,
                       "transient domain needs to request run or pause to revert to inactive "
                       "snapshot");
    if (!snapshot->domain)
        return err_set(error, VIR_ERR_SNAPSHOT_REVERT_RISKY,
                       "snapshot '%s' lacks domain '%s' rollback info", snapshot->name, name->text);
    return true;
}

/* A definition of its own of a domain that is part of another. */
static Definition *
definition_of(const Domain *domain)
{
    Definition *def = definition_new(XML_DOCUMENT_DOMAIN);

    def->root = object_copy(def->arena, XML_TYPE_DOMAIN, domain);
    return def;
}

static bool
run(DomainObj *dom, const Snapshot *snapshot, int state, unsigned int flags, Job *job,
    GError **error)
{
    const DomainStart how = {
        .start = moment_driver(dom)->revert,
        .from = snapshot,
        .flags = flags,
        .state = VIR_DOMAIN_RUNNING,
        .reason = VIR_DOMAIN_RUNNING_FROM_SNAPSHOT,
        .event_detail = VIR_DOMAIN_EVENT_STARTED_FROM_SNAPSHOT,
    };

    if (!domain_start_from(dom, definition_of(snapshot->domain), &how, job, error))
        return false;
    if (state == VIR_DOMAIN_PAUSED) {
        domain_set_state(dom, VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_FROM_SNAPSHOT);
        domain_emit(dom, VIR_DOMAIN_EVENT_SUSPENDED, VIR_DOMAIN_EVENT_SUSPENDED_FROM_SNAPSHOT);
    }
    return true;
}

static bool
stay_off(DomainObj *dom, const Snapshot *snapshot, Job *job, GError **error)
{
    const MomentDriver *driver = moment_driver(dom);

    return !driver->revert_stopped || driver->revert_stopped(dom, snapshot, job, error);
}

/* What is stored is what was stored then. */
static bool
store(DomainObj *dom, const Snapshot *snapshot, GError **error)
{
    const Domain *stored = snapshot->inactive ? snapshot->inactive : snapshot->domain;

    return !obj_is(&dom->obj, OBJ_PERSISTENT) || domain_store(dom, definition_of(stored), error);
}

bool
domain_revert_method(DomainSnapshotObj *snap, unsigned int flags, Job *job, GError **error)
{
    DomainObj *dom = moment_domain(&snap->base);
    g_autoptr(Name) name = obj_name(&snap->base.obj);
    g_autoptr(Definition) def = moment_definition(&snap->base);
    const Snapshot *snapshot = def->root;
    int state = state_after(snapshot, flags);
    bool done;

    if (!check(dom, snapshot, flags, error))
        return false;
    if (obj_is(&dom->obj, OBJ_ACTIVE))
        domain_halt(dom, VIR_DOMAIN_SHUTOFF_FROM_SNAPSHOT, VIR_DOMAIN_EVENT_STOPPED_FROM_SNAPSHOT);
    done = store(dom, snapshot, error) &&
           (state == VIR_DOMAIN_SHUTOFF ? stay_off(dom, snapshot, job, error)
                                        : run(dom, snapshot, state, flags, job, error));
    if (!done && !obj_is(&dom->obj, OBJ_PERSISTENT))
        domain_forget(dom);
    if (!done)
        return false;
    moment_set_current(dom, &snapshot_class, name);
    return moments_keep(dom, &snapshot_class, error);
}
