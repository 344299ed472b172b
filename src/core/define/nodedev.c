/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Node devices: what each capability must say, and what says nothing. */
#include <string.h>

#include "core/define/define-priv.h"
#include "core/define/objects.h"

#define ERR_DOMAIN VIR_FROM_NODEDEV

static bool
check_ids(const NodeCap *cap, const char *bus, const char *device, GError **error)
{
    if (cap->vendor_id == NULL || cap->vendor_id->from.id == XML_ABSENT)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "no %s vendor ID supplied for '%s'", bus,
                       device);
    if (cap->product_id == NULL || cap->product_id->from.id == XML_ABSENT)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "no %s product ID supplied for '%s'", bus,
                       device);
    return true;
}

/* One of each kind. */
static void
keep_links(NodeCapPciExpress *express)
{
    unsigned int i = 0, seen = 0;

    while (i < express->links.n) {
        const PciLink *link = express->links.items[i];
        unsigned int bit = 1u << link->validity;

        if (link->from.validity == XML_ABSENT || (seen & bit)) {
            list_remove(&express->links, i);
        } else {
            seen |= bit;
            i++;
        }
    }
}

static bool
define_mdev_types(NodeCap *cap, const char *device, GError **error)
{
    MdevTypes *types = cap->mdev_types;

    for (unsigned int i = 0; types != NULL && i < types->types.n; i++) {
        const MdevType *type = types->types.items[i];

        if (type->device_api == NULL)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "missing device API for mediated device type '%s'", type->id);
        if (type->from.available == XML_ABSENT)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "missing number of available instances for mediated device type '%s'",
                           type->id);
    }
    if (types != NULL && types->types.n == 0)
        cap->mdev_types = NULL;
    return true;
}

/* What an owner or maker wrote is found by one character. */
static bool
define_vpd(Vpd *vpd, GError **error)
{
    if (vpd->name == NULL)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "Could not read a device name from the <name> element");
    for (unsigned int i = 0; i < vpd->fields.n; i++) {
        VpdFields *fields = vpd->fields.items[i];
        unsigned int k = 0;

        while (k < fields->vendor_fields.n) {
            const VpdField *field = fields->vendor_fields.items[k];

            if (field->index == NULL || strlen(field->index) != 1 || field->value == NULL)
                list_remove(&fields->vendor_fields, k);
            else
                k++;
        }
    }
    return true;
}

static bool
define_pci(NodeCap *cap, const char *device, GError **error)
{
    if (!check_ids(cap, "PCI", device, error))
        return false;
    if (!define_mdev_types(cap, device, error))
        return false;
    if (cap->pci_express != NULL)
        keep_links(cap->pci_express);
    if (cap->vpd != NULL && !define_vpd(cap->vpd, error))
        return false;
    if (cap->iommu_group != NULL && cap->iommu_group->addresses.n == 0)
        cap->iommu_group = NULL;
    if (cap->from.numa_node != XML_ABSENT && cap->numa_node < 0)
        XML_UNSET(cap, numa_node);
    return true;
}

static bool
define_usb_device(NodeCap *cap, const char *device, GError **error)
{
    return check_ids(cap, "USB", device, error);
}

/* Only what can be taken out may have no size. */
static bool
define_storage(NodeCap *cap, const char *device, GError **error)
{
    if (cap->removable == NULL) {
        if (cap->from.size == XML_ABSENT)
            return err_set(error, VIR_ERR_INTERNAL_ERROR, "no size supplied for '%s'", device);
        return true;
    }
    if (cap->removable->from.size == XML_ABSENT)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "no removable media size supplied for '%s'",
                       device);
    XML_UNSET(cap, size);
    XML_SET(cap->removable, available, cap->removable->available == 1, XML_DEFINED);
    return true;
}

/* How many ports there are, the host tells, not the document. */
static bool
define_scsi_host(NodeCap *cap, const char *device, GError **error)
{
    if (cap->vport_ops != NULL) {
        XML_SET(cap->vport_ops, max_vports, 0, XML_DEFINED);
        XML_SET(cap->vport_ops, vports, 0, XML_DEFINED);
    }
    if (cap->fc_host == NULL)
        return true;
    if (cap->fc_host->wwnn == NULL)
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "no WWNN supplied for '%s', and auto-generation failed", device);
    if (cap->fc_host->wwpn == NULL)
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "no WWPN supplied for '%s', and auto-generation failed", device);
    return true;
}

static bool
define_scsi_target(NodeCap *cap, const char *device, GError **error)
{
    const FcRemotePort *port = cap->fc_remote_port;

    if (port == NULL)
        return true;
    if (port->rport == NULL)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "missing rport name for '%s'", device);
    if (port->wwpn == NULL)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "missing wwpn identifier for '%s'", device);
    return true;
}

static bool
is_empty(const char *text)
{
    return text == NULL || *text == '\0';
}

static bool
define_mdev(NodeCap *cap, const char *device, GError **error)
{
    unsigned int i = 0;

    while (i < cap->attrs.n)
        if (is_empty(cap->attrs.items[i]->name) || is_empty(cap->attrs.items[i]->value))
            list_remove(&cap->attrs, i);
        else
            i++;
    return true;
}

static bool (*const define_caps[])(NodeCap *cap, const char *device, GError **error) = {
    [NODE_CAP_TYPE_PCI] = define_pci,
    [NODE_CAP_TYPE_USB_DEVICE] = define_usb_device,
    [NODE_CAP_TYPE_STORAGE] = define_storage,
    [NODE_CAP_TYPE_MDEV] = define_mdev,
    [NODE_CAP_TYPE_SCSI_HOST] = define_scsi_host,
    [NODE_CAP_TYPE_SCSI_TARGET] = define_scsi_target,
    [NODE_CAP_TYPE_CSS] = define_mdev_types,
    [NODE_CAP_TYPE_AP_MATRIX] = define_mdev_types,
};

/* By name, or by what is found in all devices. */
static bool
check_parent(const NodeDevice *device, GError **error)
{
    if (device->parent_wwnn != NULL && device->parent_wwpn == NULL)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "when providing parent wwnn='%s', the wwpn must also be provided",
                       device->parent_wwnn);
    if (device->parent_wwpn != NULL && device->parent_wwnn == NULL)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "when providing parent wwpn='%s', the wwnn must also be provided",
                       device->parent_wwpn);
    return true;
}

bool
nodedev_define(Definition *def, GError **error)
{
    NodeDevice *device = def->root;

    if (device->caps.n == 0)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "no device capabilities for '%s'",
                       device->name);
    for (unsigned int i = 0; i < device->caps.n; i++) {
        NodeCap *cap = device->caps.items[i];

        if (cap->type < G_N_ELEMENTS(define_caps) && define_caps[cap->type] != NULL &&
            !define_caps[cap->type](cap, device->name, error))
            return false;
    }
    return check_parent(device, error);
}
