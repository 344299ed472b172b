/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* PCI buses: what plugs into which, what is free, and which one is added when there is none. */
#include "core/define/address-pci-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

const PciModelTraits pci_models[] = {
    [PCI_MODEL_PCI_ROOT] = { PLUG_PCI | PLUG_PCI_BRIDGE | PLUG_PCI_EXPANDER, 0, 1, 31, true,
                             PCI_MODEL_NAME_UNSET },
    [PCI_MODEL_PCI_BRIDGE] = { PLUG_PCI | PLUG_PCI_BRIDGE, PLUG_PCI_BRIDGE, 1, 31, true,
                               PCI_MODEL_NAME_PCI_BRIDGE },
    [PCI_MODEL_PCI_EXPANDER_BUS] = { PLUG_PCI | PLUG_PCI_BRIDGE, PLUG_PCI_EXPANDER, 0, 31, true,
                                     PCI_MODEL_NAME_PXB },
    [PCI_MODEL_PCIE_ROOT] = { PLUG_PCI | PLUG_PCIE | PLUG_ROOT_PORT | PLUG_DMI_TO_PCI |
                                  PLUG_PCIE_EXPANDER | PLUG_ROOT_COMPLEX,
                              0, 1, 31, false, PCI_MODEL_NAME_UNSET },
    [PCI_MODEL_DMI_TO_PCI_BRIDGE] = { PLUG_PCI | PLUG_PCI_BRIDGE, PLUG_DMI_TO_PCI, 0, 31, false,
                                      PCI_MODEL_NAME_I82801B11_BRIDGE },
    [PCI_MODEL_PCIE_TO_PCI_BRIDGE] = { PLUG_PCI | PLUG_PCI_BRIDGE, PLUG_PCIE_TO_PCI, 1, 31, true,
                                       PCI_MODEL_NAME_PCIE_PCI_BRIDGE },
    [PCI_MODEL_PCIE_ROOT_PORT] = { PLUG_PCIE | PLUG_UPSTREAM | PLUG_PCIE_TO_PCI, PLUG_ROOT_PORT, 0,
                                   0, true, PCI_MODEL_NAME_PCIE_ROOT_PORT },
    [PCI_MODEL_PCIE_SWITCH_UPSTREAM_PORT] = { PLUG_DOWNSTREAM, PLUG_UPSTREAM, 0, 31, false,
                                              PCI_MODEL_NAME_X3130_UPSTREAM },
    [PCI_MODEL_PCIE_SWITCH_DOWNSTREAM_PORT] = { PLUG_PCIE | PLUG_UPSTREAM | PLUG_PCIE_TO_PCI,
                                                PLUG_DOWNSTREAM, 0, 0, true,
                                                PCI_MODEL_NAME_XIO3130_DOWNSTREAM },
    [PCI_MODEL_PCIE_EXPANDER_BUS] = { PLUG_ROOT_PORT | PLUG_DMI_TO_PCI, PLUG_PCIE_EXPANDER, 0, 31,
                                      false, PCI_MODEL_NAME_PXB_PCIE },
};

G_STATIC_ASSERT(G_N_ELEMENTS(pci_models) == N_PCI_MODELS);

static const char *
plug_name(PciPlug plug)
{
    if (plug == PLUG_PCIE)
        return "PCI Express device";
    for (unsigned int model = 0; model < N_PCI_MODELS; model++)
        if (pci_models[model].plug == plug && model != PCI_MODEL_PCI_BRIDGE)
            return define_text(XML_ENUM_PCI_MODEL, (int)model);
    return "standard PCI device";
}

/* Slots that a bus has. */
static uint32_t
slots_of(const PciBus *bus)
{
    const PciModelTraits *traits = &pci_models[bus->model];

    return (UINT32_MAX >> (PCI_SLOTS - 1 - traits->last_slot)) & (UINT32_MAX << traits->first_slot);
}

bool
pci_space_add(PciSpace *space, PciModel model, GError **error)
{
    if (space->n == PCI_MAX_BUSES)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "No more available PCI slots");
    if (space->n == space->capacity) {
        space->capacity = MAX(8, space->capacity * 2);
        space->buses = g_renew(PciBus, space->buses, space->capacity);
    }
    space->buses[space->n++] = (PciBus){
        .model = model,
        .accepts = pci_models[model].accepts,
        .is_hotplug = pci_models[model].is_hotplug,
    };
    return true;
}

bool
pci_space_find(const PciSpace *space, PciPlug plug, PciPlace *place_out)
{
    /* Ports are many and small: each takes a function only. */
    bool is_shared = plug == PLUG_ROOT_PORT;

    for (unsigned int i = 0; i < space->n; i++) {
        const PciBus *bus = &space->buses[i];
        uint32_t free_slots = ~bus->busy;
        unsigned int slot, function;

        if (!(bus->accepts & plug) || ((plug & PLUG_DEVICES) && !bus->is_hotplug))
            continue;
        if (is_shared)
            free_slots |= bus->shared & ~bus->full;
        free_slots &= slots_of(bus);
        if (free_slots == 0)
            continue;
        slot = (unsigned int)__builtin_ctz(free_slots);
        function = (unsigned int)__builtin_ctz(~(unsigned int)bus->used[slot]);
        *place_out = (PciPlace){ i, slot, function };
        return true;
    }
    return false;
}

bool
pci_space_has_free(const PciSpace *space)
{
    for (unsigned int i = 0; i < space->n; i++)
        if (~space->buses[i].busy & slots_of(&space->buses[i]))
            return true;
    return false;
}

void
pci_space_take(PciSpace *space, PciPlug plug, PciPlace place)
{
    PciBus *bus = &space->buses[place.bus];
    uint32_t bit = UINT32_C(1) << place.slot;

    if (!(bus->busy & bit) && plug == PLUG_ROOT_PORT)
        bus->shared |= bit;
    bus->busy |= bit;
    bus->used[place.slot] |= (uint8_t)(1u << place.function);
    if (bus->used[place.slot] == UINT8_MAX)
        bus->full |= bit;
}

static bool
has_bus_for(const PciSpace *space, PciPlug plug)
{
    for (unsigned int i = 1; i < space->n; i++)
        if (space->buses[i].accepts & plug)
            return true;
    return false;
}

/* The first conventional bus of an Express machine hangs on a port of its own; what it has no room
 * for goes onto bridges behind it. */
static bool
grow_conventional(PciSpace *space, GError **error)
{
    if (!pci_is_express(space) || has_bus_for(space, PLUG_PCI_BRIDGE))
        return pci_space_add(space, space->next_model, error);
    if (!pci_space_add(space, PCI_MODEL_PCIE_ROOT_PORT, error))
        return false;
    space->buses[space->n - 1].accepts = PLUG_PCIE_TO_PCI;
    return pci_space_add(space, PCI_MODEL_PCIE_TO_PCI_BRIDGE, error);
}

bool
pci_space_grow(PciSpace *space, PciPlug plug, GError **error)
{
    if (space->n == 0)
        return err_set(error, VIR_ERR_XML_ERROR, "No PCI buses available");
    if (plug == PLUG_PCI)
        return grow_conventional(space, error);
    if ((plug == PLUG_PCIE || plug == PLUG_UPSTREAM) && pci_is_express(space))
        return pci_space_add(space, PCI_MODEL_PCIE_ROOT_PORT, error);
    if (plug == PLUG_PCIE_TO_PCI)
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "Cannot automatically add a new PCI bus for a device with connect flags "
                       "2000");
    for (unsigned int model = 0; model < N_PCI_MODELS; model++)
        if (pci_models[model].plug == plug)
            return err_set(error, VIR_ERR_INTERNAL_ERROR,
                           "a PCI slot is needed to connect a PCI controller model='%s', but none "
                           "is available, and it cannot be automatically added",
                           define_text(XML_ENUM_PCI_MODEL, (int)model));
    return err_set(error, VIR_ERR_INTERNAL_ERROR, "No more available PCI slots");
}

/* Who says where a device is may put an old one on a new bus and the other way round, as the
 * emulator does not mind; bridges count as devices. */
static bool
accepts_given(const PciBus *bus, PciPlug plug)
{
    unsigned int fits = plug;

    if (plug & (PLUG_DEVICES | PLUG_PCI_BRIDGE))
        fits |= PLUG_DEVICES;
    return bus->accepts & fits;
}

bool
pci_space_reserve(PciSpace *space, PciPlug plug, PciPlace *place, GError **error)
{
    const PciModelTraits *traits;
    PciBus *bus;
    char text[32];

    g_snprintf(text, sizeof(text), "%04x:%02x:%02x.%u", 0, place->bus, place->slot,
               place->function);
    while (place->bus >= space->n) {
        unsigned int n = space->n;

        if (!pci_space_grow(space, plug, error))
            return false;
        if (place->bus == n && space->buses[n].accepts == PLUG_PCIE_TO_PCI)
            place->bus++;
    }
    bus = &space->buses[place->bus];
    traits = &pci_models[bus->model];
    if (!accepts_given(bus, plug))
        return err_set(error, VIR_ERR_XML_ERROR,
                       "The device at PCI address %s cannot be plugged into the PCI controller "
                       "with index='%u'. It requires a controller that accepts a %s.",
                       text, place->bus, plug_name(plug));
    if (place->slot < traits->first_slot)
        return err_set(error, VIR_ERR_XML_ERROR, "Invalid PCI address %s. slot must be >= %u", text,
                       traits->first_slot);
    if (place->slot > traits->last_slot)
        return err_set(error, VIR_ERR_XML_ERROR, "Invalid PCI address %s. slot must be <= %u", text,
                       traits->last_slot);
    if (place->function >= PCI_FUNCTIONS)
        return err_set(error, VIR_ERR_XML_ERROR, "Invalid PCI address %s. function must be <= %u",
                       text, PCI_FUNCTIONS - 1);
    if (bus->used[place->slot] & (1u << place->function))
        return err_set(error, VIR_ERR_XML_ERROR, "Attempted double use of PCI Address %s", text);
    pci_space_take(space, plug, *place);
    return true;
}
