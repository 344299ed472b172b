/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What PCI controllers say of themselves beside their place: model, chassis, port and numbers of
 * buses. */
#include "core/define/address-pci-priv.h"

#define ERR_DOMAIN VIR_FROM_QEMU

/* Buses of expanders are numbered downwards from there, with room for one bus behind each. */
#define EXPANDER_END  256
#define EXPANDER_STEP 2

static bool
number_expander(Controller *controller, unsigned int *lowest, GError **error)
{
    if (controller->from.bus_number != XML_ABSENT)
        return true;
    if (*lowest <= EXPANDER_STEP)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "No free busNr lower than current lowest busNr is available to auto-assign "
                       "to bus %u. Must be manually assigned",
                       controller->info.address.pci.bus);
    *lowest -= EXPANDER_STEP;
    XML_SET(controller, bus_number, *lowest, XML_DEFINED);
    return true;
}

static unsigned int
lowest_number(const Domain *domain)
{
    unsigned int lowest = EXPANDER_END;

    for (unsigned int i = 0; i < domain->devices.controllers.n; i++) {
        const Controller *controller = domain->devices.controllers.items[i];

        if (controller->from.bus_number != XML_ABSENT && controller->bus_number < lowest)
            lowest = controller->bus_number;
    }
    return lowest;
}

/* Roots of POWER; number 0 is that of index 0. */
static void
number_root(const Domain *domain, Controller *controller)
{
    uint32_t used = 1;

    if (controller->from.pci_model_name == XML_ABSENT)
        XML_SET(controller, pci_model_name, PCI_MODEL_NAME_SPAPR_PCI_HOST_BRIDGE, XML_DEFINED);
    if (controller->from.target_index != XML_ABSENT)
        return;
    for (unsigned int i = 0; i < domain->devices.controllers.n; i++) {
        const Controller *other = domain->devices.controllers.items[i];

        if (other->from.target_index != XML_ABSENT && other->target_index < 32)
            used |= UINT32_C(1) << other->target_index;
    }
    XML_SET(controller, target_index,
            controller->index == 0 ? 0 : (unsigned int)__builtin_ctz(~used | UINT32_C(1) << 31),
            XML_DEFINED);
}

static bool
complete_one(Controller *controller, unsigned int *lowest, GError **error)
{
    const PciAddress *pci = &controller->info.address.pci;
    PciModelName name = pci_models[controller->pci_model].name;

    if (controller->from.pci_model_name == XML_ABSENT && name != PCI_MODEL_NAME_UNSET)
        XML_SET(controller, pci_model_name, name, XML_DEFINED);
    switch (controller->pci_model) {
    case PCI_MODEL_PCI_BRIDGE:
        XML_SET_IF_ABSENT(controller, chassis_number, controller->index, XML_DEFINED);
        if (controller->index <= pci->bus)
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                           "PCI controller at index %u (0x%02x) has bus='0x%02x', but index must "
                           "be larger than bus",
                           controller->index, controller->index, pci->bus);
        return true;
    case PCI_MODEL_PCIE_ROOT_PORT:
        XML_SET_IF_ABSENT(controller, chassis, controller->index, XML_DEFINED);
        XML_SET_IF_ABSENT(controller, port, (pci->slot << 3) + pci->function, XML_DEFINED);
        return true;
    case PCI_MODEL_PCIE_SWITCH_DOWNSTREAM_PORT:
        XML_SET_IF_ABSENT(controller, chassis, controller->index, XML_DEFINED);
        XML_SET_IF_ABSENT(controller, port, pci->slot, XML_DEFINED);
        return true;
    case PCI_MODEL_PCI_EXPANDER_BUS:
    case PCI_MODEL_PCIE_EXPANDER_BUS:
        return number_expander(controller, lowest, error);
    case PCI_MODEL_PCI_ROOT:
    case PCI_MODEL_PCIE_ROOT:
    case PCI_MODEL_DMI_TO_PCI_BRIDGE:
    case PCI_MODEL_PCIE_TO_PCI_BRIDGE:
    case PCI_MODEL_PCIE_SWITCH_UPSTREAM_PORT:
    case PCI_MODEL_UNSET:
        break;
    }
    return true;
}

bool
pci_complete_controllers(Define *define, GError **error)
{
    Domain *domain = define->domain;
    bool is_power = machine_of(domain)->buses & MACHINE_SPAPR_VIO;
    unsigned int lowest = lowest_number(domain);

    for (unsigned int i = 0; i < domain->devices.controllers.n; i++) {
        Controller *controller = domain->devices.controllers.items[i];

        if (controller->type != CONTROLLER_TYPE_PCI)
            continue;
        if (controller->pci_model == PCI_MODEL_PCI_ROOT && is_power)
            number_root(domain, controller);
        else if (!complete_one(controller, &lowest, error))
            return false;
    }
    return true;
}
