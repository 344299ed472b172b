/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rules.h"

#include <string.h>

#include <libvirt/virterror.h>

#include "base/bitmap.h"
#include "base/number.h"

#define NET_PREFIX "testnet"

/* Elements of other drivers mean nothing to this one and are forgotten. */
static bool
forget_other_drivers(Define *define, GError **error)
{
    Domain *domain = define->domain;

    memset(&domain->qemu, 0, sizeof(domain->qemu));
    memset(&domain->lxc, 0, sizeof(domain->lxc));
    memset(&domain->xen, 0, sizeof(domain->xen));
    memset(&domain->bhyve, 0, sizeof(domain->bhyve));
    memset(&domain->vmware, 0, sizeof(domain->vmware));
    return true;
}

/* testnet7: 7; -1 for other names. */
static int
net_number(const char *ifname)
{
    unsigned int number;

    if (!ifname || !g_str_has_prefix(ifname, NET_PREFIX) ||
        !number_uint(ifname + strlen(NET_PREFIX), 10, "interface", &number, NULL) ||
        number >= BITMAP_LIMIT)
        return -1;
    return (int)number;
}

/* Every interface has a name on the host, although there is none: clients look for it. */
static bool
name_nets(Define *define, GError **error)
{
    Devices *devices = &define->domain->devices;
    g_autoptr(Bitmap) used = bitmap_new();
    unsigned int next = 0;

    for (unsigned int i = 0; i < devices->nets.n; i++) {
        int number = net_number(devices->nets.items[i]->ifname);

        if (number >= 0)
            bitmap_set(used, (unsigned int)number);
    }
    for (unsigned int i = 0; i < devices->nets.n; i++) {
        Net *net = devices->nets.items[i];

        if (net->ifname)
            continue;
        while (bitmap_is_set(used, next))
            next++;
        XML_SET(net, ifname, arena_printf(define->arena, NET_PREFIX "%u", next), XML_DEFINED);
        next++;
    }
    return true;
}

const DomainRules test_domain_rules = {
    .name = "test",
    .errors = VIR_FROM_TEST,
    .capabilities = DOMAIN_MEMORY_HOTPLUG | DOMAIN_OFFLINE_VCPUPIN | DOMAIN_INDIVIDUAL_VCPUS |
                    DOMAIN_USER_ALIAS | DOMAIN_FIRMWARE_AUTO | DOMAIN_NET_MODEL_STRING,
    .mac_prefix = { 0x52, 0x54, 0x00 },
    .begin = forget_other_drivers,
    .finish = name_nets,
};

void
test_pool_fill(Pool *pool)
{
    pool->capacity = pool->available = UINT64_C(100) << 30;
    pool->allocation = 0;
}
