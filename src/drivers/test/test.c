/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "test.h"

#include "base/thread.h"
#include "test-priv.h"

#define ERR_DOMAIN VIR_FROM_TEST

static ConnectMethods connect_methods;
static DomainMethods domain_methods;

static GateDriver gate = {
    .backend = { .name = "TEST", GATE_BACKEND, .close = test_host_close },
    .error_domain = VIR_FROM_TEST,
    .function_prefix = "test",
    .methods = { .connect = &connect_methods, .domain = &domain_methods },
    .kinds = 1 << OBJECT_DOMAIN,
    .terse = 1 << OBJECT_DOMAIN,
    GATE_HOST,
};

static void
fill_tables(void)
{
    domain_methods = core_domain_methods;
    domain_connect_methods(&connect_methods);
    test_connect_methods(&connect_methods);
    test_domain_methods(&domain_methods);
}

static DriverOpen
test_open(Conn *conn, const Uri *uri, virConnectAuthPtr auth, unsigned int flags, GError **error)
{
    static Once once = ONCE_INIT;
    Host *host;

    if (!uri)
        return DRIVER_DECLINED;
    once_run(&once, fill_tables);
    if (!uri->path || *uri->path == '\0' || g_str_equal(uri->path, "/")) {
        err_set(error, VIR_ERR_INVALID_ARG, "testOpen: supply a path or use test:///default");
        return DRIVER_FAILED;
    }
    host = test_host_default(error);
    if (!host)
        return DRIVER_FAILED;
    host_attach(host, conn);
    conn->backend = &gate.backend;
    return DRIVER_OPENED;
}

static const char *const schemes[] = { "test", NULL };

const Driver test_driver = { .name = "test", .schemes = schemes, .open = test_open };
