/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a URI says about the way to the daemon. */
#include "base/err.h"
#include "base/number.h"
#include "lib/client-conf.h"
#include "remote-priv.h"

#define ERR_DOMAIN VIR_FROM_REMOTE

const RemoteTransport remote_transports[] = {
    { .name = "tls", .connect = remote_connect_tls, .is_secure = true },
    { .name = "unix", .connect = remote_connect_unix_way, .is_secure = true },
    { .name = "ssh", .connect = remote_connect_ssh, .is_secure = true },
    { .name = "ext", .connect = remote_connect_ext },
    { .name = "tcp", .connect = remote_connect_tcp },
    { .name = "libssh2", .connect = remote_connect_ssh_library, .is_secure = true },
    { .name = "libssh", .connect = remote_connect_ssh_library, .is_secure = true },
    { .name = NULL },
};

/* The parameters that are ours; a number is checked even where its transport is not used. */
static const struct {
    const char *name;
    bool is_number;
} own_params[OPTION_COUNT] = {
    [OPTION_NAME] = { "name" },
    [OPTION_COMMAND] = { "command" },
    [OPTION_SOCKET] = { "socket" },
    [OPTION_AUTH] = { "auth" },
    [OPTION_SSHAUTH] = { "sshauth" },
    [OPTION_NETCAT] = { "netcat" },
    [OPTION_KEYFILE] = { "keyfile" },
    [OPTION_PKIPATH] = { "pkipath" },
    [OPTION_TLS_PRIORITY] = { "tls_priority" },
    [OPTION_MODE] = { "mode" },
    [OPTION_PROXY] = { "proxy" },
    [OPTION_KNOWN_HOSTS] = { "known_hosts" },
    [OPTION_KNOWN_HOSTS_VERIFY] = { "known_hosts_verify" },
    [OPTION_NO_SANITY] = { "no_sanity", true },
    [OPTION_NO_VERIFY] = { "no_verify", true },
    [OPTION_NO_TTY] = { "no_tty", true },
};

/* As in RemoteMode and RemoteProxy. */
static const char *const modes[] = { "auto", "legacy", "direct", NULL };
static const char *const proxies[] = { "auto", "netcat", "native", NULL };

static int
own_param(const char *name)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        if (g_str_equal(own_params[i].name, name))
            return i;
    }
    return -1;
}

static const RemoteTransport *
find_transport(const Uri *uri, GError **error)
{
    const char *name = uri->transport ? uri->transport : uri->server ? "tls" : "unix";

    for (const RemoteTransport *transport = remote_transports; transport->name; transport++) {
        if (g_ascii_strcasecmp(transport->name, name) == 0)
            return transport;
    }
    return err_set_null(error, VIR_ERR_INVALID_ARG, "%s",
                        "remote_open: transport in URL not recognised (should be "
                        "tls|unix|ssh|ext|tcp|libssh2|libssh)");
}

bool
remote_uri_is_local(const Uri *uri, bool *is_local_out, GError **error)
{
    const RemoteTransport *transport;

    if (!uri->scheme)
        return err_set(error, VIR_ERR_INVALID_ARG, "%s", "missing scheme for URI");
    transport = find_transport(uri, error);
    if (!transport)
        return false;
    *is_local_out = g_str_equal(transport->name, "unix");
    return true;
}

/* The last of several parameters of one name counts. */
static bool
read_param(RemoteOptions *options, int option, const char *value, GError **error)
{
    const char *name = own_params[option].name;

    if (own_params[option].is_number &&
        !number_int(value, 10, name, &options->number[option], NULL))
        return err_set(error, VIR_ERR_INVALID_ARG, "Failed to parse value of URI component %s",
                       name);
    options->value[option] = value;
    return true;
}

static bool
read_params(RemoteOptions *options, const Uri *uri, GError **error)
{
    for (guint i = 0; uri->params && i < uri->params->len; i++) {
        const UriParam *param = g_ptr_array_index(uri->params, i);
        int option = own_param(param->name);

        if (option >= 0 && !read_param(options, option, param->value, error))
            return false;
    }
    return true;
}

/* What the URI says, else what the user's settings say, as an index into words; the first, without
 * has_out, if nobody does. */
static bool
choose_word(const char *given, const char *setting, const char *const *words, const char *unknown,
            unsigned int *choice_out, bool *has_out, GError **error)
{
    const char *value = given ? given : setting;
    unsigned int i = 0;

    *choice_out = 0;
    *has_out = value != NULL;
    while (value && words[i] && !g_str_equal(words[i], value))
        i++;
    if (!words[i])
        return err_set(error, VIR_ERR_INVALID_ARG, "%s '%s'", unknown, value);
    *choice_out = i;
    return true;
}

static bool
read_choices(RemoteOptions *options, GError **error)
{
    const char *const *value = options->value;
    g_autoptr(Conf) conf = client_conf_load("libvirt.conf", error);
    g_autofree char *mode_setting = NULL;
    g_autofree char *proxy_setting = NULL;
    unsigned int mode, proxy;
    bool has_mode;

    if (!conf || !conf_get_string(conf, "remote_mode", &mode_setting, error) ||
        !conf_get_string(conf, "remote_proxy", &proxy_setting, error))
        return false;
    /* The misspelling is the original's, and programs match it. */
    if (!choose_word(value[OPTION_MODE], mode_setting, modes, "Unknown remote mode", &mode,
                     &has_mode, error) ||
        !choose_word(value[OPTION_PROXY], proxy_setting, proxies, "Unnkown proxy type", &proxy,
                     &options->has_proxy, error))
        return false;
    options->mode = (RemoteMode)mode;
    options->proxy = (RemoteProxy)proxy;
    return true;
}

bool
remote_options_read(RemoteOptions *options, const Uri *uri, GError **error)
{
    const char *const *value = options->value;

    options->transport = find_transport(uri, error);
    if (!options->transport || !read_params(options, uri, error))
        return false;
    if (uri->server && g_str_equal(options->transport->name, "unix"))
        return err_set(error, VIR_ERR_INVALID_ARG,
                       "using unix socket and remote server '%s' is not supported.", uri->server);
    if (!read_choices(options, error))
        return false;
    if (!value[OPTION_COMMAND] && g_str_equal(options->transport->name, "ext"))
        return err_set(error, VIR_ERR_INVALID_ARG, "%s",
                       "remote_open: for 'ext' transport, command is required");
    return options->transport->connect ||
           err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "transport '%s' is not built yet",
                   options->transport->name);
}

char *
remote_inner_uri(const Uri *uri)
{
    const char *name = uri_param(uri, "name");
    g_autofree char *query = NULL;
    Uri inner = *uri;

    if (name)
        return g_strdup(name);
    for (guint i = 0; uri->params && i < uri->params->len; i++) {
        UriParam *param = g_ptr_array_index(uri->params, i);

        if (own_param(param->name) >= 0)
            param->ignored = true;
    }
    inner.query = query = uri_format_params(uri);
    inner.transport = inner.user = inner.server = NULL;
    inner.port = 0;
    return uri_format(&inner);
}
