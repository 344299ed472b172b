/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices by the names that callers give them. */
#include <string.h>

#include "core/domain/domain-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* Six numbers to the base of 16, with one or two digits each. */
static bool
parse_mac(const char *text, uint8_t mac[6])
{
    for (unsigned int i = 0; i < 6; i++) {
        unsigned int value = 0, digits = 0;

        for (; digits < 2 && g_ascii_isxdigit(*text); digits++)
            value = value * 16 + (unsigned int)g_ascii_xdigit_value(*text++);
        if (digits == 0 || *text != (i < 5 ? ':' : '\0'))
            return false;
        mac[i] = (uint8_t)value;
        text++;
    }
    return true;
}

Net *
domain_find_net(const Domain *domain, const char *device, GError **error)
{
    uint8_t mac[6];
    bool is_mac = parse_mac(device, mac);
    Net *found = NULL;

    for (unsigned int i = 0; i < domain->devices.nets.n; i++) {
        Net *net = domain->devices.nets.items[i];

        if (is_mac ? memcmp(net->mac, mac, sizeof(mac)) != 0 : g_strcmp0(net->ifname, device) != 0)
            continue;
        if (found && is_mac)
            return err_set_null(error, VIR_ERR_OPERATION_FAILED,
                                "multiple interfaces found for '%s'", device);
        if (!found)
            found = net;
    }
    if (!found)
        err_set(error, VIR_ERR_INVALID_ARG, "'%s' is not a known interface", device);
    return found;
}

Disk *
domain_find_disk(const Domain *domain, const char *name)
{
    Disk *found = NULL;

    for (unsigned int i = 0; i < domain->devices.disks.n; i++) {
        Disk *disk = domain->devices.disks.items[i];

        if (g_strcmp0(*name == '/' ? disk->src.path : disk->dst, name) != 0)
            continue;
        if (found)
            return NULL;
        found = disk;
    }
    return found;
}
