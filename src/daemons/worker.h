/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Threads that run calls which may wait.
 *
 * Ordinary workers take anything; priority workers only what is known not to hang, so that such
 * calls are answered when all others are stuck. Threads start when they are needed. */
#ifndef VIRTUE_WORKER_H
#define VIRTUE_WORKER_H

#include <glib.h>
#include <stdbool.h>

typedef struct WorkerPool WorkerPool;
typedef void (*WorkFn)(void *data);

/* min threads are promised, not started. */
WorkerPool *worker_pool_new(unsigned int min, unsigned int max, unsigned int priority_max);
/* Threads that are too many end when they have nothing to do. */
void worker_pool_set(WorkerPool *pool, unsigned int min, unsigned int max,
                     unsigned int priority_max);
/* Runs what is queued, waits for it and ends the threads. */
void worker_pool_free(WorkerPool *pool);

/* Queue a piece of work. Never waits. Without any thread, and none to be had, it is run here. */
void worker_pool_add(WorkerPool *pool, WorkFn fn, void *data, bool is_priority);

/* A thread that is promised counts as free: whoever needs it has it. */
typedef struct WorkerStats {
    unsigned int workers;
    unsigned int free_workers;
    unsigned int priority_workers;
    unsigned int queued;
} WorkerStats;

void worker_pool_stats(WorkerPool *pool, WorkerStats *stats_out);

#endif
