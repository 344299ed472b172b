/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Records of the network's name server. What is added must be complete; what is taken out need
 * only be told from the others. */
#include <string.h>

#include "core/network/update-priv.h"

#define ERR_DOMAIN VIR_FROM_NETWORK

static const NetworkDns *
read_in_dns(Update *update, GError **error)
{
    const Network *given = update_read(update, "<dns>", "</dns>", error);

    return given ? &given->dns : NULL;
}

static bool
is_same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* --- <host> */

static bool
check_host(Update *update, const NetworkDnsHost *host, GError **error)
{
    if (update_adds(update) && !host->ip)
        return err_set(error, VIR_ERR_XML_DETAIL,
                       "Missing IP address in network '%s' DNS HOST record", update->network->name);
    if (update_adds(update))
        return update_check(update, error);
    return host->ip || host->names.n > 0 ||
           err_set(error, VIR_ERR_XML_DETAIL,
                   "Missing ip and hostname in network '%s' DNS HOST record",
                   update->network->name);
}

static bool
shares_name(const NetworkDnsHost *host, const NetworkDnsHost *given)
{
    for (unsigned int i = 0; i < host->names.n; i++)
        for (unsigned int k = 0; k < given->names.n; k++)
            if (strcmp(host->names.items[i], given->names.items[k]) == 0)
                return true;
    return false;
}

/* A name may have several addresses: when one is added, only the address is looked at. */
static unsigned int
find_host(const Update *update, const NetworkDnsHost *given, unsigned int *n_out)
{
    const NetworkDns *dns = &update->network->dns;
    unsigned int at = 0;

    *n_out = 0;
    for (unsigned int i = 0; i < dns->hosts.n; i++)
        if (is_same(dns->hosts.items[i]->ip, given->ip) ||
            (update_deletes(update) && shares_name(dns->hosts.items[i], given))) {
            at = i;
            ++*n_out;
        }
    return at;
}

bool
update_dns_host(Update *update, GError **error)
{
    const NetworkDns *dns = read_in_dns(update, error);
    const char *name = update->network->name;
    const NetworkDnsHost *host = dns ? dns->hosts.items[0] : NULL;
    unsigned int at, n;

    if (!host || !check_host(update, host, error))
        return false;
    at = find_host(update, host, &n);
    if (update_adds(update)) {
        if (n > 0)
            return err_set(error, VIR_ERR_OPERATION_INVALID,
                           "there is already at least one DNS HOST record with a matching field "
                           "in network %s",
                           name);
        update_add(update, &update->network->dns.hosts, XML_TYPE_NETWORK_DNS_HOST, host);
        return true;
    }
    if (!update_deletes(update))
        return update_refuse_command(update, error);
    if (n != 1)
        return err_set(error, VIR_ERR_OPERATION_INVALID,
                       n == 0 ? "couldn't locate a matching DNS HOST record in network %s"
                              : "multiple matching DNS HOST records were found in network %s",
                       name);
    list_remove(&update->network->dns.hosts, at);
    return true;
}

/* --- <txt> */

bool
update_dns_txt(Update *update, GError **error)
{
    const NetworkDns *dns = read_in_dns(update, error);
    const char *name = update->network->name;
    const NetworkTxt *txt = dns ? dns->txts.items[0] : NULL;
    NetworkDns *own = &update->network->dns;
    unsigned int at = 0;

    if (!txt)
        return false;
    if (!txt->name)
        return err_set(error, VIR_ERR_XML_DETAIL,
                       "missing required name attribute in DNS TXT record of network %s", name);
    if (!update_check(update, error))
        return false;
    if (update_adds(update) && !txt->value)
        return err_set(error, VIR_ERR_XML_DETAIL,
                       "missing required value attribute in DNS TXT record named '%s' of network "
                       "%s",
                       txt->name, name);
    while (at < own->txts.n && strcmp(own->txts.items[at]->name, txt->name) != 0)
        at++;
    if (update_adds(update)) {
        if (at < own->txts.n)
            return err_set(error, VIR_ERR_OPERATION_INVALID,
                           "there is already a DNS TXT record with name '%s' in network %s",
                           txt->name, name);
        update_add(update, &own->txts, XML_TYPE_NETWORK_TXT, txt);
        return true;
    }
    if (!update_deletes(update))
        return update_refuse_command(update, error);
    if (at == own->txts.n)
        return err_set(error, VIR_ERR_OPERATION_INVALID,
                       "couldn't locate a matching DNS TXT record in network %s", name);
    list_remove(&own->txts, at);
    return true;
}

/* --- <srv> */

static bool
check_srv(Update *update, const NetworkSrv *srv, GError **error)
{
    if (!update_adds(update))
        return true;
    if (!srv->service)
        return err_set(error, VIR_ERR_XML_DETAIL,
                       "missing required service attribute in DNS SRV record of network '%s'",
                       update->network->name);
    if (!srv->protocol)
        return err_set(error, VIR_ERR_XML_DETAIL,
                       "missing required protocol attribute in DNS SRV record '%s' of network "
                       "'%s'",
                       srv->service, update->network->name);
    return update_check(update, error);
}

/* Whether all that is given is the record's. */
static bool
is_meant(const NetworkSrv *srv, const NetworkSrv *given)
{
    return (!given->domain || is_same(srv->domain, given->domain)) &&
           (!given->service || is_same(srv->service, given->service)) &&
           (!given->protocol || is_same(srv->protocol, given->protocol)) &&
           (!given->target || is_same(srv->target, given->target)) &&
           (!given->port || srv->port == given->port) &&
           (!given->priority || srv->priority == given->priority) &&
           (!given->weight || srv->weight == given->weight);
}

static unsigned int
find_srv(const NetworkDns *dns, const NetworkSrv *given, unsigned int *n_out)
{
    unsigned int at = 0;

    *n_out = 0;
    for (unsigned int i = 0; i < dns->srvs.n; i++)
        if (is_meant(dns->srvs.items[i], given)) {
            at = i;
            ++*n_out;
        }
    return at;
}

bool
update_dns_srv(Update *update, GError **error)
{
    const NetworkDns *dns = read_in_dns(update, error);
    const char *name = update->network->name;
    const NetworkSrv *srv = dns ? dns->srvs.items[0] : NULL;
    NetworkDns *own = &update->network->dns;
    unsigned int at, n;

    if (!srv || !check_srv(update, srv, error))
        return false;
    at = find_srv(own, srv, &n);
    if (update_adds(update)) {
        if (n > 0)
            return err_set(error, VIR_ERR_OPERATION_INVALID,
                           "there is already at least one DNS SRV record matching all specified "
                           "fields in network %s",
                           name);
        update_add(update, &own->srvs, XML_TYPE_NETWORK_SRV, srv);
        return true;
    }
    if (!update_deletes(update))
        return update_refuse_command(update, error);
    if (n != 1)
        return err_set(error, VIR_ERR_OPERATION_INVALID,
                       n == 0 ? "couldn't locate a matching DNS SRV record in network %s"
                              : "multiple DNS SRV records matching all specified fields were "
                                "found in network %s",
                       name);
    list_remove(&own->srvs, at);
    return true;
}
