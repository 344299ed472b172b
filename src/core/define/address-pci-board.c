/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices that stand where they always have on the boards that i440fx and q35 are modelled after.
 */
#include "core/define/address-pci-priv.h"

#define ERR_DOMAIN VIR_FROM_QEMU

/* A controller that is part of the chip set. */
typedef struct BoardController {
    PciBoard board;
    ControllerType type;
    UsbModel usb_model; /* unset: any */
    PciPlace place;
    const char *name; /* in the message */
} BoardController;

static const BoardController board_controllers[] = {
    { PCI_BOARD_I440FX,
      CONTROLLER_TYPE_IDE,
      USB_MODEL_UNSET,
      { 0, 1, 1 },
      "Primary IDE controller must have PCI address 0:0:1.1" },
    { PCI_BOARD_I440FX,
      CONTROLLER_TYPE_USB,
      USB_MODEL_PIIX3_UHCI,
      { 0, 1, 2 },
      "PIIX3 USB controller at index 0 must have PCI address 0:0:1.2" },
    { PCI_BOARD_Q35,
      CONTROLLER_TYPE_SATA,
      USB_MODEL_UNSET,
      { 0, 31, 2 },
      "Primary SATA controller must have PCI address 0:0:1f.2" },
};

/* What the guest finds there is no device of the document: ISA bridge, ACPI, SMBus. */
static const struct {
    PciBoard board;
    PciPlace place;
} board_functions[] = {
    { PCI_BOARD_I440FX, { 0, 1, 0 } },
    { PCI_BOARD_I440FX, { 0, 1, 3 } },
    { PCI_BOARD_Q35, { 0, 31, 0 } },
    { PCI_BOARD_Q35, { 0, 31, 3 } },
};

/* Firmware and old guests look for the screen here. */
static const unsigned int screen_slot[] = {
    [PCI_BOARD_I440FX] = 2,
    [PCI_BOARD_Q35] = 1,
};

static bool
is_free(const PciSpace *space, unsigned int slot)
{
    return !(space->buses[0].busy & UINT32_C(1) << slot);
}

static void
put(PciSpace *space, PciDevice *device, PciPlace place)
{
    device->place = place;
    device->is_placed = true;
    pci_space_take(space, device->plug, place);
}

static bool
place_controller(PciSpace *space, PciDevice *device, PciBoard board, GError **error)
{
    const Controller *controller = device->device;

    for (unsigned int i = 0; i < G_N_ELEMENTS(board_controllers); i++) {
        const BoardController *known = &board_controllers[i];

        if (known->board != board || known->type != controller->type || controller->index != 0 ||
            (known->usb_model != USB_MODEL_UNSET && known->usb_model != controller->usb_model))
            continue;
        if (device->is_placed &&
            (device->place.bus != known->place.bus || device->place.slot != known->place.slot ||
             device->place.function != known->place.function))
            return err_set(error, VIR_ERR_INTERNAL_ERROR, "%s", known->name);
        if (device->is_placed)
            return true;
        device->place = known->place;
        device->is_placed = true;
        return pci_space_reserve(space, PLUG_PCI, &device->place, error);
    }
    return true;
}

/* USB 2 of the chip set is in slots 29 and 26; its other functions follow the first companion. */
static void
place_ich9_usb(PciSpace *space, PciDevice *device)
{
    static const unsigned int slots[] = { 29, 26 };
    const Controller *controller = device->device;

    if (controller->type != CONTROLLER_TYPE_USB || controller->usb_model != USB_MODEL_ICH9_UHCI1)
        return;
    for (unsigned int i = 0; i < G_N_ELEMENTS(slots) && !device->is_placed; i++)
        if (is_free(space, slots[i]))
            put(space, device, (PciPlace){ 0, slots[i], 0 });
}

static void
place_if_free(PciSpace *space, PciDevice *device, unsigned int slot)
{
    if (!device->is_placed && is_free(space, slot))
        put(space, device, (PciPlace){ 0, slot, 0 });
}

static bool
place_screen(PciSpace *space, PciDevice *device, PciBoard board, GError **error)
{
    if (device->is_placed || device->plug == 0)
        return true;
    place_if_free(space, device, screen_slot[board]);
    if (device->is_placed)
        return true;
    /* It comes before all others nevertheless. */
    while (!pci_space_find(space, device->plug, &device->place))
        if (!pci_space_grow(space, device->plug, error))
            return false;
    put(space, device, device->place);
    space->counted_twice = device->plug;
    return true;
}

static PciDevice *
first_of(PciDevices *devices, DeviceKind kind)
{
    for (unsigned int i = 0; i < devices->n; i++)
        if (devices->items[i].kind == kind)
            return &devices->items[i];
    return NULL;
}

static void
place_q35(PciSpace *space, PciDevices *devices)
{
    for (unsigned int i = 0; i < devices->n; i++) {
        PciDevice *device = &devices->items[i];

        if (device->kind == DEVICE_CONTROLLER) {
            place_ich9_usb(space, device);
            if (device->plug == PLUG_DMI_TO_PCI)
                place_if_free(space, device, 30);
        } else if (device->kind == DEVICE_SOUND &&
                   ((const Sound *)device->device)->model == SOUND_MODEL_ICH9) {
            place_if_free(space, device, 27);
        }
    }
}

bool
pci_place_board(PciSpace *space, PciDevices *devices, const Machine *machine, GError **error)
{
    PciDevice *screen;
    PciPlace place;

    if (machine->board == PCI_BOARD_PLAIN || space->n == 0)
        return true;
    for (unsigned int i = 0; i < devices->n; i++)
        if (devices->items[i].kind == DEVICE_CONTROLLER &&
            !place_controller(space, &devices->items[i], machine->board, error))
            return false;
    for (unsigned int i = 0; i < G_N_ELEMENTS(board_functions); i++) {
        place = board_functions[i].place;
        if (board_functions[i].board == machine->board &&
            !pci_space_reserve(space, PLUG_PCI, &place, error))
            return false;
    }
    screen = first_of(devices, DEVICE_VIDEO);
    if (screen && !place_screen(space, screen, machine->board, error))
        return false;
    if (machine->board == PCI_BOARD_Q35)
        place_q35(space, devices);
    return true;
}
