/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which kinds of devices have checks of their own, and what must not be twice among all of them. */
#include <string.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

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
    [DEVICE_INPUT] = check_input,
    [DEVICE_CONTROLLER] = check_controller,
    [DEVICE_HOSTDEV] = check_hostdev,
    [DEVICE_GRAPHICS] = check_graphics,
    [DEVICE_AUDIO] = check_audio,
    [DEVICE_SHMEM] = check_shmem,
    [DEVICE_IOMMU] = check_iommu,
    [DEVICE_FILESYSTEM] = check_filesystem,
};

/* --- among all devices */

/* Two ISA ports cannot have the same number: it tells their place. The document's own count, before
 * it is known what the others are. */
bool
check_serial_ports(Define *define, GError **error)
{
    const Devices *devices = &define->domain->devices;
    g_autoptr(Seen) seen = seen_new();

    for (unsigned int i = 0; devices->serials.n > 1 && i < devices->serials.n; i++) {
        const Serial *serial = devices->serials.items[i];

        if (serial->target != SERIAL_TARGET_ISA_SERIAL || serial->from.port == XML_ABSENT)
            continue;
        if (seen_number(seen, (uint64_t)serial->port))
            return err_set(error, VIR_ERR_INTERNAL_ERROR, "target port '%d' already allocated",
                           serial->port);
    }
    return true;
}

/* One number for one device; those of <os> know kinds only. */
bool
check_boot_order(Define *define, GError **error)
{
    const Domain *domain = define->domain;
    g_autoptr(Seen) seen = seen_new();
    bool has_any = false;

    for (unsigned int kind = 0; kind < N_DEVICE_KINDS; kind++)
        for (unsigned int i = 0; device_traits[kind].info >= 0 && i < device_count(domain, kind);
             i++) {
            const Boot *boot = device_info(kind, device_at(domain, kind, i))->boot;

            if (!boot)
                continue;
            has_any = true;
            if (seen_number(seen, boot->order))
                return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                               "boot order '%u' used for more than one device", boot->order);
        }
    if (has_any && domain->os.boots.n > 0)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "per-device boot elements cannot be used together with os/boot elements");
    return true;
}

static bool
check_aliases(Define *define, GError **error)
{
    const Domain *domain = define->domain;
    g_autoptr(Seen) seen = seen_new();

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
            if (seen_before(seen, &(SeenKey){ .texts = { alias } }, alias))
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

bool
check_redirdevs(Define *define, GError **error)
{
    const Devices *devices = &define->domain->devices;
    bool has_usb = false;

    for (unsigned int i = 0; i < devices->controllers.n; i++)
        has_usb |= devices->controllers.items[i]->type == CONTROLLER_TYPE_USB &&
                   devices->controllers.items[i]->usb_model != USB_MODEL_NONE;
    if (devices->redirdevs.n > 0 && !has_usb)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "cannot add redirected USB device: USB is disabled for this domain");
    return true;
}

static bool
is_on_usb(DeviceKind kind, const void *device)
{
    const Hostdev *hostdev = device;

    if (kind == DEVICE_INPUT)
        return ((const Input *)device)->bus == INPUT_BUS_USB;
    return kind == DEVICE_HUB ||
           (hostdev->mode == HOSTDEV_MODE_SUBSYSTEM && hostdev->type == HOSTDEV_TYPE_USB);
}

bool
check_usb_devices(Define *define, DeviceKind kind, GError **error)
{
    static const char *const refusals[N_DEVICE_KINDS] = {
        [DEVICE_INPUT] = "Can't add USB input device. USB bus is disabled",
        [DEVICE_HOSTDEV] = "Can't add host USB device: USB is disabled in this host",
        [DEVICE_HUB] = "Can't add USB hub: USB is disabled for this domain",
    };
    const Domain *domain = define->domain;

    if (!refusals[kind] || device_count(domain, kind) == 0 || !has_no_usb(domain))
        return true;
    for (unsigned int i = 0; i < device_count(domain, kind); i++)
        if (is_on_usb(kind, device_at(domain, kind, i)))
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "%s", refusals[kind]);
    return true;
}

static bool
check_all_usb_devices(Define *define, GError **error)
{
    return check_usb_devices(define, DEVICE_INPUT, error) &&
           check_usb_devices(define, DEVICE_HOSTDEV, error) &&
           check_usb_devices(define, DEVICE_HUB, error);
}

static bool
check_audios(Define *define, GError **error)
{
    const Devices *devices = &define->domain->devices;
    g_autoptr(Seen) seen = seen_new();

    for (unsigned int i = 0; i < devices->audios.n; i++)
        if (seen_number(seen, devices->audios.items[i]->id))
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
    return check_disks(define, error) && check_hostdevs(define, error) &&
           check_aliases(define, error) && check_all_usb_devices(define, error) &&
           check_audios(define, error) && check_iommus(define, error);
}
