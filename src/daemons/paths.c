/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a daemon finds and leaves its files. */
#include <string.h>
#include <unistd.h>
#include "base/dirs.h"
#include "base/err.h"
#include "daemons/options.h"

#define ERR_DOMAIN VIR_FROM_NONE

static char *
user_pki(const char *file)
{
    return g_build_filename(g_get_home_dir(), ".pki/libvirt", file, NULL);
}

static bool
session_paths(const char *name, DaemonPaths *paths, GError **error)
{
    g_autofree char *cache = dirs_user_cache(error);

    if (!cache)
        return false;
    paths->config = dirs_user_config(error);
    paths->runtime = dirs_user_runtime(error);
    if (!paths->config || !paths->runtime)
        return false;
    paths->state = g_strdup_printf("%s/lib", paths->config);
    paths->log = g_strdup_printf("%s/log", cache);
    paths->pid_file = g_strdup_printf("%s/%s.pid", paths->runtime, name);
    paths->ca_file = user_pki("cacert.pem");
    paths->cert_file = user_pki("servercert.pem");
    paths->key_file = user_pki("serverkey.pem");
    return true;
}

static void
system_paths(const char *name, DaemonPaths *paths)
{
    const char *root = paths->root;

    paths->config = g_strdup_printf("%s/etc/libvirt", root);
    paths->runtime = g_strdup_printf("%s/run/libvirt", root);
    paths->state = g_strdup_printf("%s/var/lib/libvirt", root);
    paths->log = g_strdup_printf("%s/var/log/libvirt", root);
    paths->pid_file = g_strdup_printf("%s/run/%s.pid", root, name);
    paths->ca_file = g_strdup_printf("%s/etc/pki/CA/cacert.pem", root);
    paths->cert_file = g_strdup_printf("%s/etc/pki/libvirt/servercert.pem", root);
    paths->key_file = g_strdup_printf("%s/etc/pki/libvirt/private/serverkey.pem", root);
}

/* Without the '/' at its end, and so "" for the root of everything. */
static char *
plain_root(const char *root)
{
    char *path = root ? g_canonicalize_filename(root, NULL) : g_strdup("");

    if (strcmp(path, "/") == 0)
        path[0] = '\0';
    return path;
}

bool
options_paths(Daemon *daemon, const DaemonOptions *options, GError **error)
{
    DaemonPaths *paths = &daemon->paths;

    daemon->is_privileged = geteuid() == 0;
    daemon->is_system = daemon->is_privileged || options->root;
    paths->root = plain_root(options->root);
    if (daemon->is_system)
        system_paths(daemon->spec->name, paths);
    else if (!session_paths(daemon->spec->name, paths, error))
        return false;
    paths->settings = options->settings
                          ? g_strdup(options->settings)
                          : g_strdup_printf("%s/%s.conf", paths->config, daemon->spec->name);
    /* Absolute, since the folder changes when it goes to the background. */
    if (options->pid_file) {
        g_free(paths->pid_file);
        paths->pid_file = g_canonicalize_filename(options->pid_file, NULL);
    }
    return true;
}

void
options_paths_clear(DaemonPaths *paths)
{
    char **all = (char **)paths;

    for (size_t i = 0; i < sizeof(*paths) / sizeof(*all); i++)
        g_free(all[i]);
    *paths = (DaemonPaths){ 0 };
}
