/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "home.h"

#include <glib/gstdio.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <unistd.h>

#define NOBODY 65534

static char *home;
static char *folder;

const char *
home_enter(void)
{
    home = g_dir_make_tmp("virtue-test-XXXXXX", NULL);
    g_assert_nonnull(home);
    folder = g_build_filename(home, "libvirt", NULL);
    g_assert_no_errno(g_mkdir(folder, 0755));
    if (geteuid() == 0) {
        g_assert_no_errno(chown(home, NOBODY, NOBODY));
        g_assert_no_errno(chown(folder, NOBODY, NOBODY));
        g_assert_no_errno(setuid(NOBODY));
    }
    g_setenv("XDG_CONFIG_HOME", home, TRUE);
    g_setenv("XDG_RUNTIME_DIR", home, TRUE);
    g_setenv("XDG_CACHE_HOME", home, TRUE);
    g_setenv("LIBVIRT_AUTOSTART", "0", TRUE);
    return home;
}

char *
home_conf_path(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

void
home_leave(void)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);

        g_unlink(path);
    }
    g_rmdir(folder);
    g_rmdir(home);
    g_clear_pointer(&folder, g_free);
    g_clear_pointer(&home, g_free);
}

void
home_add_rows(const char *prefix, GTestDataFunc test, const void *rows, size_t n, size_t size)
{
    for (size_t i = 0; i < n; i++) {
        g_autofree char *name = g_strdup_printf("%s/%zu", prefix, i);

        g_test_add_data_func(name, (const char *)rows + i * size, test);
    }
}

static void
silence(void *opaque, virErrorPtr error)
{
}

int
home_run(void)
{
    int result;

    virSetErrorFunc(NULL, silence);
    result = g_test_run();
    home_leave();
    return result;
}
