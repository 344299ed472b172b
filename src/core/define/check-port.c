/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with how a port is made known to a switch: virtual ports and VLANs. */
#include <string.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_NONE

#define VLAN_MAX        4095
#define PROFILE_ID_SIZE 40 /* with the zero at the end, in a netlink message */

typedef enum Parameter {
    MANAGER_ID = 1 << 0,
    TYPE_ID = 1 << 1,
    TYPE_VERSION = 1 << 2,
    INSTANCE_ID = 1 << 3,
    PROFILE_ID = 1 << 4,
    INTERFACE_ID = 1 << 5,
} Parameter;

static const char *const parameter_names[] = { "managerid",  "typeid",    "typeidversion",
                                               "instanceid", "profileid", "interfaceid" };

/* What must, and what else may be said of each type. */
static const struct PortTraits {
    unsigned int required;
    unsigned int allowed;
} port_traits[] = {
    [VIRTUAL_PORT_TYPE_802_1QBG] = { MANAGER_ID | TYPE_ID | TYPE_VERSION, INSTANCE_ID },
    [VIRTUAL_PORT_TYPE_802_1QBH] = { PROFILE_ID, 0 },
    [VIRTUAL_PORT_TYPE_OPENVSWITCH] = { 0, PROFILE_ID | INTERFACE_ID },
    [VIRTUAL_PORT_TYPE_MIDONET] = { INTERFACE_ID, 0 },
};

static unsigned int
given_parameters(const VirtualPort *port)
{
    return (port->from.manager_id == XML_GIVEN ? MANAGER_ID : 0) |
           (port->from.type_id == XML_GIVEN ? TYPE_ID : 0) |
           (port->from.type_version == XML_GIVEN ? TYPE_VERSION : 0) |
           (port->from.instance_id == XML_GIVEN ? INSTANCE_ID : 0) |
           (port->from.profile_id == XML_GIVEN ? PROFILE_ID : 0) |
           (port->from.interface_id == XML_GIVEN ? INTERFACE_ID : 0);
}

static bool
refuse(const char *how, unsigned int parameters, const char *where, const VirtualPort *port,
       GError **error)
{
    return err_set_full(error, VIR_FROM_NET, VIR_ERR_XML_ERROR, "%s %s %s <virtualport type='%s'>",
                        how, parameter_names[__builtin_ctz(parameters)], where,
                        define_text(XML_ENUM_VIRTUAL_PORT_TYPE, port->type));
}

/* A part may be left to the network: then it is not complete. */
bool
check_virtual_port(const VirtualPort *port, bool is_part, GError **error)
{
    unsigned int given, wrong;

    if (!port)
        return true;
    if (port->profile_id && strlen(port->profile_id) >= PROFILE_ID_SIZE)
        return err_set(error, VIR_ERR_XML_ERROR, "profileid parameter too long");
    if (port->type == VIRTUAL_PORT_TYPE_UNSET || port->type >= G_N_ELEMENTS(port_traits))
        return true;
    given = given_parameters(port);
    wrong = port_traits[port->type].required & ~given;
    if (wrong && !is_part)
        return refuse("missing", wrong, "in", port, error);
    wrong = given & ~(port_traits[port->type].required | port_traits[port->type].allowed);
    return !wrong || refuse("extra", wrong, "unsupported in", port, error);
}

bool
check_vlan(const Vlan *vlan, GError **error)
{
    unsigned int n_native = 0;

    if (vlan->head.origin == XML_ABSENT)
        return true;
    if (vlan->tags.n == 0)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "missing tag id - each <vlan> must have at least one <tag id='n'/> "
                       "subelement");
    for (unsigned int i = 0; i < vlan->tags.n; i++) {
        if (vlan->tags.items[i]->id > VLAN_MAX)
            return err_set(error, VIR_ERR_XML_ERROR, "vlan tag id %u too large (maximum %d)",
                           vlan->tags.items[i]->id, VLAN_MAX);
        n_native += vlan->tags.items[i]->native_mode != VLAN_NATIVE_MODE_UNSET;
    }
    if (n_native > 1)
        return err_set(error, VIR_ERR_XML_ERROR, "duplicate native vlan setting");
    /* One that has several says so by having them. */
    if (vlan->from.trunk != XML_GIVEN || vlan->trunk != YES_NO_NO)
        return true;
    if (vlan->tags.n > 1)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "invalid \"trunk='no'\" in <vlan> - trunk='yes' is required for more than "
                       "one vlan tag");
    return n_native == 0 ||
           err_set(error, VIR_ERR_XML_ERROR,
                   "invalid configuration in <vlan> - \"trunk='no'\" is not allowed with a native "
                   "vlan id");
}
