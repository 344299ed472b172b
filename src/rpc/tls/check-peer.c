/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether the peer is who it should be. */
#include <time.h>
#include "base/err.h"
#include "rpc/tls/tls-priv.h"

#define ERR_DOMAIN VIR_FROM_RPC

/* What is said of a certificate that came over the wire in place of its file. */
#define IN_SESSION "[session]"

static bool
check_chain(gnutls_session_t session, GError **error)
{
    const char *reason = "The certificate is not trusted.";
    unsigned int status = 0;
    int rc = gnutls_certificate_verify_peers2(session, &status);

    if (rc < 0)
        return err_set(error, VIR_ERR_SYSTEM_ERROR, "Unable to verify TLS peer: %s",
                       gnutls_strerror(rc));
    if (status == 0)
        return true;
    if (status & GNUTLS_CERT_SIGNER_NOT_FOUND)
        reason = "The certificate hasn't got a known issuer.";
    else if (status & GNUTLS_CERT_REVOKED)
        reason = "The certificate has been revoked.";
    else if (status & GNUTLS_CERT_INSECURE_ALGORITHM)
        reason = "The certificate uses an insecure algorithm";
    return err_set(error, VIR_ERR_SYSTEM_ERROR, "Certificate failed validation: %s", reason);
}

static char *
dn_of(gnutls_x509_crt_t cert, GError **error)
{
    size_t n = 1024;
    g_autofree char *dn = g_malloc(n);
    int rc = gnutls_x509_crt_get_dn(cert, dn, &n);

    if (rc == GNUTLS_E_SHORT_MEMORY_BUFFER) {
        dn = g_realloc(dn, n);
        rc = gnutls_x509_crt_get_dn(cert, dn, &n);
    }
    if (rc < 0)
        return err_set_null(error, VIR_ERR_SYSTEM_ERROR,
                            "Failed to get certificate %s distinguished name: %s", IN_SESSION,
                            gnutls_strerror(rc));
    return g_steal_pointer(&dn);
}

static bool
check_client(const TlsContext *context, const char *dn, GError **error)
{
    if (!context->peer_dns)
        return true;
    for (char **pattern = context->peer_dns; *pattern; pattern++) {
        if (g_pattern_match_simple(*pattern, dn))
            return true;
    }
    err_set(error, VIR_ERR_SYSTEM_ERROR, "%s",
            "Client's Distinguished Name is not on the list of allowed clients "
            "(tls_allowed_dn_list).  Use 'virt-pki-query-dn clientcert.pem' to view the "
            "Distinguished Name field in the client certificate, or run this daemon with "
            "--verbose option.");
    return err_context(error, "the client is %s", dn);
}

/* For one as gnutls_x509_crt_import() wants it. */
static bool
check_cert(const TlsContext *context, gnutls_x509_crt_t cert, const char *host, char **dn_out,
           GError **error)
{
    g_autofree char *dn = dn_of(cert, error);

    if (!dn)
        return false;
    *dn_out = g_strdup(dn);
    if (!cert_check(cert, IN_SESSION, context->is_server ? CERT_CLIENT : CERT_SERVER, error))
        return false;
    if (context->is_server)
        return check_client(context, dn, error);
    return !host || gnutls_x509_crt_check_hostname(cert, host) ||
           err_set(error, VIR_ERR_SYSTEM_ERROR,
                   "Certificate %s owner does not match the hostname %s", IN_SESSION, host);
}

bool
peer_check(const TlsContext *context, gnutls_session_t session, const char *host, char **dn_out,
           GError **error)
{
    unsigned int n = 0;
    const gnutls_datum_t *certs = gnutls_certificate_get_peers(session, &n);
    bool is_trusted = check_chain(session, error);
    gnutls_x509_crt_t cert;
    bool ok;

    /* Who it says that it is, is worth knowing even if nobody vouches for it. */
    if (!certs || n == 0)
        return is_trusted &&
               err_set(error, VIR_ERR_SYSTEM_ERROR, "%s", "The certificate has no peers");
    gnutls_x509_crt_init(&cert);
    ok = gnutls_x509_crt_import(cert, &certs[0], GNUTLS_X509_FMT_DER) >= 0;
    if (!ok && is_trusted)
        err_set(error, VIR_ERR_SYSTEM_ERROR, "%s", "Unable to load certificate");
    ok = ok && check_cert(context, cert, host, dn_out, is_trusted ? error : NULL);
    gnutls_x509_crt_deinit(cert);
    return is_trusted && ok;
}
