/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What test-real-daemon.py runs: calls, errors, events, a stream, many threads, on a daemon that
 * serves test:///default. */
#include <glib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define XML                                                                                        \
    "<domain type='test'><name>interop</name><memory>1024</memory><vcpu>1</vcpu>"                  \
    "<os><type>hvm</type></os></domain>"
#define THREADS 4
#define CALLS   500

static atomic_int events_seen;
static atomic_bool is_over;

static int
on_event(virConnectPtr conn, virDomainPtr domain, int event, int detail, void *opaque)
{
    if (g_str_equal(virDomainGetName(domain), "interop"))
        events_seen++;
    return 0;
}

static void
tick(int timer, void *opaque)
{
}

static void *
run_loop(void *unused)
{
    while (!is_over)
        virEventRunDefaultImpl();
    return NULL;
}

static void *
hammer(void *conn)
{
    for (int i = 0; i < CALLS; i++) {
        virDomainPtr domain = virDomainLookupByName(conn, "test");
        virDomainInfo info;

        g_assert_nonnull(domain);
        g_assert_cmpint(virDomainGetInfo(domain, &info), ==, 0);
        virDomainFree(domain);
    }
    return NULL;
}

static void
check_objects(virConnectPtr conn)
{
    virDomainPtr *domains = NULL;
    virDomainPtr domain;
    g_autofree char *xml = NULL;

    g_assert_cmpint(virConnectListAllDomains(conn, &domains, 0), ==, 1);
    g_assert_cmpstr(virDomainGetName(domains[0]), ==, "test");
    virDomainFree(domains[0]);
    free(domains);
    g_assert_null(virDomainLookupByName(conn, "nope"));
    g_assert_cmpint(virGetLastErrorCode(), ==, VIR_ERR_NO_DOMAIN);

    domain = virDomainDefineXML(conn, XML);
    g_assert_nonnull(domain);
    g_assert_cmpint(virDomainCreate(domain), ==, 0);
    xml = virDomainGetXMLDesc(domain, 0);
    g_assert_nonnull(strstr(xml, "<name>interop</name>"));
    g_assert_cmpint(virDomainDestroy(domain), ==, 0);
    g_assert_cmpint(virDomainUndefine(domain), ==, 0);
    virDomainFree(domain);
}

static int
count(virStreamPtr stream, const char *data, size_t n, void *total)
{
    *(size_t *)total += n;
    return (int)n;
}

static void
check_stream(virConnectPtr conn)
{
    virDomainPtr domain = virDomainLookupByName(conn, "test");
    virStreamPtr stream = virStreamNew(conn, 0);
    size_t total = 0;
    g_autofree char *mime = virDomainScreenshot(domain, stream, 0, 0);

    g_assert_cmpstr(mime, ==, "image/png");
    g_assert_cmpint(virStreamRecvAll(stream, count, &total), ==, 0);
    g_assert_cmpuint(total, >, 1000);
    g_assert_cmpint(virStreamFinish(stream), ==, 0);
    virStreamFree(stream);

    stream = virStreamNew(conn, 0);
    g_free(mime);
    mime = virDomainScreenshot(domain, stream, 0, 0);
    g_assert_cmpint(virStreamAbort(stream), ==, 0);
    virStreamFree(stream);
    virDomainFree(domain);
}

int
main(int argc, char **argv)
{
    virConnectPtr conn;
    pthread_t loop;
    pthread_t threads[THREADS];
    int id;

    g_assert_cmpint(virEventRegisterDefaultImpl(), ==, 0);
    virEventAddTimeout(50, tick, NULL, NULL);
    conn = virConnectOpen(argv[1]);
    g_assert_nonnull(conn);
    g_assert_cmpint(pthread_create(&loop, NULL, run_loop, NULL), ==, 0);
    g_assert_cmpstr(virConnectGetType(conn), ==, "TEST");
    id = virConnectDomainEventRegisterAny(conn, NULL, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                                          VIR_DOMAIN_EVENT_CALLBACK(on_event), NULL, NULL);
    g_assert_cmpint(id, >=, 0);

    check_objects(conn);
    for (int i = 0; i < 100 && events_seen < 4; i++)
        usleep(20000);
    g_assert_cmpint(events_seen, ==, 4); /* defined, started, stopped, undefined */
    check_stream(conn);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, hammer, conn);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);

    g_assert_cmpint(virConnectDomainEventDeregisterAny(conn, id), ==, 0);
    is_over = true;
    pthread_join(loop, NULL);
    g_assert_cmpint(virConnectClose(conn), ==, 0);
    return 0;
}
