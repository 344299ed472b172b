/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/loop.h"

#include <errno.h>
#include <limits.h>

#include "base/deadline.h"
#include "base/err.h"
#include "base/loop-priv.h"
#include "base/thread.h"

#define ERR_DOMAIN VIR_FROM_EVENT

/* What one iteration takes from the kernel; the rest keeps its turn in the kernel's queue. */
#define EVENTS_MAX 256

/* There is no timerfd: every wait takes the nearest due time as its limit anyway. */
struct Loop {
    Mutex lock;
    GHashTable *entries; /* LoopEntry by id; what is removed is not here */
    int last_id;
    LoopEntry *dead; /* removed and not pinned, to be freed by the loop */
    GPtrArray *timeouts;
    LoopPoller poller;
    GArray *spare;      /* of LoopReady, for the next iteration */
    unsigned int round; /* counts iterations, so that one notices another inside it */
    unsigned int depth; /* iterations under way, one inside the other */
    pthread_t runner;   /* valid if depth > 0 */
    Loop *next_loop;    /* under all_lock */
};

static Mutex all_lock = MUTEX_INIT;
static Loop *all_loops;
static Once fork_once = ONCE_INIT;

/* fork() copies locks as they stand, so it must find them free. */
static void
before_fork(void)
{
    mutex_lock(&all_lock);
    for (Loop *loop = all_loops; loop; loop = loop->next_loop)
        mutex_lock(&loop->lock);
}

static void
after_fork(void)
{
    for (Loop *loop = all_loops; loop; loop = loop->next_loop)
        mutex_unlock(&loop->lock);
    mutex_unlock(&all_lock);
}

/* The epoll file is one and the same in parent and child, but here we still know that the number
 * is ours: close it at once, and open another if the loop is used. */
static void
after_fork_child(void)
{
    for (Loop *loop = all_loops; loop; loop = loop->next_loop) {
        poller_detach(&loop->poller);
        if (loop->depth > 0 && !pthread_equal(loop->runner, pthread_self()))
            loop->depth = 0;
    }
    after_fork();
}

static void
watch_fork(void)
{
    if (pthread_atfork(before_fork, after_fork, after_fork_child) != 0)
        g_error("pthread_atfork: no memory");
}

Loop *
loop_new(GError **error)
{
    Loop *loop = g_new0(Loop, 1);

    once_run(&fork_once, watch_fork);
    mutex_init(&loop->lock);
    loop->entries = g_hash_table_new(NULL, NULL);
    loop->timeouts = timeouts_new();
    poller_init(&loop->poller);
    if (!poller_ensure(&loop->poller)) {
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot create the event loop's descriptors");
        loop_free(loop);
        return NULL;
    }

    mutex_lock(&all_lock);
    loop->next_loop = all_loops;
    all_loops = loop;
    mutex_unlock(&all_lock);
    return loop;
}

static void
free_entries(LoopEntry *entry)
{
    while (entry) {
        LoopEntry *next = entry->next;

        if (entry->free_fn)
            entry->free_fn(entry->opaque);
        g_free(entry);
        entry = next;
    }
}

void
loop_free(Loop *loop)
{
    GHashTableIter iter;
    void *value;

    if (!loop)
        return;
    g_assert(loop->depth == 0);

    mutex_lock(&all_lock);
    for (Loop **link = &all_loops; *link; link = &(*link)->next_loop) {
        if (*link == loop) {
            *link = loop->next_loop;
            break;
        }
    }
    mutex_unlock(&all_lock);

    g_hash_table_iter_init(&iter, loop->entries);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        ((LoopEntry *)value)->next = loop->dead;
        loop->dead = value;
    }
    free_entries(loop->dead);
    g_hash_table_unref(loop->entries);
    g_ptr_array_unref(loop->timeouts);
    poller_clear(&loop->poller);
    if (loop->spare)
        g_array_unref(loop->spare);
    mutex_clear(&loop->lock);
    g_free(loop);
}

/* Before the next wait the loop's own thread looks at everything anyway. */
static void
wake_unless_runner(Loop *loop)
{
    if (loop->depth == 0 || !pthread_equal(loop->runner, pthread_self()))
        poller_wake(&loop->poller);
}

static LoopEntry *
entry_new(Loop *loop, bool is_timeout, void *opaque, GDestroyNotify free_fn)
{
    LoopEntry *entry = g_new0(LoopEntry, 1);

    entry->is_timeout = is_timeout;
    entry->opaque = opaque;
    entry->free_fn = free_fn;
    do {
        loop->last_id = loop->last_id == INT_MAX ? 1 : loop->last_id + 1;
    } while (g_hash_table_contains(loop->entries, GINT_TO_POINTER(loop->last_id)));
    entry->id = loop->last_id;
    g_hash_table_insert(loop->entries, GINT_TO_POINTER(entry->id), entry);
    return entry;
}

static LoopEntry *
entry_find(Loop *loop, int id, bool is_timeout)
{
    LoopEntry *entry = g_hash_table_lookup(loop->entries, GINT_TO_POINTER(id));

    return entry && entry->is_timeout == is_timeout ? entry : NULL;
}

/* The loop frees what has a free function; true if it has to. */
static bool
entry_bury(Loop *loop, LoopEntry *entry)
{
    if (!entry->free_fn) {
        g_free(entry);
        return false;
    }
    entry->next = loop->dead;
    loop->dead = entry;
    return true;
}

static bool
entry_remove(Loop *loop, int id, bool is_timeout)
{
    LoopEntry *entry = entry_find(loop, id, is_timeout);

    if (!entry)
        return false;
    g_hash_table_remove(loop->entries, GINT_TO_POINTER(id));
    if (is_timeout)
        timeouts_disarm(loop->timeouts, entry);
    else
        poller_remove(&loop->poller, entry);
    entry->is_removed = true;
    if (entry->pins == 0 && entry_bury(loop, entry))
        wake_unless_runner(loop);
    return true;
}

int
loop_add_handle(Loop *loop, int fd, int events, LoopHandleFn fn, void *opaque,
                GDestroyNotify free_fn)
{
    MUTEX_GUARD(&loop->lock);
    LoopEntry *entry;

    if (!poller_ensure(&loop->poller))
        return -1;
    entry = entry_new(loop, false, opaque, free_fn);
    entry->handle.fd = fd;
    entry->handle.events = events;
    entry->handle.fn = fn;
    if (poller_add(&loop->poller, entry))
        wake_unless_runner(loop);
    return entry->id;
}

void
loop_update_handle(Loop *loop, int id, int events)
{
    MUTEX_GUARD(&loop->lock);
    LoopEntry *entry = entry_find(loop, id, false);

    if (!entry)
        return;
    entry->handle.events = events;
    if (poller_update(&loop->poller, entry))
        wake_unless_runner(loop);
}

bool
loop_remove_handle(Loop *loop, int id)
{
    MUTEX_GUARD(&loop->lock);

    return entry_remove(loop, id, false);
}

static void
timeout_start(Loop *loop, LoopEntry *entry, int interval_ms)
{
    int64_t before_us = timeouts_next_us(loop->timeouts);

    entry->is_muted = false;
    entry->timeout.interval_ms = interval_ms;
    timeouts_arm(loop->timeouts, entry, g_get_monotonic_time());
    if (timeouts_next_us(loop->timeouts) < before_us)
        wake_unless_runner(loop);
}

int
loop_add_timeout(Loop *loop, int interval_ms, LoopTimeoutFn fn, void *opaque,
                 GDestroyNotify free_fn)
{
    MUTEX_GUARD(&loop->lock);
    LoopEntry *entry = entry_new(loop, true, opaque, free_fn);

    entry->timeout.fn = fn;
    timeout_start(loop, entry, interval_ms);
    return entry->id;
}

void
loop_update_timeout(Loop *loop, int id, int interval_ms)
{
    MUTEX_GUARD(&loop->lock);
    LoopEntry *entry = entry_find(loop, id, true);

    if (entry)
        timeout_start(loop, entry, interval_ms);
}

bool
loop_remove_timeout(Loop *loop, int id)
{
    MUTEX_GUARD(&loop->lock);

    return entry_remove(loop, id, true);
}

void
loop_wake(Loop *loop)
{
    MUTEX_GUARD(&loop->lock);

    poller_wake(&loop->poller);
}

int
loop_fd(Loop *loop)
{
    MUTEX_GUARD(&loop->lock);

    return poller_ensure(&loop->poller) ? loop->poller.epoll_fd : -1;
}

static int
shorter(int a_ms, int b_ms)
{
    if (a_ms < 0 || b_ms < 0)
        return MAX(a_ms, b_ms);
    return MIN(a_ms, b_ms);
}

static int
prepare(Loop *loop)
{
    if (loop->dead)
        return 0;
    return shorter(deadline_left_ms(timeouts_next_us(loop->timeouts)),
                   poller_prepare(&loop->poller));
}

int
loop_prepare(Loop *loop)
{
    MUTEX_GUARD(&loop->lock);

    return prepare(loop);
}

void
loop_ready_push(GArray *ready, LoopEntry *entry, int events, unsigned int arming)
{
    LoopReady item = { entry, events, arming };

    entry->pins++;
    g_array_append_val(ready, item);
}

/* Is the call still wanted, after what earlier callbacks did? Narrows the events. If one of them
 * ran the loop, the state of descriptors is out of date; the next iteration asks anew. */
static bool
is_wanted(Loop *loop, LoopReady *item, unsigned int round)
{
    LoopEntry *entry = item->entry;

    if (entry->is_removed || entry->is_running)
        return false;
    if (entry->is_timeout)
        return item->arming == entry->timeout.arming;
    item->events &= entry->handle.events | LOOP_ERROR | LOOP_HANGUP;
    return item->events != 0 && entry->handle.events != 0 && loop->round == round;
}

static void
call(Loop *loop, LoopEntry *entry, int events)
{
    entry->is_running = true;
    mutex_unlock(&loop->lock);
    if (entry->is_timeout)
        entry->timeout.fn(entry->id, entry->opaque);
    else
        entry->handle.fn(entry->id, entry->handle.fd, events, entry->opaque);
    mutex_lock(&loop->lock);
    entry->is_running = false;

    if (!entry->is_muted)
        return;
    entry->is_muted = false;
    if (entry->is_removed)
        return;
    if (entry->is_timeout)
        timeouts_arm(loop->timeouts, entry, g_get_monotonic_time());
    else
        poller_update(&loop->poller, entry);
}

static void
dispatch(Loop *loop, const struct epoll_event *events, int n_events)
{
    GArray *ready = g_steal_pointer(&loop->spare);
    unsigned int round = ++loop->round;

    if (!ready)
        ready = g_array_new(FALSE, FALSE, sizeof(LoopReady));
    loop->runner = pthread_self();
    loop->depth++;

    timeouts_collect(loop->timeouts, g_get_monotonic_time(), ready);
    poller_collect(&loop->poller, events, n_events, ready);
    for (unsigned int i = 0; i < ready->len; i++) {
        LoopReady *item = &g_array_index(ready, LoopReady, i);

        if (is_wanted(loop, item, round))
            call(loop, item->entry, item->events);
        item->entry->pins--;
        if (item->entry->is_removed && item->entry->pins == 0)
            entry_bury(loop, item->entry);
    }

    g_array_set_size(ready, 0);
    if (loop->spare)
        g_array_unref(ready);
    else
        loop->spare = ready;
}

bool
loop_run_once(Loop *loop, int max_wait_ms)
{
    struct epoll_event events[EVENTS_MAX];
    LoopEntry *dead;
    int epoll_fd;
    int wait_ms;
    int n_events;

    mutex_lock(&loop->lock);
    if (!poller_ensure(&loop->poller)) {
        mutex_unlock(&loop->lock);
        return false;
    }
    epoll_fd = loop->poller.epoll_fd;
    wait_ms = shorter(prepare(loop), max_wait_ms);
    mutex_unlock(&loop->lock);

    n_events = epoll_wait(epoll_fd, events, EVENTS_MAX, wait_ms);
    if (n_events < 0 && errno != EINTR)
        return false;

    mutex_lock(&loop->lock);
    dispatch(loop, events, n_events);
    dead = g_steal_pointer(&loop->dead);
    mutex_unlock(&loop->lock);

    /* Still counted as inside, so that free functions need not wake us either. */
    free_entries(dead);
    mutex_lock(&loop->lock);
    loop->depth--;
    mutex_unlock(&loop->lock);
    return true;
}
