/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Mediated devices: made of a parent device by software; they can be stored and made again. */
#include <string.h>

#include "base/uuid.h"
#include "core/nodedev/nodedev-priv.h"

#define ERR_DOMAIN VIR_FROM_NODEDEV

/* What makes of it: mdev_UUID_PARENT, with _ for what is no letter or digit. */
static char *
mdev_name(const NodeCap *cap, const char *parent)
{
    char uuid[UUID_STRING_SIZE];
    char *name = g_strdup_printf("mdev_%s_%s", uuid_format(cap->uuid, uuid),
                                 cap->parent_addr ? cap->parent_addr : parent);

    return g_strcanon(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS, '_');
}

/* The parent that it names, which must be there and make devices of that type. */
static bool
check_parent(Host *host, const NodeDevice *device, GError **error)
{
    g_autoptr(Obj) parent = NULL;

    if (!device->parent)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "missing parent device");
    parent = index_find_name(host->indexes[OBJECT_NODE_DEVICE], device->parent);
    return parent ||
           err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "invalid parent device '%s'", device->parent);
}

static NodeCap *
mdev_of(Definition *def)
{
    return (NodeCap *)nodedev_cap(def, NODE_CAP_TYPE_MDEV);
}

/* A UUID and the name that follows from it. */
static bool
identify(Host *host, Definition *def, GError **error)
{
    NodeDevice *device = def->root;
    NodeCap *cap = mdev_of(def);
    g_autofree char *name = NULL;

    if (!cap)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "Unsupported device type");
    if (!check_parent(host, device, error))
        return false;
    if (cap->from.uuid == XML_ABSENT) {
        if (!uuid_generate(cap->uuid, error))
            return false;
        cap->from.uuid = XML_DEFINED;
    }
    name = mdev_name(cap, device->parent);
    XML_SET(device, name, arena_strdup(def->arena, name), XML_DEFINED);
    return true;
}

/* The parent must be able to make it now; a stored one may wait for that. */
static bool
check_type(Host *host, const Definition *live, GError **error)
{
    static const NodeCapType makers[] = { NODE_CAP_TYPE_PCI, NODE_CAP_TYPE_CSS,
                                          NODE_CAP_TYPE_AP_MATRIX };
    const NodeDevice *device = live->root;
    const char *type = nodedev_cap(live, NODE_CAP_TYPE_MDEV)->mdev_type;
    g_autoptr(Obj) parent = index_find_name(host->indexes[OBJECT_NODE_DEVICE], device->parent);
    g_autoptr(Definition) def = parent ? defined_definition((DefinedObj *)parent, false) : NULL;

    for (unsigned int i = 0; def && i < G_N_ELEMENTS(makers); i++) {
        const NodeCap *cap = nodedev_cap(def, makers[i]);
        const MdevTypes *types = cap ? cap->mdev_types : NULL;

        for (unsigned int k = 0; types && k < types->types.n; k++)
            if (strcmp(types->types.items[k]->id, type) == 0)
                return true;
    }
    return err_set(error, VIR_ERR_OPERATION_INVALID,
                   "device '%s' makes no mediated devices of type '%s'", device->parent, type);
}

/* Make it on the host from live, which it takes over. */
static bool
start(NodeDeviceObj *dev, Definition *taken, Job *job, GError **error)
{
    g_autoptr(Definition) live = taken;
    const NodeDeviceDriver *driver = nodedev_driver(dev->base.host);

    if (!check_type(dev->base.host, live, error) ||
        (driver->start && !driver->start(dev->base.host, live, job, error)))
        return false;
    defined_start(&dev->base, g_steal_pointer(&live));
    return true;
}

bool
nodedev_create_mdev(Host *host, Definition *asked, Job *job, NodeDeviceRef *dev_out, GError **error)
{
    DefinedObj *dev = identify(host, asked, error)
                          ? defined_enter(host, &nodedev_kind, asked, true, job, error)
                          : NULL;
    bool done;

    if (!dev)
        return false;
    done = start((NodeDeviceObj *)dev, definition_ref(asked), job, error);
    if (done)
        obj_fill_ref(&dev->obj, dev_out);
    defined_leave(dev, job);
    return done;
}

bool
nodedev_destroy_mdev(NodeDeviceObj *dev, Job *job, GError **error)
{
    const NodeDeviceDriver *driver = nodedev_driver(dev->base.host);

    if (!obj_is(&dev->base.obj, OBJ_ACTIVE))
        return err_set(error, VIR_ERR_OPERATION_INVALID, "Device is not active");
    if (driver->stop && !driver->stop(dev, job, error))
        return false;
    defined_stop(&dev->base);
    return true;
}

bool
node_device_define_xml_method(Conn *conn, const char *xml, unsigned int flags, Job *job,
                              NodeDeviceRef *dev_out, GError **error)
{
    unsigned int strict =
        flags & VIR_NODE_DEVICE_DEFINE_XML_VALIDATE ? (unsigned int)XML_STRICT : 0;
    Host *host = host_of(conn);
    g_autoptr(Definition) def = nodedev_read_new(xml, XML_INACTIVE | strict, error);

    return def && identify(host, def, error) &&
           defined_define_as(host, &nodedev_kind, def, job, dev_out, error);
}

bool
node_device_undefine_method(NodeDeviceObj *dev, unsigned int flags, Job *job, GError **error)
{
    g_autoptr(Name) name = obj_name(&dev->base.obj);

    if (!obj_is(&dev->base.obj, OBJ_PERSISTENT))
        return err_set(error, VIR_ERR_OPERATION_INVALID, "Node device '%s' is not defined",
                       name->text);
    return defined_undefine(&dev->base, error);
}

bool
node_device_create_method(NodeDeviceObj *dev, unsigned int flags, Job *job, GError **error)
{
    if (obj_is(&dev->base.obj, OBJ_ACTIVE))
        return err_set(error, VIR_ERR_OPERATION_INVALID, "Device is already active");
    return start(dev, defined_stored(&dev->base), job, error);
}

bool
node_device_set_autostart_method(NodeDeviceObj *dev, int autostart, Job *job, GError **error)
{
    if (!obj_is(&dev->base.obj, OBJ_PERSISTENT))
        return err_set(error, VIR_ERR_OPERATION_INVALID,
                       "cannot set autostart for transient device");
    return defined_set_autostart(&dev->base, autostart != 0, error);
}

/* --- its attributes change, nothing else */

/* A copy of one of its definitions with the attributes of another. */
static Definition *
with_attributes(NodeDeviceObj *dev, bool is_stored, Definition *asked)
{
    g_autoptr(Definition) old = defined_definition(&dev->base, is_stored);
    Definition *def = definition_copy(old);
    NodeCap *cap = mdev_of(def);
    const NodeCap *from = mdev_of(asked);

    cap->attrs.n = 0;
    for (unsigned int i = 0; i < from->attrs.n; i++)
        list_append(def->arena, &cap->attrs,
                    object_copy(def->arena, XML_TYPE_MDEV_ATTR, from->attrs.items[i]));
    return def;
}

static bool
is_same_device(NodeDeviceObj *dev, Definition *asked, GError **error)
{
    g_autoptr(Definition) own = defined_definition(&dev->base, false);
    const NodeCap *cap = mdev_of(own), *other = mdev_of(asked);

    if (!cap)
        return err_set(error, VIR_ERR_OPERATION_UNSUPPORTED,
                       "updating a node device of this type is not supported");
    if (!other || strcmp(other->mdev_type, cap->mdev_type) != 0)
        return err_set(error, VIR_ERR_OPERATION_DENIED,
                       "the type of a mediated device cannot be changed");
    if (other->from.uuid != XML_ABSENT && memcmp(other->uuid, cap->uuid, sizeof(cap->uuid)) != 0)
        return err_set(error, VIR_ERR_OPERATION_DENIED,
                       "the UUID of a mediated device cannot be changed");
    return true;
}

bool
node_device_update_method(NodeDeviceObj *dev, const char *xml, unsigned int flags, Job *job,
                          GError **error)
{
    const NodeDeviceDriver *driver = nodedev_driver(dev->base.host);
    g_autoptr(Definition) asked = nodedev_read_new(xml, 0, error);
    g_autoptr(Definition) live = NULL;

    if (!asked || !is_same_device(dev, asked, error))
        return false;
    if (flags & VIR_NODE_DEVICE_UPDATE_AFFECT_LIVE) {
        live = with_attributes(dev, false, asked);
        if (driver->change && !driver->change(dev, live, job, error))
            return false;
        defined_publish_live(&dev->base, g_steal_pointer(&live));
    }
    if ((flags & VIR_NODE_DEVICE_UPDATE_AFFECT_CONFIG) &&
        !defined_store(&dev->base, with_attributes(dev, true, asked), error))
        return false;
    defined_emit(&dev->base, VIR_NODE_DEVICE_EVENT_ID_UPDATE, 0, 0);
    return true;
}
