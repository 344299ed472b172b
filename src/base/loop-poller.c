/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/loop-priv.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* epoll and poll use the same bits, and the kernel promises that they stay equal. */
G_STATIC_ASSERT(EPOLLIN == POLLIN && EPOLLOUT == POLLOUT);
G_STATIC_ASSERT(EPOLLERR == POLLERR && EPOLLHUP == POLLHUP);

#define WAKE_TOKEN UINT64_MAX
/* How often to look at what epoll refuses and poll finds idle. That takes a full table of epoll
 * watches, or an exotic device. */
#define REFUSED_WAIT_MS 100

/* All watches on one number. epoll watches files, not numbers: when a watched descriptor is
 * closed, the kernel forgets the file, or, if a copy of the descriptor is still open, goes on
 * reporting it and gives us no way to stop it. The generation tells such reports from those on
 * the number's present file. */
typedef struct Descriptor {
    int fd;
    bool is_attached;
    bool is_refused;
    uint32_t generation;
    LoopEntry *watches;
} Descriptor;

static uint32_t
to_epoll(int events)
{
    return (events & LOOP_READABLE ? EPOLLIN : 0) | (events & LOOP_WRITABLE ? EPOLLOUT : 0) |
           (events & LOOP_ERROR ? EPOLLERR : 0) | (events & LOOP_HANGUP ? EPOLLHUP : 0);
}

static int
from_epoll(uint32_t events)
{
    return (events & EPOLLIN ? LOOP_READABLE : 0) | (events & EPOLLOUT ? LOOP_WRITABLE : 0) |
           (events & EPOLLERR ? LOOP_ERROR : 0) | (events & EPOLLHUP ? LOOP_HANGUP : 0);
}

static uint32_t
descriptor_wanted(const Descriptor *d)
{
    uint32_t wanted = 0;

    for (const LoopEntry *watch = d->watches; watch && d->fd >= 0; watch = watch->next) {
        if (!watch->is_muted)
            wanted |= to_epoll(watch->handle.events);
    }
    return wanted;
}

static bool
descriptor_ctl(LoopPoller *poller, Descriptor *d, int op, uint32_t wanted)
{
    struct epoll_event event = {
        .events = wanted,
        .data.u64 = (uint64_t)d->generation << 32 | (uint32_t)d->fd,
    };

    return epoll_ctl(poller->epoll_fd, op, d->fd, &event) == 0;
}

static void
descriptor_set_refused(LoopPoller *poller, Descriptor *d, bool is_refused)
{
    if (is_refused && !d->is_refused)
        poller->refused = g_list_prepend(poller->refused, d);
    else if (!is_refused && d->is_refused)
        poller->refused = g_list_remove(poller->refused, d);
    d->is_refused = is_refused;
}

/* Tell the kernel what is wanted now. It is told even when nothing seems to have changed, because
 * the number may stand for another file by now. */
static void
descriptor_sync(LoopPoller *poller, Descriptor *d)
{
    uint32_t wanted = descriptor_wanted(d);

    if (poller->epoll_fd < 0)
        return; /* poller_ensure() will do it */

    if (d->is_attached) {
        if (descriptor_ctl(poller, d, wanted ? EPOLL_CTL_MOD : EPOLL_CTL_DEL, wanted)) {
            d->is_attached = wanted != 0;
            return;
        }
        poller->may_be_stale = true;
        d->is_attached = false;
    }
    if (wanted) {
        d->generation = ++poller->generation;
        d->is_attached = descriptor_ctl(poller, d, EPOLL_CTL_ADD, wanted) ||
                         (errno == EEXIST && descriptor_ctl(poller, d, EPOLL_CTL_MOD, wanted));
    }
    descriptor_set_refused(poller, d, wanted && !d->is_attached);
}

static void
descriptor_collect(LoopPoller *poller, Descriptor *d, int events, GArray *ready)
{
    bool has_muted = false;

    for (LoopEntry *watch = d->watches; watch; watch = watch->next) {
        int due = events & (watch->handle.events | LOOP_ERROR | LOOP_HANGUP);

        if (due == 0 || watch->handle.events == 0)
            continue;
        if (watch->is_running)
            has_muted = watch->is_muted = true;
        else
            loop_ready_push(ready, watch, due, 0);
    }
    if (has_muted)
        descriptor_sync(poller, d);
}

static short
descriptor_poll(const Descriptor *d)
{
    struct pollfd item = { .fd = d->fd, .events = (short)descriptor_wanted(d) };

    return poll(&item, 1, 0) > 0 ? item.revents : 0;
}

static bool
poller_open(LoopPoller *poller)
{
    struct epoll_event event = { .events = EPOLLIN, .data.u64 = WAKE_TOKEN };
    int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    int wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    GHashTableIter iter;
    void *value;

    if (epoll_fd < 0 || wake_fd < 0 || epoll_ctl(epoll_fd, EPOLL_CTL_ADD, wake_fd, &event) < 0) {
        int saved = errno;

        if (epoll_fd >= 0)
            close(epoll_fd);
        if (wake_fd >= 0)
            close(wake_fd);
        errno = saved;
        return false;
    }
    poller_detach(poller);
    poller->epoll_fd = epoll_fd;
    poller->wake_fd = wake_fd;
    if (poller->is_wake_sent)
        eventfd_write(wake_fd, 1);

    g_hash_table_iter_init(&iter, poller->descriptors);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        ((Descriptor *)value)->is_attached = false;
        descriptor_sync(poller, value);
    }
    poller->may_be_stale = false;
    return true;
}

void
poller_init(LoopPoller *poller)
{
    *poller = (LoopPoller){ .epoll_fd = -1, .wake_fd = -1 };
    poller->descriptors = g_hash_table_new_full(NULL, NULL, NULL, g_free);
}

void
poller_clear(LoopPoller *poller)
{
    poller_detach(poller);
    g_list_free(poller->refused);
    g_hash_table_unref(poller->descriptors);
}

bool
poller_ensure(LoopPoller *poller)
{
    return poller->epoll_fd >= 0 || poller_open(poller);
}

void
poller_detach(LoopPoller *poller)
{
    if (poller->epoll_fd < 0)
        return;
    close(poller->epoll_fd);
    close(poller->wake_fd);
    poller->epoll_fd = poller->wake_fd = -1;
}

void
poller_wake(LoopPoller *poller)
{
    if (poller->is_wake_sent || !poller_ensure(poller))
        return;
    poller->is_wake_sent = eventfd_write(poller->wake_fd, 1) == 0;
}

bool
poller_add(LoopPoller *poller, LoopEntry *entry)
{
    void *key = GINT_TO_POINTER(entry->handle.fd);
    Descriptor *d = g_hash_table_lookup(poller->descriptors, key);
    LoopEntry **end;

    if (!d) {
        d = g_new0(Descriptor, 1);
        d->fd = entry->handle.fd;
        g_hash_table_insert(poller->descriptors, key, d);
    }
    for (end = &d->watches; *end; end = &(*end)->next)
        ;
    *end = entry;
    descriptor_sync(poller, d);
    return d->is_refused;
}

bool
poller_update(LoopPoller *poller, LoopEntry *entry)
{
    Descriptor *d = g_hash_table_lookup(poller->descriptors, GINT_TO_POINTER(entry->handle.fd));

    descriptor_sync(poller, d);
    return d->is_refused;
}

void
poller_remove(LoopPoller *poller, LoopEntry *entry)
{
    void *key = GINT_TO_POINTER(entry->handle.fd);
    Descriptor *d = g_hash_table_lookup(poller->descriptors, key);
    LoopEntry **link;

    for (link = &d->watches; *link != entry; link = &(*link)->next)
        ;
    *link = entry->next;
    entry->next = NULL;
    descriptor_sync(poller, d);
    if (!d->watches) {
        descriptor_set_refused(poller, d, false);
        g_hash_table_remove(poller->descriptors, key);
    }
}

int
poller_prepare(LoopPoller *poller)
{
    int wait_ms = -1;
    GList *next;

    for (GList *item = poller->refused; item; item = next) {
        Descriptor *d = item->data;
        short events;

        next = item->next;
        descriptor_sync(poller, d); /* it may have become one that epoll takes */
        if (!d->is_refused)
            continue;
        events = descriptor_poll(d);
        if (from_epoll((uint32_t)events))
            wait_ms = 0;
        else if (!(events & POLLNVAL) && wait_ms < 0)
            wait_ms = REFUSED_WAIT_MS;
    }
    return wait_ms;
}

void
poller_collect(LoopPoller *poller, const struct epoll_event *events, int n_events, GArray *ready)
{
    bool is_stale = false;
    GList *next;

    for (int i = 0; i < n_events; i++) {
        uint64_t token = events[i].data.u64;
        Descriptor *d;
        eventfd_t count;

        if (token == WAKE_TOKEN) {
            if (poller->wake_fd >= 0)
                eventfd_read(poller->wake_fd, &count);
            poller->is_wake_sent = false;
            continue;
        }
        d = g_hash_table_lookup(poller->descriptors, GINT_TO_POINTER((int)(uint32_t)token));
        if (d && d->is_attached && d->generation == token >> 32)
            descriptor_collect(poller, d, from_epoll(events[i].events), ready);
        else
            is_stale = true;
    }
    for (GList *item = poller->refused; item; item = next) {
        next = item->next;
        descriptor_collect(poller, item->data, from_epoll((uint32_t)descriptor_poll(item->data)),
                           ready);
    }
    /* Mostly the report has crossed a removal on another thread. Otherwise only a new epoll
     * descriptor is rid of it; if there is none to be had, the next iteration tries again. */
    if (is_stale && poller->may_be_stale)
        poller_open(poller);
}
