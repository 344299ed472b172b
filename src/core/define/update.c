/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Other settings for a device of a domain that is stored: what is said now takes the place of what
 * was said. */
#include "core/define/define-priv.h"

#define REFUSE(env, error, code, ...)                                                              \
    err_set_full(error, (env)->rules->errors ? (env)->rules->errors : VIR_FROM_DOMAIN, code,       \
                 __VA_ARGS__)

/* Its place tells which one: all else may be what changes. */
static int
find_memory(const Domain *domain, const MemoryDevice *device)
{
    const DeviceAddress *address = &device->info.address;

    for (unsigned int i = 0; i < domain->devices.memories.n; i++) {
        const DeviceInfo *info = &domain->devices.memories.items[i]->info;

        if (address->type != ADDRESS_TYPE_UNSET &&
            object_equal(XML_TYPE_DEVICE_ADDRESS, address, &info->address) &&
            (!device->info.alias || g_strcmp0(device->info.alias, info->alias) == 0))
            return (int)i;
    }
    return -1;
}

/* Which one is meant; -1 with an error. */
static int
find_updated(const Domain *domain, DeviceKind kind, const void *device, const DefineEnv *env,
             GError **error)
{
    static const bool is_character[N_DEVICE_KINDS] = {
        [DEVICE_SERIAL] = true,
        [DEVICE_PARALLEL] = true,
        [DEVICE_CONSOLE] = true,
        [DEVICE_CHANNEL] = true,
    };
    int at = -1;

    switch ((unsigned int)kind) {
    case DEVICE_DISK:
        if ((at = domain_find_device(domain, kind, device)) < 0)
            REFUSE(env, error, VIR_ERR_INVALID_ARG, "target %s doesn't exist.",
                   ((const Disk *)device)->dst);
        return at;
    case DEVICE_NET:
        return domain_find_net_device(domain, device, &at, error) ? at : -1;
    case DEVICE_GRAPHICS:
        if ((at = domain_find_device(domain, kind, device)) < 0)
            REFUSE(env, error, VIR_ERR_INVALID_ARG,
                   "cannot find existing graphics type '%s' device to modify",
                   define_text(XML_ENUM_GRAPHICS_TYPE, ((const Graphics *)device)->type));
        return at;
    case DEVICE_MEMORY:
        if ((at = find_memory(domain, device)) < 0)
            REFUSE(env, error, VIR_ERR_INVALID_ARG, "memory not found");
        return at;
    default:
        REFUSE(env, error, VIR_ERR_OPERATION_UNSUPPORTED,
               "persistent update of device '%s' is not supported",
               is_character[kind] ? "chr" : device_traits[kind].element);
        return -1;
    }
}

bool
domain_update_device(Definition *def, DeviceKind kind, const void *device, const DefineEnv *env,
                     unsigned int *at_out, GError **error)
{
    Define define = define_of(def, env);
    void *copy = object_copy(def->arena, device_traits[kind].type, device);
    int at;

    if ((env->rules->begin && !env->rules->begin(&define, error)) ||
        !device_read(&define, kind, copy, error))
        return false;
    /* The number of a controller would be found in a list. */
    if (kind != DEVICE_CONTROLLER &&
        (!device_complete(&define, kind, copy, error) || !device_check(&define, kind, copy, error)))
        return false;
    at = find_updated(def->root, kind, copy, env, error);
    if (at < 0)
        return false;
    device_replace(def->root, kind, (unsigned int)at, copy);
    *at_out = (unsigned int)at;
    return domain_define(def, env, error);
}
