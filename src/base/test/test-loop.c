/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/loop.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/thread.h"

#ifdef __SANITIZE_THREAD__
#define HAS_TSAN true
#else
#define HAS_TSAN false
#endif

/* A watch that counts and can do one thing to the loop when called. */
typedef struct Probe {
    Loop *loop;
    int id;
    int calls;
    int freed;
    int events; /* of the last call */
    void (*act)(struct Probe *probe);
    struct Probe *other;
    bool is_in_call;
} Probe;

static void
probe_call(Probe *probe)
{
    g_assert_cmpint(probe->freed, ==, 0);
    g_assert_false(probe->is_in_call);
    probe->is_in_call = true;
    probe->calls++;
    if (probe->act)
        probe->act(probe);
    g_assert_cmpint(probe->freed, ==, 0);
    probe->is_in_call = false;
}

static void
on_handle(int id, int fd, int events, void *opaque)
{
    Probe *probe = opaque;

    g_assert_cmpint(id, ==, probe->id);
    probe->events = events;
    probe_call(probe);
}

static void
on_timeout(int id, void *opaque)
{
    Probe *probe = opaque;

    g_assert_cmpint(id, ==, probe->id);
    probe_call(probe);
}

static void
on_free(void *opaque)
{
    ((Probe *)opaque)->freed++;
}

static void
watch(Probe *probe, Loop *loop, int fd, int events)
{
    probe->loop = loop;
    probe->id = loop_add_handle(loop, fd, events, on_handle, probe, on_free);
    g_assert_cmpint(probe->id, >, 0);
}

static void
schedule(Probe *probe, Loop *loop, int interval_ms)
{
    probe->loop = loop;
    probe->id = loop_add_timeout(loop, interval_ms, on_timeout, probe, on_free);
    g_assert_cmpint(probe->id, >, 0);
}

static Loop *
new_loop(void)
{
    Loop *loop = loop_new(NULL);

    g_assert_nonnull(loop);
    return loop;
}

/* Iterations that never wait; two, since the first may be spent on a wake-up. */
static void
spin(Loop *loop)
{
    g_assert_true(loop_run_once(loop, 0));
    g_assert_true(loop_run_once(loop, 0));
}

static void
make_pipe(int *ends)
{
    g_assert_cmpint(pipe2(ends, O_CLOEXEC | O_NONBLOCK), ==, 0);
}

static void
close_pipe(int *ends)
{
    close(ends[0]);
    close(ends[1]);
}

static void
put_byte(int fd)
{
    g_assert_cmpint(write(fd, "x", 1), ==, 1);
}

static void
test_masks(void)
{
    g_autoptr(Loop) loop = new_loop();
    Probe reader = { 0 };
    Probe writer = { 0 };
    Probe both = { 0 };
    Probe none = { 0 };
    int ends[2];

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
    watch(&reader, loop, ends[0], LOOP_READABLE);
    watch(&writer, loop, ends[0], LOOP_WRITABLE);
    watch(&both, loop, ends[0], LOOP_READABLE | LOOP_WRITABLE);
    watch(&none, loop, ends[0], 0);
    g_assert_true(loop_run_once(loop, -1));
    g_assert_cmpint(reader.calls, ==, 0);
    g_assert_cmpint(writer.events, ==, LOOP_WRITABLE);
    g_assert_cmpint(both.events, ==, LOOP_WRITABLE);

    put_byte(ends[1]);
    loop_update_handle(loop, writer.id, 0);
    g_assert_true(loop_run_once(loop, -1));
    g_assert_cmpint(reader.events, ==, LOOP_READABLE);
    g_assert_cmpint(writer.calls, ==, 1);
    g_assert_cmpint(both.events, ==, LOOP_READABLE | LOOP_WRITABLE);

    /* Level-triggered: it is still there. */
    g_assert_true(loop_run_once(loop, -1));
    g_assert_cmpint(reader.calls, ==, 2);

    /* The end is reported unasked, but not to paused watches. */
    loop_update_handle(loop, reader.id, LOOP_WRITABLE);
    close(ends[1]);
    g_assert_true(loop_run_once(loop, -1));
    g_assert_cmpint(reader.events & LOOP_HANGUP, ==, LOOP_HANGUP);
    g_assert_cmpint(reader.events & LOOP_READABLE, ==, 0);
    g_assert_cmpint(writer.calls, ==, 1);
    g_assert_cmpint(none.calls, ==, 0);

    /* All paused: a hung-up descriptor must not keep the loop awake or call. */
    loop_update_handle(loop, reader.id, 0);
    loop_update_handle(loop, both.id, 0);
    reader.calls = both.calls = 0;
    spin(loop);
    g_assert_cmpint(reader.calls + both.calls + none.calls, ==, 0);
    loop_update_handle(loop, both.id, LOOP_READABLE);
    g_assert_true(loop_run_once(loop, -1));
    g_assert_cmpint(both.calls, ==, 1);
    close(ends[0]);
}

static void
test_ids(void)
{
    g_autoptr(Loop) loop = new_loop();
    Probe a = { 0 };
    Probe b = { 0 };
    Probe timeout = { 0 };
    int ends[2];

    make_pipe(ends);
    watch(&a, loop, ends[0], LOOP_READABLE);
    schedule(&timeout, loop, -1);
    watch(&b, loop, -1, LOOP_READABLE);
    g_assert_cmpint(timeout.id, >, a.id);
    g_assert_cmpint(b.id, >, timeout.id);
    g_assert_false(loop_remove_handle(loop, timeout.id));
    g_assert_false(loop_remove_timeout(loop, a.id));
    g_assert_false(loop_remove_handle(loop, 0));
    g_assert_false(loop_remove_handle(loop, -1));
    g_assert_false(loop_remove_handle(loop, 12345));
    loop_update_handle(loop, 12345, LOOP_READABLE);
    loop_update_timeout(loop, 12345, 0);
    spin(loop);
    g_assert_true(loop_remove_handle(loop, a.id));
    g_assert_false(loop_remove_handle(loop, a.id));
    g_assert_true(loop_remove_handle(loop, b.id));
    g_assert_cmpint(a.freed, ==, 0);
    spin(loop);
    g_assert_cmpint(a.freed, ==, 1);
    g_assert_cmpint(b.freed, ==, 1);
    g_assert_cmpint(a.calls + b.calls + timeout.calls, ==, 0);
    g_clear_pointer(&loop, loop_free);
    g_assert_cmpint(timeout.freed, ==, 1);
    close_pipe(ends);
}

static void
remove_self(Probe *probe)
{
    g_assert_true(loop_remove_handle(probe->loop, probe->id) ||
                  loop_remove_timeout(probe->loop, probe->id));
    g_assert_cmpint(probe->freed, ==, 0);
}

static void
remove_other(Probe *probe)
{
    remove_self(probe->other);
}

static void
pause_other(Probe *probe)
{
    loop_update_handle(probe->loop, probe->other->id, 0);
    loop_update_timeout(probe->loop, probe->other->id, -1);
}

static void
test_remove_in_callback(void)
{
    g_autoptr(Loop) loop = new_loop();
    Probe self = { .act = remove_self };
    Probe first = { .act = remove_other };
    Probe second = { .act = remove_other, .other = &first };
    int ends[2];

    first.other = &second;
    make_pipe(ends);
    put_byte(ends[1]);
    watch(&self, loop, ends[0], LOOP_READABLE);
    watch(&first, loop, ends[0], LOOP_READABLE);
    watch(&second, loop, ends[0], LOOP_READABLE);
    g_assert_true(loop_run_once(loop, -1));
    g_assert_cmpint(self.calls, ==, 1);
    g_assert_cmpint(self.freed, ==, 1);
    /* Whichever came first has removed the other, which was due in the same iteration. */
    g_assert_cmpint(first.calls + second.calls, ==, 1);
    g_assert_cmpint(first.freed + second.freed, ==, 1);
    close_pipe(ends);
}

static void
test_remove_timeout_in_callback(void)
{
    g_autoptr(Loop) loop = new_loop();
    Probe self = { .act = remove_self };
    Probe first = { .act = remove_other };
    Probe second = { .act = remove_other, .other = &first };

    first.other = &second;
    schedule(&self, loop, 0);
    schedule(&first, loop, 0);
    schedule(&second, loop, 0);
    g_assert_true(loop_run_once(loop, -1));
    g_assert_cmpint(self.calls, ==, 1);
    g_assert_cmpint(self.freed, ==, 1);
    g_assert_cmpint(first.calls + second.calls, ==, 1);
    g_assert_cmpint(first.freed + second.freed, ==, 1);
}

static void
test_pause_in_callback(void)
{
    g_autoptr(Loop) loop = new_loop();
    Probe first = { .act = pause_other };
    Probe second = { .act = pause_other, .other = &first };
    Probe third = { .act = pause_other };
    Probe fourth = { .act = pause_other, .other = &third };
    int ends[2];

    first.other = &second;
    third.other = &fourth;
    make_pipe(ends);
    put_byte(ends[1]);
    watch(&first, loop, ends[0], LOOP_READABLE);
    watch(&second, loop, ends[0], LOOP_READABLE);
    schedule(&third, loop, 0);
    schedule(&fourth, loop, 0);
    spin(loop);
    g_assert_cmpint(MIN(first.calls, second.calls), ==, 0);
    g_assert_cmpint(MIN(third.calls, fourth.calls), ==, 0);
    g_assert_cmpint(MAX(first.calls, second.calls), ==, 2);
    g_assert_cmpint(MAX(third.calls, fourth.calls), ==, 2);
    close_pipe(ends);
}

static void
replace_file(Probe *probe)
{
    int ends[2];
    int fd = probe->events; /* the test has put the number there */

    make_pipe(ends);
    g_assert_cmpint(dup2(ends[0], fd), ==, fd);
    close_pipe(ends);
}

/* The number is closed and used again before the watch is removed. */
static void
test_reuse(void)
{
    g_autoptr(Loop) loop = new_loop();
    Probe old = { 0 };
    Probe new = { 0 };
    int a[2];
    int b[2];

    make_pipe(a);
    watch(&old, loop, a[0], LOOP_READABLE);
    close(a[0]);
    make_pipe(b);
    g_assert_cmpint(b[0], ==, a[0]); /* the lowest free number, by POSIX */
    watch(&new, loop, b[0], LOOP_READABLE);
    g_assert_true(loop_remove_handle(loop, old.id));
    spin(loop);
    g_assert_cmpint(new.calls, ==, 0);
    put_byte(b[1]);
    spin(loop);
    g_assert_cmpint(old.calls, ==, 0);
    g_assert_cmpint(new.calls, ==, 2);
    close(a[1]);
    close_pipe(b);
}

/* A copy of the closed descriptor lives on, as in a child process, and becomes ready: the kernel
 * goes on reporting it under the old number. */
static void
test_reuse_with_copy(void)
{
    g_autoptr(Loop) loop = new_loop();
    Probe old = { 0 };
    Probe new = { 0 };
    int old_epoll = loop_fd(loop);
    int a[2];
    int b[2];
    int copy;

    make_pipe(a);
    watch(&old, loop, a[0], LOOP_READABLE);
    copy = fcntl(a[0], F_DUPFD_CLOEXEC, 0);
    close(a[0]);
    make_pipe(b);
    g_assert_cmpint(b[0], ==, a[0]);
    watch(&new, loop, b[0], LOOP_READABLE);
    g_assert_true(loop_remove_handle(loop, old.id));
    put_byte(a[1]);
    spin(loop);
    g_assert_cmpint(old.calls + new.calls, ==, 0);
    /* The loop has rid itself of the report, and would not spin. */
    g_assert_cmpint(loop_fd(loop), !=, old_epoll);
    g_assert_cmpint(loop_prepare(loop), ==, -1);
    put_byte(b[1]);
    g_assert_true(loop_run_once(loop, -1));
    g_assert_cmpint(new.calls, ==, 1);
    close_pipe(b);
    close(a[1]);
    close(copy);
}

/* Removed before the number is used again, but after it was closed with a copy alive. */
static void
test_late_removal_with_copy(void)
{
    g_autoptr(Loop) loop = new_loop();
    Probe old = { 0 };
    Probe new = { 0 };
    int a[2];
    int copy;

    make_pipe(a);
    watch(&old, loop, a[0], LOOP_READABLE);
    copy = fcntl(a[0], F_DUPFD_CLOEXEC, 0);
    close(a[0]);
    g_assert_true(loop_remove_handle(loop, old.id));
    put_byte(a[1]);
    /* The very same file comes back: epoll knows it already. */
    g_assert_cmpint(dup2(copy, a[0]), ==, a[0]);
    watch(&new, loop, a[0], LOOP_READABLE);
    spin(loop);
    g_assert_cmpint(old.calls, ==, 0);
    g_assert_cmpint(new.calls, ==, 2);
    close_pipe(a);
    close(copy);
}

/* A callback replaces the file under another watch that is due in the same iteration. */
static void
test_replace_in_callback(void)
{
    g_autoptr(Loop) loop = new_loop();
    Probe timeout = { .act = replace_file };
    Probe reader = { 0 };
    int ends[2];

    make_pipe(ends);
    put_byte(ends[1]);
    watch(&reader, loop, ends[0], LOOP_READABLE);
    schedule(&timeout, loop, 0);
    timeout.events = ends[0];
    g_assert_true(loop_run_once(loop, -1));
    g_assert_cmpint(reader.calls, <=, 1); /* what poll had seen */
    g_assert_true(loop_remove_timeout(loop, timeout.id));
    reader.calls = 0;
    loop_update_handle(loop, reader.id, LOOP_READABLE);
    spin(loop); /* the new pipe is closed at its other end */
    g_assert_cmpint(reader.events, ==, LOOP_HANGUP);
    close_pipe(ends);
}

static void
test_regular_file(void)
{
    g_autoptr(Loop) loop = new_loop();
    Probe file = { 0 };
    Probe other = { 0 };
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    int ends[2];

    g_assert_cmpint(fd, >=, 0);
    make_pipe(ends);
    watch(&file, loop, fd, LOOP_READABLE);
    watch(&other, loop, ends[0], LOOP_READABLE);
    for (int i = 0; i < 3; i++)
        g_assert_true(loop_run_once(loop, -1));
    g_assert_cmpint(file.calls, ==, 3);
    g_assert_cmpint(file.events, ==, LOOP_READABLE);
    loop_update_handle(loop, file.id, LOOP_READABLE | LOOP_WRITABLE);
    put_byte(ends[1]);
    g_assert_true(loop_run_once(loop, -1));
    g_assert_cmpint(file.events, ==, LOOP_READABLE | LOOP_WRITABLE);
    g_assert_cmpint(other.calls, ==, 1);
    loop_update_handle(loop, file.id, 0);
    spin(loop);
    g_assert_cmpint(file.calls, ==, 4);
    loop_update_handle(loop, file.id, LOOP_READABLE);
    g_assert_cmpint(loop_prepare(loop), ==, 0);
    g_assert_true(loop_remove_handle(loop, file.id));
    spin(loop);
    g_assert_cmpint(loop_prepare(loop), ==, -1);
    g_assert_cmpint(file.freed, ==, 1);
    close(fd);
    close_pipe(ends);
}

/* Watched before it exists. */
static void
test_bad_descriptor(void)
{
    g_autoptr(Loop) loop = new_loop();
    Probe bad = { 0 };
    Probe negative = { 0 };
    int ends[2];
    int fd;

    make_pipe(ends);
    put_byte(ends[1]);
    fd = fcntl(ends[0], F_DUPFD_CLOEXEC, 700);
    close(fd);
    watch(&bad, loop, fd, LOOP_READABLE);
    watch(&negative, loop, -7, 15);
    spin(loop);
    g_assert_cmpint(loop_prepare(loop), ==, -1);
    g_assert_cmpint(bad.calls + negative.calls, ==, 0);
    g_assert_cmpint(dup2(ends[0], fd), ==, fd);
    spin(loop);
    g_assert_cmpint(bad.calls, >=, 1);
    close(fd);
    g_assert_true(loop_remove_handle(loop, bad.id));
    g_assert_true(loop_remove_handle(loop, negative.id));
    spin(loop);
    g_assert_cmpint(bad.freed + negative.freed, ==, 2);
    close_pipe(ends);
}

static void
run_inside(Probe *probe)
{
    g_assert_true(loop_run_once(probe->loop, 0));
    g_assert_true(loop_run_once(probe->loop, 0));
}

static void
remove_self_and_run(Probe *probe)
{
    remove_self(probe);
    run_inside(probe);
}

static void
test_nested(void)
{
    g_autoptr(Loop) loop = new_loop();
    Probe handle = { .act = run_inside };
    Probe timeout = { .act = run_inside };
    Probe gone = { .act = remove_self_and_run };
    Probe plain = { 0 };
    int ends[2];

    make_pipe(ends);
    put_byte(ends[1]);
    watch(&handle, loop, ends[0], LOOP_READABLE);
    watch(&plain, loop, ends[0], LOOP_READABLE);
    watch(&gone, loop, ends[0], LOOP_READABLE);
    schedule(&timeout, loop, 0);
    for (int i = 0; i < 4; i++) {
        int before = timeout.calls;

        g_assert_true(loop_run_once(loop, -1));
        g_assert_cmpint(timeout.calls, >, before);
    }
    g_assert_cmpint(handle.calls, >=, 4);
    g_assert_cmpint(plain.calls, >=, 8);
    g_assert_cmpint(gone.calls, ==, 1);
    g_assert_cmpint(gone.freed, ==, 1);
    close_pipe(ends);
}

static void
test_timeouts(void)
{
    g_autoptr(Loop) loop = new_loop();
    Probe always = { 0 };
    Probe off = { 0 };
    Probe later = { 0 };
    Probe soon = { 0 };

    g_assert_cmpint(loop_prepare(loop), ==, -1);
    schedule(&off, loop, -1);
    g_assert_cmpint(loop_prepare(loop), ==, -1);
    schedule(&later, loop, 3600 * 1000);
    g_assert_cmpint(loop_prepare(loop), >, 1800 * 1000);
    schedule(&soon, loop, 5);
    g_assert_cmpint(loop_prepare(loop), <=, 5);
    while (soon.calls < 2)
        g_assert_true(loop_run_once(loop, -1));
    g_assert_cmpint(off.calls + later.calls, ==, 0);

    loop_update_timeout(loop, soon.id, -1);
    schedule(&always, loop, 0);
    for (int i = 0; i < 5; i++)
        g_assert_true(loop_run_once(loop, -1));
    g_assert_cmpint(always.calls, ==, 5);
    g_assert_cmpint(soon.calls, ==, 2);
    g_assert_true(loop_remove_timeout(loop, always.id));
    loop_update_timeout(loop, later.id, 0);
    g_assert_true(loop_run_once(loop, -1));
    g_assert_cmpint(later.calls, ==, 1);
    g_assert_cmpint(always.calls, ==, 5);
}

static void
note_order(int id, void *opaque)
{
    g_array_append_val((GArray *)opaque, id);
}

/* The heap against a sorted list. */
static void
test_heap(void)
{
    g_autoptr(Loop) loop = new_loop();
    g_autoptr(GArray) seen = g_array_new(FALSE, FALSE, sizeof(int));
    g_autoptr(GRand) rand = g_rand_new_with_seed(7);
    int ids[500];
    int interval_ms[500];

    for (int i = 0; i < 500; i++) {
        interval_ms[i] = 1000000 + g_rand_int_range(rand, 0, 300) * 1000;
        ids[i] = loop_add_timeout(loop, interval_ms[i], note_order, seen, NULL);
    }
    for (int step = 0; step < 3000; step++) {
        int i = g_rand_int_range(rand, 0, 500);
        int shortest = INT_MAX;

        interval_ms[i] =
            g_rand_int_range(rand, 0, 4) ? 1000000 + g_rand_int_range(rand, 0, 300) * 1000 : -1;
        loop_update_timeout(loop, ids[i], interval_ms[i]);
        for (int j = 0; j < 500; j++) {
            if (interval_ms[j] >= 0)
                shortest = MIN(shortest, interval_ms[j]);
        }
        /* 1000 s apart from now, steps of 1 s; the loop of the test takes less than 500 s. */
        g_assert_cmpint(loop_prepare(loop), <=, shortest);
        g_assert_cmpint(loop_prepare(loop), >, shortest - 500 * 1000);
    }
    for (int i = 0; i < 500; i++)
        loop_update_timeout(loop, ids[i], 0);
    g_assert_true(loop_run_once(loop, 0));
    g_assert_cmpuint(seen->len, ==, 500);
    for (int i = 0; i < 500; i += 2)
        g_assert_true(loop_remove_timeout(loop, ids[i]));
    g_assert_true(loop_run_once(loop, 0));
    g_assert_cmpuint(seen->len, ==, 750);
}

static void
test_many(void)
{
    g_autoptr(Loop) loop = new_loop();
    g_autofree Probe *probes = g_new0(Probe, 400);
    int ends[2];

    /* More than one iteration takes from the kernel; nobody starves. */
    make_pipe(ends);
    for (int i = 0; i < 400; i++)
        watch(&probes[i], loop, fcntl(ends[1], F_DUPFD_CLOEXEC, 0), LOOP_WRITABLE);
    for (int i = 0; i < 4; i++)
        g_assert_true(loop_run_once(loop, -1));
    for (int i = 0; i < 400; i++)
        g_assert_cmpint(probes[i].calls, >=, 1);
    g_clear_pointer(&loop, loop_free);
    for (int i = 0; i < 400; i++)
        g_assert_cmpint(probes[i].freed, ==, 1);
    closefrom(ends[1] + 1);
    close_pipe(ends);
}

static void
wake_often(void *opaque)
{
    for (int i = 0; i < 100; i++)
        loop_wake(opaque);
}

static void
test_wake(void)
{
    g_autoptr(Loop) loop = new_loop();
    Thread *thread = thread_start("wake", wake_often, loop, NULL);

    g_assert_true(loop_run_once(loop, -1));
    thread_join(thread);
    spin(loop);

    /* A hundred wake-ups are one. */
    wake_often(loop);
    g_assert_true(loop_run_once(loop, -1));
    loop_wake(loop);
    g_assert_true(loop_run_once(loop, -1));
}

typedef struct Storm {
    Loop *loop;
    atomic_int started;
    atomic_int calls;
    atomic_int freed;
    atomic_int added;
    bool is_careless;
    int pipe[2];
} Storm;

static void
storm_handle(int id, int fd, int events, void *opaque)
{
    atomic_fetch_add(&((Storm *)opaque)->calls, 1);
}

static void
storm_timeout(int id, void *opaque)
{
    atomic_fetch_add(&((Storm *)opaque)->calls, 1);
}

static void
storm_free(void *opaque)
{
    atomic_fetch_add(&((Storm *)opaque)->freed, 1);
}

static void
storm_thread(void *opaque)
{
    Storm *storm = opaque;
    Loop *loop = storm->loop;

    for (int i = 0; i < 300; i++) {
        int mine[2];
        int shared;
        int own;
        int timeout;

        make_pipe(mine);
        put_byte(mine[1]);
        shared =
            loop_add_handle(loop, storm->pipe[0], LOOP_READABLE, storm_handle, storm, storm_free);
        own = loop_add_handle(loop, mine[0], 0, storm_handle, storm, storm_free);
        timeout = loop_add_timeout(loop, i % 3, storm_timeout, storm, storm_free);
        g_assert_true(shared > 0 && own > 0 && timeout > 0);
        loop_update_handle(loop, own, LOOP_READABLE);
        loop_update_timeout(loop, timeout, i % 2 ? -1 : 0);
        if (i % 5 == 0)
            g_usleep(200);
        if (storm->is_careless)
            close(mine[0]);
        g_assert_true(loop_remove_handle(loop, own));
        g_assert_true(loop_remove_handle(loop, shared));
        g_assert_true(loop_remove_timeout(loop, timeout));
        if (!storm->is_careless)
            close(mine[0]);
        close(mine[1]);
        atomic_fetch_add(&storm->added, 3);
    }
    atomic_fetch_sub(&storm->started, 1);
    loop_wake(loop);
}

static void
run_storm(bool is_careless)
{
    g_autoptr(Loop) loop = new_loop();
    Storm storm = { .loop = loop, .started = 6, .is_careless = is_careless };
    Thread *threads[6];

    make_pipe(storm.pipe);
    put_byte(storm.pipe[1]);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = thread_start("storm", storm_thread, &storm, NULL);
    while (atomic_load(&storm.started) > 0)
        g_assert_true(loop_run_once(loop, -1));
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        thread_join(threads[i]);
    spin(loop);
    g_assert_cmpint(storm.freed, ==, storm.added);
    g_assert_cmpint(storm.calls, >, 0);
    g_assert_cmpint(loop_prepare(loop), ==, -1);
    close_pipe(storm.pipe);
}

static void
test_threads(void)
{
    run_storm(false);
}

/* Each thread closes before it removes, so that another one may have got the number. The thread
 * sanitizer takes this for a race, and rightly, but applications do it. */
static void
test_careless_threads(void)
{
    if (HAS_TSAN)
        g_test_skip("a race by intention");
    else
        run_storm(true);
}

/* What a thread adds or changes is noticed by a loop that waits without limit. */
static void
nudge_thread(void *opaque)
{
    Storm *storm = opaque;
    int timeout = loop_add_timeout(storm->loop, -1, storm_timeout, storm, storm_free);
    int handle;

    while (atomic_load(&storm->started) == 0)
        g_usleep(100);
    loop_update_timeout(storm->loop, timeout, 1);
    while (atomic_load(&storm->calls) == 0)
        g_usleep(100);
    g_assert_true(loop_remove_timeout(storm->loop, timeout));
    while (atomic_load(&storm->freed) < 1)
        g_usleep(100);
    handle = loop_add_handle(storm->loop, storm->pipe[0], LOOP_READABLE, storm_handle, storm,
                             storm_free);
    atomic_store(&storm->calls, 0);
    put_byte(storm->pipe[1]);
    while (atomic_load(&storm->calls) == 0)
        g_usleep(100);
    g_assert_true(loop_remove_handle(storm->loop, handle));
    while (atomic_load(&storm->freed) < 2)
        g_usleep(100);
    atomic_store(&storm->started, 0);
    loop_wake(storm->loop);
}

static void
test_noticed(void)
{
    g_autoptr(Loop) loop = new_loop();
    Storm storm = { .loop = loop };
    Thread *thread;

    make_pipe(storm.pipe);
    thread = thread_start("nudge", nudge_thread, &storm, NULL);
    atomic_store(&storm.started, 1);
    while (atomic_load(&storm.started))
        g_assert_true(loop_run_once(loop, -1));
    thread_join(thread);
    close_pipe(storm.pipe);
}

static void
join_child(pid_t pid)
{
    int status = -1;

    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    g_assert_cmpint(status, ==, 0);
}

static void
test_fork(void)
{
    g_autoptr(Loop) loop = new_loop();
    Probe reader = { 0 };
    Probe timeout = { 0 };
    int ends[2];
    pid_t pid;

    make_pipe(ends);
    watch(&reader, loop, ends[0], LOOP_READABLE);
    schedule(&timeout, loop, 3600 * 1000);
    pid = fork();
    g_assert_cmpint(pid, >=, 0);
    if (pid == 0) {
        Probe mine = { 0 };
        int other[2];

        /* All of this must stay in the child. */
        make_pipe(other);
        watch(&mine, loop, other[0], LOOP_READABLE);
        put_byte(other[1]);
        put_byte(ends[1]);
        loop_wake(loop);
        spin(loop);
        if (reader.calls == 0 || mine.calls == 0 || timeout.calls != 0)
            _exit(1);
        loop_update_timeout(loop, timeout.id, 0);
        loop_update_handle(loop, reader.id, 0);
        if (!loop_remove_handle(loop, mine.id))
            _exit(2);
        reader.calls = 0;
        spin(loop);
        _exit(timeout.calls == 2 && reader.calls == 0 && mine.freed == 1 ? 0 : 3);
    }
    join_child(pid);
    g_assert_true(loop_run_once(loop, -1)); /* the child's byte is in the pipe */
    g_assert_cmpint(reader.calls, ==, 1);
    g_assert_cmpint(timeout.calls, ==, 0);
    close_pipe(ends);
}

static void
fork_inside(Probe *probe)
{
    int calls = probe->calls;
    pid_t pid = fork();

    g_assert_cmpint(pid, >=, 0);
    if (pid != 0) {
        join_child(pid);
        return;
    }
    spin(probe->loop);
    _exit(probe->calls == calls ? 0 : 1); /* its watch rests */
}

static void
test_fork_in_callback(void)
{
    g_autoptr(Loop) loop = new_loop();
    Probe reader = { .act = fork_inside };
    int ends[2];

    make_pipe(ends);
    put_byte(ends[1]);
    watch(&reader, loop, ends[0], LOOP_READABLE);
    spin(loop);
    g_assert_cmpint(reader.calls, ==, 2);
    close_pipe(ends);
}

static void
busy_thread(void *opaque)
{
    Storm *storm = opaque;

    while (atomic_load(&storm->started)) {
        int id = loop_add_timeout(storm->loop, 0, storm_timeout, storm, NULL);

        loop_remove_timeout(storm->loop, id);
        loop_wake(storm->loop);
    }
}

/* The lock must not be copied while another thread holds it. */
static void
test_fork_with_threads(void)
{
    g_autoptr(Loop) loop = new_loop();
    Storm storm = { .loop = loop, .started = 1 };
    Thread *thread = thread_start("busy", busy_thread, &storm, NULL);

    for (int i = 0; i < 20; i++) {
        pid_t pid = fork();

        g_assert_cmpint(pid, >=, 0);
        if (pid == 0) {
            alarm(60);
            loop_wake(loop);
            _exit(loop_run_once(loop, -1) ? 0 : 1);
        }
        join_child(pid);
    }
    atomic_store(&storm.started, 0);
    thread_join(thread);
}

static void
iterate_inside(Probe *probe)
{
    for (int i = 0; i < 3; i++)
        g_main_context_iteration((GMainContext *)(void *)probe->other, FALSE);
}

static void
test_gsource(void)
{
    g_autoptr(GMainContext) context = g_main_context_new();
    g_autoptr(Loop) loop = new_loop();
    g_autoptr(GSource) source = loop_gsource_new(loop);
    Storm storm = { .loop = loop };
    Probe reader = { 0 };
    Probe nested = { .act = iterate_inside };
    Thread *thread;
    int ends[2];
    pid_t pid;

    g_source_attach(source, context);
    make_pipe(ends);
    make_pipe(storm.pipe);
    thread = thread_start("nudge", nudge_thread, &storm, NULL);
    atomic_store(&storm.started, 1);
    while (atomic_load(&storm.started))
        g_main_context_iteration(context, TRUE);
    thread_join(thread);

    nested.other = (Probe *)(void *)context;
    put_byte(ends[1]);
    watch(&nested, loop, ends[0], LOOP_READABLE);
    watch(&reader, loop, ends[0], LOOP_READABLE);
    while (reader.calls < 3)
        g_main_context_iteration(context, TRUE);
    g_assert_cmpint(nested.calls, >=, 1);
    g_assert_true(loop_remove_handle(loop, nested.id));
    while (nested.freed == 0)
        g_main_context_iteration(context, TRUE);

    pid = fork();
    if (pid == 0) {
        alarm(60);
        reader.calls = 0;
        while (reader.calls == 0)
            g_main_context_iteration(context, TRUE);
        _exit(0);
    }
    join_child(pid);
    g_source_destroy(source);
    close_pipe(ends);
    close_pipe(storm.pipe);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/loop/masks", test_masks);
    g_test_add_func("/loop/ids", test_ids);
    g_test_add_func("/loop/remove-in-callback", test_remove_in_callback);
    g_test_add_func("/loop/remove-timeout-in-callback", test_remove_timeout_in_callback);
    g_test_add_func("/loop/pause-in-callback", test_pause_in_callback);
    g_test_add_func("/loop/reuse", test_reuse);
    g_test_add_func("/loop/reuse-with-copy", test_reuse_with_copy);
    g_test_add_func("/loop/late-removal-with-copy", test_late_removal_with_copy);
    g_test_add_func("/loop/replace-in-callback", test_replace_in_callback);
    g_test_add_func("/loop/regular-file", test_regular_file);
    g_test_add_func("/loop/bad-descriptor", test_bad_descriptor);
    g_test_add_func("/loop/nested", test_nested);
    g_test_add_func("/loop/timeouts", test_timeouts);
    g_test_add_func("/loop/heap", test_heap);
    g_test_add_func("/loop/many", test_many);
    g_test_add_func("/loop/wake", test_wake);
    g_test_add_func("/loop/threads", test_threads);
    g_test_add_func("/loop/careless-threads", test_careless_threads);
    g_test_add_func("/loop/noticed", test_noticed);
    g_test_add_func("/loop/fork", test_fork);
    g_test_add_func("/loop/fork-in-callback", test_fork_in_callback);
    g_test_add_func("/loop/fork-with-threads", test_fork_with_threads);
    g_test_add_func("/loop/gsource", test_gsource);
    return g_test_run();
}
