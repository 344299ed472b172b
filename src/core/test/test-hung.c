/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A guest whose hypervisor never answers: it costs nobody else anything, it can still be looked at
 * and destroyed, and who waited for it is told what for and how long. */
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <string.h>
#include "core/domain/domain.h"
#include "lib/driver.h"

#define ERR_DOMAIN VIR_FROM_TEST

#define QUEUE_WAIT_MS 200
#define HANG_MS       100

/* Whoever waits for the hypervisor of "hung" raises this first. */
static Mutex lock = MUTEX_INIT;
static Cond changed = { PTHREAD_COND_INITIALIZER };
static unsigned int n_hanging;

static bool
ask_hypervisor(DomainObj *dom, Job *job, int64_t deadline_us, GError **error)
{
    g_autoptr(Name) name = obj_name(&dom->obj);
    JobSignal never = { 0 };

    if (!g_str_equal(name->text, "hung"))
        return true;
    mutex_lock(&lock);
    n_hanging++;
    cond_broadcast(&changed);
    mutex_unlock(&lock);
    return job_wait(job, &never, "the monitor", deadline_us, error);
}

static bool
suspend(DomainObj *dom, Job *job, GError **error)
{
    if (!ask_hypervisor(dom, job, DEADLINE_NEVER, error))
        return false;
    domain_set_state(dom, VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_USER);
    return true;
}

static bool
resume(DomainObj *dom, Job *job, GError **error)
{
    return ask_hypervisor(dom, job, deadline_in_ms(HANG_MS), error);
}

static bool
destroy_flags(DomainObj *dom, unsigned int flags, Job *job, GError **error)
{
    domain_stop(dom, VIR_DOMAIN_SHUTOFF_DESTROYED, VIR_DOMAIN_EVENT_STOPPED_DESTROYED);
    return true;
}

static bool
create_with_flags(DomainObj *dom, unsigned int flags, Job *job, DomainRef *dom_out, GError **error)
{
    obj_fill_ref(&dom->obj, dom_out);
    return domain_start(dom, NULL, flags, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_BOOTED,
                        VIR_DOMAIN_EVENT_STARTED_BOOTED, job, error);
}

static void
random_bytes(void *data, uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        bytes[i] = (uint8_t)g_random_int();
}

static const DomainRules rules = { .name = "slow", .errors = VIR_FROM_TEST };

static void
define_env(Host *host, DefineEnv *env_out)
{
    *env_out = (DefineEnv){ .rules = &rules, .host_arch = "x86_64", .random = random_bytes };
}

static unsigned int
max_vcpus(DomainObj *dom)
{
    return 8;
}

static const DomainDriver domain_driver = { .define_env = define_env, .max_vcpus = max_vcpus };

static void
host_free(Host *host)
{
    g_free(host);
}

static const HostType host_type = {
    .errors = VIR_FROM_TEST,
    .kinds = 1 << OBJECT_DOMAIN,
    .free = host_free,
    .domains = &domain_driver,
};

static ConnectMethods connect_methods;
static DomainMethods domain_methods;

static const GateDriver gate = {
    .backend = { .name = "SLOW", GATE_BACKEND, .close = host_detach },
    .error_domain = VIR_FROM_TEST,
    .function_prefix = "slow",
    .methods = { .connect = &connect_methods, .domain = &domain_methods },
    .queue_wait_ms = QUEUE_WAIT_MS,
    .kinds = 1 << OBJECT_DOMAIN,
    GATE_HOST,
};

static DriverOpen
slow_open(Conn *conn, const Uri *uri, virConnectAuthPtr auth, unsigned int flags, GError **error)
{
    Host *host = g_new0(Host, 1);

    domain_connect_methods(&connect_methods);
    domain_methods = core_domain_methods;
    domain_methods.suspend = suspend;
    domain_methods.resume = resume;
    domain_methods.destroy_flags = destroy_flags;
    domain_methods.create_with_flags = create_with_flags;
    host_init(host, &host_type);
    host_attach(host, conn);
    conn->backend = &gate.backend;
    return DRIVER_OPENED;
}

static const char *const schemes[] = { "slow", NULL };
static const Driver slow_driver = { .name = "slow", .schemes = schemes, .open = slow_open };

static virConnectPtr conn;
static virDomainPtr hung, well;

static virDomainPtr
make(const char *name)
{
    g_autofree char *xml =
        g_strdup_printf("<domain type='test'><name>%s</name><memory>4096</memory>"
                        "<os><type>hvm</type></os></domain>",
                        name);
    virDomainPtr dom = virDomainDefineXML(conn, xml);

    g_assert_nonnull(dom);
    g_assert_cmpint(virDomainCreate(dom), ==, 0);
    return dom;
}

typedef struct Failure {
    int code;
    char message[256];
} Failure;

static void
note_failure(Failure *failure_out)
{
    virErrorPtr error = virGetLastError();

    g_assert_nonnull(error);
    failure_out->code = error->code;
    g_strlcpy(failure_out->message, error->message, sizeof(failure_out->message));
}

static void
suspend_hung(void *data)
{
    g_assert_cmpint(virDomainSuspend(hung), ==, -1);
    note_failure(data);
}

static void
await_hanging(unsigned int n)
{
    mutex_lock(&lock);
    while (n_hanging < n)
        cond_wait(&changed, &lock);
    mutex_unlock(&lock);
}

static void
check_reads(void)
{
    g_autofree char *xml = virDomainGetXMLDesc(hung, 0);
    virDomainPtr *all = NULL;
    virDomainStatsRecordPtr *records = NULL;
    virDomainInfo info;
    int state;

    g_assert_nonnull(strstr(xml, "<name>hung</name>"));
    g_assert_cmpint(virDomainGetState(hung, &state, NULL, 0), ==, 0);
    g_assert_cmpint(state, ==, VIR_DOMAIN_RUNNING);
    g_assert_cmpint(virDomainGetInfo(hung, &info), ==, 0);
    g_assert_cmpint(virConnectListAllDomains(conn, &all, 0), ==, 2);
    virDomainFree(all[0]);
    virDomainFree(all[1]);
    free(all);
    g_assert_cmpint(virConnectGetAllDomainStats(conn, 0, &records, 0), ==, 2);
    virDomainStatsRecordListFree(records);
}

/* While one call waits for ever. */
static void
test_others(void)
{
    Failure failure;
    Thread *waiter = thread_start("waiter", suspend_hung, &failure, NULL);

    await_hanging(1);
    check_reads();
    g_assert_cmpint(virDomainSuspend(well), ==, 0);
    /* A second change waits for its turn no longer than the queue's wait, and learns who has it. */
    g_assert_cmpint(virDomainSetMetadata(hung, VIR_DOMAIN_METADATA_TITLE, "x", NULL, NULL, 0), ==,
                    -1);
    g_assert_cmpint(virGetLastError()->code, ==, VIR_ERR_OPERATION_TIMEOUT);
    g_assert_nonnull(strstr(virGetLastErrorMessage(), "held by monitor=virDomainSuspend"));

    g_assert_cmpint(virDomainDestroy(hung), ==, 0);
    thread_join(waiter);
    g_assert_cmpint(failure.code, ==, VIR_ERR_OPERATION_ABORTED);
    g_assert_nonnull(strstr(failure.message, "waiting for the monitor"));
    g_assert_cmpint(virDomainIsActive(hung), ==, 0);
    g_assert_cmpint(virDomainCreate(hung), ==, 0);
}

static void
test_deadline(void)
{
    g_assert_cmpint(virDomainResume(hung), ==, -1);
    g_assert_cmpint(virGetLastError()->code, ==, VIR_ERR_OPERATION_TIMEOUT);
    g_assert_cmpstr(virGetLastErrorMessage(), ==,
                    "Timed out during operation: no answer from the monitor within 0.1 seconds");
    g_assert_cmpint(virDomainIsActive(hung), ==, 1);
}

static void
quiet(void *opaque, virErrorPtr error)
{
}

int
main(int argc, char **argv)
{
    int status;

    g_test_init(&argc, &argv, NULL);
    virSetErrorFunc(NULL, quiet);
    virInitialize();
    driver_register(&slow_driver);
    conn = virConnectOpen("slow:///");
    g_assert_nonnull(conn);
    hung = make("hung");
    well = make("well");
    g_test_add_func("/hung/others", test_others);
    g_test_add_func("/hung/deadline", test_deadline);
    status = g_test_run();
    virDomainFree(hung);
    virDomainFree(well);
    g_assert_cmpint(virConnectClose(conn), ==, 0);
    return status;
}
