/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* USB ports. Hubs come first, and as many are added as the devices lack ports; then each device
 * gets the first free port, those of a hub before those of the hubs behind it. */
#include <string.h>

#include "core/define/address-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

#define MAX_DEPTH 4
#define HUB_PORTS 8
#define MAX_PORTS 255
#define MAX_BUSES 1024

typedef struct UsbHub UsbHub;
struct UsbHub {
    unsigned int n_ports;
    struct UsbPort {
        bool is_used;
        UsbHub *hub;
    } ports[];
};

typedef struct UsbBuses {
    Define *define;
    unsigned int n;
    UsbHub **items; /* by the index of the controller; NULL: there is none */
    unsigned int n_wanted;
} UsbBuses;

typedef struct PortPath {
    unsigned int depth;
    unsigned int ports[MAX_DEPTH];
} PortPath;

static const DeviceKind usb_order[] = {
    DEVICE_HOSTDEV, DEVICE_DISK,  DEVICE_CONTROLLER, DEVICE_INPUT,
    DEVICE_SERIAL,  DEVICE_SOUND, DEVICE_REDIRDEV,   DEVICE_NET,
};

static bool
is_usb(DeviceKind kind, const void *device)
{
    const Hostdev *hostdev = device;

    switch ((int)kind) {
    case DEVICE_HOSTDEV:
        return hostdev->mode == HOSTDEV_MODE_SUBSYSTEM && hostdev->type == HOSTDEV_TYPE_USB;
    case DEVICE_DISK:
        return ((const Disk *)device)->bus == DISK_BUS_USB;
    case DEVICE_CONTROLLER:
        return ((const Controller *)device)->type == CONTROLLER_TYPE_CCID;
    case DEVICE_INPUT:
        return ((const Input *)device)->bus == INPUT_BUS_USB;
    case DEVICE_SERIAL:
        return ((const Serial *)device)->target == SERIAL_TARGET_USB_SERIAL;
    case DEVICE_SOUND:
        return ((const Sound *)device)->model == SOUND_MODEL_USB;
    case DEVICE_REDIRDEV:
        return ((const Redirdev *)device)->bus == REDIR_BUS_USB;
    case DEVICE_NET:
        return g_strcmp0(((const Net *)device)->model, "usb-net") == 0;
    default: /* no list of kinds that can never be */
        return false;
    }
}

static bool
is_wanted(const DeviceAddress *address)
{
    return address->type == ADDRESS_TYPE_UNSET ||
           (address->type == ADDRESS_TYPE_USB && !address->usb.port);
}

static bool
is_given(const DeviceAddress *address)
{
    return address->type == ADDRESS_TYPE_USB && address->usb.port;
}

/* --- buses */

static UsbHub *
hub_new(unsigned int n_ports)
{
    UsbHub *hub = g_malloc0(sizeof(UsbHub) + n_ports * sizeof(hub->ports[0]));

    hub->n_ports = n_ports;
    return hub;
}

static void
hub_free(UsbHub *hub)
{
    if (!hub)
        return;
    for (unsigned int i = 0; i < hub->n_ports; i++)
        hub_free(hub->ports[i].hub);
    g_free(hub);
}

/* Companions have no ports of their own. */
static unsigned int
ports_of(const Controller *controller)
{
    switch (controller->usb_model) {
    case USB_MODEL_PIIX3_UHCI:
    case USB_MODEL_PIIX4_UHCI:
    case USB_MODEL_VT82C686B_UHCI:
    case USB_MODEL_UNSET:
        return 2;
    case USB_MODEL_PCI_OHCI:
        return 3;
    case USB_MODEL_EHCI:
    case USB_MODEL_ICH9_EHCI1:
        return 6;
    case USB_MODEL_NEC_XHCI:
    case USB_MODEL_QEMU_XHCI:
        return controller->from.ports == XML_ABSENT ? 4 : MIN(controller->ports, MAX_PORTS);
    case USB_MODEL_QUSB1:
    case USB_MODEL_QUSB2:
        return controller->from.ports == XML_ABSENT ? 8 : MIN(controller->ports, MAX_PORTS);
    case USB_MODEL_ICH9_UHCI1:
    case USB_MODEL_ICH9_UHCI2:
    case USB_MODEL_ICH9_UHCI3:
    case USB_MODEL_NONE:
        break;
    }
    return 0;
}

static bool
add_bus(UsbBuses *buses, const Controller *controller, GError **error)
{
    unsigned int n_ports = ports_of(controller);

    if (n_ports == 0)
        return true;
    if (controller->index >= MAX_BUSES)
        return err_set(error, VIR_ERR_XML_ERROR, "Invalid controller index %u", controller->index);
    if (controller->index >= buses->n) {
        buses->items = g_renew(UsbHub *, buses->items, controller->index + 1);
        while (buses->n <= controller->index)
            buses->items[buses->n++] = NULL;
    }
    if (buses->items[controller->index])
        return err_set(error, VIR_ERR_XML_ERROR, "Duplicate USB controllers with index %u",
                       controller->index);
    buses->items[controller->index] = hub_new(n_ports);
    return true;
}

/* --- ports */

static bool
read_path(const char *text, PortPath *path_out)
{
    PortPath path = { 0 };

    for (const char *at = text;; at++) {
        char *end;
        guint64 number = g_ascii_strtoull(at, &end, 10);

        if (!g_ascii_isdigit(*at) || number == 0 || number > MAX_PORTS || path.depth == MAX_DEPTH)
            return false;
        path.ports[path.depth++] = (unsigned int)number;
        at = end;
        if (*at == '\0')
            break;
        if (*at != '.')
            return false;
    }
    *path_out = path;
    return true;
}

static bool
reserve(UsbBuses *buses, const UsbAddress *address, bool is_hub, GError **error)
{
    UsbHub *hub = address->bus < buses->n ? buses->items[address->bus] : NULL;
    struct UsbPort *port = NULL;
    PortPath path;

    if (!hub)
        return err_set(error, VIR_ERR_XML_ERROR, "Missing USB bus %u", address->bus);
    if (!read_path(address->port, &path))
        return err_set(error, VIR_ERR_XML_ERROR, "Cannot parse <address> 'port' attribute");
    for (unsigned int i = 0; i < path.depth; i++) {
        if (port && !port->hub)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "there is no hub at port %u in USB address bus: %u port: %s",
                           path.ports[i - 1], address->bus, address->port);
        hub = port ? port->hub : hub;
        if (path.ports[i] > hub->n_ports && i + 1 < path.depth)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "port %u out of range in USB address bus: %u port: %s", path.ports[i],
                           address->bus, address->port);
        if (path.ports[i] > hub->n_ports)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "requested USB port %s not present on USB bus %u", address->port,
                           address->bus);
        port = &hub->ports[path.ports[i] - 1];
    }
    if (port->is_used)
        return err_set(error, VIR_ERR_XML_ERROR,
                       is_hub && port->hub ? "Duplicate USB hub on bus %u port %s"
                                           : "Duplicate USB address bus %u port %s",
                       address->bus, address->port);
    port->is_used = true;
    if (is_hub)
        port->hub = hub_new(HUB_PORTS);
    return true;
}

static bool
find_free(UsbHub *hub, PortPath *path)
{
    unsigned int depth = path->depth;

    if (depth == MAX_DEPTH)
        return false;
    for (unsigned int i = 0; i < hub->n_ports; i++) {
        if (hub->ports[i].is_used)
            continue;
        path->ports[path->depth++] = i + 1;
        return true;
    }
    for (unsigned int i = 0; i < hub->n_ports; i++) {
        if (!hub->ports[i].hub)
            continue;
        path->ports[depth] = i + 1;
        path->depth = depth + 1;
        if (find_free(hub->ports[i].hub, path))
            return true;
    }
    path->depth = depth;
    return false;
}

static unsigned int
count_free(const UsbHub *hub)
{
    unsigned int n = 0;

    for (unsigned int i = 0; hub && i < hub->n_ports; i++)
        n += hub->ports[i].is_used ? count_free(hub->ports[i].hub) : 1;
    return n;
}

static const char *
path_text(Arena *arena, const PortPath *path)
{
    char text[MAX_DEPTH * 4];
    size_t length = 0;

    for (unsigned int i = 0; i < path->depth; i++)
        length += (size_t)g_snprintf(text + length, sizeof(text) - length, "%s%u", i ? "." : "",
                                     path->ports[i]);
    return arena_strndup(arena, text, length);
}

static bool
assign(UsbBuses *buses, DeviceAddress *address, bool is_hub, GError **error)
{
    bool has_bus = address->type == ADDRESS_TYPE_USB;
    PortPath path = { 0 };
    unsigned int bus = has_bus ? address->usb.bus : 0;

    if (has_bus && (bus >= buses->n || !buses->items[bus]))
        return err_set(error, VIR_ERR_XML_ERROR,
                       "USB bus %u requested but no controller with that index is present", bus);
    while (bus < buses->n && !(buses->items[bus] && find_free(buses->items[bus], &path)))
        bus = has_bus ? buses->n : bus + 1;
    if (bus >= buses->n)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "No free USB ports");
    XML_SET(address, type, ADDRESS_TYPE_USB, XML_DEFINED);
    XML_SET(&address->usb, bus, bus, XML_DEFINED);
    XML_SET(&address->usb, port, path_text(buses->define->arena, &path), XML_DEFINED);
    return reserve(buses, &address->usb, is_hub, error);
}

/* --- all of them */

static bool
reserve_given(UsbBuses *buses, GError **error)
{
    Domain *domain = buses->define->domain;

    for (unsigned int i = 0; i < domain->devices.hubs.n; i++) {
        DeviceAddress *address = &domain->devices.hubs.items[i]->info.address;

        if (is_given(address) && !reserve(buses, &address->usb, true, error))
            return false;
    }
    for (unsigned int k = 0; k < G_N_ELEMENTS(usb_order); k++) {
        for (unsigned int i = 0; i < device_count(domain, usb_order[k]); i++) {
            void *device = device_at(domain, usb_order[k], i);
            DeviceAddress *address = &device_info(usb_order[k], device)->address;

            if (is_given(address) && !reserve(buses, &address->usb, false, error))
                return false;
            if (is_wanted(address) && is_usb(usb_order[k], device))
                buses->n_wanted++;
        }
    }
    return true;
}

static bool
has_devices(const Domain *domain)
{
    for (unsigned int k = 0; k < G_N_ELEMENTS(usb_order); k++)
        for (unsigned int i = 0; i < device_count(domain, usb_order[k]); i++)
            if (is_usb(usb_order[k], device_at(domain, usb_order[k], i)))
                return true;
    return domain->devices.hubs.n > 0;
}

static bool
assign_hubs(UsbBuses *buses, GError **error)
{
    Domain *domain = buses->define->domain;

    for (unsigned int i = 0; i < domain->devices.hubs.n; i++) {
        DeviceAddress *address = &domain->devices.hubs.items[i]->info.address;

        if (is_wanted(address) && !assign(buses, address, true, error))
            return false;
    }
    return true;
}

/* A hub takes a port itself. */
static bool
add_hubs(UsbBuses *buses, GError **error)
{
    Define *define = buses->define;
    unsigned int n_free = 0, n_hubs;

    for (unsigned int i = 0; i < buses->n; i++)
        n_free += count_free(buses->items[i]);
    if (n_free >= buses->n_wanted)
        return true;
    n_hubs = (buses->n_wanted - n_free + HUB_PORTS - 2) / (HUB_PORTS - 1);
    for (unsigned int i = 0; i < n_hubs; i++) {
        Hub *hub = object_new(define->arena, XML_TYPE_HUB, XML_DEFINED);

        XML_SET(hub, type, HUB_TYPE_USB, XML_DEFINED);
        list_append(define->arena, &define->domain->devices.hubs, hub);
        if (!assign(buses, &hub->info.address, true, error))
            return false;
    }
    return true;
}

static bool
assign_devices(UsbBuses *buses, GError **error)
{
    Domain *domain = buses->define->domain;

    for (unsigned int k = 0; k < G_N_ELEMENTS(usb_order); k++) {
        for (unsigned int i = 0; i < device_count(domain, usb_order[k]); i++) {
            void *device = device_at(domain, usb_order[k], i);
            DeviceAddress *address = &device_info(usb_order[k], device)->address;

            if (is_wanted(address) && is_usb(usb_order[k], device) &&
                !assign(buses, address, false, error))
                return false;
        }
    }
    return true;
}

static bool
assign_all(UsbBuses *buses, GError **error)
{
    const Domain *domain = buses->define->domain;

    for (unsigned int i = 0; i < domain->devices.controllers.n; i++)
        if (domain->devices.controllers.items[i]->type == CONTROLLER_TYPE_USB &&
            !add_bus(buses, domain->devices.controllers.items[i], error))
            return false;
    if (buses->n == 0 && has_devices(domain))
        return err_set_full(error, VIR_FROM_QEMU, VIR_ERR_CONFIG_UNSUPPORTED,
                            "USB is disabled for this domain, but USB devices are present in the "
                            "domain XML");
    return buses->n == 0 || (reserve_given(buses, error) && assign_hubs(buses, error) &&
                             add_hubs(buses, error) && assign_devices(buses, error));
}

bool
assign_usb(Define *define, GError **error)
{
    UsbBuses buses = { .define = define };
    bool ok = assign_all(&buses, error);

    for (unsigned int i = 0; i < buses.n; i++)
        hub_free(buses.items[i]);
    g_free(buses.items);
    return ok;
}
