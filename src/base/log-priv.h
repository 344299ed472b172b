/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Between log.c and the outputs. */
#ifndef VIRTUE_LOG_PRIV_H
#define VIRTUE_LOG_PRIV_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/err.h"
#include "base/log-config.h"

struct LogOutput {
    atomic_int level; /* LogLevel */
    LogDestination destination;
    char *target; /* ident or path; NULL for the others */
    int fd;
    pthread_mutex_t greeting_lock; /* held while the first lines are written */
    atomic_bool is_greeted;
};

/* One message on its way. function is NULL in the lines that introduce us. */
typedef struct LogMessage {
    LogLevel level;
    const char *source;
    const char *file;
    int line;
    const char *function;
    const char *text;
    const ErrDetail *error; /* what the message is about; NULL for other messages */
    int error_code;
} LogMessage;

/* Where the journal listens; tests listen elsewhere. */
extern const char *log_journal_socket;

bool log_output_open(LogOutput *output, GError **error);
/* Preceded by version and host name if it is the output's first message. What cannot be written
 * is lost: there is nowhere to say so. */
void log_output_write(LogOutput *output, const LogMessage *message);

/* "LEVEL:" at the beginning of item; the rest, or NULL if it is not well formed. */
const char *log_item_level(const char *item, LogLevel *level_out);
/* The blank-separated parts of text; at most limit of them. */
char **log_items(const char *text, guint limit, GError **error);

#endif
