/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists by what devices are and can do. */
#include <string.h>

#include "core/nodedev/nodedev-priv.h"

static bool
has_fc_host(const NodeCap *cap)
{
    return cap->fc_host != NULL;
}

static bool
has_vports(const NodeCap *cap)
{
    return cap->vport_ops != NULL;
}

static bool
has_mdev_types(const NodeCap *cap)
{
    return cap->mdev_types != NULL;
}

static bool
has_vpd(const NodeCap *cap)
{
    return cap->vpd != NULL;
}

static bool
is_group_member(const NodeCap *cap)
{
    return cap->ccwgroup_member != NULL;
}

#define FLAG(name) VIR_CONNECT_LIST_NODE_DEVICES_CAP_##name

static const CapTraits traits[] = {
    { "system", FLAG(SYSTEM), NODE_CAP_TYPE_SYSTEM, NULL },
    { "pci", FLAG(PCI_DEV), NODE_CAP_TYPE_PCI, NULL },
    { "usb_device", FLAG(USB_DEV), NODE_CAP_TYPE_USB_DEVICE, NULL },
    { "usb", FLAG(USB_INTERFACE), NODE_CAP_TYPE_USB, NULL },
    { "net", FLAG(NET), NODE_CAP_TYPE_NET, NULL },
    { "scsi_host", FLAG(SCSI_HOST), NODE_CAP_TYPE_SCSI_HOST, NULL },
    { "scsi_target", FLAG(SCSI_TARGET), NODE_CAP_TYPE_SCSI_TARGET, NULL },
    { "scsi", FLAG(SCSI), NODE_CAP_TYPE_SCSI, NULL },
    { "storage", FLAG(STORAGE), NODE_CAP_TYPE_STORAGE, NULL },
    { "scsi_generic", FLAG(SCSI_GENERIC), NODE_CAP_TYPE_SCSI_GENERIC, NULL },
    { "drm", FLAG(DRM), NODE_CAP_TYPE_DRM, NULL },
    { "mdev", FLAG(MDEV), NODE_CAP_TYPE_MDEV, NULL },
    { "ccw", FLAG(CCW_DEV), NODE_CAP_TYPE_CCW, NULL },
    { "css", FLAG(CSS_DEV), NODE_CAP_TYPE_CSS, NULL },
    { "vdpa", FLAG(VDPA), NODE_CAP_TYPE_VDPA, NULL },
    { "ap_card", FLAG(AP_CARD), NODE_CAP_TYPE_AP_CARD, NULL },
    { "ap_queue", FLAG(AP_QUEUE), NODE_CAP_TYPE_AP_QUEUE, NULL },
    { "ap_matrix", FLAG(AP_MATRIX), NODE_CAP_TYPE_AP_MATRIX, NULL },
    { "ccwgroup", FLAG(CCWGROUP_DEV), NODE_CAP_TYPE_CCWGROUP, NULL },
    { "fc_host", FLAG(FC_HOST), NODE_CAP_TYPE_SCSI_HOST, has_fc_host },
    { "vports", FLAG(VPORTS), NODE_CAP_TYPE_SCSI_HOST, has_vports },
    { "mdev_types", FLAG(MDEV_TYPES), NODE_CAP_TYPE_PCI, has_mdev_types },
    { "mdev_types", FLAG(MDEV_TYPES), NODE_CAP_TYPE_CSS, has_mdev_types },
    { "mdev_types", FLAG(MDEV_TYPES), NODE_CAP_TYPE_AP_MATRIX, has_mdev_types },
    { "vpd", FLAG(VPD), NODE_CAP_TYPE_PCI, has_vpd },
    { "ccwgroup_member", FLAG(CCWGROUP_MEMBER), NODE_CAP_TYPE_CCW, is_group_member },
};

#define ANY_CAP                                                                                    \
    (~((uint32_t)VIR_CONNECT_LIST_NODE_DEVICES_PERSISTENT |                                        \
       (uint32_t)VIR_CONNECT_LIST_NODE_DEVICES_TRANSIENT |                                         \
       (uint32_t)VIR_CONNECT_LIST_NODE_DEVICES_INACTIVE |                                          \
       (uint32_t)VIR_CONNECT_LIST_NODE_DEVICES_ACTIVE))

const NodeCap *
nodedev_cap(const Definition *def, NodeCapType type)
{
    const NodeDevice *device = def->root;

    for (unsigned int i = 0; i < device->caps.n; i++)
        if (device->caps.items[i]->type == type)
            return device->caps.items[i];
    return NULL;
}

static bool
has_trait(const Definition *def, const CapTraits *row)
{
    const NodeCap *cap = nodedev_cap(def, row->type);

    return cap && (!row->has || row->has(cap));
}

bool
nodedev_passes(DefinedObj *obj, uint32_t flags)
{
    g_autoptr(Definition) def = NULL;

    if (!(flags & ANY_CAP))
        return true;
    def = defined_definition(obj, false);
    for (unsigned int i = 0; i < G_N_ELEMENTS(traits); i++)
        if ((flags & traits[i].flag) && has_trait(def, &traits[i]))
            return true;
    return false;
}

const char **
nodedev_caps(NodeDeviceObj *dev, unsigned int *n_out)
{
    bool lists_parts = nodedev_driver(dev->base.host)->lists_parts;
    g_autoptr(Definition) def = defined_definition(&dev->base, false);
    const NodeDevice *device = def->root;
    g_autoptr(GPtrArray) words = g_ptr_array_new();

    for (unsigned int i = 0; i < device->caps.n; i++) {
        const NodeCap *cap = device->caps.items[i];

        for (unsigned int k = 0; k < G_N_ELEMENTS(traits); k++)
            if (traits[k].type == cap->type &&
                (!traits[k].has || (lists_parts && traits[k].has(cap))))
                g_ptr_array_add(words, (void *)traits[k].word);
    }
    *n_out = words->len;
    g_ptr_array_add(words, NULL);
    return (const char **)g_ptr_array_steal(words, NULL);
}

/* --- the older lists, by a word */

typedef struct Wanted {
    const char *word; /* NULL: any */
} Wanted;

static bool
is_wanted(Obj *obj, void *opaque)
{
    const Wanted *wanted = opaque;
    g_autoptr(Definition) def = NULL;

    if (!wanted->word)
        return true;
    def = defined_definition((DefinedObj *)obj, false);
    for (unsigned int i = 0; i < G_N_ELEMENTS(traits); i++)
        if (strcmp(traits[i].word, wanted->word) == 0 && has_trait(def, &traits[i]))
            return true;
    return false;
}

static ObjList *
find_wanted(Conn *conn, const char *cap, Job *job)
{
    Wanted wanted = { cap };
    g_autoptr(ObjList) all = gate_visible(job, host_of(conn)->indexes[OBJECT_NODE_DEVICE]);

    return obj_list_filter(all, is_wanted, &wanted);
}

bool
node_num_of_devices_method(Conn *conn, const char *cap, unsigned int flags, Job *job, int *num_out,
                           GError **error)
{
    g_autoptr(ObjList) found = find_wanted(conn, cap, job);

    *num_out = (int)found->n;
    return true;
}

bool
node_list_devices_method(Conn *conn, const char *cap, unsigned int flags, Job *job,
                         char ***names_out, unsigned int *n_names_out, GError **error)
{
    g_autoptr(ObjList) found = find_wanted(conn, cap, job);
    char **names = g_new0(char *, found->n + 1);

    for (unsigned int i = 0; i < found->n; i++) {
        g_autoptr(Name) name = obj_name(found->items[i]);

        names[i] = g_strdup(name->text);
    }
    *names_out = names;
    *n_names_out = found->n;
    return true;
}
