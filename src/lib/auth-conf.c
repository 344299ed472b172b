/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The auth file:
 *
 *     [credentials-NAME]
 *     username=...
 *     [auth-SERVICE-HOST]
 *     credentials=NAME
 */
#include "lib/auth.h"

#include <unistd.h>

#include "base/dirs.h"
#include "base/err.h"
#include "base/file.h"

#define ERR_DOMAIN VIR_FROM_NONE

#ifndef SYSCONFDIR
#define SYSCONFDIR "/etc"
#endif

#define AUTH_FILE_MAX (1024 * 1024)

bool
auth_file_path(const Uri *uri, char **path_out, GError **error)
{
    const char *given = g_getenv("LIBVIRT_AUTH_FILE");
    g_autofree char *folder = NULL;
    g_autofree char *path = NULL;

    if (!given && uri)
        given = uri_param(uri, "authfile");
    if (given) {
        *path_out = g_strdup(given);
        return true;
    }
    folder = dirs_user_config(error);
    if (!folder)
        return false;
    path = g_build_filename(folder, "auth.conf", NULL);
    if (access(path, R_OK) < 0) {
        g_free(path);
        path = g_strdup(SYSCONFDIR "/libvirt/auth.conf");
    }
    *path_out = access(path, R_OK) < 0 ? NULL : g_steal_pointer(&path);
    return true;
}

static GKeyFile *
load(const char *path, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GError) problem = NULL;
    g_autofree char *text = NULL;
    size_t length;
    bool ok;

    if (!file_read(path, AUTH_FILE_MAX, &text, &length, error))
        return NULL;
    /* GLib sees no difference between an empty file and a failure. */
    ok = length == 0 || g_key_file_load_from_data(file, text, length, G_KEY_FILE_NONE, &problem);
    explicit_bzero(text, length);
    if (!ok)
        return err_set_null(error, VIR_ERR_CONF_SYNTAX, "%s: %s", path, problem->message);
    return g_steal_pointer(&file);
}

static char *
group_of(GKeyFile *file, const char *service, const char *host)
{
    g_autofree char *group = g_strdup_printf("auth-%s-%s", service, host);

    if (!g_key_file_has_group(file, group)) {
        g_free(group);
        group = g_strdup_printf("auth-%s-default", service);
    }
    return g_key_file_has_group(file, group) ? g_steal_pointer(&group) : NULL;
}

bool
auth_file_find(const char *path, const char *service, const char *host, const char *key,
               char **value_out, GError **error)
{
    g_autoptr(GKeyFile) file = load(path, error);
    g_autofree char *group = NULL;
    g_autofree char *name = NULL;
    g_autofree char *credentials = NULL;

    if (!file)
        return false;
    *value_out = NULL;
    group = group_of(file, service, host ? host : "localhost");
    if (!group)
        return true;
    name = g_key_file_get_string(file, group, "credentials", NULL);
    if (!name)
        return err_set(error, VIR_ERR_CONF_SYNTAX,
                       "Missing item 'credentials' in group '%s' in '%s'", group, path);
    credentials = g_strdup_printf("credentials-%s", name);
    if (!g_key_file_has_group(file, credentials))
        return err_set(error, VIR_ERR_CONF_SYNTAX,
                       "Missing group '%s' referenced from group '%s' in '%s'", credentials, group,
                       path);
    *value_out = g_key_file_get_string(file, credentials, key, NULL);
    return true;
}
