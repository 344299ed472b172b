/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/domain/edit.h"

#include "core/domain/domain-priv.h"

/* A changed copy of the stored definition, or of the live one. */
static Definition *
edited(const DomainEdit *common, bool is_live, DomainEditor editor, const void *args,
       GError **error)
{
    DomainEdit edit = *common;
    g_autoptr(Definition) live = is_live ? domain_live(edit.dom) : NULL;
    g_autoptr(Definition) def = is_live ? definition_copy(live) : domain_stored(edit.dom);

    edit.is_live = is_live;
    edit.def = def;
    edit.domain = def->root;
    edit.arena = def->arena;
    return editor(&edit, args, error) ? g_steal_pointer(&def) : NULL;
}

static bool
apply(DomainObj *dom, Definition *changed, Job *job, GError **error)
{
    const DomainDriver *driver = dom->host->type->domains;
    g_autoptr(Definition) old = domain_live(dom);

    return !driver->change || driver->change(dom, old, changed, job, error);
}

bool
domain_edit(DomainObj *dom, unsigned int flags, DomainEditor editor, const void *args, Job *job,
            GError **error)
{
    DefineEnv env = { 0 };
    DomainEdit common = { .dom = dom, .flags = flags, .env = &env, .job = job };
    g_autoptr(Definition) live = NULL;
    g_autoptr(Definition) stored = NULL;

    dom->host->type->domains->define_env(dom->host, &env);
    if ((flags & VIR_DOMAIN_AFFECT_LIVE) && !(live = edited(&common, true, editor, args, error)))
        return false;
    if ((flags & VIR_DOMAIN_AFFECT_CONFIG) &&
        !(stored = edited(&common, false, editor, args, error)))
        return false;
    if (live) {
        if (!apply(dom, live, job, error))
            return false;
        domain_publish_live(dom, g_steal_pointer(&live));
    }
    return !stored || domain_store(dom, g_steal_pointer(&stored), error);
}
