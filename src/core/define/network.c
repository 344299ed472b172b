/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Networks: what a mode of forwarding allows, and what goes without saying. */
#include <string.h>
#include <sys/socket.h>

#include "core/define/network-priv.h"
#include "core/define/objects.h"

#define ERR_DOMAIN VIR_FROM_NETWORK

#define MAX_BRIDGES 256

/* Modes in which the network has a bridge of its own, which libvirt makes. */
static bool
makes_bridge(NetworkForward mode)
{
    return mode == NETWORK_FORWARD_UNSET || mode == NETWORK_FORWARD_NONE ||
           mode == NETWORK_FORWARD_NAT || mode == NETWORK_FORWARD_ROUTE ||
           mode == NETWORK_FORWARD_OPEN;
}

static NetworkForward
mode_of(const Network *network)
{
    return network->forward != NULL ? network->forward->mode : NETWORK_FORWARD_NONE;
}

static bool
has_name(const NetworkDnsHost *host)
{
    for (unsigned int i = 0; i < host->names.n; i++)
        if (*host->names.items[i] != '\0')
            return true;
    return false;
}

static bool
check_dns_names(const Network *network, GError **error)
{
    const NetworkDns *dns = &network->dns;

    for (unsigned int i = 0; i < dns->forwarders.n; i++)
        if (dns->forwarders.items[i]->domain == NULL && dns->forwarders.items[i]->addr == NULL)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "Invalid forwarder element, must contain at least one of addr or "
                           "domain");
    for (unsigned int i = 0; i < dns->txts.n; i++)
        if (strpbrk(dns->txts.items[i]->name, " ,") != NULL)
            return err_set(error, VIR_ERR_XML_DETAIL,
                           "prohibited character in DNS TXT record name '%s' of network %s",
                           dns->txts.items[i]->name, network->name);
    for (unsigned int i = 0; i < dns->hosts.n; i++)
        if (!has_name(dns->hosts.items[i]))
            return err_set(error, VIR_ERR_XML_DETAIL,
                           "Missing hostname in network '%s' DNS HOST record", network->name);
    return true;
}

static bool
check_srv(const Network *network, const NetworkSrv *srv, GError **error)
{
    const char *extra = srv->from.port != XML_ABSENT       ? "port"
                        : srv->from.priority != XML_ABSENT ? "priority"
                        : srv->from.weight != XML_ABSENT   ? "weight"
                                                           : NULL;

    if (extra != NULL && srv->target == NULL)
        return err_set(error, VIR_ERR_XML_DETAIL,
                       "DNS SRV %s attribute not permitted without target for service '%s' in "
                       "network '%s'",
                       extra, srv->service, network->name);
    if (srv->from.port != XML_ABSENT && srv->port == 0)
        return err_set(error, VIR_ERR_XML_DETAIL,
                       "invalid DNS SRV port attribute for service '%s' in network '%s'",
                       srv->service, network->name);
    return true;
}

static bool
check_dns(const Network *network, GError **error)
{
    const NetworkDns *dns = &network->dns;

    if (dns->enable == YES_NO_NO &&
        (dns->forwarders.n > 0 || dns->txts.n > 0 || dns->srvs.n > 0 || dns->hosts.n > 0))
        return err_set(error, VIR_ERR_XML_ERROR, "Extra data in disabled network '%s'",
                       network->name);
    for (unsigned int i = 0; i < dns->srvs.n; i++)
        if (!check_srv(network, dns->srvs.items[i], error))
            return false;
    return check_dns_names(network, error);
}

/* --- forwarding */

static bool
define_nat(const Network *network, Forward *forward, GError **error)
{
    const NetworkAddressRange *addresses;
    const NetworkPortRange *ports;

    if (forward->nat == NULL)
        return true;
    addresses = forward->nat->address;
    ports = forward->nat->port;
    if (forward->mode != NETWORK_FORWARD_NAT)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "The <nat> element can only be used when <forward> 'mode' is 'nat' in "
                       "network %s",
                       network->name);
    if (addresses != NULL && !check_range(addresses->start, addresses->end, NULL, -1, error))
        return false;
    if (ports != NULL && ports->end < ports->start)
        return err_set(error, VIR_ERR_XML_DETAIL,
                       "Missing or invalid 'end' attribute in <port> in <nat> in <forward> in "
                       "network %s",
                       network->name);
    if (addresses == NULL && ports == NULL && forward->nat->from.ipv6 == XML_ABSENT)
        forward->nat = NULL;
    return true;
}

static bool
define_interfaces(Definition *def, const Network *network, Forward *forward, GError **error)
{
    g_autoptr(Seen) seen = seen_new();

    if (forward->dev != NULL && *forward->dev == '\0')
        XML_UNSET(forward, dev);
    if (forward->dev != NULL && (forward->pf != NULL || forward->functions.n > 0))
        return err_set(error, VIR_ERR_XML_ERROR,
                       "the <forward> 'dev' attribute cannot be used when <address> or <pf> "
                       "sub-elements are present in network %s",
                       network->name);
    if (forward->dev != NULL && forward->interfaces.n == 0) {
        NetworkInterface *first = object_new(def->arena, XML_TYPE_NETWORK_INTERFACE, XML_DEFINED);

        XML_SET(first, dev, forward->dev, XML_DEFINED);
        list_append(def->arena, &forward->interfaces, first);
    }
    if (forward->interfaces.n == 0)
        return true;
    if (forward->dev == NULL)
        XML_SET(forward, dev, forward->interfaces.items[0]->dev, XML_DEFINED);
    if (strcmp(forward->dev, forward->interfaces.items[0]->dev) != 0)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "<forward dev='%s'> must match first <interface dev='%s'/> in network %s",
                       forward->dev, forward->interfaces.items[0]->dev, network->name);
    for (unsigned int i = 0; i < forward->interfaces.n; i++) {
        const char *dev = forward->interfaces.items[i]->dev;

        if (seen_before(seen, &(SeenKey){ .texts = { dev } }, dev))
            return err_set(error, VIR_ERR_XML_ERROR,
                           "interface '%s' can only be listed once in network %s", dev,
                           network->name);
    }
    return true;
}

static bool
define_forward(Definition *def, Network *network, GError **error)
{
    Forward *forward = network->forward;

    if (!define_nat(network, forward, error) || !define_interfaces(def, network, forward, error))
        return false;
    /* Of the three ways to say which devices, one counts. */
    if (forward->interfaces.n > 0) {
        forward->functions.n = 0;
        forward->pf = NULL;
    } else if (forward->functions.n > 0) {
        forward->pf = NULL;
    }
    if (forward->mode == NETWORK_FORWARD_HOSTDEV)
        XML_SET_IF_ABSENT(forward, managed, YES_NO_NO, XML_DEFAULT);
    else
        XML_UNSET(forward, managed);
    if (forward->mode == NETWORK_FORWARD_NONE)
        network->forward = NULL;
    return true;
}

/* What stands in <bridge> and beside it, by mode. */
static bool
check_bridge(const Network *network, GError **error)
{
    NetworkForward mode = mode_of(network);
    const char *mode_text = define_text(XML_ENUM_NETWORK_FORWARD, (int)mode), *wrong = NULL;

    if (makes_bridge(mode))
        return true;
    if (mode != NETWORK_FORWARD_BRIDGE) {
        wrong = network->bridge != NULL           ? "bridge name"
                : network->zone != NULL           ? "bridge zone"
                : network->mac_table_manager != 0 ? "bridge macTableManager setting"
                                                  : NULL;
        if (wrong != NULL)
            return err_set(error, VIR_ERR_XML_ERROR, "%s not allowed in %s mode (network '%s')",
                           wrong, mode_text, network->name);
    }
    if (network->from.delay != XML_ABSENT || network->from.stp != XML_ABSENT ||
        network->zone != NULL)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "bridge delay/stp/zone options only allowed in route, nat, and isolated "
                       "mode, not in %s (network '%s')",
                       mode_text, network->name);
    if (network->bridge != NULL &&
        (network->forward->interfaces.n > 0 || network->forward->functions.n > 0 ||
         network->forward->pf != NULL))
        return err_set(error, VIR_ERR_XML_ERROR,
                       "A network with forward mode='%s' can specify a bridge name or a forward "
                       "dev, but not both (network '%s')",
                       mode_text, network->name);
    if (network->mtu > 0)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "mtu size only allowed in open, route, nat, and isolated mode, not in %s "
                       "(network '%s')",
                       mode_text, network->name);
    return true;
}

static bool
check_mode(const Network *network, GError **error)
{
    NetworkForward mode = mode_of(network);

    if (mode != NETWORK_FORWARD_NAT && mode != NETWORK_FORWARD_ROUTE &&
        mode != NETWORK_FORWARD_OPEN)
        return true;
    if (network->ips.n == 0)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "%s forwarding requested, but no IP address provided for network '%s'",
                       define_text(XML_ENUM_NETWORK_FORWARD, (int)mode), network->name);
    if (network->forward->interfaces.n > 1)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "multiple forwarding interfaces specified for network '%s', only one is "
                       "supported",
                       network->name);
    if (mode == NETWORK_FORWARD_OPEN &&
        (network->forward->interfaces.n > 0 || network->forward->functions.n > 0))
        return err_set(error, VIR_ERR_XML_ERROR,
                       "forward dev not allowed for network '%s' with forward mode='%s'",
                       network->name, define_text(XML_ENUM_NETWORK_FORWARD, (int)mode));
    return true;
}

static bool
define_portgroups(Network *network, GError **error)
{
    for (unsigned int i = 0; i < network->portgroups.n; i++) {
        PortGroup *group = network->portgroups.items[i];

        if (*group->name == '\0')
            return err_set(error, VIR_ERR_XML_ERROR,
                           "Missing required name attribute in portgroup");
        if ((group->vlan && !check_vlan(group->vlan, error)) ||
            !define_bandwidth(&group->bandwidth, false, error))
            return false;
    }
    if (network->virtualport != NULL && network->virtualport->type == VIRTUAL_PORT_TYPE_UNSET)
        return err_set_full(error, VIR_FROM_NONE, VIR_ERR_XML_ERROR,
                            "missing required virtualport type");
    return (!network->vlan || check_vlan(network->vlan, error)) &&
           define_bandwidth(&network->bandwidth, false, error);
}

bool
network_define(Definition *def, const DefineEnv *env, GError **error)
{
    Network *network = def->root;

    if (strchr(network->name, '/') != NULL)
        return err_set_full(error, VIR_FROM_XML, VIR_ERR_XML_DETAIL, "invalid char in name: /");
    if (network->from.uuid == XML_ABSENT) {
        define_uuid(env, network->uuid);
        network->from.uuid = XML_DEFINED;
    }
    if (network->from.mac != XML_ABSENT && (network->mac[0] & 1) != 0)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "Invalid multicast bridge mac address '%02x:%02x:%02x:%02x:%02x:%02x' in "
                       "network '%s'",
                       network->mac[0], network->mac[1], network->mac[2], network->mac[3],
                       network->mac[4], network->mac[5], network->name);
    if (!define_portgroups(network, error) || !check_dns(network, error) ||
        !check_network_ips(network, error) || !check_network_routes(network, error))
        return false;
    if (network->forward != NULL && !define_forward(def, network, error))
        return false;
    if (!check_mode(network, error) || !check_bridge(network, error))
        return false;
    if (makes_bridge(mode_of(network))) {
        XML_SET_IF_ABSENT(network, stp, ON_OFF_ON, XML_DEFINED);
        XML_SET_IF_ABSENT(network, delay, 0, XML_DEFINED);
    }
    return true;
}

bool
network_define_bridge(Definition *def, const DefineEnv *env, NetworkNameTaken is_taken,
                      const void *data, GError **error)
{
    static const uint8_t prefix[3] = { 0x52, 0x54, 0x00 };
    Network *network = def->root;

    if (!makes_bridge(mode_of(network)))
        return true;
    for (unsigned int i = 0; network->bridge == NULL && i < MAX_BRIDGES; i++) {
        char name[16];

        g_snprintf(name, sizeof(name), "virbr%u", i);
        if (!is_taken(data, name))
            XML_SET(network, bridge, arena_strdup(def->arena, name), XML_DEFINED);
    }
    if (network->bridge == NULL)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "Bridge generation exceeded max id %d",
                       MAX_BRIDGES);
    if (network->from.mac == XML_ABSENT) {
        memcpy(network->mac, prefix, sizeof(prefix));
        env->random(env->random_data, network->mac + 3, 3);
        network->from.mac = XML_DEFINED;
    }
    return true;
}
