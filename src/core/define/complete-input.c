/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Mice, tablets and keyboards: their bus follows from the machine. */
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static InputBus
default_bus(const Domain *domain, const Input *input)
{
    const char *arch = domain->os.arch;

    if (input->type == INPUT_TYPE_PASSTHROUGH)
        return INPUT_BUS_VIRTIO;
    if (input->type == INPUT_TYPE_EVDEV)
        return INPUT_BUS_NONE;
    if (domain->os.type != OS_TYPE_HVM)
        return INPUT_BUS_XEN;
    if (g_str_has_prefix(arch, "s390"))
        return INPUT_BUS_VIRTIO;
    if (input->type == INPUT_TYPE_TABLET)
        return INPUT_BUS_USB;
    return g_str_equal(arch, "i686") || g_str_equal(arch, "x86_64") ? INPUT_BUS_PS2 : INPUT_BUS_USB;
}

static bool
is_pointer_or_keyboard(const Input *input)
{
    return input->type == INPUT_TYPE_MOUSE || input->type == INPUT_TYPE_KEYBOARD;
}

bool
read_input(Define *define, void *device, GError **error)
{
    Input *input = device;

    if (input->bus == INPUT_BUS_UNSET)
        XML_SET(input, bus, default_bus(define->domain, input), XML_DEFINED);
    return true;
}

bool
check_input(Define *define, void *device, GError **error)
{
    const Input *input = device;

    if (define->domain->os.type == OS_TYPE_HVM && input->bus == INPUT_BUS_XEN)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "unsupported input bus %s",
                       define_text(XML_ENUM_INPUT_BUS, input->bus));
    if ((input->bus == INPUT_BUS_PS2 || input->bus == INPUT_BUS_XEN) &&
        !is_pointer_or_keyboard(input))
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "%s bus does not support %s input device",
                       define_text(XML_ENUM_INPUT_BUS, input->bus),
                       define_text(XML_ENUM_INPUT_TYPE, input->type));
    return true;
}
