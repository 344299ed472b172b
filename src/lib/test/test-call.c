/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The expected texts and numbers are those of libvirt 9.0, which has no such interface to compare
 * with directly. */
#include "lib/call.h"

#include "lib/stream.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

typedef struct Args {
    uint64_t memory;
    unsigned int flags;
    int count;
    unsigned int n;
} Args;

#define FIELD(member, kind_)                                                                       \
    {                                                                                              \
        .name = #member, .kind = (kind_), .offset = offsetof(Args, member)                         \
    }

static const ShapeField fields[] = {
    FIELD(memory, SHAPE_U64),
    FIELD(flags, SHAPE_U32),
    FIELD(count, SHAPE_I32),
    FIELD(n, SHAPE_U32),
};
static const Shape shape = { "args", sizeof(Args), G_N_ELEMENTS(fields), fields };

#define CHECK(kind_, member, ...)                                                                  \
    {                                                                                              \
        .kind = (kind_), .width = sizeof(((Args *)0)->member), .offset = offsetof(Args, member),   \
        .arg = #member, __VA_ARGS__                                                                \
    }

static const OpCheck checks[] = {
    CHECK(CHECK_NONZERO, memory),
    CHECK(CHECK_MAX, memory, .max = INT64_MAX / 1024),
    CHECK(CHECK_NONNEGATIVE, count),
    CHECK(CHECK_POSITIVE, n),
    CHECK(CHECK_EXCLUSIVE, flags, .a = 1, .b = 2, .message = "Flags 'A' and 'B' clash",
          .blamed = "ctl"),
    CHECK(CHECK_REQUIRES, flags, .a = 4, .b = 8, .message = "Flag 'D' is required by flag 'C'",
          .blamed = "ctl"),
    CHECK(CHECK_BELOW, n, .max = 5, .message = "%s knows no '%d'",
          .when = { WHEN_EQUAL, offsetof(Args, flags), 32 }),
    CHECK(CHECK_BELOW, count, .max = 1000, .message = "invalid argument: count '%u'"),
    CHECK(CHECK_NONZERO, count, .when = { WHEN_EQUAL, offsetof(Args, flags), 64 }),
    { .kind = CHECK_END },
};

static const Op op = {
    .function = "virTest",
    .args = &shape,
    .ret = &shape,
    .attributes = OP_WRITES,
    .checks = checks,
};

static bool
invoke(Conn *conn G_GNUC_UNUSED, Call *call G_GNUC_UNUSED, const void *args, void *ret,
       GError **error G_GNUC_UNUSED)
{
    const Args *given = args;
    Args *result = ret;

    result->memory = given->memory + 1;
    return given->flags != 16; /* then it fails and does not say why */
}

static const Backend backend = { .name = "TEST", .invoke = invoke };

static Call
new_call(Conn *conn)
{
    return (Call){ .op = &op, .function = "virTest", .conn = conn, .error_domain = ERR_DOMAIN };
}

static void
assert_error(Call *call, int code, int domain, const char *message, const char *str2)
{
    const ErrDetail *detail = err_detail(call->error);

    g_assert_nonnull(detail);
    g_assert_cmpstr(call->error->message, ==, message);
    g_assert_cmpint(call->error->code, ==, code);
    g_assert_cmpint(detail->domain, ==, domain);
    g_assert_cmpstr(detail->str2, ==, str2);
    g_clear_error(&call->error);
}

static void
assert_argument(Call *call, const char *message, const char *argument)
{
    const ErrDetail *detail = err_detail(call->error);

    g_assert_nonnull(detail);
    g_assert_cmpstr(detail->str1, ==, "virTest");
    g_assert_cmpint(detail->int1, ==, 0);
    g_assert_cmpint(detail->int2, ==, 0);
    assert_error(call, VIR_ERR_INVALID_ARG, VIR_FROM_DOMAIN, message, argument);
}

static void
test_arguments(void)
{
    Call call = new_call(NULL);

    g_assert_true(call_nonnull(&call, "", "a") && call_null(&call, NULL, "a"));
    g_assert_true(call_nonzero(&call, 1, "a") && call_positive(&call, 1, "a"));
    g_assert_true(call_nonnegative(&call, 0, "a") && call_limit(&call, 16, 16, "a"));
    g_assert_no_error(call.error);

    g_assert_false(call_nonnull(&call, NULL, "info"));
    assert_argument(&call, "info in virTest must not be NULL", "info");
    g_assert_false(call_null(&call, "", "uri"));
    assert_argument(&call, "uri in virTest must be NULL", "uri");
    g_assert_false(call_nonzero(&call, 0, "maplen"));
    assert_argument(&call, "maplen in virTest must not be zero", "maplen");
    g_assert_false(call_positive(&call, 0, "*nparams"));
    assert_argument(&call, "*nparams in virTest must be greater than zero", "*nparams");
    g_assert_false(call_nonnegative(&call, -1, "ncpus"));
    assert_argument(&call, "ncpus in virTest must be zero or greater", "ncpus");
    g_assert_false(call_limit(&call, 17, 16, "nkeycodes"));
    assert_argument(&call, "nkeycodes must be <= 16", "nkeycodes");
    g_assert_false(call_invalid(&call, "unknown metadata type '%d'", 3));
    assert_error(&call, VIR_ERR_INVALID_ARG, VIR_FROM_DOMAIN,
                 "invalid argument: unknown metadata type '3'", "unknown metadata type '3'");
}

static void
test_objects(void)
{
    Conn *conn = conn_new(OBJECT_CONNECT);
    Conn *other = conn_new(OBJECT_CONNECT);
    DomainRef ref = { .name = g_strdup("guest"), .id = 7 };
    Handle *domain = handle_new(OBJECT_DOMAIN, conn, NULL, &ref);
    virStreamPtr stream = stream_new(other, 0);
    Call call = new_call(NULL);

    g_assert_false(call_object(&call, OBJECT_DOMAIN, NULL, NULL));
    assert_error(&call, VIR_ERR_INVALID_DOMAIN, VIR_FROM_DOM, "invalid domain pointer in virTest",
                 "virTest");
    g_assert_false(call_object(&call, OBJECT_CONNECT, domain, NULL));
    assert_error(&call, VIR_ERR_INVALID_CONN, VIR_FROM_DOMAIN,
                 "invalid connection pointer in virTest", "virTest");
    g_assert_null(call.conn);

    g_assert_true(call_object(&call, OBJECT_DOMAIN, domain, &ref));
    g_assert_true(call.conn == conn);
    g_assert_cmpstr(ref.name, ==, "guest");
    g_assert_cmpint(ref.id, ==, 7);

    g_assert_false(call_object_same(&call, OBJECT_STREAM, stream, "st", NULL));
    assert_argument(&call, "stream must match connection of domain 'guest'", "st");

    call = new_call(NULL);
    g_assert_true(call_object(&call, OBJECT_CONNECT, other, NULL));
    g_assert_false(call_object_same(&call, OBJECT_DOMAIN, domain, "dom", NULL));
    assert_argument(&call, "domain 'guest' must match connection", "dom");
    call.error_domain = VIR_FROM_NONE;
    g_assert_false(call_object_same(&call, OBJECT_DOMAIN, domain, "dom", NULL));
    assert_error(&call, VIR_ERR_INVALID_ARG, VIR_FROM_NONE,
                 "domain 'guest' in virTest must match connection", "dom");
    handle_unref(domain);
    handle_unref(stream);
    conn_unref(conn);
    conn_unref(other);
}

static void
test_read_only(void)
{
    Conn *conn = conn_new(OBJECT_CONNECT);
    Op secure = op;
    Args args = { .flags = 1 };
    Call call = new_call(conn);

    g_assert_true(call_writable(&call, &args));
    conn->read_only = true;
    g_assert_false(call_writable(&call, &args));
    assert_error(&call, VIR_ERR_OPERATION_DENIED, VIR_FROM_DOMAIN,
                 "operation forbidden: read only access prevents virTest",
                 "read only access prevents virTest");

    secure.read_only = (OpCondition){ WHEN_ANY, offsetof(Args, flags), 1 };
    call.op = &secure;
    g_assert_false(call_writable_secure(&call, &args));
    assert_error(&call, VIR_ERR_OPERATION_DENIED, VIR_FROM_DOMAIN,
                 "operation forbidden: virTest with secure flag", "virTest with secure flag");
    args.flags = 2;
    g_assert_true(call_writable(&call, &args) && call_writable_secure(&call, &args));
    conn_unref(conn);
}

static void
test_checks(void)
{
    Call call = new_call(NULL);
    Args args = { .memory = INT64_MAX / 1024, .n = UINT32_MAX, .flags = 0xfffffff8 };

    g_assert_true(call_check(&call, &args));
    args.memory++;
    g_assert_false(call_check(&call, &args));
    assert_error(&call, VIR_ERR_OVERFLOW, VIR_FROM_DOMAIN,
                 "numerical overflow: input too large: 9007199254740992",
                 "input too large: 9007199254740992");
    args.memory = UINT64_MAX;
    g_assert_false(call_check(&call, &args));
    assert_error(&call, VIR_ERR_OVERFLOW, VIR_FROM_DOMAIN,
                 "numerical overflow: input too large: 18446744073709551615",
                 "input too large: 18446744073709551615");
    args.memory = 0;
    g_assert_false(call_check(&call, &args));
    assert_argument(&call, "memory in virTest must not be zero", "memory");
    args.memory = 1;
    args.count = -1;
    g_assert_false(call_check(&call, &args));
    assert_argument(&call, "count in virTest must be zero or greater", "count");
    args.count = 0;
    args.n = 0;
    g_assert_false(call_check(&call, &args));
    assert_argument(&call, "n in virTest must be greater than zero", "n");
    args.n = 1;
    args.flags = 3;
    g_assert_false(call_check(&call, &args));
    assert_argument(&call, "Flags 'A' and 'B' clash", "ctl");
    args.flags = 4;
    g_assert_false(call_check(&call, &args));
    assert_argument(&call, "Flag 'D' is required by flag 'C'", "ctl");
    args.flags = 32;
    args.n = UINT32_MAX;
    g_assert_false(call_check(&call, &args));
    assert_argument(&call, "virTest knows no '-1'", "n");
    args.n = 1;
    args.count = 1000;
    g_assert_false(call_check(&call, &args));
    assert_error(&call, VIR_ERR_INVALID_ARG, VIR_FROM_DOMAIN, "invalid argument: count '1000'",
                 "count '1000'");
    args.count = 0;
    g_assert_true(call_check(&call, &args));
    args.flags = 64;
    g_assert_false(call_check(&call, &args));
    assert_argument(&call, "count in virTest must not be zero", "count");
}

static void
test_invoke(void)
{
    Conn *conn = conn_new(OBJECT_CONNECT);
    Args args = { .memory = 1, .n = 1 };
    Args ret = { .memory = 77 };
    Call call = new_call(conn);

    g_assert_false(call_invoke(&call, &args, &ret));
    assert_error(&call, VIR_ERR_NO_SUPPORT, VIR_FROM_DOMAIN,
                 "this function is not supported by the connection driver: virTest", "virTest");
    conn->backend = &backend;
    g_assert_true(call_invoke(&call, &args, &ret));
    g_assert_cmpuint(ret.memory, ==, 2);
    args.flags = 16;
    g_assert_false(call_invoke(&call, &args, &ret));
    g_assert_cmpuint(ret.memory, ==, 0);
    g_assert_error(call.error, ERR_QUARK, VIR_ERR_INTERNAL_ERROR);
    g_clear_error(&call.error);
    conn_unref(conn);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/call/arguments", test_arguments);
    g_test_add_func("/call/objects", test_objects);
    g_test_add_func("/call/read-only", test_read_only);
    g_test_add_func("/call/checks", test_checks);
    g_test_add_func("/call/invoke", test_invoke);
    return g_test_run();
}
