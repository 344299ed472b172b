/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/dirs.h"

#include <errno.h>
#include <pwd.h>
#include <unistd.h>

#include "base/err.h"

#define ERR_DOMAIN VIR_FROM_NONE

static char *user_dir(const char *variable, const char *below_home, GError **error);

char *
dirs_user_config(GError **error)
{
    return user_dir("XDG_CONFIG_HOME", ".config", error);
}

char *
dirs_user_cache(GError **error)
{
    return user_dir("XDG_CACHE_HOME", ".cache", error);
}

static const char *
absolute_getenv(const char *variable)
{
    const char *value = g_getenv(variable);

    return value && g_path_is_absolute(value) ? value : NULL;
}

char *
dirs_user_runtime(GError **error)
{
    const char *runtime = absolute_getenv("XDG_RUNTIME_DIR");

    return runtime ? g_build_filename(runtime, "libvirt", NULL) : dirs_user_cache(error);
}

static char *
home_dir(GError **error)
{
    const char *home = absolute_getenv("HOME");
    g_autofree char *buffer = NULL;
    size_t size = 1024;
    struct passwd *found = NULL;
    struct passwd entry;
    int status;

    if (home)
        return g_strdup(home);
    do {
        size *= 2;
        buffer = g_realloc(buffer, size);
        status = getpwuid_r(getuid(), &entry, buffer, size, &found);
    } while (status == ERANGE && size < 1024 * 1024);
    if (!found || !found->pw_dir || !g_path_is_absolute(found->pw_dir))
        return err_set_null(error, VIR_ERR_INTERNAL_ERROR,
                            "user %u has no home directory: set HOME to an absolute path",
                            (unsigned int)getuid());
    return g_strdup(found->pw_dir);
}

static char *
user_dir(const char *variable, const char *below_home, GError **error)
{
    const char *base = absolute_getenv(variable);
    g_autofree char *home = NULL;

    if (base)
        return g_build_filename(base, "libvirt", NULL);
    home = home_dir(error);
    return home ? g_build_filename(home, below_home, "libvirt", NULL) : NULL;
}
