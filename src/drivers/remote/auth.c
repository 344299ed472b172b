/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Telling a daemon who we are. */
#include "base/err.h"
#include "lib/auth.h"
#include "lib/calls.h"
#include "remote-priv.h"
#include "rpc/auth-type.h"

#define ERR_DOMAIN VIR_FROM_REMOTE

static const char *
type_name(int type)
{
    switch (type) {
    case REMOTE_AUTH_SASL:
        return "SASL";
    case REMOTE_AUTH_POLKIT:
        return "polkit";
    default:
        return "unknown";
    }
}

/* ?auth=sasl, ?auth=sasl.MECHANISM, ?auth=polkit; *mechanism_out is NULL for any. */
static bool
read_wish(const char *wish, int *type_out, const char **mechanism_out, GError **error)
{
    *mechanism_out = NULL;
    if (g_str_has_prefix(wish, "sasl.")) {
        *type_out = REMOTE_AUTH_SASL;
        *mechanism_out = wish + strlen("sasl.");
        return true;
    }
    *type_out = g_str_equal(wish, "sasl") ? REMOTE_AUTH_SASL : REMOTE_AUTH_POLKIT;
    return g_str_equal(wish, "sasl") || g_str_equal(wish, "polkit") ||
           err_set(error, VIR_ERR_AUTH_FAILED, "unknown authentication type %s", wish);
}

static bool
offers(const AuthListRet *list, int type)
{
    for (unsigned int i = 0; i < list->types.n; i++) {
        if (list->types.items[i] == type)
            return true;
    }
    return false;
}

static bool
choose(const AuthListRet *list, const char *wish, int *type_out, const char **mechanism_out,
       GError **error)
{
    *mechanism_out = NULL;
    if (wish)
        return read_wish(wish, type_out, mechanism_out, error) &&
               (offers(list, *type_out) ||
                err_set(error, VIR_ERR_AUTH_FAILED, "requested authentication type %s rejected",
                        wish));
    *type_out = list->types.n == 0 || offers(list, REMOTE_AUTH_NONE) ? REMOTE_AUTH_NONE
                                                                     : list->types.items[0];
    return true;
}

bool
remote_authenticate(Remote *remote, const Uri *uri, const char *wish, virConnectAuthPtr auth,
                    GError **error)
{
    AuthPeer peer = { .uri = uri,
                      .service = "libvirt",
                      .host = uri && uri->server ? uri->server : "localhost",
                      .auth = auth };
    AuthListRet list = { 0 };
    AuthPolkitRet polkit = { 0 };
    const char *mechanism;
    bool ok;
    int type;

    if (!remote_ask(remote, OP_AUTH_LIST, NULL, &list, error))
        return false;
    ok = choose(&list, wish, &type, &mechanism, error);
    shape_clear(&shape_auth_list_ret, &list);
    if (!ok)
        return false;
    switch (type) {
    case REMOTE_AUTH_NONE:
        return true;
    case REMOTE_AUTH_SASL:
        return remote_authenticate_sasl(remote, &peer, mechanism, error);
    case REMOTE_AUTH_POLKIT:
        return remote_ask(remote, OP_AUTH_POLKIT, NULL, &polkit, error);
    default:
        return err_set(error, VIR_ERR_AUTH_FAILED, "unsupported authentication type %d (%s)", type,
                       type_name(type));
    }
}
