/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Controllers: in which order they are listed, their numbers, and those that devices imply. */
#include <string.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static bool
is_companion(const Controller *controller)
{
    return controller->type == CONTROLLER_TYPE_USB &&
           controller->usb_model >= USB_MODEL_ICH9_UHCI1 &&
           controller->usb_model <= USB_MODEL_ICH9_UHCI3;
}

/* Also one of another model that the document says is one. */
static bool
has_master(const Controller *controller)
{
    return is_companion(controller) || controller->info.master != NULL;
}

/* Each goes behind those of its type, but before those with a higher number and before its own
 * companions. One without a number is the last of its type when it comes, and stays where it is. */
bool
order_controllers(Define *define, GError **error)
{
    Devices *devices = &define->domain->devices;
    g_autofree OrderKey *keys = g_new(OrderKey, devices->controllers.n);
    unsigned int segments[CONTROLLER_TYPE_NVME + 1] = { 0 };

    for (unsigned int i = 0; i < devices->controllers.n; i++) {
        Controller *controller = devices->controllers.items[i];
        unsigned int *segment = &segments[controller->type];
        bool has_index = controller->from.index != XML_ABSENT;

        keys[i] = (OrderKey){ .group = controller->type,
                              .segment = has_index ? *segment : *segment + 1,
                              .number = has_index ? controller->index : 0,
                              .is_last = is_companion(controller),
                              .item = controller };
        *segment += has_index ? 0 : 2;
        if (is_companion(controller) && !controller->info.master) {
            UsbMaster *master = object_new(define->arena, XML_TYPE_USB_MASTER, XML_DEFINED);

            XML_SET(master, port, 2 * (unsigned int)(controller->usb_model - USB_MODEL_ICH9_UHCI1),
                    XML_DEFINED);
            controller->info.master = master;
        }
    }
    order_items(devices->controllers.items, keys, devices->controllers.n);
    define->controllers = NULL;
    return true;
}

Controller *
define_find_controller(Define *define, ControllerType type, unsigned int index)
{
    const Devices *devices = &define->domain->devices;

    if (!define->controllers) {
        define->controllers = seen_in(define->arena);
        define->n_controllers = 0;
    }
    for (; define->n_controllers < devices->controllers.n; define->n_controllers++) {
        Controller *controller = devices->controllers.items[define->n_controllers];

        if (controller->from.index != XML_ABSENT)
            seen_before(define->controllers,
                        &(SeenKey){ .numbers = { controller->type, controller->index } },
                        controller);
    }
    return (Controller *)seen_find(define->controllers, &(SeenKey){ .numbers = { type, index } });
}

/* Which indexes each type has, as a set. */
typedef struct Used {
    Bitmap *by_type[CONTROLLER_TYPE_NVME + 1];
    unsigned int full[CONTROLLER_TYPE_NVME + 1]; /* none below is free */
} Used;

static void
used_clear(Used *used)
{
    for (unsigned int i = 0; i < G_N_ELEMENTS(used->by_type); i++)
        bitmap_free(used->by_type[i]);
}

static unsigned int
first_free(Used *used, ControllerType type)
{
    while (used->by_type[type] && bitmap_is_set(used->by_type[type], used->full[type]))
        used->full[type]++;
    return used->full[type];
}

/* The companions of a USB controller have its number: the last one that was given out. */
static bool
companion_index(Controller *const *controllers, unsigned int at, unsigned int *index_out)
{
    for (unsigned int i = at; i-- > 0;)
        if (controllers[i]->type == CONTROLLER_TYPE_USB) {
            if ((controllers[i]->usb_model != USB_MODEL_ICH9_EHCI1 &&
                 !is_companion(controllers[i])) ||
                controllers[i]->usb_model == controllers[at]->usb_model)
                return false;
            *index_out = controllers[i]->index;
            return true;
        }
    return false;
}

/* The numbers that are given; refuses absurd ones, as each costs a bit. */
static bool
collect_given(Define *define, Used *used, GError **error)
{
    Devices *devices = &define->domain->devices;

    for (unsigned int i = 0; i < devices->controllers.n; i++) {
        const Controller *controller = devices->controllers.items[i];
        Bitmap **set = &used->by_type[controller->type];

        if (controller->from.index == XML_ABSENT)
            continue;
        if (controller->index >= BITMAP_LIMIT)
            return err_set(error, VIR_ERR_XML_ERROR, "controller index '%u' must be below %u",
                           controller->index, BITMAP_LIMIT);
        if (!*set)
            *set = bitmap_new();
        bitmap_set(*set, controller->index);
    }
    return true;
}

bool
number_controllers(Define *define, GError **error)
{
    Devices *devices = &define->domain->devices;
    Controller **items = devices->controllers.items;
    Used used = { 0 };
    bool ok = collect_given(define, &used, error);

    for (unsigned int i = 0; ok && i < devices->controllers.n; i++) {
        Bitmap **set = &used.by_type[items[i]->type];
        unsigned int index;

        if (items[i]->from.index != XML_ABSENT)
            continue;
        if (!is_companion(items[i]) || !companion_index(items, i, &index))
            index = first_free(&used, items[i]->type);
        if (!*set)
            *set = bitmap_new();
        bitmap_set(*set, index);
        XML_SET(items[i], index, index, XML_DEFINED);
    }
    used_clear(&used);
    define->controllers = NULL; /* which does not know those without a number */
    return ok;
}

/* Several functions of one USB 2 controller have the same number; nothing else has. */
static bool
check_duplicates(Define *define, GError **error)
{
    Devices *devices = &define->domain->devices;
    Used seen = { 0 };
    bool ok = true;

    for (unsigned int i = 0; ok && i < devices->controllers.n; i++) {
        Controller *controller = devices->controllers.items[i];
        Bitmap **set = &seen.by_type[controller->type];

        if (controller->type == CONTROLLER_TYPE_USB || controller->from.index == XML_ABSENT ||
            controller->index >= BITMAP_LIMIT)
            continue;
        if (!*set)
            *set = bitmap_new();
        if (bitmap_is_set(*set, controller->index))
            ok =
                err_set(error, VIR_ERR_XML_ERROR, "Multiple '%s' controllers with index '%u'",
                        define_text(XML_ENUM_CONTROLLER_TYPE, controller->type), controller->index);
        bitmap_set(*set, controller->index);
    }
    used_clear(&seen);
    return ok;
}

/* The first function of a USB controller is not a companion, and without USB there is none. */
bool
check_usb_controllers(Define *define, GError **error)
{
    Devices *devices = &define->domain->devices;
    unsigned int n = 0;
    bool is_none = false, has_companion = false, has_first = false;

    for (unsigned int i = 0; i < devices->controllers.n; i++) {
        Controller *controller = devices->controllers.items[i];

        if (controller->type != CONTROLLER_TYPE_USB)
            continue;
        n++;
        is_none |= controller->usb_model == USB_MODEL_NONE;
        has_companion |= has_master(controller);
        has_first |= !has_master(controller);
    }
    if (is_none && n > 1)
        return err_set(error, VIR_ERR_XML_DETAIL,
                       "Can't add another USB controller: USB is disabled for this domain");
    if (has_companion && !has_first)
        return err_set(error, VIR_ERR_XML_DETAIL, "No master USB controller specified");
    return true;
}

bool
check_controllers(Define *define, GError **error)
{
    return check_duplicates(define, error);
}

Controller *
add_controller(Define *define, ControllerType type, unsigned int index)
{
    Controller *controller = object_new(define->arena, XML_TYPE_CONTROLLER, XML_DEFINED);

    XML_SET(controller, type, type, XML_DEFINED);
    XML_SET(controller, index, index, XML_DEFINED);
    list_append(define->arena, &define->domain->devices.controllers, controller);
    return controller;
}

void
imply_controllers(Define *define, ControllerType type, unsigned int last)
{
    Devices *devices = &define->domain->devices;
    g_autoptr(Bitmap) used = last > 0 ? bitmap_new() : NULL;

    if (!used) {
        if (!define_find_controller(define, type, 0))
            add_controller(define, type, 0);
        return;
    }
    for (unsigned int i = 0; i < devices->controllers.n; i++)
        if (devices->controllers.items[i]->type == type)
            bitmap_set(used, devices->controllers.items[i]->index);
    for (unsigned int index = 0; index <= last; index++)
        if (!bitmap_is_set(used, index))
            add_controller(define, type, index);
}
