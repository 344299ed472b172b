/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Many threads on the same few objects: every answer is one that some order of the calls gives.
 *
 * VIRTUE_THREADS_SECONDS says how long; thread and address sanitizers see the rest. */
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#define N_THREADS    32
#define N_SHARED     4
#define EACH_SECONDS 2

static virConnectPtr conn;
static gint64 end_us;
static gint n_calls;  /* atomic */
static gint n_events; /* atomic */

typedef struct Worker {
    pthread_t thread;
    GRand *rand;
    char name[16];    /* of the domain that this call is about */
    virDomainPtr dom; /* likewise; NULL if there was none */
    const char *doing;
} Worker;

/* What a call on something that others change at the same time may say. */
static const int allowed[] = {
    VIR_ERR_NO_DOMAIN,
    VIR_ERR_OPERATION_INVALID,
    VIR_ERR_OPERATION_FAILED,
    VIR_ERR_DOM_EXIST,
    VIR_ERR_NO_DOMAIN_SNAPSHOT,
    VIR_ERR_NO_NETWORK,
    VIR_ERR_NO_STORAGE_VOL,
    VIR_ERR_STORAGE_VOL_EXIST,
    VIR_ERR_NO_SECRET,
    VIR_ERR_NETWORK_EXIST,
    VIR_ERR_NO_DOMAIN_METADATA,
    VIR_ERR_INTERNAL_ERROR,
    VIR_ERR_INVALID_ARG,
    VIR_ERR_CONFIG_UNSUPPORTED,
    VIR_ERR_INVALID_DOMAIN_SNAPSHOT,
    VIR_ERR_ARGUMENT_UNSUPPORTED,
    VIR_ERR_DEVICE_MISSING,
};

static void
check_error(const Worker *worker)
{
    virErrorPtr error = virGetLastError();

    g_assert_nonnull(error);
    for (size_t i = 0; i < G_N_ELEMENTS(allowed); i++) {
        if (error->code == allowed[i])
            return;
    }
    g_error("%s %s: %s (%d)", worker->doing, worker->name, error->message, error->code);
}

/* The result of a call: NULL and negative numbers are failures. */
static bool
succeeds(const Worker *worker, bool is_done)
{
    if (!is_done)
        check_error(worker);
    return is_done;
}

static virDomainPtr
define(Worker *worker)
{
    g_autofree char *xml = g_strdup_printf(
        "<domain type='test'><name>%s</name><memory unit='MiB'>%d</memory><vcpu>%d</vcpu>"
        "<os><type>hvm</type></os><devices><interface type='user'><mac address="
        "'52:54:00:00:00:01'/></interface></devices></domain>",
        worker->name, g_rand_int_range(worker->rand, 1, 64), g_rand_int_range(worker->rand, 1, 4));

    return virDomainDefineXML(conn, xml);
}

static void
check_xml(Worker *worker, char *xml)
{
    char uuid[VIR_UUID_STRING_BUFLEN];
    g_autofree char *name = g_strdup_printf("<name>%s</name>", worker->name);

    g_assert_cmpint(virDomainGetUUIDString(worker->dom, uuid), ==, 0);
    g_assert_nonnull(strstr(xml, name));
    g_assert_nonnull(strstr(xml, uuid));
    g_assert_true(g_str_has_suffix(xml, "</domain>\n"));
}

/* What is done to a domain. */

static void
do_xml(Worker *worker)
{
    char *xml = virDomainGetXMLDesc(worker->dom, 0);

    if (succeeds(worker, xml != NULL))
        check_xml(worker, xml);
    free(xml);
}

static void
do_state(Worker *worker)
{
    int state = -1, reason = -1;

    if (succeeds(worker, virDomainGetState(worker->dom, &state, &reason, 0) == 0)) {
        g_assert_true(state == VIR_DOMAIN_RUNNING || state == VIR_DOMAIN_PAUSED ||
                      state == VIR_DOMAIN_SHUTOFF);
        g_assert_cmpint(reason, >=, 0);
    }
}

static void
do_info(Worker *worker)
{
    virDomainInfo info = { 0 };

    if (succeeds(worker, virDomainGetInfo(worker->dom, &info) == 0)) {
        g_assert_cmpuint(info.memory, <=, info.maxMem);
        g_assert_cmpuint(info.nrVirtCpu, >, 0);
    }
}

static void
do_snapshot(Worker *worker)
{
    virDomainSnapshotPtr snapshot = virDomainSnapshotCreateXML(worker->dom, "<domainsnapshot/>", 0);

    if (!succeeds(worker, snapshot != NULL))
        return;
    if (g_rand_boolean(worker->rand))
        succeeds(worker, virDomainRevertToSnapshot(snapshot, 0) == 0);
    succeeds(worker, virDomainSnapshotDelete(snapshot, 0) == 0);
    virDomainSnapshotFree(snapshot);
}

static void
do_metadata(Worker *worker)
{
    char *title;

    succeeds(worker, virDomainSetMetadata(worker->dom, VIR_DOMAIN_METADATA_TITLE, worker->name,
                                          NULL, NULL, VIR_DOMAIN_AFFECT_CURRENT) == 0);
    title = virDomainGetMetadata(worker->dom, VIR_DOMAIN_METADATA_TITLE, NULL,
                                 VIR_DOMAIN_AFFECT_CURRENT);
    if (succeeds(worker, title != NULL))
        g_assert_cmpstr(title, ==, worker->name);
    free(title);
}

static void
do_undefine(Worker *worker)
{
    succeeds(worker,
             virDomainUndefineFlags(worker->dom, VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA) == 0);
}

static void
do_attach(Worker *worker)
{
    static const char disk[] = "<disk type='file' device='disk'><source file='/d'/>"
                               "<target dev='vdb' bus='virtio'/></disk>";

    succeeds(worker, virDomainAttachDeviceFlags(worker->dom, disk, VIR_DOMAIN_AFFECT_CONFIG) == 0);
    succeeds(worker, virDomainDetachDeviceFlags(worker->dom, disk, VIR_DOMAIN_AFFECT_CONFIG) == 0);
}

#define SIMPLE(name, call)                                                                         \
    static void do_##name(Worker *worker)                                                          \
    {                                                                                              \
        succeeds(worker, (call) == 0);                                                             \
    }

SIMPLE(create, virDomainCreate(worker->dom))
SIMPLE(destroy, virDomainDestroy(worker->dom))
SIMPLE(suspend, virDomainSuspend(worker->dom))
SIMPLE(resume, virDomainResume(worker->dom))
SIMPLE(reboot, virDomainReboot(worker->dom, 0))
SIMPLE(autostart, virDomainSetAutostart(worker->dom, g_rand_boolean(worker->rand)))
SIMPLE(memory, virDomainSetMemory(worker->dom, 1024))
SIMPLE(vcpus, virDomainSetVcpusFlags(worker->dom, 1, VIR_DOMAIN_AFFECT_CONFIG))
SIMPLE(iothread, virDomainAddIOThread(worker->dom, 5, VIR_DOMAIN_AFFECT_CONFIG))
SIMPLE(managed_save, virDomainManagedSave(worker->dom, 0))

/* What is done to the host. */

static void
do_define(Worker *worker)
{
    virDomainPtr dom = define(worker);

    if (succeeds(worker, dom != NULL)) {
        g_assert_cmpstr(virDomainGetName(dom), ==, worker->name);
        virDomainFree(dom);
    }
}

static void
do_list(Worker *worker)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    virDomainPtr *all = NULL;
    int n = virConnectListAllDomains(conn, &all, 0);

    g_assert_cmpint(n, >=, 0);
    for (int i = 0; i < n; i++)
        g_assert_true(g_hash_table_add(seen, (void *)virDomainGetName(all[i])));
    g_hash_table_remove_all(seen);
    for (int i = 0; i < n; i++)
        virDomainFree(all[i]);
    free(all);
}

static void
do_stats(Worker *worker)
{
    virDomainStatsRecordPtr *records = NULL;
    int n = virConnectGetAllDomainStats(conn, 0, &records, 0);

    g_assert_cmpint(n, >=, 0);
    for (int i = 0; i < n; i++)
        g_assert_nonnull(virDomainGetName(records[i]->dom));
    virDomainStatsRecordListFree(records);
}

static void
do_network(Worker *worker)
{
    virNetworkPtr net = virNetworkLookupByName(conn, "default");
    char *xml;

    if (!succeeds(worker, net != NULL))
        return;
    succeeds(worker,
             (g_rand_boolean(worker->rand) ? virNetworkDestroy(net) : virNetworkCreate(net)) == 0);
    xml = virNetworkGetXMLDesc(net, 0);
    g_assert_nonnull(xml);
    free(xml);
    virNetworkFree(net);
}

static void
do_volume(Worker *worker)
{
    virStoragePoolPtr pool = virStoragePoolLookupByName(conn, "default-pool");
    g_autofree char *xml =
        g_strdup_printf("<volume><name>%s</name><capacity>1</capacity></volume>", worker->name);
    virStorageVolPtr vol;

    g_assert_nonnull(pool);
    vol = virStorageVolCreateXML(pool, xml, 0);
    if (succeeds(worker, vol != NULL)) {
        succeeds(worker, virStorageVolDelete(vol, 0) == 0);
        virStorageVolFree(vol);
    }
    virStoragePoolFree(pool);
}

static void
do_connection(Worker *worker)
{
    virConnectPtr other = virConnectOpen("test:///default");

    g_assert_nonnull(other);
    g_assert_cmpint(virConnectNumOfDomains(other), >=, 0);
    g_assert_cmpint(virConnectClose(other), ==, 0);
}

typedef struct Action {
    const char *name;
    void (*act)(Worker *worker);
} Action;

#define ACTION(name)                                                                               \
    {                                                                                              \
#name, do_##name                                                                           \
    }

static const Action on_domain[] = {
    ACTION(xml),      ACTION(state),        ACTION(info),   ACTION(snapshot), ACTION(metadata),
    ACTION(attach),   ACTION(undefine),     ACTION(create), ACTION(destroy),  ACTION(suspend),
    ACTION(resume),   ACTION(reboot),       ACTION(memory), ACTION(vcpus),    ACTION(autostart),
    ACTION(iothread), ACTION(managed_save),
};

static const Action on_host[] = {
    ACTION(define),  ACTION(list),   ACTION(stats),
    ACTION(network), ACTION(volume), ACTION(connection),
};

static void
act(Worker *worker)
{
    unsigned int pick = g_rand_int_range(worker->rand, 0, 32);
    const Action *action =
        pick < G_N_ELEMENTS(on_host) ? &on_host[pick] : &on_domain[pick % G_N_ELEMENTS(on_domain)];

    g_snprintf(worker->name, sizeof(worker->name), "shared-%d",
               g_rand_int_range(worker->rand, 0, N_SHARED));
    worker->doing = "look-up";
    if (action >= on_domain && action < on_domain + G_N_ELEMENTS(on_domain)) {
        worker->dom = virDomainLookupByName(conn, worker->name);
        if (!succeeds(worker, worker->dom != NULL))
            action = &on_host[0];
    }
    worker->doing = action->name;
    action->act(worker);
    if (worker->dom)
        virDomainFree(worker->dom);
    worker->dom = NULL;
    g_atomic_int_inc(&n_calls);
}

static void *
work(void *data)
{
    Worker *worker = data;

    while (g_get_monotonic_time() < end_us)
        act(worker);
    return NULL;
}

static void
count_event(virConnectPtr from, virDomainPtr dom, int event, int detail, void *opaque)
{
    g_assert_nonnull(virDomainGetName(dom));
    g_atomic_int_inc(&n_events);
}

static void
keep_awake(int timer, void *opaque)
{
}

static void *
run_loop(void *stopping)
{
    while (!g_atomic_int_get((gint *)stopping))
        g_assert_cmpint(virEventRunDefaultImpl(), ==, 0);
    return NULL;
}

static void
test_shared(void)
{
    const char *seconds = getenv("VIRTUE_THREADS_SECONDS");
    Worker workers[N_THREADS] = { 0 };
    int registration = virConnectDomainEventRegisterAny(
        conn, NULL, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
        (virConnectDomainEventGenericCallback)(void (*)(void))count_event, NULL, NULL);

    g_assert_cmpint(registration, >=, 0);
    end_us = g_get_monotonic_time() +
             G_USEC_PER_SEC * (seconds ? g_ascii_strtoll(seconds, NULL, 10) : EACH_SECONDS);
    for (uint32_t i = 0; i < N_THREADS; i++) {
        workers[i].rand = g_rand_new_with_seed(g_random_int());
        g_assert_cmpint(pthread_create(&workers[i].thread, NULL, work, &workers[i]), ==, 0);
    }
    for (int i = 0; i < N_THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        g_rand_free(workers[i].rand);
    }
    g_assert_cmpint(virConnectDomainEventDeregisterAny(conn, registration), ==, 0);
    g_test_message("%d calls, %d events", n_calls, n_events);
    g_assert_cmpint(n_calls, >, N_THREADS);
    g_assert_cmpint(g_atomic_int_get(&n_events), >, 0);
}

static void
quiet(void *opaque, virErrorPtr error)
{
}

int
main(int argc, char **argv)
{
    gint stopping = 0;
    pthread_t loop;
    int timer, status;

    g_test_init(&argc, &argv, NULL);
    virSetErrorFunc(NULL, quiet);
    virEventRegisterDefaultImpl();
    conn = virConnectOpen("test:///default");
    g_assert_nonnull(conn);
    timer = virEventAddTimeout(100, keep_awake, NULL, NULL);
    g_assert_cmpint(pthread_create(&loop, NULL, run_loop, &stopping), ==, 0);
    g_test_add_func("/threads/shared", test_shared);
    status = g_test_run();
    g_atomic_int_set(&stopping, 1);
    pthread_join(loop, NULL);
    virEventRemoveTimeout(timer);
    g_assert_cmpint(virConnectClose(conn), ==, 0);
    return status;
}
