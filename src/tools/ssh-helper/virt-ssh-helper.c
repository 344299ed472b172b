/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What ssh runs on the daemon's host for a client elsewhere: finds the daemon of a URI, starts the
 * user's own if need be, and passes bytes on. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/err.h"
#include "base/file.h"
#include "base/thread.h"
#include "drivers/remote/daemon.h"

#define ERR_DOMAIN VIR_FROM_REMOTE

/* As much as a unix socket takes at once. */
#define PIECE (256 * 1024)

static gboolean read_only;
static gboolean show_version;

static const GOptionEntry entries[] = {
    { "readonly", 'r', 0, G_OPTION_ARG_NONE, &read_only, "Connect read-only", NULL },
    { "version", 'V', 0, G_OPTION_ARG_NONE, &show_version, "Display version information", NULL },
    { NULL },
};

static G_GNUC_NORETURN void
finish(const GError *error)
{
    if (error)
        g_printerr("virt-ssh-helper: could not proxy traffic: %s\n", error->message);
    /* The other thread may be in the middle of anything. */
    _exit(error ? EXIT_FAILURE : EXIT_SUCCESS);
}

static bool
send_all(int fd, const char *data, size_t n, GError **error)
{
    while (n > 0) {
        ssize_t sent = send(fd, data, n, MSG_NOSIGNAL);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", "Cannot write data");
        data += sent;
        n -= (size_t)sent;
    }
    return true;
}

static ssize_t
read_some(int fd, char *data)
{
    ssize_t n;

    do
        n = read(fd, data, PIECE);
    while (n < 0 && errno == EINTR);
    return n;
}

/* Each direction has a thread, so that neither keeps the other one waiting. */
static void
from_client(void *socket)
{
    static char data[PIECE];
    g_autoptr(GError) error = NULL;
    ssize_t n;

    while ((n = read_some(STDIN_FILENO, data)) > 0) {
        if (!send_all(*(int *)socket, data, (size_t)n, &error))
            finish(error);
    }
    if (n < 0)
        err_errno(&error, VIR_ERR_SYSTEM_ERROR, "%s", "cannot read from stdin");
    else
        err_set(&error, VIR_ERR_INTERNAL_ERROR, "%s", "EOF on stdin");
    finish(error);
}

static void
from_daemon(int socket)
{
    static char data[PIECE];
    g_autoptr(GError) error = NULL;
    ssize_t n;

    while ((n = read_some(socket, data)) > 0) {
        if (!fd_write_all(STDOUT_FILENO, data, (size_t)n)) {
            err_errno(&error, VIR_ERR_SYSTEM_ERROR, "%s", "cannot write to stdout");
            finish(error);
        }
    }
    if (n < 0)
        err_errno(&error, VIR_ERR_SYSTEM_ERROR, "%s", "Cannot recv data");
    finish(error);
}

static int
fail(const char *what, const char *about, const GError *error)
{
    if (error)
        g_printerr("virt-ssh-helper: %s '%s': %s\n", what, about, error->message);
    else
        g_printerr("virt-ssh-helper: %s '%s'\n", what, about);
    return EXIT_FAILURE;
}

static int
proxy(const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Uri) uri = uri_parse(text, &error);
    g_auto(RemoteDaemon) daemon = { 0 };
    bool is_local;
    int socket;

    if (!uri)
        return fail("cannot parse", text, error);
    if (!remote_uri_is_local(uri, &is_local, &error))
        return fail("cannot parse URI transport", text, error);
    if (!is_local)
        return fail("unexpected URI transport", text, NULL);
    if (!remote_daemon_choose(&daemon, uri, REMOTE_MODE_AUTO, read_only, &error))
        return fail("could not find the daemon of", text, error);
    socket = remote_daemon_connect(&daemon, &error);
    if (socket < 0)
        return fail("cannot connect to", daemon.socket, error);
    if (!thread_start_detached("from-client", from_client, &socket, &error))
        return fail("cannot serve", text, error);
    from_daemon(socket);
    return EXIT_FAILURE;
}

int
main(int argc, char **argv)
{
    g_autoptr(GOptionContext) context = g_option_context_new("URI - libvirt socket proxy");
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary(context,
                                 "Internal tool used to handle connections coming from remote\n"
                                 "clients. Not intended to be called directly by the user.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        g_printerr("option parsing failed: %s\n", error->message);
        return EXIT_FAILURE;
    }
    if (show_version) {
        g_print("virt-ssh-helper (libvirt) %s\n", API_VERSION);
        return EXIT_SUCCESS;
    }
    if (argc != 2) {
        g_autofree char *help = g_option_context_get_help(context, TRUE, NULL);

        g_printerr("%s", help);
        return EXIT_FAILURE;
    }
    return proxy(argv[1]);
}
