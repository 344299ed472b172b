/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What runs at the other end of ssh.
 *
 * ssh hands the line to the user's shell there, which may be any, so it consists of "sh -c" and one
 * quoted text. The text is the same as the original's, byte for byte: administrators have allowed
 * it in authorized_keys and sudoers files. */
#include "base/err.h"
#include "remote-priv.h"

#define ERR_DOMAIN VIR_FROM_RPC

/* A word with one of these is quoted. */
#define SHELL_SPECIAL " \t\r\n!\"#$&'()*;<>?[\\]^`{|}~"

static char *
quote(const char *text)
{
    GString *out;

    if (*text && !strpbrk(text, SHELL_SPECIAL))
        return g_strdup(text);
    out = g_string_new("'");
    for (const char *p = text; *p; p++) {
        if (*p == '\'')
            g_string_append(out, "'\\''");
        else
            g_string_append_c(out, *p);
    }
    g_string_append_c(out, '\'');
    return g_string_free(out, FALSE);
}

/* A word of the inner shell, between quotes of the outer one. */
static char *
shell_word(const char *text)
{
    g_autofree char *inner = quote(text);

    return quote(inner);
}

/* Some netcats end with their input only if they are told to, others do not know the option. */
static char *
netcat_line(const char *netcat, const char *socket)
{
    g_autofree char *word = shell_word(netcat);

    return g_strdup_printf("if '%s' -q 2>&1 | grep \"requires an argument\" >/dev/null 2>&1; then "
                           "ARG=-q0;else ARG=;fi;'%s' $ARG -U %s",
                           word, word, socket);
}

static char *
helper_line(const RemoteRoute *route)
{
    g_autofree char *uri = remote_inner_uri(route->uri);
    g_autofree char *word = shell_word(uri);

    return g_strdup_printf("virt-ssh-helper %s'%s'", route->read_only ? "-r " : "", word);
}

/* Only netcat can be told of a socket, only the helper knows where another user's is. */
static bool
choose_proxy(const RemoteOptions *options, bool is_session, RemoteProxy *proxy_out, GError **error)
{
    RemoteProxy proxy = options->proxy;

    if (!options->has_proxy && options->value[OPTION_SOCKET])
        proxy = REMOTE_PROXY_NETCAT;
    else if (!options->has_proxy && is_session)
        proxy = REMOTE_PROXY_NATIVE;
    if (options->value[OPTION_NETCAT] && proxy == REMOTE_PROXY_NATIVE)
        return err_set(error, VIR_ERR_INVALID_ARG, "%s",
                       "netcat path not valid with native proxy mode");
    *proxy_out = options->value[OPTION_NETCAT] ? REMOTE_PROXY_NETCAT : proxy;
    return true;
}

static bool
choose_daemon(RemoteDaemon *daemon_out, const RemoteRoute *route, GError **error)
{
    const RemoteOptions *options = route->options;

    if (options->value[OPTION_SOCKET]) {
        daemon_out->socket = g_strdup(options->value[OPTION_SOCKET]);
        return true;
    }
    return remote_daemon_choose_far(daemon_out, route->uri, options->mode, options->transport->name,
                                    route->read_only, error);
}

char *
remote_shell_line(const RemoteRoute *route, GError **error)
{
    const char *netcat = route->options->value[OPTION_NETCAT];
    g_auto(RemoteDaemon) daemon = { 0 };
    g_autofree char *by_netcat = NULL;
    g_autofree char *by_helper = NULL;
    RemoteProxy proxy = REMOTE_PROXY_AUTO;

    if (!choose_daemon(&daemon, route, error) ||
        !choose_proxy(route->options, daemon.is_session, &proxy, error))
        return NULL;
    by_netcat = netcat_line(netcat ? netcat : "nc", daemon.socket);
    by_helper = helper_line(route);
    switch (proxy) {
    case REMOTE_PROXY_NETCAT:
        return g_strdup_printf("sh -c '%s'", by_netcat);
    case REMOTE_PROXY_NATIVE:
        return g_strdup_printf("sh -c '%s'", by_helper);
    case REMOTE_PROXY_AUTO:
        break;
    }
    return g_strdup_printf("sh -c 'which virt-ssh-helper 1>/dev/null 2>&1; if test $? = 0; then "
                           "    %s; else    %s; fi'",
                           by_helper, by_netcat);
}
