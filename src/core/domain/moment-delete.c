/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Snapshots and checkpoints go: what came after them stays in the tree. */
#include "core/domain/moment.h"

static bool
delete_one(MomentObj *moment, const MomentDelete *how, Job *job, GError **error)
{
    const MomentDriver *driver = moment_driver(moment_domain(moment));

    if (!how->metadata_only && driver->delete &&!driver->delete (moment, job, error))
        return false;
    moment_drop(moment);
    return true;
}

/* Those below it, what comes last first. */
static bool
delete_below(MomentObj *moment, const MomentDelete *how, bool *had_current_out, Job *job,
             GError **error)
{
    g_autoptr(GPtrArray) below =
        moment_list(moment_domain(moment), moment, moment_class(moment), MOMENT_LIST_BELOW);

    for (unsigned int i = below->len; i-- > 0;) {
        *had_current_out |= moment_is_current(below->pdata[i]);
        if (!delete_one(below->pdata[i], how, job, error))
            return false;
    }
    return true;
}

/* What came after it comes after what it came after. */
static void
close_gap(MomentObj *moment, Name *after)
{
    g_autoptr(GPtrArray) below =
        moment_list(moment_domain(moment), moment, moment_class(moment), 0);

    for (unsigned int i = 0; i < below->len; i++)
        moment_set_after(below->pdata[i], after);
}

bool
moment_delete(MomentObj *moment, const MomentDelete *how, Job *job, GError **error)
{
    DomainObj *dom = moment_domain(moment);
    const MomentClass *class = moment_class(moment);
    g_autoptr(Name) name = obj_name(&moment->obj);
    g_autoptr(Name) after = moment_after(moment);
    bool had_current = false;
    bool done = true;

    if (how->children || how->children_only)
        done = delete_below(moment, how, &had_current, job, error);
    if (done && !how->children_only) {
        had_current |= moment_is_current(moment);
        if (!how->children)
            close_gap(moment, after);
        done = delete_one(moment, how, job, error);
    }
    if (had_current)
        moment_set_current(dom, class, done && !how->children_only ? after : name);
    return moments_keep(dom, class, done ? error : NULL) && done;
}
