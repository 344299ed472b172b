/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The hosts: what there is when the first connection comes. */
#include "core/interface/interface.h"
#include "core/network/network.h"
#include "test-priv.h"

static void
test_host_free(Host *host)
{
    g_free(host);
}

static const InterfaceDriver interface_driver = { 0 };

static const HostType test_host_type = {
    .errors = VIR_FROM_TEST,
    .kinds = TEST_KINDS,
    .free = test_host_free,
    .domains = &test_domain_driver,
    .interfaces = &interface_driver,
    .networks = &test_network_driver,
};

static TestHost *
test_host_new(void)
{
    TestHost *host = g_new0(TestHost, 1);

    host_init(&host->host, &test_host_type);
    return host;
}

/* --- what the default host has */

static bool
add_domain(TestHost *test, const char *xml, GError **error)
{
    Host *host = &test->host;
    g_autoptr(Definition) def = domain_read(host, xml, 0, false, error);
    g_autoptr(Obj) obj = NULL;

    if (!def)
        return false;
    obj = &domain_new(host, def)->obj;
    g_assert(index_add(host->indexes[OBJECT_DOMAIN], obj, NULL));
    return domain_store((DomainObj *)obj, g_steal_pointer(&def), error) &&
           domain_start((DomainObj *)obj, NULL, 0, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_BOOTED,
                        VIR_DOMAIN_EVENT_STARTED_BOOTED, NULL, error);
}

static bool
add_active(TestHost *test, const DefinedKind *kind, const char *xml, GError **error)
{
    Host *host = &test->host;
    g_autoptr(Definition) def = defined_read(host, kind, xml, 0, error);
    DefinedObj *obj = def ? defined_add(host, kind, def, error) : NULL;

    if (!obj)
        return false;
    defined_start(obj, NULL);
    obj_unref(obj);
    return true;
}

static bool
add_defaults(TestHost *host, GError **error)
{
    return add_domain(host, test_default_domain, error) &&
           add_active(host, &network_kind, test_default_network, error) &&
           add_active(host, &interface_kind, test_default_interface, error);
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

        if (!add_defaults(host, error)) {
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
    if (host_of(conn) == &shared->host && --n_users == 0)
        last = g_steal_pointer(&shared);
    mutex_unlock(&lock);
    host_detach(conn);
    if (last)
        host_unref(&last->host);
}
