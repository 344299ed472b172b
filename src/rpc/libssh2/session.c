/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SSH by libssh2: the session and the command. */
#include <poll.h>
#include <string.h>
#include "base/err.h"
#include "base/thread.h"
#include "libssh2-priv.h"

#define WORDS_MAX 1024
#define END_MS    1000

typedef struct Session {
    LIBSSH2_SESSION *ssh;
    LIBSSH2_CHANNEL *channel;
    char words[WORDS_MAX + 1]; /* the beginning of the command's standard error */
    size_t n_words;
} Session;

const char *
libssh2_why(LIBSSH2_SESSION *session)
{
    char *text = NULL;

    libssh2_session_last_error(session, &text, NULL, 0);
    return text && *text ? text : "no reason is known";
}

static void
start_library(void)
{
    libssh2_init(0);
}

static void
session_free(void *data)
{
    Session *session = data;

    /* Nothing is freed that cannot be said to the other end, unless it is given up waiting. */
    if (session->ssh) {
        libssh2_session_set_blocking(session->ssh, 1);
        libssh2_session_set_timeout(session->ssh, END_MS);
    }
    if (session->channel)
        libssh2_channel_free(session->channel);
    if (session->ssh) {
        libssh2_session_disconnect(session->ssh, "libvirt: virNetSSHSessionFree()");
        libssh2_session_free(session->ssh);
    }
    g_free(session);
}

static bool
run_command(Session *session, const SshTarget *target, GError **error)
{
    session->channel = libssh2_channel_open_session(session->ssh);
    if (!session->channel)
        return err_set(error, VIR_ERR_SSH, "failed to open ssh channel: %s",
                       libssh2_why(session->ssh));
    if (libssh2_channel_exec(session->channel, target->command) != 0)
        return err_set(error, VIR_ERR_SSH, "failed to execute command '%s': %s", target->command,
                       libssh2_why(session->ssh));
    libssh2_session_set_blocking(session->ssh, 0);
    return true;
}

static void *
session_open(const SshTarget *target, GError **error)
{
    static Once once = ONCE_INIT;
    Session *session;

    once_run(&once, start_library);
    session = g_new0(Session, 1);
    session->ssh = libssh2_session_init();
    if (!session->ssh) {
        err_set(error, VIR_ERR_SSH, "%s", "Failed to initialize libssh2 session");
    } else {
        libssh2_session_set_blocking(session->ssh, 1);
        libssh2_session_set_timeout(session->ssh, SSH_ANSWER_MS);
        if (libssh2_session_handshake(session->ssh, target->fd) != 0)
            err_set(error, VIR_ERR_SSH, "SSH session handshake failed: %s",
                    libssh2_why(session->ssh));
        else if (libssh2_check_host(session->ssh, target, error) &&
                 libssh2_authenticate(session->ssh, target, error) &&
                 run_command(session, target, error))
            return session;
    }
    session_free(session);
    return NULL;
}

/* Standard error has to be taken, else the other end stops sending. */
static void
take_words(Session *session)
{
    char data[WORDS_MAX];
    ssize_t n;

    while ((n = libssh2_channel_read_stderr(session->channel, data, sizeof(data))) > 0) {
        size_t keep = MIN((size_t)n, WORDS_MAX - session->n_words);

        memcpy(session->words + session->n_words, data, keep);
        session->n_words += keep;
    }
}

static ssize_t
session_read(void *data, void *to, size_t n, GError **error)
{
    Session *session = data;
    ssize_t got = libssh2_channel_read(session->channel, to, n);
    int status;

    if (got > 0)
        return got;
    take_words(session);
    if (got < 0 && got != LIBSSH2_ERROR_EAGAIN) {
        err_set(error, VIR_ERR_SSH, "read failed: %s", libssh2_why(session->ssh));
        return -1;
    }
    /* The status comes behind the end of the data. */
    if (!libssh2_channel_eof(session->channel) ||
        libssh2_channel_wait_closed(session->channel) == LIBSSH2_ERROR_EAGAIN)
        return CHANNEL_WAIT;
    status = libssh2_channel_get_exit_status(session->channel);
    if (status != 0)
        sshlib_command_failed(status, g_strchomp(session->words), ERR_DOMAIN, VIR_ERR_SSH, error);
    return 0;
}

static ssize_t
session_write(void *data, const void *from, size_t n, GError **error)
{
    Session *session = data;
    ssize_t sent = libssh2_channel_write(session->channel, from, n);

    if (sent > 0)
        return sent;
    if (sent == LIBSSH2_ERROR_EAGAIN || sent == 0)
        return CHANNEL_WAIT;
    err_set(error, VIR_ERR_SSH, "write failed: %s", libssh2_why(session->ssh));
    return -1;
}

static short
session_events(void *data)
{
    Session *session = data;
    int directions = libssh2_session_block_directions(session->ssh);

    return (short)(POLLIN | (directions & LIBSSH2_SESSION_BLOCK_OUTBOUND ? POLLOUT : 0));
}

extern const SshModule virtue_transport_ssh;

const SshModule virtue_transport_ssh = {
    .open = session_open,
    .read = session_read,
    .write = session_write,
    .events = session_events,
    .free = session_free,
};
