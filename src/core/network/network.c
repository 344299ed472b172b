/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Networks: defined, started, stopped, described. */
#include "core/define/objects.h"
#include "core/network/network-priv.h"

static bool
define(Host *host, Definition *def, GError **error)
{
    const NetworkDriver *driver = host->type->networks;

    return network_define(def, &defined_env, error) &&
           (!driver->define || driver->define(host, def, error));
}

static void
init(DefinedObj *obj)
{
    ((NetworkObj *)obj)->ports = index_new(OBJECT_NETWORK_PORT, obj->host->type->errors);
}

static void
clear(DefinedObj *obj)
{
    index_free(((NetworkObj *)obj)->ports);
}

static Index *
ports_of(Obj *obj, unsigned int kind, GError **error)
{
    NetworkObj *net = (NetworkObj *)obj;

    return network_require_active(net, error) ? net->ports : NULL;
}

/* What is plugged in stays so when the host goes away. */
static void
forget_ports(Obj *obj)
{
    NetworkObj *net = (NetworkObj *)obj;
    g_autoptr(ObjList) all = index_snapshot(net->ports);

    for (unsigned int i = 0; i < all->n; i++)
        index_remove(net->ports, all->items[i]);
}

static const ObjPair pairs[] = {
    { VIR_CONNECT_LIST_NETWORKS_ACTIVE, VIR_CONNECT_LIST_NETWORKS_INACTIVE, OBJ_ACTIVE },
    { VIR_CONNECT_LIST_NETWORKS_PERSISTENT, VIR_CONNECT_LIST_NETWORKS_TRANSIENT, OBJ_PERSISTENT },
    { VIR_CONNECT_LIST_NETWORKS_AUTOSTART, VIR_CONNECT_LIST_NETWORKS_NO_AUTOSTART, OBJ_AUTOSTART },
};

const DefinedKind network_kind = {
    .type = { .kind = OBJECT_NETWORK, .index = ports_of, .close = forget_ports, DEFINED_OBJ },
    .size = sizeof(NetworkObj),
    .document = XML_DOCUMENT_NETWORK,
    .noun = "network",
    .name_at = offsetof(Network, name),
    .uuid_at = offsetof(Network, uuid),
    .pairs = pairs,
    .n_pairs = G_N_ELEMENTS(pairs),
    .is_live_apart = true,
    .define = define,
    .init = init,
    .clear = clear,
    .event_defined = VIR_NETWORK_EVENT_DEFINED,
    .event_undefined = VIR_NETWORK_EVENT_UNDEFINED,
    .event_started = VIR_NETWORK_EVENT_STARTED,
    .event_stopped = VIR_NETWORK_EVENT_STOPPED,
};

/* --- running */

bool
network_start(NetworkObj *net, Definition *given, Job *job, GError **error)
{
    const NetworkDriver *driver = network_driver(net);
    g_autoptr(Definition) live = given ? given : defined_stored(&net->base);

    if (driver->start && !driver->start(net, live, job, error))
        return false;
    defined_start(&net->base, g_steal_pointer(&live));
    return true;
}

void
network_stop(NetworkObj *net)
{
    const NetworkDriver *driver = network_driver(net);

    network_drop_ports(net);
    if (driver->stop)
        driver->stop(net);
    defined_stop(&net->base);
}

bool
network_require_active(NetworkObj *net, GError **error)
{
    g_autoptr(Name) name = obj_name(&net->base.obj);

    return obj_is(&net->base.obj, OBJ_ACTIVE) ||
           network_error(net, error, VIR_ERR_OPERATION_INVALID, "network '%s' is not active",
                         name->text);
}

/* --- methods */

static bool
network_define_xml(Conn *conn, const char *xml, unsigned int flags, Job *job, NetworkRef *net_out,
                   GError **error)
{
    unsigned int strict = flags & VIR_NETWORK_DEFINE_VALIDATE ? (unsigned int)XML_STRICT : 0;

    return defined_define(host_of(conn), &network_kind, xml, XML_INACTIVE | strict, job, net_out,
                          error);
}

static bool
network_create_xml(Conn *conn, const char *xml, unsigned int flags, Job *job, NetworkRef *net_out,
                   GError **error)
{
    Host *host = host_of(conn);
    unsigned int strict = flags & VIR_NETWORK_CREATE_VALIDATE ? (unsigned int)XML_STRICT : 0;
    g_autoptr(Definition) def =
        defined_read(host, &network_kind, xml, XML_INACTIVE | strict, error);
    DefinedObj *obj = def ? defined_enter(host, &network_kind, def, true, job, error) : NULL;
    bool done;

    if (!obj)
        return false;
    done = network_start((NetworkObj *)obj, g_steal_pointer(&def), job, error);
    if (done)
        obj_fill_ref(&obj->obj, net_out);
    defined_leave(obj, job);
    return done;
}

static bool
network_create(NetworkObj *net, Job *job, GError **error)
{
    if (obj_is(&net->base.obj, OBJ_ACTIVE))
        return network_error(net, error, VIR_ERR_OPERATION_INVALID, "network is already active");
    return network_start(net, NULL, job, error);
}

static bool
network_destroy(NetworkObj *net, Job *job, GError **error)
{
    if (!network_require_active(net, error))
        return false;
    network_stop(net);
    return true;
}

static bool
network_undefine(NetworkObj *net, Job *job, GError **error)
{
    if (!obj_is(&net->base.obj, OBJ_PERSISTENT))
        return network_error(net, error, VIR_ERR_OPERATION_INVALID,
                             "can't undefine transient network");
    return defined_undefine(&net->base, error);
}

static bool
network_set_autostart(NetworkObj *net, int autostart, Job *job, GError **error)
{
    if (!obj_is(&net->base.obj, OBJ_PERSISTENT))
        return network_error(net, error, VIR_ERR_OPERATION_INVALID,
                             "cannot set autostart for transient network");
    return defined_set_autostart(&net->base, autostart != 0, error);
}

static bool
network_get_xml_desc(NetworkObj *net, unsigned int flags, Job *job, char **xml_out, GError **error)
{
    bool is_stored = flags & VIR_NETWORK_XML_INACTIVE;

    g_autoptr(Definition) def = network_with_connections(net, is_stored);

    *xml_out = definition_format(def, is_stored ? (unsigned int)XML_INACTIVE : 0);
    return true;
}

static bool
network_get_bridge_name(NetworkObj *net, Job *job, char **name_out, GError **error)
{
    g_autoptr(Definition) def = defined_definition(&net->base, false);
    const Network *network = network_of(def);

    if (!network->bridge)
        return network_error(net, error, VIR_ERR_INTERNAL_ERROR,
                             "network '%s' does not have a bridge name.", network->name);
    *name_out = g_strdup(network->bridge);
    return true;
}

DEFINED_IS(network_is_active, NetworkObj, OBJ_ACTIVE)
DEFINED_IS(network_is_persistent, NetworkObj, OBJ_PERSISTENT)
DEFINED_IS(network_get_autostart, NetworkObj, OBJ_AUTOSTART)

/* clang-format off */
const NetworkMethods core_network_methods = {
    .create = network_create,
    .destroy = network_destroy,
    .get_autostart = network_get_autostart,
    .get_bridge_name = network_get_bridge_name,
    .get_dhcp_leases = network_get_dhcp_leases_method,
    .get_metadata = network_get_metadata_method,
    .get_xml_desc = network_get_xml_desc,
    .is_active = network_is_active,
    .is_persistent = network_is_persistent,
    .port_create_xml = network_port_create_xml_method,
    .set_autostart = network_set_autostart,
    .set_metadata = network_set_metadata_method,
    .undefine = network_undefine,
    .update = network_update_method,
};
/* clang-format on */

void
network_connect_methods(ConnectMethods *methods)
{
    methods->network_create_xml_flags = network_create_xml;
    methods->network_define_xml_flags = network_define_xml;
}
