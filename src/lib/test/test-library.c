/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Starting the library, each time in a process of its own. */
#include <glib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

static void
test_plain(void)
{
    if (!g_test_subprocess()) {
        g_test_trap_subprocess(NULL, 0, 0);
        g_test_trap_assert_passed();
        return;
    }
    g_assert_cmpint(virInitialize(), ==, 0);
    g_assert_cmpint(virInitialize(), ==, 0);
    g_assert_null(virGetLastError());
}

static void
test_log(void)
{
    if (!g_test_subprocess()) {
        g_setenv("LIBVIRT_DEBUG", "1", TRUE);
        g_setenv("LIBVIRT_LOG_OUTPUTS", "1:stderr", TRUE);
        g_test_trap_subprocess(NULL, 0, 0);
        g_unsetenv("LIBVIRT_DEBUG");
        g_unsetenv("LIBVIRT_LOG_OUTPUTS");
        g_test_trap_assert_passed();
        g_test_trap_assert_stderr("*: info : libvirt version: 12.8.0*");
        g_test_trap_assert_stderr("*: debug : call_begin:*virConnectOpen*");
        return;
    }
    g_assert_cmpint(virInitialize(), ==, 0);
    g_assert_null(virConnectOpen("no-such-place"));
}

static void
test_wrong_level(void)
{
    if (!g_test_subprocess()) {
        g_setenv("LIBVIRT_DEBUG", "7", TRUE);
        g_test_trap_subprocess(NULL, 0, 0);
        g_unsetenv("LIBVIRT_DEBUG");
        g_test_trap_assert_passed();
        g_test_trap_assert_stderr("*Failed to set logging priority, argument '7' is invalid*");
        return;
    }
    g_assert_cmpint(virInitialize(), ==, -1);
    g_assert_cmpint(virGetLastErrorCode(), ==, VIR_ERR_INVALID_ARG);
    g_assert_null(virConnectOpen("test:///default"));
    g_assert_cmpint(virGetLastErrorCode(), ==, VIR_ERR_INVALID_ARG);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/library/plain", test_plain);
    g_test_add_func("/library/log", test_log);
    g_test_add_func("/library/wrong-level", test_wrong_level);
    return g_test_run();
}
