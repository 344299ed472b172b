/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What interop tests do not see of the log files: limits that are off, and old files. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/err.h"
#include "base/file.h"
#include "base/spawn.h"
#include "daemons/log/log-age.h"

static char *folder;

static char *
in_folder(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

static void
write_times(const char *path, const RotationLimits *limits, unsigned int times)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(RotatingFile) file = rotating_file_open(path, limits, 0600, false, &error);

    g_assert_no_error(error);
    for (unsigned int i = 0; i < times; i++) {
        rotating_file_write(file, "0123456789", 10, &error);
        g_assert_no_error(error);
    }
}

static off_t
size_of(const char *name)
{
    g_autofree char *path = in_folder(name);
    struct stat status;

    return stat(path, &status) < 0 ? -1 : status.st_size;
}

static void
test_no_limit(void)
{
    g_autofree char *path = in_folder("nolimit");

    write_times(path, &(RotationLimits){ 0, 3 }, 1000);
    g_assert_cmpint(size_of("nolimit"), ==, 10000);
    g_assert_cmpint(size_of("nolimit.0"), ==, -1);
}

static void
test_no_backups(void)
{
    g_autofree char *path = in_folder("nobackups");
    g_autofree char *data = NULL;
    RotatingPosition gone = { 0 };
    g_autoptr(GError) error = NULL;
    size_t n;

    write_times(path, &(RotationLimits){ 100, 0 }, 25);
    g_assert_cmpint(size_of("nobackups"), ==, 50);
    g_assert_cmpint(size_of("nobackups.0"), ==, -1);
    /* There is one file at most, so one that is gone is followed by this one. */
    g_assert_true(rotating_file_read(path, 0, &gone, 1000, &data, &n, &error));
    g_assert_cmpuint(n, ==, 50);
}

/* What is beyond a gap is not touched, and not counted. */
static void
test_gap(void)
{
    g_autofree char *path = in_folder("gap");
    g_autofree char *stray = in_folder("gap.1");
    g_autoptr(GError) error = NULL;

    g_assert_true(file_replace(stray, 0600, "stray", 5, FILE_REPLACE_DEFAULT, &error));
    write_times(path, &(RotationLimits){ 100, 5 }, 15);
    g_assert_cmpint(size_of("gap.0"), ==, 100);
    g_assert_cmpint(size_of("gap.1"), ==, 5);
}

static void
test_not_a_file(void)
{
    g_autofree char *path = in_folder("fifo");
    g_autoptr(GError) error = NULL;

    g_assert_cmpint(mkfifo(path, 0600), ==, 0);
    g_assert_null(rotating_file_open(path, &(RotationLimits){ 100, 5 }, 0600, false, &error));
    g_assert_nonnull(error);
    g_clear_error(&error);
    g_assert_null(
        rotating_file_open("/dev/null", &(RotationLimits){ 100, 5 }, 0600, false, &error));
    g_assert_nonnull(error);
}

static void
make_old(const char *name, int days)
{
    g_autofree char *path = in_folder(name);
    struct timespec times[2] = { { .tv_sec = time(NULL) - days * 86400 - 60 } };

    times[1] = times[0];
    g_assert_true(file_replace(path, 0600, "x", 1, FILE_REPLACE_DEFAULT, NULL));
    g_assert_cmpint(utimensat(AT_FDCWD, path, times, 0), ==, 0);
}

static void
test_age(void)
{
    static const uint8_t uuid[UUID_SIZE] = { 1 };
    const LogGuest guest = { "qemu", "guest", uuid };
    const LogFilesConfig config = { .limits = { 1000, 3 } };
    g_autoptr(GError) error = NULL;
    g_autoptr(Loop) loop = loop_new(&error);
    LogFiles *files = log_files_new(loop, &config);
    g_autofree char *sub = in_folder("logs");
    g_autofree char *deeper = in_folder("logs/qemu");
    g_autofree char *open_path = in_folder("logs/qemu/open.log");
    g_autofree char *link_path = in_folder("logs/link");
    RotatingPosition position;
    int fd;

    g_assert_true(file_make_dirs(deeper, 0700, &error));
    make_old("logs/qemu/old.log", 10);
    make_old("logs/qemu/old.log.0", 11);
    make_old("logs/qemu/young.log", 8);
    make_old("logs/qemu/open.log", 20);
    make_old("outside", 20);
    g_assert_cmpint(symlink("../outside", link_path), ==, 0);
    fd = log_files_open(files, &guest, open_path, false, &position, &error);
    g_assert_no_error(error);

    g_assert_cmpuint(log_age_remove_old(files, sub, 9), ==, 2);
    g_assert_cmpint(size_of("logs/qemu/old.log"), ==, -1);
    g_assert_cmpint(size_of("logs/qemu/old.log.0"), ==, -1);
    g_assert_cmpint(size_of("logs/qemu/young.log"), ==, 1);
    g_assert_cmpint(size_of("logs/qemu/open.log"), ==, 1);
    g_assert_cmpint(size_of("outside"), ==, 1);
    g_assert_cmpuint(log_age_remove_old(files, "/nonexistent", 9), ==, 0);
    close(fd);
    log_files_free(files);
}

static void
remove_folder(void)
{
    g_autoptr(Spawn) spawn = spawn_new("rm");

    spawn_add_args(spawn, "-rf", folder, NULL);
    spawn_run(spawn, NULL, NULL, NULL, 10000, NULL);
}

int
main(int argc, char **argv)
{
    int result;

    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("test-log-files.XXXXXX", NULL);
    g_test_add_func("/log-files/no-limit", test_no_limit);
    g_test_add_func("/log-files/no-backups", test_no_backups);
    g_test_add_func("/log-files/gap", test_gap);
    g_test_add_func("/log-files/not-a-file", test_not_a_file);
    g_test_add_func("/log-files/age", test_age);
    result = g_test_run();
    remove_folder();
    g_free(folder);
    return result;
}
