/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Shares of the host's caches and memory bandwidth: each virtual CPU belongs to
 * one group, and a group has a share once. */
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

#define CACHE_LEVEL   3 /* the only one that hosts can share out */
#define BANDWIDTH_MAX 100

/* A share of one type of data, or of both. */
static bool
is_taken(Seen *seen, const CacheShare *share, CacheType type)
{
    SeenKey key = { .numbers = { share->level, share->id, type } };

    return seen_before(seen, &key, share) != NULL;
}

static bool
check_caches(const CacheTune *tune, GError **error)
{
    g_autoptr(Seen) seen = seen_new();

    for (unsigned int i = 0; i < tune->caches.n; i++) {
        const CacheShare *share = tune->caches.items[i];
        bool collides = share->type == CACHE_TYPE_BOTH
                            ? is_taken(seen, share, CACHE_TYPE_CODE) |
                                  is_taken(seen, share, CACHE_TYPE_DATA)
                            : is_taken(seen, share, share->type);

        if (collides)
            return err_set_full(error, VIR_FROM_RESCTRL, VIR_ERR_XML_ERROR,
                                "Colliding cache allocations for cache level '%u' id '%u', "
                                "type '%s'",
                                share->level, share->id,
                                define_text(XML_ENUM_CACHE_TYPE, share->type));
    }
    return true;
}

/* What watches a group: all of it, or parts that have nothing in common. */
typedef struct Monitors {
    const Bitmap *group;
    Seen *seen;
    Bitmap *parts; /* that are watched */
} Monitors;

static void
monitors_clear(Monitors *monitors)
{
    seen_free(monitors->seen);
    bitmap_free(monitors->parts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Monitors, monitors_clear)

static bool
add_monitor(Monitors *monitors, const Bitmap *vcpus, GError **error)
{
    if (seen_before(monitors->seen, &(SeenKey){ .bits = vcpus }, vcpus))
        return err_set(error, VIR_ERR_INVALID_ARG, "Identical vcpus found in same type monitors");
    if (bitmap_equal(monitors->group, vcpus))
        return true;
    if (!bitmap_contains(monitors->group, vcpus))
        return err_set(error, VIR_ERR_INVALID_ARG, "Monitor vcpus conflicts with allocation");
    if (bitmap_overlaps(monitors->parts, vcpus))
        return err_set(error, VIR_ERR_INVALID_ARG, "vcpus overlaps in resctrl groups");
    bitmap_add(monitors->parts, vcpus);
    return true;
}

static bool
check_cache_monitors(const CacheTune *tune, GError **error)
{
    g_auto(Monitors) monitors = { tune->vcpus, seen_new(), bitmap_new() };

    for (unsigned int i = 0; i < tune->monitors.n; i++) {
        const CacheMonitor *monitor = tune->monitors.items[i];

        if (monitor->level != CACHE_LEVEL)
            return err_set(error, VIR_ERR_XML_ERROR, "Invalid monitor cache level '%u'",
                           monitor->level);
        if (!add_monitor(&monitors, monitor->vcpus, error))
            return false;
    }
    return true;
}

static bool
check_bandwidth_monitors(const MemoryTune *tune, GError **error)
{
    g_auto(Monitors) monitors = { tune->vcpus, seen_new(), bitmap_new() };

    for (unsigned int i = 0; i < tune->monitors.n; i++)
        if (!add_monitor(&monitors, tune->monitors.items[i]->vcpus, error))
            return false;
    return true;
}

static bool
check_bandwidth(const MemoryTune *tune, GError **error)
{
    g_autoptr(Seen) seen = seen_new();

    for (unsigned int i = 0; i < tune->nodes.n; i++) {
        const BandwidthShare *share = tune->nodes.items[i];

        if (share->bandwidth > BANDWIDTH_MAX)
            return err_set_full(error, VIR_FROM_RESCTRL, VIR_ERR_XML_ERROR,
                                "Memory Bandwidth value exceeding %d is invalid.", BANDWIDTH_MAX);
        if (seen_number(seen, share->id))
            return err_set_full(error, VIR_FROM_RESCTRL, VIR_ERR_XML_ERROR,
                                "Memory Bandwidth already defined for node %u", share->id);
    }
    return true;
}

/* All groups, and the CPUs that are in any. */
typedef struct Groups {
    Seen *seen;
    Bitmap *all;
} Groups;

static void
groups_clear(Groups *groups)
{
    seen_free(groups->seen);
    bitmap_free(groups->all);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Groups, groups_clear)

/* Finds the group of these CPUs, or makes it. A part of another group is wrong. */
static bool
find_group(Groups *groups, const Bitmap *vcpus, bool *is_new_out, GError **error)
{
    *is_new_out = seen_before(groups->seen, &(SeenKey){ .bits = vcpus }, vcpus) == NULL;
    if (*is_new_out && bitmap_overlaps(groups->all, vcpus))
        return err_set(error, VIR_ERR_XML_ERROR, "Overlapping vcpus in resctrls");
    bitmap_add(groups->all, vcpus);
    return true;
}

/* CPUs that the domain does not have are not in any group. Whether one is left. */
static bool
limit_vcpus(Bitmap *vcpus, unsigned int max)
{
    int last;

    while ((last = bitmap_last(vcpus)) >= (int)max)
        bitmap_clear(vcpus, (unsigned int)last);
    return last >= 0;
}

bool
complete_resctrl(Define *define, GError **error)
{
    CpuTune *tune = &define->domain->cputune;
    unsigned int max = define->domain->vcpu.max;
    g_auto(Groups) groups = { seen_new(), bitmap_new() };
    bool is_new;
    unsigned int n_caches = 0, n_memories = 0;

    for (unsigned int i = 0; i < tune->cachetunes.n; i++) {
        CacheTune *cache = tune->cachetunes.items[i];

        if (!limit_vcpus(cache->vcpus, max))
            continue;
        if (!find_group(&groups, cache->vcpus, &is_new, error))
            return false;
        if (!is_new)
            return err_set(error, VIR_ERR_XML_ERROR, "Identical vcpus in cachetunes found");
        if (!check_caches(cache, error) || !check_cache_monitors(cache, error))
            return false;
        if (cache->caches.n > 0 || cache->monitors.n > 0)
            tune->cachetunes.items[n_caches++] = cache;
    }
    for (unsigned int i = 0; i < tune->memorytunes.n; i++) {
        MemoryTune *memory = tune->memorytunes.items[i];

        if (!limit_vcpus(memory->vcpus, max))
            continue;
        if (!find_group(&groups, memory->vcpus, &is_new, error) ||
            !check_bandwidth(memory, error) || !check_bandwidth_monitors(memory, error))
            return false;
        if (memory->nodes.n > 0 || memory->monitors.n > 0)
            tune->memorytunes.items[n_memories++] = memory;
    }
    tune->cachetunes.n = n_caches;
    tune->memorytunes.n = n_memories;
    return true;
}
