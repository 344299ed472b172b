/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Jobs: one call at work in a driver, and the queue that lets one at a time change an object.
 *
 * The gate begins and ends jobs. A method gets its Job and uses it to wait, to be cancelled, and
 * for what only the gate can decide (gate.h). A long operation holds a reservation: between its
 * pieces, only the kinds of job that it allows are let in. */
#ifndef VIRTUE_JOB_H
#define VIRTUE_JOB_H

#include "base/deadline.h"
#include "base/thread.h"
#include "lib/call.h"

typedef struct Job Job;
typedef struct Obj Obj;

typedef struct JobQueue {
    Mutex lock; /* guards the fields below */
    Job *running;
    Job *holder;          /* of the reservation */
    unsigned int allowed; /* 1 << OpJob of what may run beside the holder */
    GQueue waiting;       /* of Job, first come first */
    unsigned int max_waiting;

    /* Called, without the lock, when a destroying job has to wait for another: make that one's
     * waits end, for one by killing the process. May be NULL. Set before the first job. */
    void (*interrupt)(void *opaque);
    void *opaque;
} JobQueue;

#define JOB_WAITING_MAX 256u

void job_queue_init(JobQueue *queue);
void job_queue_clear(JobQueue *queue); /* nobody may be in it */

struct Job {
    Call *call;       /* that is being answered */
    const char *name; /* for messages: the public function */
    OpJob class;
    Obj *object;     /* that the call is about; NULL for the connection */
    JobQueue *queue; /* while the job is in one */
    bool admitted;   /* the gate's: access to what has no object yet was asked, gate.h */

    pthread_t thread;
    Cond turn;    /* with the queue's lock: it may run */
    bool granted; /* guarded by the queue's lock */

    Mutex lock; /* guards the fields below, and every JobSignal waited for */
    Cond wake;
    bool is_cancelled;
    const char *waits_for; /* what job_wait() was told; NULL while it works */
};

/* name and what it waits for must outlive the job. */
void job_init(Job *job, Call *call, OpJob class, const char *name);
void job_clear(Job *job); /* ends it, if begun */

/* Wait for the turn; until the deadline, and not at all behind a call of the same thread. The
 * error of a queue that does not move names who holds it. */
bool job_begin(Job *job, JobQueue *queue, int64_t deadline_us, GError **error);
void job_end(Job *job);

/* From now to job_end(), let nothing in but the kinds in allowed (bits 1 << JOB_...); destroying
 * is always allowed. The job must be running. */
void job_reserve(Job *job, unsigned int allowed);
/* Step aside between two pieces of reserved work. */
void job_pause(Job *job);
/* Step in again. Always gets the turn; false if the job was cancelled meanwhile. */
bool job_resume(Job *job, GError **error);

/* Something that a job waits for, while it keeps its turn. Zeroed at first. */
typedef struct JobSignal {
    bool is_set;
} JobSignal;

/* False if the job was cancelled (VIR_ERR_OPERATION_ABORTED) or the deadline has passed
 * (VIR_ERR_OPERATION_TIMEOUT). */
bool job_wait(Job *job, JobSignal *signal, const char *what, int64_t deadline_us, GError **error);
/* Any thread, as long as it is sure that the job exists. */
void job_signal(Job *job, JobSignal *signal);

/* Make the job's present and later waits fail. */
void job_cancel(Job *job);
bool job_is_cancelled(Job *job);
/* Cancel the job that runs and the one that holds the reservation. */
void job_queue_cancel(JobQueue *queue);

#endif
