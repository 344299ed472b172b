/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <string.h>
#include "core/access.h"
#include "null-driver.h"

#define ERR_DOMAIN VIR_FROM_TEST

static EventHub *hub;

static EventHub *
events(Conn *conn, unsigned int kind)
{
    return kind == OBJECT_DOMAIN ? hub : NULL;
}

static void
closed(Conn *conn)
{
    event_hub_forget(hub, conn);
}

static const GateDriver driver = {
    .backend = { .name = "EVENTS", GATE_BACKEND, .close = closed },
    .error_domain = VIR_FROM_TEST,
    .function_prefix = "events",
    .events = events,
};

static virConnectPtr
connection(void)
{
    Conn *conn = conn_new(OBJECT_CONNECT);

    conn->backend = &driver.backend;
    return (virConnectPtr)conn;
}

/* What came, as text: name and detail of each event. */
static int
on_event(virConnectPtr conn, virDomainPtr dom, int event, int detail, void *opaque)
{
    g_string_append_printf(opaque, "%s%d ", virDomainGetName(dom), detail);
    return 0;
}

static int
listen_to(virConnectPtr conn, virDomainPtr dom, GString *log)
{
    /* By way of a type that the compiler lets become any other. */
    virConnectDomainEventGenericCallback callback =
        (virConnectDomainEventGenericCallback)(void (*)(void))on_event;
    int id = virConnectDomainEventRegisterAny(conn, dom, VIR_DOMAIN_EVENT_ID_LIFECYCLE, callback,
                                              log, NULL);

    g_assert_cmpint(id, >=, 0);
    return id;
}

static void
emit(const char *name, int detail)
{
    DomainEventCallbackLifecycleMsg message = {
        .msg = { .dom = { .name = (char *)name, .id = -1 }, .detail = detail },
    };

    memset(message.msg.dom.uuid, name[0], sizeof(message.msg.dom.uuid));
    event_hub_emit(hub, event_type_of(OBJECT_DOMAIN, VIR_DOMAIN_EVENT_ID_LIFECYCLE), &message);
}

static void
tick(int timer, void *opaque)
{
}

/* Until everything that was emitted has been delivered. */
static void
run_loop(void)
{
    int timer = virEventAddTimeout(1, tick, NULL, NULL);

    for (int i = 0; i < 5; i++)
        g_assert_cmpint(virEventRunDefaultImpl(), ==, 0);
    virEventRemoveTimeout(timer);
}

static void
test_order(void)
{
    virConnectPtr one = connection();
    virConnectPtr two = connection();
    g_autoptr(GString) log_one = g_string_new(NULL);
    g_autoptr(GString) log_two = g_string_new(NULL);
    int id_one = listen_to(one, NULL, log_one);
    int id_two = listen_to(two, NULL, log_two);

    emit("a", 1);
    emit("b", 2);
    emit("a", 3);
    g_assert_cmpstr(log_one->str, ==, ""); /* not from inside the emission */
    run_loop();
    g_assert_cmpstr(log_one->str, ==, "a1 b2 a3 ");
    g_assert_cmpstr(log_two->str, ==, "a1 b2 a3 ");
    emit("a", 4);
    g_assert_cmpint(virConnectDomainEventDeregisterAny(one, id_one), ==, 0);
    run_loop();
    g_assert_cmpstr(log_one->str, ==, "a1 b2 a3 ");
    g_assert_cmpstr(log_two->str, ==, "a1 b2 a3 a4 ");
    g_assert_cmpint(virConnectDomainEventDeregisterAny(one, id_one), ==, -1);
    g_assert_cmpint(virConnectDomainEventDeregisterAny(two, id_two), ==, 0);
    virConnectClose(one);
    virConnectClose(two);
}

static virDomainPtr
handle(virConnectPtr conn, const char *name)
{
    DomainRef ref = { .name = g_strdup(name), .id = -1 };

    memset(ref.uuid, name[0], sizeof(ref.uuid));
    return handle_new(OBJECT_DOMAIN, (Conn *)conn, NULL, &ref);
}

static AccessAnswer
hide_b(const AccessRequest *request, GError **error)
{
    const DomainRef *ref = request->ref;

    return ref && g_str_equal(ref->name, "b") ? ACCESS_DENIED : ACCESS_GRANTED;
}

static const AccessDriver hiding = { .name = "hiding", .check = hide_b, .is_local = true };

static void
test_filters(void)
{
    virConnectPtr conn = connection();
    virDomainPtr dom = handle(conn, "c");
    g_autoptr(GString) all = g_string_new(NULL);
    g_autoptr(GString) some = g_string_new(NULL);
    int id_all = listen_to(conn, NULL, all);
    int id_some = listen_to(conn, dom, some);

    access_set_driver(&hiding);
    emit("a", 1);
    emit("b", 2);
    emit("c", 3);
    run_loop();
    access_set_driver(&access_none);
    g_assert_cmpstr(all->str, ==, "a1 c3 ");
    g_assert_cmpstr(some->str, ==, "c3 ");
    virConnectDomainEventDeregisterAny(conn, id_all);
    virConnectDomainEventDeregisterAny(conn, id_some);
    virDomainFree(dom);
    virConnectClose(conn);
}

/* Emission on other threads while connections come and go. */

#define EMISSIONS 200

static void
emit_many(void *opaque)
{
    for (int i = 0; i < EMISSIONS; i++)
        emit("m", i);
}

static void
test_race(void)
{
    g_autoptr(GString) log = g_string_new(NULL);
    Thread *threads[2];

    for (int i = 0; i < 2; i++)
        threads[i] = thread_start("emit", emit_many, NULL, NULL);
    for (int i = 0; i < 50; i++) {
        virConnectPtr conn = connection();
        int id = listen_to(conn, NULL, log);

        run_loop();
        virConnectDomainEventDeregisterAny(conn, id);
        virConnectClose(conn);
    }
    for (int i = 0; i < 2; i++)
        thread_join(threads[i]);
    run_loop();
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    virEventRegisterDefaultImpl();
    hub = event_hub_new();
    g_test_add_func("/event-hub/order", test_order);
    g_test_add_func("/event-hub/filters", test_filters);
    g_test_add_func("/event-hub/race", test_race);
    return g_test_run();
}
