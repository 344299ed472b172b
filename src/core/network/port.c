/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ports: how one interface of a guest is connected to a network. They live as long as the network
 * runs and work in its queue. */
#include <string.h>

#include "base/uuid.h"
#include "core/define/objects.h"
#include "core/network/network-priv.h"

#define ERR_DOMAIN VIR_FROM_NETWORK

static bool
define(Host *host, Definition *def, GError **error)
{
    return network_port_define(def, error);
}

const DefinedKind network_port_kind = {
    .type = { .kind = OBJECT_NETWORK_PORT, DEFINED_OBJ },
    .size = sizeof(NetworkPortObj),
    .document = XML_DOCUMENT_NETWORKPORT,
    .noun = "network port",
    .name_at = DEFINED_NOT_THERE,
    .uuid_at = offsetof(NetworkPort, uuid),
    .define = define,
    DEFINED_NO_EVENTS,
};

static NetworkObj *
network_of_port(NetworkPortObj *port)
{
    return (NetworkObj *)port->base.obj.parent;
}

static void
drop(NetworkObj *net, Obj *port)
{
    const NetworkDriver *driver = network_driver(net);

    if (driver->unplug)
        driver->unplug(net, (NetworkPortObj *)port);
    index_remove(net->ports, port);
}

void
network_drop_ports(NetworkObj *net)
{
    g_autoptr(ObjList) all = index_snapshot(net->ports);

    for (unsigned int i = 0; i < all->n; i++)
        drop(net, all->items[i]);
}

/* --- how many use what */

/* Whether a port goes through an interface, or through a PCI device. */
static bool
uses_interface(const NetworkPort *port, const NetworkInterface *interface)
{
    return port->plug_type == NETWORK_PLUG_DIRECT && strcmp(port->dev, interface->dev) == 0;
}

static bool
uses_function(const NetworkPort *port, const NetworkPciFunction *function)
{
    const NetworkPlugAddress *address = port->address;

    return port->plug_type == NETWORK_PLUG_HOSTDEV_PCI && address->domain == function->domain &&
           address->bus == function->bus && address->slot == function->slot &&
           address->function == function->function;
}

static void
count(Network *network, const NetworkPort *port)
{
    Forward *forward = network->forward;

    XML_SET(network, connections, network->connections + 1, XML_STARTED);
    for (unsigned int i = 0; forward && i < forward->interfaces.n; i++) {
        NetworkInterface *interface = forward->interfaces.items[i];

        if (uses_interface(port, interface))
            XML_SET(interface, connections, interface->connections + 1, XML_STARTED);
    }
    for (unsigned int i = 0; forward && i < forward->functions.n; i++) {
        NetworkPciFunction *function = forward->functions.items[i];

        if (uses_function(port, function))
            XML_SET(function, connections, function->connections + 1, XML_STARTED);
    }
}

Definition *
network_with_connections(NetworkObj *net, bool want_stored)
{
    g_autoptr(Definition) def = defined_definition(&net->base, want_stored);
    g_autoptr(ObjList) all = index_snapshot(net->ports);
    Definition *counted;

    if (want_stored || all->n == 0)
        return g_steal_pointer(&def);
    counted = definition_copy(def);
    for (unsigned int i = 0; i < all->n; i++) {
        g_autoptr(Definition) port = defined_stored((DefinedObj *)all->items[i]);

        count(counted->root, port->root);
    }
    return counted;
}

/* --- methods */

static bool
add(NetworkObj *net, const Definition *def, Job *job, NetworkPortRef *port_out, GError **error)
{
    g_autoptr(Obj) port =
        &defined_new(net->base.host, &network_port_kind, &net->base.obj, def)->obj;
    char uuid[UUID_STRING_SIZE];

    if (!gate_admit_object(job, port, error))
        return false;
    if (!index_add(net->ports, port, NULL))
        return err_set(error, VIR_ERR_NETWORK_PORT_EXIST,
                       "Network port with UUID %s already exists", uuid_format(port->uuid, uuid));
    obj_set_state(port, OBJ_ACTIVE, true);
    obj_fill_ref(port, port_out);
    return true;
}

bool
network_port_create_xml_method(NetworkObj *net, const char *xml, unsigned int flags, Job *job,
                               NetworkPortRef *port_out, GError **error)
{
    const NetworkDriver *driver = network_driver(net);
    unsigned int strict = flags & VIR_NETWORK_PORT_CREATE_VALIDATE ? (unsigned int)XML_STRICT : 0;
    bool is_reclaimed = flags & VIR_NETWORK_PORT_CREATE_RECLAIM;
    g_autoptr(Definition) def = NULL;

    def = defined_read(net->base.host, &network_port_kind, xml, strict, error);
    if (!def || !network_require_active(net, error) ||
        !network_plug(net, def, is_reclaimed, error) ||
        (driver->plug && !driver->plug(net, def, is_reclaimed, job, error)))
        return false;
    return add(net, def, job, port_out, error);
}

static bool
network_port_get_xml_desc(NetworkPortObj *port, unsigned int flags, Job *job, char **xml_out,
                          GError **error)
{
    *xml_out = defined_format(&port->base, false, 0);
    return true;
}

static bool
network_port_delete(NetworkPortObj *port, unsigned int flags, Job *job, GError **error)
{
    drop(network_of_port(port), &port->base.obj);
    return true;
}

/* clang-format off */
const NetworkPortMethods core_network_port_methods = {
    .delete_ = network_port_delete,
    .get_parameters = network_port_get_parameters_method,
    .get_xml_desc = network_port_get_xml_desc,
    .set_parameters = network_port_set_parameters_method,
};
/* clang-format on */
