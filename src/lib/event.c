/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/event.h"

#include <stdatomic.h>

#include "base/log.h"
#include "base/loop.h"
#include "base/thread.h"
#include "lib/call.h"

#define ERR_DOMAIN VIR_FROM_NONE

LOG_SOURCE("lib.event");

typedef struct EventImpl {
    virEventAddHandleFunc add_handle;
    virEventUpdateHandleFunc update_handle;
    virEventRemoveHandleFunc remove_handle;
    virEventAddTimeoutFunc add_timeout;
    virEventUpdateTimeoutFunc update_timeout;
    virEventRemoveTimeoutFunc remove_timeout;
} EventImpl;

/* Set once and then constant, so that reading it takes no lock. */
static _Atomic(const EventImpl *) registered;
static Mutex register_lock = MUTEX_INIT;

/* Of the default implementation; lives as long as the process, since callbacks may. */
static Loop *default_loop;

static const EventImpl *
current(void)
{
    return atomic_load_explicit(&registered, memory_order_acquire);
}

bool
event_is_available(void)
{
    return current() != NULL;
}

int
event_add_handle(int fd, int events, virEventHandleCallback cb, void *opaque, virFreeCallback ff)
{
    const EventImpl *impl = current();

    return impl && impl->add_handle ? impl->add_handle(fd, events, cb, opaque, ff) : -1;
}

void
event_update_handle(int watch, int events)
{
    const EventImpl *impl = current();

    if (impl && impl->update_handle)
        impl->update_handle(watch, events);
}

int
event_remove_handle(int watch)
{
    const EventImpl *impl = current();

    return impl && impl->remove_handle ? impl->remove_handle(watch) : -1;
}

int
event_add_timeout(int interval_ms, virEventTimeoutCallback cb, void *opaque, virFreeCallback ff)
{
    const EventImpl *impl = current();

    return impl && impl->add_timeout ? impl->add_timeout(interval_ms, cb, opaque, ff) : -1;
}

void
event_update_timeout(int timer, int interval_ms)
{
    const EventImpl *impl = current();

    if (impl && impl->update_timeout)
        impl->update_timeout(timer, interval_ms);
}

int
event_remove_timeout(int timer)
{
    const EventImpl *impl = current();

    return impl && impl->remove_timeout ? impl->remove_timeout(timer) : -1;
}

static int
default_add_handle(int fd, int events, virEventHandleCallback cb, void *opaque, virFreeCallback ff)
{
    return loop_add_handle(default_loop, fd, events, cb, opaque, ff);
}

static void
default_update_handle(int watch, int events)
{
    loop_update_handle(default_loop, watch, events);
}

static int
default_remove_handle(int watch)
{
    return loop_remove_handle(default_loop, watch) ? 0 : -1;
}

static int
default_add_timeout(int interval_ms, virEventTimeoutCallback cb, void *opaque, virFreeCallback ff)
{
    return loop_add_timeout(default_loop, interval_ms, cb, opaque, ff);
}

static void
default_update_timeout(int timer, int interval_ms)
{
    loop_update_timeout(default_loop, timer, interval_ms);
}

static int
default_remove_timeout(int timer)
{
    return loop_remove_timeout(default_loop, timer) ? 0 : -1;
}

static const EventImpl default_impl = {
    .add_handle = default_add_handle,
    .update_handle = default_update_handle,
    .remove_handle = default_remove_handle,
    .add_timeout = default_add_timeout,
    .update_timeout = default_update_timeout,
    .remove_timeout = default_remove_timeout,
};

void
virEventRegisterImpl(virEventAddHandleFunc addHandle, virEventUpdateHandleFunc updateHandle,
                     virEventRemoveHandleFunc removeHandle, virEventAddTimeoutFunc addTimeout,
                     virEventUpdateTimeoutFunc updateTimeout,
                     virEventRemoveTimeoutFunc removeTimeout)
{
    static EventImpl theirs;
    MUTEX_GUARD(&register_lock);

    /* Ids of the first would mean something else to a second: the first one stays. */
    if (current()) {
        LOG_WARN("an event loop is registered already: the new one is ignored");
        return;
    }
    theirs = (EventImpl){
        .add_handle = addHandle,
        .update_handle = updateHandle,
        .remove_handle = removeHandle,
        .add_timeout = addTimeout,
        .update_timeout = updateTimeout,
        .remove_timeout = removeTimeout,
    };
    atomic_store_explicit(&registered, &theirs, memory_order_release);
}

static bool
register_default(GError **error)
{
    GSource *source;
    MUTEX_GUARD(&register_lock);

    if (current())
        return true;
    default_loop = loop_new(error);
    if (!default_loop)
        return false;
    source = loop_gsource_new(default_loop);
    g_source_attach(source, NULL);
    g_source_unref(source);
    atomic_store_explicit(&registered, &default_impl, memory_order_release);
    return true;
}

int
virEventRegisterDefaultImpl(void)
{
    Call call = CALL_LOCAL;
    bool ok;

    call_begin(&call);
    ok = register_default(&call.error);
    call_end(&call);
    return ok ? 0 : -1;
}

int
virEventRunDefaultImpl(void)
{
    Call call = CALL_LOCAL;

    call_begin(&call);
    /* Not the loop itself: a GTK program has sources of its own in this context. */
    g_main_context_iteration(NULL, TRUE);
    return 0;
}

int
virEventAddHandle(int fd, int events, virEventHandleCallback cb, void *opaque, virFreeCallback ff)
{
    return event_add_handle(fd, events, cb, opaque, ff);
}

void
virEventUpdateHandle(int watch, int events)
{
    event_update_handle(watch, events);
}

int
virEventRemoveHandle(int watch)
{
    return event_remove_handle(watch);
}

int
virEventAddTimeout(int timeout, virEventTimeoutCallback cb, void *opaque, virFreeCallback ff)
{
    return event_add_timeout(timeout, cb, opaque, ff);
}

void
virEventUpdateTimeout(int timer, int timeout)
{
    event_update_timeout(timer, timeout);
}

int
virEventRemoveTimeout(int timer)
{
    return event_remove_timeout(timer);
}
