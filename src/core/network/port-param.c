/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How much a port lets through. */
#include <string.h>

#include "core/define/objects.h"
#include "core/network/network-priv.h"
#include "lib/typed-param.h"

#define ERR_DOMAIN VIR_FROM_NETWORK

typedef struct LimitParam {
    const char *name;
    size_t limit;  /* the BandwidthLimit in Bandwidth */
    size_t member; /* in that */
    size_t from;   /* its origin, likewise */
} LimitParam;

#define IN(member)                                                                                 \
    offsetof(Bandwidth, inbound), offsetof(BandwidthLimit, member),                                \
        offsetof(BandwidthLimit, from.member)
#define OUT(member)                                                                                \
    offsetof(Bandwidth, outbound), offsetof(BandwidthLimit, member),                               \
        offsetof(BandwidthLimit, from.member)

static const LimitParam limit_params[] = {
    { VIR_NETWORK_PORT_BANDWIDTH_IN_AVERAGE, IN(average) },
    { VIR_NETWORK_PORT_BANDWIDTH_IN_PEAK, IN(peak) },
    { VIR_NETWORK_PORT_BANDWIDTH_IN_FLOOR, IN(floor) },
    { VIR_NETWORK_PORT_BANDWIDTH_IN_BURST, IN(burst) },
    { VIR_NETWORK_PORT_BANDWIDTH_OUT_AVERAGE, OUT(average) },
    { VIR_NETWORK_PORT_BANDWIDTH_OUT_PEAK, OUT(peak) },
    { VIR_NETWORK_PORT_BANDWIDTH_OUT_BURST, OUT(burst) },
};

static const ParamRule rules[] = {
    { VIR_NETWORK_PORT_BANDWIDTH_IN_AVERAGE, VIR_TYPED_PARAM_UINT, false },
    { VIR_NETWORK_PORT_BANDWIDTH_IN_PEAK, VIR_TYPED_PARAM_UINT, false },
    { VIR_NETWORK_PORT_BANDWIDTH_IN_FLOOR, VIR_TYPED_PARAM_UINT, false },
    { VIR_NETWORK_PORT_BANDWIDTH_IN_BURST, VIR_TYPED_PARAM_UINT, false },
    { VIR_NETWORK_PORT_BANDWIDTH_OUT_AVERAGE, VIR_TYPED_PARAM_UINT, false },
    { VIR_NETWORK_PORT_BANDWIDTH_OUT_PEAK, VIR_TYPED_PARAM_UINT, false },
    { VIR_NETWORK_PORT_BANDWIDTH_OUT_BURST, VIR_TYPED_PARAM_UINT, false },
    { NULL, 0, false },
};

static BandwidthLimit **
limit_of(Bandwidth *bandwidth, const LimitParam *row)
{
    return (BandwidthLimit **)((char *)bandwidth + row->limit);
}

/* Of each direction that is limited, all. */
bool
network_port_get_parameters_method(NetworkPortObj *port, unsigned int flags, Job *job,
                                   List *params_out, GError **error)
{
    g_autoptr(Definition) def = defined_stored(&port->base);
    Bandwidth *bandwidth = ((NetworkPort *)def->root)->bandwidth;
    g_autoptr(ParamList) list = param_list_new();

    for (unsigned int i = 0; bandwidth && i < G_N_ELEMENTS(limit_params); i++) {
        const LimitParam *row = &limit_params[i];
        const char *limit = (const char *)*limit_of(bandwidth, row);

        if (limit)
            param_list_add_u32(list, (unsigned int)*(const uint64_t *)(limit + row->member), "%s",
                               row->name);
    }
    param_list_move(list, params_out);
    return true;
}

static void
set_limit(Definition *def, Bandwidth *bandwidth, const LimitParam *row, uint64_t value)
{
    BandwidthLimit **limit = limit_of(bandwidth, row);

    if (!*limit)
        *limit = object_new(def->arena, XML_TYPE_BANDWIDTH_LIMIT, XML_GIVEN);
    *(uint64_t *)((char *)*limit + row->member) = value;
    *((uint8_t *)*limit + row->from) = value != 0 ? XML_GIVEN : XML_ABSENT;
}

static void
drop_if_unlimited(BandwidthLimit **limit)
{
    if (*limit && (*limit)->average == 0)
        *limit = NULL;
}

/* A copy with the limits that are given and no others, checked as the document's own are. */
static Definition *
with_limits(NetworkObj *net, const Definition *old, const virTypedParameter *params, unsigned int n,
            GError **error)
{
    g_autoptr(Definition) def = definition_copy(old);
    NetworkPort *port = def->root;
    Bandwidth *bandwidth;

    port->bandwidth = object_new(def->arena, XML_TYPE_BANDWIDTH, XML_GIVEN);
    for (unsigned int i = 0; i < G_N_ELEMENTS(limit_params); i++) {
        const virTypedParameter *param = params_find(params, n, limit_params[i].name);

        if (param)
            set_limit(def, port->bandwidth, &limit_params[i], param->value.ui);
    }
    drop_if_unlimited(&port->bandwidth->inbound);
    drop_if_unlimited(&port->bandwidth->outbound);
    bandwidth = port->bandwidth;
    if (!network_port_define(def, error) || !network_check_floor(net, port, error))
        return NULL;
    port->bandwidth = bandwidth; /* also if it says nothing any longer */
    return g_steal_pointer(&def);
}

bool
network_port_set_parameters_method(NetworkPortObj *port, const virTypedParameter *params,
                                   unsigned int n_params, unsigned int flags, Job *job,
                                   GError **error)
{
    const NetworkDriver *driver = port->base.host->type->networks;
    g_autoptr(Definition) old = defined_stored(&port->base);
    g_autoptr(Definition) changed = NULL;

    if (!params_check_rules(params, n_params, rules, error))
        return false;
    changed = with_limits((NetworkObj *)port->base.obj.parent, old, params, n_params, error);
    if (!changed || (driver->change_port && !driver->change_port(port, old, changed, job, error)))
        return false;
    publish_set(&port->base.stored, definition_pack(changed));
    return true;
}
