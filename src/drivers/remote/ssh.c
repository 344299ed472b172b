/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The transports that are programs: ssh, and "ext", which is any. */
#include "command-priv.h"

/* What ssh asks the user by. */
static const char *const ssh_env[] = {
    "XDG_RUNTIME_DIR", "KRB5CCNAME", "SSH_AUTH_SOCK", "SSH_ASKPASS", "GPG_TTY", "TERM",
    "OPENSSL_CONF",    "DISPLAY",    "XAUTHORITY",    NULL,
};

static void
add_options(Spawn *spawn, const RemoteRoute *route)
{
    const RemoteOptions *options = route->options;

    if (route->uri->port > 0) {
        spawn_add_arg(spawn, "-p");
        spawn_add_argf(spawn, "%u", route->uri->port);
    }
    if (route->uri->user)
        spawn_add_args(spawn, "-l", route->uri->user, NULL);
    if (options->value[OPTION_KEYFILE])
        spawn_add_args(spawn, "-i", options->value[OPTION_KEYFILE], NULL);
    spawn_add_args(spawn, "-T", "-e", "none", NULL);
    if (options->number[OPTION_NO_TTY])
        spawn_add_args(spawn, "-o", "BatchMode=yes", NULL);
    if (options->number[OPTION_NO_VERIFY])
        spawn_add_args(spawn, "-o", "StrictHostKeyChecking=no", NULL);
}

bool
remote_connect_ssh(const RemoteRoute *route, RemoteLink *link_out, GError **error)
{
    const char *command = route->options->value[OPTION_COMMAND];
    const char *host = route->uri->server ? route->uri->server : "localhost";
    g_autofree char *line = remote_shell_line(route, error);
    g_autoptr(Spawn) spawn = NULL;

    if (!line)
        return false;
    spawn = spawn_new(command ? command : "ssh");
    add_options(spawn, route);
    spawn_add_args(spawn, "--", host, line, NULL);
    return command_connect(spawn, ssh_env, link_out, error) ||
           err_context(error, "while running ssh to reach '%s'", host);
}

bool
remote_connect_ext(const RemoteRoute *route, RemoteLink *link_out, GError **error)
{
    const char *command = route->options->value[OPTION_COMMAND];
    g_autoptr(Spawn) spawn = spawn_new(command);

    return command_connect(spawn, NULL, link_out, error) ||
           err_context(error, "while running '%s'", command);
}
