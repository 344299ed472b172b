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
    unsigned int min;
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
    GPtrArray *ended;   /* likewise: those that were too many, to be joined */
    bool is_ending;
};

typedef struct Worker {
    WorkerPool *pool;
    Crew *crew;
    Thread *thread;
} Worker;

WorkerPool *
worker_pool_new(unsigned int min, unsigned int max, unsigned int priority_max)
{
    WorkerPool *pool = g_new0(WorkerPool, 1);

    mutex_init(&pool->lock);
    pool->ordinary = (Crew){ .name = "rpc-worker", .min = min, .max = max };
    pool->priority = (Crew){ .name = "prio-rpc-worker", .min = priority_max, .max = priority_max };
    cond_init(&pool->ordinary.wanted);
    cond_init(&pool->priority.wanted);
    g_queue_init(&pool->ordinary_work);
    g_queue_init(&pool->priority_work);
    pool->threads = g_ptr_array_new();
    pool->ended = g_ptr_array_new();
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
        bool is_surplus = crew->n > crew->max;
        g_autofree Work *work = is_surplus ? NULL : next_work(pool, crew);

        if (work) {
            mutex_unlock(&pool->lock);
            work->fn(work->data);
            mutex_lock(&pool->lock);
        } else if (pool->is_ending) {
            break;
        } else if (is_surplus) {
            crew->n--;
            g_ptr_array_remove_fast(pool->threads, worker->thread);
            g_ptr_array_add(pool->ended, worker->thread);
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
    if (crew->n_idle >= n_waiting || crew->n >= crew->max)
        return crew->n > 0;

    worker = g_new(Worker, 1);
    *worker = (Worker){ .pool = pool, .crew = crew };
    thread = thread_start(crew->name, worker_main, worker, &error);
    if (!thread)
        return crew->n > 0;
    /* It looks at it with the lock only. */
    g_steal_pointer(&worker)->thread = thread;
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
    if (is_priority && pool->ordinary.n_idle == 0 && pool->ordinary.n >= pool->ordinary.max)
        is_seen = call_up(pool, &pool->priority, pool->priority_work.length) || is_seen;
    if (!is_seen)
        g_queue_pop_tail(is_priority ? &pool->priority_work : &pool->ordinary_work);
    mutex_unlock(&pool->lock);
    if (!is_seen) {
        g_free(work);
        fn(data);
    }
}

static void
join_all(GPtrArray *threads)
{
    for (guint i = 0; i < threads->len; i++)
        thread_join(g_ptr_array_index(threads, i));
    g_ptr_array_unref(threads);
}

void
worker_pool_set(WorkerPool *pool, unsigned int min, unsigned int max, unsigned int priority_max)
{
    GPtrArray *ended;

    mutex_lock(&pool->lock);
    pool->ordinary.min = min;
    pool->ordinary.max = max;
    pool->priority.min = pool->priority.max = priority_max;
    cond_broadcast(&pool->ordinary.wanted);
    cond_broadcast(&pool->priority.wanted);
    /* More may run at once than before. */
    for (unsigned int i = pool->ordinary_work.length; i > 0 && pool->ordinary.n < max; i--)
        call_up(pool, &pool->ordinary, pool->ordinary_work.length + pool->priority_work.length);
    ended = g_steal_pointer(&pool->ended);
    pool->ended = g_ptr_array_new();
    mutex_unlock(&pool->lock);
    join_all(ended);
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
    join_all(pool->threads);
    join_all(pool->ended);
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
        .workers = MAX(pool->ordinary.n, pool->ordinary.min),
        .free_workers =
            pool->ordinary.n_idle + (MAX(pool->ordinary.n, pool->ordinary.min) - pool->ordinary.n),
        .priority_workers = MAX(pool->priority.n, pool->priority.min),
        .queued = pool->ordinary_work.length + pool->priority_work.length,
    };
}
