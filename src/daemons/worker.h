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

WorkerPool *worker_pool_new(unsigned int max, unsigned int priority_max);
/* Runs what is queued, waits for it and ends the threads. */
void worker_pool_free(WorkerPool *pool);

/* Queue a piece of work. Never waits. Without any thread, and none to be had, it is run here. */
void worker_pool_add(WorkerPool *pool, WorkFn fn, void *data, bool is_priority);

typedef struct WorkerStats {
    unsigned int workers;
    unsigned int free_workers;
    unsigned int priority_workers;
    unsigned int queued;
} WorkerStats;

void worker_pool_stats(WorkerPool *pool, WorkerStats *stats_out);

#endif
