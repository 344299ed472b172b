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

bool
read_input(Define *define, void *device, GError **error)
{
    const Domain *domain = define->domain;
    Input *input = device;
    InputBus bus = input->bus;

    if (bus == INPUT_BUS_UNSET)
        XML_SET(input, bus, default_bus(domain, input), XML_DEFINED);
    return check_input_document(input, bus, error);
}
