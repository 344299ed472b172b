/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* IO threads come, go, and get other settings. */
#include "core/domain/iothread.h"

#include "core/domain/domain-priv.h"
#include "core/domain/param.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

unsigned int
iothread_count(const IOThreads *threads)
{
    return threads->list.n > 0 ? threads->list.n : threads->count;
}

unsigned int
iothread_id_at(const IOThreads *threads, unsigned int i)
{
    return threads->list.n > 0 ? threads->list.items[i]->id : i + 1;
}

static unsigned int
find(const IOThreads *threads, unsigned int id)
{
    unsigned int n = iothread_count(threads), i = 0;

    while (i < n && iothread_id_at(threads, i) != id)
        i++;
    return i;
}

bool
iothread_exists(const IOThreads *threads, unsigned int id)
{
    return find(threads, id) < iothread_count(threads);
}

void
iothread_list_all(DomainEdit *edit)
{
    IOThreads *threads = &edit->domain->iothreads;

    for (unsigned int i = threads->list.n; i < threads->count; i++) {
        IOThread *thread = object_new(edit->arena, XML_TYPE_IOTHREAD, XML_DEFINED);

        XML_SET(thread, id, i + 1, XML_DEFINED);
        list_append(edit->arena, &threads->list, thread);
    }
}

/* --- more and fewer */

static bool
edit_add(DomainEdit *edit, const void *opaque, GError **error)
{
    unsigned int id = *(const unsigned int *)opaque;
    IOThreads *threads = &edit->domain->iothreads;
    IOThread *thread;

    if (iothread_exists(threads, id))
        return err_set(error, VIR_ERR_INVALID_ARG, "an IOThread is already using iothread_id '%u'",
                       id);
    iothread_list_all(edit);
    thread = object_new(edit->arena, XML_TYPE_IOTHREAD, XML_GIVEN);
    XML_SET(thread, id, id, XML_GIVEN);
    list_append(edit->arena, &threads->list, thread);
    XML_SET(threads, count, threads->list.n, XML_GIVEN);
    return true;
}

bool
domain_check_iothread(Obj *obj, const void *args, GError **error)
{
    return ((const DomainAddIothreadArgs *)args)->iothread_id != 0 ||
           err_set_full(error, ((DomainObj *)obj)->host->type->errors, VIR_ERR_INVALID_ARG,
                        "invalid value of 0 for iothread_id");
}

bool
domain_add_iothread_method(DomainObj *dom, unsigned int iothread_id, unsigned int flags, Job *job,
                           GError **error)
{
    return domain_edit(dom, flags, edit_add, &iothread_id, job, error);
}

static bool
is_disk_of(const Disk *disk, unsigned int id)
{
    if (disk->iothread == id)
        return true;
    for (unsigned int i = 0; i < disk->iothreads.n; i++)
        if (disk->iothreads.items[i]->id == id)
            return true;
    return false;
}

/* Devices that the thread serves. */
static bool
check_unused(const Domain *domain, unsigned int id, GError **error)
{
    const Devices *devices = &domain->devices;

    for (unsigned int i = 0; i < devices->disks.n; i++)
        if (is_disk_of(devices->disks.items[i], id))
            return err_set(error, VIR_ERR_INVALID_ARG,
                           "cannot remove IOThread %u since it is being used by disk '%s'", id,
                           devices->disks.items[i]->dst);
    for (unsigned int i = 0; i < devices->controllers.n; i++)
        if (devices->controllers.items[i]->iothread == id)
            return err_set(error, VIR_ERR_INVALID_ARG,
                           "cannot remove IOThread '%u' since it is being used by controller", id);
    return true;
}

static void
forget_tuning(CpuTune *tune, unsigned int id)
{
    for (unsigned int i = tune->iothreadpins.n; i-- > 0;)
        if (tune->iothreadpins.items[i]->iothread == id)
            list_remove(&tune->iothreadpins, i);
    for (unsigned int i = tune->iothreadscheds.n; i-- > 0;) {
        Bitmap *set = tune->iothreadscheds.items[i]->iothreads;

        bitmap_clear(set, id);
        if (bitmap_is_empty(set))
            list_remove(&tune->iothreadscheds, i);
    }
}

static bool
edit_remove(DomainEdit *edit, const void *opaque, GError **error)
{
    unsigned int id = *(const unsigned int *)opaque;
    IOThreads *threads = &edit->domain->iothreads;

    if (!iothread_exists(threads, id))
        return err_set(error, VIR_ERR_INVALID_ARG, "cannot find IOThread '%u' in iothreadids list",
                       id);
    if (!check_unused(edit->domain, id, error))
        return false;
    iothread_list_all(edit);
    list_remove(&threads->list, find(threads, id));
    XML_SET(threads, count, threads->list.n, XML_GIVEN);
    forget_tuning(&edit->domain->cputune, id);
    return true;
}

bool
domain_del_iothread_method(DomainObj *dom, unsigned int iothread_id, unsigned int flags, Job *job,
                           GError **error)
{
    return domain_edit(dom, flags, edit_remove, &iothread_id, job, error);
}

/* --- settings */

static const MemberParam thread_params[] = {
    { .name = VIR_DOMAIN_IOTHREAD_POLL_MAX_NS,
      .type = VIR_TYPED_PARAM_ULLONG,
      .member = offsetof(IOThread, poll_max),
      .origin = offsetof(IOThread, from.poll_max) },
    MEMBER_PARAM(IOThread, VIR_DOMAIN_IOTHREAD_POLL_GROW, UINT, poll_grow),
    MEMBER_PARAM(IOThread, VIR_DOMAIN_IOTHREAD_POLL_SHRINK, UINT, poll_shrink),
    MEMBER_PARAM(IOThread, VIR_DOMAIN_IOTHREAD_THREAD_POOL_MIN, INT, thread_pool_min),
    MEMBER_PARAM(IOThread, VIR_DOMAIN_IOTHREAD_THREAD_POOL_MAX, INT, thread_pool_max),
};

static const ParamRule thread_rules[] = {
    { VIR_DOMAIN_IOTHREAD_POLL_MAX_NS, VIR_TYPED_PARAM_ULLONG, false },
    { VIR_DOMAIN_IOTHREAD_POLL_GROW, VIR_TYPED_PARAM_UINT, false },
    { VIR_DOMAIN_IOTHREAD_POLL_SHRINK, VIR_TYPED_PARAM_UINT, false },
    { VIR_DOMAIN_IOTHREAD_THREAD_POOL_MIN, VIR_TYPED_PARAM_INT, false },
    { VIR_DOMAIN_IOTHREAD_THREAD_POOL_MAX, VIR_TYPED_PARAM_INT, false },
    { NULL, 0, false },
};

static bool
check_limits(const IOThread *thread, GError **error)
{
    if (thread->poll_max > INT64_MAX)
        return err_set(error, VIR_ERR_INVALID_ARG,
                       "poll-max-ns (%" G_GUINT64_FORMAT ") must be less than %lld",
                       thread->poll_max, (long long)INT64_MAX);
    if (thread->poll_grow > INT_MAX || thread->poll_shrink > INT_MAX)
        return err_set(error, VIR_ERR_INVALID_ARG, "%s (%u) must be less than %d",
                       thread->poll_grow > INT_MAX ? "poll-grow" : "poll-shrink",
                       thread->poll_grow > INT_MAX ? thread->poll_grow : thread->poll_shrink,
                       INT_MAX);
    if (thread->thread_pool_max < -1)
        return err_set(error, VIR_ERR_INVALID_ARG, "thread_pool_max (%d) must be -1 or greater",
                       thread->thread_pool_max);
    if (thread->from.thread_pool_max != XML_ABSENT && thread->thread_pool_max >= 0 &&
        thread->from.thread_pool_min != XML_ABSENT &&
        thread->thread_pool_min > thread->thread_pool_max)
        return err_set(error, VIR_ERR_INVALID_ARG,
                       "thread_pool_min must be smaller or equal to thread_pool_max");
    return true;
}

static bool
edit_params(DomainEdit *edit, const void *opaque, GError **error)
{
    const ParamArgs *args = opaque;
    IOThreads *threads = &edit->domain->iothreads;
    IOThread *thread;

    if (!iothread_exists(threads, args->id))
        return err_set_full(error, edit->dom->host->type->errors, VIR_ERR_INVALID_ARG,
                            "cannot find IOThread '%u' in iothreadids", args->id);
    if (!params_check_rules(args->params, args->n, thread_rules, error))
        return false;
    iothread_list_all(edit);
    thread = threads->list.items[find(threads, args->id)];
    member_params_take(thread_params, G_N_ELEMENTS(thread_params), thread, args->params, args->n);
    return check_limits(thread, error);
}

bool
domain_set_iothread_params_method(DomainObj *dom, unsigned int iothread_id,
                                  const virTypedParameter *params, unsigned int n_params,
                                  unsigned int flags, Job *job, GError **error)
{
    ParamArgs args = { .params = params, .n = n_params, .id = iothread_id };

    return domain_edit(dom, flags, edit_params, &args, job, error);
}
