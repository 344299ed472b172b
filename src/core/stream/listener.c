/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/stream/listener.h"

#include <stdatomic.h>

#include "lib/event.h"

struct Listener {
    atomic_int refs; /* of the stream, and of each watch */
    virStreamPtr stream;
    virStreamEventCallback callback;
    void *opaque;
    virFreeCallback opaque_free;
};

typedef struct Watch {
    Listener *listener;
    int as;
} Watch;

Listener *
listener_new(virStreamPtr stream, virStreamEventCallback cb, void *opaque)
{
    Listener *listener = g_new0(Listener, 1);

    atomic_init(&listener->refs, 1);
    listener->stream = stream;
    listener->callback = cb;
    listener->opaque = opaque;
    return listener;
}

void
listener_owns(Listener *listener, virFreeCallback ff)
{
    listener->opaque_free = ff;
}

static void
listener_unref(Listener *listener)
{
    if (atomic_fetch_sub(&listener->refs, 1) != 1)
        return;
    if (listener->opaque_free)
        listener->opaque_free(listener->opaque);
    g_free(listener);
}

static void
watch_free(void *opaque)
{
    Watch *watch = opaque;

    listener_unref(watch->listener);
    g_free(watch);
}

static void
on_ready(int id, int fd, int events, void *opaque)
{
    const Watch *watch = opaque;
    const Listener *listener = watch->listener;

    listener->callback(listener->stream, watch->as ? watch->as : events, listener->opaque);
}

int
listener_watch(Listener *listener, int fd, int as)
{
    Watch *watch = g_new0(Watch, 1);
    int id;

    watch->listener = listener;
    watch->as = as;
    atomic_fetch_add(&listener->refs, 1);
    id = event_add_handle(fd, 0, on_ready, watch, watch_free);
    if (id < 0)
        watch_free(watch);
    return id;
}

void
listener_close(Listener *listener, const int *watches, unsigned int n)
{
    for (unsigned int i = 0; i < n; i++)
        if (watches[i] >= 0)
            event_remove_handle(watches[i]);
    listener_unref(listener);
}
