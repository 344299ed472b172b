/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/store.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"

#define KILLS 40 /* how often a writer is interrupted */

static char *top, *folder, *autostart;
static Store *store;

static void
begin(void)
{
    top = g_dir_make_tmp("store-XXXXXX", NULL);
    folder = g_build_filename(top, "etc", "qemu", NULL);
    autostart = g_build_filename(folder, "autostart", NULL);
    store = store_new(folder, autostart, "virsh edit");
}

static void
end(void)
{
    char *argv[] = { (char *)"rm", (char *)"-r", top, NULL };

    store_free(store);
    g_assert_true(g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                               NULL));
    g_free(top);
    g_free(folder);
    g_free(autostart);
}

/* "name=text*," of each, the star for those that are started with the daemon. */
static bool
take(const char *name, const char *text, unsigned int starts, void *opaque, GError **error)
{
    const char *content = strstr(text, "-->\n\n");

    if (strstr(text, "bad"))
        return err_set_full(error, VIR_FROM_CONF, VIR_ERR_XML_ERROR, "bad");
    g_string_append_printf(opaque, "%s=%s%s,", name, content + strlen("-->\n\n"),
                           starts & STORE_STARTS ? "*" : "");
    return true;
}

static void
check_loaded(unsigned int n, const char *expected)
{
    g_autoptr(GString) found = g_string_new(NULL);

    g_assert_cmpuint(store_load(store, take, found), ==, n);
    g_assert_cmpstr(found->str, ==, expected);
}

static void
test_life(void)
{
    begin();
    check_loaded(0, "");
    g_assert_true(store_save(store, "b", "two", NULL));
    g_assert_true(store_save(store, "a b", "one", NULL));
    g_assert_true(store_set_autostart(store, "b", true, NULL));
    g_assert_true(store_set_autostart(store, "b", true, NULL));
    check_loaded(2, "a b=one,b=two*,");
    g_assert_true(store_rename(store, "b", "c", "three", NULL));
    check_loaded(2, "a b=one,c=three*,");
    g_assert_true(store_set_autostart(store, "c", false, NULL));
    g_assert_true(store_remove(store, "a b", NULL));
    g_assert_true(store_remove(store, "a b", NULL));
    check_loaded(1, "c=three,");
    end();
}

/* What cannot be taken stays and keeps nobody else out; what an interrupted writer left goes. */
static void
test_broken(void)
{
    begin();
    g_assert_true(store_save(store, "a", "bad", NULL));
    g_assert_true(store_save(store, "b", "good", NULL));
    g_autofree char *leftover = g_build_filename(folder, ".b.xml.aB3x_z", NULL);
    g_autofree char *other = g_build_filename(folder, ".hidden", NULL);
    g_autofree char *kept = g_build_filename(folder, "a.xml", NULL);
    g_assert_true(g_file_set_contents(leftover, "x", 1, NULL));
    g_assert_true(g_file_set_contents(other, "x", 1, NULL));
    check_loaded(1, "b=good,");
    g_assert_false(g_file_test(leftover, G_FILE_TEST_EXISTS));
    g_assert_true(g_file_test(other, G_FILE_TEST_EXISTS));
    g_assert_true(g_file_test(kept, G_FILE_TEST_EXISTS));
    end();
}

static char *
long_text(char letter)
{
    char *text = g_malloc(100001);

    memset(text, letter, 100000);
    text[100000] = '\0';
    return text;
}

static void
write_for_ever(const char *first, const char *second)
{
    for (;;) {
        if (!store_save(store, "vm", first, NULL) || !store_save(store, "vm", second, NULL))
            _exit(1);
    }
}

static bool
take_whole(const char *name, const char *text, unsigned int starts, void *opaque, GError **error)
{
    const char *content = strstr(text, "-->\n\n") + strlen("-->\n\n");

    g_assert_cmpuint(strlen(content), ==, 100000);
    g_assert_cmpuint(strspn(content, *content == 'a' ? "a" : "b"), ==, 100000);
    return true;
}

/* Killed at any moment, a writer leaves the old text or the new one. */
static void
test_kill(void)
{
    g_autofree char *first = long_text('a');
    g_autofree char *second = long_text('b');

    begin();
    g_assert_true(store_save(store, "vm", first, NULL));
    for (unsigned int i = 0; i < KILLS; i++) {
        pid_t pid = fork();

        if (pid == 0)
            write_for_ever(first, second);
        g_usleep((gulong)g_test_rand_int_range(100, 20000));
        g_assert_cmpint(kill(pid, SIGKILL), ==, 0);
        g_assert_cmpint(waitpid(pid, NULL, 0), ==, pid);
        g_assert_cmpuint(store_load(store, take_whole, NULL), ==, 1);
    }
    end();
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/store/life", test_life);
    g_test_add_func("/store/broken", test_broken);
    g_test_add_func("/store/kill", test_kill);
    return g_test_run();
}
