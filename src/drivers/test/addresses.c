/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses that guests would have: of their networks, each another one. */
#include <arpa/inet.h>
#include <string.h>

#include "core/network/network.h"
#include "test-priv.h"

#define ERR_DOMAIN VIR_FROM_TEST

#define PER_DOMAIN 20 /* addresses, from which on the next domain's follow */

/* The address that is so far beyond another one. */
static char *
add_to_address(const char *text, uint32_t distance)
{
    struct in_addr v4;
    struct in6_addr v6;
    char out[INET6_ADDRSTRLEN];

    if (inet_pton(AF_INET, text, &v4) == 1) {
        v4.s_addr = htonl(ntohl(v4.s_addr) + distance);
        return g_strdup(inet_ntop(AF_INET, &v4, out, sizeof(out)));
    }
    if (inet_pton(AF_INET6, text, &v6) != 1)
        return g_strdup(text);
    for (int i = 15; i >= 0 && distance; i--) {
        distance += v6.s6_addr[i];
        v6.s6_addr[i] = (uint8_t)distance;
        distance >>= 8;
    }
    return g_strdup(inet_ntop(AF_INET6, &v6, out, sizeof(out)));
}

static unsigned int
prefix_of(const NetworkIp *ip)
{
    struct in_addr mask;

    if (ip->netmask && inet_pton(AF_INET, ip->netmask, &mask) == 1)
        return (unsigned int)__builtin_popcount(mask.s_addr);
    return ip->from.prefix != XML_ABSENT ? ip->prefix : 24;
}

/* The first address of the network decides; without one, as without a network. */
static bool
address_in(DomainObj *dom, const Net *net, unsigned int number, DomainIpAddr *out, GError **error)
{
    Index *networks = dom->host->indexes[OBJECT_NETWORK];
    g_autoptr(Obj) network = index_get_name(networks, net->network, error);
    g_autoptr(Definition) def = network ? defined_definition((DefinedObj *)network, false) : NULL;
    const NetworkIp *ip;

    if (!network)
        return false;
    if (network_of(def)->ips.n == 0)
        return true;
    ip = network_of(def)->ips.items[0];
    out->type = strchr(ip->address, ':') ? VIR_IP_ADDR_TYPE_IPV6 : VIR_IP_ADDR_TYPE_IPV4;
    out->prefix = prefix_of(ip);
    out->addr = add_to_address(ip->ranges.n > 0 ? ip->ranges.items[0]->start : ip->address,
                               (uint32_t)(atomic_load(&dom->obj.id) - 1) * PER_DOMAIN + number + 1);
    return true;
}

static bool
give_interface(DomainObj *dom, const Net *net, unsigned int number, DomainInterface *out,
               GError **error)
{
    DomainIpAddr *address = g_new0(DomainIpAddr, 1);

    out->name = g_strdup(net->ifname);
    out->hwaddr = g_strdup_printf("%02x:%02x:%02x:%02x:%02x:%02x", net->mac[0], net->mac[1],
                                  net->mac[2], net->mac[3], net->mac[4], net->mac[5]);
    out->addrs.n = 1;
    out->addrs.items = address;
    if (net->type == NET_TYPE_NETWORK && !address_in(dom, net, number, address, error))
        return false;
    if (!address->addr) {
        address->type = VIR_IP_ADDR_TYPE_IPV4;
        address->prefix = 24;
        address->addr = g_strdup_printf("192.168.0.%u", number + 1);
    }
    return true;
}

bool
test_interface_addresses(DomainObj *dom, unsigned int source, unsigned int flags, Job *job,
                         DomainInterface **ifaces_out, unsigned int *n_ifaces_out, GError **error)
{
    g_autoptr(Definition) live = NULL;
    const Devices *devices;

    if (source > VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_ARP)
        return err_set(error, VIR_ERR_ARGUMENT_UNSUPPORTED, "Unknown IP address data source %u",
                       source);
    live = domain_require_live(dom, error);
    if (!live)
        return false;
    devices = &domain_of(live)->devices;
    *ifaces_out = g_new0(DomainInterface, devices->nets.n);
    *n_ifaces_out = devices->nets.n; /* what is given is freed with the call, if this fails */
    for (unsigned int i = 0; i < devices->nets.n; i++)
        if (!give_interface(dom, devices->nets.items[i], i, &(*ifaces_out)[i], error))
            return false;
    return true;
}
