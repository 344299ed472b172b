/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <limits.h>
#include <math.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/test/peer.h"
#ifndef AGAINST_ORIGINAL
#include "lib/calls.h"
#include "lib/typed-param.h"
#endif

typedef struct Array {
    virTypedParameterPtr items;
    int n;
    int max;
} Array;

#define ARRAY(a) &(a)->items, &(a)->n, &(a)->max

static void
array_clear(Array *array)
{
    virTypedParamsFree(array->items, array->n);
    *array = (Array){ 0 };
}

static void
test_add(void)
{
    const char *list[] = { "x", "y", NULL };
    char name[VIR_TYPED_PARAM_FIELD_LENGTH + 1];
    g_autofree char *complaint = NULL;
    Array a = { 0 };

    g_assert_cmpint(virTypedParamsAddInt(ARRAY(&a), "same", -1), ==, 0);
    g_assert_cmpint(virTypedParamsAddUInt(ARRAY(&a), "same", 1), ==, 0);
    g_assert_cmpint(virTypedParamsAddLLong(ARRAY(&a), "", -2), ==, 0);
    g_assert_cmpint(virTypedParamsAddULLong(ARRAY(&a), "ul", 2), ==, 0);
    g_assert_cmpint(virTypedParamsAddDouble(ARRAY(&a), "d", 1.5), ==, 0);
    g_assert_cmpint(virTypedParamsAddBoolean(ARRAY(&a), "b", 5), ==, 0);
    g_assert_cmpint(virTypedParamsAddString(ARRAY(&a), "s", "text"), ==, 0);
    g_assert_cmpint(virTypedParamsAddString(ARRAY(&a), "null", NULL), ==, 0);
    g_assert_cmpint(virTypedParamsAddStringList(ARRAY(&a), "list", list), ==, 0);
    g_assert_cmpint(virTypedParamsAddStringList(ARRAY(&a), "list", NULL), ==, 0);
    g_assert_cmpint(a.n, ==, 10);
    g_assert_cmpint(a.max, >=, 10);
    for (int i = 0; i < 7; i++)
        g_assert_cmpint(a.items[i].type, ==, i + 1);
    g_assert_cmpint(a.items[5].value.b, ==, 1);
    g_assert_cmpstr(a.items[7].value.s, ==, "");
    g_assert_cmpstr(a.items[9].value.s, ==, "y");

    memset(name, 'a', sizeof(name));
    name[sizeof(name) - 1] = '\0';
    g_assert_cmpint(virTypedParamsAddInt(ARRAY(&a), name + 1, 1), ==, 0);
    g_assert_cmpint(virTypedParamsAddInt(ARRAY(&a), name, 1), ==, -1);
    complaint = g_strdup_printf("internal error: Field name '%s' too long", name);
    peer_assert_error(VIR_ERR_INTERNAL_ERROR, VIR_FROM_NONE, complaint);
    g_assert_cmpint(virTypedParamsAddStringList(ARRAY(&a), name, list), ==, -1);
    g_assert_cmpint(a.n, ==, 11);
    array_clear(&a);
}

/* The value as text, or "-" if it is refused. */
static char *
parsed(int type, const char *text)
{
    static const char *const expected[] = {
        "", "int", "unsigned int", "long long", "unsigned long long", "double"
    };
    g_autofree char *complaint = NULL;
    char *result = NULL;
    Array a = { 0 };

    if (virTypedParamsAddFromString(ARRAY(&a), "f", type, text) < 0) {
        if (type == VIR_TYPED_PARAM_BOOLEAN)
            complaint = g_strdup("invalid argument: Invalid boolean value for field 'f'");
        else
            complaint = g_strdup_printf("invalid argument: Invalid value for field 'f': "
                                        "expected %s",
                                        expected[type]);
        peer_assert_error(VIR_ERR_INVALID_ARG, VIR_FROM_NONE, complaint);
        return g_strdup("-");
    }
    g_assert_cmpint(a.items[0].type, ==, type);
    switch (type) {
    case VIR_TYPED_PARAM_INT:
        result = g_strdup_printf("%d", a.items[0].value.i);
        break;
    case VIR_TYPED_PARAM_UINT:
        result = g_strdup_printf("%u", a.items[0].value.ui);
        break;
    case VIR_TYPED_PARAM_LLONG:
        result = g_strdup_printf("%lld", a.items[0].value.l);
        break;
    case VIR_TYPED_PARAM_ULLONG:
        result = g_strdup_printf("%llu", a.items[0].value.ul);
        break;
    case VIR_TYPED_PARAM_DOUBLE:
        result = g_strdup_printf("%g", a.items[0].value.d);
        break;
    default:
        result = g_strdup_printf("%d", a.items[0].value.b);
        break;
    }
    array_clear(&a);
    return result;
}

static void
test_from_string(void)
{
    /* By type: int, unsigned int, long long, unsigned long long, double, boolean. */
    static const struct {
        const char *text;
        const char *values[6];
    } cases[] = {
        { "1", { "1", "1", "1", "1", "1", "1" } },
        { "0", { "0", "0", "0", "0", "0", "0" } },
        { " 1", { "1", "1", "1", "1", "1", "-" } },
        { "\t1", { "1", "1", "1", "1", "1", "-" } },
        { "1 ", { "-", "-", "-", "-", "-", "-" } },
        { "+1", { "1", "1", "1", "1", "1", "-" } },
        { "-1", { "-1", "4294967295", "-1", "18446744073709551615", "-1", "-" } },
        { "010", { "10", "10", "10", "10", "10", "-" } },
        { "0x10", { "-", "-", "-", "-", "16", "-" } },
        { "", { "-", "-", "-", "-", "-", "-" } },
        { "-", { "-", "-", "-", "-", "-", "-" } },
        { "1.5", { "-", "-", "-", "-", "1.5", "-" } },
        { "1e3", { "-", "-", "-", "-", "1000", "-" } },
        { "nan", { "-", "-", "-", "-", "nan", "-" } },
        { "-inf", { "-", "-", "-", "-", "-inf", "-" } },
        { "1e999", { "-", "-", "-", "-", "-", "-" } },
        { "1e-999", { "-", "-", "-", "-", "-", "-" } },
        { "2147483647",
          { "2147483647", "2147483647", "2147483647", "2147483647", "2.14748e+09", "-" } },
        { "2147483648", { "-", "2147483648", "2147483648", "2147483648", "2.14748e+09", "-" } },
        { "-2147483648",
          { "-2147483648", "2147483648", "-2147483648", "18446744071562067968", "-2.14748e+09",
            "-" } },
        { "-2147483649",
          { "-", "2147483647", "-2147483649", "18446744071562067967", "-2.14748e+09", "-" } },
        { "4294967296", { "-", "-", "4294967296", "4294967296", "4.29497e+09", "-" } },
        { "-4294967296", { "-", "-", "-4294967296", "18446744069414584320", "-4.29497e+09", "-" } },
        { "9223372036854775808", { "-", "-", "-", "9223372036854775808", "9.22337e+18", "-" } },
        { "-18446744073709551615", { "-", "-", "-", "1", "-1.84467e+19", "-" } },
        { "18446744073709551616", { "-", "-", "-", "-", "1.84467e+19", "-" } },
        { "true", { "-", "-", "-", "-", "-", "1" } },
        { "FALSE", { "-", "-", "-", "-", "-", "0" } },
        { "yes", { "-", "-", "-", "-", "-", "-" } },
        { "2", { "2", "2", "2", "2", "2", "-" } },
    };
    Array a = { 0 };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (int type = VIR_TYPED_PARAM_INT; type <= VIR_TYPED_PARAM_BOOLEAN; type++) {
            g_autofree char *value = parsed(type, cases[i].text);

            g_assert_cmpstr(value, ==, cases[i].values[type - 1]);
        }
    }
    g_assert_cmpint(virTypedParamsAddFromString(ARRAY(&a), "f", VIR_TYPED_PARAM_STRING, " 1"), ==,
                    0);
    g_assert_cmpstr(a.items[0].value.s, ==, " 1");
    g_assert_cmpint(virTypedParamsAddFromString(ARRAY(&a), "f", 8, "1"), ==, -1);
    peer_assert_error(VIR_ERR_INTERNAL_ERROR, VIR_FROM_NONE,
                      "internal error: unexpected type 8 for field f");
    g_assert_cmpint(virTypedParamsAddFromString(ARRAY(&a), "f", 99, NULL), ==, -1);
    peer_assert_error(VIR_ERR_INVALID_ARG, VIR_FROM_NONE,
                      "invalid argument: NULL value for field 'f'");
    g_assert_cmpint(a.n, ==, 1);
    array_clear(&a);
}

static void
test_get(void)
{
    Array a = { 0 };
    int i = 77;
    unsigned int ui;
    long long l;
    unsigned long long ul;
    double d;
    const char *s;

    virTypedParamsAddInt(ARRAY(&a), "i", -3);
    virTypedParamsAddString(ARRAY(&a), "s", "text");
    virTypedParamsAddInt(ARRAY(&a), "i", 4);

    g_assert_true(virTypedParamsGet(a.items, a.n, "i") == &a.items[0]);
    g_assert_null(virTypedParamsGet(a.items, a.n, "none"));
    g_assert_null(virTypedParamsGet(a.items, a.n, NULL));
    g_assert_null(virTypedParamsGet(NULL, 3, "i"));
    g_assert_cmpint(virTypedParamsGetInt(a.items, a.n, "none", &i), ==, 0);
    g_assert_cmpint(virTypedParamsGetInt(NULL, 2, "i", &i), ==, 0);
    g_assert_cmpint(i, ==, 77);
    g_assert_cmpint(virTypedParamsGetInt(a.items, a.n, "i", NULL), ==, 1);
    g_assert_cmpint(virTypedParamsGetInt(a.items, a.n, "i", &i), ==, 1);
    g_assert_cmpint(i, ==, -3);
    g_assert_cmpint(virTypedParamsGetString(a.items, a.n, "s", &s), ==, 1);
    g_assert_true(s == a.items[1].value.s);
    g_assert_null(virGetLastError());

#define WRONG(Name, variable, type)                                                                \
    g_assert_cmpint(virTypedParamsGet##Name(a.items, a.n, "i", variable), ==, -1);                 \
    peer_assert_error(VIR_ERR_INVALID_ARG, VIR_FROM_NONE,                                          \
                      "invalid argument: Invalid type '" type                                      \
                      "' requested for parameter 'i', actual type is 'int'")
    WRONG(UInt, &ui, "uint");
    WRONG(LLong, &l, "llong");
    WRONG(ULLong, &ul, "ullong");
    WRONG(Double, &d, "double");
    WRONG(Boolean, &i, "boolean");
    WRONG(String, &s, "string");

    a.items[0].type = 9;
    g_assert_cmpint(virTypedParamsGetInt(a.items, a.n, "i", &i), ==, -1);
    g_assert_nonnull(strstr(virGetLastErrorMessage(), "actual type is '(null)'"));
    a.items[0].type = 0;
    g_assert_cmpint(virTypedParamsGetInt(a.items, a.n, "i", &i), ==, -1);
    g_assert_nonnull(strstr(virGetLastErrorMessage(), "actual type is 'unknown'"));

    virTypedParamsClear(a.items, a.n);
    g_assert_null(a.items[1].value.s);
    g_assert_cmpint(a.items[1].type, ==, VIR_TYPED_PARAM_STRING);
    array_clear(&a);
    virTypedParamsFree(NULL, 3);
}

#ifndef AGAINST_ORIGINAL

/* Two parameters, "a" and "b", at the end of a page behind which there is no memory. */
static virTypedParameterPtr
guarded(void **pages_out, size_t *size_out)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    virTypedParameterPtr params;

    g_assert_true(pages != MAP_FAILED);
    g_assert_cmpint(mprotect(pages + page, page, PROT_NONE), ==, 0);
    params = (void *)(pages + page - 2 * sizeof(*params));
    params[0] = (virTypedParameter){ .field = "a", .type = VIR_TYPED_PARAM_INT };
    params[1] = (virTypedParameter){ .field = "b", .type = VIR_TYPED_PARAM_STRING };
    *pages_out = pages;
    *size_out = 2 * page;
    return params;
}

/* What a function says of a count. */
static void
expect_refused(int n, const char *function, const char *name)
{
    g_autofree char *text = NULL;

    if (n < 0)
        text = g_strdup_printf("%s in %s must be zero or greater", name, function);
    else
        text = g_strdup_printf("%s must be <= %d", name, PARAM_LIST_MAX);
    peer_assert_error(VIR_ERR_INVALID_ARG, VIR_FROM_NONE, text);
    peer_assert_argument(function, name);
}

#define REFUSED(name, function, ...)                                                               \
    do {                                                                                           \
        g_assert_cmpint(function(__VA_ARGS__), ==, -1);                                            \
        expect_refused(n, #function, name);                                                        \
    } while (0)

static void
check_counts(virTypedParameterPtr params, int n)
{
    const char *values[] = { "x", NULL };
    int value = 7;
    int count = n;
    int max = n;

    /* The original crashes where it finds nothing. */
    g_assert_null(virTypedParamsGet(params, n, "b"));
    expect_refused(n, "virTypedParamsGet", "nparams");
    REFUSED("nparams", virTypedParamsGetInt, params, n, "a", &value);
    REFUSED("nparams", virTypedParamsGetString, params, n, "none", NULL);
    g_assert_cmpint(value, ==, 7);
    REFUSED("*nparams", virTypedParamsAddInt, &params, &count, &max, "c", 1);
    REFUSED("*nparams", virTypedParamsAddString, &params, &count, &max, "c", "x");
    REFUSED("*nparams", virTypedParamsAddStringList, &params, &count, &max, "c", values);
    REFUSED("*nparams", virTypedParamsAddFromString, &params, &count, &max, "c", 1, "1");
    g_assert_cmpint(count, ==, n);

    /* With nothing to look in or for, the count does not matter, as in the original. */
    g_assert_cmpint(virTypedParamsGetInt(NULL, n, "a", &value), ==, 0);
    g_assert_cmpint(virTypedParamsGetInt(params, n, NULL, &value), ==, 0);
    g_assert_null(virTypedParamsGet(NULL, n, "a"));
    virTypedParamsClear(params, n);
    virTypedParamsFree(NULL, n);
    g_assert_null(virGetLastError());
}

/* Counts that no list can have are not believed: what lies behind the array is not touched. */
static void
test_absurd_counts(void)
{
    void *pages;
    size_t size;
    virTypedParameterPtr params = guarded(&pages, &size);

    check_counts(params, INT_MAX);
    check_counts(params, PARAM_LIST_MAX + 1);
    check_counts(params, -1);
    check_counts(params, INT_MIN);
    g_assert_true(virTypedParamsGet(params, 2, "b") == &params[1]);
    munmap(pages, size);
    virTypedParamsFree(g_new0(virTypedParameter, 1), INT_MAX);
}

/* The longest list that a message can carry is found through to its end. */
static void
test_longest(void)
{
    const char *values[] = { "x", "y", NULL };
    Array a = { 0 };
    int value = 0;

    g_assert_cmpint(PARAM_LIST_MAX, ==, 262144);
    for (int i = 0; i < PARAM_LIST_MAX - 1; i++)
        g_assert_cmpint(virTypedParamsAddInt(ARRAY(&a), "same", i), ==, 0);
    g_assert_cmpint(virTypedParamsAddStringList(ARRAY(&a), "list", values), ==, -1);
    g_assert_cmpint(a.n, ==, PARAM_LIST_MAX - 1);
    g_assert_cmpint(virTypedParamsAddInt(ARRAY(&a), "last", 5), ==, 0);
    g_assert_cmpint(virTypedParamsAddInt(ARRAY(&a), "more", 6), ==, -1);
    g_assert_cmpint(virTypedParamsGetInt(a.items, a.n, "last", &value), ==, 1);
    g_assert_cmpint(value, ==, 5);
    array_clear(&a);
}

static void
test_null_arguments(void)
{
    Array a = { 0 };
    const char *none[] = { NULL };

    g_assert_cmpint(virTypedParamsAddInt(NULL, &a.n, &a.max, "i", 1), ==, -1);
    peer_assert_argument("virTypedParamsAddInt", "params");
    g_assert_cmpint(virTypedParamsAddDouble(ARRAY(&a), NULL, 1), ==, 0);
    g_assert_cmpint(virTypedParamsAddFromString(ARRAY(&a), NULL, 1, "1"), ==, 0);
    g_assert_cmpstr(a.items[1].field, ==, "");
    g_assert_cmpint(virTypedParamsAddStringList(ARRAY(&a), "list", none), ==, 0);
    virTypedParamsClear(a.items, -1);
    array_clear(&a);
}

static void
assert_rejected(const Array *a, const ParamRule *rules, const char *message)
{
    g_autoptr(GError) error = NULL;

    g_assert_false(params_check_rules(a->items, (unsigned int)a->n, rules, &error));
    g_assert_cmpstr(error->message, ==, message);
}

/* The messages are those of setters of the original's test driver. */
static void
test_rules(void)
{
    static const ParamRule rules[] = {
        { "hard_limit", VIR_TYPED_PARAM_ULLONG, false },
        { "disk", VIR_TYPED_PARAM_STRING, true },
        { 0 },
    };
    g_autoptr(GError) error = NULL;
    Array a = { 0 };

    virTypedParamsAddULLong(ARRAY(&a), "hard_limit", 1);
    virTypedParamsAddString(ARRAY(&a), "disk", "vda");
    virTypedParamsAddString(ARRAY(&a), "disk", "vdb");
    g_assert_true(params_check_rules(a.items, (unsigned int)a.n, rules, &error));
    g_assert_no_error(error);

    virTypedParamsAddULLong(ARRAY(&a), "hard_limit", 1);
    assert_rejected(&a, rules, "invalid argument: parameter 'hard_limit' occurs multiple times");
    a.items[0].type = 99;
    assert_rejected(&a, rules,
                    "invalid argument: invalid type 'unknown' for parameter "
                    "'hard_limit', expected 'ullong'");
    virTypedParamsAddInt(ARRAY(&a), "x", 1);
    virTypedParamsAddInt(ARRAY(&a), "bogus", 1);
    assert_rejected(&a, rules, "argument unsupported: parameter 'bogus' not supported");
    array_clear(&a);
}

static void
test_input(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *expected = NULL;
    virTypedParameter param = { .field = "s", .type = VIR_TYPED_PARAM_STRING };

    g_assert_false(params_check_input(&param, 1, true, &error));
    g_assert_cmpstr(error->message, ==, "NULL string parameter 's'");
    g_assert_cmpstr(err_detail(error)->str1, ==, "virTypedParameterValidateSet");
    g_assert_cmpstr(err_detail(error)->str2, ==, "params");
    g_clear_error(&error);

    param.value.s = (char *)"x";
    g_assert_true(params_check_input(&param, 1, true, &error));
    g_assert_false(params_check_input(&param, 1, false, &error));
    g_assert_cmpstr(error->message, ==, "string parameter 's' unsupported");
    g_clear_error(&error);

    memset(param.field, 'a', sizeof(param.field));
    g_assert_false(params_check_input(&param, 1, true, &error));
    expected = g_strdup_printf("string parameter name '%.80s' too long", param.field);
    g_assert_cmpstr(error->message, ==, expected);
}

static void
test_lists(void)
{
    ParamList *list = param_list_new();
    virTypedParameter room[2];
    g_autoptr(GPtrArray) found = NULL;
    Array a = { 0 };
    virTypedParameter *copy;
    List wire;
    int n = 0;

    for (unsigned int i = 0; i < 20; i++)
        param_list_add_u64(list, i, "cpu.%u.time", i);
    param_list_add_string(list, "text", "name");
    param_list_add_string(list, NULL, "absent");
    param_list_add_bool(list, true, "%0100d", 1);
    param_list_add_double(list, NAN, "name");
    g_assert_cmpuint(param_list_count(list), ==, 22);
    param_list_move(list, &wire);
    param_list_free(list);

    params_give(&wire, NULL, &n);
    g_assert_cmpint(n, ==, 22);
    n = 2;
    params_give(&wire, room, &n);
    g_assert_cmpint(n, ==, 2);
    g_assert_cmpstr(room[1].field, ==, "cpu.1.time");

    params_give_array(&wire, &a.items, &a.n);
    g_assert_cmpint(a.n, ==, 22);
    found = params_filter(a.items, (unsigned int)a.n, "name");
    g_assert_cmpuint(found->len, ==, 2);
    copy = params_copy(a.items, (unsigned int)a.n);
    for (int i = 0; i < a.n; i++)
        g_assert_true(param_equal(&copy[i], &a.items[i]));
    g_assert_false(param_equal(&copy[20], &copy[21]));
    param_wipe(&copy[20]);
    virTypedParamsFree(copy, a.n);
    array_clear(&a);
}

typedef struct Inner {
    char *text;
    Bytes secret;
} Inner;

typedef struct Outer {
    unsigned int n_inner;
    Inner *inner;
    Inner *opt;
    unsigned char uuid[16];
    List params;
    double fixed[2];
} Outer;

#define FIELD(T, member, kind_, count_, ...)                                                       \
    {                                                                                              \
        .name = #member, .kind = (kind_), .count = (count_), .offset = offsetof(T, member),        \
        __VA_ARGS__                                                                                \
    }

static void
test_shapes(void)
{
    static const ShapeField inner_fields[] = {
        FIELD(Inner, text, SHAPE_STRING, SHAPE_ONE, .max = 10),
        FIELD(Inner, secret, SHAPE_BYTES, SHAPE_ONE, .max = 10, .secret = true),
    };
    static const Shape inner = { "inner", sizeof(Inner), 2, inner_fields };
    static const ShapeField outer_fields[] = {
        FIELD(Outer, n_inner, SHAPE_STRUCT, SHAPE_LIST, .max = 4, .shape = &inner),
        FIELD(Outer, opt, SHAPE_STRUCT_OPT, SHAPE_ONE, .shape = &inner),
        FIELD(Outer, uuid, SHAPE_UUID, SHAPE_ONE),
        FIELD(Outer, params, SHAPE_PARAM, SHAPE_LIST, .max = 4, .secret = true),
        FIELD(Outer, fixed, SHAPE_F64, SHAPE_FIXED, .max = 2),
    };
    static const Shape outer = { "outer", sizeof(Outer), 5, outer_fields };
    Outer a = { .n_inner = 2, .inner = g_new0(Inner, 2), .fixed = { 1, NAN } };
    Outer b = { 0 };
    virTypedParameter *params = g_new0(virTypedParameter, 1);

    a.inner[0].text = g_strdup("one");
    a.inner[1].secret = (Bytes){ .n = 3, .items = g_memdup2("key", 3) };
    params[0].type = VIR_TYPED_PARAM_STRING;
    params[0].value.s = g_strdup("text");
    a.params = (List){ .n = 1, .items = params };

    shape_copy(&outer, &b, &a);
    g_assert_true(shape_equal(&outer, &a, &b));
    b.opt = g_new0(Inner, 1);
    g_assert_false(shape_equal(&outer, &a, &b));
    a.opt = g_new0(Inner, 1);
    g_assert_true(shape_equal(&outer, &a, &b));
    b.inner[1].secret.items[2] = 'x';
    g_assert_false(shape_equal(&outer, &a, &b));
    b.uuid[15] = 1;

    shape_clear(&outer, &a);
    shape_clear(&outer, &b);
    g_assert_null(a.inner);
    g_assert_cmpint(b.uuid[15], ==, 0);
    shape_clear(&outer, &b);
    shape_copy(&outer, &a, &b);
    g_assert_true(shape_equal(&outer, &a, &b));
}

#endif

int
main(int argc, char **argv)
{
    peer_begin();
    g_test_init(&argc, &argv, NULL);
    virSetErrorFunc(NULL, peer_silence);
    g_test_add_func("/typedparam/add", test_add);
    g_test_add_func("/typedparam/from-string", test_from_string);
    g_test_add_func("/typedparam/get", test_get);
#ifndef AGAINST_ORIGINAL
    g_test_add_func("/typedparam/absurd-counts", test_absurd_counts);
    g_test_add_func("/typedparam/longest", test_longest);
    g_test_add_func("/typedparam/null-arguments", test_null_arguments);
    g_test_add_func("/typedparam/rules", test_rules);
    g_test_add_func("/typedparam/input", test_input);
    g_test_add_func("/typedparam/lists", test_lists);
    g_test_add_func("/typedparam/shapes", test_shapes);
#endif
    return g_test_run();
}
