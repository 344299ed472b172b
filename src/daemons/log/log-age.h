/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Logs that nobody has written to for long are removed, those of guests that are gone among them.
 */
#ifndef VIRTUE_LOG_AGE_H
#define VIRTUE_LOG_AGE_H

#include "daemons/log/log-files.h"

typedef struct LogAge LogAge;

/* Look below the folder soon, and then from time to time. max_days 0: never, and NULL. */
LogAge *log_age_new(Loop *loop, LogFiles *files, const char *folder, unsigned int max_days);
void log_age_free(LogAge *age);

/* Look now; how many files were removed. Open files stay, however old. Symbolic links are neither
 * followed nor removed. */
unsigned int log_age_remove_old(LogFiles *files, const char *folder, unsigned int max_days);

#endif
