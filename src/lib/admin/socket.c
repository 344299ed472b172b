/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/admin/admin.h"

#include "base/dirs.h"
#include "base/err.h"

#define ERR_DOMAIN VIR_FROM_ADMIN

#ifndef RUNSTATEDIR
#define RUNSTATEDIR "/run"
#endif

static char *
folder_of(const Uri *uri, GError **error)
{
    if (g_strcmp0(uri->path, "/system") == 0)
        return g_strdup(RUNSTATEDIR "/libvirt");
    if (g_strcmp0(uri->path, "/session") == 0)
        return dirs_user_runtime(error);
    return err_set_null(error, VIR_ERR_CONFIG_UNSUPPORTED, "Invalid URI path '%s', try '/system'",
                        uri->path ? uri->path : "");
}

/* A daemon's socket has the daemon's name, but for the oldest one's. */
static char *
daemon_socket(const Uri *uri, GError **error)
{
    g_autofree char *daemon = g_strconcat(uri->scheme, uri->transport ? "+" : "",
                                          uri->transport ? uri->transport : "", NULL);
    bool is_libvirtd = g_str_equal(daemon, "libvirtd");
    g_autofree char *folder = NULL;

    if (!is_libvirtd && !g_str_has_prefix(daemon, "virt"))
        return err_set_null(error, VIR_ERR_CONFIG_UNSUPPORTED, "Unsupported URI scheme '%s'",
                            daemon);
    folder = folder_of(uri, error);
    if (!folder)
        return NULL;
    return g_strdup_printf("%s/%s-admin-sock", folder, is_libvirtd ? "libvirt" : daemon);
}

char *
admin_socket_path(const Uri *uri, GError **error)
{
    const char *given = NULL;

    if (!uri->scheme)
        return err_set_null(error, VIR_ERR_CONFIG_UNSUPPORTED, "No URI scheme specified");
    for (guint i = 0; i < uri->params->len; i++) {
        const UriParam *param = uri->params->pdata[i];

        if (!g_str_equal(param->name, "socket"))
            return err_set_null(error, VIR_ERR_CONFIG_UNSUPPORTED, "Unknown URI parameter '%s'",
                                param->name);
        given = param->value;
    }
    return given ? g_strdup(given) : daemon_socket(uri, error);
}
