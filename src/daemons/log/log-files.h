/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The log files of guests: what comes out of pipes goes to files.
 *
 * Each open file has a pipe, whose writing end is the guest's. Everything runs on the loop's
 * thread. */
#ifndef VIRTUE_LOG_FILES_H
#define VIRTUE_LOG_FILES_H

#include "base/loop.h"
#include "base/uuid.h"
#include "daemons/log/rotating-file.h"

typedef struct LogFiles LogFiles;

/* Whose file it is. */
typedef struct LogGuest {
    const char *driver;
    const char *name;
    const uint8_t *uuid;
} LogGuest;

typedef struct LogFilesConfig {
    RotationLimits limits;
    void (*changed)(void *data, int change); /* a file more or less is open */
    void *data;
} LogFilesConfig;

LogFiles *log_files_new(Loop *loop, const LogFilesConfig *config);
/* What is in the pipes is written. */
void log_files_free(LogFiles *files);

/* Open, and return the end of the pipe to write to; position_out is the present end. */
int log_files_open(LogFiles *files, const LogGuest *guest, const char *path, bool truncate,
                   RotatingPosition *position_out, GError **error);
/* A file whose pipe is there already: from before a restart. The pipe becomes ours. */
bool log_files_adopt(LogFiles *files, const LogGuest *guest, const char *path, int pipe_fd,
                     GError **error);
/* The end of an open file, with what had been sent when this was called. */
bool log_files_position(LogFiles *files, const char *path, RotatingPosition *position_out,
                        GError **error);
/* Of an open file or any other. */
bool log_files_read(LogFiles *files, const char *path, const RotatingPosition *position,
                    size_t size, char **data_out, GError **error);
bool log_files_append(LogFiles *files, const char *path, const char *text, GError **error);

/* For each open file; fn must not change what is open. */
typedef void (*LogFilesFn)(const LogGuest *guest, const char *path, int pipe_fd, void *data);
void log_files_each(LogFiles *files, LogFilesFn fn, void *data);
/* Whether the file is open, by whatever path. */
bool log_files_have(LogFiles *files, const struct stat *status);

#endif
