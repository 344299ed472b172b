/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The way of a call through everything in one process: entry point, gate, method, event loop. */
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define XML                                                                                        \
    "<domain type='test'><name>a&amp;b</name><memory unit='MiB'>64</memory>"                       \
    "<os><type>hvm</type></os><devices><console type='pty'/></devices></domain>"

static virConnectPtr conn;

static void
expect(int code, const char *message)
{
    virErrorPtr error = virGetLastError();

    g_assert_nonnull(error);
    g_assert_cmpint(error->code, ==, code);
    g_assert_cmpstr(error->message, ==, message);
}

static void
quiet(void *opaque, virErrorPtr error)
{
}

static int
on_event(virConnectPtr from, virDomainPtr dom, int event, int detail, void *opaque)
{
    g_string_append_printf(opaque, "%d.%d ", event, detail);
    return 0;
}

static void
tick(int timer, void *opaque)
{
}

static void
test_life(void)
{
    g_autoptr(GString) events = g_string_new(NULL);
    virConnectDomainEventGenericCallback callback =
        (virConnectDomainEventGenericCallback)(void (*)(void))on_event;
    int timer = virEventAddTimeout(1, tick, NULL, NULL);
    int id = virConnectDomainEventRegisterAny(conn, NULL, VIR_DOMAIN_EVENT_ID_LIFECYCLE, callback,
                                              events, NULL);
    virDomainPtr dom = virDomainDefineXML(conn, XML);
    virDomainInfo info;

    g_assert_cmpstr(virDomainGetName(dom), ==, "a&b");
    g_assert_cmpint(virDomainCreate(dom), ==, 0);
    g_assert_cmpuint(virDomainGetID(dom), !=, (unsigned int)-1);
    g_assert_cmpint(virDomainCreate(dom), ==, -1);
    expect(VIR_ERR_INTERNAL_ERROR, "internal error: Domain 'a&b' is already running");
    g_assert_cmpint(virDomainGetInfo(dom, &info), ==, 0);
    g_assert_cmpuint(info.maxMem, ==, 65536);
    g_assert_cmpint(virDomainPMWakeup(dom, 0), ==, -1);
    g_assert_cmpint(virDomainDestroy(dom), ==, 0);
    g_assert_cmpint(virDomainUndefine(dom), ==, 0);
    g_assert_cmpint(virDomainUndefine(dom), ==, -1);
    g_assert_cmpint(virGetLastErrorCode(), ==, VIR_ERR_NO_DOMAIN);
    for (int i = 0; i < 5; i++)
        virEventRunDefaultImpl();
    virEventRemoveTimeout(timer);
    g_assert_cmpstr(events->str, ==, "0.0 2.0 5.1 1.0 ");
    g_assert_cmpint(virConnectDomainEventDeregisterAny(conn, id), ==, 0);
    virDomainFree(dom);
}

static void
test_memory(void)
{
    virDomainPtr dom = virDomainCreateXML(conn, XML, 0);
    virDomainInfo info;
    virTypedParameter params[8];
    int n = 0;

    g_assert_cmpint(virDomainSetMemoryFlags(dom, 32768, 0), ==, 0);
    virDomainGetInfo(dom, &info);
    g_assert_cmpuint(info.memory, ==, 32768);
    g_assert_cmpint(virDomainSetMemoryFlags(dom, 1, 0x400), ==, -1);
    expect(VIR_ERR_INVALID_ARG, "unsupported flags (0x400) in function testDomainSetMemoryFlags");
    g_assert_cmpint(virDomainSetMemoryFlags(dom, 1, VIR_DOMAIN_AFFECT_CONFIG), ==, -1);
    expect(VIR_ERR_OPERATION_INVALID, "Requested operation is not valid: transient domains do not "
                                      "have any persistent config");
    g_assert_cmpint(virDomainGetMemoryParameters(dom, NULL, &n, 0), ==, 0);
    g_assert_cmpint(n, ==, 3);
    n = 2;
    g_assert_cmpint(virDomainGetMemoryParameters(dom, params, &n, 0), ==, 0);
    g_assert_cmpint(n, ==, 2);
    g_assert_cmpstr(params[0].field, ==, VIR_DOMAIN_MEMORY_HARD_LIMIT);
    virDomainDestroy(dom);
    virDomainFree(dom);
}

static void
test_lists(void)
{
    virDomainPtr dom = virDomainCreateXML(conn, XML, VIR_DOMAIN_START_PAUSED);
    virDomainPtr *all;
    char *names[2];
    int ids[2];

    g_assert_cmpint(virConnectListAllDomains(conn, NULL, 0), ==, 2);
    g_assert_cmpint(virConnectListAllDomains(conn, &all, VIR_CONNECT_LIST_DOMAINS_PAUSED), ==, 1);
    g_assert_cmpstr(virDomainGetName(all[0]), ==, "a&b");
    virDomainFree(all[0]);
    free(all);
    g_assert_cmpint(virConnectListAllDomains(conn, NULL, VIR_CONNECT_LIST_DOMAINS_RUNNING), ==, 1);
    g_assert_cmpint(virConnectNumOfDomains(conn), ==, 2);
    g_assert_cmpint(virConnectListDomains(conn, ids, 2), ==, 2);
    g_assert_cmpint(ids[1], ==, (int)virDomainGetID(dom));
    g_assert_cmpint(virConnectListDefinedDomains(conn, names, 2), ==, 0);
    virDomainDestroy(dom);
    virDomainFree(dom);
    g_assert_null(virDomainLookupByName(conn, "zz"));
    expect(VIR_ERR_NO_DOMAIN, "Domain not found");
}

static void
test_console(void)
{
    virDomainPtr dom = virDomainCreateXML(conn, XML, 0);
    virStreamPtr stream = virStreamNew(conn, 0);
    char text[16] = { 0 };

    g_assert_cmpint(virDomainOpenConsole(dom, NULL, stream, 0), ==, 0);
    g_assert_cmpint(virStreamSend(stream, "hello", 5), ==, 5);
    g_assert_cmpint(virStreamRecv(stream, text, sizeof(text)), ==, 5);
    g_assert_cmpstr(text, ==, "hello");
    g_assert_cmpint(virStreamFinish(stream), ==, 0);
    virStreamFree(stream);
    virDomainDestroy(dom);
    virDomainFree(dom);
}

int
main(int argc, char **argv)
{
    int result;

    g_test_init(&argc, &argv, NULL);
    virSetErrorFunc(NULL, quiet);
    virEventRegisterDefaultImpl();
    conn = virConnectOpen("test:///default");
    g_assert_nonnull(conn);
    g_test_add_func("/test/life", test_life);
    g_test_add_func("/test/memory", test_memory);
    g_test_add_func("/test/lists", test_lists);
    g_test_add_func("/test/console", test_console);
    result = g_test_run();
    g_assert_cmpint(virConnectClose(conn), ==, 0);
    return result;
}
