/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from api/: the operations table. */
#include "lib/calls.h"
#include "lib/access.h"
#include "lib/op.h"
#include "lib/op-priv.h"
#include <libvirt/libvirt-qemu.h>
#include <libvirt/virterror.h>
#include <libvirt/libvirt-lxc.h>

static const OpAccess connect_num_of_domains_access[] = {
    { OBJECT_CONNECT, PERM_CONNECT_GETATTR, { WHEN_ALWAYS, 0, 0 } },
};
static const OpAccess connect_num_of_domains_filter[] = {
    { OBJECT_DOMAIN, PERM_DOMAIN_GETATTR, { WHEN_ALWAYS, 0, 0 } },
};
static const OpAccess connect_list_all_domains_access[] = {
    { OBJECT_CONNECT, PERM_CONNECT_GETATTR, { WHEN_ALWAYS, 0, 0 } },
};
static const OpAccess domain_set_memory_flags_access[] = {
    { OBJECT_DOMAIN, PERM_DOMAIN_WRITE, { WHEN_ANY, offsetof(DomainSetMemoryFlagsArgs, flags), VIR_DEMO_LIVE | VIR_DEMO_CONFIG } },
    { OBJECT_DOMAIN, PERM_DOMAIN_SAVE, { WHEN_NONE, offsetof(DomainSetMemoryFlagsArgs, flags), VIR_DEMO_LIVE | VIR_DEMO_CONFIG } },
    { OBJECT_DOMAIN, PERM_DOMAIN_SAVE, { WHEN_ALL, offsetof(DomainSetMemoryFlagsArgs, flags), VIR_DEMO_CONFIG } },
};
static const OpCheck domain_set_memory_flags_checks[] = {
    { .kind = CHECK_NONZERO, .offset = offsetof(DomainSetMemoryFlagsArgs, memory), .arg = "memory", .width = 8 },
    { .kind = CHECK_EXCLUSIVE, .offset = offsetof(DomainSetMemoryFlagsArgs, flags), .arg = "flags", .a = VIR_DEMO_LIVE, .b = VIR_DEMO_CONFIG, .width = 4, .blamed = "ctl", .message = "not both" },
    { CHECK_END },
};
static const OpAccess domain_set_parameters_access[] = {
    { OBJECT_DOMAIN, PERM_DOMAIN_WRITE, { WHEN_ALWAYS, 0, 0 } },
};
static const OpAccess domain_open_console_access[] = {
    { OBJECT_DOMAIN, PERM_DOMAIN_WRITE, { WHEN_ALWAYS, 0, 0 } },
};
static const OpAccess domain_set_memory_access[] = {
    { OBJECT_DOMAIN, PERM_DOMAIN_WRITE, { WHEN_ALWAYS, 0, 0 } },
};
static const OpCheck domain_set_memory_checks[] = {
    { .kind = CHECK_NONZERO, .offset = offsetof(DomainSetMemoryArgs, memory), .arg = "memory", .width = 8 },
    { CHECK_END },
};
static const OpAccess domain_lookup_by_name_access[] = {
    { OBJECT_DOMAIN, PERM_DOMAIN_GETATTR, { WHEN_ALWAYS, 0, 0 } },
};
static const OpAccess qemu_domain_open_fd_access[] = {
    { OBJECT_DOMAIN, PERM_DOMAIN_WRITE, { WHEN_ALWAYS, 0, 0 } },
};

const Op ops[OP_COUNT] = {
    [OP_CONNECT_NUM_OF_DOMAINS] = { /* api/demo.api, fn virConnectNumOfDomains */
        .name = "connect_num_of_domains", .function = "virConnectNumOfDomains",
        .program = 0x20008086, .procedure = 1,
        .args = NULL,
        .ret = &shape_connect_num_of_domains_ret,
        .attributes = OP_HIGH_PRIORITY,
        .error_domain = VIR_FROM_DOM,
        .block = BLOCK_NEVER, .job = JOB_NONE,
        .object = OBJECT_CONNECT, .object_offset = OP_NO_OFFSET,
        .flags_offset = OP_NO_OFFSET, .flags_known = 0x0,
        .sparse_flag = 0,
        .read_only = { WHEN_ALWAYS, 0, 0 },
        .n_access = 1, .access = connect_num_of_domains_access,
        .n_filter = 1, .filter = connect_num_of_domains_filter,
        .checks = NULL,
    },
    [OP_CONNECT_LIST_ALL_DOMAINS] = { /* api/demo.api, fn virConnectListAllDomains */
        .name = "connect_list_all_domains", .function = "virConnectListAllDomains",
        .program = 0x20008086, .procedure = 2,
        .args = &shape_connect_list_all_domains_args,
        .ret = &shape_connect_list_all_domains_ret,
        .attributes = 0,
        .error_domain = VIR_FROM_DOM,
        .block = BLOCK_NEVER, .job = JOB_NONE,
        .object = OBJECT_CONNECT, .object_offset = OP_NO_OFFSET,
        .flags_offset = offsetof(ConnectListAllDomainsArgs, flags), .flags_known = 0x0,
        .sparse_flag = 0,
        .read_only = { WHEN_ALWAYS, 0, 0 },
        .n_access = 1, .access = connect_list_all_domains_access,
        .n_filter = 0, .filter = NULL,
        .checks = NULL,
    },
    [OP_DOMAIN_SET_MEMORY_FLAGS] = { /* api/demo.api, fn virDomainSetMemoryFlags */
        .name = "domain_set_memory_flags", .function = "virDomainSetMemoryFlags",
        .program = 0x20008086, .procedure = 3,
        .args = &shape_domain_set_memory_flags_args,
        .ret = NULL,
        .attributes = OP_WRITES,
        .error_domain = VIR_FROM_DOM,
        .block = BLOCK_JOB, .job = JOB_MODIFY,
        .object = OBJECT_DOMAIN, .object_offset = offsetof(DomainSetMemoryFlagsArgs, dom),
        .flags_offset = offsetof(DomainSetMemoryFlagsArgs, flags), .flags_known = 0x3,
        .sparse_flag = 0,
        .read_only = { WHEN_ALWAYS, 0, 0 },
        .n_access = 3, .access = domain_set_memory_flags_access,
        .n_filter = 0, .filter = NULL,
        .checks = domain_set_memory_flags_checks,
    },
    [OP_DOMAIN_SET_PARAMETERS] = { /* api/demo.api, fn virDomainSetParameters */
        .name = "domain_set_parameters", .function = "virDomainSetParameters",
        .program = 0x20008086, .procedure = 4,
        .args = &shape_domain_set_parameters_args,
        .ret = NULL,
        .attributes = OP_WRITES,
        .error_domain = VIR_FROM_DOM,
        .block = BLOCK_MONITOR, .job = JOB_NONE,
        .object = OBJECT_DOMAIN, .object_offset = offsetof(DomainSetParametersArgs, dom),
        .flags_offset = OP_NO_OFFSET, .flags_known = 0x0,
        .sparse_flag = 0,
        .read_only = { WHEN_ALWAYS, 0, 0 },
        .n_access = 1, .access = domain_set_parameters_access,
        .n_filter = 0, .filter = NULL,
        .checks = NULL,
    },
    [OP_DOMAIN_OPEN_CONSOLE] = { /* api/demo.api, fn virDomainOpenConsole */
        .name = "domain_open_console", .function = "virDomainOpenConsole",
        .program = 0x20008086, .procedure = 5,
        .args = &shape_domain_open_console_args,
        .ret = NULL,
        .attributes = OP_STREAM_READ | OP_STREAM_WRITE | OP_WRITES,
        .error_domain = VIR_FROM_DOM,
        .block = BLOCK_DISK, .job = JOB_NONE,
        .object = OBJECT_DOMAIN, .object_offset = offsetof(DomainOpenConsoleArgs, dom),
        .flags_offset = offsetof(DomainOpenConsoleArgs, flags), .flags_known = 0x0,
        .sparse_flag = 0,
        .read_only = { WHEN_EQUAL, offsetof(DomainOpenConsoleArgs, flags), VIR_DEMO_LIVE },
        .n_access = 1, .access = domain_open_console_access,
        .n_filter = 0, .filter = NULL,
        .checks = NULL,
    },
    [OP_DOMAIN_SET_MEMORY] = { /* api/demo.api, fn virDomainSetMemory */
        .name = "domain_set_memory", .function = "virDomainSetMemory",
        .program = 0x20008086, .procedure = 15,
        .args = &shape_domain_set_memory_args,
        .ret = NULL,
        .attributes = OP_WRITES,
        .error_domain = VIR_FROM_DOM,
        .block = BLOCK_JOB, .job = JOB_MODIFY,
        .object = OBJECT_DOMAIN, .object_offset = offsetof(DomainSetMemoryArgs, dom),
        .flags_offset = OP_NO_OFFSET, .flags_known = 0x0,
        .sparse_flag = 0,
        .read_only = { WHEN_ALWAYS, 0, 0 },
        .n_access = 1, .access = domain_set_memory_access,
        .n_filter = 0, .filter = NULL,
        .checks = domain_set_memory_checks,
    },
    [OP_DOMAIN_LOOKUP_BY_NAME] = { /* api/demo.api, fn virDomainLookupByName */
        .name = "domain_lookup_by_name", .function = "virDomainLookupByName",
        .program = 0x20008086, .procedure = 16,
        .args = &shape_domain_lookup_by_name_args,
        .ret = &shape_domain_lookup_by_name_ret,
        .attributes = 0,
        .error_domain = VIR_FROM_DOM,
        .block = BLOCK_NEVER, .job = JOB_NONE,
        .object = OBJECT_CONNECT, .object_offset = OP_NO_OFFSET,
        .flags_offset = OP_NO_OFFSET, .flags_known = 0x0,
        .sparse_flag = 0,
        .read_only = { WHEN_ALWAYS, 0, 0 },
        .n_access = 1, .access = domain_lookup_by_name_access,
        .n_filter = 0, .filter = NULL,
        .checks = NULL,
    },
    [OP_AUTH_LIST] = { /* api/objects.api, proc remote */
        .name = "auth_list", .function = "auth_list",
        .program = 0x20008086, .procedure = 20,
        .args = NULL,
        .ret = &shape_auth_list_ret,
        .attributes = OP_HIGH_PRIORITY | OP_BEFORE_AUTH,
        .error_domain = VIR_FROM_RPC,
        .block = BLOCK_NEVER, .job = JOB_NONE,
        .object = OBJECT_CONNECT, .object_offset = OP_NO_OFFSET,
        .flags_offset = OP_NO_OFFSET, .flags_known = UINT32_MAX,
        .sparse_flag = 0,
        .read_only = { WHEN_ALWAYS, 0, 0 },
        .n_access = 0, .access = NULL,
        .n_filter = 0, .filter = NULL,
        .checks = NULL,
    },
    [OP_QEMU_DOMAIN_OPEN_FD] = { /* api/demo.api, fn virDomainOpenFD */
        .name = "domain_open_fd", .function = "virDomainOpenFD",
        .program = 0x20008087, .procedure = 1,
        .args = &shape_qemu_domain_open_fd_args,
        .ret = NULL,
        .attributes = OP_FDS_OUT | OP_WRITES,
        .error_domain = VIR_FROM_DOM,
        .block = BLOCK_DISK, .job = JOB_NONE,
        .object = OBJECT_DOMAIN, .object_offset = offsetof(QemuDomainOpenFdArgs, dom),
        .flags_offset = offsetof(QemuDomainOpenFdArgs, flags), .flags_known = 0x0,
        .sparse_flag = 0,
        .read_only = { WHEN_ALWAYS, 0, 0 },
        .n_access = 1, .access = qemu_domain_open_fd_access,
        .n_filter = 0, .filter = NULL,
        .checks = NULL,
    },
};

static const uint16_t remote_index[23] = {
    [1] = OP_CONNECT_NUM_OF_DOMAINS + 1,
    [2] = OP_CONNECT_LIST_ALL_DOMAINS + 1,
    [3] = OP_DOMAIN_SET_MEMORY_FLAGS + 1,
    [4] = OP_DOMAIN_SET_PARAMETERS + 1,
    [5] = OP_DOMAIN_OPEN_CONSOLE + 1,
    [15] = OP_DOMAIN_SET_MEMORY + 1,
    [16] = OP_DOMAIN_LOOKUP_BY_NAME + 1,
    [20] = OP_AUTH_LIST + 1,
};

static const uint16_t qemu_index[2] = {
    [1] = OP_QEMU_DOMAIN_OPEN_FD + 1,
};

const OpProgram op_programs[] = {
    { 0x20008086, 1, "remote", remote_index, 23 },
    { 0x20008087, 1, "qemu", qemu_index, 2 },
    { 0 },
};
