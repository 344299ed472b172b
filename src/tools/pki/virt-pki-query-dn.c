/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Prints the distinguished name of a certificate, in the form that tls_allowed_dn_list wants. */
#include <getopt.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include "tools/pki/cert.h"

static const char usage[] = "Usage:\n"
                            "  virt-pki-query-dn FILE\n"
                            "  virt-pki-query-dn { -v | -h }\n"
                            "\n"
                            "Extract Distinguished Name from a PEM certificate.\n"
                            "The output is meant to be used in the tls_allowed_dn_list\n"
                            "configuration option in the libvirtd.conf file.\n"
                            "\n"
                            "  FILE            certificate file to extract the DN from\n"
                            "\n"
                            "options:\n"
                            "  -h | --help     display this help and exit\n"
                            "  -v | --version  output version information and exit\n";

static int
query(const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    g_autofree char *dn = NULL;
    gnutls_x509_crt_t cert;
    int rc = 0;

    if (!g_file_get_contents(path, &text, NULL, &error)) {
        g_printerr("virt-pki-query-dn: %s\n", error->message);
        return EXIT_FAILURE;
    }
    cert = cert_parse(text, &rc);
    if (!cert) {
        fprintf(stderr, "Unable to load certificate, make sure it is in PEM format: %s\n",
                gnutls_strerror(rc));
        return EXIT_FAILURE;
    }
    dn = cert_dn(cert, &rc);
    if (dn)
        printf("%s\n", dn);
    else
        fprintf(stderr, "Failed to get distinguished name: %s\n", gnutls_strerror(rc));
    gnutls_x509_crt_deinit(cert);
    return dn ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
main(int argc, char **argv)
{
    static const struct option options[] = { { "help", no_argument, NULL, 'h' },
                                             { "version", no_argument, NULL, 'v' },
                                             { NULL, 0, NULL, 0 } };

    switch (getopt_long(argc, argv, "hv", options, NULL)) {
    case -1:
        break;
    case 'h':
        fputs(usage, stdout);
        return EXIT_SUCCESS;
    case 'v':
        printf("%s\n", API_VERSION);
        return EXIT_SUCCESS;
    default:
        fputs(usage, stderr);
        return EXIT_FAILURE;
    }
    if (optind != argc - 1) {
        fputs(usage, stderr);
        return EXIT_FAILURE;
    }
    return query(argv[optind]);
}
