/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Network interfaces of guests. */
#include <string.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static const bool needs_source[] = {
    [NET_TYPE_NETWORK] = true,  [NET_TYPE_BRIDGE] = true, [NET_TYPE_DIRECT] = true,
    [NET_TYPE_INTERNAL] = true, [NET_TYPE_MCAST] = true,  [NET_TYPE_SERVER] = true,
    [NET_TYPE_CLIENT] = true,   [NET_TYPE_UDP] = true,    [NET_TYPE_VHOSTUSER] = true,
    [NET_TYPE_VDPA] = true,     [NET_TYPE_VDS] = true,
};

/* Where packets pass a bridge or tap device that can be filtered. */
static bool
can_be_filtered(NetType type)
{
    return type == NET_TYPE_NETWORK || type == NET_TYPE_BRIDGE || type == NET_TYPE_ETHERNET;
}

/* Names that drivers make up at start do not belong into a definition. */
static bool
is_made_up(const char *ifname)
{
    return g_str_has_prefix(ifname, "vnet") || g_str_has_prefix(ifname, "macvtap") ||
           g_str_has_prefix(ifname, "macvlan");
}

static void
complete_mac(Define *define, Net *net)
{
    if (net->from.mac != XML_ABSENT)
        return;
    memcpy(net->mac, define->rules->mac_prefix, 3);
    define->env->random(define->env->random_data, net->mac + 3, 3);
    net->from.mac = XML_DEFINED;
}

static bool
check_mac(const Net *net, GError **error)
{
    const uint8_t *mac = net->mac;

    if (net->from.mac == XML_ABSENT || !(mac[0] & 1))
        return true;
    return err_set(error, VIR_ERR_XML_ERROR,
                   "expected unicast mac address, found multicast "
                   "'%02x:%02x:%02x:%02x:%02x:%02x'",
                   mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
}

/* Several tags only make sense on a trunk. */
static void
complete_vlan(Vlan *vlan)
{
    if (vlan->tags.n > 1)
        XML_SET(vlan, trunk, YES_NO_YES, XML_DEFINED);
}

/* Interfaces of networks may leave the type to the network: then both identities are there. */
static bool
complete_virtual_port(Define *define, Net *net, GError **error)
{
    VirtualPort *port = net->virtualport;
    bool is_open = net->type == NET_TYPE_NETWORK;

    if (!port)
        return true;
    if (net->type != NET_TYPE_NETWORK && net->type != NET_TYPE_BRIDGE &&
        net->type != NET_TYPE_DIRECT && net->type != NET_TYPE_HOSTDEV)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "<virtualport> element unsupported for <interface type='%s'>",
                       define_text(XML_ENUM_NET_TYPE, net->type));
    if (port->type == VIRTUAL_PORT_TYPE_UNSET && !is_open)
        return err_set_full(error, VIR_FROM_NONE, VIR_ERR_XML_ERROR,
                            "missing required virtualport type");
    if (port->from.instance_id == XML_ABSENT &&
        (port->type == VIRTUAL_PORT_TYPE_UNSET || port->type == VIRTUAL_PORT_TYPE_802_1QBG)) {
        define_uuid(define->env, port->instance_id);
        port->from.instance_id = XML_DEFINED;
    }
    if (port->from.interface_id == XML_ABSENT &&
        (port->type == VIRTUAL_PORT_TYPE_UNSET || port->type == VIRTUAL_PORT_TYPE_OPENVSWITCH)) {
        define_uuid(define->env, port->interface_id);
        port->from.interface_id = XML_DEFINED;
    }
    return true;
}

/* Only virtio has such settings. */
static void
forget_driver(Net *net)
{
    if (net_is_virtio(net))
        return;
    XML_UNSET(net, driver);
    XML_UNSET(net, tx_mode);
    XML_UNSET(net, ioeventfd);
    XML_UNSET(net, event_idx);
    XML_UNSET(net, queues);
    XML_UNSET(net, rx_queue_size);
    XML_UNSET(net, tx_queue_size);
    XML_UNSET(net, rss);
    XML_UNSET(net, rss_hash_report);
    memset(&net->host_offloads, 0, sizeof(net->host_offloads));
    memset(&net->guest_offloads, 0, sizeof(net->guest_offloads));
}

/* They are written with the family that they are of. */
static void
complete_ips(unsigned int n, NetIp *const *ips)
{
    for (unsigned int i = 0; i < n; i++)
        XML_SET_IF_ABSENT(ips[i], family, strchr(ips[i]->address, ':') ? IP_FAMILY_IPV6
                                                                       : IP_FAMILY_IPV4,
                          XML_DEFINED);
}

bool
read_net(Define *define, void *device, GError **error)
{
    Net *net = device;

    if (!check_mac(net, error))
        return false;
    if (net->type < G_N_ELEMENTS(needs_source) && needs_source[net->type] &&
        net->from.type != XML_ABSENT && !net->network && !net->bridge && !net->dev &&
        !net->internal && !net->address && !net->path && net->port == 0 && !net->vds_port_group)
        return err_set(error, VIR_ERR_XML_ERROR, "interface type='%s' requires a 'source' element",
                       define_text(XML_ENUM_NET_TYPE, net->type));
    if (net->type == NET_TYPE_HOSTDEV && net->hostdev.address.type == NET_HOSTDEV_BUS_UNSET &&
        net->hostdev.from.vendor == XML_ABSENT)
        return err_set(error, VIR_ERR_XML_ERROR, "missing source address type");
    complete_mac(define, net);
    if (net->ifname && is_made_up(net->ifname))
        XML_UNSET(net, ifname);
    if (!can_be_filtered(net->type))
        memset(&net->filter, 0, sizeof(net->filter));
    if (!complete_virtual_port(define, net, error) || !check_net_document(net, error))
        return false;
    forget_driver(net);
    complete_vlan(&net->vlan);
    complete_ips(net->ips.n, net->ips.items);
    complete_ips(net->host_ips.n, net->host_ips.items);
    return true;
}
