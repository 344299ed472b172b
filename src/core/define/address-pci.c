/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* PCI: every device gets a place, on buses that are added as they are needed.
 *
 * A pass over all devices finds places and, where there are none, the buses that are missing. If
 * any was, they become controllers, which need places themselves and come first, and the pass is
 * repeated. Nothing is written before a pass needs no more buses. */
#include "core/define/address-pci-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

typedef struct Pass {
    Define *define;
    const Machine *machine;
    PciSpace space;
    PciDevices devices;
    PciDevice **visited;        /* all devices, in visit_order */
    unsigned int n_document;    /* controllers that the document has */
    unsigned int n_controllers; /* buses that have controllers, gaps among them included */
    bool has_gap;
    bool is_first;
} Pass;

/* --- devices, in the order in which they are served */

static const DeviceKind kind_order[] = {
    DEVICE_FILESYSTEM, DEVICE_NET,        DEVICE_SOUND,  DEVICE_CONTROLLER, DEVICE_DISK,
    DEVICE_HOSTDEV,    DEVICE_MEMBALLOON, DEVICE_RNG,    DEVICE_WATCHDOG,   DEVICE_VIDEO,
    DEVICE_SHMEM,      DEVICE_INPUT,      DEVICE_SERIAL, DEVICE_PANIC,      DEVICE_VSOCK,
    DEVICE_MEMORY,     DEVICE_IOMMU,      DEVICE_CRYPTO,
};

/* The order in which they are looked at before: the first that has a place where it cannot be is
 * the error. */
static const DeviceKind visit_order[] = {
    DEVICE_DISK,       DEVICE_NET,    DEVICE_SOUND,  DEVICE_HOSTDEV,    DEVICE_VIDEO,
    DEVICE_CONTROLLER, DEVICE_SERIAL, DEVICE_INPUT,  DEVICE_FILESYSTEM, DEVICE_WATCHDOG,
    DEVICE_MEMBALLOON, DEVICE_RNG,    DEVICE_SHMEM,  DEVICE_PANIC,      DEVICE_MEMORY,
    DEVICE_IOMMU,      DEVICE_VSOCK,  DEVICE_CRYPTO,
};

G_STATIC_ASSERT(G_N_ELEMENTS(visit_order) == G_N_ELEMENTS(kind_order));

static bool
is_pci_controller(DeviceKind kind, const void *device)
{
    return kind == DEVICE_CONTROLLER && ((const Controller *)device)->type == CONTROLLER_TYPE_PCI;
}

static void
list_device(Pass *pass, DeviceKind kind, void *device, bool is_added)
{
    DeviceInfo *info = device_info(kind, device);
    const DeviceAddress *address = &info->address;
    bool is_wanted = address_is_wanted(address);
    PciPlug plug;

    if (!is_wanted && address->type != ADDRESS_TYPE_PCI)
        return;
    plug = pci_plug_of(kind, device, pci_is_express(&pass->space));
    if (is_pci_controller(kind, device) && plug == 0)
        return;
    /* Who says that it is one will know; IDE controllers and others are in the machine. */
    if (plug == 0 && !is_wanted)
        plug = PLUG_PCI;
    if (plug == 0 && kind != DEVICE_CONTROLLER)
        return;
    pass->devices.items[pass->devices.n++] = (PciDevice){
        .info = info,
        .kind = kind,
        .device = device,
        .plug = plug,
        .is_added = is_added,
        .is_given = !is_wanted,
        .is_placed = !is_wanted,
        .place = { address->pci.bus, address->pci.slot, address->pci.function },
    };
}

static void
list_kind(Pass *pass, DeviceKind kind, bool is_bus)
{
    const Domain *domain = pass->define->domain;

    for (unsigned int i = 0; i < device_count(domain, kind); i++) {
        void *device = device_at(domain, kind, i);

        if (is_pci_controller(kind, device) == is_bus)
            list_device(pass, kind, device, is_bus && i >= pass->n_document);
    }
}

/* Controllers stand in two places, which are both in the order of the document. */
static unsigned int
visit_controllers(Pass *pass, PciDevice *buses, PciDevice *others, unsigned int n)
{
    const Domain *domain = pass->define->domain;
    const PciDevice *end = pass->devices.items + pass->devices.n;

    for (unsigned int i = 0; i < domain->devices.controllers.n; i++) {
        const Controller *controller = domain->devices.controllers.items[i];

        if (buses < end && buses->device == controller)
            pass->visited[n++] = buses++;
        else if (others < end && others->device == controller)
            pass->visited[n++] = others++;
    }
    return n;
}

static void
list_visits(Pass *pass, const unsigned int *first)
{
    const PciDevices *devices = &pass->devices;
    unsigned int n = 0;

    pass->visited = g_new(PciDevice *, MAX(devices->n, 1));
    for (unsigned int k = 0; k < G_N_ELEMENTS(visit_order); k++) {
        DeviceKind kind = visit_order[k];
        unsigned int i = first[kind];

        if (kind == DEVICE_CONTROLLER)
            n = visit_controllers(pass, devices->items, &devices->items[i], n);
        else
            while (i < devices->n && devices->items[i].kind == kind)
                pass->visited[n++] = &devices->items[i++];
    }
}

static void
list_devices(Pass *pass)
{
    unsigned int first[N_DEVICE_KINDS];
    unsigned int n = 0;

    for (unsigned int k = 0; k < G_N_ELEMENTS(kind_order); k++)
        n += device_count(pass->define->domain, kind_order[k]);
    pass->devices = (PciDevices){ 0, g_new(PciDevice, MAX(n, 1)) };
    list_kind(pass, DEVICE_CONTROLLER, true);
    for (unsigned int k = 0; k < G_N_ELEMENTS(kind_order); k++) {
        first[kind_order[k]] = pass->devices.n;
        list_kind(pass, kind_order[k], false);
    }
    list_visits(pass, first);
}

/* --- buses */

static bool
count_buses(Pass *pass, bool *is_express_out, GError **error)
{
    const Domain *domain = pass->define->domain;
    unsigned int n = 0, n_given = 0;
    bool has_root = false;

    *is_express_out = false;
    for (unsigned int i = 0; i < domain->devices.controllers.n; i++) {
        const Controller *controller = domain->devices.controllers.items[i];

        if (controller->type != CONTROLLER_TYPE_PCI)
            continue;
        if (controller->index >= PCI_MAX_BUSES)
            return pci_index_too_high(controller->index, error);
        if (controller->pci_model == PCI_MODEL_UNSET ||
            (controller->index == 0 && pci_models[controller->pci_model].plug != 0))
            return err_set(error, VIR_ERR_INTERNAL_ERROR,
                           "PCI controller model was not set correctly");
        n = MAX(n, controller->index + 1);
        n_given++;
        has_root |= controller->index == 0;
        *is_express_out |= controller->index == 0 && controller->pci_model == PCI_MODEL_PCIE_ROOT;
    }
    pass->n_controllers = n;
    /* A root is never added: the machine has it or it has not. */
    pass->has_gap = n_given + !has_root < n;
    return true;
}

/* Those of the document; what is missing between them is as plain as the root allows. */
static bool
list_buses(Pass *pass, GError **error)
{
    const Domain *domain = pass->define->domain;
    PciSpace *space = &pass->space;
    PciModel missing;
    bool is_express;

    if (!count_buses(pass, &is_express, error))
        return false;
    /* POWER has many roots instead of bridges. */
    space->next_model =
        pass->machine->buses & MACHINE_SPAPR_VIO ? PCI_MODEL_PCI_ROOT : PCI_MODEL_PCI_BRIDGE;
    missing = is_express ? PCI_MODEL_PCIE_ROOT_PORT : space->next_model;
    for (unsigned int i = 0; i < pass->n_controllers; i++)
        if (!pci_space_add(space, i == 0 ? PCI_MODEL_PCI_ROOT : missing, error))
            return false;
    for (unsigned int i = 0; i < domain->devices.controllers.n; i++) {
        const Controller *controller = domain->devices.controllers.items[i];
        PciBus *bus;

        if (controller->type != CONTROLLER_TYPE_PCI)
            continue;
        bus = &space->buses[controller->index];
        bus->model = controller->pci_model;
        bus->accepts = pci_models[bus->model].accepts;
        bus->is_hotplug = pci_models[bus->model].is_hotplug && controller->hotplug != ON_OFF_OFF;
    }
    return true;
}

/* Buses that were added get controllers, behind all that are there. */
static void
add_controllers(Pass *pass)
{
    Domain *domain = pass->define->domain;
    Arena *arena = pass->define->arena;
    g_autofree bool *has = g_new0(bool, MAX(pass->space.n, 1));

    for (unsigned int i = 0; i < domain->devices.controllers.n; i++) {
        const Controller *controller = domain->devices.controllers.items[i];

        if (controller->type == CONTROLLER_TYPE_PCI)
            has[controller->index] = true;
    }
    for (unsigned int i = 1; i < pass->space.n; i++) {
        Controller *controller;

        if (has[i])
            continue;
        controller = object_new(arena, XML_TYPE_CONTROLLER, XML_DEFINED);
        XML_SET(controller, type, CONTROLLER_TYPE_PCI, XML_DEFINED);
        XML_SET(controller, index, i, XML_DEFINED);
        XML_SET(controller, pci_model, pass->space.buses[i].model, XML_DEFINED);
        list_append(arena, &domain->devices.controllers, controller);
    }
}

/* --- places */

static bool
reserve_one(Pass *pass, PciDevice *device, GError **error)
{
    unsigned int domain = device->info->address.pci.domain;

    if (pass->space.n == 0)
        return err_set(error, VIR_ERR_XML_ERROR, "No PCI buses available");
    if (domain != 0)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "Invalid PCI address %04x:%02x:%02x.%u. Only PCI domain 0 is available",
                       domain, device->place.bus, device->place.slot, device->place.function);
    if (!pci_space_reserve(&pass->space, device->plug, &device->place, error))
        return false;
    device->info->address.pci.bus = device->place.bus;
    return true;
}

static bool
reserve_given(Pass *pass, GError **error)
{
    for (unsigned int i = 0; i < pass->devices.n; i++)
        if (pass->visited[i]->is_given && !reserve_one(pass, pass->visited[i], error))
            return false;
    return true;
}

/* The functions of one USB 2 controller share a slot: this is the place of its kin, if that is
 * known. */
static bool
find_usb_kin(const Pass *pass, const PciDevice *device, PciPlace *place_out)
{
    static const int functions[] = {
        [USB_MODEL_ICH9_EHCI1] = 7,
        [USB_MODEL_ICH9_UHCI1] = 0,
        [USB_MODEL_ICH9_UHCI2] = 1,
        [USB_MODEL_ICH9_UHCI3] = 2,
    };
    const Controller *controller = device->device;
    bool is_known = false;

    for (unsigned int i = 0; i < pass->devices.n && !is_known; i++) {
        const PciDevice *other = &pass->devices.items[i];
        const Controller *kin = other->device;

        if (other->kind != DEVICE_CONTROLLER || other == device || !other->is_placed ||
            kin->type != CONTROLLER_TYPE_USB || kin->index != controller->index)
            continue;
        *place_out = other->place;
        is_known = true;
    }
    place_out->function = (unsigned int)functions[controller->usb_model];
    return is_known;
}

static bool
is_ich9_usb(const PciDevice *device)
{
    const Controller *controller = device->device;

    return device->kind == DEVICE_CONTROLLER && controller->type == CONTROLLER_TYPE_USB &&
           controller->usb_model >= USB_MODEL_ICH9_EHCI1 &&
           controller->usb_model <= USB_MODEL_ICH9_UHCI3;
}

static bool
place_device(Pass *pass, PciDevice *device, GError **error)
{
    PciPlace place = { 0 };
    unsigned int function = 0;

    if (is_ich9_usb(device)) {
        if (find_usb_kin(pass, device, &place)) {
            if (!pci_space_reserve(&pass->space, device->plug, &place, error))
                return false;
            device->place = place;
            device->is_placed = true;
            return true;
        }
        function = place.function;
    }
    while (!pci_space_find(&pass->space, device->plug, &place))
        if (!pci_space_grow(&pass->space, device->plug, error))
            return false;
    if (function != 0)
        place.function = function;
    pci_space_take(&pass->space, device->plug, place);
    device->place = place;
    device->is_placed = true;
    return true;
}

/* Whether it is no PCI device, but is asked for a place as if it were one: the original finds none.
 */
static bool
has_no_plug(const Controller *controller)
{
    return controller->info.address.type == ADDRESS_TYPE_UNSET &&
           (controller->type == CONTROLLER_TYPE_XENBUS || controller->type == CONTROLLER_TYPE_ISA);
}

static bool
check_plugs(const Pass *pass, GError **error)
{
    const Devices *devices = &pass->define->domain->devices;
    const Memballoon *balloon = devices->memballoon;
    bool is_right = !balloon || balloon->model != BALLOON_MODEL_XEN ||
                    balloon->info.address.type != ADDRESS_TYPE_UNSET;

    for (unsigned int i = 0; i < devices->controllers.n; i++)
        is_right &= !has_no_plug(devices->controllers.items[i]);
    return is_right || err_set(error, VIR_ERR_INTERNAL_ERROR,
                               "Cannot automatically add a new PCI bus for a device with connect "
                               "flags 00");
}

static bool
place_devices(Pass *pass, GError **error)
{
    for (unsigned int i = 0; i < pass->devices.n; i++) {
        PciDevice *device = &pass->devices.items[i];

        if (!device->is_placed && device->plug && !place_device(pass, device, error))
            return false;
    }
    return true;
}

/* Have room for another one; it is not used. */
static bool
keep_place(Pass *pass, PciPlug plug, GError **error)
{
    PciPlace place;

    while (!pci_space_find(&pass->space, plug, &place))
        if (!pci_space_grow(&pass->space, plug, error))
            return false;
    pci_space_take(&pass->space, plug, place);
    return true;
}

/* A guest is made so that something can be plugged into it later: an old one keeps a slot for a
 * bridge, an Express one that was given no buses by its document has a port to spare. The original
 * also counts a screen twice if it is not in its old slot, and guests have been made that way. */
static bool
keep_spare(Pass *pass, bool had_free, GError **error)
{
    PciPlug screen = pass->space.counted_twice;

    if (!pass->is_first)
        return true;
    if (screen && !keep_place(pass, screen, error))
        return false;
    if (!pci_is_express(&pass->space))
        return !had_free || keep_place(pass, PLUG_PCI, error);
    return pass->n_controllers > 1 || pass->space.n <= pass->n_controllers ||
           keep_place(pass, PLUG_PCIE, error);
}

static bool
write_places(Pass *pass, GError **error)
{
    for (unsigned int i = 0; i < pass->devices.n; i++) {
        const PciDevice *device = &pass->devices.items[i];
        DeviceAddress *address = &device->info->address;
        if (!device->is_placed)
            continue;
        if (!device->is_given) {
            XML_SET(address, type, ADDRESS_TYPE_PCI, XML_DEFINED);
            XML_SET(&address->pci, domain, 0, XML_DEFINED);
            XML_SET(&address->pci, bus, device->place.bus, XML_DEFINED);
            XML_SET(&address->pci, slot, device->place.slot, XML_DEFINED);
            XML_SET(&address->pci, function, device->place.function, XML_DEFINED);
            XML_UNSET(&address->pci, multifunction);
        }
        if (device->place.function == 0 && address->pci.multifunction == ON_OFF_UNSET &&
            (pass->space.buses[device->place.bus].used[device->place.slot] > 1 ||
             (!device->is_given && is_ich9_usb(device))))
            XML_SET(&address->pci, multifunction, ON_OFF_ON, XML_DEFINED);
    }
    return !(pass->machine->buses & MACHINE_CCW) ||
           pci_assign_zpci(pass->visited, pass->devices.n, error);
}

/* --- passes */

static bool
run_pass(Pass *pass, GError **error)
{
    bool had_free;

    if (!list_buses(pass, error))
        return false;
    list_devices(pass);
    if (!reserve_given(pass, error) ||
        !pci_place_board(&pass->space, &pass->devices, pass->machine, error))
        return false;
    had_free = pci_space_has_free(&pass->space);
    return place_devices(pass, error) && check_plugs(pass, error) &&
           keep_spare(pass, had_free, error);
}

static void
pass_clear(Pass *pass)
{
    g_free(pass->space.buses);
    g_free(pass->devices.items);
    g_free(pass->visited);
    pass->space = (PciSpace){ 0 };
    pass->devices = (PciDevices){ 0 };
    pass->visited = NULL;
}

/* Without PCI there are no places, but those that were asked for are looked at all the same. */
static bool
refuse_given(Pass *pass, GError **error)
{
    bool ok = list_buses(pass, error);

    if (ok) {
        list_devices(pass);
        ok = reserve_given(pass, error);
    }
    pass_clear(pass);
    return ok;
}

bool
assign_pci(Define *define, GError **error)
{
    Pass pass = {
        .define = define,
        .machine = machine_of(define->domain),
        .n_document = define->domain->devices.controllers.n,
        .is_first = true,
    };
    bool ok, is_complete;

    if (!(pass.machine->buses & MACHINE_PCI))
        return refuse_given(&pass, error);
    do {
        ok = run_pass(&pass, error);
        is_complete = !pass.has_gap && pass.space.n == pass.n_controllers;
        if (ok && is_complete)
            ok = write_places(&pass, error);
        else if (ok)
            add_controllers(&pass);
        pass_clear(&pass);
        pass.is_first = false;
    } while (ok && !is_complete);
    return ok && pci_complete_controllers(define, error);
}
