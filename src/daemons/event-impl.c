/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/event-impl.h"

#include <libvirt/libvirt.h>

static Loop *loop;

typedef struct Watch {
    void *callback;
    void *opaque;
    virFreeCallback free_fn;
} Watch;

static Watch *
watch_new(void *callback, void *opaque, virFreeCallback free_fn)
{
    Watch *watch = g_new(Watch, 1);

    *watch = (Watch){ callback, opaque, free_fn };
    return watch;
}

static void
watch_free(void *data)
{
    Watch *watch = data;

    if (watch->free_fn)
        watch->free_fn(watch->opaque);
    g_free(watch);
}

static void
handle_due(int id, int fd, int events, void *data)
{
    Watch *watch = data;

    ((virEventHandleCallback)watch->callback)(id, fd, events, watch->opaque);
}

static void
timeout_due(int id, void *data)
{
    Watch *watch = data;

    ((virEventTimeoutCallback)watch->callback)(id, watch->opaque);
}

static int
add_handle(int fd, int events, virEventHandleCallback callback, void *opaque,
           virFreeCallback free_fn)
{
    return loop_add_handle(loop, fd, events, handle_due,
                           watch_new((void *)callback, opaque, free_fn), watch_free);
}

static void
update_handle(int id, int events)
{
    loop_update_handle(loop, id, events);
}

static int
remove_handle(int id)
{
    return loop_remove_handle(loop, id) ? 0 : -1;
}

static int
add_timeout(int interval_ms, virEventTimeoutCallback callback, void *opaque,
            virFreeCallback free_fn)
{
    return loop_add_timeout(loop, interval_ms, timeout_due,
                            watch_new((void *)callback, opaque, free_fn), watch_free);
}

static void
update_timeout(int id, int interval_ms)
{
    loop_update_timeout(loop, id, interval_ms);
}

static int
remove_timeout(int id)
{
    return loop_remove_timeout(loop, id) ? 0 : -1;
}

void
event_impl_register(Loop *daemon_loop)
{
    loop = daemon_loop;
    virEventRegisterImpl(add_handle, update_handle, remove_handle, add_timeout, update_timeout,
                         remove_timeout);
}
