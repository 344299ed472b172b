/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/dirs.h"
#include "base/err.h"

/* Each test starts in an empty directory of its own. */
static char *top;

static void
assert_errno(GError **error, int number)
{
    g_assert_error(*error, ERR_QUARK, VIR_ERR_SYSTEM_ERROR);
    g_assert_cmpint(err_detail(*error)->int1, ==, number);
    g_clear_error(error);
}

static void
assert_content(const char *path, const char *expected)
{
    g_autofree char *content = NULL;
    size_t length = 0;

    g_assert_true(file_read(path, 4096, &content, &length, NULL));
    g_assert_cmpstr(content, ==, expected);
    g_assert_cmpuint(length, ==, strlen(expected));
}

static guint
count_entries(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    guint count = 0;

    while (g_dir_read_name(dir))
        count++;
    return count;
}

static void
test_read(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *content = NULL;
    g_autofree char *proc = NULL;
    g_autofree char *long_text = g_strnfill(10000, 'x');
    size_t length = 4711;

    g_assert_false(file_read("missing", 10, &content, &length, &error));
    g_assert_cmpstr(error->message, ==, "Failed to open file 'missing': No such file or directory");
    assert_errno(&error, ENOENT);
    g_assert_false(file_read(".", 10, &content, &length, &error));
    assert_errno(&error, EISDIR);
    g_assert_null(content);
    g_assert_cmpuint(length, ==, 4711);

    g_assert_true(file_replace("long", 0600, long_text, 10000, FILE_REPLACE_DEFAULT, NULL));
    g_assert_false(file_read("long", 9999, &content, &length, &error));
    assert_errno(&error, EOVERFLOW);
    g_assert_true(file_read("long", 10000, &content, &length, NULL));
    g_assert_cmpstr(content, ==, long_text);
    g_assert_cmpuint(length, ==, 10000);
    g_assert_true(file_read("/proc/self/status", 1024 * 1024, &proc, NULL, NULL));
    g_assert_true(g_str_has_prefix(proc, "Name:"));
    g_clear_pointer(&content, g_free);
    g_assert_true(file_read("/dev/null", 0, &content, &length, NULL));
    g_assert_cmpuint(length, ==, 0);
}

static void
test_replace(void)
{
    g_autoptr(GError) error = NULL;
    struct stat st;

    umask(077);
    g_assert_true(file_replace("f", 0644, "one", 3, FILE_REPLACE_DEFAULT, NULL));
    umask(022);
    assert_content("f", "one");
    g_assert_cmpint(stat("f", &st), ==, 0);
    g_assert_cmpuint(st.st_mode & 0777, ==, 0644);
    g_assert_true(file_replace("f", 0600, "two", 3, FILE_REPLACE_SYNC_DIRECTORY, NULL));
    assert_content("f", "two");
    g_assert_cmpint(stat("f", &st), ==, 0);
    g_assert_cmpuint(st.st_mode & 0777, ==, 0600);
    g_assert_false(file_replace("f", 0600, "three", 5, FILE_REPLACE_ONLY_NEW, &error));
    assert_errno(&error, EEXIST);
    assert_content("f", "two");
    g_assert_true(file_replace("g", 0600, "", 0, FILE_REPLACE_ONLY_NEW, &error));
    assert_content("g", "");
    g_assert_false(file_replace("no/such/f", 0600, "x", 1, FILE_REPLACE_DEFAULT, &error));
    assert_errno(&error, ENOENT);
    g_assert_cmpint(mkdir("d", 0700), ==, 0);
    g_assert_false(file_replace("d", 0600, "x", 1, FILE_REPLACE_DEFAULT, &error));
    assert_errno(&error, EISDIR);
    g_assert_cmpuint(count_entries("."), ==, 3); /* no temporary file is left */
}

static void
test_remove(void)
{
    g_autoptr(GError) error = NULL;

    g_assert_true(file_replace("f", 0600, "", 0, FILE_REPLACE_DEFAULT, NULL));
    g_assert_true(file_remove("f", NULL));
    g_assert_true(file_remove("f", NULL));
    g_assert_false(file_remove(".", &error));
    g_assert_nonnull(error);
}

static void
test_make_dirs(void)
{
    g_autoptr(GError) error = NULL;
    struct stat st;

    g_assert_true(file_make_dirs("a//b/c/", 0750, NULL));
    g_assert_true(file_make_dirs("a/b/c", 0700, NULL));
    g_assert_cmpint(stat("a/b", &st), ==, 0);
    g_assert_cmpuint(st.st_mode & 0777, ==, 0750);
    g_assert_true(file_make_dirs("/", 0700, NULL));
    g_assert_true(file_make_dirs("/proc/self", 0700, NULL));
    g_assert_true(file_replace("a/f", 0600, "", 0, FILE_REPLACE_DEFAULT, NULL));
    g_assert_false(file_make_dirs("a/f/d", 0700, &error));
    g_assert_cmpstr(error->message, ==, "cannot create directory 'a/f': Not a directory");
    assert_errno(&error, ENOTDIR);
    g_assert_cmpint(symlink("nowhere", "link"), ==, 0);
    g_assert_false(file_make_dirs("link/x", 0700, &error));
    assert_errno(&error, ENOENT);
}

static void
test_open_regular(void)
{
    g_autoptr(GError) error = NULL;
    g_auto(Fd) fd = -1;
    int plain;

    g_assert_cmpint(mkfifo("fifo", 0600), ==, 0);
    g_assert_cmpint(file_open_regular("fifo", O_RDONLY, 0, &error), ==, -1);
    assert_errno(&error, EINVAL);
    g_assert_cmpint(file_open_regular("/dev/null", O_RDWR, 0, &error), ==, -1);
    assert_errno(&error, EINVAL);
    g_assert_cmpint(file_open_regular(".", O_RDONLY, 0, &error), ==, -1);
    assert_errno(&error, EISDIR);
    g_assert_true(file_replace("f", 0600, "abc", 3, FILE_REPLACE_DEFAULT, NULL));
    fd = file_open_regular("f", O_RDWR | O_TRUNC, 0, NULL);
    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(fcntl(fd, F_GETFL) & O_NONBLOCK, ==, 0);
    g_assert_cmpint(fcntl(fd, F_GETFD) & FD_CLOEXEC, ==, FD_CLOEXEC);
    assert_content("f", "");
    plain = fd;
    fd_clear(&fd);
    g_assert_cmpint(fd, ==, -1);
    g_assert_cmpint(fcntl(plain, F_GETFD), ==, -1);
}

static void
test_open_beneath(void)
{
    g_autoptr(GError) error = NULL;
    g_auto(Fd) dir = -1;
    g_auto(Fd) fd = -1;

    g_assert_true(file_make_dirs("d/sub", 0700, NULL));
    g_assert_true(file_replace("secret", 0600, "s", 1, FILE_REPLACE_DEFAULT, NULL));
    g_assert_cmpint(symlink("../secret", "d/link"), ==, 0);
    g_assert_cmpint(symlink(".", "d/here"), ==, 0);
    dir = file_open("d", O_RDONLY | O_DIRECTORY, 0, NULL);
    fd = file_open_beneath(dir, "sub/new", O_RDWR | O_CREAT, 0600, &error);
    if (fd < 0 && err_detail(error)->int1 == ENOSYS) {
        g_test_skip("the kernel has no openat2()");
        return;
    }
    g_assert_no_error(error);
    g_assert_cmpint(file_open_beneath(dir, "../secret", O_RDONLY, 0, &error), ==, -1);
    assert_errno(&error, EXDEV);
    g_assert_cmpint(file_open_beneath(dir, "link", O_RDONLY, 0, &error), ==, -1);
    assert_errno(&error, ELOOP);
    g_assert_cmpint(file_open_beneath(dir, "here/sub/new", O_RDONLY, 0, &error), ==, -1);
    assert_errno(&error, ELOOP);
    g_assert_cmpint(file_open_beneath(dir, "/etc/passwd", O_RDONLY, 0, &error), ==, -1);
    assert_errno(&error, EXDEV);
}

static void
assert_dir(char *(*dir)(GError **error), const char *expected)
{
    g_autofree char *got = dir(NULL);

    g_assert_cmpstr(got, ==, expected);
}

static void
test_dirs(void)
{
    g_setenv("HOME", "/home/u", TRUE);
    g_setenv("XDG_CONFIG_HOME", "/c", TRUE);
    g_setenv("XDG_CACHE_HOME", "/k", TRUE);
    g_setenv("XDG_RUNTIME_DIR", "/r", TRUE);
    assert_dir(dirs_user_config, "/c/libvirt");
    assert_dir(dirs_user_cache, "/k/libvirt");
    assert_dir(dirs_user_runtime, "/r/libvirt");
    g_setenv("XDG_RUNTIME_DIR", "", TRUE);
    assert_dir(dirs_user_runtime, "/k/libvirt");
    g_setenv("XDG_CACHE_HOME", "relative", TRUE);
    assert_dir(dirs_user_cache, "/home/u/.cache/libvirt");
    assert_dir(dirs_user_runtime, "/home/u/.cache/libvirt");
    g_unsetenv("XDG_CONFIG_HOME");
    assert_dir(dirs_user_config, "/home/u/.config/libvirt");
}

static void
remove_tree(const char *path)
{
    g_autoptr(GDir) dir =
        g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *below = g_build_filename(path, name, NULL);

        remove_tree(below);
    }
    g_remove(path);
}

static void
in_empty_directory(gconstpointer test)
{
    top = g_dir_make_tmp("virtue-test-file-XXXXXX", NULL);
    g_assert_nonnull(top);
    g_assert_cmpint(chdir(top), ==, 0);
    ((void (*)(void))test)();
    g_assert_cmpint(chdir("/"), ==, 0);
    remove_tree(top);
    g_clear_pointer(&top, g_free);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/file/read", test_read, in_empty_directory);
    g_test_add_data_func("/file/replace", test_replace, in_empty_directory);
    g_test_add_data_func("/file/remove", test_remove, in_empty_directory);
    g_test_add_data_func("/file/make-dirs", test_make_dirs, in_empty_directory);
    g_test_add_data_func("/file/open-regular", test_open_regular, in_empty_directory);
    g_test_add_data_func("/file/open-beneath", test_open_beneath, in_empty_directory);
    g_test_add_func("/file/dirs", test_dirs);
    return g_test_run();
}
