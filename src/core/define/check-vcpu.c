/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with the numbers of threads. */
#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* Worker threads; absent: the emulator's own limits. */
static bool
check_pool(bool has_min, int min, bool has_max, int max, GError **error)
{
    if (has_max && max <= 0)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                       "thread_pool_max must be a positive integer");
    return !has_min || min <= (has_max ? max : -1) ||
           err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                   "thread_pool_min must be smaller or equal to thread_pool_max");
}

/* The type has the sign for the API, where -1 is the emulator's own limit. */
static bool
check_sign(const char *what, int value, GError **error)
{
    return value >= 0 || err_set_full(error, VIR_FROM_XML, VIR_ERR_XML_ERROR,
                                      "Invalid value for attribute '%s' in element 'iothread': "
                                      "'%d'. Expected non-negative value",
                                      what, value);
}

static bool
check_pools(const IOThreads *threads, GError **error)
{
    if (!check_pool(threads->from.default_pool_min != XML_ABSENT, threads->default_pool_min,
                    threads->from.default_pool_max != XML_ABSENT, threads->default_pool_max, error))
        return false;
    for (unsigned int i = 0; i < threads->list.n; i++) {
        const IOThread *thread = threads->list.items[i];

        if (!check_sign("thread_pool_min", thread->thread_pool_min, error) ||
            !check_sign("thread_pool_max", thread->thread_pool_max, error))
            return false;
        if (!check_pool(thread->from.thread_pool_min != XML_ABSENT, thread->thread_pool_min,
                        thread->from.thread_pool_max != XML_ABSENT, thread->thread_pool_max, error))
            return false;
    }
    return true;
}

/* A set of CPUs or nodes that names none. The text it came from is not kept, the original shows
 * it. */
static bool
check_set(const char *name, const Bitmap *set, GError **error)
{
    return !set || !bitmap_is_empty(set) ||
           err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                   "Invalid value of '%s': no number is left in it", name);
}

static bool
check_sets(const Domain *domain, GError **error)
{
    const CpuTune *tune = &domain->cputune;

    if (!check_set("cpuset", domain->vcpu.cpuset, error) ||
        !check_set("nodeset", domain->numatune.nodeset, error))
        return false;
    for (unsigned int i = 0; i < tune->vcpupins.n; i++)
        if (!check_set("cpuset", tune->vcpupins.items[i]->cpuset, error))
            return false;
    for (unsigned int i = 0; i < tune->iothreadpins.n; i++)
        if (!check_set("cpuset", tune->iothreadpins.items[i]->cpuset, error))
            return false;
    if (tune->emulatorpin && !check_set("cpuset", tune->emulatorpin->cpuset, error))
        return false;
    for (unsigned int i = 0; i < tune->vcpuscheds.n; i++)
        if (bitmap_is_empty(tune->vcpuscheds.items[i]->vcpus))
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "'vcpus' scheduler bitmap is empty");
    for (unsigned int i = 0; i < tune->iothreadscheds.n; i++)
        if (bitmap_is_empty(tune->iothreadscheds.items[i]->iothreads))
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                           "'iothreads' scheduler bitmap is empty");
    return true;
}

/* Everything that is wrong before CPUs and threads are counted. */
bool
check_vcpu_document(Define *define, GError **error)
{
    const Vcpus *vcpus = &define->domain->vcpu;

    if (vcpus->head.origin == XML_GIVEN && vcpus->from.max != XML_GIVEN)
        return err_set(error, VIR_ERR_XML_ERROR, "maximum vcpus count must be an integer");
    if (!check_sets(define->domain, error))
        return false;
    for (unsigned int i = 0; i < vcpus->list.n; i++) {
        const Vcpu *vcpu = vcpus->list.items[i];

        if (vcpu->enabled == YES_NO_NO && vcpu->hotpluggable == YES_NO_NO)
            return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                           "vcpu '%u' is both offline and not hotpluggable", vcpu->id);
    }
    return check_pools(&define->domain->iothreads, error);
}
