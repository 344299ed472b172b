/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ports of virtio-serial controllers: channels get the next free one, and a new controller when all
 * are full. */
#include "core/define/address-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* Port 0 is for a console of the host's choice. */
#define FIRST_PORT 1
#define MAX_PORTS  31

typedef struct SerialBus {
    bool exists;
    unsigned int n_ports;
    uint32_t used;
} SerialBus;

typedef struct SerialBuses {
    unsigned int n;
    SerialBus *items; /* by the index of the controller */
    unsigned int full; /* none below has a free port */
} SerialBuses;

#define MAX_INDEX 0xffff

static bool
add_bus(SerialBuses *buses, const Controller *controller, GError **error)
{
    unsigned int n = controller->index + 1;

    if (controller->index > MAX_INDEX)
        return err_set(error, VIR_ERR_XML_ERROR, "Invalid controller index %u", controller->index);
    buses->full = MIN(buses->full, controller->index);
    if (n > buses->n) {
        buses->items = g_renew(SerialBus, buses->items, n);
        for (unsigned int i = buses->n; i < n; i++)
            buses->items[i] = (SerialBus){ 0 };
        buses->n = n;
    }
    buses->items[controller->index] = (SerialBus){
        .exists = true,
        .n_ports =
            controller->from.ports == XML_ABSENT ? MAX_PORTS : MIN(controller->ports, MAX_PORTS),
    };
    return true;
}

static bool
list_buses(SerialBuses *buses, const Domain *domain, GError **error)
{
    for (unsigned int i = 0; i < domain->devices.controllers.n; i++) {
        const Controller *controller = domain->devices.controllers.items[i];

        if (controller->type == CONTROLLER_TYPE_VIRTIO_SERIAL && !add_bus(buses, controller, error))
            return false;
    }
    return true;
}

static bool
reserve(SerialBuses *buses, const VirtioSerialAddress *address, GError **error)
{
    SerialBus *bus = address->controller < buses->n ? &buses->items[address->controller] : NULL;
    uint32_t bit;

    if (!bus || !bus->exists)
        return err_set(error, VIR_ERR_XML_ERROR, "virtio serial controller %u is missing",
                       address->controller);
    if (address->port >= bus->n_ports)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "virtio serial controller %u does not have port %u", address->controller,
                       address->port);
    bit = UINT32_C(1) << address->port;
    if (bus->used & bit)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "virtio serial port %u on controller %u is already occupied", address->port,
                       address->controller);
    bus->used |= bit;
    return true;
}

/* 0: none. */
static unsigned int
free_port(const SerialBus *bus)
{
    for (unsigned int port = FIRST_PORT; bus->exists && port < bus->n_ports; port++)
        if (!(bus->used & UINT32_C(1) << port))
            return port;
    return 0;
}

static bool
find_port(SerialBuses *buses, const VirtioSerialAddress *given, unsigned int *controller_out,
          unsigned int *port_out)
{
    unsigned int at;

    while (buses->full < buses->n && free_port(&buses->items[buses->full]) == 0)
        buses->full++;
    at = given ? given->controller : buses->full;
    if (at >= buses->n || free_port(&buses->items[at]) == 0)
        return false;
    *controller_out = at;
    *port_out = free_port(&buses->items[at]);
    return true;
}

static bool
no_free_port(const SerialBuses *buses, unsigned int controller, GError **error)
{
    if (controller >= buses->n || !buses->items[controller].exists)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "virtio-serial controller %u not available",
                       controller);
    return err_set(error, VIR_ERR_XML_ERROR,
                   "Unable to find a free port on virtio-serial controller %u", controller);
}

/* A console on port 0 stays there, and also takes a port of the first controller that a channel
 * could have had: the numbers of channels are those that guests have always seen. */
static bool
reserve_console(SerialBuses *buses, const DeviceAddress *address, GError **error)
{
    VirtioSerialAddress other = { 0 };

    if (address->type != ADDRESS_TYPE_VIRTIO_SERIAL || address->virtio_serial.port != 0)
        return true;
    if (!find_port(buses, &other, &other.controller, &other.port))
        return no_free_port(buses, other.controller, error);
    return reserve(buses, &other, error);
}

static bool
add_controller(Define *define, SerialBuses *buses, GError **error)
{
    Controller *controller = object_new(define->arena, XML_TYPE_CONTROLLER, XML_DEFINED);
    unsigned int index = 0;

    while (index < buses->n && buses->items[index].exists)
        index++;
    XML_SET(controller, type, CONTROLLER_TYPE_VIRTIO_SERIAL, XML_DEFINED);
    XML_SET(controller, index, index, XML_DEFINED);
    list_append(define->arena, &define->domain->devices.controllers, controller);
    return add_bus(buses, controller, error);
}

static bool
assign(Define *define, SerialBuses *buses, DeviceAddress *address, GError **error)
{
    bool is_given = address->type == ADDRESS_TYPE_VIRTIO_SERIAL;
    VirtioSerialAddress *place = &address->virtio_serial;
    unsigned int controller, port;

    while (!find_port(buses, is_given ? place : NULL, &controller, &port)) {
        if (is_given)
            return no_free_port(buses, place->controller, error);
        if (!add_controller(define, buses, error))
            return false;
    }
    XML_SET(address, type, ADDRESS_TYPE_VIRTIO_SERIAL, XML_DEFINED);
    XML_SET(place, controller, controller, XML_DEFINED);
    XML_SET_IF_ABSENT(place, bus, 0, XML_DEFINED);
    XML_SET(place, port, port, XML_DEFINED);
    return reserve(buses, place, error);
}

static bool
assign_all(Define *define, SerialBuses *buses, GError **error)
{
    Domain *domain = define->domain;

    if (!list_buses(buses, domain, error))
        return false;
    for (unsigned int i = 0; i < domain->devices.channels.n; i++) {
        const DeviceAddress *address = &domain->devices.channels.items[i]->info.address;

        if (address->type == ADDRESS_TYPE_VIRTIO_SERIAL && address->virtio_serial.port != 0 &&
            !reserve(buses, &address->virtio_serial, error))
            return false;
    }
    for (unsigned int i = 0; i < domain->devices.consoles.n; i++) {
        const DeviceAddress *address = &domain->devices.consoles.items[i]->info.address;

        if (address->type == ADDRESS_TYPE_VIRTIO_SERIAL && address->virtio_serial.port != 0 &&
            !reserve(buses, &address->virtio_serial, error))
            return false;
    }
    for (unsigned int i = 0; i < domain->devices.consoles.n; i++)
        if (!reserve_console(buses, &domain->devices.consoles.items[i]->info.address, error))
            return false;
    for (unsigned int i = 0; i < domain->devices.channels.n; i++) {
        Channel *channel = domain->devices.channels.items[i];
        DeviceAddress *address = &channel->info.address;

        if (channel->target == CHANNEL_TARGET_VIRTIO &&
            (address->type == ADDRESS_TYPE_UNSET ||
             (address->type == ADDRESS_TYPE_VIRTIO_SERIAL && address->virtio_serial.port == 0)) &&
            !assign(define, buses, address, error))
            return false;
    }
    return true;
}

bool
assign_virtio_serial(Define *define, GError **error)
{
    SerialBuses buses = { 0 };
    bool ok;

    if (define->domain->devices.channels.n == 0 && define->domain->devices.consoles.n == 0)
        return true;
    ok = assign_all(define, &buses, error);
    g_free(buses.items);
    return ok;
}
