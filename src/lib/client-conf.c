/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/client-conf.h"

#include <unistd.h>

#include "base/dirs.h"
#include "base/err.h"

#define ERR_DOMAIN VIR_FROM_URI

#ifndef SYSCONFDIR
#define SYSCONFDIR "/etc"
#endif

#define ALIAS_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

Conf *
client_conf_load(const char *file, GError **error)
{
    g_autofree char *folder = NULL;
    g_autofree char *path = NULL;

    if (geteuid() == 0)
        folder = g_strdup(SYSCONFDIR "/libvirt");
    else
        folder = dirs_user_config(error);
    if (!folder)
        return NULL;
    path = g_build_filename(folder, file, NULL);
    return conf_load_optional(path, error);
}

bool
client_conf_default(Conf *conf, const char *variable, char **uri_out, GError **error)
{
    const char *value = g_getenv(variable);
    char *uri = NULL;

    if (value && *value)
        uri = g_strdup(value);
    else if (!conf_get_string(conf, "uri_default", &uri, error))
        return false;
    *uri_out = uri;
    return true;
}

bool
client_conf_alias(Conf *conf, const char *name, char **uri_out, GError **error)
{
    g_auto(GStrv) entries = NULL;

    if (!conf_get_strings(conf, "uri_aliases", &entries, error))
        return false;
    for (size_t i = 0; entries && entries[i]; i++) {
        const char *entry = entries[i];
        const char *equals = strchr(entry, '=');
        size_t n;

        if (!equals)
            return err_set(error, VIR_ERR_CONF_SYNTAX,
                           "Malformed 'uri_aliases' config entry '%s', expected "
                           "'alias=uri://host/path'",
                           entry);
        n = (size_t)(equals - entry);
        if (strspn(entry, ALIAS_CHARS) != n)
            return err_set(error, VIR_ERR_CONF_SYNTAX,
                           "Malformed 'uri_aliases' config entry '%s', aliases may only contain "
                           "'a-Z, 0-9, _, -'",
                           entry);
        if (strlen(name) == n && strncmp(entry, name, n) == 0) {
            *uri_out = g_strdup(equals + 1);
            return true;
        }
    }
    *uri_out = NULL;
    return true;
}
