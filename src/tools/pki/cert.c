/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/pki/cert.h"

#include <string.h>

gnutls_x509_crt_t
cert_parse(const char *text, int *rc_out)
{
    const gnutls_datum_t data = { (unsigned char *)text, (unsigned int)strlen(text) };
    gnutls_x509_crt_t cert;
    int rc = gnutls_x509_crt_init(&cert);

    if (rc >= 0) {
        rc = gnutls_x509_crt_import(cert, &data, GNUTLS_X509_FMT_PEM);
        if (rc >= 0)
            return cert;
        gnutls_x509_crt_deinit(cert);
    }
    *rc_out = rc;
    return NULL;
}

char *
cert_dn(gnutls_x509_crt_t cert, int *rc_out)
{
    g_autofree char *dn = NULL;
    size_t n = 0;
    int rc = gnutls_x509_crt_get_dn(cert, NULL, &n);

    if (rc == GNUTLS_E_SHORT_MEMORY_BUFFER) {
        dn = g_malloc(n + 1);
        rc = gnutls_x509_crt_get_dn(cert, dn, &n);
    }
    if (rc >= 0)
        return g_steal_pointer(&dn);
    *rc_out = rc;
    return NULL;
}
