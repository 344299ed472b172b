/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/managers/log-client.h"

#include <string.h>
#include "lib/calls.h"

/* virLogManagerProtocolDomainOpenLogFileFlags; names of other programs' protocols are not in our
 * headers. */
#define OPEN_TRUNCATE 1u

struct LogClient {
    ManagerClient *manager;
};

LogClient *
log_client_new_at(const char *socket, GError **error)
{
    ManagerClient *manager = manager_client_connect(socket, error);
    LogClient *client;

    if (!manager)
        return NULL;
    client = g_new(LogClient, 1);
    client->manager = manager;
    return client;
}

LogClient *
log_client_new(bool is_system, GError **error)
{
    g_autofree char *socket = manager_socket("virtlogd", is_system, error);

    return socket ? log_client_new_at(socket, error) : NULL;
}

void
log_client_free(LogClient *client)
{
    if (!client)
        return;
    manager_client_free(client->manager);
    g_free(client);
}

static LogDomain
domain_of(const LogOwner *owner)
{
    LogDomain domain = { .name = (char *)owner->name };

    memcpy(domain.uuid, owner->uuid, UUID_SIZE);
    return domain;
}

int
log_client_open(LogClient *client, const LogOwner *owner, const char *path, bool truncate,
                LogPlace *place_out, GError **error)
{
    const LogDomainOpenLogFileArgs args = { .driver = (char *)owner->driver,
                                            .dom = domain_of(owner),
                                            .path = (char *)path,
                                            .flags = truncate ? OPEN_TRUNCATE : 0 };
    LogDomainOpenLogFileRet ret;
    int fd;

    if (!manager_client_call(client->manager, OP_LOG_DOMAIN_OPEN_LOG_FILE, &args, &ret, &fd, error))
        return -1;
    *place_out = (LogPlace){ ret.pos.inode, ret.pos.offset };
    return fd;
}

bool
log_client_place(LogClient *client, const char *path, LogPlace *place_out, GError **error)
{
    const LogDomainGetLogFilePositionArgs args = { .path = (char *)path };
    LogDomainGetLogFilePositionRet ret;

    if (!manager_client_call(client->manager, OP_LOG_DOMAIN_GET_LOG_FILE_POSITION, &args, &ret,
                             NULL, error))
        return false;
    *place_out = (LogPlace){ ret.pos.inode, ret.pos.offset };
    return true;
}

char *
log_client_read(LogClient *client, const char *path, const LogPlace *place, size_t size,
                GError **error)
{
    const LogDomainReadLogFileArgs args = { .path = (char *)path,
                                            .pos = { place->inode, place->offset },
                                            .maxlen = size };
    LogDomainReadLogFileRet ret;

    if (!manager_client_call(client->manager, OP_LOG_DOMAIN_READ_LOG_FILE, &args, &ret, NULL,
                             error))
        return NULL;
    return ret.data;
}

bool
log_client_append(LogClient *client, const LogOwner *owner, const char *path, const char *text,
                  GError **error)
{
    const LogDomainAppendLogFileArgs args = { .driver = (char *)owner->driver,
                                              .dom = domain_of(owner),
                                              .path = (char *)path,
                                              .message = (char *)text };
    LogDomainAppendLogFileRet ret;

    return manager_client_call(client->manager, OP_LOG_DOMAIN_APPEND_LOG_FILE, &args, &ret, NULL,
                               error);
}
