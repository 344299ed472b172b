/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/thread.h"

#include <signal.h>
#include <stdatomic.h>
#include <sys/prctl.h>

#include "base/deadline.h"
#include "base/err.h"

static Mutex lock = MUTEX_INIT;
static int counter;

static void
count(void *opaque)
{
    for (int i = 0; i < 10000; i++) {
        MUTEX_GUARD(&lock);

        counter++;
    }
}

static void
test_guard(void)
{
    Thread *threads[4];

    counter = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++) {
        threads[i] = thread_start("count", count, NULL, NULL);
        g_assert_nonnull(threads[i]);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        thread_join(threads[i]);
    g_assert_cmpint(counter, ==, 40000);
    g_assert_true(mutex_try_lock(&lock));
    mutex_unlock(&lock);
}

static void
try_lock(void *opaque)
{
    *(bool *)opaque = mutex_try_lock(&lock);
}

static void
test_try_lock(void)
{
    bool was_free = true;
    MUTEX_GUARD(&lock);

    thread_join(thread_start("try", try_lock, &was_free, NULL));
    g_assert_false(was_free);
}

typedef struct Baton {
    Mutex lock;
    Cond moved;
    int turn;
} Baton;

static void
pass_baton(void *opaque)
{
    Baton *baton = opaque;

    mutex_lock(&baton->lock);
    for (int i = 0; i < 100; i++) {
        while (baton->turn != 1)
            cond_wait(&baton->moved, &baton->lock);
        baton->turn = 0;
        cond_broadcast(&baton->moved);
    }
    mutex_unlock(&baton->lock);
}

static void
test_cond(void)
{
    Baton baton = { .turn = 0 };
    Thread *thread;

    mutex_init(&baton.lock);
    cond_init(&baton.moved);
    thread = thread_start("baton", pass_baton, &baton, NULL);
    mutex_lock(&baton.lock);
    for (int i = 0; i < 100; i++) {
        baton.turn = 1;
        cond_signal(&baton.moved);
        while (baton.turn != 0)
            g_assert_true(cond_wait_until(&baton.moved, &baton.lock, DEADLINE_NEVER));
    }
    mutex_unlock(&baton.lock);
    thread_join(thread);
    cond_clear(&baton.moved);
    mutex_clear(&baton.lock);
}

static void
test_cond_deadline(void)
{
    Cond never;
    int64_t deadline_us = deadline_in_ms(20);

    cond_init(&never);
    mutex_lock(&lock);
    while (cond_wait_until(&never, &lock, deadline_us))
        ;
    g_assert_cmpint(g_get_monotonic_time(), >=, deadline_us);
    g_assert_cmpint(deadline_left_ms(deadline_us), ==, 0);
    /* Deadlines in the past, and before the clock began. */
    g_assert_false(cond_wait_until(&never, &lock, 1));
    g_assert_false(cond_wait_until(&never, &lock, -5));
    mutex_unlock(&lock);
    cond_clear(&never);
}

static void
test_deadline(void)
{
    int64_t deadline_us = deadline_in_ms(3600 * 1000);

    g_assert_true(deadline_in_ms(-1) == DEADLINE_NEVER);
    g_assert_cmpint(deadline_left_ms(DEADLINE_NEVER), ==, -1);
    g_assert_cmpint(deadline_left_ms(deadline_us), <=, 3600 * 1000);
    g_assert_cmpint(deadline_left_ms(deadline_us), >, 1800 * 1000);
    g_assert_cmpint(deadline_left_ms(DEADLINE_NEVER - 1), ==, INT_MAX);
}

static Once once = ONCE_INIT;
static int once_calls;

static void
do_once(void)
{
    once_calls++;
}

static void
call_once(void *opaque)
{
    once_run(&once, do_once);
    g_assert_cmpint(once_calls, ==, 1);
}

static void
test_once(void)
{
    Thread *a = thread_start("once", call_once, NULL, NULL);
    Thread *b = thread_start("once", call_once, NULL, NULL);

    thread_join(a);
    thread_join(b);
}

static void
look_around(void *opaque)
{
    char name[16] = "";
    sigset_t mask;

    prctl(PR_GET_NAME, name);
    g_assert_cmpstr(name, ==, "a-name-that-is-");
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    g_assert_true(sigismember(&mask, SIGTERM));
    g_assert_true(sigismember(&mask, SIGCHLD));
    atomic_store((atomic_bool *)opaque, true);
}

static void
test_start(void)
{
    atomic_bool has_run = false;
    sigset_t mask;

    thread_join(thread_start("a-name-that-is-too-long", look_around, &has_run, NULL));
    g_assert_true(has_run);
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    g_assert_false(sigismember(&mask, SIGTERM));

    has_run = false;
    g_assert_true(thread_start_detached("a-name-that-is-too-long", look_around, &has_run, NULL));
    while (!atomic_load(&has_run))
        g_usleep(100);
    thread_join(NULL);
}

static atomic_int freed;

static void
count_free(void *value)
{
    atomic_fetch_add(&freed, 1);
    g_free(value);
}

static ThreadSlot slot = THREAD_SLOT_INIT(count_free);

static void
use_slot(void *opaque)
{
    int *mine = g_new(int, 1);

    g_assert_null(thread_slot_get(&slot));
    thread_slot_set(&slot, mine);
    g_assert_true(thread_slot_get(&slot) == mine);
}

static void
test_slot(void)
{
    Thread *a = thread_start("slot", use_slot, NULL, NULL);
    Thread *b = thread_start("slot", use_slot, NULL, NULL);

    thread_join(a);
    thread_join(b);
    g_assert_cmpint(freed, ==, 2);
    g_assert_null(thread_slot_get(&slot));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/thread/guard", test_guard);
    g_test_add_func("/thread/try-lock", test_try_lock);
    g_test_add_func("/thread/cond", test_cond);
    g_test_add_func("/thread/cond-deadline", test_cond_deadline);
    g_test_add_func("/thread/deadline", test_deadline);
    g_test_add_func("/thread/once", test_once);
    g_test_add_func("/thread/start", test_start);
    g_test_add_func("/thread/slot", test_slot);
    return g_test_run();
}
