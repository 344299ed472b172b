/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses that guests are given: fixed ones, and ranges. */
#include <string.h>

#include "core/network/update-priv.h"

#define ERR_DOMAIN VIR_FROM_NETWORK

static bool
has_dhcp(const NetworkIp *ip)
{
    return ip->ranges.n > 0 || ip->hosts.n > 0;
}

/* The <ip> of that index; of -1, the one that hands out addresses, or the first. */
static NetworkIp *
find_ip(Update *update, GError **error)
{
    const Network *network = update->network;
    unsigned int at = (unsigned int)update->parent_index;

    if (update->parent_index < 0)
        for (at = 0; at < network->ips.n && !has_dhcp(network->ips.items[at]);)
            at++;
    if (update->parent_index < 0 && at == network->ips.n)
        at = 0;
    if (at < network->ips.n)
        return network->ips.items[at];
    if (update->parent_index < 0)
        return err_set_null(error, VIR_ERR_OPERATION_INVALID,
                            "couldn't update dhcp host entry - no <ip> element found in network "
                            "'%s'",
                            network->name);
    return err_set_null(error, VIR_ERR_OPERATION_INVALID,
                        "couldn't update dhcp host entry - no <ip> element found at index %d in "
                        "network '%s'",
                        update->parent_index, network->name);
}

/* One server answers on a network, of which one IPv4 address is its own. */
static bool
may_hand_out(const Update *update, const NetworkIp *ip, GError **error)
{
    for (unsigned int i = 0; i < update->network->ips.n; i++) {
        const NetworkIp *other = update->network->ips.items[i];

        if (other != ip && ip->family != IP_FAMILY_IPV6 && other->family != IP_FAMILY_IPV6 &&
            has_dhcp(other))
            return err_set(error, VIR_ERR_OPERATION_INVALID,
                           "dhcp is supported only for a single IPv4 address on each network");
    }
    return true;
}

/* Read the element as a part of that <ip>. */
static const NetworkIp *
read_in_ip(Update *update, const NetworkIp *ip, GError **error)
{
    const char *family = ip->family == IP_FAMILY_IPV6 ? "ipv6" : "ipv4";
    g_autofree char *mask = ip->netmask ? g_strdup_printf(" netmask='%s'", ip->netmask)
                            : ip->from.prefix != XML_ABSENT
                                ? g_strdup_printf(" prefix='%u'", ip->prefix)
                                : g_strdup("");
    g_autofree char *before =
        g_strdup_printf("<ip family='%s' address='%s'%s><dhcp>", family, ip->address, mask);
    const Network *given = update_read(update, before, "</dhcp></ip>", error);

    return given ? given->ips.items[0] : NULL;
}

static bool
is_same(const char *a, const char *b)
{
    return a && b && g_ascii_strcasecmp(a, b) == 0;
}

/* --- <host> */

static bool
check_host(Update *update, const NetworkDhcpHost *host, GError **error)
{
    const char *name = update->network->name;

    if (update_deletes(update) && !host->mac && !host->name && !host->ip)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "At least one of name, mac, or ip attribute must be specified for static "
                       "host definition in network '%s' ",
                       name);
    if (update_deletes(update) && !host->mac && !host->name)
        return true;
    if (!update_check(update, error))
        return false;
    return host->ip || update_deletes(update) ||
           err_set(error, VIR_ERR_XML_ERROR,
                   "Missing IP address in static host definition for network '%s'", name);
}

/* Whether any of its names is one of the other's. */
static bool
collides(const NetworkDhcpHost *host, const NetworkDhcpHost *other)
{
    return is_same(host->mac, other->mac) || is_same(host->ip, other->ip) ||
           (host->name && other->name && strcmp(host->name, other->name) == 0);
}

/* Whether all of what is given is the host's. */
static bool
is_meant(const NetworkDhcpHost *host, const NetworkDhcpHost *given)
{
    return (!given->mac || is_same(host->mac, given->mac)) &&
           (!given->ip || is_same(host->ip, given->ip)) &&
           (!given->name || g_strcmp0(host->name, given->name) == 0);
}

static unsigned int
find_host(const NetworkIp *ip, const NetworkDhcpHost *given,
          bool (*matches)(const NetworkDhcpHost *host, const NetworkDhcpHost *given))
{
    unsigned int i = 0;

    while (i < ip->hosts.n && !matches(ip->hosts.items[i], given))
        i++;
    return i;
}

static bool
say_host(const Update *update, const NetworkDhcpHost *host, const char *form, GError **error)
{
    g_autoptr(GString) text = g_string_new(form);

    g_string_replace(text, "#MAC", host->mac ? host->mac : "unknown", 1);
    g_string_replace(text, "#NAME", host->name ? host->name : "(null)", 1);
    g_string_replace(text, "#IP", host->ip, 1);
    g_string_replace(text, "#NETWORK", update->network->name, 1);
    return err_set(error, VIR_ERR_OPERATION_INVALID, "%s", text->str);
}

static bool
modify_host(Update *update, NetworkIp *ip, const NetworkDhcpHost *host, GError **error)
{
    unsigned int at = find_host(ip, host, collides);

    if (at == ip->hosts.n)
        return say_host(update, host,
                        "couldn't locate an existing dhcp host entry with \"mac='#MAC'\" "
                        "\"name='#NAME'\" \"ip='#IP'\" in network '#NETWORK'",
                        error);
    ip->hosts.items[at] = object_copy(update->def->arena, XML_TYPE_NETWORK_DHCP_HOST, host);
    return true;
}

static bool
add_host(Update *update, NetworkIp *ip, const NetworkDhcpHost *host, GError **error)
{
    if (!may_hand_out(update, ip, error))
        return false;
    if (find_host(ip, host, collides) < ip->hosts.n)
        return say_host(update, host,
                        "there is an existing dhcp host entry in network '#NETWORK' that matches "
                        "\"<host mac='#MAC' name='#NAME' ip='#IP'/>\"",
                        error);
    update_add(update, &ip->hosts, XML_TYPE_NETWORK_DHCP_HOST, host);
    return true;
}

static bool
delete_host(Update *update, NetworkIp *ip, const NetworkDhcpHost *host, GError **error)
{
    unsigned int at = find_host(ip, host, is_meant);

    if (at == ip->hosts.n)
        return err_set(error, VIR_ERR_OPERATION_INVALID,
                       "couldn't locate a matching dhcp host entry in network '%s'",
                       update->network->name);
    list_remove(&ip->hosts, at);
    return true;
}

bool
update_dhcp_host(Update *update, GError **error)
{
    NetworkIp *ip = find_ip(update, error);
    const NetworkIp *given = ip ? read_in_ip(update, ip, error) : NULL;
    const NetworkDhcpHost *host = given ? given->hosts.items[0] : NULL;

    if (!host || !check_host(update, host, error))
        return false;
    if (update->command == VIR_NETWORK_UPDATE_COMMAND_MODIFY)
        return modify_host(update, ip, host, error);
    if (update_adds(update))
        return add_host(update, ip, host, error);
    return update_deletes(update) ? delete_host(update, ip, host, error)
                                  : update_refuse_command(update, error);
}

/* --- <range> */

static bool
require(const Update *update, const char *value, const char *name, GError **error)
{
    return value || err_set(error, VIR_ERR_XML_ERROR,
                            "Missing '%s' attribute in dhcp range for network '%s'", name,
                            update->network->name);
}

static unsigned int
find_range(const NetworkIp *ip, const NetworkDhcpRange *range)
{
    unsigned int i = 0;

    while (i < ip->ranges.n && !(is_same(ip->ranges.items[i]->start, range->start) &&
                                 is_same(ip->ranges.items[i]->end, range->end)))
        i++;
    return i;
}

static bool
add_range(Update *update, NetworkIp *ip, const NetworkDhcpRange *range, GError **error)
{
    if (!may_hand_out(update, ip, error))
        return false;
    if (find_range(ip, range) < ip->ranges.n)
        return err_set(error, VIR_ERR_OPERATION_INVALID,
                       "there is an existing dhcp range entry in network '%s' that matches "
                       "\"<range start='%s' end='%s'/>\"",
                       update->network->name, range->start, range->end);
    update_add(update, &ip->ranges, XML_TYPE_NETWORK_DHCP_RANGE, range);
    return true;
}

static bool
delete_range(Update *update, NetworkIp *ip, const NetworkDhcpRange *range, GError **error)
{
    unsigned int at = find_range(ip, range);

    if (at == ip->ranges.n)
        return err_set(error, VIR_ERR_OPERATION_INVALID,
                       "couldn't locate a matching dhcp range entry in network '%s'",
                       update->network->name);
    list_remove(&ip->ranges, at);
    return true;
}

bool
update_dhcp_range(Update *update, GError **error)
{
    NetworkIp *ip = find_ip(update, error);
    const NetworkIp *given;
    const NetworkDhcpRange *range;

    if (!ip)
        return false;
    if (update->command == VIR_NETWORK_UPDATE_COMMAND_MODIFY)
        return update_refuse_modify("dhcp ranges", error);
    given = read_in_ip(update, ip, error);
    range = given ? given->ranges.items[0] : NULL;
    if (!range || !require(update, range->start, "start", error) ||
        !require(update, range->end, "end", error) || !update_check(update, error))
        return false;
    if (update_adds(update))
        return add_range(update, ip, range, error);
    return update_deletes(update) ? delete_range(update, ip, range, error)
                                  : update_refuse_command(update, error);
}
