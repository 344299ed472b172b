/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a port is plugged into: which bridge, interface or PCI device of the network, with what it
 * has from its port group and from the network. */
#include <string.h>

#include "core/network/network-priv.h"

#define ERR_DOMAIN VIR_FROM_NETWORK

/* The one of that name; of no or an unknown name, the default one; NULL if there is none. */
static const PortGroup *
find_group(const Network *network, const char *name)
{
    const PortGroup *found = NULL;

    for (unsigned int i = 0; i < network->portgroups.n; i++) {
        const PortGroup *group = network->portgroups.items[i];

        if (name && strcmp(group->name, name) == 0)
            return group;
        if (group->is_default == YES_NO_YES)
            found = group;
    }
    return found;
}

/* What the port does not say itself. */
static void
inherit(const Network *network, Definition *def)
{
    NetworkPort *port = def->root;
    const PortGroup *group = find_group(network, port->portgroup);
    const Vlan *vlan = group && group->vlan ? group->vlan : network->vlan;
    bool has_own = group && group->virtualport.head.origin != XML_ABSENT;
    const VirtualPort *virtualport = has_own ? &group->virtualport : network->virtualport;
    YesNo trusts = group && group->trust_rx_filters != YES_NO_UNSET ? group->trust_rx_filters
                                                                    : network->trust_rx_filters;

    if (!port->bandwidth && group && group->bandwidth)
        port->bandwidth = object_copy(def->arena, XML_TYPE_BANDWIDTH, group->bandwidth);
    if (!port->vlan && vlan)
        port->vlan = object_copy(def->arena, XML_TYPE_VLAN, vlan);
    if (port->from.trust_rx_filters == XML_ABSENT && trusts != YES_NO_UNSET)
        XML_SET(port, trust_rx_filters, trusts, XML_DEFINED);
    if (port->from.isolated == XML_ABSENT && network->isolated != YES_NO_UNSET)
        XML_SET(port, isolated, network->isolated, XML_DEFINED);
    if (!port->virtualport && virtualport)
        port->virtualport = object_copy(def->arena, XML_TYPE_VIRTUAL_PORT, virtualport);
}

/* --- into what */

static bool
plug_bridge(const Network *network, Definition *def, NetworkPlug plug)
{
    NetworkPort *port = def->root;

    XML_SET(port, plug_type, plug, XML_DEFINED);
    XML_SET(port, bridge, network->bridge ? arena_strdup(def->arena, network->bridge) : "",
            XML_DEFINED);
    if (network->from.mac_table_manager != XML_ABSENT)
        XML_SET(port, mac_table_manager, network->mac_table_manager, XML_DEFINED);
    return true;
}

static bool
none_is_free(const Network *network, GError **error)
{
    return err_set(error, VIR_ERR_INTERNAL_ERROR,
                   "network '%s' requires exclusive access to interfaces, but none are available",
                   network->name);
}

static const NetDirectMode direct_modes[] = {
    [NETWORK_FORWARD_BRIDGE] = NET_DIRECT_MODE_BRIDGE,
    [NETWORK_FORWARD_PRIVATE] = NET_DIRECT_MODE_PRIVATE,
    [NETWORK_FORWARD_VEPA] = NET_DIRECT_MODE_VEPA,
    [NETWORK_FORWARD_PASSTHROUGH] = NET_DIRECT_MODE_PASSTHROUGH,
};

/* The interface that fewest use; one that nobody uses, if it cannot be shared. */
static bool
plug_direct(const Network *network, Definition *def, GError **error)
{
    NetworkPort *port = def->root;
    const Forward *forward = network->forward;
    const NetworkInterface *best = NULL;

    for (unsigned int i = 0; i < forward->interfaces.n; i++)
        if (!best || forward->interfaces.items[i]->connections < best->connections)
            best = forward->interfaces.items[i];
    if (!best)
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "network '%s' uses a direct mode, but has no forward dev and no interface "
                       "pool",
                       network->name);
    if (forward->mode == NETWORK_FORWARD_PASSTHROUGH && best->connections > 0)
        return none_is_free(network, error);
    XML_SET(port, plug_type, NETWORK_PLUG_DIRECT, XML_DEFINED);
    XML_SET(port, dev, arena_strdup(def->arena, best->dev), XML_DEFINED);
    XML_SET(port, mode, direct_modes[forward->mode], XML_DEFINED);
    return true;
}

static bool
plug_function(const Network *network, Definition *def, GError **error)
{
    NetworkPort *port = def->root;
    const Forward *forward = network->forward;
    const NetworkPciFunction *free_one = NULL;
    NetworkPlugAddress *address;

    for (unsigned int i = 0; !free_one && i < forward->functions.n; i++)
        if (forward->functions.items[i]->connections == 0)
            free_one = forward->functions.items[i];
    if (!free_one)
        return none_is_free(network, error);
    address = object_new(def->arena, XML_TYPE_NETWORK_PLUG_ADDRESS, XML_DEFINED);
    XML_SET(address, domain, free_one->domain, XML_DEFINED);
    XML_SET(address, bus, free_one->bus, XML_DEFINED);
    XML_SET(address, slot, free_one->slot, XML_DEFINED);
    XML_SET(address, function, free_one->function, XML_DEFINED);
    port->address = address;
    XML_SET(port, plug_type, NETWORK_PLUG_HOSTDEV_PCI, XML_DEFINED);
    XML_SET(port, managed, forward->managed, XML_DEFINED);
    if (forward->driver.from.name != XML_ABSENT)
        XML_SET(&port->driver, name, forward->driver.name, XML_DEFINED);
    return true;
}

static bool
plug(const Network *network, Definition *def, GError **error)
{
    NetworkForward mode = network->forward ? network->forward->mode : NETWORK_FORWARD_NONE;

    switch (mode) {
    case NETWORK_FORWARD_UNSET:
    case NETWORK_FORWARD_NONE:
    case NETWORK_FORWARD_NAT:
    case NETWORK_FORWARD_ROUTE:
    case NETWORK_FORWARD_OPEN:
        return plug_bridge(network, def, NETWORK_PLUG_NETWORK);
    case NETWORK_FORWARD_BRIDGE:
        if (network->bridge)
            return plug_bridge(network, def, NETWORK_PLUG_BRIDGE);
        return plug_direct(network, def, error);
    case NETWORK_FORWARD_PRIVATE:
    case NETWORK_FORWARD_VEPA:
    case NETWORK_FORWARD_PASSTHROUGH:
        return plug_direct(network, def, error);
    case NETWORK_FORWARD_HOSTDEV:
        return plug_function(network, def, error);
    }
    g_assert_not_reached();
}

static bool
has_plug(const NetworkPort *port)
{
    return port->plug_type != NETWORK_PLUG_UNSET && port->plug_type != NETWORK_PLUG_NONE;
}

/* --- bandwidth that is sure: in a bridge of the network's own, and no more than it has */

static uint64_t
floor_of(const NetworkPort *port)
{
    const Bandwidth *bandwidth = port->bandwidth;

    return bandwidth && bandwidth->inbound ? bandwidth->inbound->floor : 0;
}

static uint64_t
floor_of_others(NetworkObj *net, const NetworkPort *port)
{
    g_autoptr(ObjList) all = index_snapshot(net->ports);
    uint64_t sum = 0;

    for (unsigned int i = 0; i < all->n; i++) {
        g_autoptr(Definition) def = defined_stored((DefinedObj *)all->items[i]);

        if (memcmp(all->items[i]->uuid, port->uuid, sizeof(port->uuid)) != 0)
            sum += floor_of(def->root);
    }
    return sum;
}

static bool
refuse_floor(const NetworkPort *port, const char *why, GError **error)
{
    return err_set(error, VIR_ERR_OPERATION_UNSUPPORTED,
                   "Invalid use of 'floor' on interface with MAC address "
                   "%02x:%02x:%02x:%02x:%02x:%02x - %s",
                   port->mac[0], port->mac[1], port->mac[2], port->mac[3], port->mac[4],
                   port->mac[5], why);
}

bool
network_check_floor(NetworkObj *net, const NetworkPort *port, GError **error)
{
    g_autoptr(Definition) def = defined_definition(&net->base, false);
    const Network *network = network_of(def);
    const BandwidthLimit *limit = network->bandwidth ? network->bandwidth->inbound : NULL;
    g_autofree char *why = NULL;

    if (floor_of(port) == 0)
        return true;
    if (port->plug_type != NETWORK_PLUG_NETWORK)
        return refuse_floor(port,
                            "'floor' is only supported for interface type 'network' with forward "
                            "type 'nat', 'route', 'open' or none",
                            error);
    why = g_strdup_printf("network '%s' has no inbound QoS set", network->name);
    if (!limit)
        return refuse_floor(port, why, error);
    if (floor_of_others(net, port) + floor_of(port) > (limit->peak ? limit->peak : limit->average))
        return err_set(error, VIR_ERR_OPERATION_INVALID,
                       "Cannot plug '%02x:%02x:%02x:%02x:%02x:%02x' interface into '%s' because it "
                       "would overcommit '%s' on network '%s'",
                       port->mac[0], port->mac[1], port->mac[2], port->mac[3], port->mac[4],
                       port->mac[5], network->bridge, limit->peak ? "peak" : "average",
                       network->name);
    return true;
}

bool
network_plug(NetworkObj *net, Definition *def, bool is_reclaimed, GError **error)
{
    const NetworkPort *port = def->root;
    g_autoptr(Definition) own = NULL;

    if (has_plug(port) != is_reclaimed)
        return err_set(error, VIR_ERR_INVALID_ARG, "%s",
                       is_reclaimed ? "Port reclaim requested but plug type is none"
                                    : "Port reclaim not requested but plug type is not none");
    if (is_reclaimed)
        return true;
    own = network_with_connections(net, false);
    inherit(own->root, def);
    return plug(own->root, def, error) && network_check_floor(net, port, error);
}
