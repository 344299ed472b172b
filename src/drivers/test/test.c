/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "test.h"

#include "base/thread.h"
#include "core/interface/interface.h"
#include "core/network/network.h"
#include "test-priv.h"

#define ERR_DOMAIN VIR_FROM_TEST

static ConnectMethods connect_methods;
static DomainMethods domain_methods;
static NetworkMethods network_methods;

/* What is left out changes nothing here, and says so rather than nothing. */
static const GateFlags narrower[] = {
    { OP_DOMAIN_GET_VCPUS_FLAGS, VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG |
                                     VIR_DOMAIN_VCPU_MAXIMUM | VIR_DOMAIN_VCPU_GUEST },
    { OP_DOMAIN_SET_VCPUS_FLAGS, VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG |
                                     VIR_DOMAIN_VCPU_MAXIMUM | VIR_DOMAIN_VCPU_GUEST |
                                     VIR_DOMAIN_VCPU_HOTPLUGGABLE },
    { OP_DOMAIN_CHECKPOINT_CREATE_XML,
      VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE | VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE },
    { OP_DOMAIN_CORE_DUMP_WITH_FORMAT, VIR_DUMP_CRASH },
    { OP_DOMAIN_MANAGED_SAVE,
      VIR_DOMAIN_SAVE_BYPASS_CACHE | VIR_DOMAIN_SAVE_RUNNING | VIR_DOMAIN_SAVE_PAUSED },
    { OP_DOMAIN_RESTORE_FLAGS, 0 },
    { OP_DOMAIN_REVERT_TO_SNAPSHOT, VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING |
                                        VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED |
                                        VIR_DOMAIN_SNAPSHOT_REVERT_FORCE },
    { OP_DOMAIN_SAVE_FLAGS, 0 },
    { OP_DOMAIN_SAVE_IMAGE_DEFINE_XML, VIR_DOMAIN_SAVE_RUNNING | VIR_DOMAIN_SAVE_PAUSED },
    { OP_DOMAIN_SNAPSHOT_CREATE_XML,
      VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE | VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT |
          VIR_DOMAIN_SNAPSHOT_CREATE_HALT | VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE |
          VIR_DOMAIN_SNAPSHOT_CREATE_ATOMIC | VIR_DOMAIN_SNAPSHOT_CREATE_LIVE |
          VIR_DOMAIN_SNAPSHOT_CREATE_VALIDATE },
    { OP_DOMAIN_SNAPSHOT_DELETE, VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN |
                                     VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY },
    { OP_DOMAIN_UNDEFINE_FLAGS,
      VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA },
    { OP_COUNT, 0 },
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
                 .network_port = &core_network_port_methods },
    .kinds = TEST_KINDS | 1 << OBJECT_NETWORK_PORT,
    .terse = 1 << OBJECT_DOMAIN,
    .flags = narrower,
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
