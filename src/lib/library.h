/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the library does once in a process. */
#ifndef VIRTUE_LIBRARY_H
#define VIRTUE_LIBRARY_H

#include <glib.h>
#include <stdbool.h>

/* Take the log settings of the environment, the first time. Wrong ones fail, every time: an
 * application that is not told where to log would be debugged in vain. */
bool library_start(GError **error);

#endif
