/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The way to a daemon through TLS. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include "base/deadline.h"
#include "base/err.h"
#include "lib/client-conf.h"
#include "remote-priv.h"
#include "rpc/tls.h"

#define ERR_DOMAIN VIR_FROM_RPC

#define TLS_PORT "16514"
/* Nobody is asked anything meanwhile: who takes longer is no server. */
#define HANDSHAKE_MS 60000

/* The user's wish for connections that do not name one; the caller's, NULL for none. */
static bool
default_priority(char **priority_out, GError **error)
{
    g_autoptr(Conf) conf = client_conf_load("libvirt.conf", error);

    return conf && conf_get_string(conf, "tls_priority", priority_out, error);
}

static TlsContext *
make_context(const TlsModule *tls, const RemoteOptions *options, GError **error)
{
    g_autofree char *priority = g_strdup(options->value[OPTION_TLS_PRIORITY]);
    g_auto(TlsFiles) files = { 0 };
    TlsConfig config = { 0 };

    if (!priority && !default_priority(&priority, error))
        return NULL;
    tls_files_find(&files, options->value[OPTION_PKIPATH], false);
    config = (TlsConfig){ .ca = files.ca,
                          .crl = files.crl,
                          .cert = files.cert,
                          .key = files.key,
                          .priority = priority,
                          .no_sanity = options->number[OPTION_NO_SANITY] != 0,
                          .no_verify = options->number[OPTION_NO_VERIFY] != 0 };
    return tls->context_new(&config, error);
}

static bool
shake_hands(const TlsModule *tls, Channel *channel, int fd, GError **error)
{
    int64_t deadline_us = deadline_in_ms(HANDSHAKE_MS);

    for (;;) {
        TlsStep step = tls->handshake(channel, error);
        struct pollfd item = { .fd = fd, .events = step == TLS_WRITE ? POLLOUT : POLLIN };
        int n;

        if (step == TLS_DONE || step == TLS_FAILED)
            return step == TLS_DONE;
        n = poll(&item, 1, deadline_left_ms(deadline_us));
        if (n == 0)
            return err_set(error, VIR_ERR_AUTH_FAILED, "TLS handshake failed %s",
                           "the server does not answer");
        if (n < 0 && errno != EINTR)
            return err_errno(error, VIR_ERR_SYSTEM_ERROR, "%s", "Cannot wait for the server");
    }
}

/* A channel that is ready for calls, or NULL. */
static Channel *
begin(const TlsModule *tls, TlsContext *context, int fd, const char *host, GError **error)
{
    Channel *channel;

    if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
        return err_errno_null(error, VIR_ERR_SYSTEM_ERROR, "%s",
                              "Unable to set socket non-blocking");
    channel = tls->channel_new(context, fd, host, error);
    if (channel && !shake_hands(tls, channel, fd, error))
        g_clear_pointer(&channel, channel_free);
    return channel;
}

bool
remote_connect_tls(const RemoteRoute *route, RemoteLink *link_out, GError **error)
{
    const TlsModule *tls = tls_module(error);
    const char *host = route->uri->server ? route->uri->server : "localhost";
    TlsContext *context;
    int fd;

    /* First what is wrong at home. */
    context = tls ? make_context(tls, route->options, error) : NULL;
    if (!context)
        return false;
    fd = remote_connect_host(route->uri, TLS_PORT, error);
    *link_out = (RemoteLink){ .fd = fd };
    if (fd >= 0)
        link_out->channel = begin(tls, context, fd, host, error);
    tls->context_unref(context);
    if (fd >= 0 && !link_out->channel)
        close(fd);
    return link_out->channel != NULL;
}
