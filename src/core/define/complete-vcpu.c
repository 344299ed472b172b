/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Virtual CPUs, other threads of the emulator, and where they may run. */
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* Beyond that, lists with an entry for each CPU would only cost memory. */
#define VCPU_LIMIT 16384
#define IOTHREAD_LIMIT 65536

/* <vcpu placement> and <numatune> say the same twice: numad places CPUs and memory together. */
static bool
complete_placement(Domain *domain, GError **error)
{
    Vcpus *vcpus = &domain->vcpu;
    NumaTune *tune = &domain->numatune;

    if (tune->from.placement != XML_ABSENT && tune->placement == PLACEMENT_STATIC && !tune->nodeset)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "nodeset for NUMA memory tuning must be set if 'placement' is 'static'");
    if (tune->placement == PLACEMENT_AUTO && !vcpus->cpuset)
        XML_SET(vcpus, placement, PLACEMENT_AUTO, XML_DEFINED);
    if (vcpus->placement == PLACEMENT_AUTO) {
        XML_UNSET(vcpus, cpuset);
        if (!tune->nodeset && tune->placement == PLACEMENT_UNSET)
            XML_SET(tune, placement, PLACEMENT_AUTO, XML_DEFINED);
    }
    if (tune->placement == PLACEMENT_AUTO)
        XML_UNSET(tune, nodeset);
    if (tune->nodeset || tune->placement == PLACEMENT_AUTO)
        XML_SET_IF_ABSENT(tune, mode, NUMA_MODE_STRICT, XML_DEFINED);
    return true;
}

/* One line for each CPU, if there is any. They are in the order of their numbers. */
static bool
complete_vcpu_list(Define *define, GError **error)
{
    Vcpus *vcpus = &define->domain->vcpu;
    unsigned int enabled = 0, n_kept = 0;

    if (vcpus->list.n == 0)
        return true;
    for (unsigned int i = 0; i < vcpus->list.n; i++) {
        unsigned int id = vcpus->list.items[i]->id;

        if (id >= vcpus->max)
            return err_set(error, VIR_ERR_XML_ERROR,
                           "vcpu id '%u' is out of range of maximum vcpu count", id);
        /* The last one counts. */
        if (n_kept > 0 && id == vcpus->list.items[n_kept - 1]->id)
            n_kept--;
        vcpus->list.items[n_kept++] = vcpus->list.items[i];
    }
    vcpus->list.n = n_kept;
    for (unsigned int id = 0; id < vcpus->max; id++) {
        Vcpu *vcpu = id < vcpus->list.n ? vcpus->list.items[id] : NULL;

        if (!vcpu || vcpu->id != id) {
            vcpu = object_new(define->arena, XML_TYPE_VCPU, XML_DEFINED);
            XML_SET(vcpu, id, id, XML_DEFINED);
            XML_SET(vcpu, enabled, YES_NO_NO, XML_DEFINED);
            list_insert(define->arena, &vcpus->list, id, vcpu);
        }
        enabled += vcpu->enabled == YES_NO_YES;
        XML_SET_IF_ABSENT(vcpu, hotpluggable, vcpu->enabled == YES_NO_YES ? YES_NO_NO : YES_NO_YES,
                          XML_DEFINED);
    }
    XML_SET(vcpus, current, enabled, XML_DEFINED);
    return true;
}

bool
complete_vcpus(Define *define, GError **error)
{
    Domain *domain = define->domain;
    Vcpus *vcpus = &domain->vcpu;

    if (vcpus->max > VCPU_LIMIT)
        return err_set(error, VIR_ERR_XML_ERROR, "maximum vcpus count must be an integer");
    if (vcpus->list.n == 0 && vcpus->from.current != XML_ABSENT && vcpus->current > vcpus->max)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "maximum vCPU count must not be less than current vCPU count");
    if (vcpus->max == 0)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "CPU IDs in <numa> exceed the <vcpu> count");
    return complete_vcpu_list(define, error) && complete_placement(domain, error);
}

/* The number of threads and the list of those that are told apart. */
bool
complete_iothreads(Define *define, GError **error)
{
    IOThreads *threads = &define->domain->iothreads;
    unsigned int given = threads->list.n, free_id = 1;

    g_autoptr(Seen) ids = NULL;

    if (threads->count > IOTHREAD_LIMIT)
        return err_set(error, VIR_ERR_XML_ERROR, "iothreads count '%u' must not exceed %d",
                       threads->count, IOTHREAD_LIMIT);
    if (given == 0)
        return true;
    ids = seen_new();
    for (unsigned int i = 0; i < given; i++)
        if (seen_number(ids, threads->list.items[i]->id))
            return err_set(error, VIR_ERR_XML_ERROR, "duplicate iothread id '%u' found",
                           threads->list.items[i]->id);
    if (threads->count < given)
        XML_SET(threads, count, given, XML_DEFINED);
    while (threads->list.n < threads->count) {
        IOThread *thread = object_new(define->arena, XML_TYPE_IOTHREAD, XML_DEFINED);

        while (seen_number(ids, free_id))
            free_id++;
        XML_SET(thread, id, free_id, XML_DEFINED);
        list_append(define->arena, &threads->list, thread);
    }
    return true;
}

/* One line for each CPU, as it is written. */
static void
split_vcpu_scheds(Define *define, CpuTune *tune)
{
    for (unsigned int i = 0; i < tune->vcpuscheds.n; i++) {
        VcpuSched *sched = tune->vcpuscheds.items[i];
        int first = bitmap_next(sched->vcpus, -1);

        for (int id = bitmap_last(sched->vcpus); id > first; id--) {
            VcpuSched *copy;

            if (!bitmap_is_set(sched->vcpus, (unsigned int)id))
                continue;
            copy = object_copy(define->arena, XML_TYPE_VCPU_SCHED, sched);
            bitmap_clear_all(copy->vcpus);
            bitmap_set(copy->vcpus, (unsigned int)id);
            bitmap_clear(sched->vcpus, (unsigned int)id);
            list_insert(define->arena, &tune->vcpuscheds, i + 1, copy);
        }
    }
}

/* Pins of CPUs that the domain does not have are dropped, as the original does. */
bool
complete_cputune(Define *define, GError **error)
{
    Domain *domain = define->domain;
    CpuTune *tune = &domain->cputune;

    for (unsigned int i = 1; i < tune->vcpupins.n; i++)
        if (tune->vcpupins.items[i]->vcpu == tune->vcpupins.items[i - 1]->vcpu)
            return err_set(error, VIR_ERR_INTERNAL_ERROR, "duplicate vcpupin for vcpu '%u'",
                           tune->vcpupins.items[i]->vcpu);
    while (tune->vcpupins.n > 0 &&
           tune->vcpupins.items[tune->vcpupins.n - 1]->vcpu >= domain->vcpu.max)
        list_remove(&tune->vcpupins, tune->vcpupins.n - 1);
    return check_threads(define, error) && (split_vcpu_scheds(define, tune), true);
}
