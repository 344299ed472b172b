/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Certificates, as the tools look at them. */
#ifndef VIRTUE_TOOL_CERT_H
#define VIRTUE_TOOL_CERT_H

#include <glib.h>
#include <gnutls/x509.h>

/* The first certificate of a PEM text; NULL with GnuTLS's code. */
gnutls_x509_crt_t cert_parse(const char *text, int *rc_out);
/* Its distinguished name, the most general part first; NULL with GnuTLS's code. */
char *cert_dn(gnutls_x509_crt_t cert, int *rc_out);

#endif
