/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Threads and memory nodes that are spoken of have to be there. */
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* ids has those of the list. */
static bool
check_iothread(const Domain *domain, const Seen *ids, unsigned int id, GError **error)
{
    const IOThreads *threads = &domain->iothreads;

    return (threads->list.n > 0 ? seen_has_number(ids, id) : id >= 1 && id <= threads->count) ||
           err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "Cannot find 'iothread' : %u", id);
}

static bool
check_iothread_pins(const Domain *domain, const Seen *ids, GError **error)
{
    const CpuTune *tune = &domain->cputune;
    g_autoptr(Seen) seen = seen_new();

    for (unsigned int i = 0; i < tune->iothreadpins.n; i++) {
        unsigned int id = tune->iothreadpins.items[i]->iothread;

        if (!check_iothread(domain, ids, id, error))
            return false;
        if (seen_number(seen, id))
            return err_set(error, VIR_ERR_INTERNAL_ERROR,
                           "duplicate iothreadpin for same iothread '%u'", id);
    }
    return true;
}

static bool
check_iothread_scheds(const Domain *domain, const Seen *ids, GError **error)
{
    const CpuTune *tune = &domain->cputune;
    g_autoptr(Bitmap) seen = bitmap_new();

    for (unsigned int i = 0; i < tune->iothreadscheds.n; i++) {
        const Bitmap *threads = tune->iothreadscheds.items[i]->iothreads;

        for (int id = -1; (id = bitmap_next(threads, id)) >= 0;)
            if (!check_iothread(domain, ids, (unsigned int)id, error))
                return false;
        if (bitmap_overlaps(seen, threads))
            return err_set(error, VIR_ERR_XML_DETAIL,
                           "'iothreadsched' attributes 'iothreads' must not overlap");
        bitmap_add(seen, threads);
    }
    return true;
}

static bool
check_vcpu_scheds(const Domain *domain, GError **error)
{
    const CpuTune *tune = &domain->cputune;
    g_autoptr(Bitmap) seen = bitmap_new();

    for (unsigned int i = 0; i < tune->vcpuscheds.n; i++) {
        const Bitmap *vcpus = tune->vcpuscheds.items[i]->vcpus;

        for (int id = -1; (id = bitmap_next(vcpus, id)) >= 0;)
            if ((unsigned int)id >= domain->vcpu.max)
                return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                               "vCPU '%d' is not present in domain definition", id);
        if (bitmap_overlaps(seen, vcpus))
            return err_set(error, VIR_ERR_XML_DETAIL,
                           "'vcpusched' attributes 'vcpus' must not overlap");
        bitmap_add(seen, vcpus);
    }
    return true;
}

bool
check_threads(Define *define, GError **error)
{
    const Domain *domain = define->domain;
    g_autoptr(Seen) ids = seen_new();

    for (unsigned int i = 0; i < domain->iothreads.list.n; i++)
        seen_number(ids, domain->iothreads.list.items[i]->id);
    return check_vcpu_scheds(domain, error) && check_iothread_pins(domain, ids, error) &&
           check_iothread_scheds(domain, ids, error);
}

bool
check_numatune(Define *define, GError **error)
{
    const NumaTune *tune = &define->domain->numatune;
    const Numa *numa = &define->domain->cpu.numa;

    if (tune->nodes.n > 0 && numa->cells.n == 0)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "Element 'memnode' is invalid without any guest NUMA cells");
    if (tune->nodes.n > 0 && tune->placement == PLACEMENT_AUTO)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "Per-node binding is not compatible with automatic NUMA placement.");
    for (unsigned int i = 0; i < tune->nodes.n; i++) {
        const NumaTuneNode *node = tune->nodes.items[i];

        if (node->cell >= numa->cells.n)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "Argument 'cellid' in memnode element must correspond to existing "
                           "guest's NUMA cell");
        if (i > 0 && node->cell == tune->nodes.items[i - 1]->cell)
            return err_set(error, VIR_ERR_XML_ERROR, "Multiple memnode elements with cellid %u",
                           node->cell);
        if (tune->mode == NUMA_MODE_RESTRICTIVE && node->mode != NUMA_MODE_RESTRICTIVE)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "'restrictive' mode is required in memnode element when mode is "
                           "'restrictive' in memory element");
    }
    return true;
}
