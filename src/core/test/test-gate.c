/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libvirt/virterror.h>
#include <string.h>
#include "core/access.h"
#include "core/index.h"
#include "lib/access.h"
#include "lib/typed-param.h"
#include "null-driver.h"

#define ERR_DOMAIN VIR_FROM_TEST

/* Every operation of the table. */

static bool
invoke(Conn *conn, OpId op, const void *args, void *ret, GError **error)
{
    Call call = { .op = &ops[op], .function = ops[op].function, .conn = conn };
    bool done = gate_invoke(conn, &call, args, ret, error);

    g_free(call.fds_out);
    return done;
}

typedef void (*EachFn)(const Op *op, bool done, const GError *error);

/* Call them all with zeroed arguments. */
static void
invoke_each(Conn *conn, uint32_t flags, EachFn check)
{
    for (unsigned int i = 0; i < OP_COUNT; i++) {
        const Op *op = &ops[i];
        g_autofree char *args = g_malloc0(op->args ? op->args->size : 1);
        g_autofree void *ret = g_malloc0(op->ret ? op->ret->size : 1);
        g_autoptr(GError) error = NULL;
        bool done;

        if (op->flags_offset != OP_NO_OFFSET)
            memcpy(args + op->flags_offset, &flags, sizeof(flags));
        done = invoke(conn, i, args, ret, &error);
        g_assert_true(done == !error);
        check(op, done, error);
        if (done && op->ret)
            shape_clear(op->ret, ret);
    }
}

static void
check_unsupported(const Op *op, bool done, const GError *error)
{
    g_assert_error(error, ERR_QUARK, VIR_ERR_NO_SUPPORT);
    g_assert_nonnull(strstr(error->message, op->function));
}

static void
test_all_unsupported(void)
{
    Conn *conn;

    null_driver_succeed(false);
    conn = null_conn_new();
    invoke_each(conn, 0, check_unsupported);
    for (unsigned int i = 0; i < OP_COUNT; i++)
        g_assert_false(gate_supports(conn, i));
    conn_unref(conn);
}

/* Methods that do nothing may only be blamed for not asking for access. */
static void
check_harmless(const Op *op, bool done, const GError *error)
{
    if (error && error->code == VIR_ERR_NO_SUPPORT) /* kept out of methods: lock and log manager */
        return;
    if (error && !(error->code == VIR_ERR_INTERNAL_ERROR && strstr(error->message, "did not ask")))
        g_error("%s: %s", op->name, error->message);
}

static void
check_flags(const Op *op, bool done, const GError *error)
{
    if (op->flags_offset == OP_NO_OFFSET || (op->flags_known & 0x80000000u) ||
        (error && error->code == VIR_ERR_NO_SUPPORT))
        return;
    g_assert_error(error, ERR_QUARK, VIR_ERR_INVALID_ARG);
    g_assert_true(
        g_str_has_prefix(error->message, "unsupported flags (0x80000000) in function null"));
}

static void
test_all_succeed(void)
{
    Conn *conn;

    null_driver_succeed(true);
    conn = null_conn_new();
    invoke_each(conn, 0, check_harmless);
    invoke_each(conn, 0x80000000u, check_flags);
    conn_unref(conn);
}

static AccessAnswer
deny(const AccessRequest *request, GError **error)
{
    return ACCESS_DENIED;
}

/* What has a rule is denied; a method that finds its object itself only can be told later, and did
 * not ask. */
static void
check_denied(const Op *op, bool done, const GError *error)
{
    bool is_ruled = false;

    for (unsigned int i = 0; i < op->n_access; i++)
        is_ruled |= op->access[i].condition.when == WHEN_ALWAYS;
    if (!is_ruled || (error && error->code == VIR_ERR_NO_SUPPORT))
        return;
    if (!error)
        g_error("%s: neither denied nor asked for", op->name);
    if (error->code == VIR_ERR_INTERNAL_ERROR)
        g_assert_nonnull(strstr(error->message, "did not ask"));
    else
        g_assert_error(error, ERR_QUARK, VIR_ERR_ACCESS_DENIED);
}

static void
test_all_denied(void)
{
    static const AccessDriver nobody = { .name = "nobody", .check = deny, .is_local = true };
    Conn *conn;

    null_driver_succeed(true);
    access_set_driver(&nobody);
    conn = null_conn_new();
    invoke_each(conn, 0, check_denied);
    conn_unref(conn);
    access_set_driver(&access_none);
}

/* A driver with a few real methods. */

static struct {
    Obj *domain; /* the one that there is */
    unsigned int calls;
    unsigned int flags;
    bool admits;
    bool reenters;
    Conn *conn;
} seen;

static Index *domains; /* vm0, vm1, vm2, with these numbers */

static Index *
index_of(Conn *conn, Obj *parent, unsigned int kind, GError **error)
{
    if (!domains) {
        domains = index_new(OBJECT_DOMAIN, VIR_FROM_TEST);
        for (int i = 0; i < 3; i++) {
            g_autofree char *name = g_strdup_printf("vm%d", i);
            Obj *obj = null_obj_new(OBJECT_DOMAIN, name, i == 0 ? OBJ_ACTIVE : 0);

            obj->uuid[0] = (unsigned char)i;
            index_add(domains, obj, NULL);
            index_set_id(domains, obj, i);
            obj_unref(obj);
        }
    }
    return domains;
}

static Obj *
find(Conn *conn, unsigned int kind, const void *ref, GError **error)
{
    if (seen.domain)
        return obj_ref(seen.domain);
    err_set(error, VIR_ERR_NO_DOMAIN, "none");
    return NULL;
}

static bool
set_memory_flags(DomainObj *dom, unsigned long long memory, unsigned int flags, Job *job,
                 GError **error)
{
    DomainSetMemoryFlagsArgs args = { .memory = 1 };

    seen.calls++;
    seen.flags = flags;
    return !seen.reenters || invoke(seen.conn, OP_DOMAIN_SET_MEMORY_FLAGS, &args, NULL, error);
}

static bool
get_memory_parameters(DomainObj *dom, unsigned int flags, Job *job, List *params_out,
                      GError **error)
{
    g_autoptr(ParamList) params = param_list_new();

    seen.flags = flags;
    param_list_add_u64(params, 1, "one");
    param_list_add_string(params, "text", "two");
    param_list_add_u64(params, 3, "three");
    param_list_move(params, params_out);
    return true;
}

static bool
define_xml_flags(Conn *conn, const char *xml, unsigned int flags, Job *job, DomainRef *dom_out,
                 GError **error)
{
    DomainRef ref = { .name = (char *)"new" };

    if (seen.admits && !gate_admit(job, OBJECT_DOMAIN, &ref, error))
        return false;
    seen.calls++;
    dom_out->name = g_strdup("new");
    return true;
}

static const DomainMethods domain_methods = {
    .set_memory_flags = set_memory_flags,
    .get_memory_parameters = get_memory_parameters,
};

static const ConnectMethods connect_methods = {
    .domain_define_xml_flags = define_xml_flags,
};

static const GateFlags narrowed[] = {
    { OP_CONNECT_LIST_ALL_DOMAINS, 1 },
    { OP_COUNT, 0 },
};

static const GateDriver driver = {
    .backend = { .name = "SMALL", GATE_BACKEND },
    .error_domain = VIR_FROM_TEST,
    .function_prefix = "small",
    .methods = { .connect = &connect_methods, .domain = &domain_methods },
    .flags = narrowed,
    .kinds = 1 << OBJECT_DOMAIN,
    .index = index_of,
    .find = find,
};

static Conn *
begin(unsigned int state)
{
    Conn *conn = conn_new(OBJECT_CONNECT);

    conn->backend = &driver.backend;
    memset(&seen, 0, sizeof(seen));
    seen.conn = conn;
    if (state != UINT_MAX)
        seen.domain = null_obj_new(OBJECT_DOMAIN, "vm", state);
    return conn;
}

static void
end(Conn *conn)
{
    obj_unref(seen.domain);
    conn_unref(conn);
    access_set_driver(&access_none);
}

static void
set_memory(Conn *conn, unsigned int flags, int code)
{
    DomainSetMemoryFlagsArgs args = { .memory = 1, .flags = flags };
    g_autoptr(GError) error = NULL;
    bool done = invoke(conn, OP_DOMAIN_SET_MEMORY_FLAGS, &args, NULL, &error);

    if (code)
        g_assert_error(error, ERR_QUARK, code);
    g_assert_true(done == !code);
    g_assert_cmpuint(args.flags, ==, flags);
}

static void
test_state(void)
{
    Conn *conn = begin(OBJ_ACTIVE | OBJ_PERSISTENT);

    set_memory(conn, 0, 0);
    g_assert_cmpuint(seen.flags, ==, VIR_DOMAIN_AFFECT_LIVE);
    obj_set_state(seen.domain, OBJ_ACTIVE, false);
    set_memory(conn, VIR_DOMAIN_MEM_MAXIMUM, 0);
    g_assert_cmpuint(seen.flags, ==, VIR_DOMAIN_AFFECT_CONFIG | VIR_DOMAIN_MEM_MAXIMUM);
    g_assert_cmpuint(seen.calls, ==, 2);
    set_memory(conn, VIR_DOMAIN_AFFECT_LIVE, VIR_ERR_OPERATION_INVALID);
    obj_set_state(seen.domain, OBJ_ACTIVE, true);
    obj_set_state(seen.domain, OBJ_PERSISTENT, false);
    set_memory(conn, VIR_DOMAIN_AFFECT_CONFIG, VIR_ERR_OPERATION_INVALID);
    set_memory(conn, 0x100, VIR_ERR_INVALID_ARG);
    g_assert_cmpuint(seen.calls, ==, 2);
    end(conn);

    conn = begin(UINT_MAX);
    set_memory(conn, 0, VIR_ERR_NO_DOMAIN);
    end(conn);
}

static void
test_reentry(void)
{
    Conn *conn = begin(OBJ_ACTIVE);

    seen.reenters = true;
    set_memory(conn, 0, VIR_ERR_OPERATION_INVALID);
    g_assert_cmpuint(seen.calls, ==, 1);
    seen.reenters = false;
    set_memory(conn, 0, 0);
    end(conn);
}

/* An access driver that denies one permission of domains, or sight of vm1. */

static unsigned int denied_permission;

static AccessAnswer
check_permission(const AccessRequest *request, GError **error)
{
    const DomainRef *ref = request->ref;

    if (request->kind != OBJECT_DOMAIN)
        return ACCESS_GRANTED;
    g_assert_nonnull(ref);
    if (g_strcmp0(ref->name, "vm1") == 0)
        return ACCESS_DENIED;
    return request->permission == denied_permission ? ACCESS_DENIED : ACCESS_GRANTED;
}

static const AccessDriver denying = { .name = "denying",
                                      .check = check_permission,
                                      .is_local = true };

static void
test_access(void)
{
    Conn *conn = begin(OBJ_ACTIVE | OBJ_PERSISTENT);
    DomainSetMemoryFlagsArgs args = { .memory = 1 };
    g_autoptr(GError) error = NULL;

    access_set_driver(&denying);
    denied_permission = PERM_DOMAIN_WRITE;
    g_assert_false(invoke(conn, OP_DOMAIN_SET_MEMORY_FLAGS, &args, NULL, &error));
    g_assert_error(error, ERR_QUARK, VIR_ERR_ACCESS_DENIED);
    g_assert_cmpstr(error->message, ==, "access denied: 'SMALL' denied access");
    denied_permission = PERM_DOMAIN_SAVE; /* needed for the stored definition only */
    set_memory(conn, VIR_DOMAIN_AFFECT_LIVE, 0);
    set_memory(conn, VIR_DOMAIN_AFFECT_CONFIG, VIR_ERR_ACCESS_DENIED);
    set_memory(conn, 0, VIR_ERR_ACCESS_DENIED);
    g_assert_cmpuint(seen.calls, ==, 1);
    end(conn);
}

static void
test_access_later(void)
{
    Conn *conn = begin(0);
    DomainLookupByIdArgs id = { .id = 2 };
    DomainLookupByIdRet found = { 0 };
    DomainDefineXmlArgs xml = { 0 };
    DomainDefineXmlRet defined = { 0 };
    g_autoptr(GError) error = NULL;

    access_set_driver(&denying);
    denied_permission = PERM_DOMAIN_GETATTR;
    g_assert_false(invoke(conn, OP_DOMAIN_LOOKUP_BY_ID, &id, &found, &error));
    g_assert_error(error, ERR_QUARK, VIR_ERR_ACCESS_DENIED);
    g_assert_null(found.dom.name);
    g_clear_error(&error);
    g_assert_false(invoke(conn, OP_DOMAIN_DEFINE_XML, &xml, &defined, &error));
    g_assert_error(error, ERR_QUARK, VIR_ERR_INTERNAL_ERROR); /* it did not ask */
    g_clear_error(&error);
    seen.admits = true;
    denied_permission = PERM_DOMAIN_WRITE;
    seen.calls = 0;
    g_assert_false(invoke(conn, OP_DOMAIN_DEFINE_XML, &xml, &defined, &error));
    g_assert_error(error, ERR_QUARK, VIR_ERR_ACCESS_DENIED);
    g_assert_cmpuint(seen.calls, ==, 0);
    denied_permission = PERM_DOMAIN_STOP;
    g_assert_true(invoke(conn, OP_DOMAIN_DEFINE_XML, &xml, &defined, NULL));
    shape_clear(ops[OP_DOMAIN_DEFINE_XML].ret, &defined);
    end(conn);
}

static void
set_memory_denied(void *conn)
{
    set_memory(conn, 0, VIR_ERR_ACCESS_DENIED);
}

/* Access is to what there is when the call has its turn: not to the object that was there when it
 * came, nor under the name that it had. */
static void
check_change(void (*change)(void))
{
    Conn *conn = begin(OBJ_ACTIVE);
    Call call = { .op = &ops[OP_DOMAIN_SET_MEMORY_FLAGS] };
    Obj *first = obj_ref(seen.domain);
    Thread *waiting;
    Job job;

    access_set_driver(&denying);
    denied_permission = UINT_MAX;
    job_init(&job, &call, JOB_MODIFY, "test");
    g_assert_true(job_begin(&job, first->queue, deadline_in_ms(1000), NULL));
    waiting = thread_start("waiting", set_memory_denied, conn, NULL);
    for (guint n = 0; n == 0; g_usleep(1000)) {
        MUTEX_GUARD(&first->queue->lock);
        n = g_queue_get_length(&first->queue->waiting);
    }
    change();
    job_end(&job);
    job_clear(&job);
    thread_join(waiting);
    g_assert_cmpuint(seen.calls, ==, 0);
    obj_unref(first);
    end(conn);
}

static void
replace_domain(void)
{
    Obj *old = seen.domain;

    seen.domain = null_obj_new(OBJECT_DOMAIN, "vm1", OBJ_ACTIVE);
    obj_set_state(old, OBJ_REMOVED, true);
    obj_unref(old);
}

static void
rename_domain(void)
{
    Index *index = index_new(OBJECT_DOMAIN, VIR_FROM_TEST);

    g_assert_true(index_add(index, seen.domain, NULL));
    g_assert_true(index_rename(index, seen.domain, "vm1"));
    index_free(index);
}

static void
test_access_after_waiting(void)
{
    check_change(replace_domain);
    check_change(rename_domain);
}

static void
test_lists(void)
{
    Conn *conn = begin(0);
    ConnectListAllDomainsArgs all = { .need_results = 1 };
    ConnectListAllDomainsRet found = { 0 };
    ConnectListDefinedDomainsArgs defined = { .maxnames = 4 };
    ConnectListDefinedDomainsRet names = { 0 };
    ConnectListDomainsArgs active = { .maxids = 1 };
    ConnectListDomainsRet ids = { 0 };
    ConnectNumOfDefinedDomainsRet number = { 0 };
    g_autoptr(GError) error = NULL;

    access_set_driver(&denying);
    denied_permission = UINT_MAX;
    g_assert_true(invoke(conn, OP_CONNECT_LIST_ALL_DOMAINS, &all, &found, NULL));
    g_assert_cmpuint(found.ret, ==, 2);
    g_assert_cmpuint(found.domains.n, ==, 2);
    g_assert_cmpstr(found.domains.items[1].name, ==, "vm2");
    shape_clear(ops[OP_CONNECT_LIST_ALL_DOMAINS].ret, &found);
    all.need_results = 0;
    g_assert_true(invoke(conn, OP_CONNECT_LIST_ALL_DOMAINS, &all, &found, NULL));
    g_assert_cmpuint(found.ret, ==, 2);
    g_assert_cmpuint(found.domains.n, ==, 0);
    all.flags = 2;
    g_assert_false(invoke(conn, OP_CONNECT_LIST_ALL_DOMAINS, &all, &found, &error));
    g_assert_error(error, ERR_QUARK, VIR_ERR_INVALID_ARG);
    g_assert_true(invoke(conn, OP_CONNECT_LIST_DEFINED_DOMAINS, &defined, &names, NULL));
    g_assert_cmpuint(names.names.n, ==, 1); /* vm1 is not to be seen */
    g_assert_cmpstr(names.names.items[0], ==, "vm2");
    shape_clear(ops[OP_CONNECT_LIST_DEFINED_DOMAINS].ret, &names);
    g_assert_true(invoke(conn, OP_CONNECT_NUM_OF_DEFINED_DOMAINS, NULL, &number, NULL));
    g_assert_cmpint(number.num, ==, 1);
    g_assert_true(invoke(conn, OP_CONNECT_LIST_DOMAINS, &active, &ids, NULL));
    g_assert_cmpuint(ids.ids.n, ==, 1);
    g_assert_cmpint(ids.ids.items[0], ==, 0);
    shape_clear(ops[OP_CONNECT_LIST_DOMAINS].ret, &ids);
    active.maxids = 0;
    g_assert_true(invoke(conn, OP_CONNECT_LIST_DOMAINS, &active, &ids, NULL));
    g_assert_cmpuint(ids.ids.n, ==, 0);
    end(conn);
}

static void
get_parameters(Conn *conn, int asked, unsigned int flags, int total, unsigned int n)
{
    DomainGetMemoryParametersArgs args = { .nparams = asked, .flags = flags };
    DomainGetMemoryParametersRet ret = { 0 };

    g_assert_true(invoke(conn, OP_DOMAIN_GET_MEMORY_PARAMETERS, &args, &ret, NULL));
    g_assert_cmpint(ret.nparams, ==, total);
    g_assert_cmpuint(ret.params.n, ==, n);
    if (n == 2 && !(flags & VIR_TYPED_PARAM_STRING_OKAY))
        g_assert_cmpstr(ret.params.items[1].field, ==, "three");
    shape_clear(ops[OP_DOMAIN_GET_MEMORY_PARAMETERS].ret, &ret);
}

/* Older forms of an operation are passed on with what they stand for. */
static void
test_forward(void)
{
    Conn *conn = begin(OBJ_ACTIVE | OBJ_PERSISTENT);
    DomainSetMemoryArgs args = { .memory = 1 };
    DomainSetMaxMemoryArgs maximum = { .memory = 1 };
    g_autoptr(GError) error = NULL;

    g_assert_true(invoke(conn, OP_DOMAIN_SET_MEMORY, &args, NULL, NULL));
    g_assert_cmpuint(seen.flags, ==, VIR_DOMAIN_AFFECT_LIVE);
    obj_set_state(seen.domain, OBJ_ACTIVE, false);
    g_assert_false(invoke(conn, OP_DOMAIN_SET_MEMORY, &args, NULL, &error));
    g_assert_error(error, ERR_QUARK, VIR_ERR_OPERATION_INVALID);
    g_assert_true(invoke(conn, OP_DOMAIN_SET_MAX_MEMORY, &maximum, NULL, NULL));
    g_assert_cmpuint(seen.flags, ==, VIR_DOMAIN_MEM_MAXIMUM | VIR_DOMAIN_AFFECT_CONFIG);
    end(conn);
}

static void
test_two_calls(void)
{
    Conn *conn = begin(OBJ_PERSISTENT);

    get_parameters(conn, 0, 0, 2, 0);
    get_parameters(conn, 0, VIR_TYPED_PARAM_STRING_OKAY, 3, 0);
    get_parameters(conn, 2, 0, 0, 2);
    get_parameters(conn, 1, 0, 0, 1);
    get_parameters(conn, 16, VIR_TYPED_PARAM_STRING_OKAY, 0, 3);
    g_assert_cmpuint(seen.flags & VIR_DOMAIN_AFFECT_CONFIG, ==, VIR_DOMAIN_AFFECT_CONFIG);
    end(conn);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gate/all-unsupported", test_all_unsupported);
    g_test_add_func("/gate/all-succeed", test_all_succeed);
    g_test_add_func("/gate/all-denied", test_all_denied);
    g_test_add_func("/gate/state", test_state);
    g_test_add_func("/gate/reentry", test_reentry);
    g_test_add_func("/gate/access", test_access);
    g_test_add_func("/gate/access-later", test_access_later);
    g_test_add_func("/gate/access-after-waiting", test_access_after_waiting);
    g_test_add_func("/gate/lists", test_lists);
    g_test_add_func("/gate/forward", test_forward);
    g_test_add_func("/gate/two-calls", test_two_calls);
    return g_test_run();
}
