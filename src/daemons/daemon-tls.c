/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The daemon's keys and certificates, as the settings name them. */
#include "base/err.h"
#include "daemons/daemon-priv.h"
#include "rpc/tls.h"

#define ERR_DOMAIN VIR_FROM_CONF

/* Named files and the usual ones do not mix. *named_out: there are named ones. */
static bool
check_named(const Settings *s, bool *named_out, GError **error)
{
    *named_out = s->ca_file || s->cert_file || s->key_file;
    if (!*named_out)
        return true;
    if (!s->ca_file)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "%s",
                       "No CA certificate path set to match server key/cert");
    if (!s->cert_file)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "%s",
                       "No server certificate path set to match server key");
    if (!s->key_file)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "%s",
                       "No server key path set to match server cert");
    return true;
}

bool
daemon_tls_load(Daemon *daemon, GError **error)
{
    const Settings *s = &daemon->settings;
    g_auto(TlsFiles) files = { 0 };
    const TlsModule *tls;
    TlsConfig config;
    bool named;

    if (daemon->tls)
        return true;
    if (s->cert_files || s->key_files)
        return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "%s",
                       "cert_files and key_files are not built: name one pair in cert_file and "
                       "key_file");
    tls = tls_module(error);
    if (!tls || !check_named(s, &named, error))
        return false;
    if (!named)
        tls_files_find(&files, NULL, true);
    config = (TlsConfig){ .is_server = true,
                          .ca = named ? s->ca_file : files.ca,
                          .crl = s->crl_file ? (*s->crl_file ? s->crl_file : NULL) : files.crl,
                          .cert = named ? s->cert_file : files.cert,
                          .key = named ? s->key_file : files.key,
                          .priority = s->tls_priority,
                          .no_sanity = s->tls_no_sanity_certificate,
                          .no_verify = s->tls_no_verify_certificate,
                          .peer_dns = (const char *const *)s->tls_allowed_dn_list };
    daemon->tls = tls->context_new(&config, error);
    return daemon->tls != NULL;
}

bool
daemon_tls_reload(Daemon *daemon, GError **error)
{
    const TlsModule *tls = tls_module(error);

    return tls && tls->context_reload(daemon->tls, error);
}

void
daemon_tls_free(Daemon *daemon)
{
    const TlsModule *tls = daemon->tls ? tls_module(NULL) : NULL;

    if (tls)
        tls->context_unref(g_steal_pointer(&daemon->tls));
}
