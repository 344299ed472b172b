/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The addresses of a network, what its DHCP server gives out, and its routes. */
#include <string.h>
#include <sys/socket.h>

#include "core/define/network-priv.h"

#define ERR_DOMAIN VIR_FROM_NETWORK

#define MIN_LEASE 120 /* seconds */

static bool
define_lease(NetworkLease *lease, GError **error)
{
    static const unsigned int seconds[] = {
        [LEASE_UNIT_SECONDS] = 1,
        [LEASE_UNIT_MINUTES] = 60,
        [LEASE_UNIT_HOURS] = 3600,
    };

    if (lease->from.expiry == XML_ABSENT) {
        XML_UNSET(lease, unit);
        return true;
    }
    if (lease->expiry == 0) { /* for ever, in whatever unit */
        XML_UNSET(lease, unit);
        return true;
    }
    XML_SET_IF_ABSENT(lease, unit, LEASE_UNIT_MINUTES, XML_DEFINED);
    if ((uint64_t)lease->expiry * seconds[lease->unit] < MIN_LEASE)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "The minimum lease time should be greater than 2 minutes");
    return true;
}

static bool
is_multicast(const char *mac)
{
    return (g_ascii_strtoull(mac, NULL, 16) & 1) != 0;
}

static bool
is_mac(const char *text)
{
    for (unsigned int i = 0; i < 6; i++) {
        unsigned int digits = (unsigned int)strspn(text, "0123456789abcdefABCDEF");

        if (digits < 1 || digits > 2 || text[digits] != (i < 5 ? ':' : '\0'))
            return false;
        text += digits + 1;
    }
    return true;
}

static bool
check_host_names(const Network *network, const NetworkDhcpHost *host, bool ipv6, GError **error)
{
    if (host->mac != NULL && ipv6)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "Invalid to specify MAC address '%s' in network '%s' IPv6 static host "
                       "definition",
                       host->mac, network->name);
    if (host->mac != NULL && !is_mac(host->mac))
        return err_set(error, VIR_ERR_XML_ERROR, "Cannot parse MAC address '%s' in network '%s'",
                       host->mac, network->name);
    if (host->mac != NULL && is_multicast(host->mac))
        return err_set(error, VIR_ERR_XML_ERROR,
                       "expected unicast mac address, found multicast '%s' in network '%s'",
                       host->mac, network->name);
    if (host->id != NULL) {
        const char *wrong = host->id + strspn(host->id, "0123456789abcdefABCDEF:");

        if (*wrong != '\0')
            return err_set(error, VIR_ERR_XML_ERROR,
                           "Invalid character '%c' in id '%s' of network '%s'", *wrong, host->id,
                           network->name);
    }
    if (host->name != NULL && !g_ascii_isalnum(*host->name))
        return err_set(error, VIR_ERR_XML_ERROR, "Cannot use host name '%s' in network '%s'",
                       host->name, network->name);
    return true;
}

static bool
check_host(const Network *network, NetworkDhcpHost *host, bool ipv6, GError **error)
{
    if (!check_host_names(network, host, ipv6, error))
        return false;
    if (ipv6 && host->id == NULL && host->name == NULL)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "Static host definition in IPv6 network '%s' must have id or name attribute",
                       network->name);
    if (!ipv6 && host->mac == NULL && host->name == NULL)
        return err_set(
            error, VIR_ERR_XML_ERROR,
            "Static host definition in IPv4 network '%s' must have mac or name attribute",
            network->name);
    return define_lease(&host->lease, error);
}

static bool
check_family(const Network *network, const NetworkIp *ip, const Address *address, GError **error)
{
    bool is_ipv4 = address->family == AF_INET;

    if (ip->family == IP_FAMILY_UNSET && !is_ipv4)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "no family specified for non-IPv4 address '%s' in network '%s'", ip->address,
                       network->name);
    if (ip->family == IP_FAMILY_IPV4 && !is_ipv4)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "ipv4 family specified for non-IPv4 address '%s' in network '%s'",
                       ip->address, network->name);
    if (ip->family == IP_FAMILY_IPV6 && is_ipv4)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "Family 'ipv6' specified for non-IPv6 address '%s' in network '%s'",
                       ip->address, network->name);
    return true;
}

static bool
check_network_size(const Network *network, const NetworkIp *ip, const Address *address,
                   GError **error)
{
    Address mask;

    if (ip->netmask != NULL && address->family == AF_INET6)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "netmask not allowed for IPv6 address '%s' in network '%s'", ip->address,
                       network->name);
    if (ip->netmask != NULL && (!address_parse(ip->netmask, &mask) || mask.family != AF_INET))
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "Invalid netmask '%s' for address '%s' in network '%s' (both must be IPv4)",
                       ip->netmask, ip->address, network->name);
    if (ip->netmask != NULL && ip->prefix > 0)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "Network '%s' IP address cannot have both a prefix and a netmask",
                       network->name);
    if (ip->prefix > address->n * 8)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "Invalid IPv%d prefix '%u' in network '%s'",
                       address->family == AF_INET ? 4 : 6, ip->prefix, network->name);
    return true;
}

static bool
define_ip(const Network *network, NetworkIp *ip, GError **error)
{
    bool ipv6 = ip->family == IP_FAMILY_IPV6;
    Address address;
    int prefix;

    if (!address_parse(ip->address, &address))
        return err_set(error, VIR_ERR_XML_ERROR, "Invalid address '%s' in network '%s'",
                       ip->address, network->name);
    if (!check_family(network, ip, &address, error) ||
        !check_network_size(network, ip, &address, error))
        return false;
    prefix = address_prefix(&address, ip->netmask, ip->prefix);
    if (ip->tftp_root != NULL && ipv6)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "Unsupported <tftp> element in an IPv6 element in network '%s'",
                       network->name);
    if (ip->tftp_root != NULL && *ip->tftp_root == '\0')
        XML_UNSET(ip, tftp_root);
    for (unsigned int i = 0; i < ip->ranges.n; i++) {
        NetworkDhcpRange *range = ip->ranges.items[i];

        if (!check_range(range->start, range->end, ip->address, prefix, error) ||
            !define_lease(&range->lease, error))
            return false;
    }
    for (unsigned int i = 0; i < ip->hosts.n; i++)
        if (!check_host(network, ip->hosts.items[i], ipv6, error))
            return false;
    /* Who gets no address boots nothing. */
    if (ip->bootfile == NULL || *ip->bootfile == '\0' || ipv6 ||
        (ip->ranges.n == 0 && ip->hosts.n == 0)) {
        XML_UNSET(ip, bootfile);
        XML_UNSET(ip, bootserver);
    }
    return true;
}

bool
check_network_ips(Network *network, GError **error)
{
    for (unsigned int i = 0; i < network->ips.n; i++)
        if (!define_ip(network, network->ips.items[i], error))
            return false;
    return true;
}

/* --- routes */

static bool
wrong_route(const char *owner, GError **error, const char *what, const char *address)
{
    return err_set(error, VIR_ERR_XML_ERROR, "%s: %s '%s' in route definition", owner, what,
                   address);
}

static bool
check_route_family(const char *owner, const NetRoute *route, const Address *address,
                   const Address *gateway, GError **error)
{
    bool wants_ipv6 = g_strcmp0(route->family, "ipv6") == 0;

    if (wants_ipv6 && address->family != AF_INET6)
        return wrong_route(owner, error, "ipv6 family specified for non-IPv6 address",
                           route->address);
    if (wants_ipv6 && route->netmask != NULL)
        return wrong_route(owner, error, "Specifying netmask invalid for IPv6 address",
                           route->address);
    if (wants_ipv6 && gateway->family != AF_INET6)
        return wrong_route(owner, error, "ipv6 specified for non-IPv6 gateway address",
                           route->gateway);
    if (wants_ipv6)
        return true;
    if (address->family != AF_INET)
        return wrong_route(owner, error,
                           route->family != NULL
                               ? "ipv4 family specified for non-IPv4 address"
                               : "No family specified for non-IPv4 address",
                           route->address);
    if (gateway->family != AF_INET)
        return wrong_route(owner, error,
                           route->family != NULL
                               ? "ipv4 family specified for non-IPv4 address"
                               : "No family specified for non-IPv4 gateway",
                           route->address);
    return true;
}

static bool
is_reachable(const Network *network, const Address *gateway)
{
    for (unsigned int i = 0; i < network->ips.n; i++) {
        const NetworkIp *ip = network->ips.items[i];
        Address address;
        int prefix;

        if (!address_parse(ip->address, &address))
            continue;
        prefix = address_prefix(&address, ip->netmask, ip->prefix);
        if (prefix >= 0 && address_same_network(&address, gateway, (unsigned int)prefix))
            return true;
    }
    return false;
}

bool
check_route(const char *owner, const NetRoute *route, GError **error)
{
    Address address, gateway;
    int prefix;

    if (route->address == NULL)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "%s: Missing required address attribute in route definition", owner);
    if (route->gateway == NULL)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "%s: Missing required gateway attribute in route definition", owner);
    if (route->family != NULL && strcmp(route->family, "ipv4") != 0 &&
        strcmp(route->family, "ipv6") != 0)
        return wrong_route(owner, error, "Unrecognized family", route->family);
    if (!address_parse(route->address, &address))
        return wrong_route(owner, error, "Bad network address", route->address);
    if (route->netmask != NULL && address_mask_bits(route->netmask) < 0) {
        Address mask;

        if (!address_parse(route->netmask, &mask))
            return wrong_route(owner, error, "Bad netmask address", route->netmask);
    }
    if (!address_parse(route->gateway, &gateway))
        return wrong_route(owner, error, "Bad gateway address", route->gateway);
    if (!check_route_family(owner, route, &address, &gateway, error))
        return false;
    if (route->netmask != NULL && route->from.prefix != XML_ABSENT)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "%s: Route definition cannot have both a prefix and a netmask", owner);
    if (route->prefix > address.n * 8)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "%s: Invalid prefix %u specified in route definition, must be 0 - %u", owner,
                       route->prefix, address.n * 8);
    /* Without either it is a host, unless it is the default route. */
    prefix = route->netmask != NULL ? address_mask_bits(route->netmask) : (int)route->prefix;
    if (prefix < 0 || !address_host_is(&address, (unsigned int)prefix, false))
        return err_set(error, VIR_ERR_XML_ERROR,
                       "%s: Address '%s' in route definition is not a network address", owner,
                       route->address);
    return true;
}

bool
check_network_routes(Network *network, GError **error)
{
    for (unsigned int i = 0; i < network->routes.n; i++) {
        const NetRoute *route = network->routes.items[i];
        Address gateway;

        if (!check_route(network->name, route, error))
            return false;
        if (!address_parse(route->gateway, &gateway) || !is_reachable(network, &gateway))
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                           "unreachable static route gateway '%s' specified for network '%s'",
                           route->gateway, network->name);
    }
    return true;
}
