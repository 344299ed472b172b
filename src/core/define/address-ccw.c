/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Channels of mainframes, and virtio devices that are memory-mapped: both are about all virtio
 * devices that have no address yet. */
#include "core/define/address-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

#define VIRTUAL_CSS 0xfe
#define MAX_DEVNO   0xffff

static const DeviceKind virtio_order[] = {
    DEVICE_DISK,   DEVICE_NET,        DEVICE_HOSTDEV,    DEVICE_CONTROLLER, DEVICE_INPUT,
    DEVICE_VIDEO,  DEVICE_FILESYSTEM, DEVICE_MEMBALLOON, DEVICE_RNG,        DEVICE_VSOCK,
    DEVICE_MEMORY, DEVICE_CRYPTO,     DEVICE_SOUND,
};

typedef struct Channels {
    Define *define;
    GHashTable *used; /* of channel_key() */
    unsigned int next;
} Channels;

typedef bool (*DeviceVisitor)(void *data, DeviceKind kind, void *device, GError **error);

static bool
each_device(const Domain *domain, DeviceVisitor visit, void *data, GError **error)
{
    for (unsigned int k = 0; k < G_N_ELEMENTS(virtio_order); k++)
        for (unsigned int i = 0; i < device_count(domain, virtio_order[k]); i++)
            if (!visit(data, virtio_order[k], device_at(domain, virtio_order[k], i), error))
                return false;
    return true;
}

static gpointer
channel_key(unsigned int cssid, unsigned int ssid, unsigned int devno)
{
    return GUINT_TO_POINTER((cssid & 0xff) << 18 | (ssid & 3) << 16 | (devno & MAX_DEVNO));
}

/* Absent numbers read as zeros; <address type='ccw'/> asks for free ones. */
static bool
is_given(const DeviceAddress *address)
{
    return address->type == ADDRESS_TYPE_CCW &&
           (address->ccw.from.devno == XML_GIVEN || address->ccw.from.devno == XML_DEFINED);
}

static bool
reserve_channel(void *data, DeviceKind kind, void *device, GError **error)
{
    Channels *channels = data;
    const DeviceAddress *address = &device_info(kind, device)->address;
    const CcwAddress *ccw = &address->ccw;

    if (!is_given(address))
        return true;
    if (!g_hash_table_add(channels->used, channel_key(ccw->cssid, ccw->ssid, ccw->devno)))
        return err_set(error, VIR_ERR_XML_ERROR, "The CCW devno '%x.%x.%04x' is in use already",
                       ccw->cssid, ccw->ssid, ccw->devno);
    return true;
}

static bool
wants_channel(DeviceKind kind, const void *device)
{
    const Hostdev *hostdev = device;

    if (kind == DEVICE_HOSTDEV && hostdev->mode == HOSTDEV_MODE_SUBSYSTEM &&
        hostdev->type == HOSTDEV_TYPE_MDEV && hostdev->mdev_model == MDEV_MODEL_VFIO_CCW)
        return true;
    return device_virtio(kind, device) != NOT_VIRTIO;
}

static bool
assign_channel(void *data, DeviceKind kind, void *device, GError **error)
{
    Channels *channels = data;
    DeviceAddress *address = &device_info(kind, device)->address;
    CcwAddress *ccw = &address->ccw;

    if (is_given(address) ||
        (address->type != ADDRESS_TYPE_CCW &&
         (address->type != ADDRESS_TYPE_UNSET || !wants_channel(kind, device))))
        return true;
    while (channels->next <= MAX_DEVNO &&
           !g_hash_table_add(channels->used, channel_key(VIRTUAL_CSS, 0, channels->next)))
        channels->next++;
    if (channels->next > MAX_DEVNO)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "There are no more free CCW devnos.");
    XML_SET(address, type, ADDRESS_TYPE_CCW, XML_DEFINED);
    XML_SET(ccw, cssid, VIRTUAL_CSS, XML_DEFINED);
    XML_SET(ccw, ssid, 0, XML_DEFINED);
    XML_SET(ccw, devno, channels->next, XML_DEFINED);
    return true;
}

bool
assign_ccw(Define *define, GError **error)
{
    Channels channels = { .define = define };
    bool ok;

    if (!(machine_of(define->domain)->buses & MACHINE_CCW))
        return true;
    channels.used = g_hash_table_new(NULL, NULL);
    ok = each_device(define->domain, reserve_channel, &channels, error) &&
         each_device(define->domain, assign_channel, &channels, error);
    g_hash_table_unref(channels.used);
    return ok;
}

/* --- memory-mapped */

static bool
find_mapped(void *data, DeviceKind kind, void *device, GError **error)
{
    bool *is_found = data;

    *is_found |= device_info(kind, device)->address.type == ADDRESS_TYPE_VIRTIO_MMIO;
    return true;
}

/* Kinds that are younger than the custom have never been on this bus. */
static bool
assign_mapped(void *data, DeviceKind kind, void *device, GError **error)
{
    DeviceAddress *address = &device_info(kind, device)->address;

    if (address->type == ADDRESS_TYPE_UNSET && kind != DEVICE_FILESYSTEM && kind != DEVICE_VSOCK &&
        kind != DEVICE_MEMORY && device_virtio(kind, device) != NOT_VIRTIO)
        XML_SET(address, type, ADDRESS_TYPE_VIRTIO_MMIO, XML_DEFINED);
    return true;
}

/* Where there is PCI as well, that is better, unless the document has one of these. */
bool
assign_virtio_mmio(Define *define, GError **error)
{
    unsigned int buses = machine_of(define->domain)->buses;
    bool is_mapped = !(buses & MACHINE_PCI);

    if (!(buses & MACHINE_VIRTIO_MMIO))
        return true;
    return (is_mapped || each_device(define->domain, find_mapped, &is_mapped, error)) &&
           (!is_mapped || each_device(define->domain, assign_mapped, NULL, error));
}
