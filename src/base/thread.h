/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Threads, locks and conditions: pthreads with deadlines on the monotonic clock.
 *
 * GLib's own locks are not used anywhere: the thread sanitizer cannot see through them. Atomics
 * are C11's. Misuse (unlocking what is not locked, no memory for a lock) ends the process. */
#ifndef VIRTUE_THREAD_H
#define VIRTUE_THREAD_H

#include <glib.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Mutex {
    pthread_mutex_t os;
} Mutex;

/* For static locks, which need neither mutex_init() nor mutex_clear(). */
#define MUTEX_INIT                                                                                 \
    {                                                                                              \
        PTHREAD_MUTEX_INITIALIZER                                                                  \
    }

void mutex_init(Mutex *mutex);
void mutex_clear(Mutex *mutex);
void mutex_lock(Mutex *mutex);
bool mutex_try_lock(Mutex *mutex);
void mutex_unlock(Mutex *mutex);

/* Stands among the declarations of a block: locks there, unlocks where the block ends. */
#define MUTEX_GUARD(mutex)                                                                         \
    __attribute__((cleanup(mutex_guard_end), unused)) Mutex *G_PASTE(mutex_guard_, __LINE__) =     \
        mutex_guard_begin(mutex)

static inline Mutex *
mutex_guard_begin(Mutex *mutex)
{
    mutex_lock(mutex);
    return mutex;
}

static inline void
mutex_guard_end(Mutex **mutex)
{
    mutex_unlock(*mutex);
}

typedef struct Cond {
    pthread_cond_t os;
} Cond;

void cond_init(Cond *cond);
void cond_clear(Cond *cond);
void cond_signal(Cond *cond);
void cond_broadcast(Cond *cond);
/* Both can return without a signal: test the condition again, in a loop. */
void cond_wait(Cond *cond, Mutex *mutex);
/* False once the deadline (deadline.h) has passed. */
bool cond_wait_until(Cond *cond, Mutex *mutex, int64_t deadline_us);

typedef struct Once {
    pthread_once_t os;
} Once;

#define ONCE_INIT                                                                                  \
    {                                                                                              \
        PTHREAD_ONCE_INIT                                                                          \
    }

/* fn runs in the first call; other callers wait until it has. */
void once_run(Once *once, void (*fn)(void));

typedef struct Thread Thread;
typedef void (*ThreadFn)(void *opaque);

/* Start a thread that blocks all signals, since those belong to the application. The kernel shows
 * the first 15 bytes of name. thread_join() waits for its end and frees the handle. */
Thread *thread_start(const char *name, ThreadFn fn, void *opaque, GError **error);
void thread_join(Thread *thread);
/* Likewise, without a handle. */
bool thread_start_detached(const char *name, ThreadFn fn, void *opaque, GError **error);

/* A pointer that every thread has its own of; a static variable initialised with THREAD_SLOT_INIT.
 * What is set is freed when its thread ends; setting another pointer does not free the first. */
typedef struct ThreadSlot {
    Mutex lock;
    _Atomic(bool) is_ready;
    pthread_key_t key;
    GDestroyNotify free_fn;
} ThreadSlot;

#define THREAD_SLOT_INIT(fn)                                                                       \
    {                                                                                              \
        .lock = MUTEX_INIT, .free_fn = (fn)                                                        \
    }

void *thread_slot_get(ThreadSlot *slot);
void thread_slot_set(ThreadSlot *slot, void *value);

#endif
