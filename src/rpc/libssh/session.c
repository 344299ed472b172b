/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SSH by libssh: the session, whether the host is the right one, and the command. */
#include <poll.h>
#include <string.h>
#include "base/err.h"
#include "base/log.h"
#include "base/number.h"
#include "libssh-priv.h"

LOG_SOURCE("rpc.netlibsshsession");

#define WORDS_MAX 1024

typedef struct Session {
    ssh_session ssh;
    ssh_channel channel;
    char words[WORDS_MAX + 1]; /* the beginning of the command's standard error */
    size_t n_words;
} Session;

static void
session_free(void *data)
{
    Session *session = data;

    if (session->channel) {
        ssh_channel_send_eof(session->channel);
        ssh_channel_close(session->channel);
        ssh_channel_free(session->channel);
    }
    if (session->ssh) {
        ssh_disconnect(session->ssh);
        ssh_free(session->ssh);
    }
    g_free(session);
}

/* "aa:bb:...", of SHA-256. */
static char *
host_key_hash(ssh_session ssh, GError **error)
{
    unsigned char *hash = NULL;
    ssh_key key = NULL;
    char *text = NULL;
    char *copy = NULL;
    size_t n;

    if (ssh_get_server_publickey(ssh, &key) == SSH_OK &&
        ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &n) == 0) {
        text = ssh_get_hexa(hash, n);
        copy = g_strdup(text);
        ssh_string_free_char(text);
        ssh_clean_pubkey_hash(&hash);
    } else {
        err_set(error, VIR_ERR_LIBSSH, "%s", "failed to calculate ssh host key hash");
    }
    ssh_key_free(key);
    return copy;
}

static bool
check_host(ssh_session ssh, const SshTarget *target, GError **error)
{
    g_autofree char *hash = NULL;

    if (target->verify == SSH_VERIFY_IGNORE)
        return true;
    hash = host_key_hash(ssh, error);
    if (!hash)
        return false;
    switch (ssh_session_is_known_server(ssh)) {
    case SSH_KNOWN_HOSTS_OK:
        return true;
    case SSH_KNOWN_HOSTS_CHANGED:
    case SSH_KNOWN_HOSTS_OTHER:
        return sshlib_host_key_changed(target, hash, ERR_DOMAIN, error);
    case SSH_KNOWN_HOSTS_UNKNOWN:
    case SSH_KNOWN_HOSTS_NOT_FOUND:
        break;
    case SSH_KNOWN_HOSTS_ERROR:
        return err_set(error, VIR_ERR_LIBSSH, "failed to validate SSH host key: %s",
                       ssh_get_error(ssh));
    }
    if (target->verify == SSH_VERIFY_NORMAL &&
        !sshlib_ask_host_key(target, hash, ERR_DOMAIN, VIR_ERR_LIBSSH, error))
        return false;
    if (ssh_session_update_known_hosts(ssh) != SSH_OK)
        LOG_WARN("cannot store the key of '%s' in '%s': %s", target->host, target->known_hosts,
                 ssh_get_error(ssh));
    return true;
}

static bool
set_options(ssh_session ssh, const SshTarget *target, GError **error)
{
    socket_t fd = target->fd; /* which the library leaves open */
    const char *level = g_getenv("LIBVIRT_LIBSSH_DEBUG");
    bool reads_config = false;
    long answer_s = SSH_ANSWER_MS / 1000;
    int number;

    if (level && number_int(level, 10, "LIBVIRT_LIBSSH_DEBUG", &number, NULL))
        ssh_set_log_level(number);
    ssh_options_set(ssh, SSH_OPTIONS_FD, &fd);
    if (ssh_options_set(ssh, SSH_OPTIONS_PROCESS_CONFIG, &reads_config) < 0 ||
        ssh_options_set(ssh, SSH_OPTIONS_HOST, target->host) < 0 ||
        ssh_options_set(ssh, SSH_OPTIONS_PORT, &target->port) < 0 ||
        ssh_options_set(ssh, SSH_OPTIONS_TIMEOUT, &answer_s) < 0 ||
        ssh_options_set(ssh, SSH_OPTIONS_USER, target->user) < 0 ||
        ssh_options_set(ssh, SSH_OPTIONS_KNOWNHOSTS, target->known_hosts) < 0)
        return err_set(error, VIR_ERR_LIBSSH, "%s", "Failed to initialize libssh session");
    return true;
}

static bool
run_command(Session *session, const SshTarget *target, GError **error)
{
    session->channel = ssh_channel_new(session->ssh);
    if (!session->channel)
        return err_set(error, VIR_ERR_LIBSSH, "failed to create libssh channel: %s",
                       ssh_get_error(session->ssh));
    if (ssh_channel_open_session(session->channel) != SSH_OK)
        return err_set(error, VIR_ERR_LIBSSH, "failed to open ssh channel: %s",
                       ssh_get_error(session->ssh));
    if (ssh_channel_request_exec(session->channel, target->command) != SSH_OK)
        return err_set(error, VIR_ERR_LIBSSH, "failed to execute command '%s': %s", target->command,
                       ssh_get_error(session->ssh));
    ssh_set_blocking(session->ssh, 0);
    return true;
}

static void *
session_open(const SshTarget *target, GError **error)
{
    Session *session = g_new0(Session, 1);
    ssh_session ssh = session->ssh = ssh_new();

    if (!ssh) {
        err_set(error, VIR_ERR_LIBSSH, "%s", "Failed to initialize libssh session");
    } else if (set_options(ssh, target, error)) {
        if (ssh_connect(ssh) != SSH_OK)
            err_set(error, VIR_ERR_LIBSSH, "SSH session handshake failed: %s", ssh_get_error(ssh));
        else if (check_host(ssh, target, error) && libssh_authenticate(ssh, target, error) &&
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
    int n;

    while ((n = ssh_channel_read_nonblocking(session->channel, data, sizeof(data), 1)) > 0) {
        size_t keep = MIN((size_t)n, WORDS_MAX - session->n_words);

        memcpy(session->words + session->n_words, data, keep);
        session->n_words += keep;
    }
}

static ssize_t
session_read(void *data, void *to, size_t n, GError **error)
{
    Session *session = data;
    int got = ssh_channel_read_nonblocking(session->channel, to, (uint32_t)n, 0);
    int status;

    if (got > 0)
        return got;
    take_words(session);
    if (!ssh_channel_is_eof(session->channel)) {
        if (got != SSH_ERROR && ssh_is_connected(session->ssh))
            return CHANNEL_WAIT;
        err_set(error, VIR_ERR_LIBSSH, "%s", ssh_get_error(session->ssh));
        return -1;
    }
    status = ssh_channel_get_exit_status(session->channel);
    /* It comes behind the end of the data. */
    if (status < 0 && !ssh_channel_is_closed(session->channel) && ssh_is_connected(session->ssh))
        return CHANNEL_WAIT;
    if (status > 0)
        sshlib_command_failed(status, g_strchomp(session->words), ERR_DOMAIN, VIR_ERR_LIBSSH,
                              error);
    return 0;
}

static ssize_t
session_write(void *data, const void *from, size_t n, GError **error)
{
    Session *session = data;
    int sent = ssh_channel_write(session->channel, from, (uint32_t)n);

    if (sent > 0)
        return sent;
    if (sent == SSH_AGAIN || sent == 0)
        return CHANNEL_WAIT;
    err_set(error, VIR_ERR_LIBSSH, "write failed: %s", ssh_get_error(session->ssh));
    return -1;
}

static short
session_events(void *data)
{
    Session *session = data;
    bool must_write = ssh_get_status(session->ssh) & SSH_WRITE_PENDING;

    return (short)(POLLIN | (must_write ? POLLOUT : 0));
}

extern const SshModule virtue_transport_ssh;

const SshModule virtue_transport_ssh = {
    .open = session_open,
    .read = session_read,
    .write = session_write,
    .events = session_events,
    .free = session_free,
};
