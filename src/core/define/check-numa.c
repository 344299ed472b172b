/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with the memory nodes of a guest: their caches, and how fast they reach each
 * other. */
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* Caches of all cells, by the number of the cell and their level. */
#define cache_key(cell, level) ((SeenKey){ .numbers = { (cell), (level) } })

static bool
check_caches(const NumaCell *cell, Seen *seen, GError **error)
{
    for (unsigned int i = 0; i < cell->caches.n; i++) {
        const NumaCache *cache = cell->caches.items[i];

        if (cache->from.level == XML_ABSENT)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "Missing 'level' attribute in cache element for NUMA node %u", cell->id);
        if (cache->level == 0)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "Invalid 'level' attribute in cache element for NUMA node %u", cell->id);
        if (seen_before(seen, &cache_key(cell->id, cache->level), cache))
            return err_set(error, VIR_ERR_XML_ERROR, "Cache level '%u' already defined",
                           cache->level);
        if (cache->from.associativity == XML_ABSENT)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "Missing 'associativity' attribute in cache element for NUMA node %u",
                           cell->id);
        if (cache->from.policy == XML_ABSENT)
            return err_set(error, VIR_ERR_XML_ERROR, "Invalid cache policy '(null)'");
    }
    return true;
}

/* The same of a latency and a bandwidth. */
typedef struct Link {
    int kind;
    unsigned int initiator;
    unsigned int target;
    unsigned int cache;
    MemoryLatencyType type;
} Link;

static Link
link_of(const XmlVariant *item)
{
    if (item->kind == NUMA_LATENCY) {
        const NumaLatency *latency = item->object;

        return (Link){ item->kind, latency->initiator, latency->target, latency->cache,
                       latency->type };
    } else {
        const NumaBandwidth *bandwidth = item->object;

        return (Link){ item->kind, bandwidth->initiator, bandwidth->target, bandwidth->cache,
                       bandwidth->type };
    }
}

static bool
check_link(const Numa *numa, const Link *link, const Seen *caches, GError **error)
{
    const Bitmap *cpus;

    if (link->initiator >= numa->cells.n)
        return err_set(error, VIR_ERR_XML_ERROR, "'initiator' refers to a non-existent NUMA node");
    cpus = numa->cells.items[link->initiator]->cpus;
    if (!cpus || bitmap_is_empty(cpus))
        return err_set(error, VIR_ERR_XML_ERROR, "NUMA nodes without CPUs can't be initiator");
    if (link->target >= numa->cells.n)
        return err_set(error, VIR_ERR_XML_ERROR, "'target' refers to a non-existent NUMA node");
    return link->cache == 0 || seen_find(caches, &cache_key(link->target, link->cache)) ||
           err_set(error, VIR_ERR_XML_ERROR, "'cache' refers to a non-existent NUMA node cache");
}

static bool
check_interconnects(const Numa *numa, const Seen *caches, GError **error)
{
    g_autoptr(Seen) seen = seen_new();

    for (unsigned int i = 0; i < numa->interconnects.n; i++) {
        Link link = link_of(&numa->interconnects.items[i]);
        SeenKey key = { .numbers = { (uint64_t)link.kind, link.initiator, link.target, link.cache,
                                     link.type } };

        if (!check_link(numa, &link, caches, error))
            return false;
        if (seen_before(seen, &key, numa))
            return err_set(error, VIR_ERR_XML_ERROR, "Duplicate info for NUMA latencies");
    }
    return true;
}

bool
check_numa(Define *define, GError **error)
{
    const Numa *numa = &define->domain->cpu.numa;
    g_autoptr(Seen) caches = seen_new();

    if (numa->cells.n == 0)
        return numa->interconnects.n == 0 ||
               err_set(error, VIR_ERR_XML_ERROR, "NUMA topology defined without NUMA cells");
    for (unsigned int i = 0; i < numa->cells.n; i++)
        if (!check_caches(numa->cells.items[i], caches, error))
            return false;
    return check_interconnects(numa, caches, error);
}
