/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Interfaces of the host: what may stand in what. */
#include "core/define/define-priv.h"
#include "core/define/objects.h"

#define ERR_DOMAIN VIR_FROM_INTERFACE

static void
keep_addresses(HostInterface *interface)
{
    for (unsigned int i = 0; i < interface->protocols.n; i++) {
        HostProtocol *protocol = interface->protocols.items[i];
        unsigned int k = 0;

        while (k < protocol->ips.n)
            if (protocol->ips.items[k]->address == NULL)
                list_remove(&protocol->ips, k);
            else
                k++;
    }
}

static bool
check_slave(const HostSlave *slave, unsigned int accepted, GError **error)
{
    if (accepted & 1u << slave->type)
        return true;
    return err_set(error, VIR_ERR_XML_ERROR, "interface has unsupported type '%s'",
                   define_text(XML_ENUM_HOST_INTERFACE_TYPE, slave->type));
}

/* The carrier is watched in one way. */
static bool
define_bond(HostBond *bond, GError **error)
{
    for (unsigned int i = 0; i < bond->interfaces.n; i++)
        if (!check_slave(bond->interfaces.items[i], 1u << HOST_INTERFACE_TYPE_ETHERNET, error))
            return false;
    if (bond->miimon != NULL)
        bond->arpmon = NULL;
    return true;
}

static bool
define_bridge(HostBridge *bridge, GError **error)
{
    unsigned int accepted = 1u << HOST_INTERFACE_TYPE_ETHERNET | 1u << HOST_INTERFACE_TYPE_BOND |
                            1u << HOST_INTERFACE_TYPE_VLAN;

    for (unsigned int i = 0; i < bridge->interfaces.n; i++) {
        HostSlave *slave = bridge->interfaces.items[i];

        if (!check_slave(slave, accepted, error))
            return false;
        if (slave->bond != NULL && !define_bond(slave->bond, error))
            return false;
    }
    return true;
}

bool
host_interface_define(Definition *def, GError **error)
{
    HostInterface *interface = def->root;

    keep_addresses(interface);
    return (interface->bridge == NULL || define_bridge(interface->bridge, error)) &&
           (interface->bond == NULL || define_bond(interface->bond, error));
}
