/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/log.h"

#include <errno.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/log-priv.h"

LOG_SOURCE("base.test");

static char *top;

static char *
read_log(const char *path)
{
    char *text = NULL;

    g_assert_true(file_read(path, 16 * 1024 * 1024, &text, NULL, NULL));
    return text;
}

static void
assert_error(GError **error, int code, const char *message)
{
    g_assert_error(*error, ERR_QUARK, code);
    g_assert_cmpstr((*error)->message, ==, message);
    g_clear_error(error);
}

static void
test_levels(void)
{
    static const struct {
        const char *text;
        int level;
    } cases[] = {
        { "1", LOG_LEVEL_DEBUG },
        { "debug", LOG_LEVEL_DEBUG },
        { "2", LOG_LEVEL_INFO },
        { "info", LOG_LEVEL_INFO },
        { "3", LOG_LEVEL_WARNING },
        { "warning", LOG_LEVEL_WARNING },
        { "warn", LOG_LEVEL_WARNING },
        { "4", LOG_LEVEL_ERROR },
        { "error", LOG_LEVEL_ERROR },
        { "0", 0 },
        { "5", 0 },
        { "DEBUG", 0 },
        { " 1", 0 },
        { "1 ", 0 },
        { "", 0 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        LogLevel level;
        g_autoptr(GError) error = NULL;

        if (log_level_parse(cases[i].text, &level, &error)) {
            g_assert_cmpint(level, ==, cases[i].level);
        } else {
            g_assert_cmpint(cases[i].level, ==, 0);
            g_assert_error(error, ERR_QUARK, VIR_ERR_INVALID_ARG);
        }
    }
}

/* A setting and what the admin API of libvirt 9.0.0 shows for it, or its error. */
typedef struct Setting {
    const char *text;
    const char *shown;
    const char *error;
} Setting;

static void
check_settings(const Setting *cases, size_t n, char *(*show)(const char *text, GError **error))
{
    for (size_t i = 0; i < n; i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *shown = show(cases[i].text, &error);

        g_assert_cmpstr(error ? error->message : NULL, ==, cases[i].error);
        g_assert_cmpstr(shown, ==, cases[i].shown);
    }
}

static char *
show_filters(const char *text, GError **error)
{
    g_autofree char *shown = NULL;

    g_assert_true(log_set_filters("", NULL));
    if (log_set_filters(text, error))
        return log_get_filters();
    shown = log_get_filters();
    g_assert_cmpstr(shown, ==, "");
    return NULL;
}

static void
test_filters(void)
{
    static const Setting cases[] = {
        { "", "", NULL },
        { "1:qemu 3:util.threads", "1:*qemu* 3:*util.threads* ", NULL },
        { "  4:a\t1:b ", "4:*a* 1:*b* ", NULL },
        { "1:+qemu", "1:*qemu* ", NULL },
        { "+1:qemu", "1:*qemu* ", NULL },
        { "01:a", "1:*a* ", NULL },
        { "1:a 1:a 2:a", "1:*a* 1:*a* 2:*a* ", NULL },
        { "1:*a?", "1:**a?* ", NULL },
        { "1:a:b", "1:*a* ", NULL },
        { "1:a,b", "1:*a,b* ", NULL },
        { "x", NULL, "invalid argument: Malformed format for filter 'x'" },
        { "1:", NULL, "invalid argument: Invalid match string ''" },
        { ":qemu", NULL, "invalid argument: Invalid priority '' for filter ':qemu'" },
        { "0:qemu", NULL, "invalid argument: Invalid priority '0' for filter '0:qemu'" },
        { "1:a 5:b", NULL, "invalid argument: Invalid priority '5' for filter '5:b'" },
        { "1 :q", NULL, "invalid argument: Malformed format for filter '1'" },
        { "1:\xff", NULL, "invalid argument: Invalid match string '\xff'" },
    };

    check_settings(cases, G_N_ELEMENTS(cases), show_filters);
    g_assert_true(log_set_filters("", NULL));
}

static void
test_match(void)
{
    static const struct {
        const char *filters;
        int level;
    } cases[] = {
        { "", 3 },
        { "1:base", 1 },
        { "1:ase.te", 1 },
        { "1:b*t", 1 },
        { "1:b?se", 1 },
        { "1:b?e", 3 },
        { "1:BASE", 3 },
        { "1:*", 1 },
        { "1:qemu", 3 },
        { "1:base 4:base", 1 },
        { "4:base 1:base.test", 4 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) filters = log_filters_parse(cases[i].filters, NULL);

        g_assert_cmpint(log_filters_match(filters, "base.test", LOG_LEVEL_WARNING), ==,
                        cases[i].level);
    }
}

/* Settings that people copy from the original's documentation find what is like theirs. */
static void
test_match_theirs(void)
{
    static const char usual[] = "1:qemu 1:libvirt 4:object 4:json 4:event 1:util 3:remote 3:rpc";
    static const struct {
        const char *source;
        const char *filters;
        LogLevel level;
    } cases[] = {
        { "lib.call", usual, LOG_LEVEL_DEBUG },
        { "lib.migration", usual, LOG_LEVEL_DEBUG },
        { "lib.error", usual, LOG_LEVEL_DEBUG },
        { "lib.event", usual, LOG_LEVEL_ERROR },
        { "base.loop", usual, LOG_LEVEL_ERROR },
        { "base.spawn", usual, LOG_LEVEL_DEBUG },
        { "daemons.call", usual, LOG_LEVEL_DEBUG },
        { "drivers.qemu.monitor", usual, LOG_LEVEL_DEBUG },
        { "drivers.remote", usual, LOG_LEVEL_WARNING },
        { "rpc.client", usual, LOG_LEVEL_WARNING },
        { "core.job", usual, LOG_LEVEL_INFO },
        { "lib.error", "4:util.error 1:lib", LOG_LEVEL_ERROR },
        { "lib.error", "1:lib 4:util.error", LOG_LEVEL_DEBUG },
        { "lib.error", "1:libvirt", LOG_LEVEL_INFO },
        { "base.loop", "1:util.loop", LOG_LEVEL_INFO },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) filters = log_filters_parse(cases[i].filters, NULL);

        g_test_message("%s by %s", cases[i].source, cases[i].filters);
        g_assert_cmpint(log_filters_match(filters, cases[i].source, LOG_LEVEL_INFO), ==,
                        cases[i].level);
    }
}

static char *
show_outputs(const char *text, GError **error)
{
    g_autoptr(GPtrArray) outputs = log_outputs_parse(text, error);

    return outputs ? log_outputs_format(outputs) : NULL;
}

static void
test_outputs(void)
{
    static const Setting cases[] = {
        { "", "", NULL },
        { "1:stderr 2:syslog:ident", "1:stderr 2:syslog:ident", NULL },
        { "1:file:/tmp/./x.log 3:stderr", "1:file:/tmp/x.log 3:stderr", NULL },
        { "1:stderr 3:stderr", "3:stderr", NULL },
        { "1:stderr 1:journald 3:stderr", "1:journald 3:stderr", NULL },
        { "1:file:/a 2:file:/b 3:file:/a", "2:file:/b 3:file:/a", NULL },
        { "1:syslog:", "1:syslog:", NULL },
        { "+1:journald", "1:journald", NULL },
        { "x", NULL, "invalid argument: Malformed format for log output 'x'" },
        { "1:foo", NULL, "invalid argument: Invalid log destination 'foo' for log output '1:foo'" },
        { "1:", NULL, "invalid argument: Invalid log destination '' for log output '1:'" },
        { "5:stderr", NULL,
          "invalid argument: Invalid log priority '5' for log output '5:stderr'" },
        { ":stderr", NULL, "invalid argument: Invalid log priority '' for log output ':stderr'" },
        { "1:file", NULL,
          "invalid argument: Log output '1:file' does not meet the format requirements for "
          "destination type 'file'" },
        { "1:file:", NULL,
          "invalid argument: Log output '1:file:' does not meet the format requirements for "
          "destination type 'file'" },
        { "1:stderr:x", NULL,
          "invalid argument: Log output '1:stderr:x' does not meet the format requirements for "
          "destination type 'stderr'" },
        { "1:syslog:a:b", NULL,
          "invalid argument: Log output '1:syslog:a:b' does not meet the format requirements for "
          "destination type 'syslog'" },
        { "1:STDERR", NULL,
          "invalid argument: Invalid log destination 'STDERR' for log output '1:STDERR'" },
    };

    check_settings(cases, G_N_ELEMENTS(cases), show_outputs);
}

static void
test_set_outputs(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *one = NULL;
    g_autofree char *two = NULL;
    g_autofree char *three = NULL;

    g_assert_true(log_set_outputs("", NULL));
    one = log_get_outputs();
    g_assert_cmpstr(one, ==, "3:stderr");
    g_assert_false(log_set_outputs("1:stderr 1:file:/nonexistent/x", &error));
    assert_error(&error, VIR_ERR_SYSTEM_ERROR,
                 "failed to open /nonexistent/x: No such file or directory");
    g_assert_false(log_set_default_outputs("1:foo", &error));
    g_clear_error(&error);
    g_assert_true(log_set_default_outputs("2:journald", NULL));
    g_assert_true(log_set_outputs("", NULL));
    two = log_get_outputs();
    g_assert_cmpstr(two, ==, "2:journald");
    g_assert_true(log_set_default_outputs("", NULL));
    g_assert_true(log_set_outputs("", NULL));
    three = log_get_outputs();
    g_assert_cmpstr(three, ==, "3:stderr");
}

static void
to_file(const char *level, const char *path)
{
    g_autofree char *text = g_strdup_printf("%s:file:%s", level, path);

    g_assert_true(log_set_outputs(text, NULL));
}

#define STAMP "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}\\+0000: [0-9]+: "

static void
test_lines(void)
{
    g_autofree char *text = NULL;
    g_auto(GStrv) lines = NULL;

    to_file("2", "lines.log");
    g_assert_true(log_set_filters("1:base.test", NULL));
    errno = ENOENT;
    LOG_WARN("number %d: %m", 7);
    g_assert_cmpint(errno, ==, ENOENT);
    LOG_DEBUG("less than the output takes");
    LOG_INFO("two\nlines");
    g_assert_true(log_set_outputs("", NULL));
    text = read_log("lines.log");
    lines = g_strsplit(text, "\n", 0);
    g_assert_cmpuint(g_strv_length(lines), ==, 6);
    g_assert_true(g_regex_match_simple(
        "^" STAMP "info : libvirt version: 12\\.8\\.0, package: virtue ", lines[0], 0, 0));
    g_assert_true(g_regex_match_simple("^" STAMP "info : hostname: .+$", lines[1], 0, 0));
    g_assert_true(g_regex_match_simple("^" STAMP "warning : test_lines:[0-9]+ : number 7: No such "
                                       "file or directory$",
                                       lines[2], 0, 0));
    g_assert_true(
        g_regex_match_simple("^" STAMP "info : test_lines:[0-9]+ : two$", lines[3], 0, 0));
    g_assert_cmpstr(lines[4], ==, "lines");
    g_assert_true(log_set_filters("", NULL));
}

static int evaluated;

static int
evaluate(void)
{
    return ++evaluated;
}

static void
test_disabled(void)
{
    LOG_DEBUG("the source is seen, %d", evaluate());
    evaluated = 0;
    LOG_DEBUG("%d", evaluate());
    g_assert_cmpint(evaluated, ==, 0);
    to_file("1", "disabled.log");
    log_set_level(LOG_LEVEL_DEBUG);
    g_assert_cmpint(log_get_level(), ==, LOG_LEVEL_DEBUG);
    LOG_DEBUG("%d", evaluate());
    g_assert_cmpint(evaluated, ==, 1);
    log_set_level(LOG_LEVEL_WARNING);
    LOG_INFO("%d", evaluate());
    g_assert_cmpint(evaluated, ==, 1);
    g_assert_true(log_set_outputs("", NULL));
}

static void
test_environment(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *filters = NULL;

    g_setenv("LIBVIRT_DEBUG", "loud", TRUE);
    g_setenv("LIBVIRT_LOG_FILTERS", "2:x", TRUE);
    g_setenv("LIBVIRT_LOG_OUTPUTS", "", TRUE);
    g_assert_false(log_set_from_environment(&error));
    assert_error(&error, VIR_ERR_INVALID_ARG,
                 "invalid argument: Failed to set logging priority, argument 'loud' is invalid");
    filters = log_get_filters();
    g_assert_cmpstr(filters, ==, "2:*x* ");
    g_setenv("LIBVIRT_DEBUG", "error", TRUE);
    g_assert_true(log_set_from_environment(&error));
    g_assert_cmpint(log_get_level(), ==, LOG_LEVEL_ERROR);
    log_set_level(LOG_LEVEL_WARNING);
    g_assert_true(log_set_filters("", NULL));
}

#define LINES_PER_THREAD 500

static void *
write_lines(void *unused G_GNUC_UNUSED)
{
    for (int i = 0; i < LINES_PER_THREAD; i++)
        LOG_ERROR("line %d", i);
    return NULL;
}

/* Lines stay whole while settings change under the writers. */
static void
test_threads(void)
{
    pthread_t threads[4];
    g_autofree char *text = NULL;
    g_auto(GStrv) lines = NULL;
    guint count;

    to_file("1", "threads.log");
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        g_assert_cmpint(pthread_create(&threads[i], NULL, write_lines, NULL), ==, 0);
    for (int i = 0; i < 100; i++) {
        g_assert_true(log_set_filters(i % 2 ? "1:base" : "4:*", NULL));
        to_file("1", "threads.log");
    }
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        pthread_join(threads[i], NULL);
    g_assert_true(log_set_outputs("", NULL));
    g_assert_true(log_set_filters("", NULL));
    text = read_log("threads.log");
    lines = g_strsplit(text, "\n", 0);
    count = 0;
    for (char **line = lines; *line; line++)
        count += g_regex_match_simple("^" STAMP "error : write_lines:[0-9]+ : line [0-9]+$", *line,
                                      0, 0);
    g_assert_cmpuint(count, ==, G_N_ELEMENTS(threads) * LINES_PER_THREAD);
    g_assert_true(g_regex_match_simple("^" STAMP "info : libvirt version: ", lines[0], 0, 0));
}

/* One packet as the journal gets it; a descriptor that came with it is read instead. */
static char *
receive(int fd, size_t *length_out)
{
    char *data = g_malloc0(1024 * 1024);
    struct iovec part = { .iov_base = data, .iov_len = 1024 * 1024 - 1 };
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control = { 0 };
    struct msghdr packet = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = &control,
        .msg_controllen = sizeof(control),
    };
    ssize_t got = recvmsg(fd, &packet, MSG_DONTWAIT);

    g_assert_cmpint(got, >=, 0);
    if (CMSG_FIRSTHDR(&packet)) {
        g_auto(Fd) passed = -1;

        memcpy(&passed, CMSG_DATA(CMSG_FIRSTHDR(&packet)), sizeof(int));
        lseek(passed, 0, SEEK_SET);
        g_clear_pointer(&data, g_free);
        g_assert_true(file_read_fd(passed, "passed", 1024 * 1024, &data, length_out, NULL));
        return data;
    }
    *length_out = (size_t)got;
    return data;
}

static void
make_error(GError **error)
{
    err_set_full(error, VIR_FROM_TEST, VIR_ERR_INTERNAL_ERROR, "%s", "broken");
}

static void
test_journal(void)
{
    const char *real_socket = log_journal_socket;
    struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "journal" };
    g_auto(Fd) journal = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    g_autofree char *large = g_strnfill(500000, 'x');
    g_autoptr(GError) error = NULL;
    char *packets[6];
    size_t lengths[G_N_ELEMENTS(packets)];
    static const char two_lines[] = "MESSAGE\n\x07\0\0\0\0\0\0\0two\nend\nPRIORITY=3\n";

    g_assert_cmpint(bind(journal, (struct sockaddr *)&address, sizeof(address)), ==, 0);
    log_journal_socket = "journal";
    g_assert_true(log_set_outputs("1:journald", NULL));
    LOG_WARN("one");
    LOG_ERROR("two\nend");
    LOG_ERROR("%s", large);
    make_error(&error);
    log_error(LOG_LEVEL_ERROR, error);
    for (size_t i = 0; i < G_N_ELEMENTS(packets); i++)
        packets[i] = receive(journal, &lengths[i]);
    g_assert_true(
        g_str_has_prefix(packets[0], "MESSAGE=libvirt version: 12.8.0, package: virtue "));
    g_assert_true(g_str_has_prefix(packets[1], "MESSAGE=hostname: "));
    g_assert_true(g_regex_match_simple("^MESSAGE=one\nPRIORITY=4\nSYSLOG_FACILITY=3\n"
                                       "LIBVIRT_SOURCE=base\\.test\nCODE_FILE=.*test-log\\.c\n"
                                       "CODE_LINE=[0-9]+\nCODE_FUNC=test_journal\n$",
                                       packets[2], 0, 0));
    g_assert_cmpuint(lengths[3], >, sizeof(two_lines));
    g_assert_cmpint(memcmp(packets[3], two_lines, sizeof(two_lines) - 1), ==, 0);
    g_assert_cmpuint(lengths[4], >, 500000);
    g_assert_true(g_str_has_prefix(packets[4], "MESSAGE=xxx"));
    g_assert_true(g_regex_match_simple("^MESSAGE=internal error: broken\nPRIORITY=3\n"
                                       "SYSLOG_FACILITY=3\nLIBVIRT_SOURCE=base\\.test\n"
                                       "CODE_FILE=.*test-log\\.c\nCODE_LINE=[0-9]+\n"
                                       "CODE_FUNC=make_error\nLIBVIRT_DOMAIN=12\n"
                                       "LIBVIRT_CODE=1\n$",
                                       packets[5], 0, 0));
    for (size_t i = 0; i < G_N_ELEMENTS(packets); i++)
        g_free(packets[i]);
    fd_clear(&journal);
    file_remove("journal", NULL);
    LOG_ERROR("nobody listens, nobody waits");
    g_assert_true(log_set_outputs("", NULL));
    log_journal_socket = real_socket;
}

int
main(int argc, char **argv)
{
    int status;

    g_test_init(&argc, &argv, NULL);
    top = g_dir_make_tmp("virtue-test-log-XXXXXX", NULL);
    g_assert_nonnull(top);
    g_assert_cmpint(chdir(top), ==, 0);
    g_test_add_func("/log/levels", test_levels);
    g_test_add_func("/log/filters", test_filters);
    g_test_add_func("/log/match", test_match);
    g_test_add_func("/log/match-theirs", test_match_theirs);
    g_test_add_func("/log/outputs", test_outputs);
    g_test_add_func("/log/set-outputs", test_set_outputs);
    g_test_add_func("/log/lines", test_lines);
    g_test_add_func("/log/disabled", test_disabled);
    g_test_add_func("/log/environment", test_environment);
    g_test_add_func("/log/journal", test_journal);
    g_test_add_func("/log/threads", test_threads);
    status = g_test_run();
    file_remove("lines.log", NULL);
    file_remove("disabled.log", NULL);
    file_remove("threads.log", NULL);
    rmdir(top);
    g_free(top);
    return status;
}
