/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Node devices: described, made and removed. */
#include "core/define/objects.h"
#include "core/nodedev/nodedev-priv.h"

#define ERR_DOMAIN VIR_FROM_NODEDEV

static bool
define(Host *host, Definition *def, GError **error)
{
    return nodedev_define(def, error);
}

static const ObjPair pairs[] = {
    { VIR_CONNECT_LIST_NODE_DEVICES_ACTIVE, VIR_CONNECT_LIST_NODE_DEVICES_INACTIVE, OBJ_ACTIVE },
    { VIR_CONNECT_LIST_NODE_DEVICES_PERSISTENT, VIR_CONNECT_LIST_NODE_DEVICES_TRANSIENT,
      OBJ_PERSISTENT },
};

const DefinedKind nodedev_kind = {
    .type = { .kind = OBJECT_NODE_DEVICE, DEFINED_OBJ },
    .size = sizeof(NodeDeviceObj),
    .document = XML_DOCUMENT_NODEDEV,
    .noun = "node device",
    .name_at = offsetof(NodeDevice, name),
    .uuid_at = DEFINED_NOT_THERE,
    .pairs = pairs,
    .n_pairs = G_N_ELEMENTS(pairs),
    .define = define,
    .passes = nodedev_passes,
    .event_defined = VIR_NODE_DEVICE_EVENT_DEFINED,
    .event_undefined = VIR_NODE_DEVICE_EVENT_UNDEFINED,
    .event_started = VIR_NODE_DEVICE_EVENT_CREATED,
    .event_stopped = VIR_NODE_DEVICE_EVENT_DELETED,
};

Definition *
nodedev_read_new(const char *xml, unsigned int xml_flags, GError **error)
{
    g_autoptr(Definition) def =
        definition_parse(XML_DOCUMENT_NODEDEV, xml, XML_NEW | xml_flags, error);

    if (!def)
        return NULL;
    XML_SET((NodeDevice *)def->root, name, "new device", XML_DEFINED);
    return nodedev_define(def, error) ? g_steal_pointer(&def) : NULL;
}

/* --- what the host has */

bool
nodedev_appeared(Host *host, const Definition *def, GError **error)
{
    g_autoptr(Obj) fresh = &defined_new(host, &nodedev_kind, NULL, def)->obj;
    g_autoptr(Obj) there = NULL;

    if (index_add(host->indexes[OBJECT_NODE_DEVICE], fresh, &there)) {
        defined_start((DefinedObj *)fresh, NULL);
        return true;
    }
    publish_set(&((DefinedObj *)there)->stored, definition_pack(def));
    defined_emit((DefinedObj *)there, VIR_NODE_DEVICE_EVENT_ID_UPDATE, 0, 0);
    return true;
}

void
nodedev_vanished(Host *host, const char *name)
{
    g_autoptr(Obj) obj = index_find_name(host->indexes[OBJECT_NODE_DEVICE], name);

    if (obj && obj_is(obj, OBJ_ACTIVE))
        defined_stop((DefinedObj *)obj);
}

/* --- methods */

static bool
node_device_create_xml(Conn *conn, const char *xml, unsigned int flags, Job *job,
                       NodeDeviceRef *dev_out, GError **error)
{
    unsigned int strict =
        flags & VIR_NODE_DEVICE_CREATE_XML_VALIDATE ? (unsigned int)XML_STRICT : 0;
    const NodeDeviceRef unnamed = { .name = (char *)"new device" };
    Host *host = host_of(conn);
    g_autoptr(Definition) asked = nodedev_read_new(xml, strict, error);

    if (!asked)
        return false;
    if (!gate_admit(job, OBJECT_NODE_DEVICE, &unnamed, error))
        return false;
    if (nodedev_cap(asked, NODE_CAP_TYPE_MDEV))
        return nodedev_create_mdev(host, asked, job, dev_out, error);
    return nodedev_create_vport(host, asked, job, dev_out, error);
}

static bool
node_device_destroy(NodeDeviceObj *dev, Job *job, GError **error)
{
    g_autoptr(Definition) def = defined_definition(&dev->base, false);

    if (nodedev_cap(def, NODE_CAP_TYPE_MDEV))
        return nodedev_destroy_mdev(dev, job, error);
    return nodedev_destroy_vport(dev, def, job, error);
}

static bool
node_device_get_xml_desc(NodeDeviceObj *dev, unsigned int flags, Job *job, char **xml_out,
                         GError **error)
{
    bool is_stored = flags & VIR_NODE_DEVICE_XML_INACTIVE;

    *xml_out = defined_format(&dev->base, is_stored, is_stored ? (unsigned int)XML_INACTIVE : 0);
    return true;
}

static bool
node_device_num_of_caps(NodeDeviceObj *dev, Job *job, int *num_out, GError **error)
{
    unsigned int n;

    g_free(nodedev_caps(dev, &n));
    *num_out = (int)n;
    return true;
}

static bool
node_device_list_caps(NodeDeviceObj *dev, Job *job, char ***names_out, unsigned int *n_names_out,
                      GError **error)
{
    g_autofree const char **words = nodedev_caps(dev, n_names_out);

    *names_out = g_strdupv((char **)words);
    return true;
}

static bool
node_device_get_parent(Conn *conn, const char *name, Job *job, char **parent_out, GError **error)
{
    g_autoptr(Obj) obj = index_get_name(host_of(conn)->indexes[OBJECT_NODE_DEVICE], name, error);
    g_autoptr(Definition) def = NULL;

    if (!obj || !gate_admit_object(job, obj, error))
        return false;
    def = defined_definition((DefinedObj *)obj, false);
    *parent_out = g_strdup(((const NodeDevice *)def->root)->parent);
    return true;
}

/* --- given to guests */

static bool
require_pci(NodeDeviceObj *dev, GError **error)
{
    g_autoptr(Definition) def = defined_definition(&dev->base, false);
    g_autoptr(Name) name = obj_name(&dev->base.obj);

    return nodedev_cap(def, NODE_CAP_TYPE_PCI) ||
           err_set(error, VIR_ERR_INVALID_ARG, "device %s is not a PCI device", name->text);
}

static bool
node_device_detach_flags(NodeDeviceObj *dev, const char *driver_name, unsigned int flags, Job *job,
                         GError **error)
{
    const NodeDeviceDriver *driver = nodedev_driver(dev->base.host);

    return require_pci(dev, error) &&
           (!driver->detach || driver->detach(dev, driver_name, job, error));
}

static bool
node_device_dettach(NodeDeviceObj *dev, Job *job, GError **error)
{
    return node_device_detach_flags(dev, NULL, 0, job, error);
}

static bool
node_device_re_attach(NodeDeviceObj *dev, Job *job, GError **error)
{
    const NodeDeviceDriver *driver = nodedev_driver(dev->base.host);

    return require_pci(dev, error) && (!driver->reattach || driver->reattach(dev, job, error));
}

static bool
node_device_reset(NodeDeviceObj *dev, Job *job, GError **error)
{
    const NodeDeviceDriver *driver = nodedev_driver(dev->base.host);

    return require_pci(dev, error) && (!driver->reset || driver->reset(dev, job, error));
}

DEFINED_IS(node_device_is_active, NodeDeviceObj, OBJ_ACTIVE)
DEFINED_IS(node_device_is_persistent, NodeDeviceObj, OBJ_PERSISTENT)
DEFINED_IS(node_device_get_autostart, NodeDeviceObj, OBJ_AUTOSTART)

/* clang-format off */
const NodeDeviceMethods core_nodedev_methods = {
    .create = node_device_create_method,
    .destroy = node_device_destroy,
    .detach_flags = node_device_detach_flags,
    .dettach = node_device_dettach,
    .get_autostart = node_device_get_autostart,
    .get_xml_desc = node_device_get_xml_desc,
    .is_active = node_device_is_active,
    .is_persistent = node_device_is_persistent,
    .list_caps = node_device_list_caps,
    .num_of_caps = node_device_num_of_caps,
    .re_attach = node_device_re_attach,
    .reset = node_device_reset,
    .set_autostart = node_device_set_autostart_method,
    .undefine = node_device_undefine_method,
    .update = node_device_update_method,
};
/* clang-format on */

void
nodedev_connect_methods(ConnectMethods *methods)
{
    methods->node_device_create_xml = node_device_create_xml;
    methods->node_device_define_xml = node_device_define_xml_method;
    methods->node_device_get_parent = node_device_get_parent;
    methods->node_device_lookup_scsi_host_by_wwn = node_device_lookup_scsi_host_by_wwn_method;
    methods->node_list_devices = node_list_devices_method;
    methods->node_num_of_devices = node_num_of_devices_method;
}
