/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "test.h"

#include "base/thread.h"
#include "core/interface/interface.h"
#include "core/network/network.h"
#include "core/nodedev/nodedev.h"
#include "core/nwfilter/nwfilter.h"
#include "core/secret/secret.h"
#include "core/storage/storage.h"
#include "test-priv.h"

#define ERR_DOMAIN VIR_FROM_TEST

static ConnectMethods connect_methods;
static DomainMethods domain_methods;
static NetworkMethods network_methods;
static StorageVolMethods vol_methods;

static bool
check_pin(Obj *obj, const void *args, GError **error)
{
    return obj_is(obj, OBJ_ACTIVE) ||
           (((const DomainPinVcpuFlagsArgs *)args)->flags & VIR_DOMAIN_AFFECT_CONFIG) ||
           err_set(error, VIR_ERR_OPERATION_INVALID, "cannot pin vcpus on an inactive domain");
}

static const GateCheck checks[] = {
    DOMAIN_CHECKS,
    { OP_DOMAIN_PIN_VCPU_FLAGS, check_pin },
    { OP_COUNT, NULL },
};

static GateDriver gate = {
    .backend = { .name = "TEST", GATE_BACKEND, .close = test_host_close },
    .error_domain = VIR_FROM_TEST,
    .function_prefix = "test",
    .methods = { .connect = &connect_methods,
                 .domain = &domain_methods,
                 .domain_checkpoint = &core_domain_checkpoint_methods,
                 .domain_snapshot = &core_domain_snapshot_methods,
                 .interface = &core_interface_methods,
                 .network = &network_methods,
                 .network_port = &core_network_port_methods,
                 .node_device = &core_nodedev_methods,
                 .nwfilter = &core_nwfilter_methods,
                 .nwfilter_binding = &core_nwfilter_binding_methods,
                 .secret = &core_secret_methods,
                 .storage_pool = &core_storage_pool_methods,
                 .storage_vol = &vol_methods },
    .kinds = TEST_KINDS | 1 << OBJECT_NETWORK_PORT | 1 << OBJECT_STORAGE_VOL,
    .flags = test_flags,
    .terse = 1 << OBJECT_DOMAIN,
    .named = 1 << OBJECT_NETWORK | 1 << OBJECT_STORAGE_POOL,
    .checks = checks,
    GATE_HOST,
};

static void
fill_tables(void)
{
    domain_methods = core_domain_methods;
    network_methods = core_network_methods;
    domain_connect_methods(&connect_methods);
    test_connect_methods(&connect_methods);
    interface_connect_methods(&connect_methods);
    network_connect_methods(&connect_methods);
    nodedev_connect_methods(&connect_methods);
    nwfilter_connect_methods(&connect_methods);
    secret_connect_methods(&connect_methods);
    storage_connect_methods(&test_storage_driver, &connect_methods);
    storage_vol_methods(&test_storage_driver, &vol_methods);
    test_node_methods(&connect_methods);
    test_domain_methods(&domain_methods);
    test_network_methods(&network_methods);
}

static bool
check_flags(unsigned int flags, GError **error)
{
    const unsigned int unknown = flags & ~(unsigned int)VIR_CONNECT_RO;

    return !unknown || gate_refuse_flags(&gate, "ConnectOpen", unknown, error);
}

static Host *
open_file(const Uri *uri, virConnectAuthPtr auth, GError **error)
{
    g_autoptr(GPtrArray) users = NULL;
    TestHost *host = test_file_read(uri->path, &users, error);

    if (!host || test_authenticate(uri, auth, users, error))
        return (Host *)host;
    host_unref(&host->host);
    return NULL;
}

static DriverOpen
test_open(Conn *conn, const Uri *uri, virConnectAuthPtr auth, unsigned int flags, GError **error)
{
    static Once once = ONCE_INIT;
    Host *host;

    if (!uri)
        return DRIVER_DECLINED;
    once_run(&once, fill_tables);
    if (!check_flags(flags, error))
        return DRIVER_FAILED;
    if (!uri->path || *uri->path == '\0' || g_str_equal(uri->path, "/")) {
        err_set(error, VIR_ERR_INVALID_ARG, "testOpen: supply a path or use test:///default");
        return DRIVER_FAILED;
    }
    host =
        g_str_equal(uri->path, "/default") ? test_host_default(error) : open_file(uri, auth, error);
    if (!host)
        return DRIVER_FAILED;
    host_attach(host, conn);
    conn->backend = &gate.backend;
    return DRIVER_OPENED;
}

static const char *const schemes[] = { "test", NULL };

const Driver test_driver = { .name = "test", .schemes = schemes, .open = test_open };
