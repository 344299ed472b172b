/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Going to the background, as init scripts want it: whoever started the program learns whether it
 * came up. */
#ifndef VIRTUE_BACKGROUND_H
#define VIRTUE_BACKGROUND_H

#include <glib.h>
#include <stdbool.h>

/* How far it came; what went wrong if it did not come up. */
typedef enum BackgroundStatus {
    BACKGROUND_UP,
    BACKGROUND_FAILED,
    BACKGROUND_NO_PID_FILE,
    BACKGROUND_NO_SERVER,
    BACKGROUND_NO_SOCKETS,
} BackgroundStatus;

/* Returns in the new process, in a session of its own, at "/", with the standard descriptors on
 * /dev/null. The first process waits for background_report(), says what it hears, and ends. */
bool background_enter(const char *program, GError **error);
/* Once; without background_enter() nothing. */
void background_report(BackgroundStatus status);

#endif
