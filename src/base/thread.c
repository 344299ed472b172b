/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/thread.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>

#include "base/deadline.h"
#include "base/err.h"

#define ERR_DOMAIN VIR_FROM_THREAD

struct Thread {
    pthread_t os;
};

typedef struct Start {
    char name[16]; /* what the kernel keeps, with the NUL */
    ThreadFn fn;
    void *opaque;
} Start;

static void
must(int rc, const char *what)
{
    if (G_UNLIKELY(rc != 0))
        g_error("%s: %s", what, g_strerror(rc));
}

void
mutex_init(Mutex *mutex)
{
    must(pthread_mutex_init(&mutex->os, NULL), "mutex init");
}

void
mutex_clear(Mutex *mutex)
{
    must(pthread_mutex_destroy(&mutex->os), "mutex destroy");
}

void
mutex_lock(Mutex *mutex)
{
    must(pthread_mutex_lock(&mutex->os), "mutex lock");
}

bool
mutex_try_lock(Mutex *mutex)
{
    int rc = pthread_mutex_trylock(&mutex->os);

    if (rc == EBUSY)
        return false;
    must(rc, "mutex try lock");
    return true;
}

void
mutex_unlock(Mutex *mutex)
{
    must(pthread_mutex_unlock(&mutex->os), "mutex unlock");
}

void
cond_init(Cond *cond)
{
    pthread_condattr_t attr;

    must(pthread_condattr_init(&attr), "condition attributes");
    must(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC), "condition clock");
    must(pthread_cond_init(&cond->os, &attr), "condition init");
    pthread_condattr_destroy(&attr);
}

void
cond_clear(Cond *cond)
{
    must(pthread_cond_destroy(&cond->os), "condition destroy");
}

void
cond_signal(Cond *cond)
{
    must(pthread_cond_signal(&cond->os), "condition signal");
}

void
cond_broadcast(Cond *cond)
{
    must(pthread_cond_broadcast(&cond->os), "condition broadcast");
}

void
cond_wait(Cond *cond, Mutex *mutex)
{
    must(pthread_cond_wait(&cond->os, &mutex->os), "condition wait");
}

bool
cond_wait_until(Cond *cond, Mutex *mutex, int64_t deadline_us)
{
    struct timespec when = { 0 };
    int rc;

    if (deadline_us == DEADLINE_NEVER) {
        cond_wait(cond, mutex);
        return true;
    }
    if (deadline_us > 0) {
        when.tv_sec = deadline_us / G_USEC_PER_SEC;
        when.tv_nsec = deadline_us % G_USEC_PER_SEC * 1000;
    }
    rc = pthread_cond_timedwait(&cond->os, &mutex->os, &when);
    if (rc == ETIMEDOUT)
        return false;
    must(rc, "condition timed wait");
    return true;
}

void
once_run(Once *once, void (*fn)(void))
{
    must(pthread_once(&once->os, fn), "once");
}

static void *
thread_main(void *arg)
{
    Start start = *(Start *)arg;

    g_free(arg);
    pthread_setname_np(pthread_self(), start.name);
    start.fn(start.opaque);
    return NULL;
}

static bool
thread_create(pthread_t *os_out, bool is_detached, const char *name, ThreadFn fn, void *opaque,
              GError **error)
{
    Start *start = g_new0(Start, 1);
    pthread_attr_t attr;
    sigset_t all;
    sigset_t old;
    int rc;

    g_strlcpy(start->name, name, sizeof(start->name));
    start->fn = fn;
    start->opaque = opaque;

    must(pthread_attr_init(&attr), "thread attributes");
    if (is_detached)
        pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    /* The new thread inherits the mask; blocking inside it would leave a gap. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    rc = pthread_create(os_out, &attr, thread_main, start);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    pthread_attr_destroy(&attr);
    if (rc == 0)
        return true;

    g_free(start);
    errno = rc;
    return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot start thread '%s'", name);
}

Thread *
thread_start(const char *name, ThreadFn fn, void *opaque, GError **error)
{
    g_autofree Thread *thread = g_new0(Thread, 1);

    if (!thread_create(&thread->os, false, name, fn, opaque, error))
        return NULL;
    return g_steal_pointer(&thread);
}

void
thread_join(Thread *thread)
{
    if (!thread)
        return;
    must(pthread_join(thread->os, NULL), "thread join");
    g_free(thread);
}

bool
thread_start_detached(const char *name, ThreadFn fn, void *opaque, GError **error)
{
    pthread_t os;

    return thread_create(&os, true, name, fn, opaque, error);
}

static void
slot_ensure(ThreadSlot *slot)
{
    if (atomic_load_explicit(&slot->is_ready, memory_order_acquire))
        return;
    mutex_lock(&slot->lock);
    if (!atomic_load_explicit(&slot->is_ready, memory_order_relaxed)) {
        must(pthread_key_create(&slot->key, slot->free_fn), "thread-local key");
        atomic_store_explicit(&slot->is_ready, true, memory_order_release);
    }
    mutex_unlock(&slot->lock);
}

void *
thread_slot_get(ThreadSlot *slot)
{
    slot_ensure(slot);
    return pthread_getspecific(slot->key);
}

void
thread_slot_set(ThreadSlot *slot, void *value)
{
    slot_ensure(slot);
    must(pthread_setspecific(slot->key, value), "thread-local value");
}
