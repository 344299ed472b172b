/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One connection: its handshake, and the bytes that pass. */
#include <errno.h>
#include "base/err.h"
#include "base/log.h"
#include "rpc/tls/tls-priv.h"

LOG_SOURCE("rpc.nettlscontext");
#define ERR_DOMAIN VIR_FROM_RPC

/* What a server sends behind the handshake, when it has checked the client. */
#define CONFIRMED 1

typedef enum Stage {
    STAGE_HANDSHAKE,
    STAGE_CHECK,
    STAGE_CONFIRM,
    STAGE_OPEN,
} Stage;

typedef struct TlsChannel {
    Channel head;
    TlsContext *context;
    Credentials *credentials;
    char *host;
    char *peer_dn;
    Stage stage;

    /* GnuTLS lets one thread read while another writes, but not when keys change. */
    Mutex lock; /* guards the rest */
    gnutls_session_t session;
    bool is_sending; /* a record waits for the socket */
} TlsChannel;

static ssize_t
lost(GError **error, const char *what, int rc)
{
    errno = EIO;
    err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", what);
    err_context(error, "TLS: %s", gnutls_strerror(rc));
    return -1;
}

static ssize_t
tls_read(Channel *channel, void *data, size_t n, GError **error)
{
    TlsChannel *tls = (TlsChannel *)channel;
    MUTEX_GUARD(&tls->lock);
    ssize_t got = gnutls_record_recv(tls->session, data, n);

    if (got >= 0)
        return got;
    if (got == GNUTLS_E_AGAIN || got == GNUTLS_E_INTERRUPTED)
        return CHANNEL_WAIT;
    if (got == GNUTLS_E_PREMATURE_TERMINATION)
        return 0;
    return lost(error, "Cannot recv data", (int)got);
}

static ssize_t
tls_write(Channel *channel, const void *data, size_t n, GError **error)
{
    TlsChannel *tls = (TlsChannel *)channel;
    MUTEX_GUARD(&tls->lock);
    /* What waits is a copy of the first of these bytes, encrypted already. */
    ssize_t sent = tls->is_sending ? gnutls_record_send(tls->session, NULL, 0)
                                   : gnutls_record_send(tls->session, data, n);

    tls->is_sending = sent == GNUTLS_E_AGAIN || sent == GNUTLS_E_INTERRUPTED;
    if (tls->is_sending)
        return CHANNEL_WAIT;
    return sent >= 0 ? sent : lost(error, "Cannot write data", (int)sent);
}

static bool
tls_pending(Channel *channel)
{
    TlsChannel *tls = (TlsChannel *)channel;
    MUTEX_GUARD(&tls->lock);

    return gnutls_record_check_pending(tls->session) > 0;
}

static void
tls_free(Channel *channel)
{
    TlsChannel *tls = (TlsChannel *)channel;

    if (tls->session) {
        /* A word of good-bye, if there is room for it. */
        if (tls->stage == STAGE_OPEN && !tls->is_sending)
            gnutls_bye(tls->session, GNUTLS_SHUT_WR);
        gnutls_deinit(tls->session);
    }
    credentials_unref(tls->credentials);
    context_unref(tls->context);
    g_free(tls->host);
    g_free(tls->peer_dn);
    mutex_clear(&tls->lock);
    g_free(tls);
}

static const ChannelType tls_channel = {
    .name = "TLS",
    .read = tls_read,
    .write = tls_write,
    .pending = tls_pending,
    .free = tls_free,
};

static bool
set_priority(TlsChannel *tls, GError **error)
{
    const char *priority = tls->context->priority ? tls->context->priority : "NORMAL";
    int rc = gnutls_priority_set_direct(tls->session, priority, NULL);

    return rc >= 0 ||
           err_set(error, VIR_ERR_SYSTEM_ERROR, "Failed to set TLS session priority to %s: %s",
                   priority, gnutls_strerror(rc));
}

static bool
prepare(TlsChannel *tls, int fd, GError **error)
{
    bool is_server = tls->context->is_server;
    int rc = gnutls_init(&tls->session, (is_server ? GNUTLS_SERVER : GNUTLS_CLIENT) |
                                            GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);

    if (rc < 0) {
        tls->session = NULL;
        return err_set(error, VIR_ERR_SYSTEM_ERROR, "Failed to initialize TLS session: %s",
                       gnutls_strerror(rc));
    }
    if (!set_priority(tls, error))
        return false;
    rc = gnutls_credentials_set(tls->session, GNUTLS_CRD_CERTIFICATE, tls->credentials->data);
    if (rc < 0)
        return err_set(error, VIR_ERR_SYSTEM_ERROR, "Failed set TLS x509 credentials: %s",
                       gnutls_strerror(rc));
    /* Without a good one it is refused after the handshake, when the reason can be logged. */
    if (is_server)
        gnutls_certificate_server_set_request(tls->session, GNUTLS_CERT_REQUEST);
    /* Deadlines are whoever waits' own. */
    gnutls_handshake_set_timeout(tls->session, GNUTLS_INDEFINITE_TIMEOUT);
    gnutls_transport_set_int(tls->session, fd);
    return true;
}

static Channel *
channel_new(TlsContext *context, int fd, const char *host, GError **error)
{
    TlsChannel *tls = g_new0(TlsChannel, 1);

    tls->head.type = &tls_channel;
    tls->context = context_ref(context);
    tls->credentials = context_credentials(context);
    tls->host = g_strdup(host);
    mutex_init(&tls->lock);
    if (prepare(tls, fd, error))
        return &tls->head;
    tls_free(&tls->head);
    return NULL;
}

static TlsStep
wait_for(TlsChannel *tls)
{
    return gnutls_record_get_direction(tls->session) ? TLS_WRITE : TLS_READ;
}

static TlsStep
shake_hands(TlsChannel *tls, GError **error)
{
    int rc;

    /* Warnings are the peer's affair. */
    do
        rc = gnutls_handshake(tls->session);
    while (rc == GNUTLS_E_WARNING_ALERT_RECEIVED);
    if (rc == GNUTLS_E_AGAIN || rc == GNUTLS_E_INTERRUPTED)
        return wait_for(tls);
    if (rc < 0) {
        err_set(error, VIR_ERR_AUTH_FAILED, "TLS handshake failed %s", gnutls_strerror(rc));
        return TLS_FAILED;
    }
    return TLS_DONE;
}

static TlsStep
check_peer(TlsChannel *tls, GError **error)
{
    g_autoptr(GError) why = NULL;

    if (peer_check(tls->context, tls->session, tls->host, &tls->peer_dn, &why))
        return TLS_DONE;
    LOG_WARN("Certificate check failed %s", why->message);
    if (tls->context->no_verify)
        return TLS_DONE;
    err_set(error, VIR_ERR_AUTH_FAILED, "%s", "Failed to verify peer's certificate");
    err_context(error, "%s", why->message);
    return TLS_FAILED;
}

/* The server says that it takes the client, which has no other way to tell that from a server that
 * is about to close. */
static TlsStep
confirm(TlsChannel *tls, GError **error)
{
    unsigned char byte = CONFIRMED;
    ssize_t rc = tls->context->is_server ? tls_write(&tls->head, &byte, 1, NULL)
                                         : gnutls_record_recv(tls->session, &byte, 1);

    if (rc == CHANNEL_WAIT || rc == GNUTLS_E_AGAIN || rc == GNUTLS_E_INTERRUPTED)
        return wait_for(tls);
    if (rc == 1 && byte == CONFIRMED)
        return TLS_DONE;
    if (rc == 1) {
        err_set(error, VIR_ERR_AUTH_FAILED, "%s",
                "server verification (of our certificate or IP address) failed");
        return TLS_FAILED;
    }
    lost(error,
         tls->context->is_server ? "Unable to write TLS confirmation"
                                 : "Unable to read TLS confirmation",
         rc == 0 ? GNUTLS_E_PREMATURE_TERMINATION : (int)rc);
    return TLS_FAILED;
}

static TlsStep
handshake(Channel *channel, GError **error)
{
    static TlsStep (*const stages[])(TlsChannel *, GError **) = {
        [STAGE_HANDSHAKE] = shake_hands,
        [STAGE_CHECK] = check_peer,
        [STAGE_CONFIRM] = confirm,
    };
    TlsChannel *tls = (TlsChannel *)channel;
    TlsStep step = TLS_DONE;

    while (tls->stage != STAGE_OPEN && step == TLS_DONE) {
        step = stages[tls->stage](tls, error);
        if (step == TLS_DONE)
            tls->stage++;
    }
    if (step == TLS_DONE)
        channel->bits =
            (unsigned int)gnutls_cipher_get_key_size(gnutls_cipher_get(tls->session)) * 8;
    return step;
}

static const char *
peer_dn(Channel *channel)
{
    return ((TlsChannel *)channel)->peer_dn;
}

extern const TlsModule virtue_transport_tls;
const TlsModule virtue_transport_tls = {
    .context_new = context_new,
    .context_ref = context_ref,
    .context_unref = context_unref,
    .context_reload = context_reload,
    .channel_new = channel_new,
    .handshake = handshake,
    .peer_dn = peer_dn,
};
