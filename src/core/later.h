/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is to be done at a time: on a thread that there is while something is planned, so that it
 * needs no event loop and never keeps one waiting. */
#ifndef VIRTUE_LATER_H
#define VIRTUE_LATER_H

#include <stdint.h>

/* at_us is a deadline (base/deadline.h). What is planned runs one after the other: fn must not
 * wait. If there can be no thread, it is done when something else is planned. */
void later_run(int64_t at_us, void (*fn)(void *opaque), void *opaque);

#endif
