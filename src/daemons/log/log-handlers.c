/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The log program: what clients may ask of virtlogd. */
#include "daemons/log/virtlogd.h"

#include "base/err.h"
#include "lib/check-flags.h"
#include "lib/calls.h"

#define ERR_DOMAIN VIR_FROM_LOGGING

/* Of one answer. */
#define READ_MAX 4194304

static LogFiles *
files_of(const Client *client)
{
    return ((Daemon *)client->server->config.daemon)->data;
}

static bool
open_file(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const LogDomainOpenLogFileArgs *a = args;
    LogDomainOpenLogFileRet *r = ret;
    const LogGuest guest = { a->driver, a->dom.name, a->dom.uuid };
    RotatingPosition position;
    int fd;

    if (!check_flags(a->flags, LOG_OPEN_TRUNCATE, ERR_DOMAIN, "virLogHandlerDomainOpenLogFile",
                     error))
        return false;
    fd = log_files_open(files_of(client), &guest, a->path, a->flags & LOG_OPEN_TRUNCATE, &position,
                        error);
    if (fd < 0)
        return false;
    call->fds_out = g_new(int, 1);
    call->fds_out[0] = fd;
    call->n_fds_out = 1;
    r->pos = (LogPosition){ position.inode, position.offset };
    return true;
}

static bool
get_position(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const LogDomainGetLogFilePositionArgs *a = args;
    LogDomainGetLogFilePositionRet *r = ret;
    RotatingPosition position;

    if (!check_flags(a->flags, 0, ERR_DOMAIN, "virLogHandlerDomainGetLogFilePosition", error) ||
        !log_files_position(files_of(client), a->path, &position, error))
        return false;
    r->pos = (LogPosition){ position.inode, position.offset };
    return true;
}

static bool
read_file(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const LogDomainReadLogFileArgs *a = args;
    const RotatingPosition position = { a->pos.inode, a->pos.offset };

    if (a->maxlen > READ_MAX)
        return err_set_full(error, VIR_FROM_RPC, VIR_ERR_INTERNAL_ERROR,
                            "Requested data len %llu is larger than maximum %d", a->maxlen,
                            READ_MAX);
    return check_flags(a->flags, 0, ERR_DOMAIN, "virLogHandlerDomainReadLogFile", error) &&
           log_files_read(files_of(client), a->path, &position, a->maxlen,
                          &((LogDomainReadLogFileRet *)ret)->data, error);
}

static bool
append_file(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const LogDomainAppendLogFileArgs *a = args;

    return check_flags(a->flags, 0, ERR_DOMAIN, "virLogHandlerDomainAppendLogFile", error) &&
           log_files_append(files_of(client), a->path, a->message, error);
}

const DispatchHandler log_handlers[OP_COUNT] = {
    [OP_LOG_DOMAIN_OPEN_LOG_FILE] = { open_file, false },
    [OP_LOG_DOMAIN_GET_LOG_FILE_POSITION] = { get_position, false },
    [OP_LOG_DOMAIN_READ_LOG_FILE] = { read_file, false },
    [OP_LOG_DOMAIN_APPEND_LOG_FILE] = { append_file, false },
};
