/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libvirt/virterror.h>
#include "core/job.h"

#define SHORT_MS 50
#define LONG_MS  20000

typedef struct Fixture {
    JobQueue queue;
    atomic_int inside; /* jobs that run at this moment */
    atomic_int done;
    atomic_int interrupts;
    GString *order; /* written by running jobs only */
} Fixture;

/* One job on a thread of its own. */
typedef struct Worker {
    Fixture *fixture;
    Job job;
    OpJob class;
    char letter;
    int wait_ms;
    JobSignal signal;
    bool waits; /* for the signal, once begun */
    atomic_bool begun;
    GError *error;
    Thread *thread;
} Worker;

static void
fixture_init(Fixture *fixture)
{
    *fixture = (Fixture){ .order = g_string_new(NULL) };
    job_queue_init(&fixture->queue);
}

static void
fixture_clear(Fixture *fixture)
{
    job_queue_clear(&fixture->queue);
    g_string_free(fixture->order, TRUE);
}

static void
work(void *opaque)
{
    Worker *worker = opaque;

    job_init(&worker->job, NULL, worker->class, "virDomainWork");
    if (job_begin(&worker->job, &worker->fixture->queue, deadline_in_ms(worker->wait_ms),
                  &worker->error)) {
        g_assert_cmpint(atomic_fetch_add(&worker->fixture->inside, 1), ==, 0);
        g_string_append_c(worker->fixture->order, worker->letter);
        atomic_store(&worker->begun, true);
        if (worker->waits)
            job_wait(&worker->job, &worker->signal, "a signal", deadline_in_ms(LONG_MS),
                     &worker->error);
        atomic_fetch_sub(&worker->fixture->inside, 1);
    }
    job_clear(&worker->job);
    atomic_fetch_add(&worker->fixture->done, 1);
}

static void
worker_start(Worker *worker, Fixture *fixture, OpJob class, char letter, bool waits)
{
    *worker = (Worker){
        .fixture = fixture, .class = class, .letter = letter, .waits = waits, .wait_ms = LONG_MS
    };
    worker->thread = thread_start("worker", work, worker, NULL);
    g_assert_nonnull(worker->thread);
}

static void
until_begun(Worker *worker)
{
    while (!atomic_load(&worker->begun))
        g_usleep(200);
}

static void
until_waiting(Fixture *fixture, unsigned int n)
{
    for (;;) {
        unsigned int waiting;

        mutex_lock(&fixture->queue.lock);
        waiting = fixture->queue.waiting.length;
        mutex_unlock(&fixture->queue.lock);
        if (waiting == n)
            return;
        g_usleep(200);
    }
}

static void
test_order(void)
{
    Fixture fixture;
    Worker workers[4];

    fixture_init(&fixture);
    worker_start(&workers[0], &fixture, JOB_MODIFY, 'a', true);
    until_begun(&workers[0]);
    for (int i = 1; i < 4; i++) {
        worker_start(&workers[i], &fixture, JOB_MODIFY, (char)('a' + i), false);
        until_waiting(&fixture, (unsigned int)i);
    }
    job_signal(&workers[0].job, &workers[0].signal);
    for (int i = 0; i < 4; i++) {
        thread_join(workers[i].thread);
        g_assert_no_error(workers[i].error);
    }
    g_assert_cmpstr(fixture.order->str, ==, "abcd");
    fixture_clear(&fixture);
}

static void
test_held(void)
{
    Fixture fixture;
    Worker holder;
    Job job;
    g_autoptr(GError) error = NULL;

    fixture_init(&fixture);
    worker_start(&holder, &fixture, JOB_MODIFY, 'a', true);
    until_begun(&holder);
    job_init(&job, NULL, JOB_MODIFY, "virDomainOther");
    g_assert_false(job_begin(&job, &fixture.queue, deadline_in_ms(SHORT_MS), &error));
    g_assert_cmpint(error->code, ==, VIR_ERR_OPERATION_TIMEOUT);
    g_assert_cmpstr(error->message, ==,
                    "Timed out during operation: cannot acquire state change "
                    "lock (held by monitor=virDomainWork)");
    g_clear_error(&error);
    mutex_lock(&fixture.queue.lock);
    fixture.queue.max_waiting = 0;
    mutex_unlock(&fixture.queue.lock);
    g_assert_false(job_begin(&job, &fixture.queue, DEADLINE_NEVER, &error));
    g_assert_cmpstr(error->message, ==,
                    "operation failed: cannot acquire state change lock due "
                    "to max_queued limit");
    job_clear(&job);
    job_signal(&holder.job, &holder.signal);
    thread_join(holder.thread);
    fixture_clear(&fixture);
}

static void
test_reentry(void)
{
    Fixture fixture;
    Job outer;
    Job inner;
    g_autoptr(GError) error = NULL;

    fixture_init(&fixture);
    job_init(&outer, NULL, JOB_MODIFY, "virDomainOuter");
    job_init(&inner, NULL, JOB_MODIFY, "virDomainInner");
    g_assert_true(job_begin(&outer, &fixture.queue, DEADLINE_NEVER, NULL));
    g_assert_false(job_begin(&inner, &fixture.queue, DEADLINE_NEVER, &error));
    g_assert_cmpint(error->code, ==, VIR_ERR_OPERATION_INVALID);
    g_assert_nonnull(strstr(error->message, "virDomainOuter"));
    job_end(&outer);
    g_assert_true(job_begin(&inner, &fixture.queue, DEADLINE_NEVER, NULL));
    job_clear(&inner);
    job_clear(&outer);
    fixture_clear(&fixture);
}

static void
count_interrupt(void *opaque)
{
    atomic_fetch_add(&((Fixture *)opaque)->interrupts, 1);
}

/* Overtakes what waits and ends the wait of what runs. */
static void
test_destroy(void)
{
    Fixture fixture;
    Worker hung;
    Worker waiting;
    Worker destroy;

    fixture_init(&fixture);
    fixture.queue.interrupt = count_interrupt;
    fixture.queue.opaque = &fixture;
    worker_start(&hung, &fixture, JOB_MODIFY, 'h', true);
    until_begun(&hung);
    worker_start(&waiting, &fixture, JOB_MODIFY, 'w', false);
    until_waiting(&fixture, 1);
    worker_start(&destroy, &fixture, JOB_DESTROY, 'd', false);
    thread_join(destroy.thread);
    thread_join(hung.thread);
    thread_join(waiting.thread);
    g_assert_cmpstr(fixture.order->str, ==, "hdw");
    g_assert_cmpint(hung.error->code, ==, VIR_ERR_OPERATION_ABORTED);
    g_assert_cmpint(atomic_load(&fixture.interrupts), ==, 1);
    g_assert_no_error(destroy.error);
    g_assert_no_error(waiting.error);
    g_clear_error(&hung.error);
    fixture_clear(&fixture);
}

static void
test_wait_deadline(void)
{
    Job job;
    JobSignal signal = { false };
    g_autoptr(GError) error = NULL;

    job_init(&job, NULL, JOB_NONE, "virDomainAsk");
    g_assert_false(job_wait(&job, &signal, "the monitor", deadline_in_ms(SHORT_MS), &error));
    g_assert_cmpint(error->code, ==, VIR_ERR_OPERATION_TIMEOUT);
    g_assert_nonnull(strstr(error->message, "the monitor"));
    job_signal(&job, &signal);
    g_assert_true(job_wait(&job, &signal, "the monitor", 0, NULL));
    job_clear(&job);
}

static void
test_reservation(void)
{
    Fixture fixture;
    Job migration;
    Worker suspend;
    Worker modify;
    Worker destroy;
    g_autoptr(GError) error = NULL;

    fixture_init(&fixture);
    job_init(&migration, NULL, JOB_ASYNC, "virDomainMigrate");
    g_assert_true(job_begin(&migration, &fixture.queue, DEADLINE_NEVER, NULL));
    job_reserve(&migration, 1u << JOB_SUSPEND);
    worker_start(&modify, &fixture, JOB_MODIFY, 'm', false);
    until_waiting(&fixture, 1);
    worker_start(&suspend, &fixture, JOB_SUSPEND, 's', false);
    until_waiting(&fixture, 2);
    job_pause(&migration);
    thread_join(suspend.thread);
    g_assert_false(atomic_load(&modify.begun));
    g_assert_true(job_resume(&migration, &error));
    worker_start(&destroy, &fixture, JOB_DESTROY, 'd', false);
    until_waiting(&fixture, 2);
    while (!job_is_cancelled(&migration))
        g_usleep(200);
    job_pause(&migration);
    thread_join(destroy.thread);
    g_assert_false(job_resume(&migration, &error));
    g_assert_cmpint(error->code, ==, VIR_ERR_OPERATION_ABORTED);
    job_clear(&migration);
    thread_join(modify.thread);
    g_assert_cmpstr(fixture.order->str, ==, "sdm");
    fixture_clear(&fixture);
}

#define CROWD  8
#define ROUNDS 200

static void
crowd(void *opaque)
{
    for (int i = 0; i < ROUNDS; i++) {
        Worker worker = { .fixture = opaque,
                          .letter = '.',
                          .wait_ms = LONG_MS,
                          .class = i % 10 == 0 ? JOB_DESTROY : JOB_MODIFY };

        work(&worker);
        g_assert_no_error(worker.error);
    }
}

static void
test_crowd(void)
{
    Fixture fixture;
    Thread *threads[CROWD];

    fixture_init(&fixture);
    for (int i = 0; i < CROWD; i++)
        threads[i] = thread_start("crowd", crowd, &fixture, NULL);
    for (int i = 0; i < CROWD; i++)
        thread_join(threads[i]);
    g_assert_cmpint(atomic_load(&fixture.done), ==, CROWD * ROUNDS);
    g_assert_cmpuint(fixture.order->len, ==, CROWD * ROUNDS);
    fixture_clear(&fixture);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/job/order", test_order);
    g_test_add_func("/job/held", test_held);
    g_test_add_func("/job/reentry", test_reentry);
    g_test_add_func("/job/destroy", test_destroy);
    g_test_add_func("/job/wait-deadline", test_wait_deadline);
    g_test_add_func("/job/reservation", test_reservation);
    g_test_add_func("/job/crowd", test_crowd);
    return g_test_run();
}
