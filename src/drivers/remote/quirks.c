/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a daemon may want otherwise than the operations table says. */
#include "lib/calls.h"
#include "remote-priv.h"

#define ERR_DOMAIN VIR_FROM_REMOTE

bool
remote_call(Remote *remote, Call *call, const void *args, void *ret, GError **error)
{
    return rpc_client_call(remote->client, call, args, ret, error);
}

bool
remote_supports(Remote *remote, int feature, bool *answer_out, GError **error)
{
    bool is_cached = feature >= 0 && feature < FEATURE_COUNT;
    ConnectSupportsFeatureArgs args = { .feature = feature };
    ConnectSupportsFeatureRet ret = { 0 };
    Call call = { .op = &ops[OP_CONNECT_SUPPORTS_FEATURE],
                  .function = "virConnectSupportsFeature",
                  .error_domain = ERR_DOMAIN };

    if (feature == FEATURE_REMOTE) {
        *answer_out = true;
        return true;
    }
    if (is_cached && remote->feature[feature] != 0) {
        *answer_out = remote->feature[feature] == 2;
        return true;
    }
    if (!remote_call(remote, &call, &args, &ret, error))
        return false;
    *answer_out = ret.supported != 0;
    if (is_cached)
        remote->feature[feature] = *answer_out ? 2 : 1;
    return true;
}

static bool
supports_feature(Remote *remote, Call *call, const void *args, void *ret, GError **error)
{
    bool answer;

    if (!remote_supports(remote, ((const ConnectSupportsFeatureArgs *)args)->feature, &answer,
                         error))
        return false;
    ((ConnectSupportsFeatureRet *)ret)->supported = answer;
    return true;
}

/* Daemons without the feature take two of the arguments in each other's place. */
static bool
network_update(Remote *remote, Call *call, const void *args, void *ret, GError **error)
{
    NetworkUpdateArgs copy = *(const NetworkUpdateArgs *)args;
    bool is_right;

    if (!remote_supports(remote, FEATURE_NETWORK_UPDATE_HAS_CORRECT_ORDER, &is_right, error))
        return false;
    if (!is_right) {
        copy.command = ((const NetworkUpdateArgs *)args)->section;
        copy.section = ((const NetworkUpdateArgs *)args)->command;
    }
    return remote_call(remote, call, &copy, ret, error);
}

/* What the daemon says of its side holds as far as nobody can listen on the way. */
static bool
is_secure(Remote *remote, Call *call, const void *args, void *ret, GError **error)
{
    ConnectIsSecureRet *result = ret;

    if (!remote_call(remote, call, args, ret, error))
        return false;
    result->secure = result->secure && (remote->is_encrypted || remote->transport->is_secure);
    return true;
}

typedef bool (*QuirkFn)(Remote *remote, Call *call, const void *args, void *ret, GError **error);

static const QuirkFn quirks[OP_COUNT] = {
    [OP_CONNECT_IS_SECURE] = is_secure,
    [OP_CONNECT_SUPPORTS_FEATURE] = supports_feature,
    [OP_NETWORK_UPDATE] = network_update,
};

bool
remote_invoke(Conn *conn, Call *call, const void *args, void *ret, GError **error)
{
    Remote *remote = conn->backend_data;
    QuirkFn quirk = quirks[call->op - ops];

    rpc_client_watch(remote->client);
    if (quirk)
        return quirk(remote, call, args, ret, error);
    return remote_call(remote, call, args, ret, error);
}
