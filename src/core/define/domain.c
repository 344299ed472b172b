/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The steps of a domain. Their order is the original's: a document with two mistakes gets the
 * error of the earlier step, and tools match it. */
#include "core/define/define-priv.h"

#include "xml/engine.h"

#include <string.h>

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* --- steps that come from the rules */

static bool
begin(Define *define, GError **error)
{
    return !define->rules->begin || define->rules->begin(define, error);
}

static bool
complete(Define *define, GError **error)
{
    return !define->rules->complete || define->rules->complete(define, error);
}

static bool
assign_addresses(Define *define, GError **error)
{
    return !define->rules->assign_addresses || define->rules->assign_addresses(define, error);
}

static bool
finish(Define *define, GError **error)
{
    return !define->rules->finish || define->rules->finish(define, error);
}

static bool
check_rules(Define *define, GError **error)
{
    return !define->rules->check || define->rules->check(define, error);
}

/* --- each device */

/* Count again each time: a step may add devices, also of its own kind. */
static bool
each_device(Define *define,
            bool (*step)(Define *define, DeviceKind kind, void *device, GError **error),
            GError **error)
{
    for (unsigned int k = 0; k < N_DEVICE_KINDS; k++) {
        DeviceKind kind = device_order[k];

        for (unsigned int i = 0; i < device_count(define->domain, kind); i++)
            if (!step(define, kind, device_at(define->domain, kind, i), error))
                return false;
    }
    return true;
}

static bool
run_device_step(Define *define, DeviceStep step, DeviceKind kind, void *device, GError **error)
{
    if (!step)
        return true;
    define->kind = kind;
    return step(define, device, error);
}

bool
device_read(Define *define, DeviceKind kind, void *device, GError **error)
{
    DeviceInfo *info = device_info(kind, device);

    return (!info || read_info(define, info, error)) &&
           run_device_step(define, read_device_steps[kind], kind, device, error);
}

/* Those of the document have no number before the devices that decide it are complete. */
static bool
number_if_needed(Define *define, DeviceKind kind, void *device, GError **error)
{
    return kind != DEVICE_CONTROLLER || ((Controller *)device)->from.index != XML_ABSENT ||
           number_controllers(define, error);
}

bool
device_complete(Define *define, DeviceKind kind, void *device, GError **error)
{
    return number_if_needed(define, kind, device, error) &&
           run_device_step(define, define->rules->complete_device[kind], kind, device, error) &&
           run_device_step(define, complete_device_steps[kind], kind, device, error);
}

bool
device_check(Define *define, DeviceKind kind, void *device, GError **error)
{
    return run_device_step(define, check_device_steps[kind], kind, device, error) &&
           run_device_step(define, define->rules->check_device[kind], kind, device, error);
}

/* As they stand in the document. */
static bool
read_devices(Define *define, GError **error)
{
    for (unsigned int kind = 0; kind < N_DEVICE_KINDS; kind++) {
        for (unsigned int i = 0; i < device_count(define->domain, kind); i++)
            if (!device_read(define, kind, device_at(define->domain, kind, i), error))
                return false;
        if (!check_usb_devices(define, kind, error))
            return false;
    }
    return true;
}

static bool
complete_devices(Define *define, GError **error)
{
    return each_device(define, device_complete, error);
}

static bool
check_devices(Define *define, GError **error)
{
    return each_device(define, device_check, error);
}

/* Those that drives and channels brought along are controllers like any other. */
static bool
complete_implied(Define *define, GError **error)
{
    const Devices *devices = &define->domain->devices;

    for (unsigned int i = 0; i < devices->controllers.n; i++)
        if (!device_complete(define, DEVICE_CONTROLLER, devices->controllers.items[i], error))
            return false;
    return true;
}

/* --- the order */

static const DomainStep complete_steps[] = {
    /* What the document alone decides. */
    check_name,
    complete_identity,
    check_vcpu_document,
    complete_vcpus,
    complete_iothreads,
    complete_cpu,
    complete_numa,
    check_numa,
    complete_cputune,
    complete_resctrl,
    check_numatune,
    complete_clock,
    complete_os,
    check_document,
    complete_tune,
    complete_sysinfo,
    complete_security,
    order_disks,
    order_controllers,
    check_usb_controllers,
    number_characters,
    order_videos,
    read_devices,
    check_serial_ports,
    /* What also depends on the driver. */
    begin,
    complete_memory,
    check_firmware_features,
    check_slash,
    check_hugepages,
    check_controllers,
    check_panics,
    complete,
    imply_devices,
    complete_consoles,
    complete_devices,
    check_consoles,
    complete_boot,
    check_boot_order,
    assign_drives,
    complete_implied,
    assign_addresses,
    finish,
};

static const DomainStep check_steps[] = {
    check_rules, check_redirdevs, check_devices, check_all_devices, check_domain,
};

static bool
run_steps(const DomainStep *steps, unsigned int n, Define *define, GError **error)
{
    for (unsigned int i = 0; i < n; i++)
        if (!steps[i](define, error))
            return false;
    return true;
}

Define
define_of(Definition *def, const DefineEnv *env)
{
    return (Define){
        .def = def, .domain = def->root, .arena = def->arena, .env = env, .rules = env->rules
    };
}

bool
domain_complete(Definition *def, const DefineEnv *env, GError **error)
{
    Define define = define_of(def, env);

    return run_steps(complete_steps, G_N_ELEMENTS(complete_steps), &define, error);
}

bool
domain_check(Definition *def, const DefineEnv *env, GError **error)
{
    Define define = define_of(def, env);

    return begin(&define, error) &&
           run_steps(check_steps, G_N_ELEMENTS(check_steps), &define, error);
}

bool
domain_define(Definition *def, const DefineEnv *env, GError **error)
{
    Define define = define_of(def, env);

    return run_steps(complete_steps, G_N_ELEMENTS(complete_steps), &define, error) &&
           run_steps(check_steps, G_N_ELEMENTS(check_steps), &define, error);
}

const char *
define_text(unsigned int enum_id, int value)
{
    const char *text = xml_enum_text(enum_id, value);

    return text ? text : "(null)";
}
