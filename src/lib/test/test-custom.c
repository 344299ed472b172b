/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The hand-written entry points and the conversion of public structs, on backends that answer with
 * prepared results. Messages are those of libvirt 9.0. custom/migrate.out holds what is asked of
 * both hosts in each kind of migration, seen between libvirt 9.0 and two stand-in servers;
 * VIRTUE_TEST_REWRITE=1 writes it anew. */
#include <fcntl.h>
#include <libvirt/libvirt-lxc.h>
#include <libvirt/libvirt-qemu.h>
#include <libvirt/libvirt.h>
#include <unistd.h>
#include "lib/call-values.h"
#include "lib/conn.h"

/* Prepared answers hold literals: they are only copied. */
#pragma GCC diagnostic ignored "-Wdiscarded-qualifiers"

/* One host: what it answers, and what it was asked. */
typedef struct Host {
    const char *name;
    uint32_t features; /* 1 << Feature */
    OpId op;           /* is answered with ret ... */
    const void *ret;
    OpId fails;        /* ... and this not at all */
    bool has_uri;
    int state;
    GString *log; /* of migrations; shared */
    void *args;   /* of the last call, a copy */
    const Shape *args_shape;
    int fds[2];
    unsigned int n_fds;
} Host;

static void
show_field(GString *out, const ShapeField *field, const char *place)
{
    const List *list = (const List *)place;

    if (field->kind == SHAPE_STRUCT)
        return;
    g_string_append_printf(out, " %s=", field->name);
    if (field->kind == SHAPE_STRING || field->kind == SHAPE_STRING_OPT) {
        g_string_append(out, *(char *const *)place ? *(char *const *)place : "-");
    } else if (field->kind == SHAPE_BYTES) {
        g_string_append_len(out, list->items ? list->items : "", list->n);
    } else if (field->kind == SHAPE_PARAM) {
        for (unsigned int i = 0; i < list->n; i++) {
            const virTypedParameter *param = (const virTypedParameter *)list->items + i;

            if (param->type == VIR_TYPED_PARAM_STRING)
                g_string_append_printf(out, "(%s=%s)", param->field, param->value.s);
            else
                g_string_append_printf(out, "(%s=%llu)", param->field, param->value.ul);
        }
    } else if (shape_element_size(field) == sizeof(long long)) {
        g_string_append_printf(out, "%llu", *(const unsigned long long *)place);
    } else {
        g_string_append_printf(out, "%d", *(const int *)place);
    }
}

static void
show_call(const Host *host, const Op *op, const void *args)
{
    g_string_append_printf(host->log, "  %s %s", host->name, op->name);
    for (unsigned int i = 0; i < op->args->n_fields; i++)
        show_field(host->log, &op->args->fields[i],
                   (const char *)args + op->args->fields[i].offset);
    g_string_append_c(host->log, '\n');
}

/* Any step of a migration: a cookie that says where it is from, an address, a domain. */
static void
answer_step(const Host *host, const Op *op, char *ret)
{
    for (unsigned int i = 0; op->ret && i < op->ret->n_fields; i++) {
        const ShapeField *field = &op->ret->fields[i];
        char *place = ret + field->offset;

        if (field->kind == SHAPE_BYTES) {
            ((Bytes *)place)->items = (unsigned char *)g_strdup(op->name);
            ((Bytes *)place)->n = (unsigned int)strlen(op->name);
        } else if (g_str_equal(field->name, "xml")) {
            *(char **)place = g_strdup_printf("<%s/>", op->name);
        } else if (g_str_equal(field->name, "uri_out") && host->has_uri) {
            *(char **)place = g_strdup("tcp:there");
        } else if (g_str_equal(field->name, "state")) {
            *place = (char)host->state;
        } else if (field->kind == SHAPE_STRUCT) {
            ((DomainRef *)place)->name = g_strdup("moved");
        }
    }
}

static void
keep_args(Host *host, const Op *op, const void *args)
{
    if (host->args)
        shape_clear(host->args_shape, host->args);
    g_clear_pointer(&host->args, g_free);
    if (!args)
        return;
    host->args_shape = op->args;
    host->args = g_malloc0(op->args->size);
    shape_copy(op->args, host->args, args);
}

static bool
invoke(Conn *conn, Call *call, const void *args, void *ret, GError **error)
{
    Host *host = conn->backend_data;
    OpId op = (OpId)(call->op - ops);

    keep_args(host, call->op, args);
    if (op == OP_CONNECT_SUPPORTS_FEATURE) {
        int feature = ((const ConnectSupportsFeatureArgs *)args)->feature;

        ((ConnectSupportsFeatureRet *)ret)->supported = (host->features >> feature) & 1;
        return true;
    }
    if (host->log)
        show_call(host, call->op, args);
    if (op == host->fails)
        return err_set_full(error, VIR_FROM_TEST, VIR_ERR_OPERATION_FAILED, "%s", call->op->name);
    if (host->n_fds) {
        call->fds_out = g_memdup2(host->fds, sizeof(int) * host->n_fds);
        call->n_fds_out = host->n_fds;
    }
    if (host->op == op)
        shape_copy(call->op->ret, ret, host->ret);
    else if (host->log)
        answer_step(host, call->op, ret);
    else
        return call_unsupported(call, error);
    return true;
}

static const Backend backend = { .name = "TEST", .invoke = invoke };

static const Backend remote_backend = { .name = "TEST", .is_remote = true, .invoke = invoke };

static virConnectPtr
open_host(Host *host)
{
    Conn *conn = conn_new(OBJECT_CONNECT);

    if (!host->fails)
        host->fails = OP_COUNT;
    if (!host->op)
        host->op = OP_COUNT;
    conn->backend = &backend;
    conn->backend_data = host;
    conn->uri = g_strdup_printf("qemu:///%s", host->name);
    return (virConnectPtr)conn;
}

static void
close_host(virConnectPtr conn)
{
    Host *host = ((Conn *)conn)->backend_data;

    keep_args(host, NULL, NULL);
    handle_unref(conn);
}

static virDomainPtr
new_domain(virConnectPtr conn)
{
    DomainRef ref = { .name = g_strdup("guest"), .id = -1 };

    return handle_new(OBJECT_DOMAIN, (Conn *)conn, NULL, &ref);
}

static void
ignore_error(void *data G_GNUC_UNUSED, virErrorPtr error G_GNUC_UNUSED)
{
}

#define EXPECT(call, code_, domain_, message_)                                                     \
    do {                                                                                           \
        (void)(call);                                                                              \
        g_assert_nonnull(virGetLastError());                                                       \
        g_assert_cmpstr(virGetLastError()->message, ==, message_);                                 \
        g_assert_cmpint(virGetLastError()->code, ==, code_);                                       \
        g_assert_cmpint(virGetLastError()->domain, ==, domain_);                                   \
    } while (0)
#define EXPECT_ARG(call, message) EXPECT(call, VIR_ERR_INVALID_ARG, VIR_FROM_DOMAIN, message)

/* -- arguments ---------------------------------------------------------- */

static void
test_cpu_stats_arguments(void)
{
    Host host = { .name = "h" };
    virConnectPtr conn = open_host(&host);
    virDomainPtr dom = new_domain(conn);
    virTypedParameter room[4];
    const struct {
        bool has_room;
        unsigned int nparams;
        int start;
        unsigned int ncpus;
        const char *message;
    } cases[] = {
        { true, 0, 0, 0, "params in virDomainGetCPUStats must be NULL" },
        { true, 0, 0, 1, "params in virDomainGetCPUStats must be NULL" },
        { false, 3, 0, 1, "params in virDomainGetCPUStats must not be NULL" },
        { false, 3, -1, 1, "params in virDomainGetCPUStats must not be NULL" },
        { true, 3, -2, 1, "start_cpu in virDomainGetCPUStats must be zero or greater" },
        { true, 3, -1, 2, "ncpus must be 1 when start_cpu is -1" },
        { false, 3, -1, 0, "ncpus must be 1 when start_cpu is -1" },
        { true, 3, 1, 0, "params in virDomainGetCPUStats must be NULL" },
        { false, 3, 1, 0, "params in virDomainGetCPUStats must not be NULL" },
    };

    for (unsigned int i = 0; i < G_N_ELEMENTS(cases); i++)
        EXPECT_ARG(virDomainGetCPUStats(dom, cases[i].has_room ? room : NULL, cases[i].nparams,
                                        cases[i].start, cases[i].ncpus, 0),
                   cases[i].message);
    EXPECT(virDomainGetCPUStats(dom, room, 3, 0, UINT_MAX, 0), VIR_ERR_OVERFLOW, VIR_FROM_DOMAIN,
           "numerical overflow: input too large: 3 * 4294967295");
    EXPECT(virDomainGetCPUStats(dom, NULL, 0, 0, 0, 0), VIR_ERR_NO_SUPPORT, VIR_FROM_DOMAIN,
           "this function is not supported by the connection driver: virDomainGetCPUStats");
    handle_unref(dom);
    close_host(conn);
}

static void
test_map_arguments(void)
{
    Host host = { .name = "h" };
    virConnectPtr conn = open_host(&host);
    virDomainPtr dom = new_domain(conn);
    unsigned char map[8];
    virVcpuInfo info[1];

    EXPECT(virDomainGetEmulatorPinInfo(NULL, map, 1, 0), VIR_ERR_INVALID_DOMAIN, VIR_FROM_DOM,
           "invalid domain pointer in virDomainGetEmulatorPinInfo");
    EXPECT_ARG(virDomainGetEmulatorPinInfo(dom, NULL, 1, 0),
               "cpumap in virDomainGetEmulatorPinInfo must not be NULL");
    EXPECT_ARG(virDomainGetEmulatorPinInfo(dom, map, 0, 0),
               "maplen in virDomainGetEmulatorPinInfo must be greater than zero");
    EXPECT_ARG(virDomainGetEmulatorPinInfo(dom, map, 1, 3),
               "Flags 'VIR_DOMAIN_AFFECT_LIVE' and 'VIR_DOMAIN_AFFECT_CONFIG' are mutually "
               "exclusive");
    EXPECT_ARG(virDomainGetVcpuPinInfo(dom, 0, NULL, 0, 0),
               "ncpumaps in virDomainGetVcpuPinInfo must be greater than zero");
    EXPECT(virDomainGetVcpuPinInfo(dom, 2, map, INT_MAX, 0), VIR_ERR_OVERFLOW, VIR_FROM_DOMAIN,
           "numerical overflow: input too large: 2 * 2147483647");
    EXPECT_ARG(virDomainGetVcpus(dom, NULL, 1, NULL, 0),
               "info in virDomainGetVcpus must not be NULL");
    EXPECT_ARG(virDomainGetVcpus(dom, info, 1, map, 0),
               "maplen in virDomainGetVcpus must be greater than zero");
    EXPECT_ARG(virDomainGetVcpus(dom, info, 1, NULL, 1),
               "maplen in virDomainGetVcpus must not be zero");
    handle_unref(dom);
    close_host(conn);
}

/* What a daemon would refuse or never end with; a driver in this process may do it. */
static void
test_ceilings(void)
{
    Host host = { .name = "h" };
    virConnectPtr conn = open_host(&host);
    virDomainPtr dom = new_domain(conn);
    g_autofree unsigned char *maps = g_malloc(16385);
    g_autofree virVcpuInfoPtr info = g_new(virVcpuInfo, 16385);
    g_autofree virTypedParameterPtr params = g_new(virTypedParameter, 17 * 129);

    EXPECT(virDomainGetCPUStats(dom, params, 17, 0, 129, 0), VIR_ERR_NO_SUPPORT, VIR_FROM_DOMAIN,
           "this function is not supported by the connection driver: virDomainGetCPUStats");
    ((Conn *)conn)->backend = &remote_backend;
#define CEILING(call, what) EXPECT(call, VIR_ERR_RPC, VIR_FROM_REMOTE, what)
    CEILING(virDomainGetCPUStats(dom, params, 17, 0, 129, 0),
            "nparams count exceeds maximum: 17 > 16");
    CEILING(virDomainGetCPUStats(dom, params, 16, 0, 129, 0),
            "ncpus count exceeds maximum: 129 > 128");
    CEILING(virDomainGetEmulatorPinInfo(dom, maps, 8388609, 0),
            "vCPU map buffer length exceeds maximum: 8388609 > 8388608");
    EXPECT_ARG(virDomainGetEmulatorPinInfo(dom, maps, 8388609, 3),
               "Flags 'VIR_DOMAIN_AFFECT_LIVE' and 'VIR_DOMAIN_AFFECT_CONFIG' are mutually "
               "exclusive");
    CEILING(virDomainGetVcpuPinInfo(dom, 16385, maps, 1, 0),
            "vCPU count exceeds maximum: 16385 > 16384");
    CEILING(virDomainGetVcpuPinInfo(dom, 2, maps, 4194305, 0),
            "vCPU map buffer length exceeds maximum: 8388610 > 8388608");
    CEILING(virDomainGetVcpus(dom, info, 16385, NULL, 0),
            "vCPU count exceeds maximum: 16385 > 16384");
    CEILING(virDomainGetVcpus(dom, info, 16385, maps, 1),
            "vCPU count exceeds maximum: 16385 > 16384");
    EXPECT(virDomainGetVcpus(dom, info, 16384, maps, 1), VIR_ERR_NO_SUPPORT, VIR_FROM_DOMAIN,
           "this function is not supported by the connection driver: virDomainGetVcpus");
#undef CEILING
    handle_unref(dom);
    close_host(conn);
}

static void
test_list_arguments(void)
{
    Host host = { .name = "h" }, host2 = { .name = "h2" };
    virConnectPtr conn = open_host(&host), conn2 = open_host(&host2);
    virDomainPtr dom = new_domain(conn), dom2 = new_domain(conn2);
    uint64_t garbage[8] = { 0 };
    virDomainPtr none[] = { NULL };
    virDomainPtr wrong[] = { (virDomainPtr)conn, NULL };
    virDomainPtr bad[] = { (virDomainPtr)garbage, NULL };
    virDomainPtr two[] = { dom, dom2, NULL };
    virDomainStatsRecordPtr *records = NULL;
    unsigned int pages[] = { 4 };
    unsigned long long counts[1];

    EXPECT_ARG(virDomainListGetStats(NULL, 0, NULL, 0),
               "doms in virDomainListGetStats must not be NULL");
    EXPECT_ARG(virDomainListGetStats(two, 0, NULL, 0),
               "retStats in virDomainListGetStats must not be NULL");
    EXPECT_ARG(virDomainListGetStats(none, 0, &records, 0),
               "invalid argument: doms array in virDomainListGetStats must contain at least one "
               "domain");
    EXPECT(virDomainListGetStats(bad, 0, &records, 0), VIR_ERR_INVALID_CONN, VIR_FROM_DOMAIN,
           "invalid connection pointer in virDomainListGetStats");
    EXPECT(virDomainListGetStats(wrong, 0, &records, 0), VIR_ERR_INVALID_DOMAIN, VIR_FROM_DOM,
           "invalid domain pointer in virDomainListGetStats");
    EXPECT_ARG(virDomainListGetStats(two, 0, &records, 0),
               "invalid argument: domains in 'doms' array must belong to a single connection");
    EXPECT_ARG(virNodeGetFreePages(conn, 0, pages, 0, 1, counts, 0),
               "npages in virNodeGetFreePages must not be zero");
    EXPECT_ARG(virNodeGetFreePages(conn, 1, pages, 0, 0, NULL, 0),
               "cellCount in virNodeGetFreePages must not be zero");
    EXPECT(virNodeGetFreePages(conn, 1, pages, 0, UINT_MAX, counts, 0), VIR_ERR_RPC,
           VIR_FROM_REMOTE, "too many NUMA cells: -1 > 1024");
    EXPECT_ARG(virConnectDomainEventRegister(conn, NULL, NULL, NULL),
               "cb in virConnectDomainEventRegister must not be NULL");
    EXPECT_ARG(virNodeGetCPUStats(conn, -2, NULL, &(int){ 0 }, 0),
               "cpuNum in virNodeGetCPUStats only accepts -1 as a negative value");
    handle_unref(dom);
    handle_unref(dom2);
    close_host(conn);
    close_host(conn2);
}

static void
test_sister_arguments(void)
{
    Host host = { .name = "h" };
    virConnectPtr conn = open_host(&host);
    virDomainPtr dom = new_domain(conn);
    virSecurityModel model = { .model = "dac" };
    virSecurityLabel label = { .label = "x" };
    int fd = -1;

    EXPECT(virConnectDomainQemuMonitorEventRegister(conn, NULL, NULL, NULL, NULL, NULL, 0),
           VIR_ERR_INVALID_ARG, VIR_FROM_NONE,
           "cb in virConnectDomainQemuMonitorEventRegister must not be NULL");
    EXPECT(virDomainLxcEnterNamespace(NULL, 1, &fd, NULL, NULL, 1), VIR_ERR_INVALID_ARG,
           VIR_FROM_NONE, "unsupported flags (0x1) in function virDomainLxcEnterNamespace");
    EXPECT(virDomainLxcEnterNamespace(NULL, 0, &fd, NULL, NULL, 0), VIR_ERR_INVALID_ARG,
           VIR_FROM_NONE, "Expected at least one file descriptor");
    fd = INT_MAX;
    EXPECT(virDomainLxcEnterNamespace(NULL, 1, &fd, NULL, NULL, 0), VIR_ERR_SYSTEM_ERROR,
           VIR_FROM_NONE, "Unable to join domain namespace: Bad file descriptor");
    fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    EXPECT(virDomainLxcEnterNamespace(NULL, 1, &fd, NULL, NULL, 0), VIR_ERR_SYSTEM_ERROR,
           VIR_FROM_NONE, "Unable to join domain namespace: Invalid argument");
    close(fd);
    fd = open("/proc/self/ns/user", O_RDONLY | O_CLOEXEC);
    g_assert_cmpint(virDomainLxcEnterNamespace(NULL, 1, &fd, NULL, NULL, 0), ==, 0);
    close(fd);
    EXPECT(virDomainLxcEnterSecurityLabel(&model, NULL, NULL, 0), VIR_ERR_INVALID_ARG,
           VIR_FROM_NONE, "label in virDomainLxcEnterSecurityLabel must not be NULL");
    EXPECT(virDomainLxcEnterSecurityLabel(&model, &label, NULL, 0), VIR_ERR_ARGUMENT_UNSUPPORTED,
           VIR_FROM_NONE, "argument unsupported: Security model dac cannot be entered");
    g_strlcpy(model.model, "none", sizeof(model.model));
    g_assert_cmpint(virDomainLxcEnterSecurityLabel(&model, &label, NULL, 0), ==, 0);
    ((Conn *)conn)->read_only = true;
    EXPECT(virDomainLxcEnterCGroup(dom, 1), VIR_ERR_OPERATION_DENIED, VIR_FROM_NONE,
           "operation forbidden: read only access prevents virDomainLxcEnterCGroup");
    handle_unref(dom);
    close_host(conn);
}

/* -- results ------------------------------------------------------------ */

#define CHARS(text) { sizeof(text) - 1, (char *)(text) }

static void
test_records(void)
{
    char *aliases[] = { "vda", "vdb" };
    DomainFsinfo fs[] = { { .mountpoint = "/", .name = "sda1", .fstype = "ext4",
                            .dev_aliases = { 2, aliases } },
                          { .mountpoint = "/x", .name = "sr0", .fstype = "iso9660" } };
    DomainGetFsinfoRet fs_ret = { .info = { 2, fs }, .ret = 2 };
    DomainIpAddr addrs[] = { { 0, "10.0.0.1", 24 }, { 1, "fe80::1", 64 } };
    DomainInterface ifaces[] = { { .name = "lo", .hwaddr = NULL },
                                 { .name = "eth0", .hwaddr = "aa:bb", .addrs = { 2, addrs } } };
    DomainInterfaceAddressesRet if_ret = { .ifaces = { 2, ifaces } };
    DomainIothreadInfo thread = { 7, { 2, (unsigned char *)"\x01\x80" } };
    DomainGetIothreadInfoRet thread_ret = { .info = { 1, &thread }, .ret = 1 };
    Host host = { .name = "h", .op = OP_DOMAIN_GET_FSINFO, .ret = &fs_ret };
    virConnectPtr conn = open_host(&host);
    virDomainPtr dom = new_domain(conn);
    virDomainFSInfoPtr *infos = NULL;
    virDomainInterfacePtr *cards = NULL;
    virDomainIOThreadInfoPtr *threads = NULL;

    g_assert_cmpint(virDomainGetFSInfo(dom, &infos, 0), ==, 2);
    g_assert_cmpstr(infos[0]->devAlias[1], ==, "vdb");
    g_assert_cmpuint(infos[0]->ndevAlias, ==, 2);
    g_assert_cmpstr(infos[1]->fstype, ==, "iso9660");
    g_assert_cmpuint(infos[1]->ndevAlias, ==, 0);
    for (int i = 0; i < 2; i++)
        virDomainFSInfoFree(infos[i]);
    free(infos);

    host.op = OP_DOMAIN_INTERFACE_ADDRESSES;
    host.ret = &if_ret;
    g_assert_cmpint(virDomainInterfaceAddresses(dom, &cards, 0, 0), ==, 2);
    g_assert_null(cards[0]->hwaddr);
    g_assert_cmpuint(cards[1]->naddrs, ==, 2);
    g_assert_cmpstr(cards[1]->addrs[1].addr, ==, "fe80::1");
    g_assert_cmpuint(cards[1]->addrs[0].prefix, ==, 24);
    for (int i = 0; i < 2; i++)
        virDomainInterfaceFree(cards[i]);
    free(cards);

    host.op = OP_DOMAIN_GET_IOTHREAD_INFO;
    host.ret = &thread_ret;
    g_assert_cmpint(virDomainGetIOThreadInfo(dom, &threads, 0), ==, 1);
    g_assert_cmpuint(threads[0]->iothread_id, ==, 7);
    g_assert_cmpint(threads[0]->cpumaplen, ==, 2);
    g_assert_cmpint(threads[0]->cpumap[1], ==, 0x80);
    virDomainIOThreadInfoFree(threads[0]);
    free(threads);

    virDomainFSInfoFree(NULL);
    virDomainInterfaceFree(NULL);
    handle_unref(dom);
    close_host(conn);
}

static void
test_arrays(void)
{
    DomainMemoryStat stat[] = { { 6, 1024 }, { 7, 512 } };
    DomainMemoryStatsRet stat_ret = { .stats = { 2, stat } };
    DomainDiskError disk = { "vda", 1 };
    DomainGetDiskErrorsRet disk_ret = { .errors = { 1, &disk }, .nerrors = 5 };
    SecurityLabel label = { .label = CHARS("system_u"), .enforcing = 1 };
    DomainGetSecurityLabelListRet label_ret = { .labels = { 1, &label }, .ret = 1 };
    NodeGetCpuStats cpu = { "kernel", 99 };
    NodeGetCpuStatsRet cpu_ret = { .params = { 1, &cpu }, .nparams = 4 };
    Host host = { .name = "h", .op = OP_DOMAIN_MEMORY_STATS, .ret = &stat_ret };
    virConnectPtr conn = open_host(&host);
    virDomainPtr dom = new_domain(conn);
    virDomainMemoryStatStruct stats[2], room[VIR_DOMAIN_MEMORY_STAT_NR];
    virDomainDiskError errors[2];
    virSecurityLabelPtr labels = NULL;
    virNodeCPUStats cpus[4];
    int n = 4;

    g_assert_cmpint(virDomainMemoryStats(dom, stats, 2, 0), ==, 2);
    g_assert_cmpuint(stats[1].val, ==, 512);
    g_assert_cmpint(virDomainMemoryStats(dom, NULL, 5, 0), ==, 0);
    g_assert_cmpint(virDomainMemoryStats(dom, room, UINT_MAX, 0), ==, 2);
    g_assert_cmpuint(((DomainMemoryStatsArgs *)host.args)->maxStats, ==,
                     VIR_DOMAIN_MEMORY_STAT_NR);
    EXPECT(virDomainMemoryStats(dom, stats, 1, 0), VIR_ERR_RPC, VIR_FROM_RPC,
           "too many stats '2' for limit '1'");

    host.op = OP_DOMAIN_GET_DISK_ERRORS;
    host.ret = &disk_ret;
    g_assert_cmpint(virDomainGetDiskErrors(dom, NULL, 0, 0), ==, 5);
    disk_ret.errors.n = 0;
    g_assert_cmpint(virDomainGetDiskErrors(dom, errors, 0, 0), ==, 5);
    disk_ret.errors.n = 1;
    EXPECT_ARG(virDomainGetDiskErrors(dom, NULL, 1, 0),
               "errors in virDomainGetDiskErrors must not be NULL");
    g_assert_cmpint(virDomainGetDiskErrors(dom, errors, 2, 0), ==, 1);
    g_assert_cmpstr(errors[0].disk, ==, "vda");
    free(errors[0].disk);

    host.op = OP_DOMAIN_GET_SECURITY_LABEL_LIST;
    host.ret = &label_ret;
    g_assert_cmpint(virDomainGetSecurityLabelList(dom, &labels), ==, 1);
    g_assert_cmpstr(labels[0].label, ==, "system_u");
    g_assert_cmpint(labels[0].enforcing, ==, 1);
    free(labels);

    host.op = OP_NODE_GET_CPU_STATS;
    host.ret = &cpu_ret;
    g_assert_cmpint(virNodeGetCPUStats(conn, -1, NULL, &(int){ 0 }, 0), ==, 0);
    g_assert_cmpint(virNodeGetCPUStats(conn, -1, cpus, &n, 0), ==, 0);
    g_assert_cmpint(n, ==, 1);
    g_assert_cmpstr(cpus[0].field, ==, "kernel");
    n = 0;
    g_assert_cmpint(virNodeGetCPUStats(conn, -1, NULL, &n, 0), ==, 0);
    g_assert_cmpint(n, ==, 4);
    handle_unref(dom);
    close_host(conn);
}

static void
test_leases(void)
{
    NetworkDhcpLease lease = { .iface = "virbr0", .expirytime = 1700000000, .ipaddr = "10.0.0.9",
                               .prefix = 24, .hostname = "guest" };
    NetworkGetDhcpLeasesRet ret = { .leases = { 1, &lease }, .ret = 1 };
    Host host = { .name = "h", .op = OP_NETWORK_GET_DHCP_LEASES, .ret = &ret };
    virConnectPtr conn = open_host(&host);
    NetworkRef ref = { .name = g_strdup("default") };
    virNetworkPtr net = handle_new(OBJECT_NETWORK, (Conn *)conn, NULL, &ref);
    virNetworkDHCPLeasePtr *leases = NULL;

    g_assert_cmpint(virNetworkGetDHCPLeases(net, NULL, NULL, 0), ==, 1);
    g_assert_cmpint(((NetworkGetDhcpLeasesArgs *)host.args)->need_results, ==, 0);
    g_assert_cmpint(virNetworkGetDHCPLeases(net, "aa", &leases, 0), ==, 1);
    g_assert_cmpint(((NetworkGetDhcpLeasesArgs *)host.args)->need_results, ==, 1);
    g_assert_cmpstr(leases[0]->hostname, ==, "guest");
    g_assert_cmpint(leases[0]->expirytime, ==, 1700000000);
    g_assert_null(leases[0]->mac);
    g_assert_null(leases[1]);
    virNetworkDHCPLeaseFree(leases[0]);
    free(leases);
    handle_unref(net);
    close_host(conn);
}

static void
test_maps(void)
{
    DomainGetEmulatorPinInfoRet pin_ret = { .cpumaps = { 1, (unsigned char *)"\x03" }, .ret = 1 };
    VcpuInfo vcpu = { 0, 1, 99, 2 };
    DomainGetVcpusRet vcpus_ret = { .info = { 1, &vcpu },
                                    .cpumaps = { 2, (unsigned char *)"\x05" } };
    NodeGetCpuMapRet node_ret = { .cpumap = { 1, (unsigned char *)"\x0f" }, .online = 4, .ret = 8 };
    Host host = { .name = "h", .op = OP_DOMAIN_GET_EMULATOR_PIN_INFO, .ret = &pin_ret };
    virConnectPtr conn = open_host(&host);
    virDomainPtr dom = new_domain(conn);
    unsigned char maps[4] = { 0xff, 0xff, 0xff, 0xff };
    virVcpuInfo info[2];
    unsigned char *map = NULL;
    unsigned int online = 0;

    g_assert_cmpint(virDomainGetEmulatorPinInfo(dom, maps, 2, 0), ==, 1);
    g_assert_cmpmem(maps, 4, "\x03\x00\xff\xff", 4);
    host.op = OP_DOMAIN_GET_VCPUS;
    host.ret = &vcpus_ret;
    g_assert_cmpint(virDomainGetVcpus(dom, info, 2, maps, 2), ==, 1);
    g_assert_cmpmem(maps, 4, "\x05\x00\x00\x00", 4);
    g_assert_cmpuint(info[0].cpuTime, ==, 99);
    host.op = OP_NODE_GET_CPU_MAP;
    host.ret = &node_ret;
    g_assert_cmpint(virNodeGetCPUMap(conn, &map, &online, 0), ==, 8);
    g_assert_cmpint(map[0], ==, 0x0f);
    g_assert_cmpuint(online, ==, 4);
    free(map);
    g_assert_cmpint(virNodeGetCPUMap(conn, NULL, NULL, 0), ==, 8);
    g_assert_cmpint(((NodeGetCpuMapArgs *)host.args)->need_map, ==, 0);
    handle_unref(dom);
    close_host(conn);
}

static void
test_stats(void)
{
    virTypedParameter param = { .field = "vcpu.name", .type = VIR_TYPED_PARAM_STRING,
                                .value.s = "x" };
    virTypedParameter row[] = { { "a", VIR_TYPED_PARAM_ULLONG, { .ul = 1 } },
                                { "a", VIR_TYPED_PARAM_ULLONG, { .ul = 2 } } };
    DomainStatsRecord record = { .dom = { .name = "one", .id = 3 }, .params = { 1, &param } };
    ConnectGetAllDomainStatsRet ret = { .retStats = { 1, &record } };
    DomainGetCpuStatsRet cpu_ret = { .params = { 2, row }, .nparams = 1 };
    Host host = { .name = "h", .op = OP_CONNECT_GET_ALL_DOMAIN_STATS, .ret = &ret };
    virConnectPtr conn = open_host(&host);
    virDomainPtr dom = new_domain(conn);
    virDomainPtr doms[] = { dom, dom, NULL };
    virDomainStatsRecordPtr *records = NULL;
    virTypedParameter room[6];

    g_assert_cmpint(virConnectGetAllDomainStats(conn, 1, &records, 2), ==, 1);
    g_assert_cmpstr(virDomainGetName(records[0]->dom), ==, "one");
    g_assert_cmpstr(records[0]->params[0].value.s, ==, "x");
    g_assert_null(records[1]);
    virDomainStatsRecordListFree(records);
    g_assert_cmpint(virDomainListGetStats(doms, 1, &records, 0), ==, 1);
    g_assert_cmpuint(((ConnectGetAllDomainStatsArgs *)host.args)->doms.n, ==, 2);
    virDomainStatsRecordListFree(records);
    virDomainStatsRecordListFree(NULL);

    host.op = OP_DOMAIN_GET_CPU_STATS;
    host.ret = &cpu_ret;
    g_assert_cmpint(virDomainGetCPUStats(dom, room, 2, 0, 3, 0), ==, 1);
    g_assert_cmpuint(room[2].value.ul, ==, 2);
    g_assert_cmpint(room[4].type, ==, 0);

    /* An answer that does not fit changes nothing of the caller's. */
    EXPECT(virDomainGetCPUStats(dom, room, 2, 0, 1, 0), VIR_ERR_RPC, VIR_FROM_RPC,
           "got 2 statistics in rows of 1 for 1 CPUs with 2 each");
    g_assert_cmpuint(room[0].value.ul, ==, 1);
    handle_unref(dom);
    close_host(conn);
}

static void
test_values(void)
{
    SecretGetValueRet ret = { .value = { 3, (unsigned char *)"abc" } };
    NodeDeviceGetParentRet parent_ret = { .parentName = "pci" };
    Host host = { .name = "h", .op = OP_SECRET_GET_VALUE, .ret = &ret };
    virConnectPtr conn = open_host(&host);
    SecretRef ref = { .usageID = g_strdup("/x") };
    virSecretPtr secret = handle_new(OBJECT_SECRET, (Conn *)conn, NULL, &ref);
    NodeDeviceRef dev_ref = { .name = g_strdup("net0") };
    virNodeDevicePtr dev = handle_new(OBJECT_NODE_DEVICE, (Conn *)conn, NULL, &dev_ref);
    unsigned char *value;
    const char *parent;
    size_t n = 0;

    value = virSecretGetValue(secret, &n, 0);
    g_assert_cmpmem(value, n, "abc", 3);
    free(value);
    EXPECT(virSecretGetValue(secret, NULL, 0), VIR_ERR_INVALID_ARG, VIR_FROM_SECRET,
           "value_size in virSecretGetValue must not be NULL");

    host.op = OP_NODE_DEVICE_GET_PARENT;
    host.ret = &parent_ret;
    parent = virNodeDeviceGetParent(dev);
    g_assert_cmpstr(parent, ==, "pci");
    host.op = OP_COUNT; /* is not asked again */
    g_assert_true(virNodeDeviceGetParent(dev) == parent);
    handle_unref(dev);
    handle_unref(secret);
    close_host(conn);
}

static void
test_descriptors(void)
{
    QemuDomainMonitorCommandWithFilesRet ret = { .result = "{}" };
    Host host = { .name = "h", .op = OP_QEMU_DOMAIN_MONITOR_COMMAND_WITH_FILES, .ret = &ret,
                  .n_fds = 2 };
    virConnectPtr conn = open_host(&host);
    virDomainPtr dom = new_domain(conn);
    unsigned int n = 0;
    int *fds = NULL;
    char *result = NULL;

    g_assert_cmpint(pipe(host.fds), ==, 0);
    g_assert_cmpint(virDomainQemuMonitorCommandWithFiles(dom, "x", 0, NULL, &n, &fds, &result, 0),
                    ==, 0);
    g_assert_cmpuint(n, ==, 2);
    g_assert_cmpint(fds[1], ==, host.fds[1]);
    free(fds);
    free(result);
    /* Unwanted ones are closed. */
    g_assert_cmpint(virDomainQemuMonitorCommandWithFiles(dom, "x", 0, NULL, NULL, NULL, &result, 0),
                    ==, 0);
    g_assert_cmpint(fcntl(host.fds[0], F_GETFD), ==, -1);
    free(result);
    host.n_fds = 0;
    handle_unref(dom);
    close_host(conn);
}

/* -- migration ---------------------------------------------------------- */

#define F(feature) (1u << FEATURE_##feature)
#define V1         F(MIGRATION_V1)
#define V2         F(MIGRATION_V2)
#define V3         F(MIGRATION_V3)
#define ALL                                                                                        \
    (V1 | V2 | V3 | F(MIGRATION_P2P) | F(MIGRATION_DIRECT) | F(MIGRATE_CHANGE_PROTECTION) |        \
     F(MIGRATION_OFFLINE) | F(MIGRATION_PARAMS))
#define LIVE VIR_MIGRATE_LIVE
#define PEER VIR_MIGRATE_PEER2PEER

typedef enum Function {
    MIGRATE,
    MIGRATE2,
    MIGRATE3,
    TO_URI,
    TO_URI2,
    TO_URI3,
} Function;

typedef struct MigrationCase {
    const char *title;
    Function function;
    unsigned int flags;
    uint32_t source, dest; /* features */
    OpId fails;
    bool no_uri; /* from the destination */
    int state;   /* 0 is running */
    const char *uri, *dxml, *peer;
    const char *extra; /* one more parameter */
} MigrationCase;

#define OTHER "qemu+ssh://other/system"

static const MigrationCase migrations[] = {
    { "version 3", MIGRATE, LIVE, V3, V3, .uri = "tcp:x" },
    { "version 3, protected", MIGRATE, LIVE, ALL, ALL },
    { "version 3, own definition", MIGRATE2, LIVE, ALL, ALL, .dxml = "<d/>" },
    { "nothing in common", MIGRATE, LIVE, V2, V1 },
    { "version 1", MIGRATE, LIVE, V1, V1 },
    { "version 1, perform fails", MIGRATE, LIVE, V1, V1, OP_DOMAIN_MIGRATE_PERFORM },
    { "version 1, no address", MIGRATE, LIVE, V1, V1, .no_uri = true },
    { "version 2", MIGRATE, LIVE, V2, V2 },
    { "version 2, migratable", MIGRATE, LIVE, V2 | F(XML_MIGRATABLE), V2 },
    { "version 2, own definition", MIGRATE2, LIVE, V2, V2, .dxml = "<d/>" },
    { "version 2, perform fails", MIGRATE, LIVE, V2, V2, OP_DOMAIN_MIGRATE_PERFORM },
    { "parameters", MIGRATE3, LIVE, ALL, ALL, .uri = "tcp:x", .dxml = "<d/>" },
    { "parameters, none", MIGRATE3, LIVE, ALL, ALL },
    { "parameters, old hosts", MIGRATE3, LIVE, V3, V3, .uri = "tcp:x", .dxml = "<d/>" },
    { "parameters, old hosts, too many", MIGRATE3, LIVE, V3, V3, .extra = "graphics_uri" },
    { "paused", MIGRATE, LIVE, V3, V3, .state = VIR_DOMAIN_PAUSED },
    { "offline", MIGRATE, VIR_MIGRATE_OFFLINE, ALL, ALL },
    { "offline, old source", MIGRATE, VIR_MIGRATE_OFFLINE, V3, ALL },
    { "offline, old destination", MIGRATE, VIR_MIGRATE_OFFLINE, ALL, V3 },
    { "begin fails", MIGRATE, LIVE, ALL, ALL, OP_DOMAIN_MIGRATE_BEGIN3 },
    { "prepare fails", MIGRATE, LIVE, V3, V3, OP_DOMAIN_MIGRATE_PREPARE3 },
    { "prepare fails, protected", MIGRATE3, LIVE, ALL, ALL, OP_DOMAIN_MIGRATE_PREPARE3_PARAMS },
    { "no address", MIGRATE, LIVE, V3, V3, .no_uri = true },
    { "no address, own", MIGRATE, LIVE, V3, V3, .no_uri = true, .uri = "tcp:own" },
    { "perform fails", MIGRATE, LIVE, ALL, ALL, OP_DOMAIN_MIGRATE_PERFORM3 },
    { "finish fails", MIGRATE3, LIVE, ALL, ALL, OP_DOMAIN_MIGRATE_FINISH3_PARAMS },
    { "confirm fails", MIGRATE, LIVE, ALL, ALL, OP_DOMAIN_MIGRATE_CONFIRM3 },
    { "change protection missing", MIGRATE, VIR_MIGRATE_CHANGE_PROTECTION, V3, V3 },
    { "tunnelled alone", MIGRATE, VIR_MIGRATE_TUNNELLED, ALL, ALL },
    { "tunnelled alone", MIGRATE3, VIR_MIGRATE_TUNNELLED, ALL, ALL },
    { "peer to peer", MIGRATE3, PEER, ALL, ALL },
    { "both disk copies", MIGRATE, VIR_MIGRATE_NON_SHARED_DISK | VIR_MIGRATE_NON_SHARED_INC, 0, 0 },
    { "synchronous alone", TO_URI3, VIR_MIGRATE_NON_SHARED_SYNCHRONOUS_WRITES, 0, 0 },
    { "tunnelled and parallel", TO_URI, VIR_MIGRATE_TUNNELLED | VIR_MIGRATE_PARALLEL, 0, 0,
      .peer = OTHER },
    { "peer to peer", MIGRATE, PEER, ALL, ALL },
    { "peer to peer, here", MIGRATE, PEER, ALL, ALL, .uri = "tcp:x" },
    { "peer to peer, own definition", MIGRATE2, PEER, ALL, ALL, .uri = "tcp:x", .dxml = "<d/>" },
    { "peer to peer, not known", MIGRATE, PEER, V3, V3 },
    { "peer to peer", TO_URI, PEER, ALL, 0, .peer = OTHER },
    { "peer to peer, local", TO_URI, PEER, ALL, 0, .peer = "qemu://localhost/system" },
    { "peer to peer, socket", TO_URI, PEER, ALL, 0, .peer = "qemu+unix:///system?socket=/x" },
    { "peer to peer, no socket", TO_URI, PEER, ALL, 0, .peer = "qemu+unix:///system?x=/x" },
    { "peer to peer, local socket", TO_URI, PEER, ALL, 0,
      .peer = "qemu+unix://localhost/system?socket=/x" },
    { "peer to peer, socket elsewhere", TO_URI, PEER, ALL, 0, .peer = "qemu:///system?socket=/x" },
    { "peer to peer, not known", TO_URI, PEER, V3, 0, .peer = OTHER },
    { "peer to peer, version 3", TO_URI2, PEER, V3 | F(MIGRATION_P2P), 0, .peer = OTHER,
      .uri = "tcp:x", .dxml = "<d/>" },
    { "peer to peer, version 2", TO_URI2, PEER, F(MIGRATION_P2P), 0, .peer = OTHER },
    { "peer to peer, version 2, address", TO_URI2, PEER, F(MIGRATION_P2P), 0, .peer = OTHER,
      .uri = "tcp:x" },
    { "peer to peer, version 2, both", TO_URI2, PEER, F(MIGRATION_P2P), 0, .peer = OTHER,
      .uri = "tcp:x", .dxml = "<d/>" },
    { "peer to peer, nowhere", TO_URI2, PEER, ALL, 0 },
    { "peer to peer, parameters", TO_URI3, PEER, ALL, 0, .peer = OTHER, .uri = "tcp:x",
      .extra = "graphics_uri" },
    { "peer to peer, too many", TO_URI3, PEER, V3 | F(MIGRATION_P2P), 0, .peer = OTHER,
      .extra = "graphics_uri" },
    { "direct", TO_URI, LIVE, ALL, 0, .peer = "tcp:x" },
    { "direct, not known", TO_URI, LIVE, V3, 0, .peer = "tcp:x" },
    { "direct, version 1", TO_URI2, LIVE, F(MIGRATION_DIRECT), 0, .uri = "tcp:x" },
    { "direct, parameters", TO_URI3, 0, ALL, 0, .peer = OTHER, .uri = "tcp:x", .dxml = "<d/>" },
};

static int
make_params(const MigrationCase *test, virTypedParameterPtr *params)
{
    int n = 0, max = 0;

    if (test->uri)
        virTypedParamsAddString(params, &n, &max, VIR_MIGRATE_PARAM_URI, test->uri);
    if (test->dxml)
        virTypedParamsAddString(params, &n, &max, VIR_MIGRATE_PARAM_DEST_XML, test->dxml);
    if (test->extra)
        virTypedParamsAddString(params, &n, &max, test->extra, "v");
    return n;
}

static void
migrate_one(const MigrationCase *test, GString *out)
{
    Host source = { .name = "source", .features = test->source, .fails = test->fails, .log = out,
                    .has_uri = !test->no_uri, .state = test->state };
    Host dest = source;
    virConnectPtr conn, dconn;
    virDomainPtr dom, moved = NULL;
    virTypedParameterPtr params = NULL;
    int n = make_params(test, &params);
    int rc = -1;

    dest.name = "dest";
    dest.features = test->dest;
    conn = open_host(&source);
    dconn = open_host(&dest);
    dom = new_domain(conn);
    g_string_append_printf(out, "%d %s\n", test->function, test->title);
    switch (test->function) {
    case MIGRATE:
        moved = virDomainMigrate(dom, dconn, test->flags, NULL, test->uri, 5);
        break;
    case MIGRATE2:
        moved = virDomainMigrate2(dom, dconn, test->dxml, test->flags, "new", test->uri, 5);
        break;
    case MIGRATE3:
        moved = virDomainMigrate3(dom, dconn, params, (unsigned int)n, test->flags);
        break;
    case TO_URI:
        rc = virDomainMigrateToURI(dom, test->peer, test->flags, "new", 5);
        break;
    case TO_URI2:
        rc = virDomainMigrateToURI2(dom, test->peer, test->uri, test->dxml, test->flags, "new", 5);
        break;
    case TO_URI3:
        rc = virDomainMigrateToURI3(dom, test->peer, params, (unsigned int)n, test->flags);
        break;
    }
    g_string_append_printf(out, "  -> %s",
                           moved ? virDomainGetName(moved) : rc ? "failed" : "done");
    /* Asking for the name has cleared the error of those that give a domain and one. */
    if (!moved && rc < 0)
        g_string_append_printf(out, ": %d %d %s", virGetLastError()->code,
                               virGetLastError()->domain, virGetLastError()->message);
    g_string_append_c(out, '\n');
    virTypedParamsFree(params, n);
    handle_unref(moved);
    handle_unref(dom);
    close_host(conn);
    close_host(dconn);
}

static void
test_migrate(void)
{
    g_autofree char *path = g_test_build_filename(G_TEST_DIST, "custom", "migrate.out", NULL);
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *expected = NULL;

    for (unsigned int i = 0; i < G_N_ELEMENTS(migrations); i++)
        migrate_one(&migrations[i], out);
    if (g_getenv("VIRTUE_TEST_REWRITE")) {
        g_assert_true(g_file_set_contents(path, out->str, -1, NULL));
        return;
    }
    g_assert_true(g_file_get_contents(path, &expected, NULL, NULL));
    g_assert_cmpstr(out->str, ==, expected);
}

static void
test_migrate_arguments(void)
{
    Host host = { .name = "h" }, host2 = { .name = "h2" };
    virConnectPtr conn = open_host(&host), dconn = open_host(&host2);
    virDomainPtr dom = new_domain(conn);
    virTypedParameter bandwidth = { VIR_MIGRATE_PARAM_BANDWIDTH, VIR_TYPED_PARAM_INT, { 1 } };

    EXPECT(virDomainMigrate3(dom, NULL, NULL, 0, 0), VIR_ERR_INVALID_CONN, VIR_FROM_DOMAIN,
           "invalid connection pointer in virDomainMigrate3");
    EXPECT(virDomainMigrate3(dom, dconn, &bandwidth, 65, 0), VIR_ERR_RPC, VIR_FROM_NONE,
           "too many parameters '65' for limit '64'");
    host.features = host2.features = V3;
    EXPECT(virDomainMigrate3(dom, dconn, &bandwidth, 1, 0), VIR_ERR_INVALID_ARG, VIR_FROM_NONE,
           "invalid argument: Invalid type 'ullong' requested for parameter 'bandwidth', actual "
           "type is 'int'");
    EXPECT_ARG(virDomainMigrateToURI(dom, NULL, 0, NULL, 0),
               "duri in virDomainMigrateToURI must not be NULL");
    ((Conn *)dconn)->read_only = true;
    EXPECT(virDomainMigrate(dom, dconn, 0, NULL, NULL, 0), VIR_ERR_OPERATION_DENIED,
           VIR_FROM_DOMAIN, "operation forbidden: read only access prevents virDomainMigrate");
    handle_unref(dom);
    close_host(conn);
    close_host(dconn);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    virSetErrorFunc(NULL, ignore_error);
    g_test_add_func("/custom/arguments/cpu-stats", test_cpu_stats_arguments);
    g_test_add_func("/custom/arguments/maps", test_map_arguments);
    g_test_add_func("/custom/arguments/ceilings", test_ceilings);
    g_test_add_func("/custom/arguments/lists", test_list_arguments);
    g_test_add_func("/custom/arguments/sisters", test_sister_arguments);
    g_test_add_func("/custom/arguments/migrate", test_migrate_arguments);
    g_test_add_func("/custom/results/records", test_records);
    g_test_add_func("/custom/results/arrays", test_arrays);
    g_test_add_func("/custom/results/leases", test_leases);
    g_test_add_func("/custom/results/maps", test_maps);
    g_test_add_func("/custom/results/stats", test_stats);
    g_test_add_func("/custom/results/values", test_values);
    g_test_add_func("/custom/results/descriptors", test_descriptors);
    g_test_add_func("/custom/migrate", test_migrate);
    return g_test_run();
}
