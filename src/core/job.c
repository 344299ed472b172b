/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/job.h"

#define ERR_DOMAIN VIR_FROM_NONE

void
job_queue_init(JobQueue *queue)
{
    *queue = (JobQueue){ .max_waiting = JOB_WAITING_MAX };
    mutex_init(&queue->lock);
    g_queue_init(&queue->waiting);
}

void
job_queue_clear(JobQueue *queue)
{
    g_assert(!queue->running && !queue->holder && g_queue_is_empty(&queue->waiting));
    mutex_clear(&queue->lock);
}

void
job_init(Job *job, Call *call, OpJob class, const char *name)
{
    *job = (Job){ .call = call, .class = class, .name = name, .thread = pthread_self() };
    mutex_init(&job->lock);
    cond_init(&job->turn);
    cond_init(&job->wake);
}

void
job_clear(Job *job)
{
    job_end(job);
    cond_clear(&job->wake);
    cond_clear(&job->turn);
    mutex_clear(&job->lock);
}

static bool
may_run(const JobQueue *queue, const Job *job)
{
    return !queue->holder || queue->holder == job || job->class == JOB_DESTROY ||
           (queue->allowed & (1u << job->class));
}

/* With the queue's lock: hand a free turn to the first that may have it. */
static void
advance(JobQueue *queue)
{
    if (queue->running)
        return;
    for (GList *at = queue->waiting.head; at; at = at->next) {
        Job *job = at->data;

        if (!may_run(queue, job))
            continue;
        g_queue_delete_link(&queue->waiting, at);
        queue->running = job;
        job->granted = true;
        cond_signal(&job->turn);
        return;
    }
}

/* Destroying overtakes everything but other destroying. */
static void
enqueue(JobQueue *queue, Job *job)
{
    GList *at = queue->waiting.head;

    if (job->class != JOB_DESTROY) {
        g_queue_push_tail(&queue->waiting, job);
        return;
    }
    while (at && ((Job *)at->data)->class == JOB_DESTROY)
        at = at->next;
    g_queue_insert_before(&queue->waiting, at, job);
}

static bool
is_own(const Job *other)
{
    return other && pthread_equal(other->thread, pthread_self());
}

static bool
fail_held(const JobQueue *queue, const Job *job, GError **error)
{
    const Job *by = queue->running ? queue->running : queue->holder;

    if (!by || by == job)
        return err_set(error, VIR_ERR_OPERATION_TIMEOUT, "cannot acquire state change lock");
    return err_set(error, VIR_ERR_OPERATION_TIMEOUT,
                   "cannot acquire state change lock (held by monitor=%s)", by->name);
}

static void
cancel_others(JobQueue *queue)
{
    if (queue->running)
        job_cancel(queue->running);
    if (queue->holder)
        job_cancel(queue->holder);
}

/* With the queue's lock: wait for the turn. */
static bool
wait_turn(Job *job, JobQueue *queue, int64_t deadline_us, GError **error)
{
    while (!job->granted) {
        if (cond_wait_until(&job->turn, &queue->lock, deadline_us) || job->granted)
            continue;
        g_queue_remove(&queue->waiting, job);
        return fail_held(queue, job, error);
    }
    return true;
}

bool
job_begin(Job *job, JobQueue *queue, int64_t deadline_us, GError **error)
{
    void (*interrupt)(void *) = NULL;
    bool begun = false;

    g_assert(!job->queue);
    mutex_lock(&queue->lock);
    if (is_own(queue->running) || is_own(queue->holder)) {
        err_set(error, VIR_ERR_OPERATION_INVALID,
                "%s was called while %s works on the same object in the same thread", job->name,
                (is_own(queue->running) ? queue->running : queue->holder)->name);
        goto end;
    }
    if (queue->waiting.length >= queue->max_waiting && job->class != JOB_DESTROY) {
        err_set(error, VIR_ERR_OPERATION_FAILED,
                "cannot acquire state change lock due to max_queued limit");
        goto end;
    }
    job->granted = false;
    enqueue(queue, job);
    advance(queue);
    if (!job->granted && job->class == JOB_DESTROY) {
        cancel_others(queue);
        interrupt = queue->interrupt;
    }
    if (interrupt) {
        mutex_unlock(&queue->lock);
        interrupt(queue->opaque);
        mutex_lock(&queue->lock);
    }
    begun = wait_turn(job, queue, deadline_us, error);
    if (begun)
        job->queue = queue;
    if (begun && job->class == JOB_DESTROY && queue->holder)
        job_cancel(queue->holder);
end:
    mutex_unlock(&queue->lock);
    return begun;
}

void
job_end(Job *job)
{
    JobQueue *queue = g_steal_pointer(&job->queue);

    if (!queue)
        return;
    mutex_lock(&queue->lock);
    g_assert(queue->running == job);
    queue->running = NULL;
    if (queue->holder == job)
        queue->holder = NULL;
    advance(queue);
    mutex_unlock(&queue->lock);
}

void
job_reserve(Job *job, unsigned int allowed)
{
    MUTEX_GUARD(&job->queue->lock);

    g_assert(job->queue->running == job && !job->queue->holder);
    job->queue->holder = job;
    job->queue->allowed = allowed;
}

void
job_pause(Job *job)
{
    MUTEX_GUARD(&job->queue->lock);

    g_assert(job->queue->running == job && job->queue->holder == job);
    job->queue->running = NULL;
    job->granted = false;
    advance(job->queue);
}

bool
job_resume(Job *job, GError **error)
{
    JobQueue *queue = job->queue;

    mutex_lock(&queue->lock);
    g_queue_push_head(&queue->waiting, job);
    advance(queue);
    wait_turn(job, queue, DEADLINE_NEVER, NULL);
    mutex_unlock(&queue->lock);
    if (job_is_cancelled(job))
        return err_set(error, VIR_ERR_OPERATION_ABORTED, "%s was cancelled", job->name);
    return true;
}

bool
job_wait(Job *job, JobSignal *signal, const char *what, int64_t deadline_us, GError **error)
{
    int64_t begun_us = g_get_monotonic_time();
    bool in_time = true;
    bool is_set;
    bool is_cancelled;

    mutex_lock(&job->lock);
    job->waits_for = what;
    while (!signal->is_set && !job->is_cancelled && in_time)
        in_time = cond_wait_until(&job->wake, &job->lock, deadline_us);
    job->waits_for = NULL;
    is_set = signal->is_set;
    is_cancelled = job->is_cancelled;
    mutex_unlock(&job->lock);
    if (is_set)
        return true;
    if (is_cancelled)
        return err_set(error, VIR_ERR_OPERATION_ABORTED, "%s was cancelled while waiting for %s",
                       job->name, what);
    return err_set(error, VIR_ERR_OPERATION_TIMEOUT, "no answer from %s within %.1f seconds", what,
                   (double)(g_get_monotonic_time() - begun_us) / G_USEC_PER_SEC);
}

void
job_signal(Job *job, JobSignal *signal)
{
    MUTEX_GUARD(&job->lock);

    signal->is_set = true;
    cond_signal(&job->wake);
}

void
job_cancel(Job *job)
{
    MUTEX_GUARD(&job->lock);

    job->is_cancelled = true;
    cond_signal(&job->wake);
}

bool
job_is_cancelled(Job *job)
{
    MUTEX_GUARD(&job->lock);

    return job->is_cancelled;
}

void
job_queue_cancel(JobQueue *queue)
{
    MUTEX_GUARD(&queue->lock);

    cancel_others(queue);
}
