/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/spawn.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/thread.h"

/* No test waits this long unless something is broken. */
#define AMPLE_MS 60000

static Spawn *
shell(const char *script)
{
    Spawn *spawn = spawn_new("/bin/sh");

    spawn_add_args(spawn, "-c", script, NULL);
    return spawn;
}

/* Standard output of a command that must succeed. */
static char *
output_of(Spawn *spawn)
{
    GError *error = NULL;
    GString *out = NULL;

    spawn_run(spawn, NULL, &out, NULL, AMPLE_MS, &error);
    g_assert_no_error(error);
    return g_string_free(out, FALSE);
}

static void
assert_output(Spawn *spawn, const char *expected)
{
    g_autofree char *out = output_of(spawn);

    g_assert_cmpstr(out, ==, expected);
}

/* The run must fail with this code and with part in its message. */
static void
assert_fails(Spawn *spawn, int code, int timeout_ms, const char *part)
{
    g_autoptr(GError) error = NULL;
    GString *out = NULL;

    g_assert_false(spawn_run(spawn, NULL, &out, NULL, timeout_ms, &error));
    g_assert_null(out);
    g_assert_error(error, ERR_QUARK, code);
    if (!strstr(error->message, part))
        g_error("'%s' is not in '%s'", part, error->message);
}

static int
count_fds(void)
{
    DIR *dir = opendir("/proc/self/fd");
    int n = 0;

    while (readdir(dir))
        n++;
    closedir(dir);
    return n;
}

static void
test_output(void)
{
    g_autoptr(Spawn) spawn = shell("echo out; echo err >&2; exit 3");
    g_autoptr(Spawn) merged = shell("echo out; echo err >&2");
    GString *out = NULL;
    GString *err = NULL;
    g_autofree char *text = NULL;
    int status = -1;

    g_assert_true(spawn_run(spawn, &status, &out, &err, AMPLE_MS, NULL));
    g_assert_cmpstr(out->str, ==, "out\n");
    g_assert_cmpstr(err->str, ==, "err\n");
    text = spawn_status_text(status);
    g_assert_cmpstr(text, ==, "exit status 3");
    g_string_free(out, TRUE);
    g_string_free(err, TRUE);
    assert_fails(spawn, VIR_ERR_INTERNAL_ERROR, AMPLE_MS, "unexpected exit status 3: err");

    spawn_merge_stderr(merged);
    assert_output(merged, "out\nerr\n");
}

static void
test_arguments(void)
{
    g_autoptr(Spawn) spawn = spawn_new("printf");
    g_autofree char *text = NULL;

    spawn_add_arg(spawn, "<%s>");
    spawn_add_args(spawn, "a b", "", NULL);
    spawn_add_argf(spawn, "%d%%", 7);
    assert_output(spawn, "<a b><><7%>");
    text = spawn_to_text(spawn);
    g_assert_cmpstr(text, ==, "printf '<%s>' 'a b' '' 7%");
}

static void
test_environment(void)
{
    g_autoptr(Spawn) full = spawn_new("/usr/bin/env");
    g_autoptr(Spawn) bare = spawn_new("/usr/bin/env");
    g_autofree char *out = NULL;

    g_setenv("SPAWN_TEST_KEPT", "kept", TRUE);
    g_setenv("SPAWN_TEST_GONE", "gone", TRUE);
    spawn_pass_env(full, "SPAWN_TEST_KEPT");
    spawn_set_env(full, "SPAWN_TEST_GONE", NULL);
    spawn_set_env(full, "SPAWN_TEST_NEW", "a=b");
    out = output_of(full);
    g_assert_nonnull(strstr(out, "SPAWN_TEST_KEPT=kept\n"));
    g_assert_nonnull(strstr(out, "SPAWN_TEST_NEW=a=b\n"));
    g_assert_null(strstr(out, "SPAWN_TEST_GONE"));

    spawn_clear_env(bare);
    spawn_pass_env(bare, "SPAWN_TEST_KEPT");
    spawn_pass_env(bare, "SPAWN_TEST_NO_SUCH");
    assert_output(bare, "SPAWN_TEST_KEPT=kept\n");
}

static void
test_stdin(void)
{
    g_autoptr(Spawn) none = spawn_new("cat");
    g_autoptr(Spawn) cat = spawn_new("cat");
    g_autoptr(Spawn) deaf = shell("exec <&-; echo done");
    g_autofree char *big = g_malloc(3000000);
    GString *out = NULL;

    memset(big, 'x', 3000000);
    big[5] = '\0';
    assert_output(none, "");
    spawn_set_stdin(cat, big, 3000000);
    for (int i = 0; i < 2; i++) {
        g_assert_true(spawn_run(cat, NULL, &out, NULL, AMPLE_MS, NULL));
        g_assert_cmpmem(out->str, out->len, big, 3000000);
        g_string_free(out, TRUE);
    }
    spawn_set_stdin(deaf, big, 3000000);
    assert_output(deaf, "done\n");
    spawn_set_stdin(cat, "", 0);
    assert_output(cat, "");
}

static void
test_limit(void)
{
    g_autoptr(Spawn) endless = shell("while :; do echo out; done");
    g_autoptr(Spawn) exact = shell("printf 12345");
    g_autoptr(Spawn) noisy = shell("printf 123456 >&2");
    GString *err = NULL;

    spawn_set_output_limit(endless, 5000);
    assert_fails(endless, VIR_ERR_INTERNAL_ERROR, AMPLE_MS, "more than 5000 bytes");
    spawn_set_output_limit(exact, 5);
    assert_output(exact, "12345");
    spawn_set_output_limit(exact, 4);
    assert_fails(exact, VIR_ERR_INTERNAL_ERROR, AMPLE_MS, "more than 4 bytes");
    spawn_set_output_limit(noisy, 5);
    g_assert_true(spawn_run(noisy, NULL, NULL, &err, AMPLE_MS, NULL));
    g_assert_cmpstr(err->str, ==, "12345");
    g_string_free(err, TRUE);
}

static void
test_left_behind(void)
{
    g_autoptr(Spawn) spawn = shell("sleep 1000 & echo $!");
    g_autofree char *out = output_of(spawn);

    kill((pid_t)g_ascii_strtoll(out, NULL, 10), SIGKILL);
}

static void
test_timeout(void)
{
    g_autoptr(Spawn) polite = spawn_new("sleep");
    g_autoptr(Spawn) stubborn = shell("trap '' TERM; sleep 1000");
    g_autoptr(Spawn) cancelled = spawn_new("sleep");
    int ends[2];

    spawn_add_arg(polite, "1000");
    assert_fails(polite, VIR_ERR_OPERATION_TIMEOUT, 20, "sleep 1000");
    assert_fails(polite, VIR_ERR_OPERATION_TIMEOUT, 0, "sleep 1000");
    spawn_set_group(stubborn);
    assert_fails(stubborn, VIR_ERR_OPERATION_TIMEOUT, 50, "within 50 ms");

    g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
    close(ends[1]);
    spawn_add_arg(cancelled, "1000");
    spawn_set_cancel_fd(cancelled, ends[0]);
    assert_fails(cancelled, VIR_ERR_OPERATION_ABORTED, -1, "cancelled");
    close(ends[0]);
}

static void
test_exec_failure(void)
{
    g_autofree char *script = g_build_filename(g_get_tmp_dir(), "spawn-test-XXXXXX", NULL);
    g_autoptr(Spawn) nowhere = spawn_new("spawn-test-no-such-program");
    g_autoptr(Spawn) missing = spawn_new("/nonexistent/program");
    g_autoptr(Spawn) folder = spawn_new("/proc");
    g_autoptr(Spawn) bad_cwd = spawn_new("true");
    g_autoptr(Spawn) bad_daemon = spawn_new("/nonexistent/program");
    g_autoptr(Spawn) garbage = NULL;
    int n_fds = count_fds();
    int fd;

    assert_fails(nowhere, VIR_ERR_SYSTEM_ERROR, -1, "Cannot find 'spawn-test-no-such-program'");
    assert_fails(missing, VIR_ERR_SYSTEM_ERROR, -1, g_strerror(ENOENT));
    assert_fails(missing, VIR_ERR_SYSTEM_ERROR, -1, "/nonexistent/program");
    assert_fails(folder, VIR_ERR_SYSTEM_ERROR, -1, g_strerror(EACCES));
    spawn_set_cwd(bad_cwd, "/nonexistent/folder");
    assert_fails(bad_cwd, VIR_ERR_SYSTEM_ERROR, -1, "working directory to /nonexistent/folder");
    spawn_set_daemon(bad_daemon);
    g_assert_null(spawn_start(bad_daemon, NULL));

    fd = g_mkstemp_full(script, O_WRONLY | O_CLOEXEC, 0700);
    g_assert_cmpint(write(fd, "garbage", 7), ==, 7);
    close(fd);
    garbage = spawn_new(script);
    assert_fails(garbage, VIR_ERR_SYSTEM_ERROR, -1, g_strerror(ENOEXEC));
    unlink(script);

    g_assert_cmpint(count_fds(), ==, n_fds);
    /* Nothing is left to wait for. */
    g_assert_cmpint(waitpid(-1, NULL, WNOHANG | __WALL), ==, -1);
    g_assert_cmpint(errno, ==, ECHILD);
}

static int
file_with(const char *text)
{
    int fd = memfd_create("text", 0); /* inheritable, by intention */

    g_assert_cmpint(write(fd, text, strlen(text)), ==, (int)strlen(text));
    lseek(fd, 0, SEEK_SET);
    return fd;
}

static void
test_descriptors(void)
{
    g_autofree char *script = NULL;
    g_autoptr(Spawn) spawn = NULL;
    g_autoptr(Spawn) closed = NULL;
    int a = file_with("a");
    int b = file_with("b");
    int far = fcntl(a, F_DUPFD, 300);

    /* Two that change places, one on its own number, one far away, one from a standard one. */
    script = g_strdup_printf("cat /proc/self/fd/%d /proc/self/fd/%d; test -e /proc/self/fd/200 && "
                             "for fd in /proc/self/fd/*; do echo ${fd##*/}; done",
                             a, b);
    spawn = shell(script);
    spawn_pass_fd(spawn, a, b);
    spawn_pass_fd(spawn, b, a);
    spawn_pass_fd(spawn, b, 200);
    {
        g_autofree char *out = output_of(spawn);
        g_auto(GStrv) lines = g_strsplit(out, "\n", 0);

        g_assert_true(g_str_has_prefix(out, "ba0\n"));
        /* 0, 1, 2, a, b, 200; a shell may open the directory while it lists it */
        g_assert_cmpuint(g_strv_length(lines), <=, 8);
        g_assert_false(g_strv_contains((const char *const *)lines, "300"));
    }

    closed = shell("cat <&7 >&9");
    lseek(a, 0, SEEK_SET);
    spawn_pass_fd(closed, a, 7);
    spawn_pass_fd(closed, b, 7); /* the last one counts */
    spawn_pass_fd(closed, b, 9);
    spawn_pass_fd(closed, a, 9);
    lseek(b, 0, SEEK_SET);
    assert_output(closed, "");
    {
        char buffer[4] = "";

        g_assert_cmpint(pread(a, buffer, 4, 0), ==, 1);
        g_assert_cmpstr(buffer, ==, "b");
    }
    close(a);
    close(b);
    close(far);
}

static void
test_bad_descriptor(void)
{
    g_autoptr(Spawn) spawn = spawn_new("true");
    int fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 800);

    close(fd);
    spawn_pass_fd(spawn, fd, 5);
    assert_fails(spawn, VIR_ERR_SYSTEM_ERROR, -1, g_strerror(EBADF));
}

/* Standard descriptors of ours that are closed must not confuse those of the program. */
static void
test_closed_standard(void)
{
    pid_t pid = fork();
    int status;

    if (pid == 0) {
        g_autoptr(Spawn) spawn = shell("cat; echo out; echo err >&2");
        GString *out = NULL;
        GString *err = NULL;

        close(0);
        close(1);
        close(2);
        spawn_set_stdin(spawn, "in\n", 3);
        if (!spawn_run(spawn, NULL, &out, &err, AMPLE_MS, NULL))
            _exit(1);
        _exit(strcmp(out->str, "in\nout\n") == 0 && strcmp(err->str, "err\n") == 0 ? 0 : 2);
    }
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    g_assert_cmpint(status, ==, 0);
}

static atomic_int handled;

static void
on_signal(int number)
{
    atomic_fetch_add(&handled, 1);
}

static void
test_signals(void)
{
    g_autoptr(Spawn) spawn = spawn_new("cat");
    g_autoptr(Spawn) missing = spawn_new("/nonexistent/program");
    struct sigaction ours = { .sa_handler = on_signal };
    struct sigaction now;
    g_autofree char *out = NULL;
    sigset_t usr1;
    sigset_t mask;

    sigaction(SIGUSR2, &ours, NULL);
    sigaction(SIGCHLD, &ours, NULL);
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &usr1, NULL);
    spawn_add_arg(spawn, "/proc/self/status");
    out = output_of(spawn);
    g_assert_nonnull(strstr(out, "SigBlk:\t0000000000000000\n"));
    g_assert_nonnull(strstr(out, "SigIgn:\t0000000000000000\n"));
    g_assert_nonnull(strstr(out, "SigCgt:\t0000000000000000\n"));

    /* What fails to start is not noticed by the application's handler. */
    atomic_store(&handled, 0);
    g_assert_null(spawn_start(missing, NULL));
    g_assert_cmpint(handled, ==, 0);

    /* Ours are as they were. */
    sigaction(SIGUSR2, NULL, &now);
    g_assert_true(now.sa_handler == on_signal);
    sigaction(SIGPIPE, NULL, &now);
    g_assert_true(now.sa_handler == SIG_IGN);
    pthread_sigmask(SIG_UNBLOCK, &usr1, &mask);
    g_assert_true(sigismember(&mask, SIGUSR1));
    g_assert_false(sigismember(&mask, SIGTERM));
    signal(SIGPIPE, SIG_DFL);
    signal(SIGUSR2, SIG_DFL);
    signal(SIGCHLD, SIG_DFL);
}

static void
test_place(void)
{
    g_autoptr(Spawn) spawn = shell("pwd; umask; ulimit -n; ulimit -Hn");
    mode_t mask = umask(022);

    spawn_set_cwd(spawn, "/proc");
    spawn_set_umask(spawn, 0123);
    spawn_set_rlimit(spawn, RLIMIT_NOFILE, 100, 120);
    assert_output(spawn, "/proc\n0123\n100\n120\n");
    g_assert_cmpint(umask(mask), ==, 022);
}

static void
test_ids(void)
{
    g_autoptr(Spawn) spawn =
        shell("id -u; id -g; id -G; grep -c '^CapEff:.*0000$' /proc/self/status");
    gid_t groups[] = { 1234, 5678 };

    spawn_set_ids(spawn, 4321, 1234, groups, G_N_ELEMENTS(groups));
    if (geteuid() != 0) {
        assert_fails(spawn, VIR_ERR_SYSTEM_ERROR, AMPLE_MS, "supplementary groups");
        g_test_skip("needs root");
        return;
    }
    assert_output(spawn, "4321\n1234\n1234 5678\n1\n");
    g_assert_cmpint(geteuid(), ==, 0);
}

static void
test_group(void)
{
    g_autoptr(Spawn) plain = shell("set -- $(cat /proc/$$/stat); echo $(($5 == $1)) $(($6 == $1))");
    g_autoptr(Spawn) group = shell("set -- $(cat /proc/$$/stat); echo $(($5 == $1)) $(($6 == $1))");
    g_autoptr(Spawn) session =
        shell("set -- $(cat /proc/$$/stat); echo $(($5 == $1)) $(($6 == $1))");

    assert_output(plain, "0 0\n");
    spawn_set_group(group);
    assert_output(group, "1 0\n");
    spawn_set_session(session);
    assert_output(session, "1 1\n");
}

static int
check_call(const void *data)
{
    return *(const int *)data;
}

static void
test_steps(void)
{
    static const int no_error = 0;
    static const int some_error = EXDEV;
    static const unsigned long one[4] = { 1 };
    g_autoptr(Spawn) spawn = shell("echo $(grep -Ec '^(NoNewPrivs:.1|Cpus_allowed_list:.0)$' "
                                   "/proc/self/status) $(cat /proc/self/oom_score_adj)");
    g_autoptr(Spawn) bad_call = spawn_new("true");
    g_autoptr(Spawn) bad_write = spawn_new("true");
    cpu_set_t cpus;

    CPU_ZERO(&cpus);
    CPU_SET(0, &cpus);
    spawn_step_write(spawn, SPAWN_AS_USER, "/proc/self/oom_score_adj", "777");
    spawn_step_prctl(spawn, SPAWN_AS_USER, PR_SET_NO_NEW_PRIVS, one);
    spawn_step_affinity(spawn, SPAWN_AS_CALLER, &cpus, sizeof(cpus));
    spawn_step_call(spawn, SPAWN_AS_CALLER, "call", check_call, &no_error);
    assert_output(spawn, "2 777\n");

    spawn_step_call(bad_call, SPAWN_AS_CALLER, "check this", check_call, &some_error);
    assert_fails(bad_call, VIR_ERR_SYSTEM_ERROR, -1, "cannot check this: ");
    assert_fails(bad_call, VIR_ERR_SYSTEM_ERROR, -1, g_strerror(EXDEV));
    spawn_step_write(bad_write, SPAWN_AS_CALLER, "/proc/self/oom_score_adj", "nonsense");
    assert_fails(bad_write, VIR_ERR_SYSTEM_ERROR, -1, "cannot write to /proc/self/oom_score_adj");
}

static void
test_child(void)
{
    g_autoptr(Spawn) spawn = spawn_new("sleep");
    g_autoptr(SpawnChild) child = NULL;
    g_autoptr(SpawnChild) other = NULL;
    g_autoptr(GError) error = NULL;
    struct pollfd item = { .events = POLLIN };
    g_autofree char *text = NULL;
    int status = -5;

    spawn_add_arg(spawn, "1000");
    child = spawn_start(spawn, NULL);
    g_assert_nonnull(child);
    g_assert_cmpint(spawn_child_pid(child), >, 0);
    g_assert_cmpint(fcntl(spawn_child_pidfd(child), F_GETFD), ==, FD_CLOEXEC);
    g_assert_false(spawn_child_wait(child, 10, &status, &error));
    g_assert_error(error, ERR_QUARK, VIR_ERR_OPERATION_TIMEOUT);
    g_assert_cmpint(status, ==, -5);
    g_assert_true(spawn_child_kill(child, SIGKILL));
    item.fd = spawn_child_pidfd(child);
    g_assert_cmpint(poll(&item, 1, AMPLE_MS), ==, 1);
    g_assert_true(spawn_child_wait(child, -1, &status, NULL));
    g_assert_true(spawn_child_wait(child, 0, &status, NULL));
    text = spawn_status_text(status);
    g_assert_cmpstr(text, ==, "fatal signal 9");
    g_assert_false(spawn_child_kill(child, SIGTERM));
    g_assert_cmpint(errno, ==, ESRCH);
    g_assert_true(spawn_child_stop(child, 0, 0, &status, NULL));

    other = spawn_start(spawn, NULL);
    g_assert_true(spawn_child_stop(other, AMPLE_MS, AMPLE_MS, &status, NULL));
    g_assert_cmpint(WTERMSIG(status), ==, SIGTERM);
}

/* Other code takes the exit status away, or nobody gets it. */
static void
test_lost_status(void)
{
    g_autoptr(Spawn) spawn = spawn_new("true");
    g_autoptr(SpawnChild) child = spawn_start(spawn, NULL);
    g_autoptr(SpawnChild) other = NULL;
    g_autofree char *text = NULL;
    int status = 0;

    g_assert_cmpint(waitpid(spawn_child_pid(child), NULL, 0), ==, spawn_child_pid(child));
    g_assert_true(spawn_child_wait(child, AMPLE_MS, &status, NULL));
    g_assert_cmpint(status, ==, SPAWN_STATUS_UNKNOWN);
    text = spawn_status_text(status);
    g_assert_cmpstr(text, ==, "unknown status");

    signal(SIGCHLD, SIG_IGN);
    other = spawn_start(spawn, NULL);
    g_assert_true(spawn_child_wait(other, AMPLE_MS, &status, NULL));
    g_assert_cmpint(status, ==, SPAWN_STATUS_UNKNOWN);
    signal(SIGCHLD, SIG_DFL);
}

static void
test_daemon(void)
{
    g_autoptr(Spawn) spawn = shell("cat /proc/$$/stat >&3; sleep 1000 3>&- & wait");
    g_autoptr(SpawnChild) child = NULL;
    g_autofree char *group = NULL;
    char line[512] = "";
    int ends[2];
    int status = 0;
    int pid;
    int parent;
    int pgid;
    int session;

    g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
    spawn_pass_fd(spawn, ends[1], 3);
    spawn_set_daemon(spawn);
    spawn_set_group(spawn);
    child = spawn_start(spawn, NULL);
    g_assert_nonnull(child);
    close(ends[1]);
    g_assert_cmpint(read(ends[0], line, sizeof(line) - 1), >, 0);
    close(ends[0]);
    g_assert_cmpint(sscanf(line, "%d %*s %*c %d %d %d", &pid, &parent, &pgid, &session), ==, 4);
    g_assert_cmpint(pid, ==, spawn_child_pid(child));
    g_assert_cmpint(parent, !=, getpid());
    g_assert_cmpint(pgid, ==, pid);
    g_assert_cmpint(session, !=, pid);
    g_assert_cmpint(session, !=, getsid(0));
    g_assert_cmpint(waitpid(-1, NULL, WNOHANG | __WALL), ==, -1);
    g_assert_false(spawn_child_wait(child, 10, &status, NULL));
    kill(-pgid, SIGTERM);
    g_assert_true(spawn_child_stop(child, AMPLE_MS, AMPLE_MS, &status, NULL));
    g_assert_cmpint(status, ==, SPAWN_STATUS_UNKNOWN);
}

static void
spawn_often(void *opaque)
{
    for (int i = 0; i < 25; i++) {
        g_autoptr(Spawn) spawn = shell("cat; ls /proc/self/fd | wc -l >&2");
        GString *out = NULL;
        GString *err = NULL;

        spawn_set_stdin(spawn, "hello", 5);
        g_assert_true(spawn_run(spawn, NULL, &out, &err, AMPLE_MS, NULL));
        g_assert_cmpstr(out->str, ==, "hello");
        g_assert_cmpint(g_ascii_strtoll(err->str, NULL, 10), <=, 5);
        g_string_free(out, TRUE);
        g_string_free(err, TRUE);
    }
}

static void
test_threads(void)
{
    Thread *threads[4];
    int n_fds = count_fds();

    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = thread_start("spawn", spawn_often, NULL, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        thread_join(threads[i]);
    g_assert_cmpint(count_fds(), ==, n_fds);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/spawn/output", test_output);
    g_test_add_func("/spawn/arguments", test_arguments);
    g_test_add_func("/spawn/environment", test_environment);
    g_test_add_func("/spawn/stdin", test_stdin);
    g_test_add_func("/spawn/limit", test_limit);
    g_test_add_func("/spawn/left-behind", test_left_behind);
    g_test_add_func("/spawn/timeout", test_timeout);
    g_test_add_func("/spawn/exec-failure", test_exec_failure);
    g_test_add_func("/spawn/descriptors", test_descriptors);
    g_test_add_func("/spawn/bad-descriptor", test_bad_descriptor);
    g_test_add_func("/spawn/closed-standard", test_closed_standard);
    g_test_add_func("/spawn/signals", test_signals);
    g_test_add_func("/spawn/place", test_place);
    g_test_add_func("/spawn/ids", test_ids);
    g_test_add_func("/spawn/group", test_group);
    g_test_add_func("/spawn/steps", test_steps);
    g_test_add_func("/spawn/child", test_child);
    g_test_add_func("/spawn/lost-status", test_lost_status);
    g_test_add_func("/spawn/daemon", test_daemon);
    g_test_add_func("/spawn/threads", test_threads);
    return g_test_run();
}
