/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rpc/transport.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/err.h"

#define ERR_DOMAIN VIR_FROM_RPC

/* What one recv asks for. A connection that has nothing half-received keeps no buffer. */
#define RECEIVE_SIZE 16384u
/* A packet up to this size gets its whole buffer on the peer's word; beyond, it grows as bytes
 * come. */
#define TRUSTED_SIZE 524288u

typedef struct OutgoingFd {
    size_t at; /* bytes that go before it */
    int fd;
} OutgoingFd;

struct Transport {
    int fd;

    unsigned char *in; /* NULL while nothing is half-received */
    size_t in_room;
    size_t in_start; /* of what was not yet handed over */
    size_t in_end;
    int in_fds[PACKET_FDS_MAX];
    unsigned int n_in_fds;

    XdrBuffer out;
    size_t out_start;
    GArray *out_fds; /* of OutgoingFd; NULL until needed */

    Channel *channel; /* NULL: the socket itself */
};

Transport *
transport_new(int fd)
{
    Transport *transport = g_new0(Transport, 1);
    int flags = fcntl(fd, F_GETFL);

    transport->fd = fd;
    if (flags >= 0 && !(flags & O_NONBLOCK))
        fcntl(fd, F_SETFL, flags | O_NONBLOCK);
    xdr_buffer_init(&transport->out, SIZE_MAX / 2);
    return transport;
}

static void
close_fds(const int *fds, unsigned int n)
{
    for (unsigned int i = 0; i < n; i++)
        close(fds[i]);
}

void
transport_free(Transport *transport)
{
    if (!transport)
        return;
    channel_free(transport->channel);
    close(transport->fd);
    close_fds(transport->in_fds, transport->n_in_fds);
    for (guint i = 0; transport->out_fds && i < transport->out_fds->len; i++)
        close(g_array_index(transport->out_fds, OutgoingFd, i).fd);
    g_clear_pointer(&transport->out_fds, g_array_unref);
    g_free(transport->in);
    xdr_buffer_clear(&transport->out);
    g_free(transport);
}

int
transport_fd(const Transport *transport)
{
    return transport->fd;
}

void
transport_shutdown(Transport *transport)
{
    shutdown(transport->fd, SHUT_RDWR);
}

void
transport_end(Transport *transport)
{
    transport_shutdown(transport);
    if (transport->channel && transport->channel->type->end)
        transport->channel->type->end(transport->channel);
}

bool
transport_set_channel(Transport *transport, Channel *channel)
{
    if (transport->in_start < transport->in_end || transport_backlog(transport) > 0) {
        channel_free(channel);
        return false;
    }
    channel_free(transport->channel);
    transport->channel = channel;
    return true;
}

bool
transport_carries_fds(const Transport *transport)
{
    int domain = AF_UNSPEC;
    socklen_t n = sizeof(domain);

    return !transport->channel &&
           getsockopt(transport->fd, SOL_SOCKET, SO_DOMAIN, &domain, &n) == 0 && domain == AF_UNIX;
}

const unsigned char *
transport_unread(const Transport *transport, size_t *n_out)
{
    *n_out = transport->in_end - transport->in_start;
    return *n_out > 0 ? transport->in + transport->in_start : NULL;
}

void
transport_preload(Transport *transport, const void *data, size_t n)
{
    g_assert(transport->in_end == 0);
    if (n == 0)
        return;
    transport->in = g_memdup2(data, n);
    transport->in_room = n;
    transport->in_end = n;
}

/* Make room for at least one recv, and for the whole of a packet whose length is known. */
static void
make_room(Transport *transport)
{
    size_t pending = transport->in_end - transport->in_start;
    size_t wanted = RECEIVE_SIZE;
    Packet packet;

    /* The end may be a byte that carries a descriptor; the packet's size is without those. */
    if (pending > 0 &&
        packet_parse(transport->in + transport->in_start, pending, &packet) == PACKET_PARTIAL)
        wanted = MAX(wanted, packet.size + PACKET_FDS_MAX);
    if (wanted < pending + PACKET_FDS_MAX)
        wanted = pending + RECEIVE_SIZE;

    if (pending > 0 && transport->in_start > 0)
        memmove(transport->in, transport->in + transport->in_start, pending);
    transport->in_start = 0;
    transport->in_end = pending;
    if (transport->in_room < wanted) {
        size_t room = MIN(wanted, MAX(TRUSTED_SIZE, 2 * transport->in_room));

        transport->in = g_realloc(transport->in, room);
        transport->in_room = room;
    }
}

/* The descriptors of a message that came in. */
static bool
take_fds(Transport *transport, struct msghdr *message, GError **error)
{
    bool fits = !(message->msg_flags & MSG_CTRUNC);

    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
        size_t n;

        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
            continue;
        n = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < n; i++) {
            int fd;

            memcpy(&fd, CMSG_DATA(part) + i * sizeof(int), sizeof(fd));
            if (transport->n_in_fds == PACKET_FDS_MAX) {
                close(fd);
                fits = false;
            } else {
                transport->in_fds[transport->n_in_fds++] = fd;
            }
        }
    }
    if (!fits)
        return err_set(error, VIR_ERR_RPC, "Too many file descriptors received, at most %u",
                       PACKET_FDS_MAX);
    return true;
}

static void
release_buffer(Transport *transport)
{
    if (transport->in_start < transport->in_end)
        return;
    /* Those that nobody announced: the next packet's must not be mistaken for them. */
    close_fds(transport->in_fds, transport->n_in_fds);
    transport->n_in_fds = 0;
    g_clear_pointer(&transport->in, g_free);
    transport->in_room = transport->in_start = transport->in_end = 0;
}

static TransportState
receive_end(Transport *transport, GError **error)
{
    if (transport->in_start == transport->in_end)
        return TRANSPORT_CLOSED;
    if (!error || !*error)
        err_set_full(error, VIR_FROM_RPC, VIR_ERR_SYSTEM_ERROR, "%s",
                     "End of file while reading data");
    err_context(error, "the peer closed in the middle of a packet");
    return TRANSPORT_FAILED;
}

/* What the channel holds back is read too: the socket would not tell of it. */
static TransportState
receive_channel(Transport *transport, GError **error)
{
    Channel *channel = transport->channel;
    bool has_some = false;

    do {
        ssize_t n;

        make_room(transport);
        n = channel->type->read(channel, transport->in + transport->in_end,
                                transport->in_room - transport->in_end, error);
        if (n > 0) {
            transport->in_end += (size_t)n;
            has_some = true;
        } else if (has_some && (n == 0 || n == CHANNEL_WAIT)) {
            /* The next read says it again. */
            g_clear_error(error);
            break;
        } else if (n == 0) {
            return receive_end(transport, error);
        } else if (n == CHANNEL_WAIT) {
            release_buffer(transport);
            return TRANSPORT_WAIT;
        } else {
            return TRANSPORT_FAILED;
        }
    } while (channel->type->pending(channel));
    return TRANSPORT_READY;
}

TransportState
transport_receive(Transport *transport, GError **error)
{
    char control[CMSG_SPACE(sizeof(int) * PACKET_FDS_MAX)] __attribute__((aligned(8)));
    struct iovec vec;
    struct msghdr message = {
        .msg_iov = &vec, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)
    };
    ssize_t n;

    if (transport->channel)
        return receive_channel(transport, error);
    make_room(transport);
    vec =
        (struct iovec){ transport->in + transport->in_end, transport->in_room - transport->in_end };
    do
        n = recvmsg(transport->fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    if (n > 0) {
        transport->in_end += (size_t)n;
        if (message.msg_controllen > 0 && !take_fds(transport, &message, error))
            return TRANSPORT_FAILED;
        return TRANSPORT_READY;
    }

    if (n == 0)
        return receive_end(transport, error);
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
        release_buffer(transport);
        return TRANSPORT_WAIT;
    }
    err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", "Cannot recv data");
    return TRANSPORT_FAILED;
}

TransportState
transport_next(Transport *transport, Packet *packet, int fds_out[PACKET_FDS_MAX], GError **error)
{
    const unsigned char *data = transport->in + transport->in_start;
    size_t n = transport->in_end - transport->in_start;
    PacketFound found;

    /* Without bytes there is no buffer either. */
    found = n > 0 ? packet_parse(data, n, packet) : PACKET_PARTIAL;
    if (found == PACKET_BROKEN) {
        err_set(error, VIR_ERR_RPC, "packet %zu bytes received from peer, want %u to %u",
                packet->size, PACKET_LENGTH_MIN, PACKET_LENGTH_MAX);
        return TRANSPORT_FAILED;
    }
    if (found == PACKET_PARTIAL || n < packet->size + packet->n_fds) {
        release_buffer(transport);
        return TRANSPORT_WAIT;
    }
    if (packet->n_fds > transport->n_in_fds) {
        err_set(error, VIR_ERR_RPC, "packet announces %u file descriptors, %u came", packet->n_fds,
                transport->n_in_fds);
        return TRANSPORT_FAILED;
    }

    memcpy(fds_out, transport->in_fds, packet->n_fds * sizeof(int));
    transport->n_in_fds -= packet->n_fds;
    memmove(transport->in_fds, transport->in_fds + packet->n_fds,
            transport->n_in_fds * sizeof(int));
    transport->in_start += packet->size + packet->n_fds;
    return TRANSPORT_READY;
}

static ssize_t
send_fd(Transport *transport, int fd)
{
    char control[CMSG_SPACE(sizeof(int))] __attribute__((aligned(8))) = { 0 };
    char zero = 0;
    struct iovec vec = { &zero, 1 };
    struct msghdr message = {
        .msg_iov = &vec, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)
    };
    struct cmsghdr *part = CMSG_FIRSTHDR(&message);

    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(part), &fd, sizeof(fd));
    return sendmsg(transport->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static TransportState
send_channel(Channel *channel, const unsigned char *data, size_t n, size_t *sent_out,
             GError **error)
{
    while (*sent_out < n) {
        ssize_t sent = channel->type->write(channel, data + *sent_out, n - *sent_out, error);

        if (sent == CHANNEL_WAIT)
            return TRANSPORT_WAIT;
        if (sent < 0)
            return TRANSPORT_FAILED;
        *sent_out += (size_t)sent;
    }
    return TRANSPORT_READY;
}

/* Send some of n bytes. *sent_out says how many went. */
static TransportState
send_some(Transport *transport, const unsigned char *data, size_t n, size_t *sent_out,
          GError **error)
{
    *sent_out = 0;
    if (transport->channel)
        return send_channel(transport->channel, data, n, sent_out, error);
    while (*sent_out < n) {
        ssize_t sent =
            send(transport->fd, data + *sent_out, n - *sent_out, MSG_DONTWAIT | MSG_NOSIGNAL);

        if (sent >= 0) {
            *sent_out += (size_t)sent;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return TRANSPORT_WAIT;
        } else if (errno != EINTR) {
            err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", "Cannot write data");
            return TRANSPORT_FAILED;
        }
    }
    return TRANSPORT_READY;
}

static void
keep_bytes(Transport *transport, const unsigned char *data, size_t n)
{
    unsigned char *to;

    if (n == 0)
        return;
    to = xdr_buffer_reserve(&transport->out, n);
    g_assert(to);
    memcpy(to, data, n);
    transport->out.n += n;
}

static bool
keep_fds(Transport *transport, const int *fds, unsigned int n_fds, GError **error)
{
    if (!transport->out_fds)
        transport->out_fds = g_array_new(FALSE, FALSE, sizeof(OutgoingFd));
    for (unsigned int i = 0; i < n_fds; i++) {
        OutgoingFd out = { .at = transport->out.n, .fd = fcntl(fds[i], F_DUPFD_CLOEXEC, 0) };

        if (out.fd < 0)
            return err_errno(error, VIR_ERR_SYSTEM_ERROR, "Unable to duplicate FD %d", fds[i]);
        g_array_append_val(transport->out_fds, out);
    }
    return true;
}

TransportState
transport_send(Transport *transport, const void *data, size_t n, const int *fds, unsigned int n_fds,
               GError **error)
{
    size_t sent = 0;

    if (transport->channel && n_fds > 0) {
        err_set(error, VIR_ERR_RPC, "%s does not carry file descriptors",
                transport->channel->type->name);
        return TRANSPORT_FAILED;
    }
    if (transport_backlog(transport) == 0 && n > 0) {
        TransportState state = send_some(transport, data, n, &sent, error);

        if (state == TRANSPORT_FAILED || (state == TRANSPORT_READY && n_fds == 0))
            return state;
    }
    keep_bytes(transport, (const unsigned char *)data + sent, n - sent);
    if (n_fds > 0 && !keep_fds(transport, fds, n_fds, error))
        return TRANSPORT_FAILED;
    return transport_flush(transport, error);
}

static TransportState
flush_fd(Transport *transport, OutgoingFd *first, GError **error)
{
    ssize_t sent;

    do
        sent = send_fd(transport, first->fd);
    while (sent < 0 && errno == EINTR);
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return TRANSPORT_WAIT;
    if (sent < 0) {
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "Failed to send file descriptor %d", first->fd);
        return TRANSPORT_FAILED;
    }
    close(first->fd);
    g_array_remove_index(transport->out_fds, 0);
    return TRANSPORT_READY;
}

TransportState
transport_flush(Transport *transport, GError **error)
{
    XdrBuffer *out = &transport->out;
    TransportState state = TRANSPORT_READY;

    while (state == TRANSPORT_READY && transport_backlog(transport) > 0) {
        OutgoingFd *first = transport->out_fds && transport->out_fds->len > 0
                                ? &g_array_index(transport->out_fds, OutgoingFd, 0)
                                : NULL;
        size_t end = first ? first->at : out->n;
        size_t sent;

        state = send_some(transport, out->data + transport->out_start, end - transport->out_start,
                          &sent, error);
        transport->out_start += sent;
        if (state == TRANSPORT_READY && first)
            state = flush_fd(transport, first, error);
    }
    if (state == TRANSPORT_READY) {
        xdr_buffer_clear(out);
        transport->out_start = 0;
    }
    return state;
}

size_t
transport_backlog(const Transport *transport)
{
    size_t fds = transport->out_fds ? transport->out_fds->len : 0;

    return transport->out.n - transport->out_start + fds;
}
