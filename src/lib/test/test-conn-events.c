/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Registering, delivering and removing callbacks from many threads at once, and in the moments that
 * are hard to meet: the backend below can do something else while it is asked. */
#include "lib/conn-events.h"

#include "lib/call.h"
#include "lib/calls.h"
#include "lib/test/peer.h"

enum { THREADS = 8, ROUNDS = 3000 };

/* What a connection's backend was asked for, and has not been asked to end. */
typedef struct Peer {
    virConnectPtr conn;
    Mutex lock; /* guards the numbers */
    Cond changed;
    int next_id;
    int n_active;
    int n_subscribes;
    int n_meeting; /* threads that must have asked before any is answered */
    bool refuses;
    /* Called once, before the answer. */
    void (*on_subscribe)(struct Peer *peer);
    void (*on_unsubscribe)(struct Peer *peer);
} Peer;

static void
call_once(Peer *peer, void (**hook)(Peer *peer))
{
    void (*now)(Peer *);

    mutex_lock(&peer->lock);
    now = g_steal_pointer(hook);
    mutex_unlock(&peer->lock);
    if (now)
        now(peer);
}

static bool
subscribe(Peer *peer, ConnectDomainEventCallbackRegisterAnyRet *ret, GError **error)
{
    call_once(peer, &peer->on_subscribe);
    mutex_lock(&peer->lock);
    peer->n_subscribes++;
    cond_broadcast(&peer->changed);
    while (peer->n_subscribes < peer->n_meeting)
        cond_wait(&peer->changed, &peer->lock);
    if (!peer->refuses) {
        peer->n_active++;
        ret->callbackID = peer->next_id++;
    }
    mutex_unlock(&peer->lock);
    return !peer->refuses ||
           err_set_full(error, VIR_FROM_TEST, VIR_ERR_OPERATION_FAILED, "not today");
}

static bool
unsubscribe(Peer *peer)
{
    call_once(peer, &peer->on_unsubscribe);
    MUTEX_GUARD(&peer->lock);
    g_assert_cmpint(peer->n_active, >, 0);
    peer->n_active--;
    return true;
}

static bool
invoke(Conn *conn, Call *call, const void *args, void *ret, GError **error)
{
    Peer *peer = conn->backend_data;

    switch ((int)(call->op - ops)) {
    case OP_CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY:
        return subscribe(peer, ret, error);
    case OP_CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY:
        return unsubscribe(peer);
    default:
        return call_unsupported(call, error);
    }
}

static const Backend backend = { .name = "PEER", .invoke = invoke };

/* A connection to such a peer; peer_end() closes it. */
static void
peer_start(Peer *peer)
{
    Conn *conn = conn_new(OBJECT_CONNECT);

    virEventRegisterDefaultImpl();
    *peer = (Peer){ .conn = (virConnectPtr)conn };
    mutex_init(&peer->lock);
    cond_init(&peer->changed);
    conn->backend = &backend;
    conn->backend_data = peer;
}

static void
peer_end(Peer *peer)
{
    g_assert_cmpint(peer->n_active, ==, 0);
    g_assert_cmpint(virConnectClose(peer->conn), ==, 0);
    cond_clear(&peer->changed);
    mutex_clear(&peer->lock);
}

/* What one registration saw. */
typedef struct Watch {
    atomic_int n_events;
    atomic_int n_freed;
} Watch;

static void
on_event(virConnectPtr conn, virDomainPtr domain, void *opaque)
{
    Watch *watch = opaque;

    g_assert_cmpint(watch->n_freed, ==, 0);
    watch->n_events++;
}

static void
on_other_event(virConnectPtr conn, virDomainPtr domain, void *opaque)
{
    on_event(conn, domain, opaque);
}

static void
on_free(void *opaque)
{
    ((Watch *)opaque)->n_freed++;
}

static int
watch_guest(Peer *peer, virConnectDomainEventGenericCallback callback, Watch *watch)
{
    return virConnectDomainEventRegisterAny(peer->conn, NULL, VIR_DOMAIN_EVENT_ID_REBOOT, callback,
                                            watch, on_free);
}

static void
deliver(Peer *peer, int backend_id)
{
    const DomainEventCallbackRebootMsg message = {
        .callbackID = backend_id,
        .msg.dom = { .name = (char *)"guest", .id = 1 },
    };

    conn_events_deliver((Conn *)peer->conn,
                        event_type_of(OBJECT_DOMAIN, VIR_DOMAIN_EVENT_ID_REBOOT), backend_id,
                        &message);
}

/* -- listed is complete --------------------------------------------------- */

static Watch first;
static Watch second;

static void
register_second(Peer *peer)
{
    g_assert_cmpint(watch_guest(peer, on_other_event, &second), ==, 0);
}

static void
use_first(Peer *peer)
{
    deliver(peer, 0);
    g_assert_cmpint(virConnectDomainEventDeregisterAny(peer->conn, 1), ==, 0);
}

/* While the first registration is on its way another one is made, so that the first finds its own
 * superfluous and gives it back: at that moment it is on the list, is called, and is removed. */
static void
test_complete(void)
{
    Peer peer;

    peer_start(&peer);
    peer.on_subscribe = register_second;
    peer.on_unsubscribe = use_first;
    g_assert_cmpint(watch_guest(&peer, on_event, &first), ==, 1);
    g_assert_cmpint(first.n_events, ==, 1);
    g_assert_cmpint(first.n_freed, ==, 1);
    g_assert_cmpint(peer.n_active, ==, 1);
    deliver(&peer, 0);
    g_assert_cmpint(first.n_events, ==, 1);
    g_assert_cmpint(second.n_events, ==, 2);

    g_assert_cmpint(virConnectDomainEventDeregisterAny(peer.conn, 0), ==, 0);
    g_assert_cmpint(second.n_freed, ==, 1);
    peer_end(&peer);
}

/* -- the same twice ------------------------------------------------------- */

typedef struct Racer {
    Peer *peer;
    Watch *watch;
    int id;
    bool was_tracked;
} Racer;

static void
race(void *opaque)
{
    Racer *racer = opaque;

    racer->id = watch_guest(racer->peer, on_event, racer->watch);
    racer->was_tracked = g_strcmp0(virGetLastErrorMessage(),
                                   "invalid argument: event callback already tracked") == 0;
}

/* All ask the backend before any is answered; one gets what it wants. */
static void
test_identical(void)
{
    Thread *threads[THREADS];
    Racer racers[THREADS];
    Watch watch = { 0 };
    Peer peer;
    int n_listed = 0;

    peer_start(&peer);
    peer.n_meeting = THREADS;
    for (int i = 0; i < THREADS; i++) {
        racers[i] = (Racer){ .peer = &peer, .watch = &watch };
        threads[i] = thread_start("racer", race, &racers[i], NULL);
    }
    for (int i = 0; i < THREADS; i++) {
        thread_join(threads[i]);
        if (racers[i].id >= 0)
            n_listed++;
        else
            g_assert_true(racers[i].was_tracked);
    }
    g_assert_cmpint(n_listed, ==, 1);
    g_assert_cmpint(peer.n_subscribes, ==, THREADS);
    g_assert_cmpint(peer.n_active, ==, 1);
    /* The others keep their opaque. */
    g_assert_cmpint(watch.n_freed, ==, 0);

    g_assert_cmpint(watch_guest(&peer, on_event, &watch), ==, -1);
    for (int i = 0; i < THREADS; i++) {
        if (racers[i].id >= 0)
            g_assert_cmpint(virConnectDomainEventDeregisterAny(peer.conn, racers[i].id), ==, 0);
    }
    g_assert_cmpint(watch.n_freed, ==, 1);
    peer_end(&peer);
}

/* A registration that the backend refuses leaves nothing behind. */
static void
test_refused(void)
{
    Watch watch = { 0 };
    Peer peer;

    peer_start(&peer);
    peer.refuses = true;
    g_assert_cmpint(watch_guest(&peer, on_event, &watch), ==, -1);
    peer_assert_error(VIR_ERR_OPERATION_FAILED, VIR_FROM_TEST, "operation failed: not today");
    g_assert_cmpint(watch.n_freed, ==, 0);
    peer_end(&peer);
}

/* -- everything at once --------------------------------------------------- */

typedef struct Worker {
    Peer *peer;
    const atomic_bool *is_over;
    int index;
    Watch watches[ROUNDS];
} Worker;

/* Half of them come and go with one function, which only one at a time can have registered. */
static void
come_and_go(void *opaque)
{
    Worker *worker = opaque;

    for (int i = 0; i < ROUNDS; i++) {
        Watch *watch = &worker->watches[i];
        int id = watch_guest(worker->peer, worker->index % 2 ? on_event : on_other_event, watch);

        if (id < 0) {
            g_assert_cmpint(virGetLastErrorCode(), ==, VIR_ERR_INVALID_ARG);
            g_assert_cmpint(watch->n_freed, ==, 0);
            continue;
        }
        g_assert_cmpint(virConnectDomainEventDeregisterAny(worker->peer->conn, id), ==, 0);
        /* Who else would remove it? */
        g_assert_cmpint(virConnectDomainEventDeregisterAny(worker->peer->conn, id), ==, -1);
    }
}

static void
keep_delivering(void *opaque)
{
    Worker *worker = opaque;

    while (!*worker->is_over) {
        int newest;

        mutex_lock(&worker->peer->lock);
        newest = worker->peer->next_id;
        mutex_unlock(&worker->peer->lock);
        for (int id = MAX(0, newest - 2 * THREADS); id < newest; id++)
            deliver(worker->peer, id);
    }
}

static void
test_crowd(void)
{
    g_autofree Worker *workers = g_new0(Worker, THREADS);
    Thread *threads[THREADS];
    Thread *loop;
    Peer peer;
    atomic_bool is_over = false;
    g_autofree Worker *delivery = g_new0(Worker, 1);
    int n_listed = 0;

    peer_start(&peer);
    *delivery = (Worker){ .peer = &peer, .is_over = &is_over };
    loop = thread_start("loop", keep_delivering, delivery, NULL);
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (Worker){ .peer = &peer, .index = i };
        threads[i] = thread_start("worker", come_and_go, &workers[i], NULL);
    }
    for (int i = 0; i < THREADS; i++)
        thread_join(threads[i]);
    is_over = true;
    thread_join(loop);
    for (int i = 0; i < THREADS; i++) {
        for (int j = 0; j < ROUNDS; j++) {
            g_assert_cmpint(workers[i].watches[j].n_freed, <=, 1);
            n_listed += workers[i].watches[j].n_freed;
        }
    }
    g_assert_cmpint(n_listed, >, 0);
    peer_end(&peer);
}

int
main(int argc, char **argv)
{
    peer_begin();
    g_test_init(&argc, &argv, NULL);
    virSetErrorFunc(NULL, peer_silence);
    g_test_add_func("/conn-events/complete", test_complete);
    g_test_add_func("/conn-events/identical", test_identical);
    g_test_add_func("/conn-events/refused", test_refused);
    g_test_add_func("/conn-events/crowd", test_crowd);
    return g_test_run();
}
