/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a certificate is fit for its use, before anybody relies on it: what is wrong with it is
 * easier to find out here than from a handshake that fails. */
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "rpc/tls/tls-priv.h"

LOG_SOURCE("rpc.nettlscontext");
#define ERR_DOMAIN VIR_FROM_RPC

#define CERTS_MAX     16 /* in one file, as in the original */
#define CERT_FILE_MAX (1024 * 1024)

static const struct {
    const char *name;
    const char *purpose; /* object id; NULL: any */
} roles[] = {
    [CERT_CA] = { "CA", NULL },
    [CERT_SERVER] = { "server", GNUTLS_KP_TLS_WWW_SERVER },
    [CERT_CLIENT] = { "client", GNUTLS_KP_TLS_WWW_CLIENT },
};

static bool
check_times(gnutls_x509_crt_t cert, const char *path, CertRole role, GError **error)
{
    time_t now = time(NULL);

    if (gnutls_x509_crt_get_expiration_time(cert) < now)
        return err_set(error, VIR_ERR_SYSTEM_ERROR, "The %s certificate %s has expired",
                       roles[role].name, path);
    if (gnutls_x509_crt_get_activation_time(cert) > now)
        return err_set(error, VIR_ERR_SYSTEM_ERROR, "The %s certificate %s is not yet active",
                       roles[role].name, path);
    return true;
}

static bool
check_constraints(gnutls_x509_crt_t cert, const char *path, CertRole role, GError **error)
{
    int rc = gnutls_x509_crt_get_basic_constraints(cert, NULL, NULL, NULL);

    if (rc > 0)
        return role == CERT_CA ||
               err_set(error, VIR_ERR_SYSTEM_ERROR,
                       "The certificate %s basic constraints show a CA, but we need one for a %s",
                       path, roles[role].name);
    if (rc == 0)
        return role != CERT_CA ||
               err_set(error, VIR_ERR_SYSTEM_ERROR,
                       "The certificate %s basic constraints do not show a CA", path);
    if (rc == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
        return role != CERT_CA ||
               err_set(error, VIR_ERR_SYSTEM_ERROR,
                       "The certificate %s is missing basic constraints for a CA", path);
    return err_set(error, VIR_ERR_SYSTEM_ERROR,
                   "Unable to query certificate %s basic constraints %s", path,
                   gnutls_strerror(rc));
}

/* Encipherment of keys is not asked for: no cipher of today uses it, and keys on elliptic curves
 * cannot do it. */
static bool
check_usage(gnutls_x509_crt_t cert, const char *path, CertRole role, GError **error)
{
    unsigned int wanted = role == CERT_CA ? GNUTLS_KEY_KEY_CERT_SIGN : GNUTLS_KEY_DIGITAL_SIGNATURE;
    const char *what = role == CERT_CA ? "certificate signing" : "digital signature";
    unsigned int critical = 0;
    unsigned int usage = 0;
    int rc = gnutls_x509_crt_get_key_usage(cert, &usage, &critical);

    if (rc == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
        return true;
    if (rc < 0)
        return err_set(error, VIR_ERR_SYSTEM_ERROR, "Unable to query certificate %s key usage %s",
                       path, gnutls_strerror(rc));
    if (usage & wanted)
        return true;
    if (critical)
        return err_set(error, VIR_ERR_SYSTEM_ERROR, "Certificate %s usage does not permit %s", path,
                       what);
    LOG_WARN("Certificate %s usage does not permit %s", path, what);
    return true;
}

static bool
check_purpose(gnutls_x509_crt_t cert, const char *path, CertRole role, GError **error)
{
    bool is_critical = false;

    if (!roles[role].purpose)
        return true;
    for (unsigned int i = 0;; i++) {
        unsigned int critical = 0;
        char oid[128];
        size_t n = sizeof(oid);
        int rc = gnutls_x509_crt_get_key_purpose_oid(cert, i, oid, &n, &critical);

        if (rc == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE && i == 0)
            return true;
        if (rc == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
            break;
        if (rc < 0)
            return err_set(error, VIR_ERR_SYSTEM_ERROR,
                           "Unable to query certificate %s key purpose %s", path,
                           gnutls_strerror(rc));
        is_critical = is_critical || critical;
        if (g_str_equal(oid, roles[role].purpose) || g_str_equal(oid, GNUTLS_KP_ANY))
            return true;
    }
    if (is_critical)
        return err_set(error, VIR_ERR_SYSTEM_ERROR,
                       "Certificate %s purpose does not allow use for with a TLS %s", path,
                       roles[role].name);
    LOG_WARN("Certificate %s purpose does not allow use for with a TLS %s", path, roles[role].name);
    return true;
}

bool
cert_check(gnutls_x509_crt_t cert, const char *path, CertRole role, GError **error)
{
    return check_times(cert, path, role, error) && check_constraints(cert, path, role, error) &&
           check_usage(cert, path, role, error) && check_purpose(cert, path, role, error);
}

typedef struct CertList {
    gnutls_x509_crt_t items[CERTS_MAX];
    unsigned int n;
} CertList;

static void
cert_list_clear(CertList *list)
{
    for (unsigned int i = 0; i < list->n; i++)
        gnutls_x509_crt_deinit(list->items[i]);
    list->n = 0;
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CertList, cert_list_clear)

/* A file that cannot be read has no certificates: whether it must be there is seen when it is
 * used. */
static bool
cert_list_load(CertList *list, const char *path, CertRole role, GError **error)
{
    g_autofree char *text = NULL;
    gnutls_datum_t data;
    size_t length;
    int rc;

    if (!path || access(path, R_OK) < 0)
        return true;
    if (!file_read(path, CERT_FILE_MAX, &text, &length, error))
        return false;
    data = (gnutls_datum_t){ (unsigned char *)text, (unsigned int)length };
    list->n = CERTS_MAX;
    rc = gnutls_x509_crt_list_import(list->items, &list->n, &data, GNUTLS_X509_FMT_PEM, 0);
    if (rc >= 0) {
        list->n = (unsigned int)rc;
        return true;
    }
    list->n = 0;
    if (role == CERT_CA)
        return err_set(error, VIR_ERR_SYSTEM_ERROR, "Unable to import CA certificate list %s",
                       path);
    return err_set(error, VIR_ERR_SYSTEM_ERROR, "Unable to import %s certificate %s",
                   roles[role].name, path);
}

static bool
check_pair(const TlsContext *context, CertList *own, CertList *cas, GError **error)
{
    unsigned int status = 0;
    const char *reason = "The certificate is not trusted.";

    if (own->n == 0 || cas->n == 0)
        return true;
    if (gnutls_x509_crt_list_verify(own->items, own->n, cas->items, cas->n, NULL, 0, 0, &status) <
        0)
        return err_set(error, VIR_ERR_SYSTEM_ERROR,
                       "Unable to verify %s certificate %s against CA certificate %s",
                       context->is_server ? "server" : "client", context->cert, context->ca);
    if (status == 0)
        return true;
    if (status & GNUTLS_CERT_SIGNER_NOT_FOUND)
        reason = "The certificate hasn't got a known issuer.";
    else if (status & GNUTLS_CERT_REVOKED)
        reason = "The certificate has been revoked.";
    return err_set(error, VIR_ERR_SYSTEM_ERROR,
                   "Our own certificate %s failed validation against %s: %s", context->cert,
                   context->ca, reason);
}

bool
cert_check_files(const TlsContext *context, GError **error)
{
    CertRole role = context->is_server ? CERT_SERVER : CERT_CLIENT;
    g_auto(CertList) own = { 0 };
    g_auto(CertList) cas = { 0 };

    if (!cert_list_load(&own, context->cert, role, error) ||
        !cert_list_load(&cas, context->ca, CERT_CA, error))
        return false;
    if (own.n > 0 && !cert_check(own.items[0], context->cert, role, error))
        return false;
    for (unsigned int i = 0; i < cas.n; i++) {
        if (!cert_check(cas.items[i], context->ca, CERT_CA, error))
            return false;
    }
    return check_pair(context, &own, &cas, error);
}
