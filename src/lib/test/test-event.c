/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <pthread.h>
#include <stdbool.h>
#include <unistd.h>

#include "lib/test/peer.h"

/* What is registered stays registered: each case is a process of its own. */
static bool
in_parent(void)
{
    if (g_test_subprocess())
        return false;
    g_test_trap_subprocess(NULL, 10 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_INHERIT_STDERR);
    g_test_trap_assert_passed();
    return true;
}

static GString *seen;
static pthread_mutex_t seen_lock = PTHREAD_MUTEX_INITIALIZER;

static void
see(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    g_string_append_vprintf(seen, fmt, args);
    va_end(args);
}

static void
on_handle(int watch G_GNUC_UNUSED, int fd G_GNUC_UNUSED, int events, void *opaque)
{
    see("%s:%d ", (char *)opaque, events);
}

static void
on_timeout(int timer G_GNUC_UNUSED, void *opaque)
{
    see("%s ", (char *)opaque);
}

static void
on_free(void *opaque)
{
    see("free-%s ", (char *)opaque);
}

static int
their_add_handle(int fd, int events, virEventHandleCallback cb G_GNUC_UNUSED,
                 void *opaque G_GNUC_UNUSED, virFreeCallback ff G_GNUC_UNUSED)
{
    see("add-handle:%d:%d ", fd, events);
    return 42;
}

static void
their_update_handle(int watch, int events)
{
    see("update-handle:%d:%d ", watch, events);
}

static int
their_remove_handle(int watch)
{
    see("remove-handle:%d ", watch);
    return -7;
}

static int
their_add_timeout(int timeout, virEventTimeoutCallback cb G_GNUC_UNUSED, void *opaque G_GNUC_UNUSED,
                  virFreeCallback ff G_GNUC_UNUSED)
{
    see("add-timeout:%d ", timeout);
    return 43;
}

static void
their_update_timeout(int timer, int timeout)
{
    see("update-timeout:%d:%d ", timer, timeout);
}

static int
their_remove_timeout(int timer)
{
    see("remove-timeout:%d ", timer);
    return 5;
}

static void
register_theirs(void)
{
    virEventRegisterImpl(their_add_handle, their_update_handle, their_remove_handle,
                         their_add_timeout, their_update_timeout, their_remove_timeout);
}

static void
test_none(void)
{
    if (in_parent())
        return;
    g_assert_cmpint(virEventAddHandle(0, 1, on_handle, NULL, NULL), ==, -1);
    g_assert_cmpint(virEventRemoveHandle(1), ==, -1);
    virEventUpdateHandle(1, 1);
    g_assert_cmpint(virEventAddTimeout(0, on_timeout, NULL, NULL), ==, -1);
    g_assert_cmpint(virEventRemoveTimeout(1), ==, -1);
    virEventUpdateTimeout(1, 1);
    g_assert_null(virGetLastError());
}

static void
test_theirs(void)
{
    if (in_parent())
        return;
    seen = g_string_new(NULL);
    register_theirs();
    g_assert_cmpint(virEventRegisterDefaultImpl(), ==, 0); /* too late */
    g_assert_cmpint(virEventAddHandle(3, 1, on_handle, NULL, NULL), ==, 42);
    virEventUpdateHandle(42, 2);
    g_assert_cmpint(virEventRemoveHandle(42), ==, -7);
    g_assert_cmpint(virEventAddTimeout(9, on_timeout, NULL, NULL), ==, 43);
    virEventUpdateTimeout(43, 2);
    g_assert_cmpint(virEventRemoveTimeout(43), ==, 5);
    g_assert_cmpstr(seen->str, ==,
                    "add-handle:3:1 update-handle:42:2 remove-handle:42 "
                    "add-timeout:9 update-timeout:43:2 remove-timeout:43 ");
    g_string_free(seen, TRUE);
}

static void
test_default(void)
{
    int pipes[2];
    int watch;
    int timer;

    if (in_parent())
        return;
    seen = g_string_new(NULL);
    g_assert_cmpint(virEventRegisterDefaultImpl(), ==, 0);
    g_assert_cmpint(virEventRegisterDefaultImpl(), ==, 0);
    register_theirs(); /* too late */
    g_assert_cmpint(pipe(pipes), ==, 0);

    timer = virEventAddTimeout(0, on_timeout, (void *)"timer", on_free);
    g_assert_cmpint(timer, >, 0);
    virEventRunDefaultImpl();
    g_assert_cmpstr(seen->str, ==, "timer ");
    g_assert_cmpint(virEventRemoveTimeout(timer), ==, 0);
    g_assert_cmpint(virEventRemoveTimeout(timer), ==, -1);
    g_assert_cmpstr(seen->str, ==, "timer ");
    virEventRunDefaultImpl();
    g_assert_cmpstr(seen->str, ==, "timer free-timer ");

    g_string_truncate(seen, 0);
    watch =
        virEventAddHandle(pipes[0], VIR_EVENT_HANDLE_READABLE, on_handle, (void *)"pipe", on_free);
    g_assert_cmpint(watch, >, 0);
    g_assert_cmpint(write(pipes[1], "x", 1), ==, 1);
    virEventRunDefaultImpl();
    virEventRunDefaultImpl();
    g_assert_true(g_str_has_prefix(seen->str, "pipe:1 "));
    virEventUpdateHandle(watch, 0);
    g_string_truncate(seen, 0);
    timer = virEventAddTimeout(1, on_timeout, (void *)"timer", NULL);
    while (seen->len == 0)
        virEventRunDefaultImpl();
    g_assert_cmpstr(seen->str, ==, "timer ");
    virEventRemoveTimeout(timer);
    g_assert_cmpint(virEventRemoveHandle(watch), ==, 0);
    g_assert_cmpint(virEventRemoveHandle(999), ==, -1);
    virEventRunDefaultImpl();
    g_assert_nonnull(strstr(seen->str, "free-pipe"));
    g_string_free(seen, TRUE);
}

static void
on_quit(int timer, void *opaque)
{
    virEventRemoveTimeout(timer);
    g_main_loop_quit(opaque);
}

/* A GTK program runs the context itself and never calls virEventRunDefaultImpl(). */
static void
test_main_loop(void)
{
    GMainLoop *loop;

    if (in_parent())
        return;
    g_assert_cmpint(virEventRegisterDefaultImpl(), ==, 0);
    loop = g_main_loop_new(NULL, FALSE);
    g_assert_cmpint(virEventAddTimeout(5, on_quit, loop, NULL), >, 0);
    g_main_loop_run(loop);
    g_main_loop_unref(loop);
}

#define N_THREADS 4
#define N_ROUNDS  50

static int n_called; /* under seen_lock, as the next */
static int n_freed;
static int n_done;

static void
count_call(int timer, void *opaque G_GNUC_UNUSED)
{
    virEventRemoveTimeout(timer);
    pthread_mutex_lock(&seen_lock);
    n_called++;
    pthread_mutex_unlock(&seen_lock);
}

static void
count_handle(int watch, int fd G_GNUC_UNUSED, int events G_GNUC_UNUSED, void *opaque G_GNUC_UNUSED)
{
    virEventRemoveHandle(watch);
    pthread_mutex_lock(&seen_lock);
    n_called++;
    pthread_mutex_unlock(&seen_lock);
}

static void
count_free(void *opaque G_GNUC_UNUSED)
{
    pthread_mutex_lock(&seen_lock);
    n_freed++;
    pthread_mutex_unlock(&seen_lock);
}

static void *
add_many(void *opaque)
{
    int fd = *(int *)opaque;

    for (int i = 0; i < N_ROUNDS; i++) {
        g_assert_cmpint(virEventAddTimeout(i % 3, count_call, NULL, count_free), >, 0);
        g_assert_cmpint(
            virEventAddHandle(fd, VIR_EVENT_HANDLE_WRITABLE, count_handle, NULL, count_free), >, 0);
    }
    pthread_mutex_lock(&seen_lock);
    n_done++;
    pthread_mutex_unlock(&seen_lock);
    return NULL;
}

/* The loop runs in one thread while others add: each addition must wake it. */
static void
test_threads(void)
{
    const int expected = N_THREADS * N_ROUNDS * 2;
    pthread_t threads[N_THREADS];
    int pipes[2];
    int freed = 0;

    if (in_parent())
        return;
    g_assert_cmpint(virEventRegisterDefaultImpl(), ==, 0);
    g_assert_cmpint(pipe(pipes), ==, 0);
    for (int i = 0; i < N_THREADS; i++)
        g_assert_cmpint(pthread_create(&threads[i], NULL, add_many, &pipes[1]), ==, 0);
    while (freed < expected) {
        virEventRunDefaultImpl();
        pthread_mutex_lock(&seen_lock);
        freed = n_freed;
        pthread_mutex_unlock(&seen_lock);
    }
    for (int i = 0; i < N_THREADS; i++)
        pthread_join(threads[i], NULL);
    g_assert_cmpint(n_called, ==, expected);
    g_assert_cmpint(n_done, ==, N_THREADS);
}

int
main(int argc, char **argv)
{
    peer_begin();
    g_test_init(&argc, &argv, NULL);
    virSetErrorFunc(NULL, peer_silence);
    g_test_add_func("/event/none", test_none);
    g_test_add_func("/event/theirs", test_theirs);
    g_test_add_func("/event/default", test_default);
    g_test_add_func("/event/main-loop", test_main_loop);
    g_test_add_func("/event/threads", test_threads);
    return g_test_run();
}
