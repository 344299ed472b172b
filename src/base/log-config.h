/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text forms of logging settings, as environment, configuration files and the admin API use
 * them. Errors are VIR_ERR_INVALID_ARG with the original's text; what is accepted stands in the
 * cause. */
#ifndef VIRTUE_LOG_CONFIG_H
#define VIRTUE_LOG_CONFIG_H

#include <glib.h>
#include <stdbool.h>

typedef enum LogLevel {
    LOG_LEVEL_DEBUG = 1,
    LOG_LEVEL_INFO,
    LOG_LEVEL_WARNING,
    LOG_LEVEL_ERROR,
} LogLevel;

#define LOG_FILTERS_LIMIT 256
#define LOG_OUTPUTS_LIMIT 64

/* "1" to "4", or debug, info, warning (also warn), error. */
bool log_level_parse(const char *text, LogLevel *level_out, GError **error);
/* "debug". Static. */
const char *log_level_name(LogLevel level);

/* Filters: "LEVEL:PATTERN ..." separated by blanks. A source matches whose name, or the name that
 * the original has for its like, contains the pattern, in which '*' stands for any characters and
 * '?' for one; the first filter that matches counts. A '+' before the pattern, which once asked for
 * stack traces, and anything behind a second ':' are ignored. */
typedef struct LogFilter {
    LogLevel level;
    char *pattern; /* "*qemu*" */
} LogFilter;

/* Of LogFilter *; the caller owns it. */
GPtrArray *log_filters_parse(const char *text, GError **error);
/* "1:*qemu* 3:*util.threads* ", with the blank at the end that the admin API shows. */
char *log_filters_format(const GPtrArray *filters);
/* The level of the first filter that matches, else otherwise. */
LogLevel log_filters_match(const GPtrArray *filters, const char *source, LogLevel otherwise);

/* Outputs: "LEVEL:stderr", "LEVEL:journald", "LEVEL:syslog:IDENT", "LEVEL:file:PATH", separated
 * by blanks. Of two for the same destination the later one counts. */
typedef enum LogDestination {
    LOG_DESTINATION_STDERR,
    LOG_DESTINATION_SYSLOG,
    LOG_DESTINATION_FILE,
    LOG_DESTINATION_JOURNALD,
} LogDestination;

typedef struct LogOutput LogOutput;

/* Of LogOutput *; the caller owns it. Nothing is opened. Relative paths count from the current
 * directory of this moment. */
GPtrArray *log_outputs_parse(const char *text, GError **error);
char *log_outputs_format(const GPtrArray *outputs);

#endif
