/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A client on a unix socket is let in if polkit says so of its process. Always of a worker. */
#include "base/log.h"
#include "daemons/auth.h"
#include "daemons/client-identity.h"
#include "daemons/polkit.h"
#include "daemons/settings.h"
#include "lib/calls.h"

LOG_SOURCE("daemon.remote");
#define ERR_DOMAIN VIR_FROM_POLKIT

/* What the client is told; the original says it so, and virsh starts an agent when there is none.
 */
static bool
tell(PolkitAnswer answer, const char *action, GError **error)
{
    switch (answer) {
    case POLKIT_GRANTED:
        return true;
    case POLKIT_CANCELLED:
        return err_set(error, VIR_ERR_AUTH_CANCELLED, "%s",
                       "user cancelled authentication process");
    case POLKIT_NO_AGENT:
        return err_set(error, VIR_ERR_AUTH_UNAVAILABLE,
                       "no polkit agent available to authenticate action '%s'", action);
    case POLKIT_DENIED:
        return err_set(error, VIR_ERR_AUTH_FAILED, "%s", "access denied by policy");
    case POLKIT_FAILED:
    default:
        return auth_denied(NULL, error);
    }
}

bool
auth_polkit(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const char *action =
        client->service.read_only ? "org.libvirt.unix.monitor" : "org.libvirt.unix.manage";
    g_autoptr(GError) why = NULL;
    const PolkitModule *polkit;
    PolkitAnswer answer = POLKIT_FAILED;
    g_autoptr(GPtrArray) identity = NULL;
    PolkitSubject subject;

    if (!auth_begin(client, SETTING_AUTH_POLKIT, error))
        return false;
    polkit = polkit_module(&why);
    identity = client_identity(client);
    if (polkit && polkit->subject(identity, action, &subject, &why))
        answer = polkit->ask(&subject, action, NULL, true, &why);
    if (why)
        log_error(LOG_LEVEL_ERROR, why);
    if (!tell(answer, action, error))
        return false;
    ((AuthPolkitRet *)ret)->complete = 1;
    client_set_authenticated(client);
    return true;
}
