/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/worker.h"

#include "base/thread.h"

typedef struct Work {
    WorkFn fn;
    void *data;
} Work;

/* One kind of worker: its threads, and what only they may be waiting for. */
typedef struct Crew {
    const char *name;
    unsigned int max;
    unsigned int n;
    unsigned int n_idle;
    Cond wanted;
} Crew;

struct WorkerPool {
    Mutex lock; /* guards all of it */
    Crew ordinary;
    Crew priority;
    GQueue ordinary_work; /* of Work */
    GQueue priority_work;
    GPtrArray *threads; /* of Thread */
    bool is_ending;
};

typedef struct Worker {
    WorkerPool *pool;
    Crew *crew;
} Worker;

WorkerPool *
worker_pool_new(unsigned int max, unsigned int priority_max)
{
    WorkerPool *pool = g_new0(WorkerPool, 1);

    mutex_init(&pool->lock);
    pool->ordinary = (Crew){ .name = "rpc-worker", .max = max };
    pool->priority = (Crew){ .name = "prio-rpc-worker", .max = priority_max };
    cond_init(&pool->ordinary.wanted);
    cond_init(&pool->priority.wanted);
    g_queue_init(&pool->ordinary_work);
    g_queue_init(&pool->priority_work);
    pool->threads = g_ptr_array_new();
    return pool;
}

/* With the lock held. Priority work goes first everywhere: it is short. */
static Work *
next_work(WorkerPool *pool, const Crew *crew)
{
    Work *work = g_queue_pop_head(&pool->priority_work);

    if (!work && crew == &pool->ordinary)
        work = g_queue_pop_head(&pool->ordinary_work);
    return work;
}

static void
worker_main(void *data)
{
    g_autofree Worker *worker = data;
    WorkerPool *pool = worker->pool;
    Crew *crew = worker->crew;

    mutex_lock(&pool->lock);
    for (;;) {
        g_autofree Work *work = next_work(pool, crew);

        if (work) {
            mutex_unlock(&pool->lock);
            work->fn(work->data);
            mutex_lock(&pool->lock);
        } else if (pool->is_ending) {
            break;
        } else {
            crew->n_idle++;
            cond_wait(&crew->wanted, &pool->lock);
            crew->n_idle--;
        }
    }
    mutex_unlock(&pool->lock);
}

/* With the lock held: see to it that somebody of the crew looks at the queue. n_waiting pieces of
 * work are waiting for it. */
static bool
call_up(WorkerPool *pool, Crew *crew, unsigned int n_waiting)
{
    g_autofree Worker *worker = NULL;
    g_autoptr(GError) error = NULL;
    Thread *thread;

    if (crew->n_idle > 0)
        cond_signal(&crew->wanted);
    /* An idle worker that was signalled before still counts as idle until it runs. */
    if (crew->n_idle >= n_waiting || crew->n == crew->max)
        return crew->n > 0;

    worker = g_new(Worker, 1);
    *worker = (Worker){ pool, crew };
    thread = thread_start(crew->name, worker_main, worker, &error);
    if (!thread)
        return crew->n > 0;
    worker = NULL;
    crew->n++;
    g_ptr_array_add(pool->threads, thread);
    return true;
}

void
worker_pool_add(WorkerPool *pool, WorkFn fn, void *data, bool is_priority)
{
    Work *work = g_new(Work, 1);
    bool is_seen;

    *work = (Work){ fn, data };
    mutex_lock(&pool->lock);
    g_queue_push_tail(is_priority ? &pool->priority_work : &pool->ordinary_work, work);
    is_seen =
        call_up(pool, &pool->ordinary, pool->ordinary_work.length + pool->priority_work.length);
    /* Only when all others are busy is the reserve needed. */
    if (is_priority && pool->ordinary.n_idle == 0 && pool->ordinary.n == pool->ordinary.max)
        is_seen = call_up(pool, &pool->priority, pool->priority_work.length) || is_seen;
    if (!is_seen)
        g_queue_pop_tail(is_priority ? &pool->priority_work : &pool->ordinary_work);
    mutex_unlock(&pool->lock);
    if (!is_seen) {
        g_free(work);
        fn(data);
    }
}

void
worker_pool_free(WorkerPool *pool)
{
    if (!pool)
        return;
    mutex_lock(&pool->lock);
    pool->is_ending = true;
    cond_broadcast(&pool->ordinary.wanted);
    cond_broadcast(&pool->priority.wanted);
    mutex_unlock(&pool->lock);
    for (guint i = 0; i < pool->threads->len; i++)
        thread_join(g_ptr_array_index(pool->threads, i));
    g_ptr_array_unref(pool->threads);
    cond_clear(&pool->ordinary.wanted);
    cond_clear(&pool->priority.wanted);
    mutex_clear(&pool->lock);
    g_free(pool);
}

void
worker_pool_stats(WorkerPool *pool, WorkerStats *stats_out)
{
    MUTEX_GUARD(&pool->lock);

    *stats_out = (WorkerStats){
        .workers = pool->ordinary.n,
        .free_workers = pool->ordinary.n_idle,
        .priority_workers = pool->priority.n,
        .queued = pool->ordinary_work.length + pool->priority_work.length,
    };
}
