/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with the memory nodes of a guest: their caches, and how fast they reach each
 * other. */
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

static bool
check_caches(const NumaCell *cell, GError **error)
{
    for (unsigned int i = 0; i < cell->caches.n; i++) {
        const NumaCache *cache = cell->caches.items[i];

        if (cache->from.level == XML_ABSENT)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "Missing 'level' attribute in cache element for NUMA node %u", cell->id);
        if (cache->level == 0)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "Invalid 'level' attribute in cache element for NUMA node %u", cell->id);
        for (unsigned int k = 0; k < i; k++)
            if (cell->caches.items[k]->level == cache->level)
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
has_cache(const NumaCell *cell, unsigned int level)
{
    for (unsigned int i = 0; i < cell->caches.n; i++)
        if (cell->caches.items[i]->level == level)
            return true;
    return false;
}

static bool
check_link(const Numa *numa, const Link *link, GError **error)
{
    const Bitmap *cpus;

    if (link->initiator >= numa->cells.n)
        return err_set(error, VIR_ERR_XML_ERROR, "'initiator' refers to a non-existent NUMA node");
    cpus = numa->cells.items[link->initiator]->cpus;
    if (!cpus || bitmap_is_empty(cpus))
        return err_set(error, VIR_ERR_XML_ERROR, "NUMA nodes without CPUs can't be initiator");
    if (link->target >= numa->cells.n)
        return err_set(error, VIR_ERR_XML_ERROR, "'target' refers to a non-existent NUMA node");
    return link->cache == 0 || has_cache(numa->cells.items[link->target], link->cache) ||
           err_set(error, VIR_ERR_XML_ERROR, "'cache' refers to a non-existent NUMA node cache");
}

static guint
link_hash(gconstpointer key)
{
    const Link *link = key;

    return ((link->initiator * 8191u + link->target) * 31u + link->cache) * 31u +
           (guint)link->type * 2u + (guint)link->kind;
}

static gboolean
link_equal(gconstpointer a, gconstpointer b)
{
    const Link *x = a, *y = b;

    return x->kind == y->kind && x->initiator == y->initiator && x->target == y->target &&
           x->cache == y->cache && x->type == y->type;
}

static bool
check_interconnects(const Numa *numa, GError **error)
{
    g_autofree Link *links = g_new(Link, numa->interconnects.n);
    g_autoptr(GHashTable) seen = NULL;

    if (numa->interconnects.n == 0)
        return true;
    seen = g_hash_table_new(link_hash, link_equal);
    for (unsigned int i = 0; i < numa->interconnects.n; i++) {
        links[i] = link_of(&numa->interconnects.items[i]);
        if (!check_link(numa, &links[i], error))
            return false;
        if (!g_hash_table_add(seen, &links[i]))
            return err_set(error, VIR_ERR_XML_ERROR, "Duplicate info for NUMA latencies");
    }
    return true;
}

bool
check_numa(Define *define, GError **error)
{
    const Numa *numa = &define->domain->cpu.numa;

    if (numa->cells.n == 0)
        return numa->interconnects.n == 0 ||
               err_set(error, VIR_ERR_XML_ERROR, "NUMA topology defined without NUMA cells");
    for (unsigned int i = 0; i < numa->cells.n; i++)
        if (!check_caches(numa->cells.items[i], error))
            return false;
    return check_interconnects(numa, error);
}
