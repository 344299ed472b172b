/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What bytes pass through on their way between a transport and its socket: TLS, SASL.
 *
 * One thread may read while another one writes. Nothing here waits. */
#ifndef VIRTUE_CHANNEL_H
#define VIRTUE_CHANNEL_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

typedef struct Channel Channel;

/* Nothing can be done before the socket is readable (read) or writable (write). */
#define CHANNEL_WAIT (-2)

typedef struct ChannelType {
    const char *name;
    /* At most n bytes; 0 at the end of the connection, where *error may be set to say why;
     * CHANNEL_WAIT; or -1 with the error. */
    ssize_t (*read)(Channel *channel, void *data, size_t n, GError **error);
    /* Some of the bytes; CHANNEL_WAIT, after which the same bytes come again, perhaps with more
     * behind them; or -1 with the error. */
    ssize_t (*write)(Channel *channel, const void *data, size_t n, GError **error);
    /* Whether read() has bytes that were taken from the socket already. A reader goes on until it
     * has not, so what one recv brings must be bounded. */
    bool (*pending)(Channel *channel);
    /* The connection is over, though the channel is not freed yet; NULL if there is nothing to do.
     * Any thread, and not for long. */
    void (*end)(Channel *channel);
    void (*free)(Channel *channel);
} ChannelType;

/* The beginning of what a kind of channel is. */
struct Channel {
    const ChannelType *type;
    unsigned int bits; /* strength of the encryption */
};

static inline void
channel_free(Channel *channel)
{
    if (channel)
        channel->type->free(channel);
}

#endif
