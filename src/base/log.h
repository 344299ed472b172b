/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Logging. A file says once, behind its includes, which part of the system it is:
 *
 *     LOG_SOURCE("base.loop");
 *
 * and then LOG_DEBUG("fd %d is ready", fd). A message whose level is disabled costs one relaxed
 * atomic load; its arguments are not evaluated. Any thread may log at any time, except in the
 * child of a fork. errno is kept. What is returned as an error is not logged.
 *
 * These names collide with <syslog.h>: nothing but log-output.c has a use for that. */
#ifndef VIRTUE_LOG_H
#define VIRTUE_LOG_H

#include <glib.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/err.h"
#include "base/log-config.h"

#define LOG_DEBUG(...) LOG_AT(LOG_LEVEL_DEBUG, __VA_ARGS__)
#define LOG_INFO(...)  LOG_AT(LOG_LEVEL_INFO, __VA_ARGS__)
#define LOG_WARN(...)  LOG_AT(LOG_LEVEL_WARNING, __VA_ARGS__)
#define LOG_ERROR(...) LOG_AT(LOG_LEVEL_ERROR, __VA_ARGS__)

/* name is matched by filters and shown as LIBVIRT_SOURCE in the journal. */
#define LOG_SOURCE(name) static LogSource log_source G_GNUC_UNUSED = LOG_SOURCE_INIT(name)

/* A record of an error, with its causes, as from the place where it was made. In the journal it
 * has its domain and code besides. */
#define log_error(level, error) log_write_error(&log_source, (level), ERR_HERE, (error))

/* Settings. Each setter replaces one setting for all threads at once, or fails with
 * VIR_ERR_INVALID_ARG (what, where, what is accepted) and changes nothing. */

/* For sources that no filter matches. At first: warning. */
void log_set_level(LogLevel level);
LogLevel log_get_level(void);

/* Text forms as in log-config.h. Getters give the canonical form; the caller owns it. */
bool log_set_filters(const char *text, GError **error);
char *log_get_filters(void);

/* Opens the outputs; an empty text means the default ones. Without any, messages go to stderr
 * from log_get_level() up. */
bool log_set_outputs(const char *text, GError **error);
char *log_get_outputs(void);
/* False while messages go to stderr because nobody chose outputs. */
bool log_has_outputs(void);
/* What an empty text means from now on: a daemon may prefer the journal. */
bool log_set_default_outputs(const char *text, GError **error);

/* Apply LIBVIRT_DEBUG, LIBVIRT_LOG_FILTERS and LIBVIRT_LOG_OUTPUTS; empty ones count as unset.
 * False with the first error if one is invalid; the others are applied all the same. */
bool log_set_from_environment(GError **error);

/* The machinery of the macros. */

typedef struct LogSource LogSource;
struct LogSource {
    const char *name;
    atomic_int level; /* least level that is shown; 0 until the source has been seen */
    LogSource *next;
};

#define LOG_SOURCE_INIT(source_name)                                                               \
    {                                                                                              \
        .name = (source_name)                                                                      \
    }

#define LOG_AT(at_level, ...)                                                                      \
    do {                                                                                           \
        if ((int)(at_level) >= atomic_load_explicit(&log_source.level, memory_order_relaxed))      \
            log_write(&log_source, (at_level), __FILE__, __LINE__, __func__, __VA_ARGS__);         \
    } while (0)

void log_write(LogSource *source, LogLevel level, const char *file, int line, const char *function,
               const char *fmt, ...) G_GNUC_PRINTF(6, 7);
/* here is for errors that do not know their place. */
void log_write_error(LogSource *source, LogLevel level, const ErrPlace *here, const GError *error);

#endif
