/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Virtual ports of Fibre Channel adapters, and adapters by their world wide names. */
#include <string.h>

#include "core/nodedev/nodedev-priv.h"

#define ERR_DOMAIN VIR_FROM_NODEDEV

const FcHost *
nodedev_wwns(const Definition *def)
{
    const NodeCap *cap = nodedev_cap(def, NODE_CAP_TYPE_SCSI_HOST);

    return cap ? cap->fc_host : NULL;
}

static bool
is_text(const char *text, const char *wanted)
{
    return text && strcmp(text, wanted) == 0;
}

/* --- adapters by names */

typedef bool (*Matches)(const Definition *def, const void *wanted);

static bool
has_wwns(const Definition *def, const void *wanted)
{
    const NodeDevice *names = wanted;
    const FcHost *host = nodedev_wwns(def);

    return host && is_text(host->wwnn, names->parent_wwnn) &&
           is_text(host->wwpn, names->parent_wwpn);
}

static bool
has_fabric(const Definition *def, const void *wanted)
{
    const FcHost *host = nodedev_wwns(def);

    return host && is_text(host->fabric_wwn, ((const NodeDevice *)wanted)->parent_fabric_wwn);
}

static bool
makes_vports(const Definition *def, const void *wanted)
{
    const NodeCap *cap = nodedev_cap(def, NODE_CAP_TYPE_SCSI_HOST);

    return cap && cap->vport_ops;
}

/* The definition of the first that matches, and the object if wanted. */
static Definition *
find_device(Host *host, Matches matches, const void *wanted, Obj **obj_out)
{
    g_autoptr(ObjList) all = index_snapshot(host->indexes[OBJECT_NODE_DEVICE]);

    for (unsigned int i = 0; i < all->n; i++) {
        g_autoptr(Definition) def = defined_definition((DefinedObj *)all->items[i], false);

        if (!matches(def, wanted))
            continue;
        if (obj_out)
            *obj_out = obj_ref(all->items[i]);
        return g_steal_pointer(&def);
    }
    return NULL;
}

static Definition *
find_name(Host *host, const char *name)
{
    g_autoptr(Obj) obj = index_find_name(host->indexes[OBJECT_NODE_DEVICE], name);

    return obj ? defined_definition((DefinedObj *)obj, false) : NULL;
}

/* Named in one of three ways, or any that can. */
static Definition *
find_parent(Host *host, const NodeDevice *asked, GError **error)
{
    Definition *parent;

    if (asked->parent)
        parent = find_name(host, asked->parent);
    else if (asked->parent_wwnn)
        parent = find_device(host, has_wwns, asked, NULL);
    else if (asked->parent_fabric_wwn)
        parent = find_device(host, has_fabric, asked, NULL);
    else
        parent = find_device(host, makes_vports, NULL, NULL);
    if (!parent)
        err_set(error, VIR_ERR_INTERNAL_ERROR, "Could not find parent device for '%s'",
                asked->name);
    return parent;
}

/* --- made and removed */

bool
nodedev_create_vport(Host *host, Definition *asked, Job *job, NodeDeviceRef *dev_out,
                     GError **error)
{
    const NodeDeviceDriver *driver = nodedev_driver(host);
    g_autoptr(Definition) parent = NULL;
    g_autoptr(Definition) made = NULL;
    DefinedObj *dev;

    if (!nodedev_wwns(asked))
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "Device is not a fibre channel HBA");
    parent = find_parent(host, asked->root, error);
    if (!parent)
        return false;
    if (!makes_vports(parent, NULL) || !driver->make_vport)
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "Parent device %s is not capable of vport operations",
                       ((const NodeDevice *)parent->root)->name);
    made = driver->make_vport(host, parent, asked, job, error);
    dev = made ? defined_enter(host, &nodedev_kind, made, true, job, error) : NULL;
    if (!dev)
        return false;
    defined_start(dev, NULL);
    obj_fill_ref(&dev->obj, dev_out);
    defined_leave(dev, job);
    return true;
}

bool
nodedev_destroy_vport(NodeDeviceObj *dev, const Definition *def, Job *job, GError **error)
{
    const NodeDeviceDriver *driver = nodedev_driver(dev->base.host);
    g_autoptr(Definition) parent = NULL;

    if (!nodedev_wwns(def))
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "Device is not a fibre channel HBA");
    parent = find_parent(dev->base.host, def->root, error);
    if (!parent || (driver->remove_vport && !driver->remove_vport(dev, parent, job, error)))
        return false;
    defined_stop(&dev->base);
    return true;
}

bool
node_device_lookup_scsi_host_by_wwn_method(Conn *conn, const char *wwnn, const char *wwpn,
                                           unsigned int flags, Job *job, NodeDeviceRef *dev_out,
                                           GError **error)
{
    const NodeDevice names = { .parent_wwnn = wwnn, .parent_wwpn = wwpn };
    g_autoptr(Obj) obj = NULL;
    g_autoptr(Definition) def = find_device(host_of(conn), has_wwns, &names, &obj);

    if (!def)
        return err_set_full(error, host_of(conn)->type->errors, VIR_ERR_NO_NODE_DEVICE,
                            "no node device with wwnn '%s' and wwpn '%s'", wwnn, wwpn);
    obj_fill_ref(obj, dev_out);
    return true;
}
