/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SASL with a daemon: the calls that carry its messages. */
#include <netdb.h>
#include <sys/socket.h>
#include "base/err.h"
#include "base/log.h"
#include "lib/auth.h"
#include "lib/calls.h"
#include "remote-priv.h"
#include "rpc/sasl.h"

LOG_SOURCE("remote.remote_driver");
#define ERR_DOMAIN VIR_FROM_REMOTE

/* What the encryption must have where nothing else encrypts, and what it should have. */
#define MIN_BITS    56u
#define STRONG_BITS 112u
/* No mechanism takes more; a server that goes on and on must not keep us. */
#define STEPS_MAX 64

typedef struct Negotiation {
    Remote *remote;
    const SaslModule *sasl;
    SaslSession *session;
    bool is_complete; /* the server says */
} Negotiation;

static bool
ask(void *data, virConnectCredential *credentials, unsigned int n, GError **error)
{
    return auth_fill(data, credentials, n, error);
}

/* "ADDRESS;PORT" of one end of the socket; NULL if it has none. */
static char *
address_of(int fd, int (*get)(int, struct sockaddr *restrict, socklen_t *restrict))
{
    struct sockaddr_storage address = { 0 };
    socklen_t length = sizeof(address);
    char host[NI_MAXHOST];
    char port[NI_MAXSERV];

    if (get(fd, (struct sockaddr *)&address, &length) < 0 || address.ss_family == AF_UNIX ||
        getnameinfo((struct sockaddr *)&address, length, host, sizeof(host), port, sizeof(port),
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return NULL;
    return g_strdup_printf("%s;%s", host, port);
}

static int *
offered_types(virConnectAuthPtr auth)
{
    unsigned int n = auth && auth->credtype && auth->cb ? auth->ncredtype : 0;
    int *types = g_new(int, n + 1);

    for (unsigned int i = 0; i < n; i++)
        types[i] = auth->credtype[i];
    types[n] = -1;
    return types;
}

static bool
session_begin(Negotiation *run, const AuthPeer *peer, GError **error)
{
    const Remote *remote = run->remote;
    int fd = rpc_client_fd(remote->client);
    g_autofree char *local = address_of(fd, getsockname);
    g_autofree char *other = address_of(fd, getpeername);
    g_autofree int *types = offered_types(peer->auth);
    SaslConfig config = { .host = peer->host,
                          .local = local,
                          .remote = other,
                          .outer_bits = remote->outer_bits,
                          .min_bits = remote->is_encrypted || remote->is_local ? 0 : MIN_BITS,
                          .offers = types,
                          .ask = ask,
                          .forget = auth_clear,
                          .data = (void *)peer };

    run->session = run->sasl->client_new(&config, error);
    return run->session != NULL;
}

static bool
has_mechanism(const char *list, const char *mechanism)
{
    g_auto(GStrv) names = g_strsplit(list, ",", -1);

    return g_strv_contains((const char *const *)names, mechanism);
}

static bool
too_long(const SaslData *data, GError **error)
{
    return data->n > SASL_MESSAGE_MAX &&
           !err_set(error, VIR_ERR_AUTH_FAILED, "SASL negotiation data too long: %zu bytes",
                    data->n);
}

/* The first message; what the server answers is in *reply. */
static SaslResult
start(Negotiation *run, const char *list, AuthSaslStartRet *reply, GError **error)
{
    const char *mechanism = NULL;
    SaslData out = { 0 };
    AuthSaslStartArgs args = { 0 };
    SaslResult result = run->sasl->client_start(run->session, list, &mechanism, &out, error);

    if (result == SASL_RESULT_FAILED || too_long(&out, error))
        return SASL_RESULT_FAILED;
    args.mech = (char *)mechanism;
    args.nil = out.data == NULL;
    args.data.items = (char *)out.data;
    args.data.n = (unsigned int)out.n;
    if (!remote_ask(run->remote, OP_AUTH_SASL_START, &args, reply, error))
        return SASL_RESULT_FAILED;
    run->is_complete = reply->complete;
    return result;
}

/* Go on from the server's message, and replace it by the next. */
static SaslResult
step(Negotiation *run, AuthSaslStartRet *reply, GError **error)
{
    SaslData in = { reply->nil ? NULL : reply->data.items, reply->data.n };
    SaslData out = { 0 };
    AuthSaslStepArgs args = { 0 };
    AuthSaslStepRet next = { 0 };
    SaslResult result;

    /* No data and empty data are different things, and the decoder knows no pointer to nothing. */
    if (!reply->nil && !in.data)
        in.data = "";
    result = run->sasl->client_step(run->session, in, &out, error);
    if (result == SASL_RESULT_FAILED || too_long(&out, error))
        return SASL_RESULT_FAILED;
    if (run->is_complete && result == SASL_RESULT_DONE)
        return result;
    args.nil = out.data == NULL;
    args.data.items = (char *)out.data;
    args.data.n = (unsigned int)out.n;
    if (!remote_ask(run->remote, OP_AUTH_SASL_STEP, &args, &next, error))
        return SASL_RESULT_FAILED;
    shape_clear(&shape_auth_sasl_start_ret, reply);
    *reply = (AuthSaslStartRet){ .complete = next.complete, .nil = next.nil };
    reply->data.n = next.data.n;
    reply->data.items = next.data.items;
    run->is_complete = next.complete;
    return result;
}

static bool
converse(Negotiation *run, const char *list, GError **error)
{
    AuthSaslStartRet reply = { 0 };
    SaslResult result = start(run, list, &reply, error);

    /* Both ends must be content: a server that is, too early, has not shown that it knows us. */
    for (int i = 0;
         result != SASL_RESULT_FAILED && !(run->is_complete && result == SASL_RESULT_DONE); i++) {
        if (i == STEPS_MAX) {
            err_set(error, VIR_ERR_AUTH_FAILED, "the SASL negotiation takes more than %d steps",
                    STEPS_MAX);
            result = SASL_RESULT_FAILED;
        } else if (run->is_complete && result == SASL_RESULT_MORE && reply.nil) {
            err_set(error, VIR_ERR_AUTH_FAILED, "%s",
                    "the server ends the SASL negotiation before it is over");
            result = SASL_RESULT_FAILED;
        } else {
            result = step(run, &reply, error);
        }
    }
    shape_clear(&shape_auth_sasl_start_ret, &reply);
    return result == SASL_RESULT_DONE;
}

/* Where nothing else encrypts, what follows does. */
static bool
secure(Negotiation *run, GError **error)
{
    Remote *remote = run->remote;
    unsigned int bits;
    Channel *channel;

    if (remote->is_encrypted || remote->is_local)
        return true;
    if (!run->sasl->bits(run->session, &bits, error))
        return false;
    if (bits < MIN_BITS)
        return err_set(error, VIR_ERR_AUTH_FAILED, "negotiation SSF %u was not strong enough",
                       bits);
    if (bits < STRONG_BITS)
        LOG_WARN("the encryption of this connection has %u bits, which is weak; %u are good", bits,
                 STRONG_BITS);
    channel = run->sasl->channel_new(g_steal_pointer(&run->session), rpc_client_fd(remote->client));
    if (!rpc_client_set_channel(remote->client, channel))
        return err_set(error, VIR_ERR_AUTH_FAILED, "%s",
                       "the server sent something that was not encrypted");
    remote->is_encrypted = true;
    return true;
}

bool
remote_authenticate_sasl(Remote *remote, const AuthPeer *peer, const char *mechanism,
                         GError **error)
{
    Negotiation run = { .remote = remote, .sasl = sasl_module(error) };
    AuthSaslInitRet offer = { 0 };
    bool ok;

    if (!run.sasl || !session_begin(&run, peer, error))
        return false;
    ok = remote_ask(remote, OP_AUTH_SASL_INIT, NULL, &offer, error);
    if (ok && mechanism && !has_mechanism(offer.mechlist, mechanism))
        ok = err_set(error, VIR_ERR_AUTH_FAILED, "SASL mechanism %s not supported by server",
                     mechanism);
    ok = ok && converse(&run, mechanism ? mechanism : offer.mechlist, error) && secure(&run, error);
    shape_clear(&shape_auth_sasl_init_ret, &offer);
    run.sasl->session_free(run.session);
    return ok;
}
