/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bytes that pass under the encryption that was negotiated. */
#include <errno.h>
#include <sys/socket.h>
#include "base/err.h"
#include "base/thread.h"
#include "rpc/sasl/sasl-priv.h"

#define ERR_DOMAIN VIR_FROM_RPC

#define RECEIVE_SIZE 16384

typedef struct SaslChannel {
    Channel head;
    int fd;
    unsigned int chunk; /* what is encrypted at once */
    unsigned char raw[RECEIVE_SIZE];

    Mutex lock; /* guards the rest */
    SaslSession *session;
    const char *in; /* decrypted, and not yet handed over; the session's */
    unsigned int n_in;
    const char *out; /* encrypted, and not yet sent; the session's */
    unsigned int n_out;
    size_t out_plain; /* so many bytes were these */
} SaslChannel;

/* Take what the socket has; false if that makes nothing to hand over, with *result as read() wants
 * it. */
static bool
receive(SaslChannel *sasl, ssize_t *result, GError **error)
{
    ssize_t n;
    int rc;

    do
        n = recv(sasl->fd, sasl->raw, sizeof(sasl->raw), MSG_DONTWAIT);
    while (n < 0 && errno == EINTR);
    *result = n;
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        *result = CHANNEL_WAIT;
    else if (n < 0)
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", "Cannot recv data");
    if (n <= 0)
        return false;

    rc = sasl_decode(sasl->session->conn, (const char *)sasl->raw, (unsigned int)n, &sasl->in,
                     &sasl->n_in);
    if (rc != SASL_OK) {
        sasl->n_in = 0;
        session_error(sasl->session, VIR_ERR_INTERNAL_ERROR, "failed to decode SASL data", rc,
                      error);
        *result = -1;
        return false;
    }
    /* A part of something only. */
    *result = CHANNEL_WAIT;
    return sasl->n_in > 0;
}

static ssize_t
channel_read(Channel *channel, void *data, size_t n, GError **error)
{
    SaslChannel *sasl = (SaslChannel *)channel;
    ssize_t result;
    MUTEX_GUARD(&sasl->lock);

    if (sasl->n_in == 0 && !receive(sasl, &result, error))
        return result;
    n = MIN(n, sasl->n_in);
    memcpy(data, sasl->in, n);
    sasl->in += n;
    sasl->n_in -= (unsigned int)n;
    return (ssize_t)n;
}

static ssize_t
channel_write(Channel *channel, const void *data, size_t n, GError **error)
{
    SaslChannel *sasl = (SaslChannel *)channel;
    MUTEX_GUARD(&sasl->lock);

    if (sasl->n_out == 0) {
        int rc;

        sasl->out_plain = MIN(n, sasl->chunk);
        rc = sasl_encode(sasl->session->conn, data, (unsigned int)sasl->out_plain, &sasl->out,
                         &sasl->n_out);
        if (rc != SASL_OK) {
            session_error(sasl->session, VIR_ERR_INTERNAL_ERROR, "failed to encode SASL data", rc,
                          error);
            return -1;
        }
    }
    while (sasl->n_out > 0) {
        ssize_t sent = send(sasl->fd, sasl->out, sasl->n_out, MSG_DONTWAIT | MSG_NOSIGNAL);

        if (sent >= 0) {
            sasl->out += sent;
            sasl->n_out -= (unsigned int)sent;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return CHANNEL_WAIT;
        } else if (errno != EINTR) {
            err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", "Cannot write data");
            return -1;
        }
    }
    return (ssize_t)sasl->out_plain;
}

static bool
channel_pending(Channel *channel)
{
    SaslChannel *sasl = (SaslChannel *)channel;
    MUTEX_GUARD(&sasl->lock);

    return sasl->n_in > 0;
}

static void
channel_end(Channel *channel)
{
    SaslChannel *sasl = (SaslChannel *)channel;

    session_free(sasl->session);
    mutex_clear(&sasl->lock);
    g_free(sasl);
}

static const ChannelType sasl_channel = {
    .name = "SASL",
    .read = channel_read,
    .write = channel_write,
    .pending = channel_pending,
    .free = channel_end,
};

Channel *
channel_new(SaslSession *session, int fd)
{
    SaslChannel *sasl = g_new0(SaslChannel, 1);
    const void *bits = NULL;
    const void *max = NULL;

    sasl->head.type = &sasl_channel;
    sasl->fd = fd;
    sasl->session = session;
    mutex_init(&sasl->lock);
    sasl->chunk = SASL_MESSAGE_MAX;
    if (sasl_getprop(session->conn, SASL_SSF, &bits) == SASL_OK && bits)
        sasl->head.bits = *(const sasl_ssf_t *)bits;
    /* What the peer takes at once. */
    if (sasl_getprop(session->conn, SASL_MAXOUTBUF, &max) == SASL_OK && max &&
        *(const unsigned int *)max > 0)
        sasl->chunk = MIN(sasl->chunk, *(const unsigned int *)max);
    return &sasl->head;
}
