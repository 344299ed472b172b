/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/err.h"
#include "lib/calls.h"
#include "lib/op.h"
#include "random.h"
#include "rpc/xdr.h"

#define PACKET_MAX 33554436u

/* Decoding has to fail, with the public text and a cause that mentions what. */
static void
expect_refused(const Shape *shape, const unsigned char *data, size_t n, const char *what)
{
    g_autofree unsigned char *object = g_malloc0(shape->size);
    g_autofree unsigned char *zero = g_malloc0(shape->size);
    /* A copy of its own, so that the sanitizer sees a read beyond the end. */
    g_autofree unsigned char *copy = g_memdup2(data, n);
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;

    g_assert_false(xdr_decode(shape, object, copy, n, NULL, &error));
    g_assert_error(error, ERR_QUARK, VIR_ERR_RPC);
    g_assert_cmpint(err_detail(error)->domain, ==, VIR_FROM_RPC);
    g_assert_true(g_str_has_suffix(error->message, "Unable to decode message payload"));
    text = err_describe(error);
    if (!strstr(text, what))
        g_error("'%s' does not mention '%s'", text, what);
    g_assert_cmpmem(object, shape->size, zero, shape->size);
}

static void
test_round_trip(void)
{
    GRand *rand = g_rand_new_with_seed(1);

    for (size_t i = 0; shape_nth(i); i++) {
        const Shape *shape = shape_nth(i);
        g_autofree void *in = g_malloc(shape->size);
        g_autofree void *out = g_malloc(shape->size);

        for (unsigned int round = 0; round < 20; round++) {
            g_auto(XdrBuffer) buffer = { 0 };
            g_autoptr(GError) error = NULL;
            g_autofree unsigned char *copy = NULL;
            size_t used;

            xdr_buffer_init(&buffer, PACKET_MAX);
            random_fill(rand, shape, in, round);
            if (!xdr_encode(shape, in, &buffer, &error))
                g_error("%s", err_describe(error));
            g_assert_cmpuint(buffer.n % 4, ==, 0);
            g_assert_cmpuint(buffer.n, >=, xdr_size_min(shape));
            copy = g_memdup2(buffer.data, buffer.n);
            if (!xdr_decode(shape, out, copy, buffer.n, &used, &error))
                g_error("%s", err_describe(error));
            g_assert_cmpuint(used, ==, buffer.n);
            g_assert_true(shape_equal(shape, in, out));
            shape_clear(shape, in);
            shape_clear(shape, out);
        }
    }
    g_rand_free(rand);
}

/* Every prefix is refused, and every size of a fixed buffer that is too small. */
static void
test_truncation(void)
{
    GRand *rand = g_rand_new_with_seed(2);

    for (size_t i = 0; shape_nth(i); i++) {
        const Shape *shape = shape_nth(i);
        g_autofree void *in = g_malloc(shape->size);
        g_auto(XdrBuffer) buffer = { 0 };

        xdr_buffer_init(&buffer, PACKET_MAX);
        random_fill(rand, shape, in, 3);
        g_assert_true(xdr_encode(shape, in, &buffer, NULL));
        for (size_t n = 0; n < buffer.n; n++) {
            g_autofree unsigned char *memory = g_malloc(n);
            g_autoptr(GError) error = NULL;
            XdrBuffer small;

            expect_refused(shape, buffer.data, n, "ends inside");
            xdr_buffer_init_in(&small, memory, n, n);
            g_assert_false(xdr_encode(shape, in, &small, &error));
            g_assert_error(error, ERR_QUARK, VIR_ERR_RPC);
            g_assert_cmpuint(small.n, ==, 0);
        }
        shape_clear(shape, in);
    }
    g_rand_free(rand);
}

static void
put(GByteArray *bytes, uint32_t word)
{
    unsigned char data[4];

    xdr_put_u32(data, word);
    g_byte_array_append(bytes, data, sizeof(data));
}

static void
put_text(GByteArray *bytes, const char *text)
{
    size_t n = strlen(text);

    put(bytes, (uint32_t)n);
    g_byte_array_append(bytes, (const guint8 *)text, (guint)n);
    g_byte_array_append(bytes, (const guint8 *)"\0\0\0", (guint)(-n & 3));
}

/* The bytes themselves, so that both directions cannot be wrong together. */
static void
test_layout(void)
{
    static const unsigned char wanted[] = {
        0,  0,  0,  5,  'h',  'e',  'l',  'l',  'o', 0, 0,  0, /* name */
        0,  1,  2,  3,  4,    5,    6,    7,    8,   9, 10, 11,
        12, 13, 14, 15, 0xff, 0xff, 0xff, 0xfe, /* id */
        0,  0,  0,  0,  0,    0,    4,    1,    /* memory */
        0,  0,  0,  2,                          /* flags */
    };
    DomainSetMemoryFlagsArgs args = {
        .dom = { (char *)"hello", { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 }, -2 },
        .memory = 0x401,
        .flags = 2,
    };
    unsigned char memory[sizeof(wanted)];
    XdrBuffer buffer;

    xdr_buffer_init_in(&buffer, memory, sizeof(memory), sizeof(memory));
    g_assert_true(xdr_encode(&shape_domain_set_memory_flags_args, &args, &buffer, NULL));
    g_assert_cmpmem(memory, buffer.n, wanted, sizeof(wanted));
}

static void
test_surplus_and_optional(void)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    ConnectOpenArgs args;
    size_t used;

    put(bytes, 7); /* any flag but zero is presence */
    put_text(bytes, "test:///default");
    put(bytes, 1);
    put(bytes, 99);
    g_assert_true(
        xdr_decode(&shape_connect_open_args, &args, bytes->data, bytes->len, &used, NULL));
    g_assert_cmpuint(used, ==, bytes->len - 4);
    g_assert_cmpstr(args.name, ==, "test:///default");
    g_assert_cmpuint(args.flags, ==, 1);
    shape_clear(&shape_connect_open_args, &args);
}

static void
test_strings(void)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    put(bytes, 1);
    put(bytes, XDR_STRING_MAX + 1);
    expect_refused(&shape_connect_open_args, bytes->data, bytes->len, "at most 4194304");

    g_byte_array_set_size(bytes, 0);
    put(bytes, 1);
    put(bytes, 4);
    g_byte_array_append(bytes, (const guint8 *)"a\0bc", 4);
    put(bytes, 0);
    expect_refused(&shape_connect_open_args, bytes->data, bytes->len, "NUL");
}

static void
test_params(void)
{
    static const char long_name[] = /* 80 bytes */
        "0123456789012345678901234567890123456789"
        "0123456789012345678901234567890123456789";
    const Shape *shape = &shape_domain_get_memory_parameters_ret;
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    put(bytes, 1);
    put_text(bytes, long_name);
    put(bytes, VIR_TYPED_PARAM_INT);
    put(bytes, 1);
    put(bytes, 0);
    expect_refused(shape, bytes->data, bytes->len, "at most 79");

    for (uint32_t type = 0; type < 10; type += 8) {
        g_byte_array_set_size(bytes, 0);
        put(bytes, 1);
        put_text(bytes, "limit");
        put(bytes, type);
        put(bytes, 1);
        put(bytes, 0);
        expect_refused(shape, bytes->data, bytes->len, "'limit' has the unknown type");
    }

    /* The name filled to its last byte goes both ways. */
    {
        virTypedParameter param = { .type = VIR_TYPED_PARAM_BOOLEAN, .value.b = 1 };
        DomainGetMemoryParametersRet in = { .params = { 1, &param } };
        DomainGetMemoryParametersRet out;
        g_auto(XdrBuffer) buffer = { 0 };

        memset(param.field, 'x', VIR_TYPED_PARAM_FIELD_LENGTH - 1);
        xdr_buffer_init(&buffer, PACKET_MAX);
        g_assert_true(xdr_encode(shape, &in, &buffer, NULL));
        g_assert_true(xdr_decode(shape, &out, buffer.data, buffer.n, NULL, NULL));
        g_assert_true(shape_equal(shape, &in, &out));
        shape_clear(shape, &out);
        memset(param.field, 'x', VIR_TYPED_PARAM_FIELD_LENGTH);
        g_assert_false(xdr_encode(shape, &in, &buffer, NULL));
    }
}

static void
test_counts(void)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    put(bytes, 17); /* the maximum is 16 */
    g_byte_array_set_size(bytes, 4000);
    expect_refused(&shape_domain_get_memory_parameters_ret, bytes->data, bytes->len, "at most 16");

    /* Enough for the count, not for the elements. */
    g_byte_array_set_size(bytes, 0);
    put(bytes, 16384);
    g_byte_array_set_size(bytes, 16384);
    expect_refused(&shape_connect_list_defined_domains_ret, bytes->data, bytes->len,
                   "ends inside 'names'");
}

static void
test_encode_refuses(void)
{
    g_auto(XdrBuffer) buffer = { 0 };
    DomainLookupByNameArgs no_name = { 0 };
    DomainGetMemoryParametersRet many = { .params = { 17, NULL } };
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;

    xdr_buffer_init(&buffer, PACKET_MAX);
    g_assert_false(xdr_encode(&shape_domain_lookup_by_name_args, &no_name, &buffer, &error));
    text = err_describe(error);
    g_assert_true(g_str_has_suffix(error->message, "Unable to encode message payload"));
    g_assert_nonnull(strstr(text, "'name' is missing"));
    g_assert_false(xdr_encode(&shape_domain_get_memory_parameters_ret, &many, &buffer, NULL));
    many.params.n = 3;
    g_assert_false(xdr_encode(&shape_domain_get_memory_parameters_ret, &many, &buffer, NULL));
    g_assert_cmpuint(buffer.n, ==, 0);
}

/* A packet as large as they get whose every byte asks for many bytes of memory. */
static void
test_memory_bound(void)
{
    const Shape *shape = &shape_connect_get_all_domain_stats_ret;
    g_autoptr(GByteArray) bytes = g_byte_array_sized_new(PACKET_MAX);
    unsigned int records = 10;

    put(bytes, records);
    for (unsigned int i = 0; i < records; i++) {
        put_text(bytes, "");
        for (int j = 0; j < 5; j++)
            put(bytes, 0);
        put(bytes, 262144);
        for (unsigned int j = 0; j < 262144; j++) {
            put(bytes, 0); /* an empty name */
            put(bytes, VIR_TYPED_PARAM_INT);
            put(bytes, 0);
        }
    }
    g_assert_cmpuint(bytes->len, <=, PACKET_MAX);
    expect_refused(shape, bytes->data, bytes->len, "bytes of memory");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/xdr/round-trip", test_round_trip);
    g_test_add_func("/xdr/truncation", test_truncation);
    g_test_add_func("/xdr/layout", test_layout);
    g_test_add_func("/xdr/surplus-and-optional", test_surplus_and_optional);
    g_test_add_func("/xdr/strings", test_strings);
    g_test_add_func("/xdr/params", test_params);
    g_test_add_func("/xdr/counts", test_counts);
    g_test_add_func("/xdr/encode-refuses", test_encode_refuses);
    g_test_add_func("/xdr/memory-bound", test_memory_bound);
    return g_test_run();
}
