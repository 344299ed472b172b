/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Groups of limits, which disks pass through one after the other. */
#include <string.h>

#include "core/domain/domain-priv.h"
#include "core/domain/iotune.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static unsigned int
find_group(const Domain *domain, const char *name)
{
    unsigned int i = 0;

    while (i < domain->throttles.n && g_strcmp0(domain->throttles.items[i]->group_name, name) != 0)
        i++;
    return i;
}

static bool
edit_group(DomainEdit *edit, const void *opaque, GError **error)
{
    const ParamArgs *args = opaque;
    Domain *domain = edit->domain;
    unsigned int at = find_group(domain, args->name);
    Iotune *group;

    if (at == domain->throttles.n) {
        group = object_new(edit->arena, XML_TYPE_IOTUNE, XML_GIVEN);
        list_append(edit->arena, &domain->throttles, group);
    }
    group = domain->throttles.items[at];
    if (!iotune_take(edit, group, args, error))
        return false;
    iotune_set_group(edit, group, args->name);
    return true;
}

bool
domain_set_throttle_group_method(DomainObj *dom, const char *group, const virTypedParameter *params,
                                 unsigned int n_params, unsigned int flags, Job *job,
                                 GError **error)
{
    ParamArgs args = { .params = params, .n = n_params, .name = group };

    if (*group == '\0')
        return err_set(error, VIR_ERR_INVALID_ARG, "throttle group name must not be empty");
    if (!iotune_check_params(dom, params, n_params, error) ||
        !domain_edit(dom, flags, edit_group, &args, job, error))
        return false;
    if (flags & VIR_DOMAIN_AFFECT_LIVE)
        iotune_emit(dom, NULL, &args);
    return true;
}

static bool
edit_group_away(DomainEdit *edit, const void *opaque, GError **error)
{
    const char *name = opaque;
    Domain *domain = edit->domain;
    const Devices *devices = &domain->devices;
    unsigned int at = find_group(domain, name);

    if (at == domain->throttles.n)
        return err_set(error, VIR_ERR_INVALID_ARG, "throttle group '%s' doesn't exist", name);
    for (unsigned int i = 0; i < devices->disks.n; i++)
        for (unsigned int k = 0; k < devices->disks.items[i]->throttle_filters.n; k++)
            if (g_str_equal(devices->disks.items[i]->throttle_filters.items[k]->group, name))
                return err_set(error, VIR_ERR_OPERATION_INVALID,
                               "throttle group '%s' is still being used by disk %s", name,
                               devices->disks.items[i]->dst);
    list_remove(&domain->throttles, at);
    return true;
}

bool
domain_del_throttle_group_method(DomainObj *dom, const char *group, unsigned int flags, Job *job,
                                 GError **error)
{
    return domain_edit(dom, flags, edit_group_away, group, job, error);
}
