/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Serial ports, parallel ports and consoles: their numbers, and the console that is a serial port.
 */
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* Each parallel port without a number gets the one behind the highest before it. */
static void
number_parallels(Devices *devices)
{
    int highest = -1;

    for (unsigned int i = 0; i < devices->parallels.n; i++) {
        Parallel *parallel = devices->parallels.items[i];

        if (parallel->from.port == XML_ABSENT || parallel->port == -1)
            XML_SET(parallel, port, highest + 1, XML_DEFINED);
        highest = MAX(highest, parallel->port);
    }
}

/* Serial ports count those that come later as well. */
static void
number_serials(Devices *devices)
{
    int highest = -1;

    for (unsigned int i = 0; i < devices->serials.n; i++)
        if (devices->serials.items[i]->from.port != XML_ABSENT)
            highest = MAX(highest, devices->serials.items[i]->port);
    for (unsigned int i = 0; i < devices->serials.n; i++) {
        Serial *serial = devices->serials.items[i];

        if (serial->from.port == XML_ABSENT || serial->port == -1)
            XML_SET(serial, port, ++highest, XML_DEFINED);
    }
}

/* What a document says about the number of a console does not count. */
bool
number_characters(Define *define, GError **error)
{
    Devices *devices = &define->domain->devices;

    number_parallels(devices);
    for (unsigned int i = 0; i < devices->consoles.n; i++)
        XML_SET(devices->consoles.items[i], port, (int)i, XML_DEFINED);
    return true;
}

static bool
is_serial_console(const Console *console)
{
    return console->target == CONSOLE_TARGET_UNSET || console->target == CONSOLE_TARGET_SERIAL;
}

/* A copy of the host's end for the other device that shows it. */
static void
copy_source(Define *define, CharSource *to, const CharSource *from)
{
    const CharSource *copy = object_copy(define->arena, XML_TYPE_CHAR_SOURCE, from);

    *to = *copy;
}

/* Its name and its place; what would be written twice is the same twice. */
static void
copy_info(DeviceInfo *to, const DeviceInfo *from)
{
    to->alias = from->alias;
    to->from.alias = from->from.alias;
    to->address = from->address;
}

static void
add_serial(Define *define, const Console *console)
{
    Serial *serial = object_new(define->arena, XML_TYPE_SERIAL, XML_DEFINED);

    copy_source(define, &serial->source, &console->source);
    list_append(define->arena, &define->domain->devices.serials, serial);
}

static void
add_console(Define *define, const Serial *serial)
{
    Console *console = object_new(define->arena, XML_TYPE_CONSOLE, XML_DEFINED);

    copy_source(define, &console->source, &serial->source);
    XML_SET(console, target, CONSOLE_TARGET_SERIAL, XML_DEFINED);
    XML_SET(console, port, serial->port, XML_DEFINED);
    copy_info(&console->info, &serial->info);
    list_insert(define->arena, &define->domain->devices.consoles, 0, console);
}

static bool
can_be_console(const Serial *serial)
{
    return serial->target == SERIAL_TARGET_UNSET || serial->target == SERIAL_TARGET_ISA_SERIAL ||
           serial->target == SERIAL_TARGET_SPAPR_VIO_SERIAL ||
           serial->target == SERIAL_TARGET_SYSTEM_SERIAL ||
           serial->target == SERIAL_TARGET_SCLP_SERIAL;
}

/* One that is not the first, and that nobody said more about. */
bool
check_consoles(Define *define, GError **error)
{
    const Devices *devices = &define->domain->devices;

    for (unsigned int i = 1; i < devices->consoles.n; i++)
        if (is_serial_console(devices->consoles.items[i]))
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                           "Only the first console can be a serial port");
    return true;
}

/* On whole machines the first console is the first serial port once more: either makes the other,
 * and the serial port decides. */
bool
complete_consoles(Define *define, GError **error)
{
    Domain *domain = define->domain;
    Devices *devices = &domain->devices;
    bool is_machine =
        domain->os.type == OS_TYPE_HVM && !(define->rules->capabilities & DOMAIN_CONSOLE_NO_SERIAL);
    Console *first = devices->consoles.n > 0 ? devices->consoles.items[0] : NULL;

    if (is_machine && first && is_serial_console(first) && devices->serials.n == 0)
        add_serial(define, first);
    number_serials(devices);
    if (first && is_serial_console(first)) {
        if (is_machine) {
            copy_source(define, &first->source, &devices->serials.items[0]->source);
            XML_SET(first, port, devices->serials.items[0]->port, XML_DEFINED);
            copy_info(&first->info, &devices->serials.items[0]->info);
        }
        XML_SET_IF_ABSENT(first, target, CONSOLE_TARGET_SERIAL, XML_DEFINED);
    } else if (is_machine && devices->serials.n > 0 && can_be_console(devices->serials.items[0])) {
        add_console(define, devices->serials.items[0]);
    }
    return true;
}
