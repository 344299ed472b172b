/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Adding a device to a domain that is stored: what the document of the whole domain would not tell
 * apart from a mistake is told here. */
#include <string.h>

#include "core/define/define-priv.h"

#define REFUSE(define, error, code, ...) err_set_full(error, errors_of(define), code, __VA_ARGS__)

static int
errors_of(const Define *define)
{
    return define->rules->errors ? define->rules->errors : VIR_FROM_DOMAIN;
}

static const char *
text_of(const char *text)
{
    return text ? text : "";
}

/* --- what may be there once */

typedef bool (*IsSame)(const void *a, const void *b);

static bool
is_same_disk(const void *a, const void *b)
{
    return strcmp(((const Disk *)a)->dst, ((const Disk *)b)->dst) == 0;
}

static bool
is_same_controller(const void *a, const void *b)
{
    const Controller *x = a, *y = b;

    return x->type == y->type && x->from.index != XML_ABSENT && y->from.index != XML_ABSENT &&
           x->index == y->index;
}

static bool
is_same_lease(const void *a, const void *b)
{
    const Lease *x = a, *y = b;

    return strcmp(x->lockspace, y->lockspace) == 0 && strcmp(text_of(x->key), text_of(y->key)) == 0;
}

static bool
is_same_filesystem(const void *a, const void *b)
{
    return g_strcmp0(((const Filesystem *)a)->dst, ((const Filesystem *)b)->dst) == 0;
}

static bool
is_same_channel(const void *a, const void *b)
{
    const Channel *x = a, *y = b;

    return x->target == y->target && x->name && g_strcmp0(x->name, y->name) == 0;
}

/* Without a number it gets another one. */
static bool
is_same_serial(const void *a, const void *b)
{
    return ((const Serial *)b)->from.port != XML_ABSENT && device_is(DEVICE_SERIAL, a, b);
}

static bool
is_same_parallel(const void *a, const void *b)
{
    return ((const Parallel *)b)->from.port != XML_ABSENT && device_is(DEVICE_PARALLEL, a, b);
}

static bool
is_same_shmem(const void *a, const void *b)
{
    return device_is(DEVICE_SHMEM, a, b);
}

static bool
is_same_hostdev(const void *a, const void *b)
{
    return hostdev_is_same(a, b);
}

static bool
is_any(const void *a, const void *b)
{
    return true;
}

static const IsSame same[N_DEVICE_KINDS] = {
    [DEVICE_DISK] = is_same_disk,
    [DEVICE_CONTROLLER] = is_same_controller,
    [DEVICE_LEASE] = is_same_lease,
    [DEVICE_FILESYSTEM] = is_same_filesystem,
    [DEVICE_SERIAL] = is_same_serial,
    [DEVICE_PARALLEL] = is_same_parallel,
    [DEVICE_CHANNEL] = is_same_channel,
    [DEVICE_SHMEM] = is_same_shmem,
    [DEVICE_HOSTDEV] = is_same_hostdev,
    [DEVICE_WATCHDOG] = is_any,
    [DEVICE_VSOCK] = is_any,
};

static bool
refuse_second(Define *define, DeviceKind kind, const void *device, GError **error)
{
    const Lease *lease = device;

    if (kind == DEVICE_DISK)
        return REFUSE(define, error, VIR_ERR_OPERATION_INVALID, "target %s already exists",
                      ((const Disk *)device)->dst);
    if (kind == DEVICE_CONTROLLER)
        return REFUSE(define, error, VIR_ERR_OPERATION_INVALID,
                      "controller index='%u' already exists", ((const Controller *)device)->index);
    if (kind == DEVICE_LEASE)
        return REFUSE(define, error, VIR_ERR_OPERATION_INVALID,
                      "Lease %s in lockspace %s already exists", text_of(lease->key),
                      lease->lockspace);
    if (kind == DEVICE_FILESYSTEM)
        return REFUSE(define, error, VIR_ERR_OPERATION_INVALID, "Target already exists");
    if (kind == DEVICE_SERIAL || kind == DEVICE_PARALLEL || kind == DEVICE_CHANNEL)
        return REFUSE(define, error, VIR_ERR_OPERATION_INVALID, "chardev already exists");
    if (kind == DEVICE_WATCHDOG)
        return REFUSE(define, error, VIR_ERR_OPERATION_INVALID, "domain already has a watchdog");
    if (kind == DEVICE_VSOCK)
        return REFUSE(define, error, VIR_ERR_OPERATION_INVALID,
                      "domain already has a vsock device");
    return REFUSE(define, error, VIR_ERR_OPERATION_INVALID,
                  "device is already in the domain configuration");
}

/* --- what can be added at all */

static const bool can_be_added[N_DEVICE_KINDS] = {
    [DEVICE_DISK] = true,       [DEVICE_CONTROLLER] = true, [DEVICE_LEASE] = true,
    [DEVICE_FILESYSTEM] = true, [DEVICE_NET] = true,        [DEVICE_SMARTCARD] = true,
    [DEVICE_SERIAL] = true,     [DEVICE_PARALLEL] = true,   [DEVICE_CONSOLE] = true,
    [DEVICE_CHANNEL] = true,    [DEVICE_INPUT] = true,      [DEVICE_SOUND] = true,
    [DEVICE_HOSTDEV] = true,    [DEVICE_REDIRDEV] = true,   [DEVICE_WATCHDOG] = true,
    [DEVICE_RNG] = true,        [DEVICE_SHMEM] = true,      [DEVICE_MEMORY] = true,
    [DEVICE_VSOCK] = true,      [DEVICE_CRYPTO] = true,     [DEVICE_IOMMU] = true,
};

static bool
check_addition(Define *define, DeviceKind kind, void *device, GError **error)
{
    const Console *console = device;

    if (!can_be_added[kind])
        return REFUSE(define, error, VIR_ERR_OPERATION_UNSUPPORTED,
                      "persistent attach of device '%s' is not supported",
                      device_traits[kind].element);
    if (kind == DEVICE_CONSOLE &&
        (console->target == CONSOLE_TARGET_UNSET || console->target == CONSOLE_TARGET_SERIAL))
        return REFUSE(define, error, VIR_ERR_OPERATION_UNSUPPORTED,
                      "attaching serial console is not supported");
    for (unsigned int i = 0; same[kind] && i < device_count(define->domain, kind); i++)
        if (same[kind](device_at(define->domain, kind, i), device))
            return refuse_second(define, kind, device, error);
    return true;
}

/* Memory comes with it. */
static void
add_memory(Domain *domain, const MemoryDevice *device)
{
    Memory *memory = &domain->memory;

    if (memory->current == memory->total)
        memory->current += device->size;
    memory->total += device->size;
}

/* The device is looked at by itself before the domain is looked at with it. */
bool
domain_add_device(Definition *def, DeviceKind kind, const void *device, const DefineEnv *env,
                  GError **error)
{
    Define define = define_of(def, env);
    void *copy = object_copy(def->arena, device_traits[kind].type, device);

    if (env->rules->begin && !env->rules->begin(&define, error))
        return false;
    if (!device_read(&define, kind, copy, error))
        return false;
    /* The number of a controller is found when it is in the list. */
    if ((kind != DEVICE_CONTROLLER || ((Controller *)copy)->from.index != XML_ABSENT) &&
        (!device_complete(&define, kind, copy, error) || !device_check(&define, kind, copy, error)))
        return false;
    if (!check_addition(&define, kind, copy, error))
        return false;
    if (kind == DEVICE_MEMORY)
        add_memory(def->root, copy);
    device_append(def->arena, def->root, kind, copy);
    return domain_define(def, env, error);
}
