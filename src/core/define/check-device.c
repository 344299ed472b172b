/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which kinds of devices have checks of their own, and what must not be twice among all of them. */
#include <string.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

#define MIN_CID 3

static bool
check_vsock(Define *define, void *device, GError **error)
{
    const Vsock *vsock = device;

    if (vsock->from.cid != XML_ABSENT && vsock->cid < MIN_CID)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "guest CIDs must be >= %d", MIN_CID);
    return true;
}

static bool
check_video(Define *define, void *device, GError **error)
{
    const Video *video = device;

    if (video->model == VIDEO_MODEL_NONE && define->domain->devices.videos.n > 1)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "a 'none' video type must be the only video device defined for the domain");
    if (video->backend == VIDEO_BACKEND_VHOSTUSER && video->model != VIDEO_MODEL_VIRTIO)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "'vhostuser' driver is only supported with 'virtio' device");
    return true;
}

static bool
check_iommu(Define *define, void *device, GError **error)
{
    const Iommu *iommu = device;

    if (iommu->intremap == ON_OFF_ON && define->domain->features.ioapic != IOAPIC_DRIVER_QEMU)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "IOMMU interrupt remapping requires split I/O APIC (ioapic driver='qemu')");
    if (iommu->eim == ON_OFF_ON && iommu->intremap != ON_OFF_ON)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "IOMMU eim requires interrupt remapping to be enabled");
    return true;
}

/* Two ISA ports cannot have the same number: it tells their place. */
static bool
check_serial_ports(Define *define, GError **error)
{
    const Devices *devices = &define->domain->devices;
    g_autoptr(GHashTable) seen = NULL;

    for (unsigned int i = 0; devices->serials.n > 1 && i < devices->serials.n; i++) {
        const Serial *serial = devices->serials.items[i];

        if (serial->target != SERIAL_TARGET_ISA_SERIAL)
            continue;
        if (!seen)
            seen = g_hash_table_new(NULL, NULL);
        if (!g_hash_table_add(seen, GINT_TO_POINTER(serial->port)))
            return err_set(error, VIR_ERR_INTERNAL_ERROR, "target port '%d' already allocated",
                           serial->port);
    }
    return true;
}

static bool
check_sound(Define *define, void *device, GError **error)
{
    const Sound *sound = device;
    const Devices *devices = &define->domain->devices;

    if (sound->from.audio == XML_ABSENT)
        return true;
    for (unsigned int i = 0; i < devices->audios.n; i++)
        if (devices->audios.items[i]->id == sound->audio)
            return true;
    return err_set(error, VIR_ERR_XML_ERROR, "no audio device with ID %u", sound->audio);
}

static bool
check_memory_device(Define *define, void *device, GError **error)
{
    const MemoryDevice *memory = device;
    const Numa *numa = &define->domain->cpu.numa;

    if (memory->from.node == XML_ABSENT)
        return true;
    if (numa->cells.n == 0)
        return err_set(error, VIR_ERR_XML_DETAIL,
                       "can't add memory backend as guest has no NUMA nodes configured");
    if (memory->node >= numa->cells.n)
        return err_set(error, VIR_ERR_XML_DETAIL,
                       "can't add memory backend for guest node '%u' as the guest has only '%u' "
                       "NUMA nodes configured",
                       memory->node, numa->cells.n);
    return true;
}

static bool
check_filesystem(Define *define, void *device, GError **error)
{
    const Filesystem *filesystem = device;
    const char *path = filesystem->src.path;

    if (!filesystem->dst && path)
        return err_set(error, VIR_ERR_NO_TARGET, "%s", path);
    if (!path && !filesystem->src.socket && filesystem->src.type != FILESYSTEM_TYPE_RAM &&
        filesystem->src.type != FILESYSTEM_TYPE_VOLUME)
        return err_set(error, VIR_ERR_NO_SOURCE, filesystem->dst ? "%s" : NULL, filesystem->dst);
    return filesystem->dst || err_set(error, VIR_ERR_NO_TARGET, NULL);
}

const DeviceStep check_device_steps[N_DEVICE_KINDS] = {
    [DEVICE_DISK] = check_disk,
    [DEVICE_SERIAL] = check_serial,
    [DEVICE_PARALLEL] = check_parallel,
    [DEVICE_CONSOLE] = check_console,
    [DEVICE_CHANNEL] = check_channel,
    [DEVICE_REDIRDEV] = check_redirdev,
    [DEVICE_SMARTCARD] = check_smartcard,
    [DEVICE_RNG] = check_rng,
    [DEVICE_VSOCK] = check_vsock,
    [DEVICE_VIDEO] = check_video,
    [DEVICE_SOUND] = check_sound,
    [DEVICE_MEMORY] = check_memory_device,
    [DEVICE_NET] = check_net,
    [DEVICE_IOMMU] = check_iommu,
    [DEVICE_INPUT] = check_input,
};

/* --- among all devices */

/* One number for one device; those of <os> know kinds only. */
bool
check_boot_order(Define *define, GError **error)
{
    const Domain *domain = define->domain;
    g_autoptr(GHashTable) seen = NULL;

    for (unsigned int kind = 0; kind < N_DEVICE_KINDS; kind++)
        for (unsigned int i = 0; device_traits[kind].info >= 0 && i < device_count(domain, kind);
             i++) {
            const Boot *boot = device_info(kind, device_at(domain, kind, i))->boot;

            if (!boot)
                continue;
            if (!seen)
                seen = g_hash_table_new(NULL, NULL);
            if (!g_hash_table_add(seen, GUINT_TO_POINTER(boot->order)))
                return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                               "boot order '%u' used for more than one device", boot->order);
        }
    if (seen && domain->os.boots.n > 0)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "per-device boot elements cannot be used together with os/boot elements");
    return true;
}

static bool
check_aliases(Define *define, GError **error)
{
    const Domain *domain = define->domain;
    g_autoptr(GHashTable) seen = NULL;

    for (unsigned int kind = 0; kind < N_DEVICE_KINDS; kind++)
        for (unsigned int i = 0; device_traits[kind].info >= 0 && i < device_count(domain, kind);
             i++) {
            const char *alias = device_info(kind, device_at(domain, kind, i))->alias;

            if (!alias)
                continue;
            /* The console that is a serial port is that port. */
            if (kind == DEVICE_CONSOLE && i == 0 &&
                domain->devices.consoles.items[0]->target == CONSOLE_TARGET_SERIAL)
                continue;
            if (!seen)
                seen = g_hash_table_new(g_str_hash, g_str_equal);
            if (!g_hash_table_add(seen, (void *)alias))
                return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "non unique alias detected: %s",
                               alias);
        }
    return true;
}

static bool
has_no_usb(const Domain *domain)
{
    for (unsigned int i = 0; i < domain->devices.controllers.n; i++)
        if (domain->devices.controllers.items[i]->type == CONTROLLER_TYPE_USB &&
            domain->devices.controllers.items[i]->usb_model == USB_MODEL_NONE)
            return true;
    return false;
}

static bool
check_usb_devices(Define *define, GError **error)
{
    const Domain *domain = define->domain;
    const Devices *devices = &domain->devices;
    bool has_usb = false;

    for (unsigned int i = 0; i < devices->controllers.n; i++)
        has_usb |= devices->controllers.items[i]->type == CONTROLLER_TYPE_USB &&
                   devices->controllers.items[i]->usb_model != USB_MODEL_NONE;
    if (devices->redirdevs.n > 0 && !has_usb)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "cannot add redirected USB device: USB is disabled for this domain");
    if (!has_no_usb(domain))
        return true;
    for (unsigned int i = 0; i < devices->inputs.n; i++)
        if (devices->inputs.items[i]->bus == INPUT_BUS_USB)
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                           "Can't add USB input device. USB bus is disabled");
    return true;
}

static bool
check_audios(Define *define, GError **error)
{
    const Devices *devices = &define->domain->devices;

    for (unsigned int i = 0; i < devices->audios.n; i++)
        for (unsigned int k = 0; k < i; k++)
            if (devices->audios.items[i]->id == devices->audios.items[k]->id)
                return err_set(error, VIR_ERR_XML_ERROR, "audio ID %u is used multiple times",
                               devices->audios.items[i]->id);
    return true;
}

/* One of a kind tells all. */
bool
check_panics(Define *define, GError **error)
{
    const Devices *devices = &define->domain->devices;
    unsigned int seen = 0;

    for (unsigned int i = 0; i < devices->panics.n; i++) {
        PanicModel model = devices->panics.items[i]->model;

        if (seen & 1u << model)
            return err_set(error, VIR_ERR_XML_ERROR, "Multiple panic devices with model '%s'",
                           model == PANIC_MODEL_UNSET ? "default"
                                                      : define_text(XML_ENUM_PANIC_MODEL, model));
        seen |= 1u << model;
    }
    return true;
}

bool
check_all_devices(Define *define, GError **error)
{
    return check_serial_ports(define, error) && check_disks(define, error) &&
           check_hostdevs(define, error) && check_aliases(define, error) &&
           check_usb_devices(define, error) && check_audios(define, error);
}

/* Lacks of the document that count before anything is filled in. */
bool
read_filesystem(Define *define, void *device, GError **error)
{
    Filesystem *filesystem = device;

    if (!check_filesystem(define, device, error))
        return false;
    /* A daemon that somebody else runs decides for itself. */
    if (!filesystem->src.socket)
        XML_SET_IF_ABSENT(filesystem, access, FILESYSTEM_ACCESS_PASSTHROUGH, XML_DEFINED);
    return true;
}
