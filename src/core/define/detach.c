/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Taking a device out of a domain that is stored. */
#include "core/define/define-priv.h"

#define REFUSE(env, error, code, ...)                                                              \
    err_set_full(error, (env)->rules->errors ? (env)->rules->errors : VIR_FROM_DOMAIN, code,       \
                 __VA_ARGS__)

static bool
refuse_missing(DeviceKind kind, const void *device, const DefineEnv *env, GError **error)
{
    const DeviceMatch *match = &device_matches[kind];
    const Disk *disk = device;
    const Lease *lease = device;

    if (kind == DEVICE_DISK)
        return REFUSE(env, error, match->code, "no target device %s",
                      disk->dst ? disk->dst : "(null)");
    if (kind == DEVICE_LEASE)
        return REFUSE(env, error, match->code, "Lease %s in lockspace %s does not exist",
                      lease->key ? lease->key : "", lease->lockspace);
    return REFUSE(env, error, match->code, "%s", match->missing);
}

static bool
check_removal(DeviceKind kind, const void *device, const DefineEnv *env, GError **error)
{
    const Console *console = device;

    if (!device_matches[kind].missing)
        return REFUSE(env, error, VIR_ERR_OPERATION_UNSUPPORTED,
                      "persistent detach of device '%s' is not supported",
                      device_traits[kind].element);
    if (kind == DEVICE_CONSOLE && console->target == CONSOLE_TARGET_SERIAL)
        return REFUSE(env, error, VIR_ERR_OPERATION_INVALID,
                      "detaching serial console is not supported");
    return true;
}

/* Memory that comes with a device goes with it. */
static void
take_memory(Domain *domain, const MemoryDevice *device)
{
    domain->memory.total -= MIN(device->size, domain->memory.total);
    domain->memory.current = MIN(domain->memory.current, domain->memory.total);
}

/* The first console only says that there is a serial port. */
static void
take_serial_console(Domain *domain)
{
    if (domain->devices.serials.n == 0 && domain->devices.consoles.n > 0 &&
        domain->devices.consoles.items[0]->target == CONSOLE_TARGET_SERIAL)
        list_remove(&domain->devices.consoles, 0);
}

bool
domain_remove_device_at(Definition *def, DeviceKind kind, unsigned int at, const DefineEnv *env,
                        GError **error)
{
    Domain *domain = def->root;

    if (!check_removal(kind, device_at(domain, kind, at), env, error))
        return false;
    if (kind == DEVICE_MEMORY)
        take_memory(domain, device_at(domain, kind, at));
    device_remove(domain, kind, at);
    if (kind == DEVICE_SERIAL)
        take_serial_console(domain);
    return domain_define(def, env, error);
}

bool
domain_match_device(Definition *def, DeviceKind kind, const void *device, const DefineEnv *env,
                    unsigned int *at_out, GError **error)
{
    g_autoptr(Arena) arena = arena_new(0);
    Define define = define_of(def, env);
    void *copy = object_copy(arena, device_traits[kind].type, device);
    int at;

    define.arena = arena;
    if (!check_removal(kind, device, env, error) ||
        (env->rules->begin && !env->rules->begin(&define, error)))
        return false;
    /* What these are told by is not completed. */
    if (kind != DEVICE_DISK && kind != DEVICE_NET && kind != DEVICE_CONTROLLER &&
        (!device_read(&define, kind, copy, error) || !device_complete(&define, kind, copy, error)))
        return false;
    if (kind == DEVICE_NET) {
        if (!domain_find_net_device(def->root, copy, &at, error))
            return false;
    } else if ((at = domain_find_device(def->root, kind, copy)) < 0) {
        return refuse_missing(kind, copy, env, error);
    }
    *at_out = (unsigned int)at;
    return true;
}
