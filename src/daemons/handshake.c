/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The TLS handshake of a client. The loop waits for the socket and workers compute, so that one who
 * stops in the middle keeps nobody waiting, and no worker either. */
#include "base/log.h"
#include "daemons/auth.h"
#include "daemons/client-identity.h"
#include "daemons/settings.h"

LOG_SOURCE("rpc.netserverclient");
#define ERR_DOMAIN VIR_FROM_RPC

static void
watch(Client *client, int interest)
{
    mutex_lock(&client->lock);
    client->interest = interest;
    if (!client->is_closed)
        loop_update_handle(client->server->loop, client->watch, interest);
    mutex_unlock(&client->lock);
}

bool
handshake_begin(Client *client, GError **error)
{
    ClientAuth *auth = client->auth;

    auth->tls = tls_module(error);
    if (!auth->tls)
        return false;
    auth->channel =
        auth->tls->channel_new(client->service.tls, transport_fd(client->transport), NULL, error);
    return auth->channel != NULL;
}

static void
go_on(void *data)
{
    Client *client = data;
    ClientAuth *auth = client->auth;

    auth->step = auth->tls->handshake(auth->channel, &auth->error);
    server_attend(client->server, client);
    client_unref(client);
}

void
handshake_due(Client *client)
{
    client->auth->has_spoken = true;
    /* Of what comes meanwhile only the end is of interest. */
    watch(client, LOOP_HANGUP);
    worker_pool_add(client->server->workers, go_on, client_ref(client), true);
}

static void
finish(Client *client)
{
    ClientAuth *auth = client->auth;
    Channel *channel = g_steal_pointer(&auth->channel);
    const char *dn = auth->tls->peer_dn(channel);
    bool ok;

    auth->outer_bits = channel->bits;
    if (dn)
        client_identity_claim(client, VIR_CONNECT_IDENTITY_X509_DISTINGUISHED_NAME, dn);
    mutex_lock(&client->lock);
    client->is_shaking = false;
    ok = transport_set_channel(client->transport, channel);
    mutex_unlock(&client->lock);
    if (!ok) {
        client_close(client, "it said something outside of TLS");
        return;
    }
    if (client->service.auth <= SETTING_AUTH_NONE)
        client_set_authenticated(client);
    watch(client, LOOP_READABLE);
}

void
handshake_attend(Client *client)
{
    ClientAuth *auth = client->auth;

    switch (auth->step) {
    case TLS_READ:
        watch(client, LOOP_READABLE);
        break;
    case TLS_WRITE:
        watch(client, LOOP_WRITABLE);
        break;
    case TLS_DONE:
        finish(client);
        break;
    case TLS_FAILED:
        log_error(LOG_LEVEL_ERROR, auth->error);
        client_close(client, "TLS failed");
        break;
    }
}
