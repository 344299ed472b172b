/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Events as the rest of the library asks for them: always through the implementation that the
 * application registered, be it its own or the default one. Callable from any thread. Everything
 * fails (-1) or does nothing while none is registered. */
#ifndef VIRTUE_EVENT_H
#define VIRTUE_EVENT_H

#include <libvirt/libvirt.h>
#include <stdbool.h>

bool event_is_available(void);

/* An id for the other functions, or -1. events are virEventHandleType. ff, which may be NULL, frees
 * opaque some time after the removal, never from inside it. */
int event_add_handle(int fd, int events, virEventHandleCallback cb, void *opaque,
                     virFreeCallback ff);
void event_update_handle(int watch, int events);
int event_remove_handle(int watch);

/* interval_ms: -1 is never, 0 in every iteration. */
int event_add_timeout(int interval_ms, virEventTimeoutCallback cb, void *opaque,
                      virFreeCallback ff);
void event_update_timeout(int timer, int interval_ms);
int event_remove_timeout(int timer);

#endif
