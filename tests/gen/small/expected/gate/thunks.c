/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from api/: how the gate calls methods. */
#include <string.h>

#include "core/gate-priv.h"
#include "core/methods.h"
#include "lib/call.h"

/* api/demo.api, fn virDomainSetMemoryFlags */
static bool
call_domain_set_memory_flags(const void *methods, void *object, const void *args, void *ret, Job *job, GError **error)
{
    const DomainSetMemoryFlagsArgs *a = args;

    return ((const DomainMethods *) methods)->set_memory_flags(object, a->memory, a->flags, job,
                                                               error);
}

/* api/demo.api, fn virDomainSetParameters */
static bool
call_domain_set_parameters(const void *methods, void *object, const void *args, void *ret, Job *job, GError **error)
{
    const DomainSetParametersArgs *a = args;

    return ((const DomainMethods *) methods)->set_parameters(object, a->params.items, a->params.n,
                                                             a->password, job, error);
}

/* api/demo.api, fn virDomainOpenConsole */
static bool
call_domain_open_console(const void *methods, void *object, const void *args, void *ret, Job *job, GError **error)
{
    const DomainOpenConsoleArgs *a = args;

    return ((const DomainMethods *) methods)->open_console(object, a->dev_name, a->flags,
                                                           job->call->stream, job, error);
}

/* api/demo.api, fn virDomainOpenFD */
static bool
call_qemu_domain_open_fd(const void *methods, void *object, const void *args, void *ret, Job *job, GError **error)
{
    const QemuDomainOpenFdArgs *a = args;

    return ((const DomainMethods *) methods)->qemu_open_fd(object, a->flags, job,
                                                           &job->call->fds_out, &job->call->n_fds_out,
                                                           error);
}

/* api/objects.api, proc remote */
static bool
call_auth_list(const void *methods, void *object, const void *args, void *ret, Job *job, GError **error)
{
    AuthListRet *r = ret;

    return ((const ConnectMethods *) methods)->auth_list(object, job, &r->kinds.items, &r->kinds.n,
                                                         error);
}

/* api/demo.api, fn virDomainSetMemory */
static bool
forward_domain_set_memory(Gate *gate, const void *methods, const void *args, void *ret, GError **error)
{
    const DomainSetMemoryArgs *a = args;
    DomainSetMemoryFlagsArgs to = { .dom = a->dom, .memory = a->memory, .flags = VIR_DEMO_LIVE };

    return gate_run(gate, OP_DOMAIN_SET_MEMORY_FLAGS, methods, &to, NULL, error);
}

const GateOp gate_ops[OP_COUNT] = {
    [OP_CONNECT_NUM_OF_DOMAINS] = {
        .answer = GATE_LIST, .kind = OBJECT_DOMAIN, .what = GATE_COUNT,
        .found = offsetof(ConnectNumOfDomainsRet, num),
        .state = OBJ_ACTIVE, .is_state = true,
        .total = OP_NO_OFFSET,
    },
    [OP_CONNECT_LIST_ALL_DOMAINS] = {
        .answer = GATE_LIST, .kind = OBJECT_DOMAIN, .what = GATE_REFS,
        .found = offsetof(ConnectListAllDomainsRet, domains),
        .rule = GATE_WANTED,
        .list = offsetof(ConnectListAllDomainsRet, domains),
        .count = offsetof(ConnectListAllDomainsArgs, need_results),
        .total = OP_NO_OFFSET,
    },
    [OP_DOMAIN_SET_MEMORY_FLAGS] = {
        .thunk = call_domain_set_memory_flags,
        .table = offsetof(Methods, domain),
        .method = offsetof(DomainMethods, set_memory_flags),
        .total = OP_NO_OFFSET,
    },
    [OP_DOMAIN_SET_PARAMETERS] = {
        .thunk = call_domain_set_parameters,
        .table = offsetof(Methods, domain),
        .method = offsetof(DomainMethods, set_parameters),
        .total = OP_NO_OFFSET,
    },
    [OP_DOMAIN_OPEN_CONSOLE] = {
        .thunk = call_domain_open_console,
        .table = offsetof(Methods, domain),
        .method = offsetof(DomainMethods, open_console),
        .total = OP_NO_OFFSET,
    },
    [OP_DOMAIN_SET_MEMORY] = {
        .forward = forward_domain_set_memory,
        .target = OP_DOMAIN_SET_MEMORY_FLAGS,
        .total = OP_NO_OFFSET,
    },
    [OP_DOMAIN_LOOKUP_BY_NAME] = {
        .answer = GATE_FIND, .kind = OBJECT_DOMAIN, .what = GATE_BY_NAME,
        .key = offsetof(DomainLookupByNameArgs, name),
        .found = offsetof(DomainLookupByNameRet, dom),
        .total = OP_NO_OFFSET,
    },
    [OP_AUTH_LIST] = {
        .thunk = call_auth_list,
        .table = offsetof(Methods, connect),
        .method = offsetof(ConnectMethods, auth_list),
        .total = OP_NO_OFFSET,
    },
    [OP_QEMU_DOMAIN_OPEN_FD] = {
        .thunk = call_qemu_domain_open_fd,
        .table = offsetof(Methods, domain),
        .method = offsetof(DomainMethods, qemu_open_fd),
        .total = OP_NO_OFFSET,
    },
};
