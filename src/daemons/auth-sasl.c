/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Calls that carry the messages of SASL. Always of a worker; of a client one at a time. */
#include <netdb.h>
#include <sys/socket.h>
#include "base/log.h"
#include "daemons/auth.h"
#include "daemons/client-identity.h"
#include "daemons/settings.h"
#include "lib/calls.h"

LOG_SOURCE("rpc.netsaslcontext");
#define ERR_DOMAIN VIR_FROM_RPC

/* "ADDRESS;PORT" of one end of the socket; NULL if it has none. */
static char *
address_of(const Client *client, int (*get)(int, struct sockaddr *restrict, socklen_t *restrict))
{
    struct sockaddr_storage address = { 0 };
    socklen_t length = sizeof(address);
    char host[NI_MAXHOST];
    char port[NI_MAXSERV];

    if (client->service.kind == SERVICE_UNIX ||
        get(transport_fd(client->transport), (struct sockaddr *)&address, &length) < 0 ||
        getnameinfo((struct sockaddr *)&address, length, host, sizeof(host), port, sizeof(port),
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return NULL;
    return g_strdup_printf("%s;%s", host, port);
}

/* What the encryption must have where nothing else encrypts. */
static unsigned int
min_bits(const Client *client)
{
    return client->service.kind == SERVICE_TCP ? client->server->config.tcp_min_bits : 0;
}

/* It was the only attempt. */
static bool
fail(Client *client, const GError *why, GError **error)
{
    ClientAuth *auth = client->auth;

    if (auth && auth->session)
        auth->sasl->session_free(g_steal_pointer(&auth->session));
    return auth_denied(why, error);
}

bool
auth_sasl_init(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    ClientAuth *auth = client->auth;
    g_autoptr(GError) why = NULL;
    g_autofree char *local = NULL;
    g_autofree char *remote = NULL;
    const char *mechanisms = NULL;

    if (!auth_begin(client, SETTING_AUTH_SASL, error))
        return false;
    local = address_of(client, getsockname);
    remote = address_of(client, getpeername);
    auth->sasl = sasl_module(&why);
    if (auth->sasl) {
        const SaslConfig config = { .local = local,
                                    .remote = remote,
                                    .outer_bits = auth->outer_bits,
                                    .min_bits = min_bits(client) };

        auth->session = auth->sasl->server_new(&config, &why);
    }
    if (auth->session)
        mechanisms = auth->sasl->mechanisms(auth->session, &why);
    if (!mechanisms)
        return fail(client, why, error);
    ((AuthSaslInitRet *)ret)->mechlist = g_strdup(mechanisms);
    return true;
}

static bool
check_user(const Client *client, const char *user, GError **error)
{
    char *const *patterns = client->server->config.sasl_users;

    for (char *const *pattern = patterns; pattern && *pattern; pattern++) {
        if (g_pattern_match_simple(*pattern, user))
            return true;
    }
    if (!patterns)
        return true;
    err_set(error, VIR_ERR_AUTH_FAILED, "%s",
            "Client's username is not on the list of allowed clients");
    return err_context(error, "SASL client identity '%s' not allowed by ACL", user);
}

/* The library is content. */
static bool
check_result(Client *client, GError **error)
{
    ClientAuth *auth = client->auth;
    const char *user = auth->sasl->identity(auth->session, error);
    unsigned int bits;

    if (!user || !auth->sasl->bits(auth->session, &bits, error))
        return false;
    if (bits < min_bits(client))
        return err_set(error, VIR_ERR_AUTH_FAILED, "negotiated SSF %u was not strong enough", bits);
    if (!check_user(client, user, error))
        return false;
    client_identity_claim(client, VIR_CONNECT_IDENTITY_SASL_USER_NAME, user);
    auth->is_complete = true;
    return true;
}

/* What came of a message; ret->data is the library's until it is copied. */
static bool
answer(Client *client, SaslResult result, const SaslData *out, AuthSaslStartRet *ret, GError **why)
{
    if (result == SASL_RESULT_FAILED)
        return false;
    if (out->n > SASL_MESSAGE_MAX)
        return err_set(why, VIR_ERR_AUTH_FAILED, "sasl reply data too long %zu", out->n);
    if (result == SASL_RESULT_DONE && !check_result(client, why))
        return false;
    ret->complete = result == SASL_RESULT_DONE;
    ret->nil = out->data == NULL;
    ret->data.n = (unsigned int)out->n;
    ret->data.items = g_memdup2(out->data, out->n);
    return true;
}

/* No data and empty data are different things. */
static SaslData
data_of(int nil, const char *items, unsigned int n)
{
    return (SaslData){ nil ? NULL : items ? items : "", nil ? 0 : n };
}

/* It has begun and is not over. */
static bool
can_go_on(const ClientAuth *auth)
{
    return auth && auth->session && !auth->is_complete;
}

bool
auth_sasl_start(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const AuthSaslStartArgs *start = args;
    ClientAuth *auth = client->auth;
    g_autoptr(GError) why = NULL;
    SaslData out = { 0 };
    SaslResult result;

    if (!can_go_on(auth)) {
        err_set(&why, VIR_ERR_AUTH_FAILED, "%s", "client tried invalid SASL start request");
        return fail(client, why, error);
    }
    result =
        auth->sasl->server_start(auth->session, start->mech,
                                 data_of(start->nil, start->data.items, start->data.n), &out, &why);
    return answer(client, result, &out, ret, &why) || fail(client, why, error);
}

bool
auth_sasl_step(Client *client, Call *call, const void *args, void *ret, GError **error)
{
    const AuthSaslStepArgs *step = args;
    ClientAuth *auth = client->auth;
    g_autoptr(GError) why = NULL;
    AuthSaslStartRet reply = { 0 };
    AuthSaslStepRet *step_ret = ret;
    SaslData out = { 0 };
    SaslResult result;

    if (!can_go_on(auth)) {
        err_set(&why, VIR_ERR_AUTH_FAILED, "%s", "client tried invalid SASL start request");
        return fail(client, why, error);
    }
    result = auth->sasl->server_step(
        auth->session, data_of(step->nil, step->data.items, step->data.n), &out, &why);
    if (!answer(client, result, &out, &reply, &why))
        return fail(client, why, error);
    step_ret->complete = reply.complete;
    step_ret->nil = reply.nil;
    step_ret->data.n = reply.data.n;
    step_ret->data.items = reply.data.items;
    return true;
}

/* The reply that says so is out, as the last that is not encrypted, and nothing was read since. */
void
auth_sasl_after(Client *client)
{
    ClientAuth *auth = client->auth;
    bool ok = true;

    if (!auth || !auth->is_complete || client_is_authenticated(client))
        return;
    if (min_bits(client) > 0) {
        Channel *channel = auth->sasl->channel_new(g_steal_pointer(&auth->session),
                                                   transport_fd(client->transport));
        MUTEX_GUARD(&client->lock);

        ok = transport_set_channel(client->transport, channel);
    }
    if (ok)
        client_set_authenticated(client);
    else
        client_give_up(client, "it said something that was not encrypted");
}
