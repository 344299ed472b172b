/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Memory nodes of a guest: numbered without gaps, distances both ways. */
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

#define LOCAL_DISTANCE  10
#define REMOTE_DISTANCE 20
#define MAX_DISTANCE    255
#define DISTANT_CELLS   1024 /* there are as many distances as their square */

/* A cell without a number has that of its place; they are in the order of the given ones. */
static bool
number_cells(Numa *numa, GError **error)
{
    unsigned int n = numa->cells.n;
    g_autofree NumaCell **by_id = g_new0(NumaCell *, n);
    g_autofree bool *is_absent = g_new0(bool, n);

    for (unsigned int i = 0; i < n; i++)
        if (numa->cells.items[i]->from.id == XML_ABSENT)
            XML_SET(numa->cells.items[i], id, i, XML_DEFINED);
    for (unsigned int i = 0; i < n; i++) {
        NumaCell *cell = numa->cells.items[i];

        if (cell->id >= n)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "Exactly one 'cell' element per guest NUMA cell allowed, "
                           "non-contiguous ranges or ranges not starting from 0 are not allowed");
        if (by_id[cell->id])
            return err_set(error, VIR_ERR_XML_ERROR, "Duplicate NUMA cell info for cell id '%u'",
                           cell->id);
        by_id[cell->id] = cell;
    }
    for (unsigned int i = 0; i < n; i++)
        numa->cells.items[i] = by_id[i];
    return true;
}

static bool
check_cpus(const Numa *numa, unsigned int max, GError **error)
{
    g_autoptr(Bitmap) all = bitmap_new();

    for (unsigned int i = 0; i < numa->cells.n; i++) {
        const Bitmap *cpus = numa->cells.items[i]->cpus;

        if (!cpus)
            continue;
        for (unsigned int k = 0; bitmap_overlaps(all, cpus) && k < i; k++)
            if (numa->cells.items[k]->cpus && bitmap_overlaps(numa->cells.items[k]->cpus, cpus))
                return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                               "NUMA cells %u and %u have overlapping vCPU ids", i, k);
        bitmap_add(all, cpus);
    }
    if (bitmap_count(all) > max)
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "Number of CPUs in <numa> exceeds the <vcpu> count");
    if (bitmap_last(all) >= (int)max)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "CPU IDs in <numa> exceed the <vcpu> count");
    return true;
}

static bool
check_distance(const Numa *numa, const NumaCell *cell, const NumaDistance *distance, GError **error)
{
    if (distance->id >= numa->cells.n)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "'sibling_id %u' does not refer to a valid cell within NUMA 'cell id %u'",
                       distance->id, cell->id);
    if (distance->value < LOCAL_DISTANCE || distance->value > MAX_DISTANCE ||
        (distance->id == cell->id) != (distance->value == LOCAL_DISTANCE))
        return err_set(error, VIR_ERR_XML_ERROR,
                       "'value %u' is invalid for 'sibling id %u' under NUMA 'cell id %u'",
                       distance->value, distance->id, cell->id);
    return true;
}

/* The distances that are given, as n rows of n; of several for one place the first. */
static void
collect_distances(const Numa *numa, NumaDistance **given)
{
    for (unsigned int i = 0; i < numa->cells.n; i++)
        for (unsigned int k = 0; k < numa->cells.items[i]->distances.n; k++) {
            NumaDistance *distance = numa->cells.items[i]->distances.items[k];
            NumaDistance **place = &given[(size_t)i * numa->cells.n + distance->id];

            if (!*place)
                *place = distance;
        }
}

static bool
check_distances(const Numa *numa, bool *has_any_out, GError **error)
{
    for (unsigned int i = 0; i < numa->cells.n; i++)
        for (unsigned int k = 0; k < numa->cells.items[i]->distances.n; k++) {
            if (!check_distance(numa, numa->cells.items[i],
                                numa->cells.items[i]->distances.items[k], error))
                return false;
            *has_any_out = true;
        }
    return !*has_any_out || numa->cells.n <= DISTANT_CELLS ||
           err_set(error, VIR_ERR_XML_ERROR,
                   "distances between %u NUMA cells: there can be %d at most", numa->cells.n,
                   DISTANT_CELLS);
}

/* What is said for one direction counts for the other. If any cell has distances, all have all. */
static bool
complete_distances(Define *define, Numa *numa, GError **error)
{
    unsigned int n = numa->cells.n;
    g_autofree NumaDistance **given = NULL;
    bool has_any = false;

    if (!check_distances(numa, &has_any, error))
        return false;
    if (!has_any)
        return true;
    given = g_new0(NumaDistance *, (size_t)n * n);
    collect_distances(numa, given);
    for (unsigned int i = 0; i < n; i++)
        for (unsigned int k = 0; k < n; k++) {
            const NumaDistance *back = given[(size_t)k * n + i];
            NumaDistance *distance = given[(size_t)i * n + k];
            unsigned int value = i == k ? LOCAL_DISTANCE : back ? back->value : REMOTE_DISTANCE;

            if (distance)
                continue;
            distance = object_new(define->arena, XML_TYPE_NUMA_DISTANCE, XML_DEFINED);
            XML_SET(distance, id, k, XML_DEFINED);
            XML_SET(distance, value, value, XML_DEFINED);
            list_insert(define->arena, &numa->cells.items[i]->distances, k, distance);
        }
    return true;
}

bool
complete_numa(Define *define, GError **error)
{
    Numa *numa = &define->domain->cpu.numa;

    if (numa->cells.n == 0)
        return true;
    return number_cells(numa, error) && complete_distances(define, numa, error) &&
           check_cpus(numa, define->domain->vcpu.max, error);
}
