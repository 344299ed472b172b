/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which device of a domain another document means. */
#include <string.h>

#include "core/define/define-priv.h"

/* --- what makes a device the one that is meant */

/* Where it is and what it is called count only if they are said. */
static void
forget_info(DeviceInfo *have, DeviceInfo *wanted)
{
    if (wanted->address.type == ADDRESS_TYPE_UNSET)
        have->address = wanted->address;
    if (!wanted->alias) {
        have->alias = NULL;
        have->from.alias = XML_ABSENT;
    }
}

/* All that is said of the one is so of the other. */
static bool
is_equal(DeviceKind kind, const void *have, const void *wanted)
{
    g_autoptr(Arena) arena = arena_new(0);
    XmlTypeId type = device_traits[kind].type;
    void *copy = object_copy(arena, type, have);
    void *other = object_copy(arena, type, wanted);

    if (device_info(kind, copy))
        forget_info(device_info(kind, copy), device_info(kind, other));
    return object_equal(type, copy, other);
}

static bool
is_at(DeviceKind kind, const void *have, const void *wanted)
{
    const DeviceInfo *a = device_info(kind, (void *)have);
    const DeviceInfo *b = device_info(kind, (void *)wanted);

    return b->address.type == ADDRESS_TYPE_UNSET ||
           object_equal(XML_TYPE_DEVICE_ADDRESS, &a->address, &b->address);
}

static bool
is_disk(const void *have, const void *wanted)
{
    return g_strcmp0(((const Disk *)have)->dst, ((const Disk *)wanted)->dst) == 0;
}

static bool
is_net(const void *have, const void *wanted)
{
    const Net *a = have, *b = wanted;

    if (b->from.mac == XML_GIVEN && memcmp(a->mac, b->mac, sizeof(a->mac)) != 0)
        return false;
    if (a->info.alias && b->info.alias && strcmp(a->info.alias, b->info.alias) != 0)
        return false;
    return is_at(DEVICE_NET, have, wanted);
}

static bool
is_controller(const void *have, const void *wanted)
{
    const Controller *a = have, *b = wanted;

    return a->type == b->type && b->from.index != XML_ABSENT && a->index == b->index;
}

static bool
is_lease(const void *have, const void *wanted)
{
    const Lease *a = have, *b = wanted;

    return g_strcmp0(a->lockspace, b->lockspace) == 0 && g_strcmp0(a->key, b->key) == 0;
}

static bool
is_filesystem(const void *have, const void *wanted)
{
    return g_strcmp0(((const Filesystem *)have)->dst, ((const Filesystem *)wanted)->dst) == 0;
}

static bool
is_hostdev(const void *have, const void *wanted)
{
    return hostdev_is_same(have, wanted);
}

static bool
is_the_one(const void *have, const void *wanted)
{
    return true;
}

static bool
is_vsock(const void *have, const void *wanted)
{
    const Vsock *a = have, *b = wanted;

    return a->model == b->model && a->auto_cid == b->auto_cid && is_at(DEVICE_VSOCK, have, wanted);
}

static bool
is_input(const void *have, const void *wanted)
{
    const Input *a = have, *b = wanted;

    return a->type == b->type && a->bus == b->bus && g_strcmp0(a->path, b->path) == 0 &&
           a->model == b->model && is_at(DEVICE_INPUT, have, wanted);
}

static bool
is_sound(const void *have, const void *wanted)
{
    return ((const Sound *)have)->model == ((const Sound *)wanted)->model &&
           is_at(DEVICE_SOUND, have, wanted);
}

static bool
is_graphics(const void *have, const void *wanted)
{
    return ((const Graphics *)have)->type == ((const Graphics *)wanted)->type;
}

static bool
is_redirdev(const void *have, const void *wanted)
{
    const Redirdev *a = have, *b = wanted;

    return a->bus == b->bus && object_equal(XML_TYPE_CHAR_SOURCE, &a->src, &b->src) &&
           is_at(DEVICE_REDIRDEV, have, wanted);
}

static bool
is_serial(const void *have, const void *wanted)
{
    const Serial *a = have, *b = wanted;

    return (b->from.target == XML_ABSENT || a->target == b->target) &&
           (b->from.port == XML_ABSENT || a->port == b->port) &&
           object_equal(XML_TYPE_CHAR_SOURCE, &a->source, &b->source);
}

static bool
is_parallel(const void *have, const void *wanted)
{
    const Parallel *a = have, *b = wanted;

    return (b->from.port == XML_ABSENT || a->port == b->port) &&
           object_equal(XML_TYPE_CHAR_SOURCE, &a->source, &b->source);
}

static bool
is_console(const void *have, const void *wanted)
{
    const Console *a = have, *b = wanted;

    return a->target == b->target && (b->from.port == XML_ABSENT || a->port == b->port) &&
           object_equal(XML_TYPE_CHAR_SOURCE, &a->source, &b->source);
}

static bool
is_channel(const void *have, const void *wanted)
{
    const Channel *a = have, *b = wanted;

    return a->target == b->target && g_strcmp0(a->name, b->name) == 0 &&
           g_strcmp0(a->address, b->address) == 0 && a->port == b->port &&
           object_equal(XML_TYPE_CHAR_SOURCE, &a->source, &b->source);
}

#define NOT_CONFIGURED "device not present in domain configuration"

const DeviceMatch device_matches[N_DEVICE_KINDS] = {
    [DEVICE_DISK] = { is_disk, VIR_ERR_DEVICE_MISSING, "no target device" },
    [DEVICE_CONTROLLER] = { is_controller, VIR_ERR_DEVICE_MISSING, NOT_CONFIGURED },
    [DEVICE_LEASE] = { is_lease, VIR_ERR_DEVICE_MISSING, "Lease" },
    [DEVICE_FILESYSTEM] = { is_filesystem, VIR_ERR_DEVICE_MISSING,
                            "no matching filesystem device was found" },
    [DEVICE_NET] = { is_net, VIR_ERR_DEVICE_MISSING, "no device found" },
    [DEVICE_SERIAL] = { is_serial, VIR_ERR_INVALID_ARG, NOT_CONFIGURED },
    [DEVICE_PARALLEL] = { is_parallel, VIR_ERR_INVALID_ARG, NOT_CONFIGURED },
    [DEVICE_CONSOLE] = { is_console, VIR_ERR_INVALID_ARG, NOT_CONFIGURED },
    [DEVICE_CHANNEL] = { is_channel, VIR_ERR_INVALID_ARG, NOT_CONFIGURED },
    [DEVICE_INPUT] = { is_input, VIR_ERR_DEVICE_MISSING, "matching input device not found" },
    [DEVICE_GRAPHICS] = { is_graphics, VIR_ERR_INVALID_ARG, NULL },
    [DEVICE_SOUND] = { is_sound, VIR_ERR_DEVICE_MISSING, NOT_CONFIGURED },
    [DEVICE_HOSTDEV] = { is_hostdev, VIR_ERR_DEVICE_MISSING, NOT_CONFIGURED },
    [DEVICE_REDIRDEV] = { is_redirdev, VIR_ERR_DEVICE_MISSING,
                          "no matching redirdev was not found" },
    [DEVICE_WATCHDOG] = { is_the_one, VIR_ERR_DEVICE_MISSING, "domain has no watchdog" },
    [DEVICE_RNG] = { NULL, VIR_ERR_DEVICE_MISSING, "no matching RNG device was found" },
    [DEVICE_SHMEM] = { NULL, VIR_ERR_DEVICE_MISSING, "matching shmem device was not found" },
    [DEVICE_MEMORY] = { NULL, VIR_ERR_DEVICE_MISSING, "matching memory device was not found" },
    [DEVICE_VSOCK] = { is_vsock, VIR_ERR_OPERATION_FAILED, "matching vsock device not found" },
    [DEVICE_CRYPTO] = { NULL, VIR_ERR_DEVICE_MISSING, "matching crypto device not found" },
};

bool
device_is(DeviceKind kind, const void *have, const void *wanted)
{
    const DeviceMatch *match = &device_matches[kind];

    return match->is_same ? match->is_same(have, wanted) : is_equal(kind, have, wanted);
}

static int
find_from(const Domain *domain, DeviceKind kind, const void *device, unsigned int from)
{
    for (unsigned int i = from; i < device_count(domain, kind); i++)
        if (device_is(kind, device_at(domain, kind, i), device))
            return (int)i;
    return -1;
}

int
domain_find_device(const Domain *domain, DeviceKind kind, const void *device)
{
    return find_from(domain, kind, device, 0);
}

/* --- interfaces, of which several may match */

static const char *
mac_text(const Net *net, char text[18])
{
    if (net->from.mac != XML_GIVEN)
        return "(<null>)";
    g_snprintf(text, 18, "%02x:%02x:%02x:%02x:%02x:%02x", net->mac[0], net->mac[1], net->mac[2],
               net->mac[3], net->mac[4], net->mac[5]);
    return text;
}

static char *
address_text(const DeviceAddress *address)
{
    if (address->type != ADDRESS_TYPE_PCI)
        return g_strdup("(<null>)");
    return g_strdup_printf("%04x:%02x:%02x.%x", address->pci.domain, address->pci.bus,
                           address->pci.slot, address->pci.function);
}

bool
domain_find_net_device(const Domain *domain, const Net *net, int *at_out, GError **error)
{
    g_autofree char *address = address_text(&net->info.address);
    char mac[18];

    *at_out = find_from(domain, DEVICE_NET, net, 0);
    if (*at_out < 0)
        return err_set_full(error, VIR_FROM_DOMAIN, VIR_ERR_DEVICE_MISSING,
                            "no device found at address '%s' matching MAC address '%s' and alias "
                            "'%s'",
                            address, mac_text(net, mac),
                            net->info.alias ? net->info.alias : "(<null>)");
    if (find_from(domain, DEVICE_NET, net, (unsigned int)*at_out + 1) >= 0)
        return err_set_full(error, VIR_FROM_DOMAIN, VIR_ERR_OPERATION_FAILED,
                            "multiple matching devices found");
    return true;
}
