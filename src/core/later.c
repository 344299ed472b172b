/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/later.h"

#include "base/log.h"
#include "base/thread.h"

LOG_SOURCE("core.later");

typedef struct Plan {
    int64_t at_us;
    void (*fn)(void *opaque);
    void *opaque;
} Plan;

static Mutex lock = MUTEX_INIT;     /* guards the fields below */
static GQueue plans = G_QUEUE_INIT; /* of Plan, the soonest first */
static bool is_served;
static Cond changed;

static int
compare(const void *a, const void *b, void *opaque)
{
    const Plan *one = a, *other = b;

    return one->at_us < other->at_us ? -1 : one->at_us > other->at_us;
}

/* With the lock: the next one that is due; NULL: there are none left. */
static Plan *
next(void)
{
    for (;;) {
        const Plan *first = g_queue_peek_head(&plans);

        if (!first)
            return NULL;
        if (first->at_us <= g_get_monotonic_time())
            return g_queue_pop_head(&plans);
        cond_wait_until(&changed, &lock, first->at_us);
    }
}

static void
serve(void *opaque)
{
    Plan *plan;

    mutex_lock(&lock);
    while ((plan = next())) {
        mutex_unlock(&lock);
        plan->fn(plan->opaque);
        g_free(plan);
        mutex_lock(&lock);
    }
    is_served = false;
    mutex_unlock(&lock);
}

static void
init(void)
{
    cond_init(&changed);
}

void
later_run(int64_t at_us, void (*fn)(void *opaque), void *opaque)
{
    static Once once = ONCE_INIT;
    g_autoptr(GError) error = NULL;
    Plan *plan = g_new(Plan, 1);

    once_run(&once, init);
    *plan = (Plan){ at_us, fn, opaque };
    MUTEX_GUARD(&lock);
    g_queue_insert_sorted(&plans, plan, compare, NULL);
    if (is_served) {
        cond_signal(&changed);
        return;
    }
    is_served = thread_start_detached("virtue-later", serve, NULL, &error);
    if (!is_served)
        log_error(LOG_LEVEL_ERROR, error);
}
