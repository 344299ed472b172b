/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rpc/tls.h"

#include <unistd.h>
#include "lib/module.h"

#ifndef SYSCONFDIR
#define SYSCONFDIR "/etc"
#endif

#define SYSTEM_CA      SYSCONFDIR "/pki/CA"
#define SYSTEM_LIBVIRT SYSCONFDIR "/pki/libvirt"

const TlsModule *
tls_module(GError **error)
{
    return module_load_transport("tls", "virtue_transport_tls", error);
}

void
tls_files_clear(TlsFiles *files)
{
    g_clear_pointer(&files->ca, g_free);
    g_clear_pointer(&files->crl, g_free);
    g_clear_pointer(&files->cert, g_free);
    g_clear_pointer(&files->key, g_free);
}

static TlsFiles
files_in(const char *ca_folder, const char *folder, const char *key_folder, bool is_server)
{
    const char *cert = is_server ? "servercert.pem" : "clientcert.pem";
    const char *key = is_server ? "serverkey.pem" : "clientkey.pem";

    return (TlsFiles){ .ca = g_build_filename(ca_folder, "cacert.pem", NULL),
                       .crl = g_build_filename(ca_folder, "cacrl.pem", NULL),
                       .cert = g_build_filename(folder, cert, NULL),
                       .key = g_build_filename(key_folder, key, NULL) };
}

static bool
is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

static void
prefer(char **path, char **other)
{
    g_free(*path);
    *path = g_steal_pointer(other);
}

void
tls_files_find(TlsFiles *files_out, const char *folder, bool is_server)
{
    g_autofree char *user_folder = g_build_filename(g_get_home_dir(), ".pki/libvirt", NULL);
    g_auto(TlsFiles) user = { 0 };

    if (folder) {
        *files_out = files_in(folder, folder, folder, is_server);
        return;
    }
    *files_out = files_in(SYSTEM_CA, SYSTEM_LIBVIRT, SYSTEM_LIBVIRT "/private", is_server);
    if (geteuid() == 0)
        return;
    user = files_in(user_folder, user_folder, user_folder, is_server);
    if (is_there(user.ca))
        prefer(&files_out->ca, &user.ca);
    if (is_there(user.crl))
        prefer(&files_out->crl, &user.crl);
    if (is_there(user.key) && is_there(user.cert)) {
        prefer(&files_out->key, &user.key);
        prefer(&files_out->cert, &user.cert);
    }
}
