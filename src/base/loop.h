/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The event loop: descriptors and timeouts, with poll's semantics at epoll's price.
 *
 * One thread at a time runs a loop; every other function may be called by any thread at any time,
 * also from callbacks, and never waits for one. Callbacks and free functions run on the thread
 * that runs the loop, with no lock held.
 *
 * Adding returns an id above zero. Ids grow; handles and timeouts share them. After a removal on
 * the loop's thread the callback is not called again; a removal on another thread may overtake a
 * call that has begun. free_fn (may be NULL) gets opaque later, from the loop or loop_free(),
 * never from inside the removal and never while the callback runs.
 *
 * A callback may run the loop again. Its own watch rests meanwhile; all others are served.
 *
 * A child made by fork() has the loop as it stood, and none of its use is seen by the parent. A
 * watch whose callback was running on another thread then keeps its opaque for ever. */
#ifndef VIRTUE_LOOP_H
#define VIRTUE_LOOP_H

#include <glib.h>
#include <stdbool.h>

typedef struct Loop Loop;

/* Equal to the public virEventHandleType. */
enum {
    LOOP_READABLE = 1,
    LOOP_WRITABLE = 2,
    LOOP_ERROR = 4,
    LOOP_HANGUP = 8,
};

typedef void (*LoopHandleFn)(int id, int fd, int events, void *opaque);
typedef void (*LoopTimeoutFn)(int id, void *opaque);

Loop *loop_new(GError **error);
/* No thread may be running the loop, nor its GSource exist. */
void loop_free(Loop *loop);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Loop, loop_free)

/* fd stays the caller's, and there may be several watches on it. Watching is level-triggered.
 * LOOP_ERROR and LOOP_HANGUP are reported unasked, unless events is 0, which pauses the watch.
 * Regular files are always ready; descriptors that are not open never are. One may be closed
 * before its watch is removed; a new file under the same number is watched from the next addition
 * or update for that number on. */
int loop_add_handle(Loop *loop, int fd, int events, LoopHandleFn fn, void *opaque,
                    GDestroyNotify free_fn);
void loop_update_handle(Loop *loop, int id, int events);
/* False if there is no such handle. */
bool loop_remove_handle(Loop *loop, int id);

/* fn is called interval_ms from now and from each call on; with 0 in every iteration, with -1 not
 * until an update, which starts the interval anew. */
int loop_add_timeout(Loop *loop, int interval_ms, LoopTimeoutFn fn, void *opaque,
                     GDestroyNotify free_fn);
void loop_update_timeout(Loop *loop, int id, int interval_ms);
bool loop_remove_timeout(Loop *loop, int id);

/* One iteration: wait until something is due, but no longer than max_wait_ms (-1: no limit), and
 * call back. It may end without having called anything. False, with errno, if the kernel refuses
 * descriptors for the loop itself. */
bool loop_run_once(Loop *loop, int max_wait_ms);
/* Make the present or next wait end at once. Many wake-ups before it count as one. */
void loop_wake(Loop *loop);

/* For nesting in another loop: wait until loop_fd() is readable, but no longer than loop_prepare()
 * milliseconds (-1: no limit), then call loop_run_once(loop, 0). The descriptor belongs to the
 * loop, is -1 on failure, and can change: ask before every wait. */
int loop_fd(Loop *loop);
int loop_prepare(Loop *loop);

/* A source that makes a GMainContext run the loop. The caller attaches, destroys and unrefs it;
 * the loop must outlive it. */
GSource *loop_gsource_new(Loop *loop);

#endif
