/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Deadlines: points on the clock of g_get_monotonic_time(), in microseconds.
 *
 * Functions that wait take either a timeout in milliseconds, where -1 means no limit, or a
 * deadline. A function that waits several times turns its timeout into a deadline once. */
#ifndef VIRTUE_DEADLINE_H
#define VIRTUE_DEADLINE_H

#include <glib.h>
#include <limits.h>
#include <stdint.h>

#define DEADLINE_NEVER INT64_MAX

static inline int64_t
deadline_in_ms(int timeout_ms)
{
    if (timeout_ms < 0)
        return DEADLINE_NEVER;
    return g_get_monotonic_time() + (int64_t)timeout_ms * 1000;
}

/* What is left, for poll() and kin: rounded up, 0 when it has passed, -1 for DEADLINE_NEVER. */
static inline int
deadline_left_ms(int64_t deadline_us)
{
    int64_t left_us;

    if (deadline_us == DEADLINE_NEVER)
        return -1;
    left_us = deadline_us - g_get_monotonic_time();
    return left_us <= 0 ? 0 : (int)MIN((left_us + 999) / 1000, INT_MAX);
}

#endif
