/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Looks whether the host has what TLS needs: the folders, the authority's certificate, and those of
 * a client and a server with their keys. What is missing for one of the two is no failure. */
#include <errno.h>
#include <getopt.h>
#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tools/pki/cert.h"

#define PKI     SYSCONFDIR "/pki"
#define CA      PKI "/CA"
#define LIBVIRT PKI "/libvirt"
#define PRIVATE LIBVIRT "/private"
#define CA_CERT CA "/cacert.pem"
#define GUIDE   "https://libvirt.org/kbase/tlscerts.html"

#define OID_ORGANIZATION "2.5.4.10"
#define OID_COMMON_NAME  "2.5.4.3"

static const struct {
    const char *path;
    const char *origin; /* who makes it */
    bool is_ours;
} folders[] = {
    { PKI, "installed as part of the filesystem or openssl packages", false },
    { CA, "installed as part of the or openssl package", false },
    { LIBVIRT, "installed by the libvirt package", true },
    { PRIVATE, "installed by the libvirt package", true },
};

/* What one side needs. */
typedef struct Side {
    const char *name;
    const char *title;
    const char *cert;
    const char *key;
    const char *chapter; /* of the guide */
} Side;

static const Side client = { "client", "Client", LIBVIRT "/clientcert.pem",
                             PRIVATE "/clientkey.pem", "issuing-client-certificates" };
static const Side server = { "server", "Server", LIBVIRT "/servercert.pem",
                             PRIVATE "/serverkey.pem", "issuing-server-certificates" };

/* Who asks, behind a space, if there is a terminal to tell by. */
static const char *
user(void)
{
    static char text[64];
    const char *name = getlogin();

    if (name)
        g_snprintf(text, sizeof(text), " %s", name);
    return text;
}

static bool
check_folders(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
        const char *path = folders[i].path;

        if (!g_file_test(path, G_FILE_TEST_IS_DIR)) {
            printf("the %s directory is missing, it is usually\n%s\n", path, folders[i].origin);
            if (folders[i].is_ours)
                printf("as root do: mkdir -m 755 %s ; chown root:root %s\n", path, path);
            return false;
        }
        if (access(path, R_OK | X_OK) < 0) {
            printf("the %s directory is not readable by%s\n", path, user());
            if (folders[i].is_ours)
                printf("as root do: chown root:root %s ; chmod 755 %s\n", path, path);
            else
                printf("as root do: chmod a+rx %s\n", path);
            return false;
        }
    }
    return true;
}

/* The first certificate of a file; NULL, and what is wrong is said, if there is none. */
static gnutls_x509_crt_t
load(const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    gnutls_x509_crt_t cert;
    int rc = 0;

    if (!g_file_get_contents(path, &text, NULL, &error)) {
        fprintf(stderr, "%s\n", error->message);
        return NULL;
    }
    cert = cert_parse(text, &rc);
    if (rc == GNUTLS_E_BASE64_UNEXPECTED_HEADER_ERROR)
        rc = GNUTLS_E_NO_CERTIFICATE_FOUND; /* what it means */
    if (!cert)
        fprintf(stderr, "import error: %s\n", gnutls_strerror(rc));
    return cert;
}

/* A part of the name of the issuer or of the subject. Without that part, the whole name. */
static char *
name_of(gnutls_x509_crt_t cert, bool of_issuer, const char *oid)
{
    gnutls_datum_t dn = { 0 };
    g_autofree char *whole = NULL;
    char part[1024];
    size_t n = sizeof(part);
    int rc;

    if (!cert)
        return g_strdup("");
    rc = of_issuer ? gnutls_x509_crt_get_issuer_dn_by_oid(cert, oid, 0, 0, part, &n)
                   : gnutls_x509_crt_get_dn_by_oid(cert, oid, 0, 0, part, &n);
    if (rc >= 0)
        return g_strdup(part);
    rc = of_issuer ? gnutls_x509_crt_get_issuer_dn3(cert, &dn, 0)
                   : gnutls_x509_crt_get_dn3(cert, &dn, 0);
    if (rc < 0)
        return g_strdup("");
    whole = g_strdup_printf("%s: %s", of_issuer ? "Issuer" : "Subject", (const char *)dn.data);
    gnutls_free(dn.data);
    return g_steal_pointer(&whole);
}

/* The authority's name; NULL if there is no authority. */
static char *
check_authority(void)
{
    static const char chapter[] = GUIDE "#setting-up-a-certificate-authority-ca";
    g_autofree char *name = NULL;
    gnutls_x509_crt_t cert;

    if (!g_file_test(CA_CERT, G_FILE_TEST_IS_REGULAR)) {
        printf("the CA certificate %s is missing while it\n"
               "should be installed on both client and servers\nsee %s\non how to install it\n",
               CA_CERT, chapter);
        return NULL;
    }
    if (access(CA_CERT, R_OK) < 0) {
        printf("the CA certificate %s is not readable by%s\nas root do: chmod 644 %s\n", CA_CERT,
               user(), CA_CERT);
        return NULL;
    }
    cert = load(CA_CERT);
    name = name_of(cert, true, OID_COMMON_NAME);
    if (cert)
        gnutls_x509_crt_deinit(cert);
    if (*name == '\0') {
        printf("the CA certificate %s does not define the organization\n"
               "it should probably regenerated\nsee %s\non how to regenerate it\n",
               CA_CERT, chapter);
        return NULL;
    }
    printf("Found CA certificate %s for %s\n", CA_CERT, name);
    return g_steal_pointer(&name);
}

static void
check_host(gnutls_x509_crt_t cert, const char *name)
{
    const char *host = g_get_host_name();

    if (g_str_equal(host, name) || (cert && gnutls_x509_crt_check_hostname(cert, host)))
        return;
    printf("The server certificate does not seem to match the host name\n"
           "hostname: \"%s\"\nServer certificate CN: \"%s\"\n",
           host, name);
}

static void
check_key(const Side *side)
{
    struct stat info;

    if (stat(side->key, &info) < 0) {
        printf("Missing %s private key %s\n", side->name, side->key);
        return;
    }
    printf("Found %s private key %s\n", side->name, side->key);
    if (side == &client && (info.st_mode & 07777) != 0644)
        printf("The client private key need to be read by client tools\n"
               "as root do: chmod 644 %s\n",
               side->key);
    if (side == &server && (info.st_mode & 07777) != 0600)
        printf("The server private key need to be read only by root\n"
               "as root do: chmod 600 %s\n",
               side->key);
}

static void
check_side(const Side *side, const char *authority)
{
    g_autofree char *organization = NULL;
    g_autofree char *name = NULL;
    gnutls_x509_crt_t cert;

    if (!g_file_test(side->cert, G_FILE_TEST_IS_REGULAR)) {
        printf("Did not find %s %s certificate\nThe machine cannot act as a %s\n"
               "see %s#%s\non how to regenerate it\n",
               side->cert, side->name, side->name, GUIDE, side->chapter);
        return;
    }
    if (access(side->cert, R_OK) < 0) {
        printf("%s certificate %s should be world readable\n"
               "as root do: chown root:root %s ; chmod 644 %s\n",
               side->title, side->cert, side->cert, side->cert);
        return;
    }
    cert = load(side->cert);
    organization = name_of(cert, false, OID_ORGANIZATION);
    name = name_of(cert, false, OID_COMMON_NAME);
    if (!g_str_equal(organization, authority))
        printf("The CA certificate and the %s certificate do not match\n"
               "CA organization: %s\n%s organization:%s%s\n",
               side->name, authority, side->title, *organization ? " " : "", organization);
    if (side == &server)
        check_host(cert, name);
    printf("Found %s certificate %s for%s%s\n", side->name, side->cert, *name ? " " : "", name);
    check_key(side);
    if (cert)
        gnutls_x509_crt_deinit(cert);
}

static bool
validate(void)
{
    /* It is not used; the original's output begins with it. */
    g_autofree char *certtool = g_find_program_in_path("certtool");
    g_autofree char *authority = NULL;

    if (certtool)
        printf("Found %s\n", certtool);
    if (!check_folders())
        return false;
    authority = check_authority();
    if (!authority)
        return false;
    check_side(&client, authority);
    check_side(&server, authority);
    return true;
}

int
main(int argc, char **argv)
{
    static const struct option options[] = { { "help", no_argument, NULL, 'h' },
                                             { "version", no_argument, NULL, 'V' },
                                             { NULL, 0, NULL, 0 } };

    /* A wrong word is reported as the original does, not as getopt does. */
    opterr = 0;
    switch (getopt_long(argc, argv, "+hV", options, NULL)) {
    case -1:
        break;
    case 'h':
        printf("Usage:\n  %s [OPTION]\n\nOptions:\n"
               "  -h | --help        Display program help\n"
               "  -V | --version     Display program version\n",
               argv[0]);
        return EXIT_SUCCESS;
    case 'V':
        printf("%s (libvirt) %s\n", argv[0], API_VERSION);
        return EXIT_SUCCESS;
    default:
        fprintf(stderr, "%s: unrecognized option '%s'\n", argv[0], argv[1]);
        return EXIT_FAILURE;
    }
    if (optind < argc) {
        fprintf(stderr, "%s: unrecognized argument '%s'\n", argv[0], argv[optind]);
        return EXIT_FAILURE;
    }
    return validate() ? EXIT_SUCCESS : EXIT_FAILURE;
}
