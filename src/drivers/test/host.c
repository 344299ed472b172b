/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The hosts: what there is when the first connection comes. */
#include "core/interface/interface.h"
#include "core/network/network.h"
#include "core/nwfilter/nwfilter.h"
#include "core/secret/secret.h"
#include "test-priv.h"

static void
test_host_free(Host *host)
{
    g_free(host);
}

static const InterfaceDriver interface_driver = { 0 };
static const NwfilterDriver nwfilter_driver = { 0 };
static const SecretDriver secret_driver = { 0 };

static const HostType test_host_type = {
    .errors = VIR_FROM_TEST,
    .kinds = TEST_KINDS,
    .free = test_host_free,
    .domains = &test_domain_driver,
    .interfaces = &interface_driver,
    .networks = &test_network_driver,
    .nodedevs = &test_nodedev_driver,
    .nwfilters = &nwfilter_driver,
    .secrets = &secret_driver,
    .storage = &test_storage_driver,
};

/* What a file that says nothing else gets. */
static const TestNode usual_node = {
    .model = TEST_ARCH,
    .memory_kib = 3 << 20,
    .cpus = 16,
    .mhz = 1400,
    .nodes = 2,
    .sockets = 2,
    .cores = 2,
    .threads = 2,
};

TestHost *
test_host_new(void)
{
    TestHost *host = g_new0(TestHost, 1);

    host_init(&host->host, &test_host_type);
    host->node = usual_node;
    return host;
}

/* --- the default host */

static bool
add_default_object(TestHost *host, const char *text, GError **error)
{
    g_autoptr(XmlDoc) doc =
        xml_doc_parse(text, strlen(text), "(default)", host->host.type->errors, error);

    return doc && test_add_object(host, doc, xml_doc_root(doc), error);
}

static bool
fill_default(TestHost *host, GError **error)
{
    TestNode *node = &host->node;

    node->n_cells = TEST_CELLS_MAX;
    for (unsigned int i = 0; i < TEST_CELLS_MAX; i++) {
        node->cells[i].memory_kib = (uint64_t)(i + 1) << 21;
        node->cells[i].n_cpus = node->cpus / TEST_CELLS_MAX;
    }
    for (const char *const *text = test_default_objects; *text; text++)
        if (!add_default_object(host, *text, error))
            return false;
    return true;
}

static Mutex lock = MUTEX_INIT; /* guards the fields below */
static TestHost *shared;        /* while somebody uses it */
static unsigned int n_users;

Host *
test_host_default(GError **error)
{
    MUTEX_GUARD(&lock);

    if (!shared) {
        TestHost *host = test_host_new();

        if (!fill_default(host, error)) {
            host_unref(&host->host);
            return NULL;
        }
        shared = host;
    }
    n_users++;
    return host_ref(&shared->host);
}

void
test_host_close(Conn *conn)
{
    TestHost *last = NULL;

    mutex_lock(&lock);
    if (shared && host_of(conn) == &shared->host && --n_users == 0)
        last = g_steal_pointer(&shared);
    mutex_unlock(&lock);
    host_detach(conn);
    if (last)
        host_unref(&last->host);
}
