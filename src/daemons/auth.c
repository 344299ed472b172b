/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/auth.h"

#include "base/log.h"
#include "daemons/client-identity.h"
#include "daemons/settings.h"
#include "lib/calls.h"
#include "rpc/auth-type.h"

LOG_SOURCE("daemon.remote");
#define ERR_DOMAIN VIR_FROM_RPC

void
client_auth_free(ClientAuth *auth)
{
    if (!auth)
        return;
    channel_free(auth->channel);
    if (auth->session)
        auth->sasl->session_free(auth->session);
    g_clear_error(&auth->error);
    g_free(auth);
}

bool
auth_denied(const GError *why, GError **error)
{
    if (why)
        log_error(LOG_LEVEL_ERROR, why);
    return err_set(error, VIR_ERR_AUTH_FAILED, "%s", "authentication failed");
}

bool
auth_begin(Client *client, int setting, GError **error)
{
    g_autoptr(GError) why = NULL;

    if (client->service.auth != setting || client_is_authenticated(client) ||
        client->auth->is_tried) {
        err_set(&why, VIR_ERR_AUTH_FAILED, "client %" G_GUINT64_FORMAT " %s", client->id,
                client->service.auth != setting ? "authenticates in a way that it was not offered"
                                                : "tries to authenticate again");
        return auth_denied(why, error);
    }
    client->auth->is_tried = true;
    return true;
}

static RemoteAuthType
wanted(Client *client)
{
    struct ucred peer;

    if (client_is_authenticated(client))
        return REMOTE_AUTH_NONE;
    switch (client->service.auth) {
    case SETTING_AUTH_SASL:
        return REMOTE_AUTH_SASL;
    case SETTING_AUTH_POLKIT:
        /* Who may do everything need not be asked for. */
        if (!client_peer(client, &peer) || peer.uid != 0)
            return REMOTE_AUTH_POLKIT;
        client_set_authenticated(client);
        return REMOTE_AUTH_NONE;
    default:
        return REMOTE_AUTH_NONE;
    }
}

bool
auth_list(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    AuthListRet *list = ret;

    list->types.items = g_new0(int, 1);
    list->types.items[0] = wanted(client);
    list->types.n = 1;
    return true;
}
