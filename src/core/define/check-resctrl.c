/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with shares of the host's caches and memory bandwidth: each virtual CPU belongs to
 * one group, and a group has a share once. */
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

#define CACHE_LEVEL   3 /* the only one that hosts can share out */
#define BANDWIDTH_MAX 100

static bool
collides(const CacheShare *a, const CacheShare *b)
{
    return a->level == b->level && a->id == b->id &&
           (a->type == b->type || a->type == CACHE_TYPE_BOTH || b->type == CACHE_TYPE_BOTH);
}

static bool
check_caches(const CacheTune *tune, GError **error)
{
    for (unsigned int i = 0; i < tune->caches.n; i++)
        for (unsigned int k = 0; k < i; k++)
            if (collides(tune->caches.items[k], tune->caches.items[i]))
                return err_set_full(error, VIR_FROM_RESCTRL, VIR_ERR_XML_ERROR,
                                    "Colliding cache allocations for cache level '%u' id '%u', "
                                    "type '%s'",
                                    tune->caches.items[i]->level, tune->caches.items[i]->id,
                                    define_text(XML_ENUM_CACHE_TYPE, tune->caches.items[i]->type));
    return true;
}

/* What one group is watched by: itself, or parts that have nothing in common. */
static bool
check_monitor(const Bitmap *group, const Bitmap *vcpus, const Bitmap *seen, bool is_repeated,
              GError **error)
{
    if (is_repeated)
        return err_set(error, VIR_ERR_INVALID_ARG, "Identical vcpus found in same type monitors");
    if (bitmap_equal(group, vcpus))
        return true;
    if (!bitmap_contains(group, vcpus))
        return err_set(error, VIR_ERR_INVALID_ARG, "Monitor vcpus conflicts with allocation");
    return !bitmap_overlaps(seen, vcpus) ||
           err_set(error, VIR_ERR_INVALID_ARG, "vcpus overlaps in resctrl groups");
}

static bool
check_cache_monitors(const CacheTune *tune, GError **error)
{
    g_autoptr(Bitmap) seen = bitmap_new();

    for (unsigned int i = 0; i < tune->monitors.n; i++) {
        const CacheMonitor *monitor = tune->monitors.items[i];
        bool is_repeated = false;

        if (monitor->level != CACHE_LEVEL)
            return err_set(error, VIR_ERR_XML_ERROR, "Invalid monitor cache level '%u'",
                           monitor->level);
        for (unsigned int k = 0; k < i; k++)
            is_repeated |= bitmap_equal(tune->monitors.items[k]->vcpus, monitor->vcpus);
        if (!check_monitor(tune->vcpus, monitor->vcpus, seen, is_repeated, error))
            return false;
        if (!bitmap_equal(tune->vcpus, monitor->vcpus))
            bitmap_add(seen, monitor->vcpus);
    }
    return true;
}

static bool
check_bandwidth_monitors(const MemoryTune *tune, GError **error)
{
    g_autoptr(Bitmap) seen = bitmap_new();

    for (unsigned int i = 0; i < tune->monitors.n; i++) {
        const Bitmap *vcpus = tune->monitors.items[i]->vcpus;
        bool is_repeated = false;

        for (unsigned int k = 0; k < i; k++)
            is_repeated |= bitmap_equal(tune->monitors.items[k]->vcpus, vcpus);
        if (!check_monitor(tune->vcpus, vcpus, seen, is_repeated, error))
            return false;
        if (!bitmap_equal(tune->vcpus, vcpus))
            bitmap_add(seen, vcpus);
    }
    return true;
}

static bool
check_bandwidth(const MemoryTune *tune, GError **error)
{
    for (unsigned int i = 0; i < tune->nodes.n; i++) {
        const BandwidthShare *share = tune->nodes.items[i];

        if (share->bandwidth > BANDWIDTH_MAX)
            return err_set_full(error, VIR_FROM_RESCTRL, VIR_ERR_XML_ERROR,
                                "Memory Bandwidth value exceeding %d is invalid.", BANDWIDTH_MAX);
        for (unsigned int k = 0; k < i; k++)
            if (tune->nodes.items[k]->id == share->id)
                return err_set_full(error, VIR_FROM_RESCTRL, VIR_ERR_XML_ERROR,
                                    "Memory Bandwidth already defined for node %u", share->id);
    }
    return true;
}

/* The group of these CPUs: NULL if it would be a new one. A part of another group is wrong. */
static bool
find_group(GPtrArray *groups, const Bitmap *vcpus, const Bitmap **group_out, GError **error)
{
    *group_out = NULL;
    for (unsigned int i = 0; i < groups->len; i++) {
        const Bitmap *group = g_ptr_array_index(groups, i);

        if (bitmap_equal(group, vcpus)) {
            *group_out = group;
            return true;
        }
        if (bitmap_overlaps(group, vcpus))
            return err_set(error, VIR_ERR_XML_ERROR, "Overlapping vcpus in resctrls");
    }
    return true;
}

/* CPUs that the domain does not have are not in any group. */
static bool
is_there(const Bitmap *vcpus, unsigned int max)
{
    int first = vcpus ? bitmap_next(vcpus, -1) : -1;

    return first >= 0 && (unsigned int)first < max;
}

bool
check_resctrl(Define *define, GError **error)
{
    const CpuTune *tune = &define->domain->cputune;
    unsigned int max = define->domain->vcpu.max;
    g_autoptr(GPtrArray) groups = NULL;
    const Bitmap *group;

    if (tune->cachetunes.n == 0 && tune->memorytunes.n == 0)
        return true;
    groups = g_ptr_array_new();
    for (unsigned int i = 0; i < tune->cachetunes.n; i++) {
        const CacheTune *cache = tune->cachetunes.items[i];

        if (!is_there(cache->vcpus, max))
            continue;
        if (!find_group(groups, cache->vcpus, &group, error))
            return false;
        if (group)
            return err_set(error, VIR_ERR_XML_ERROR, "Identical vcpus in cachetunes found");
        if (!check_caches(cache, error) || !check_cache_monitors(cache, error))
            return false;
        g_ptr_array_add(groups, cache->vcpus);
    }
    for (unsigned int i = 0; i < tune->memorytunes.n; i++) {
        const MemoryTune *memory = tune->memorytunes.items[i];

        if (!is_there(memory->vcpus, max))
            continue;
        if (!find_group(groups, memory->vcpus, &group, error) || !check_bandwidth(memory, error) ||
            !check_bandwidth_monitors(memory, error))
            return false;
        if (!group)
            g_ptr_array_add(groups, memory->vcpus);
    }
    return true;
}
