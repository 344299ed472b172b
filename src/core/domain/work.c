/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/domain/work.h"

#include "core/domain/block.h"
#include "core/domain/domain-priv.h"
#include "core/later.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

#define AGAIN_MS 20 /* until it is tried again whether the domain has time */

DomainWork *
domain_work(DomainObj *dom)
{
    DomainWork *work = atomic_load(&dom->work), *fresh;

    if (work)
        return work;
    fresh = g_new0(DomainWork, 1);
    mutex_init(&fresh->lock);
    fresh->blocks = g_ptr_array_new_with_free_func(block_job_free);
    fresh->agent_timeout = VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_BLOCK;
    if (atomic_compare_exchange_strong(&dom->work, &work, fresh))
        return fresh;
    domain_work_free(fresh);
    return work;
}

static void
clear_ended(DomainWork *work)
{
    for (unsigned int i = 0; i < work->n_ended; i++)
        param_clear(&work->ended[i]);
    g_clear_pointer(&work->ended, g_free);
    work->n_ended = 0;
    work->ended_type = VIR_DOMAIN_JOB_NONE;
}

void
domain_work_free(DomainWork *work)
{
    if (!work)
        return;
    clear_ended(work);
    g_ptr_array_unref(work->blocks);
    definition_unref(work->backup);
    mutex_clear(&work->lock);
    g_free(work);
}

/* --- the long operation */

static bool
refuse(GError **error)
{
    return err_set_full(error, VIR_FROM_NONE, VIR_ERR_OPERATION_TIMEOUT,
                        "cannot acquire state change lock");
}

bool
domain_work_refuse(DomainObj *dom, GError **error)
{
    DomainWork *work = atomic_load(&dom->work);

    if (!work)
        return true;
    MUTEX_GUARD(&work->lock);
    return !work->operation || refuse(error);
}

bool
domain_work_begin(DomainObj *dom, int operation, GError **error)
{
    DomainWork *work = domain_work(dom);
    MUTEX_GUARD(&work->lock);

    if (work->operation)
        return refuse(error);
    work->operation = operation;
    work->started_us = g_get_monotonic_time();
    return true;
}

static uint64_t
elapsed_ms(const DomainWork *work)
{
    return (uint64_t)(g_get_monotonic_time() - work->started_us) / 1000;
}

/* What every operation tells. */
static ParamList *
common_figures(const DomainWork *work)
{
    ParamList *list = param_list_new();

    param_list_add_i32(list, work->operation, VIR_DOMAIN_JOB_OPERATION);
    param_list_add_u64(list, elapsed_ms(work), VIR_DOMAIN_JOB_TIME_ELAPSED);
    return list;
}

static void
keep(DomainWork *work, int type, ParamList *figures)
{
    g_autoptr(ParamList) list = common_figures(work);
    List first, second;

    param_list_move(list, &first);
    param_list_move(figures, &second);
    clear_ended(work);
    work->ended_type = type;
    work->n_ended = first.n + second.n;
    work->ended = g_new0(virTypedParameter, work->n_ended);
    memcpy(work->ended, first.items, first.n * sizeof(*work->ended));
    memcpy(work->ended + first.n, second.items, second.n * sizeof(*work->ended));
    g_free(first.items);
    g_free(second.items);
    work->operation = 0;
}

void
domain_work_end(DomainObj *dom, int type, ParamList *figures)
{
    DomainWork *work = domain_work(dom);
    virTypedParameter *copy;
    unsigned int n;

    mutex_lock(&work->lock);
    keep(work, type, figures);
    n = work->n_ended;
    copy = params_copy(work->ended, n);
    mutex_unlock(&work->lock);
    domain_emit_job_completed(dom, copy, n);
}

void
domain_work_stop(DomainObj *dom)
{
    DomainWork *work = atomic_load(&dom->work);
    bool is_busy;

    if (!work)
        return;
    mutex_lock(&work->lock);
    is_busy = work->operation;
    g_ptr_array_set_size(work->blocks, 0);
    g_clear_pointer(&work->backup, definition_unref);
    mutex_unlock(&work->lock);
    if (is_busy) {
        g_autoptr(ParamList) list = param_list_new();

        param_list_add_bool(list, false, VIR_DOMAIN_JOB_SUCCESS);
        domain_work_end(dom, VIR_DOMAIN_JOB_FAILED, list);
    }
}

/* --- questions about it */

/* Bytes that the jobs of its disks have done. */
static void
sum_up(DomainObj *dom, DomainWork *work, DiskProgress *out)
{
    g_autoptr(Definition) backup = NULL;

    mutex_lock(&work->lock);
    backup = work->backup ? definition_ref(work->backup) : NULL;
    mutex_unlock(&work->lock);
    *out = (DiskProgress){ 0 };
    if (!backup)
        return;
    out->is_pull = ((const Backup *)backup->root)->mode == BACKUP_MODE_PULL;
    block_job_sum(dom, VIR_DOMAIN_BLOCK_JOB_TYPE_BACKUP, &out->done, &out->total);
    mutex_lock(&work->lock);
    out->done += work->backup_done;
    out->total += work->backup_total;
    mutex_unlock(&work->lock);
}

void
disk_progress_add(ParamList *list, const DiskProgress *progress)
{
    if (progress->is_pull) {
        param_list_add_u64(list, 0, VIR_DOMAIN_JOB_DISK_TEMP_USED);
        param_list_add_u64(list, progress->total, VIR_DOMAIN_JOB_DISK_TEMP_TOTAL);
    } else {
        param_list_add_u64(list, progress->total, VIR_DOMAIN_JOB_DISK_TOTAL);
        param_list_add_u64(list, progress->done, VIR_DOMAIN_JOB_DISK_PROCESSED);
        param_list_add_u64(list, progress->total - progress->done, VIR_DOMAIN_JOB_DISK_REMAINING);
    }
}

bool
domain_get_job_info_method(DomainObj *dom, Job *job, DomainGetJobInfoRet *ret_out, GError **error)
{
    DomainWork *work = atomic_load(&dom->work);
    DiskProgress progress;

    *ret_out = (DomainGetJobInfoRet){ .type = VIR_DOMAIN_JOB_NONE };
    if (!domain_require_active(dom, error))
        return false;
    if (!work)
        return true;
    sum_up(dom, work, &progress);
    MUTEX_GUARD(&work->lock);
    if (!work->operation)
        return true;
    ret_out->type = VIR_DOMAIN_JOB_UNBOUNDED;
    ret_out->timeElapsed = elapsed_ms(work);
    if (!progress.is_pull) {
        ret_out->dataTotal = ret_out->fileTotal = progress.total;
        ret_out->dataProcessed = ret_out->fileProcessed = progress.done;
        ret_out->dataRemaining = ret_out->fileRemaining = progress.total - progress.done;
    }
    return true;
}

/* What has ended can be asked for once, unless the caller wants it kept. */
static void
give_ended(DomainWork *work, bool keeps, int *type_out, List *params_out)
{
    MUTEX_GUARD(&work->lock);
    *type_out = work->ended_type;
    params_out->n = work->n_ended;
    params_out->items = params_copy(work->ended, work->n_ended);
    if (!keeps)
        clear_ended(work);
}

bool
domain_get_job_stats_method(DomainObj *dom, unsigned int flags, Job *job, int *type_out,
                            List *params_out, GError **error)
{
    DomainWork *work = atomic_load(&dom->work);
    g_autoptr(ParamList) list = NULL;
    DiskProgress progress;

    *type_out = VIR_DOMAIN_JOB_NONE;
    if (flags & VIR_DOMAIN_JOB_STATS_COMPLETED) {
        if (work)
            give_ended(work, flags & VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED, type_out, params_out);
        return true;
    }
    if (!domain_require_active(dom, error))
        return false;
    if (!work)
        return true;
    sum_up(dom, work, &progress);
    MUTEX_GUARD(&work->lock);
    if (!work->operation)
        return true;
    *type_out = VIR_DOMAIN_JOB_UNBOUNDED;
    list = common_figures(work);
    disk_progress_add(list, &progress);
    param_list_move(list, params_out);
    return true;
}

bool
domain_abort_job_flags_method(DomainObj *dom, unsigned int flags, Job *job, GError **error)
{
    DomainWork *work = atomic_load(&dom->work);

    if (!domain_require_active(dom, error))
        return false;
    if (flags & VIR_DOMAIN_ABORT_JOB_POSTCOPY)
        return err_set_full(error, dom->host->type->errors, VIR_ERR_OPERATION_INVALID,
                            "current job is not outgoing migration in post-copy mode");
    if (work && work->backup)
        return domain_abort_backup(dom, job, error);
    return err_set_full(error, dom->host->type->errors, VIR_ERR_OPERATION_INVALID,
                        "no job is active on the domain");
}

/* --- later */

typedef struct Planned {
    DomainObj *dom;
    int id; /* that it had: it may have been started anew */
    DomainTask fn;
    uint64_t number;
} Planned;

/* Never waits for the domain: others are planned, too. */
static void
run_planned(void *opaque)
{
    Planned *planned = opaque;
    DomainObj *dom = planned->dom;
    Host *host = dom->host;
    bool begun;
    Job job;

    job_init(&job, NULL, JOB_MODIFY, "work");
    begun = job_begin(&job, dom->obj.queue, g_get_monotonic_time(), NULL);
    if (begun && obj_is(&dom->obj, OBJ_ACTIVE) && atomic_load(&dom->obj.id) == planned->id)
        planned->fn(dom, planned->number);
    job_clear(&job);
    if (!begun) {
        later_run(deadline_in_ms(AGAIN_MS), run_planned, planned);
        return;
    }
    obj_unref(dom);
    host_unref(host);
    g_free(planned);
}

void
domain_after(DomainObj *dom, int64_t at_us, DomainTask fn, uint64_t number)
{
    Planned *planned = g_new(Planned, 1);

    host_ref(dom->host);
    *planned = (Planned){ obj_ref(dom), atomic_load(&dom->obj.id), fn, number };
    later_run(at_us, run_planned, planned);
}
