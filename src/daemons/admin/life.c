/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The daemon as a whole: where it logs to, and how long it stays. */
#include <libvirt/libvirt-admin.h>

#include "base/err.h"
#include "base/log.h"
#include "daemons/admin/admin-priv.h"

LOG_SOURCE("admin.server");
#define ERR_DOMAIN VIR_FROM_ADMIN

/* Parts of a text that stand between blanks. */
static unsigned int
count_items(const char *text)
{
    unsigned int n = 0;

    while (*(text += strspn(text, " ")) != '\0') {
        text += strcspn(text, " ");
        n++;
    }
    return n;
}

bool
admin_get_filters(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    AdminConnectGetLoggingFiltersRet *answer = ret;
    g_autofree char *text = NULL;

    if (!admin_no_flags(call, ((const AdminConnectGetLoggingFiltersArgs *)args)->flags, error))
        return false;
    text = log_get_filters();
    answer->nfilters = count_items(text);
    if (answer->nfilters > 0)
        answer->filters = g_steal_pointer(&text);
    return true;
}

bool
admin_set_filters(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const AdminConnectSetLoggingFiltersArgs *set = args;

    return admin_no_flags(call, set->flags, error) &&
           log_set_filters(set->filters ? set->filters : "", error);
}

bool
admin_get_outputs(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    AdminConnectGetLoggingOutputsRet *answer = ret;

    if (!admin_no_flags(call, ((const AdminConnectGetLoggingOutputsArgs *)args)->flags, error))
        return false;
    answer->outputs = log_get_outputs();
    answer->noutputs = count_items(answer->outputs);
    return true;
}

bool
admin_set_outputs(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const AdminConnectSetLoggingOutputsArgs *set = args;

    return admin_no_flags(call, set->flags, error) &&
           log_set_outputs(set->outputs ? set->outputs : "", error);
}

bool
admin_set_timeout(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const AdminConnectSetDaemonTimeoutArgs *set = args;

    if (!admin_no_flags(call, set->flags, error))
        return false;
    daemon_set_timeout(admin_daemon(client), set->timeout);
    return true;
}

bool
admin_shut_down(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    unsigned int flags = ((const AdminConnectDaemonShutdownArgs *)args)->flags;

    if (!admin_known_flags(call, flags, VIR_DAEMON_SHUTDOWN_PRESERVE, error))
        return false;
    if (flags & VIR_DAEMON_SHUTDOWN_PRESERVE)
        return err_set(error, VIR_ERR_OPERATION_UNSUPPORTED, "%s cannot preserve guests",
                       admin_daemon(client)->spec->name);
    LOG_INFO("client %" G_GUINT64_FORMAT " ends the daemon", client->id);
    daemon_quit(admin_daemon(client));
    return true;
}
