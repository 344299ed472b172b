/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with input devices, and with whatever is on a USB bus. */
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

bool
check_usb_address(const DeviceInfo *info, GError **error)
{
    return info->address.type == ADDRESS_TYPE_UNSET || info->address.type == ADDRESS_TYPE_USB ||
           err_set(error, VIR_ERR_XML_ERROR, "Invalid address for a USB device");
}

/* given: the bus of the document. */
bool
check_input_document(const Input *input, InputBus given, GError **error)
{
    if (input->bus == INPUT_BUS_USB && !check_usb_address(&input->info, error))
        return false;
    if (input->type == INPUT_TYPE_EVDEV && given != INPUT_BUS_UNSET && given != INPUT_BUS_NONE)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "input evdev doesn't support bus element");
    if (input->bus == INPUT_BUS_VIRTIO)
        return true;
    if (input->type == INPUT_TYPE_PASSTHROUGH)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "only bus 'virtio' is supported for 'passthrough' input devices");
    return input->model == VIRTIO_MODEL_UNSET ||
           err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                   "only bus 'virtio' is supported for input model '%s'",
                   define_text(XML_ENUM_VIRTIO_MODEL, input->model));
}
