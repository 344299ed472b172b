/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with a controller. */
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static bool
check_number(const char *what, uint8_t origin, unsigned int value, unsigned int min,
             unsigned int max, GError **error)
{
    return origin == XML_ABSENT || (value >= min && value <= max) ||
           err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                   "PCI controller %s '%u' out of range - must be %u-%u", what, value, min, max);
}

static bool
is_root(const Controller *controller)
{
    return controller->pci_model == PCI_MODEL_PCI_ROOT ||
           controller->pci_model == PCI_MODEL_PCIE_ROOT;
}

static bool
check_pci(const Controller *controller, GError **error)
{
    if (is_root(controller) && controller->info.address.type != ADDRESS_TYPE_UNSET)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "pci-root and pcie-root controllers should not have an address");
    if (!check_number("chassisNr", controller->from.chassis_number, controller->chassis_number, 1,
                      255, error) ||
        !check_number("chassis", controller->from.chassis, controller->chassis, 0, 255, error) ||
        !check_number("port", controller->from.port, controller->port, 0, 255, error) ||
        !check_number("busNr", controller->from.bus_number, controller->bus_number, 1, 254,
                      error) ||
        !check_number("target index", controller->from.target_index, controller->target_index, 0,
                      30, error))
        return false;
    if (controller->from.target_index != XML_ABSENT &&
        (controller->index == 0) != (controller->target_index == 0))
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "Only the PCI controller with index 0 can have target index 0, and vice "
                       "versa");
    return true;
}

static bool
is_virtio_scsi(const Controller *controller)
{
    return controller->scsi_model == SCSI_MODEL_VIRTIO_SCSI ||
           controller->scsi_model == SCSI_MODEL_VIRTIO_TRANSITIONAL ||
           controller->scsi_model == SCSI_MODEL_VIRTIO_NON_TRANSITIONAL;
}

/* The numbers are in the document, so they are wrong before anything is made of it. */
bool
read_controller(Define *define, void *device, GError **error)
{
    const Controller *controller = device;

    if (controller->from.iothread != XML_ABSENT &&
        (controller->type != CONTROLLER_TYPE_SCSI || !is_virtio_scsi(controller)))
        return err_set(error, VIR_ERR_XML_ERROR,
                       "'iothread' attribute only supported for virtio scsi controllers");
    return true;
}

bool
check_controller(Define *define, void *device, GError **error)
{
    const Controller *controller = device;

    return controller->type != CONTROLLER_TYPE_PCI || check_pci(controller, error);
}
