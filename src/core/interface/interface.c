/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Interfaces: defined, started, stopped, found by address. */
#include "core/define/objects.h"
#include "core/interface/interface-priv.h"

static bool
define(Host *host, Definition *def, GError **error)
{
    return host_interface_define(def, error);
}

static const char *
mac_of(const Definition *def)
{
    const HostInterface *interface = def->root;

    return interface->mac ? interface->mac : "";
}

static void
fill_ref(Obj *obj, void *ref)
{
    g_autoptr(Definition) def = defined_stored((DefinedObj *)obj);

    ((InterfaceRef *)ref)->mac = g_strdup(mac_of(def));
}

static const ObjPair pairs[] = {
    { VIR_CONNECT_LIST_INTERFACES_ACTIVE, VIR_CONNECT_LIST_INTERFACES_INACTIVE, OBJ_ACTIVE },
};

const DefinedKind interface_kind = {
    .type = { .kind = OBJECT_INTERFACE, .fill_ref = fill_ref, DEFINED_OBJ },
    .size = sizeof(InterfaceObj),
    .document = XML_DOCUMENT_HOSTINTERFACE,
    .noun = "interface",
    .name_at = offsetof(HostInterface, name),
    .uuid_at = DEFINED_NOT_THERE,
    .pairs = pairs,
    .n_pairs = G_N_ELEMENTS(pairs),
    .define = define,
    DEFINED_NO_EVENTS,
};

/* --- methods */

static const InterfaceDriver *
driver_of(const InterfaceObj *iface)
{
    return iface->base.host->type->interfaces;
}

static bool
require(InterfaceObj *iface, bool is_right, GError **error)
{
    return is_right ||
           err_set_full(error, iface->base.host->type->errors, VIR_ERR_OPERATION_INVALID, NULL);
}

static bool
interface_define_xml(Conn *conn, const char *xml, unsigned int flags, Job *job,
                     InterfaceRef *iface_out, GError **error)
{
    unsigned int strict = flags & VIR_INTERFACE_DEFINE_VALIDATE ? (unsigned int)XML_STRICT : 0;

    return defined_define(host_of(conn), &interface_kind, xml, strict, job, iface_out, error);
}

static bool
interface_get_xml_desc(InterfaceObj *iface, unsigned int flags, Job *job, char **xml_out,
                       GError **error)
{
    *xml_out = defined_format(&iface->base, false,
                              flags & VIR_INTERFACE_XML_INACTIVE ? (unsigned int)XML_INACTIVE : 0);
    return true;
}

static bool
interface_create(InterfaceObj *iface, unsigned int flags, Job *job, GError **error)
{
    const InterfaceDriver *driver = driver_of(iface);

    if (!require(iface, !obj_is(&iface->base.obj, OBJ_ACTIVE), error) ||
        (driver->start && !driver->start(iface, job, error)))
        return false;
    defined_start(&iface->base, NULL);
    return true;
}

static bool
interface_destroy(InterfaceObj *iface, unsigned int flags, Job *job, GError **error)
{
    const InterfaceDriver *driver = driver_of(iface);

    if (!require(iface, obj_is(&iface->base.obj, OBJ_ACTIVE), error) ||
        (driver->stop && !driver->stop(iface, job, error)))
        return false;
    defined_stop(&iface->base);
    return true;
}

/* Also of one that is up, which the host then no longer knows how to bring up. */
static bool
interface_undefine(InterfaceObj *iface, Job *job, GError **error)
{
    bool was_active = obj_is(&iface->base.obj, OBJ_ACTIVE);

    obj_set_state(&iface->base.obj, OBJ_ACTIVE, false);
    if (defined_undefine(&iface->base, error))
        return true;
    obj_set_state(&iface->base.obj, OBJ_ACTIVE, was_active);
    return false;
}

DEFINED_IS(interface_is_active, InterfaceObj, OBJ_ACTIVE)

static bool
interface_lookup_by_mac_string(Conn *conn, const char *mac, Job *job, InterfaceRef *iface_out,
                               GError **error)
{
    Host *host = host_of(conn);
    g_autoptr(ObjList) all = index_snapshot(host->indexes[OBJECT_INTERFACE]);
    Obj *found = NULL;
    unsigned int n = 0;

    for (unsigned int i = 0; i < all->n; i++) {
        g_autoptr(Definition) def = defined_stored((DefinedObj *)all->items[i]);

        if (g_ascii_strcasecmp(mac_of(def), mac) == 0 && n++ == 0)
            found = all->items[i];
    }
    if (n == 0)
        return err_set_full(error, host->type->errors, VIR_ERR_NO_INTERFACE,
                            "no interface with matching mac '%s'", mac);
    if (n > 1)
        return err_set_full(error, host->type->errors, VIR_ERR_MULTIPLE_INTERFACES, NULL);
    obj_fill_ref(found, iface_out);
    return true;
}

/* clang-format off */
const InterfaceMethods core_interface_methods = {
    .create = interface_create,
    .destroy = interface_destroy,
    .get_xml_desc = interface_get_xml_desc,
    .is_active = interface_is_active,
    .undefine = interface_undefine,
};
/* clang-format on */

void
interface_connect_methods(ConnectMethods *methods)
{
    methods->interface_change_begin = interface_change_begin_method;
    methods->interface_change_commit = interface_change_commit_method;
    methods->interface_change_rollback = interface_change_rollback_method;
    methods->interface_define_xml = interface_define_xml;
    methods->interface_lookup_by_mac_string = interface_lookup_by_mac_string;
}
