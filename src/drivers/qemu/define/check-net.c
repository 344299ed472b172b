/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Interfaces. */
#include "drivers/qemu/define/qemu-define-priv.h"

#define ERR_DOMAIN VIR_FROM_QEMU

#define UNSUPPORTED(...) err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, __VA_ARGS__)

static const char *
type_name(const Net *net)
{
    return define_text(XML_ENUM_NET_TYPE, net->type);
}

static bool
is_ipv6(const NetIp *ip)
{
    return ip->family == IP_FAMILY_IPV6 ||
           (ip->family == IP_FAMILY_UNSET && strchr(ip->address, ':'));
}

/* The emulator's own network has one address of each family. */
static bool
check_user_addresses(const Net *net, GError **error)
{
    bool has_ipv4 = false, has_ipv6 = false;

    if (net->routes.n > 0)
        return UNSUPPORTED("Invalid attempt to set network interface guest-side IP route, not "
                           "supported by QEMU");
    for (unsigned int i = 0; i < net->ips.n; i++) {
        const NetIp *ip = net->ips.items[i];

        if (ip->peer)
            return UNSUPPORTED("Invalid attempt to set peer IP for guest");
        if (is_ipv6(ip)) {
            if (has_ipv6)
                return UNSUPPORTED("Only one IPv6 address per interface is allowed");
            has_ipv6 = true;
            if (ip->prefix > 0 && ip->prefix != 64)
                return UNSUPPORTED("unsupported IPv6 address prefix='%u' - must be 64", ip->prefix);
            continue;
        }
        if (has_ipv4)
            return UNSUPPORTED("Only one IPv4 address per interface is allowed");
        has_ipv4 = true;
        if (ip->prefix > 0 && (ip->prefix < 4 || ip->prefix > 27))
            return err_set(error, VIR_ERR_XML_ERROR, "invalid prefix, must be in range of 4-27");
    }
    return true;
}

static bool
is_virtio(const Net *net)
{
    return net->model &&
           (strcmp(net->model, "virtio") == 0 || strcmp(net->model, "virtio-transitional") == 0 ||
            strcmp(net->model, "virtio-non-transitional") == 0);
}

static bool
check_queue_sizes(const Net *net, GError **error)
{
    if (net->rx_queue_size & (net->rx_queue_size - 1))
        return UNSUPPORTED("rx_queue_size has to be a power of two");
    if (net->tx_queue_size & (net->tx_queue_size - 1))
        return UNSUPPORTED("tx_queue_size has to be a power of two");
    return true;
}

static bool
can_have_mtu(NetType type)
{
    return type == NET_TYPE_NETWORK || type == NET_TYPE_BRIDGE || type == NET_TYPE_ETHERNET ||
           type == NET_TYPE_VHOSTUSER;
}

static bool
check_teaming(const Net *net, GError **error)
{
    if (net->teaming.type == TEAMING_TYPE_PERSISTENT && !is_virtio(net))
        return UNSUPPORTED("virtio-net teaming persistent interface must be <model "
                           "type='virtio'/>, not '%s'",
                           net->model ? net->model : "");
    if (net->teaming.type == TEAMING_TYPE_TRANSIENT && net->type != NET_TYPE_HOSTDEV &&
        net->type != NET_TYPE_NETWORK)
        return UNSUPPORTED("virtio-net teaming transient interface must be type='hostdev', not "
                           "'%s'",
                           type_name(net));
    return true;
}

bool
qemu_check_net(Define *define, void *device, GError **error)
{
    const Net *net = device;

    if (net->type == NET_TYPE_USER) {
        if (!check_user_addresses(net, error))
            return false;
    } else if (net->type == NET_TYPE_VDPA) {
        if (!qemu_has(define, QEMU_CAP_VHOST_VDPA))
            return UNSUPPORTED("vDPA devices are not supported with this QEMU binary");
        if (net->model && strcmp(net->model, "virtio") != 0)
            return UNSUPPORTED("invalid model for interface of type '%s': '%s'", type_name(net),
                               net->model);
    }
    if (net->type != NET_TYPE_USER && net->type != NET_TYPE_VDPA &&
        (net->routes.n > 0 || net->ips.n > 0))
        return UNSUPPORTED("Invalid attempt to set network interface guest-side IP route and/or "
                           "address info, not supported by QEMU");
    if (is_virtio(net) && !check_queue_sizes(net, error))
        return false;
    if (net->mtu > 0 && !can_have_mtu(net->type))
        return UNSUPPORTED("setting MTU on interface type %s is not supported yet", type_name(net));
    if (!check_teaming(net, error))
        return false;
    if (net->coalesce_rx_frames > 0 && net->type != NET_TYPE_NETWORK &&
        net->type != NET_TYPE_BRIDGE)
        return UNSUPPORTED("coalesce settings on interface type %s are not supported",
                           type_name(net));
    return true;
}
