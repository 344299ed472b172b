/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A session of a library as a connection.
 *
 * The libraries allow one thread at a time, and whoever sends may find that they have received
 * meanwhile, which nobody sees who waits for the descriptor. So each session has a thread that
 * passes bytes between it and a pair of sockets; for the transport that is a socket like others. */
#include "rpc/ssh.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/err.h"
#include "base/file.h"
#include "base/thread.h"
#include "lib/module.h"

#define ERR_DOMAIN VIR_FROM_RPC

#define PIECE (64 * 1024)

/* Bytes in one direction. */
typedef struct Piece {
    char data[PIECE];
    size_t start, end;
    bool is_over; /* no more will come */
} Piece;

typedef struct Ssh {
    Channel base;
    const SshModule *module;
    void *session;
    int ssh_fd;  /* under the session; ours too */
    int far_fd;  /* the thread's end of the pair */
    int near_fd; /* the transport's */
    Thread *thread;
    Piece out, in;

    Mutex error_lock; /* guards error */
    GError *error;    /* why the session ended */
} Ssh;

static void
fail(Ssh *ssh, GError *error)
{
    MUTEX_GUARD(&ssh->error_lock);

    if (!ssh->error)
        ssh->error = error;
    else
        g_clear_error(&error);
}

/* The steps of the thread say whether anything was done. */
static bool
take(Piece *piece, ssize_t n)
{
    if (n > 0)
        piece->end = (size_t)n;
    if (n == 0)
        piece->is_over = true;
    return n >= 0;
}

static bool
is_empty(const Piece *piece)
{
    return piece->start == piece->end;
}

static bool
give(Piece *piece, ssize_t n)
{
    if (n <= 0)
        return false;
    piece->start += (size_t)n;
    if (is_empty(piece))
        piece->start = piece->end = 0;
    return true;
}

static bool
from_session(Ssh *ssh)
{
    GError *error = NULL;
    ssize_t n;

    if (ssh->in.is_over || !is_empty(&ssh->in))
        return false;
    n = ssh->module->read(ssh->session, ssh->in.data, PIECE, &error);
    if (error)
        fail(ssh, error);
    return take(&ssh->in, n == CHANNEL_WAIT ? -1 : MAX(n, 0));
}

static bool
to_session(Ssh *ssh)
{
    GError *error = NULL;
    ssize_t n;

    if (is_empty(&ssh->out) || ssh->in.is_over)
        return false;
    n = ssh->module->write(ssh->session, ssh->out.data + ssh->out.start,
                           ssh->out.end - ssh->out.start, &error);
    if (error) {
        fail(ssh, error);
        ssh->in.is_over = true;
    }
    return give(&ssh->out, n);
}

static bool
from_transport(Ssh *ssh)
{
    ssize_t n;

    if (ssh->out.is_over || !is_empty(&ssh->out))
        return false;
    do
        n = recv(ssh->far_fd, ssh->out.data, PIECE, MSG_DONTWAIT);
    while (n < 0 && errno == EINTR);
    if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
        n = 0;
    return take(&ssh->out, n);
}

static bool
to_transport(Ssh *ssh)
{
    ssize_t n;

    if (is_empty(&ssh->in))
        return false;
    do
        n = send(ssh->far_fd, ssh->in.data + ssh->in.start, ssh->in.end - ssh->in.start,
                 MSG_DONTWAIT | MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return give(&ssh->in, n);
}

/* False when the application has gone; what the other end does not take then is lost. */
static bool
wait_for_either(Ssh *ssh)
{
    struct pollfd items[] = {
        { .fd = ssh->far_fd },
        { .fd = ssh->ssh_fd },
    };

    if (is_empty(&ssh->out))
        items[0].events |= POLLIN;
    if (!is_empty(&ssh->in))
        items[0].events |= POLLOUT;
    items[1].events = ssh->module->events(ssh->session);
    /* What the session waits for cannot be taken yet. */
    if (!is_empty(&ssh->in))
        items[1].events &= ~POLLIN;
    /* Its end would be told again and again. */
    if (!items[1].events || ssh->in.is_over)
        items[1].fd = -1;
    poll(items, G_N_ELEMENTS(items), -1);
    return !(items[0].revents & (POLLHUP | POLLERR));
}

static void
pass_bytes(void *data)
{
    Ssh *ssh = data;

    /* Until the application has closed, or the other end, and what it said is with us. */
    while (!ssh->out.is_over && !(ssh->in.is_over && is_empty(&ssh->in))) {
        bool did = from_session(ssh);

        did |= to_transport(ssh);
        did |= from_transport(ssh);
        did |= to_session(ssh);
        if (!did && !wait_for_either(ssh))
            break;
    }
    shutdown(ssh->far_fd, SHUT_RDWR);
}

static ssize_t
failed(Ssh *ssh, const char *what, ssize_t result, GError **error)
{
    int failure = errno;
    MUTEX_GUARD(&ssh->error_lock);

    errno = failure;
    if (!ssh->error)
        err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", what);
    else if (error)
        *error = g_error_copy(ssh->error);
    return result;
}

static ssize_t
channel_read(Channel *channel, void *data, size_t n, GError **error)
{
    Ssh *ssh = (Ssh *)channel;
    ssize_t got;

    do
        got = recv(ssh->near_fd, data, n, MSG_DONTWAIT);
    while (got < 0 && errno == EINTR);
    if (got > 0)
        return got;
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return CHANNEL_WAIT;
    if (got == 0)
        errno = EIO;
    return failed(ssh, got == 0 ? "End of file while reading data" : "Cannot recv data", got,
                  error);
}

static ssize_t
channel_write(Channel *channel, const void *data, size_t n, GError **error)
{
    Ssh *ssh = (Ssh *)channel;
    ssize_t sent;

    do
        sent = send(ssh->near_fd, data, n, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    if (sent >= 0)
        return sent;
    if (errno == EAGAIN || errno == EWOULDBLOCK)
        return CHANNEL_WAIT;
    return failed(ssh, "Cannot write data", -1, error);
}

static bool
channel_pending(Channel *channel)
{
    return false;
}

static void
free_channel(Channel *channel)
{
    Ssh *ssh = (Ssh *)channel;

    if (ssh->thread) {
        shutdown(ssh->near_fd, SHUT_RDWR);
        thread_join(ssh->thread);
    }
    if (ssh->session)
        ssh->module->free(ssh->session);
    fd_close(ssh->far_fd);
    fd_close(ssh->ssh_fd);
    g_clear_error(&ssh->error);
    mutex_clear(&ssh->error_lock);
    g_free(ssh);
}

static const ChannelType ssh_type = {
    .name = "an SSH session",
    .read = channel_read,
    .write = channel_write,
    .pending = channel_pending,
    .free = free_channel,
};

/* From here on what is missing is NULL or -1. */
static bool
begin(Ssh *ssh, const SshTarget *target, GError **error)
{
    SshTarget own = *target;
    int pair[2];

    ssh->ssh_fd = fcntl(target->fd, F_DUPFD_CLOEXEC, 0);
    if (ssh->ssh_fd < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "Unable to duplicate FD %d", target->fd);
    own.fd = ssh->ssh_fd;
    ssh->session = ssh->module->open(&own, error);
    if (!ssh->session)
        return false;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", "unable to create socket pair");
    ssh->near_fd = pair[0];
    ssh->far_fd = pair[1];
    ssh->thread = thread_start("ssh", pass_bytes, ssh, error);
    if (!ssh->thread)
        fd_clear(&ssh->near_fd);
    return ssh->thread != NULL;
}

Channel *
sshlib_connect(const char *library, const SshTarget *target, int *fd_out, GError **error)
{
    const SshModule *module = module_load_transport(library, "virtue_transport_ssh", error);
    Ssh *ssh;

    if (!module)
        return NULL;
    ssh = g_new0(Ssh, 1);
    ssh->base.type = &ssh_type;
    ssh->module = module;
    ssh->ssh_fd = ssh->near_fd = ssh->far_fd = -1;
    mutex_init(&ssh->error_lock);
    if (!begin(ssh, target, error)) {
        free_channel(&ssh->base);
        return NULL;
    }
    *fd_out = ssh->near_fd;
    return &ssh->base;
}
