/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How fast an interface may send and receive. */
#include "core/domain/domain-priv.h"
#include "core/domain/param.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* The members are wide enough for documents, the parameters are not. */
#define LIMIT_PARAM(name_, member_)                                                                \
    {                                                                                              \
        .name = (name_), .type = VIR_TYPED_PARAM_UINT,                                             \
        .member = offsetof(BandwidthLimit, member_),                                               \
        .origin = offsetof(BandwidthLimit, from.member_), .is_wide = true,                         \
    }

static const MemberParam inbound[] = {
    LIMIT_PARAM(VIR_DOMAIN_BANDWIDTH_IN_AVERAGE, average),
    LIMIT_PARAM(VIR_DOMAIN_BANDWIDTH_IN_PEAK, peak),
    LIMIT_PARAM(VIR_DOMAIN_BANDWIDTH_IN_BURST, burst),
    LIMIT_PARAM(VIR_DOMAIN_BANDWIDTH_IN_FLOOR, floor),
};

static const MemberParam outbound[] = {
    LIMIT_PARAM(VIR_DOMAIN_BANDWIDTH_OUT_AVERAGE, average),
    LIMIT_PARAM(VIR_DOMAIN_BANDWIDTH_OUT_PEAK, peak),
    LIMIT_PARAM(VIR_DOMAIN_BANDWIDTH_OUT_BURST, burst),
};

static const ParamRule rules[] = {
    { VIR_DOMAIN_BANDWIDTH_IN_AVERAGE, VIR_TYPED_PARAM_UINT, false },
    { VIR_DOMAIN_BANDWIDTH_IN_PEAK, VIR_TYPED_PARAM_UINT, false },
    { VIR_DOMAIN_BANDWIDTH_IN_BURST, VIR_TYPED_PARAM_UINT, false },
    { VIR_DOMAIN_BANDWIDTH_IN_FLOOR, VIR_TYPED_PARAM_UINT, false },
    { VIR_DOMAIN_BANDWIDTH_OUT_AVERAGE, VIR_TYPED_PARAM_UINT, false },
    { VIR_DOMAIN_BANDWIDTH_OUT_PEAK, VIR_TYPED_PARAM_UINT, false },
    { VIR_DOMAIN_BANDWIDTH_OUT_BURST, VIR_TYPED_PARAM_UINT, false },
    { NULL, 0, false },
};

/* Where the interface in use has it: that of the network, if it got one. */
static Bandwidth *
bandwidth_of(Net *net)
{
    return &net->bandwidth;
}

bool
domain_get_interface_parameters_method(DomainObj *dom, const char *device, unsigned int flags,
                                       Job *job, List *params_out, GError **error)
{
    g_autoptr(Definition) def = domain_definition(dom, flags);
    g_autoptr(ParamList) list = param_list_new();
    Net *net = domain_find_net(domain_of(def), device, error);
    BandwidthLimit none = { 0 };
    const Bandwidth *bandwidth;

    if (!net)
        return false;
    bandwidth = bandwidth_of(net);
    member_params_give(list, inbound, G_N_ELEMENTS(inbound),
                       bandwidth->inbound ? bandwidth->inbound : &none);
    member_params_give(list, outbound, G_N_ELEMENTS(outbound),
                       bandwidth->outbound ? bandwidth->outbound : &none);
    param_list_move(list, params_out);
    return true;
}

/* What a direction becomes. Without an average it stays as it was; with one of 0 it has no limit
 * any more. */
static void
take_limit(DomainEdit *edit, BandwidthLimit **limit_io, const MemberParam *table, size_t n,
           const ParamArgs *args)
{
    BandwidthLimit *limit = object_new(edit->arena, XML_TYPE_BANDWIDTH_LIMIT, XML_GIVEN);

    member_params_take(table, n, limit, args->params, args->n);
    if (limit->from.average == XML_ABSENT && limit->from.floor == XML_ABSENT)
        return;
    *limit_io = limit->average || limit->floor ? limit : NULL;
}

static bool
edit_bandwidth(DomainEdit *edit, const void *opaque, GError **error)
{
    const ParamArgs *args = opaque;
    Net *net = domain_find_net(edit->domain, args->name, error);
    Bandwidth *bandwidth;

    if (!net)
        return false;
    bandwidth = bandwidth_of(net);
    take_limit(edit, &bandwidth->inbound, inbound, G_N_ELEMENTS(inbound), args);
    take_limit(edit, &bandwidth->outbound, outbound, G_N_ELEMENTS(outbound), args);
    return true;
}

bool
domain_set_interface_parameters_method(DomainObj *dom, const char *device,
                                       const virTypedParameter *params, unsigned int n_params,
                                       unsigned int flags, Job *job, GError **error)
{
    ParamArgs args = { .params = params, .n = n_params, .name = device };

    return params_check_rules(params, n_params, rules, error) &&
           domain_edit(dom, flags, edit_bandwidth, &args, job, error);
}
