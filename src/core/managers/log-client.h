/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What drivers ask of virtlogd. Each call waits, with a deadline. */
#ifndef VIRTUE_LOG_CLIENT_H
#define VIRTUE_LOG_CLIENT_H

#include "base/uuid.h"
#include "core/managers/manager-client.h"

typedef struct LogClient LogClient;

/* A place in a log, which stays where it is when the file is renamed. */
typedef struct LogPlace {
    uint64_t inode;
    uint64_t offset;
} LogPlace;

typedef struct LogOwner {
    const char *driver; /* "qemu" */
    const char *name;
    const uint8_t *uuid;
} LogOwner;

LogClient *log_client_new(bool is_system, GError **error);
/* At another socket than the usual one. */
LogClient *log_client_new_at(const char *socket, GError **error);
void log_client_free(LogClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LogClient, log_client_free)

/* A pipe for the guest to write to, and where what it writes will begin; -1 on failure. The file
 * stays open until the last copy of the descriptor is closed. */
int log_client_open(LogClient *client, const LogOwner *owner, const char *path, bool truncate,
                    LogPlace *place_out, GError **error);
/* The present end of a file that is open. */
bool log_client_place(LogClient *client, const char *path, LogPlace *place_out, GError **error);
/* What stands behind a place, at most so many bytes; the caller's. */
char *log_client_read(LogClient *client, const char *path, const LogPlace *place, size_t size,
                      GError **error);
bool log_client_append(LogClient *client, const LogOwner *owner, const char *path, const char *text,
                       GError **error);

#endif
