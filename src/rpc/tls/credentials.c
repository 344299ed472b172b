/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <unistd.h>
#include "base/err.h"
#include "rpc/tls/tls-priv.h"

#define ERR_DOMAIN VIR_FROM_RPC

void
credentials_unref(Credentials *credentials)
{
    if (!credentials || --credentials->refs > 0)
        return;
    if (credentials->data)
        gnutls_certificate_free_credentials(credentials->data);
    g_free(credentials);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Credentials, credentials_unref)

/* *found_out stays false for a file that may be absent and is. */
static bool
file_is_there(const char *what, const char *path, bool may_be_absent, bool *found_out,
              GError **error)
{
    *found_out = path && access(path, F_OK) == 0;
    return *found_out || !path || may_be_absent ||
           err_errno(error, VIR_ERR_SYSTEM_ERROR, "Cannot read %s '%s'", what, path);
}

static bool
load_ca(const TlsContext *context, gnutls_certificate_credentials_t data, GError **error)
{
    bool found;
    int rc;

    if (!file_is_there("CA certificate", context->ca, false, &found, error))
        return false;
    rc = gnutls_certificate_set_x509_trust_file(data, context->ca, GNUTLS_X509_FMT_PEM);
    if (rc < 0)
        return err_set(error, VIR_ERR_SYSTEM_ERROR, "Unable to set x509 CA certificate: %s: %s",
                       context->ca, gnutls_strerror(rc));
    if (!file_is_there("CA revocation list", context->crl, true, &found, error))
        return false;
    if (!found)
        return true;
    rc = gnutls_certificate_set_x509_crl_file(data, context->crl, GNUTLS_X509_FMT_PEM);
    return rc >= 0 || err_set(error, VIR_ERR_SYSTEM_ERROR,
                              "Unable to set x509 certificate revocation list: %s: %s",
                              context->crl, gnutls_strerror(rc));
}

/* A client may do without; a server cannot. */
static bool
load_pair(const TlsContext *context, gnutls_certificate_credentials_t data, GError **error)
{
    const char *what = context->is_server ? "server certificate" : "client certificate";
    bool has_cert;
    bool has_key;
    int rc;

    if (!file_is_there(what, context->cert, !context->is_server, &has_cert, error) ||
        (has_cert &&
         !file_is_there("private key", context->key, !context->is_server, &has_key, error)))
        return false;
    if (!has_cert || !has_key)
        return true;
    rc = gnutls_certificate_set_x509_key_file(data, context->cert, context->key,
                                              GNUTLS_X509_FMT_PEM);
    return rc >= 0 || err_set(error, VIR_ERR_SYSTEM_ERROR,
                              "Unable to set x509 key and certificate: %s, %s: %s", context->key,
                              context->cert, gnutls_strerror(rc));
}

static Credentials *
credentials_load(const TlsContext *context, GError **error)
{
    g_autoptr(Credentials) credentials = g_new0(Credentials, 1);

    credentials->refs = 1;
    if (!context->no_sanity && !cert_check_files(context, error))
        return NULL;
    gnutls_certificate_allocate_credentials(&credentials->data);
    if (!load_ca(context, credentials->data, error) ||
        !load_pair(context, credentials->data, error))
        return NULL;
    /* For ciphers that want it; GnuTLS has the groups. */
    if (context->is_server)
        gnutls_certificate_set_known_dh_params(credentials->data, GNUTLS_SEC_PARAM_MEDIUM);
    return g_steal_pointer(&credentials);
}

TlsContext *
context_new(const TlsConfig *config, GError **error)
{
    TlsContext *context = g_new0(TlsContext, 1);

    context->refs = 1;
    mutex_init(&context->lock);
    context->is_server = config->is_server;
    context->no_sanity = config->no_sanity;
    context->no_verify = config->no_verify;
    context->ca = g_strdup(config->ca);
    context->crl = g_strdup(config->crl);
    context->cert = g_strdup(config->cert);
    context->key = g_strdup(config->key);
    context->priority = g_strdup(config->priority);
    context->peer_dns = g_strdupv((char **)config->peer_dns);
    context->credentials = credentials_load(context, error);
    if (!context->credentials)
        g_clear_pointer(&context, context_unref);
    return context;
}

TlsContext *
context_ref(TlsContext *context)
{
    context->refs++;
    return context;
}

void
context_unref(TlsContext *context)
{
    if (!context || --context->refs > 0)
        return;
    credentials_unref(context->credentials);
    g_free(context->ca);
    g_free(context->crl);
    g_free(context->cert);
    g_free(context->key);
    g_free(context->priority);
    g_strfreev(context->peer_dns);
    mutex_clear(&context->lock);
    g_free(context);
}

bool
context_reload(TlsContext *context, GError **error)
{
    Credentials *fresh = credentials_load(context, error);
    Credentials *old;

    if (!fresh)
        return false;
    mutex_lock(&context->lock);
    old = context->credentials;
    context->credentials = fresh;
    mutex_unlock(&context->lock);
    credentials_unref(old);
    return true;
}

Credentials *
context_credentials(TlsContext *context)
{
    MUTEX_GUARD(&context->lock);

    context->credentials->refs++;
    return context->credentials;
}
