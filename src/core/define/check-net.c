/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with an interface of a guest. */
#include <string.h>
#include <sys/socket.h>

#include "core/define/network-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

#define MODEL_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

/* --- addresses */

static bool
check_ip(const NetIp *ip, GError **error)
{
    Address address, peer;

    if (!address_parse(ip->address, &address) ||
        (ip->family == IP_FAMILY_IPV4 && address.family != AF_INET) ||
        (ip->family == IP_FAMILY_IPV6 && address.family != AF_INET6))
        return err_set(error, VIR_ERR_XML_ERROR, "Invalid address '%s' in <ip>", ip->address);
    if (ip->from.prefix == XML_GIVEN && ip->prefix > address.n * 8)
        return err_set(error, VIR_ERR_XML_ERROR, "Invalid prefix value '%u' in <ip>", ip->prefix);
    return !ip->peer || (address_parse(ip->peer, &peer) && peer.family == address.family) ||
           err_set(error, VIR_ERR_INVALID_ARG, "Invalid peer '%s' in <ip>", ip->peer);
}

static bool
check_addresses(unsigned int n_ips, NetIp *const *ips, unsigned int n_routes,
                NetRoute *const *routes, const char *owner, GError **error)
{
    for (unsigned int i = 0; i < n_ips; i++)
        if (!check_ip(ips[i], error))
            return false;
    for (unsigned int i = 0; i < n_routes; i++)
        if (!check_route(owner, routes[i], error))
            return false;
    return true;
}

/* --- what the document alone shows */

static bool
check_bandwidth(Net *net, GError **error)
{
    Bandwidth *bandwidth = &net->bandwidth;

    /* Bridges give out the numbers of classes. */
    if (net->bandwidth.from.class_id == XML_GIVEN)
        return err_set_full(error, VIR_FROM_NONE, VIR_ERR_XML_DETAIL,
                            "classID attribute not supported on <bandwidth> in this usage context");
    return define_bandwidth(&bandwidth, net->type == NET_TYPE_NETWORK, error);
}

static bool
check_teaming(const Teaming *teaming, GError **error)
{
    if (teaming->type == TEAMING_TYPE_TRANSIENT && !teaming->persistent)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "teaming persistent attribute must be set if teaming type is 'transient'");
    return teaming->type != TEAMING_TYPE_PERSISTENT || !teaming->persistent ||
           err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                   "teaming persistent attribute not allowed if teaming type is 'persistent'");
}

bool
check_net_document(Net *net, GError **error)
{
    if (net->model && net->model[strspn(net->model, MODEL_CHARS)])
        return err_set(error, VIR_ERR_INVALID_ARG, "Model name contains invalid characters");
    if (net->type == NET_TYPE_VHOSTUSER && net->vhostuser_mode == NET_VHOST_USER_MODE_SERVER &&
        net->reconnect.enabled == YES_NO_YES)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "'reconnect' attribute unsupported 'server' mode for "
                       "<interface type='vhostuser'>");
    if (net->type != NET_TYPE_ETHERNET && net->managed_tap == YES_NO_NO)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "unmanaged target dev is not supported on interfaces of type '%s'",
                       define_text(XML_ENUM_NET_TYPE, net->type));
    return check_virtual_port(net->virtualport, net->type == NET_TYPE_NETWORK, error) &&
           check_bandwidth(net, error) && check_vlan(&net->vlan, error) &&
           check_teaming(&net->teaming, error) &&
           check_addresses(net->ips.n, net->ips.items, net->routes.n, net->routes.items,
                           "guest interface", error) &&
           check_addresses(net->host_ips.n, net->host_ips.items, net->host_routes.n,
                           net->host_routes.items, "interface host IP", error);
}

/* --- what also depends on the rest */

bool
net_is_virtio(const Net *net)
{
    static const char *const models[] = { "virtio", "virtio-transitional",
                                          "virtio-non-transitional", NULL };

    return net->model && g_strv_contains(models, net->model);
}

/* Isolated ports are a thing of Linux bridges. */
static bool
check_isolated(const Net *net, GError **error)
{
    const uint8_t *mac = net->mac;
    const char *what = "type", *value = NULL;

    if (net->isolated != YES_NO_YES)
        return true;
    if (net->type != NET_TYPE_NETWORK && net->type != NET_TYPE_BRIDGE) {
        value = define_text(XML_ENUM_NET_TYPE, net->type);
    } else if (net->virtualport && net->virtualport->type != VIRTUAL_PORT_TYPE_UNSET) {
        what = "virtualport type";
        value = define_text(XML_ENUM_VIRTUAL_PORT_TYPE, net->virtualport->type);
    }
    return !value || err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                             "interface %02x:%02x:%02x:%02x:%02x:%02x - <port isolated='yes'/> is "
                             "not supported for network interfaces with %s='%s'",
                             mac[0], mac[1], mac[2], mac[3], mac[4], mac[5], what, value);
}

static bool
check_address(const Net *net, GError **error)
{
    AddressType type = net->info.address.type;

    return net->type != NET_TYPE_HOSTDEV || net->hostdev.address.type != NET_HOSTDEV_BUS_PCI ||
           type == ADDRESS_TYPE_UNSET || type == ADDRESS_TYPE_PCI ||
           type == ADDRESS_TYPE_UNASSIGNED ||
           err_set(error, VIR_ERR_INTERNAL_ERROR,
                   "PCI host devices must use 'pci' or 'unassigned' address type");
}

bool
check_net(Define *define, void *device, GError **error)
{
    const Net *net = device;

    if (net->type == NET_TYPE_VHOSTUSER && !net_is_virtio(net))
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "Wrong or no <model> 'type' attribute specified with "
                       "<interface type='vhostuser'/>. vhostuser requires the virtio-net* "
                       "frontend");
    if (!net_is_virtio(net) && !check_virtio_options(&net->virtio, error))
        return false;
    return check_isolated(net, error) && check_address(net, error);
}
