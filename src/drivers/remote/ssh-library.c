/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The transports that speak SSH themselves, by one library or the other. */
#include <unistd.h>
#include "base/dirs.h"
#include "base/err.h"
#include "base/file.h"
#include "remote-priv.h"
#include "rpc/ssh.h"

#define ERR_DOMAIN VIR_FROM_RPC

#define SSH_PORT 22

static const char *const method_names[SSH_METHODS] = {
    [SSH_METHOD_AGENT] = "agent",
    [SSH_METHOD_PRIVKEY] = "privkey",
    [SSH_METHOD_PASSWORD] = "password",
    [SSH_METHOD_KEYBOARD] = "keyboard-interactive",
};
#define DEFAULT_METHODS "agent,privkey,password,keyboard-interactive"

static const char *const verify_names[] = {
    [SSH_VERIFY_NORMAL] = "normal",
    [SSH_VERIFY_AUTO] = "auto",
    [SSH_VERIFY_IGNORE] = "ignore",
};

/* In ~/.ssh; the first that is there is used. */
static const char *const key_names[] = { "identity", "id_dsa", "id_ecdsa", "id_ed25519", "id_rsa" };

static bool
read_verify(SshTarget *target, const char *text, GError **error)
{
    for (size_t i = 0; text && i < G_N_ELEMENTS(verify_names); i++) {
        if (g_ascii_strcasecmp(text, verify_names[i]) == 0) {
            target->verify = (SshVerify)i;
            return true;
        }
    }
    return !text ||
           err_set(error, VIR_ERR_INVALID_ARG, "Invalid host key verification method: '%s'", text);
}

static bool
add_method(SshTarget *target, const char *name, GError **error)
{
    for (int i = 0; i < SSH_METHODS; i++) {
        if (g_ascii_strcasecmp(name, method_names[i]) != 0)
            continue;
        for (unsigned int k = 0; k < target->n_methods; k++) {
            if (target->methods[k] == (SshMethod)i)
                return true;
        }
        target->methods[target->n_methods++] = (SshMethod)i;
        return true;
    }
    return err_set(error, VIR_ERR_INVALID_ARG, "Invalid authentication method: '%s'", name);
}

static bool
read_methods(SshTarget *target, const char *text, GError **error)
{
    g_auto(GStrv) names = g_strsplit(text ? text : DEFAULT_METHODS, ",", -1);

    for (size_t i = 0; names[i]; i++) {
        if (!add_method(target, names[i], error))
            return false;
    }
    return true;
}

/* NULL if there is none. */
static char *
find_key(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(key_names); i++) {
        g_autofree char *path = g_build_filename(g_get_home_dir(), ".ssh", key_names[i], NULL);

        if (access(path, R_OK) == 0)
            return g_steal_pointer(&path);
    }
    return NULL;
}

static char *
find_known_hosts(GError **error)
{
    g_autofree char *folder = dirs_user_config(error);

    if (!folder)
        return NULL;
    g_mkdir_with_parents(folder, 0700);
    return g_build_filename(folder, "known_hosts", NULL);
}

static Channel *
begin(const char *library, SshTarget *target, const RemoteRoute *route, int *fd_out, GError **error)
{
    const RemoteOptions *options = route->options;
    g_autofree char *command = remote_shell_line(route, error);
    g_autofree char *known_hosts = NULL;
    g_autofree char *key = NULL;
    g_auto(Fd) fd = -1;

    if (!command || !read_verify(target, options->value[OPTION_KNOWN_HOSTS_VERIFY], error) ||
        !read_methods(target, options->value[OPTION_SSHAUTH], error))
        return NULL;
    known_hosts = options->value[OPTION_KNOWN_HOSTS] ? g_strdup(options->value[OPTION_KNOWN_HOSTS])
                                                     : find_known_hosts(error);
    if (!known_hosts)
        return NULL;
    key = options->value[OPTION_KEYFILE] ? g_strdup(options->value[OPTION_KEYFILE]) : find_key();
    target->command = command;
    target->known_hosts = known_hosts;
    target->key_file = key;
    fd = remote_connect_host(route->uri, "22", error);
    if (fd < 0)
        return NULL;
    target->fd = fd;
    return sshlib_connect(library, target, fd_out, error);
}

bool
remote_connect_ssh_library(const RemoteRoute *route, RemoteLink *link_out, GError **error)
{
    const Uri *uri = route->uri;
    SshTarget target = {
        .host = uri->server ? uri->server : "localhost",
        .port = uri->port ? uri->port : SSH_PORT,
        .user = uri->user ? uri->user : g_get_user_name(),
    };

    target.peer =
        (AuthPeer){ .uri = uri, .service = "ssh", .host = target.host, .auth = route->auth };
    link_out->channel =
        begin(route->options->transport->name, &target, route, &link_out->fd, error);
    return link_out->channel != NULL;
}
