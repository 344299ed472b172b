/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which events of the host's CPUs are counted while the domain runs. */
#include "core/domain/domain-priv.h"
#include "core/domain/param.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

#define N_EVENTS PERF_EVENT_NAME_EMULATION_FAULTS /* the last one; they begin at 1 */

/* The names of the parameters are those of the document. */
static const char *
event_name(unsigned int event)
{
    return xml_enum_text(XML_ENUM_PERF_EVENT_NAME, (int)event);
}

static PerfEvent *
find_event(const Domain *domain, PerfEventName name)
{
    for (unsigned int i = 0; i < domain->perf_events.n; i++)
        if (domain->perf_events.items[i]->name == name)
            return domain->perf_events.items[i];
    return NULL;
}

bool
domain_get_perf_events_method(DomainObj *dom, unsigned int flags, Job *job, List *params_out,
                              GError **error)
{
    g_autoptr(Definition) def = domain_definition(dom, flags);
    g_autoptr(ParamList) list = param_list_new();

    for (unsigned int event = 1; event <= N_EVENTS; event++) {
        const PerfEvent *found = find_event(domain_of(def), (PerfEventName)event);

        param_list_add_bool(list, found && found->enabled == YES_NO_YES, "%s", event_name(event));
    }
    param_list_move(list, params_out);
    return true;
}

/* They stand in the order of their numbers. */
static PerfEvent *
event_of(DomainEdit *edit, PerfEventName name)
{
    PerfEvent *event = find_event(edit->domain, name);
    unsigned int at = 0;

    if (event)
        return event;
    while (at < edit->domain->perf_events.n && edit->domain->perf_events.items[at]->name < name)
        at++;
    event = object_new(edit->arena, XML_TYPE_PERF_EVENT, XML_GIVEN);
    XML_SET(event, name, name, XML_GIVEN);
    list_insert(edit->arena, &edit->domain->perf_events, at, event);
    return event;
}

static bool
edit_events(DomainEdit *edit, const void *opaque, GError **error)
{
    const ParamArgs *args = opaque;

    for (unsigned int i = 0; i < args->n; i++) {
        int name = xml_enum_value(XML_ENUM_PERF_EVENT_NAME, args->params[i].field);
        PerfEvent *event = event_of(edit, (PerfEventName)name);

        XML_SET(event, enabled, args->params[i].value.b ? YES_NO_YES : YES_NO_NO, XML_GIVEN);
    }
    return true;
}

bool
domain_set_perf_events_method(DomainObj *dom, const virTypedParameter *params,
                              unsigned int n_params, unsigned int flags, Job *job, GError **error)
{
    ParamRule rules[N_EVENTS + 1] = { 0 };
    ParamArgs args = { .params = params, .n = n_params };

    for (unsigned int event = 1; event <= N_EVENTS; event++)
        rules[event - 1] = (ParamRule){ event_name(event), VIR_TYPED_PARAM_BOOLEAN, false };
    return params_check_rules(params, n_params, rules, error) &&
           domain_edit(dom, flags, edit_events, &args, job, error);
}
