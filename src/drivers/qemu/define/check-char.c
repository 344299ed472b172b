/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Character devices, and others that have one on the host. */
#include "drivers/qemu/define/qemu-define-priv.h"

#define ERR_DOMAIN VIR_FROM_QEMU

#define UNSUPPORTED(...) err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, __VA_ARGS__)

/* --- the host's end */

static bool
has_graphics(const Define *define, GraphicsType type)
{
    const Devices *devices = &define->domain->devices;

    for (unsigned int i = 0; i < devices->graphics.n; i++)
        if (devices->graphics.items[i]->type == type)
            return true;
    return false;
}

bool
qemu_check_char_source(const Define *define, const CharSource *source, GError **error)
{
    const char *type = define_text(XML_ENUM_CHAR_TYPE, source->type);

    switch (source->type) {
    case CHAR_TYPE_TCP:
    case CHAR_TYPE_UNIX:
        if (source->reconnect.enabled == YES_NO_YES && source->reconnect.timeout == 0)
            return err_set(error, VIR_ERR_INVALID_ARG,
                           "chardev reconnect source timeout cannot be '0'");
        break;
    case CHAR_TYPE_SPICEVMC:
    case CHAR_TYPE_SPICEPORT:
        if (!qemu_has(define, QEMU_CAP_SPICE))
            return UNSUPPORTED("chardev '%s' not supported in this QEMU binary", type);
        if (!has_graphics(define, GRAPHICS_TYPE_SPICE))
            return UNSUPPORTED("chardev '%s' not supported without spice graphics", type);
        break;
    case CHAR_TYPE_NMDM:
    case CHAR_TYPE_NULL:
    case CHAR_TYPE_VC:
    case CHAR_TYPE_PTY:
    case CHAR_TYPE_DEV:
    case CHAR_TYPE_FILE:
    case CHAR_TYPE_PIPE:
    case CHAR_TYPE_STDIO:
    case CHAR_TYPE_UDP:
    case CHAR_TYPE_QEMU_VDAGENT:
    case CHAR_TYPE_DBUS:
    case CHAR_TYPE_UNSET:
        break;
    }
    return true;
}

/* --- serial ports */

/* What kind of device is on which bus. */
static const struct {
    AddressType address; /* UNSET: it has none */
    SerialModel models[3];
} targets[] = {
    [SERIAL_TARGET_ISA_SERIAL] = { ADDRESS_TYPE_ISA, { SERIAL_MODEL_ISA_SERIAL } },
    [SERIAL_TARGET_USB_SERIAL] = { ADDRESS_TYPE_USB, { SERIAL_MODEL_USB_SERIAL } },
    [SERIAL_TARGET_PCI_SERIAL] = { ADDRESS_TYPE_PCI, { SERIAL_MODEL_PCI_SERIAL } },
    [SERIAL_TARGET_SPAPR_VIO_SERIAL] = { ADDRESS_TYPE_SPAPR_VIO, { SERIAL_MODEL_SPAPR_VTY } },
    [SERIAL_TARGET_SYSTEM_SERIAL] = { ADDRESS_TYPE_UNSET,
                                      { SERIAL_MODEL_PL011, SERIAL_MODEL_16550A } },
    [SERIAL_TARGET_SCLP_SERIAL] = { ADDRESS_TYPE_UNSET,
                                    { SERIAL_MODEL_SCLPCONSOLE, SERIAL_MODEL_SCLPLMCONSOLE } },
    [SERIAL_TARGET_ISA_DEBUG] = { ADDRESS_TYPE_ISA, { SERIAL_MODEL_ISA_DEBUGCON } },
};

static SerialTarget
target_of_model(SerialModel model)
{
    for (unsigned int i = 1; i < G_N_ELEMENTS(targets); i++)
        for (unsigned int j = 0; j < G_N_ELEMENTS(targets[i].models); j++)
            if (targets[i].models[j] == model)
                return (SerialTarget)i;
    return SERIAL_TARGET_UNSET;
}

static bool
check_target(const Serial *serial, GError **error)
{
    AddressType address = serial->info.address.type;
    AddressType wanted = targets[serial->target].address;
    const char *target = define_text(XML_ENUM_SERIAL_TARGET, serial->target);

    if (address != ADDRESS_TYPE_UNSET && wanted == ADDRESS_TYPE_UNSET)
        return UNSUPPORTED("Target type '%s' cannot have an associated address", target);
    if (address != ADDRESS_TYPE_UNSET && address != wanted)
        return UNSUPPORTED("Target type '%s' requires address type '%s'", target,
                           define_text(XML_ENUM_ADDRESS_TYPE, wanted));
    if (serial->model != SERIAL_MODEL_UNSET && target_of_model(serial->model) != serial->target)
        return UNSUPPORTED("Target model '%s' requires target type '%s'",
                           define_text(XML_ENUM_SERIAL_MODEL, serial->model),
                           define_text(XML_ENUM_SERIAL_TARGET, target_of_model(serial->model)));
    return true;
}

/* Boards come with theirs. */
static bool
fits_machine(const Define *define, const Serial *serial)
{
    switch (serial->target) {
    case SERIAL_TARGET_SPAPR_VIO_SERIAL:
        return qemu_is(define, QEMU_PSERIES);
    case SERIAL_TARGET_SYSTEM_SERIAL:
        if (serial->model == SERIAL_MODEL_UNSET)
            return true;
        return serial->model == SERIAL_MODEL_PL011 ? qemu_is(define, QEMU_ARM)
                                                   : qemu_is(define, QEMU_RISCV | QEMU_LOONGARCH);
    case SERIAL_TARGET_SCLP_SERIAL:
        return qemu_is(define, QEMU_S390);
    case SERIAL_TARGET_ISA_SERIAL:
    case SERIAL_TARGET_ISA_DEBUG:
        return !qemu_is(define, QEMU_PSERIES | QEMU_S390 | QEMU_VIRT);
    case SERIAL_TARGET_USB_SERIAL:
    case SERIAL_TARGET_PCI_SERIAL:
    case SERIAL_TARGET_UNSET:
        break;
    }
    return true;
}

static bool
has_model(const Define *define, SerialModel model)
{
    static const struct {
        SerialModel model;
        QemuCap cap;
    } caps[] = {
        { SERIAL_MODEL_ISA_SERIAL, QEMU_CAP_ISA_SERIAL },
        { SERIAL_MODEL_USB_SERIAL, QEMU_CAP_USB_SERIAL },
        { SERIAL_MODEL_PCI_SERIAL, QEMU_CAP_PCI_SERIAL },
        { SERIAL_MODEL_SPAPR_VTY, QEMU_CAP_SPAPR_VTY },
        { SERIAL_MODEL_PL011, QEMU_CAP_PL011 },
        { SERIAL_MODEL_SCLPCONSOLE, QEMU_CAP_SCLPCONSOLE },
        { SERIAL_MODEL_SCLPLMCONSOLE, QEMU_CAP_SCLPLMCONSOLE },
        { SERIAL_MODEL_ISA_DEBUGCON, QEMU_CAP_ISA_DEBUGCON },
    };

    for (unsigned int i = 0; i < G_N_ELEMENTS(caps); i++)
        if (caps[i].model == model)
            return qemu_has(define, caps[i].cap);
    return true;
}

bool
qemu_check_serial(Define *define, void *device, GError **error)
{
    const Serial *serial = device;

    if (!qemu_check_char_source(define, &serial->source, error) || !check_target(serial, error))
        return false;
    if (!fits_machine(define, serial))
        return UNSUPPORTED("Serial device with target type '%s' and target model '%s' not "
                           "compatible with guest architecture or machine type",
                           define_text(XML_ENUM_SERIAL_TARGET, serial->target),
                           define_text(XML_ENUM_SERIAL_MODEL, serial->model));
    if (!has_model(define, serial->model))
        return UNSUPPORTED("'%s' is not supported in this QEMU binary",
                           define_text(XML_ENUM_SERIAL_MODEL, serial->model));
    return true;
}

/* --- the others */

bool
qemu_check_parallel(Define *define, void *device, GError **error)
{
    const Parallel *parallel = device;

    if (!qemu_check_char_source(define, &parallel->source, error))
        return false;
    if (qemu_is(define, QEMU_S390 | QEMU_PSERIES | QEMU_VIRT))
        return UNSUPPORTED("parallel ports are not supported");
    return true;
}

bool
qemu_check_console(Define *define, void *device, GError **error)
{
    return qemu_check_char_source(define, &((const Console *)device)->source, error);
}

bool
qemu_check_channel(Define *define, void *device, GError **error)
{
    return qemu_check_char_source(define, &((const Channel *)device)->source, error);
}

bool
qemu_check_smartcard(Define *define, void *device, GError **error)
{
    const Smartcard *card = device;

    if (define->domain->devices.smartcards.n > 1)
        return UNSUPPORTED("this QEMU binary lacks multiple smartcard support");
    switch (card->mode) {
    case SMARTCARD_MODE_HOST:
    case SMARTCARD_MODE_HOST_CERTIFICATES:
        if (!qemu_has(define, QEMU_CAP_CCID_EMULATED))
            return UNSUPPORTED("this QEMU binary lacks smartcard host mode support");
        break;
    case SMARTCARD_MODE_PASSTHROUGH:
        if (!qemu_has(define, QEMU_CAP_CCID_PASSTHRU))
            return UNSUPPORTED("this QEMU binary lacks smartcard passthrough mode support");
        return qemu_check_char_source(define, &card->src, error);
    case SMARTCARD_MODE_UNSET:
        break;
    }
    return true;
}

bool
qemu_check_redirdev(Define *define, void *device, GError **error)
{
    const Redirdev *redirdev = device;

    if (redirdev->bus != REDIR_BUS_USB)
        return UNSUPPORTED("Redirection bus %s is not supported by QEMU",
                           define_text(XML_ENUM_REDIR_BUS, redirdev->bus));
    if (!qemu_has(define, QEMU_CAP_USB_REDIR))
        return UNSUPPORTED("USB redirection is not supported by this version of QEMU");
    return qemu_check_char_source(define, &redirdev->src, error);
}

bool
qemu_check_rng(Define *define, void *device, GError **error)
{
    const Rng *rng = device;

    switch (rng->backend) {
    case RNG_BACKEND_RANDOM:
        if (!qemu_has(define, QEMU_CAP_RNG_RANDOM))
            return UNSUPPORTED("this qemu doesn't support the rng-random backend");
        break;
    case RNG_BACKEND_EGD:
        if (!qemu_has(define, QEMU_CAP_RNG_EGD))
            return UNSUPPORTED("this qemu doesn't support the rng-egd backend");
        if (!qemu_check_char_source(define, &rng->src, error))
            return false;
        break;
    case RNG_BACKEND_BUILTIN:
        if (!qemu_has(define, QEMU_CAP_RNG_BUILTIN))
            return UNSUPPORTED("this qemu doesn't support the rng-builtin backend");
        break;
    case RNG_BACKEND_UNSET:
        break;
    }
    if (!qemu_has(define, QEMU_CAP_VIRTIO_RNG))
        return UNSUPPORTED("domain configuration does not support rng model '%s'",
                           define_text(XML_ENUM_VIRTIO_MODEL, rng->model));
    return true;
}
