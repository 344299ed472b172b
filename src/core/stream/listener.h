/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The callback of a stream that is made of descriptors: what each of them wakes. */
#ifndef VIRTUE_LISTENER_H
#define VIRTUE_LISTENER_H

#include "lib/stream.h"

typedef struct Listener Listener;

Listener *listener_new(virStreamPtr stream, virStreamEventCallback cb, void *opaque);
/* Opaque belongs to the listener, which frees it once it is closed and no thread is in the callback
 * any more. Before that it stays the caller's, whose call may yet fail. */
void listener_owns(Listener *listener, virFreeCallback ff);
/* What the listener is told when the descriptor is ready: as, or what it is ready for if that is 0.
 * The watch, or -1. */
int listener_watch(Listener *listener, int fd, int as);
/* Nothing is told from here on, except by another thread that does so right now. watches may have
 * some that are -1. */
void listener_close(Listener *listener, const int *watches, unsigned int n);

#endif
