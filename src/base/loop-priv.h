/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Between the files of the event loop. Everything here is under the loop's lock. */
#ifndef VIRTUE_LOOP_PRIV_H
#define VIRTUE_LOOP_PRIV_H

#include "base/loop.h"

#include <stdint.h>
#include <sys/epoll.h>

typedef struct LoopEntry LoopEntry;

/* A handle or a timeout. */
struct LoopEntry {
    int id;
    bool is_timeout;
    bool is_removed;
    bool is_running;   /* its callback, on the loop's thread */
    bool is_muted;     /* was due while running: rests until the callback returns */
    unsigned int pins; /* LoopReady records that point here; none may be left when it is freed */
    void *opaque;
    GDestroyNotify free_fn;
    LoopEntry *next; /* of the same descriptor; when removed, of the dead */
    union {
        struct {
            int fd;
            int events;
            LoopHandleFn fn;
        } handle;
        struct {
            int interval_ms;
            unsigned int arming; /* grows whenever the due time is set */
            int64_t due_us;
            size_t slot; /* in the heap, from 1; 0 when it is not there */
            LoopTimeoutFn fn;
        } timeout;
    };
};

/* Something to call in this iteration. */
typedef struct LoopReady {
    LoopEntry *entry;    /* pinned */
    int events;          /* of a handle */
    unsigned int arming; /* of a timeout; if it has changed since, the call is off */
} LoopReady;

void loop_ready_push(GArray *ready, LoopEntry *entry, int events, unsigned int arming);

/* loop-poller.c: the descriptors and the kernel's view of them. */
typedef struct LoopPoller {
    int epoll_fd; /* -1 after fork, until used again */
    int wake_fd;
    bool is_wake_sent;
    bool may_be_stale;       /* the kernel may watch files that have no descriptor here any more */
    uint32_t generation;     /* of the youngest registration */
    GHashTable *descriptors; /* by number */
    GList *refused;          /* those that epoll does not take */
} LoopPoller;

void poller_init(LoopPoller *poller);
void poller_clear(LoopPoller *poller);
/* Open the kernel side if it is not; false, with errno, if that fails. */
bool poller_ensure(LoopPoller *poller);
/* Close the kernel side; only system calls, for the child of a fork. */
void poller_detach(LoopPoller *poller);
void poller_wake(LoopPoller *poller);
/* True if the loop must be woken to notice. */
bool poller_add(LoopPoller *poller, LoopEntry *entry);
bool poller_update(LoopPoller *poller, LoopEntry *entry);
void poller_remove(LoopPoller *poller, LoopEntry *entry);
/* How long the loop may wait, with respect to descriptors that epoll refused. */
int poller_prepare(LoopPoller *poller);
void poller_collect(LoopPoller *poller, const struct epoll_event *events, int n_events,
                    GArray *ready);

/* loop-timeouts.c: a binary heap, the next one due first. */
GPtrArray *timeouts_new(void);
void timeouts_arm(GPtrArray *heap, LoopEntry *entry, int64_t now_us);
void timeouts_disarm(GPtrArray *heap, LoopEntry *entry);
/* DEADLINE_NEVER if there is none. */
int64_t timeouts_next_us(GPtrArray *heap);
void timeouts_collect(GPtrArray *heap, int64_t now_us, GArray *ready);

#endif
