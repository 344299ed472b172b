/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What becomes of calls when their connection is closed, or the process forks, under them. */
#include "lib/conn.h"

#include <sys/wait.h>
#include <unistd.h>
#include "lib/call.h"
#include "lib/calls.h"
#include "lib/conn-events.h"
#include "lib/test/peer.h"

/* A driver in this process, where one call can be held up. */
typedef struct Driver {
    virConnectPtr conn;
    Mutex lock; /* guards the rest */
    Cond changed;
    bool holds_next; /* the next call waits until this ends */
    bool is_held;
    bool is_closed;
    unsigned int n_calls;
} Driver;

static bool
suspend(Driver *driver, const DomainSuspendArgs *args, GError **error)
{
    MUTEX_GUARD(&driver->lock);

    driver->n_calls++;
    if (driver->holds_next) {
        driver->is_held = true;
        cond_broadcast(&driver->changed);
        while (driver->holds_next)
            cond_wait(&driver->changed, &driver->lock);
        driver->is_held = false;
    }
    if (driver->is_closed)
        return err_set_full(error, VIR_FROM_TEST, VIR_ERR_OPERATION_FAILED, "closed in a call");
    return g_str_equal(args->dom.name, "guest") ||
           err_set_full(error, VIR_FROM_TEST, VIR_ERR_OPERATION_FAILED, "'%s' is not the guest",
                        args->dom.name);
}

static bool
invoke(Conn *conn, Call *call, const void *args, void *ret, GError **error)
{
    switch ((int)(call->op - ops)) {
    case OP_DOMAIN_SUSPEND:
        return suspend(conn->backend_data, args, error);
    case OP_CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY:
    case OP_CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY:
        return true;
    default:
        return call_unsupported(call, error);
    }
}

static void
close_driver(Conn *conn)
{
    Driver *driver = conn->backend_data;

    MUTEX_GUARD(&driver->lock);
    g_assert_false(driver->is_closed);
    driver->is_closed = true;
}

static const Backend backend = { .name = "DRIVER", .invoke = invoke, .close = close_driver };

static void
driver_start(Driver *driver)
{
    Conn *conn = conn_new(OBJECT_CONNECT);

    *driver = (Driver){ .conn = (virConnectPtr)conn };
    mutex_init(&driver->lock);
    cond_init(&driver->changed);
    conn->backend = &backend;
    conn->backend_data = driver;
}

static void
driver_end(Driver *driver)
{
    g_assert_true(driver->is_closed);
    cond_clear(&driver->changed);
    mutex_clear(&driver->lock);
}

static virDomainPtr
new_guest(Driver *driver)
{
    DomainRef ref = { .name = g_strdup("guest"), .id = 1 };

    return handle_new(OBJECT_DOMAIN, (Conn *)driver->conn, NULL, &ref);
}

/* A call on another thread. */
typedef struct Caller {
    virDomainPtr domain;
    Thread *thread;
    int result;
} Caller;

static void
call_suspend(void *opaque)
{
    Caller *caller = opaque;

    caller->result = virDomainSuspend(caller->domain);
}

/* Returns once the call is with the driver, which holds it. */
static void
begin_held_call(Driver *driver, Caller *caller)
{
    *caller = (Caller){ .domain = new_guest(driver), .result = -2 };
    driver->holds_next = true;
    caller->thread = thread_start("caller", call_suspend, caller, NULL);
    mutex_lock(&driver->lock);
    while (!driver->is_held)
        cond_wait(&driver->changed, &driver->lock);
    mutex_unlock(&driver->lock);
}

static void
let_go(Driver *driver)
{
    mutex_lock(&driver->lock);
    driver->holds_next = false;
    cond_broadcast(&driver->changed);
    mutex_unlock(&driver->lock);
}

/* The call ends as if nothing had happened, and the connection after it. */
static void
test_close_in_call(void)
{
    Driver driver;
    Caller caller;

    driver_start(&driver);
    begin_held_call(&driver, &caller);
    g_assert_cmpint(virDomainFree(caller.domain), ==, 0);
    g_assert_cmpint(virConnectClose(driver.conn), ==, 1);
    g_assert_false(driver.is_closed);
    let_go(&driver);
    thread_join(caller.thread);
    g_assert_cmpint(caller.result, ==, 0);
    driver_end(&driver);
}

/* A failed call has the error of its own connection, which is still there to take it. */
static void
test_close_in_failing_call(void)
{
    Driver driver;
    Caller caller;

    driver_start(&driver);
    begin_held_call(&driver, &caller);
    caller.domain->ref.name[0] = 'G';
    g_assert_cmpint(virDomainFree(caller.domain), ==, 0);
    g_assert_cmpint(virConnectClose(driver.conn), ==, 1);
    let_go(&driver);
    thread_join(caller.thread);
    g_assert_cmpint(caller.result, ==, -1);
    driver_end(&driver);
}

/* Sanitizers object to looking at freed memory at all. */
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define CAN_USE_FREED
#endif

#ifdef CAN_USE_FREED

static void
test_close_twice(void)
{
    Driver driver;
    virConnectPtr conn;
    virDomainPtr domain;

    driver_start(&driver);
    conn = driver.conn;
    domain = new_guest(&driver);
    g_assert_cmpint(virConnectClose(conn), ==, 1);
    g_assert_cmpint(virDomainFree(domain), ==, 0);
    driver_end(&driver);
    g_assert_cmpint(virConnectClose(conn), ==, -1);
    peer_assert_error(VIR_ERR_INVALID_CONN, VIR_FROM_NONE,
                      "invalid connection pointer in virConnectClose");
    g_assert_cmpint(virDomainFree(domain), ==, -1);
    peer_assert_error(VIR_ERR_INVALID_DOMAIN, VIR_FROM_DOM,
                      "invalid domain pointer in virDomainFree");
}

#endif

/* -- fork ------------------------------------------------------------------ */

static void
on_event(virConnectPtr conn, virDomainPtr domain, void *opaque)
{
}

/* All that takes one of the locks of a connection; the number of the step that failed, or 0. */
static int
use_connection(Driver *driver)
{
    virDomainPtr domain = new_guest(driver);
    int id;

    if (virDomainSuspend(domain) < 0)
        return 1;
    id = virConnectDomainEventRegisterAny(driver->conn, domain, VIR_DOMAIN_EVENT_ID_REBOOT,
                                          on_event, NULL, NULL);
    if (id < 0 || virConnectDomainEventDeregisterAny(driver->conn, id) < 0)
        return 2;
    if (virDomainSuspend(NULL) == 0 || virDomainReboot(domain, 0) == 0)
        return 3;
    if (virConnGetLastError(driver->conn)->code != VIR_ERR_NO_SUPPORT)
        return 4;
    if (virDomainFree(domain) < 0)
        return 5;
    return 0;
}

/* The child of a fork() has no other thread, but the locks as they stood: a call that another
 * thread was in the middle of must not keep it from using the connection. */
static void
test_fork(void)
{
    Driver driver;
    Caller caller;
    int status = 0;
    pid_t pid;

    virEventRegisterDefaultImpl();
    driver_start(&driver);
    begin_held_call(&driver, &caller);
    pid = fork();
    g_assert_cmpint(pid, >=, 0);
    if (pid == 0) {
        int step;

        alarm(20);
        driver.holds_next = false;
        step = use_connection(&driver);
        /* The caller's thread, and with it what it held, is not in this process. */
        if (step == 0 && virConnectClose(driver.conn) != 1)
            step = 6;
        _exit(step);
    }
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    g_assert_cmpint(status, ==, 0);

    let_go(&driver);
    thread_join(caller.thread);
    g_assert_cmpint(caller.result, ==, 0);
    g_assert_cmpuint(driver.n_calls, ==, 1);
    g_assert_cmpint(use_connection(&driver), ==, 0);
    g_assert_cmpint(virDomainFree(caller.domain), ==, 0);
    g_assert_cmpint(virConnectClose(driver.conn), ==, 0);
    driver_end(&driver);
}

/* -- many threads ----------------------------------------------------------- */

enum { THREADS = 8, ROUNDS = 4000 };

/* Each has a reference of its own, as an application's threads should, and nothing else. */
static void
use_and_close(void *opaque)
{
    Driver *driver = opaque;
    virConnectPtr conn = driver->conn;

    for (int i = 0; i < ROUNDS; i++) {
        virDomainPtr domain = new_guest(driver);

        g_assert_cmpint(virDomainRef(domain), ==, 0);
        g_assert_cmpint(virDomainSuspend(domain), ==, 0);
        g_assert_cmpint(virConnectRef(conn), ==, 0);
        g_assert_cmpint(virConnectClose(conn), ==, 1);
        g_assert_cmpint(virDomainFree(domain), ==, 0);
        g_assert_cmpint(virDomainFree(domain), ==, 0);
    }
    virConnectClose(conn);
}

static void
test_crowd(void)
{
    Thread *threads[THREADS];
    Driver driver;

    driver_start(&driver);
    for (int i = 1; i < THREADS; i++)
        g_assert_cmpint(virConnectRef(driver.conn), ==, 0);
    for (int i = 0; i < THREADS; i++)
        threads[i] = thread_start("user", use_and_close, &driver, NULL);
    for (int i = 0; i < THREADS; i++)
        thread_join(threads[i]);
    g_assert_cmpuint(driver.n_calls, ==, THREADS * ROUNDS);
    driver_end(&driver);
}

int
main(int argc, char **argv)
{
    peer_begin();
    g_test_init(&argc, &argv, NULL);
    virSetErrorFunc(NULL, peer_silence);
    g_test_add_func("/conn/close-in-call", test_close_in_call);
    g_test_add_func("/conn/close-in-failing-call", test_close_in_failing_call);
#ifdef CAN_USE_FREED
    g_test_add_func("/conn/close-twice", test_close_twice);
#endif
    g_test_add_func("/conn/fork", test_fork);
    g_test_add_func("/conn/crowd", test_crowd);
    return g_test_run();
}
