/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/number.h"

#include "base/err.h"

#define FAILS UINT64_MAX - 4711

static void
test_u64(void)
{
    static const struct {
        const char *text;
        int base;
        uint64_t expected;
    } cases[] = {
        { "0", 10, 0 },
        { "010", 10, 10 },
        { " 5", 10, 5 },
        { "+5", 10, 5 },
        { "18446744073709551615", 10, UINT64_MAX },
        { "18446744073709551616", 10, FAILS },
        { "99999999999999999999", 10, FAILS },
        { "-1", 10, FAILS },
        { "-0", 10, FAILS },
        { "", 10, FAILS },
        { NULL, 10, FAILS },
        { "5 ", 10, FAILS },
        { "+ 5", 10, FAILS },
        { "+-5", 10, FAILS },
        { "5x", 10, FAILS },
        { "0x10", 10, FAILS },
        { "0x10", 16, 16 },
        { "fF", 16, 255 },
        { "0x", 16, FAILS },
        { "777", 8, 511 },
        { "8", 8, FAILS },
        { "z", 36, 35 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        uint64_t value = FAILS;
        g_autoptr(GError) error = NULL;
        bool ok = number_u64(cases[i].text, cases[i].base, "count", &value, &error);

        g_test_message("'%s'", cases[i].text);
        g_assert_cmpuint(value, ==, cases[i].expected);
        g_assert_cmpint(ok, ==, cases[i].expected != FAILS);
        g_assert_cmpint(error == NULL, ==, ok);
    }
}

static void
test_ranges(void)
{
    g_autoptr(GError) error = NULL;
    uint64_t port = 0;
    int64_t i64 = 0;
    int i = 0;
    unsigned int u = 0;

    g_assert_false(number_u64_in("70000", 10, 1, 65535, "port", &port, &error));
    g_assert_error(error, ERR_QUARK, VIR_ERR_INVALID_ARG);
    g_assert_cmpstr(error->message, ==,
                    "invalid argument: port '70000' is not a number of base 10 from 1 to 65535");
    g_assert_true(number_u64_in("65535", 10, 1, 65535, "port", &port, NULL));
    g_assert_false(number_u64_in("0", 10, 1, 65535, "port", &port, NULL));

    g_assert_true(number_i64("-9223372036854775808", 10, "x", &i64, NULL));
    g_assert_cmpint(i64, ==, INT64_MIN);
    g_assert_true(number_i64("9223372036854775807", 10, "x", &i64, NULL));
    g_assert_cmpint(i64, ==, INT64_MAX);
    g_assert_false(number_i64("9223372036854775808", 10, "x", &i64, NULL));
    g_assert_false(number_i64("-9223372036854775809", 10, "x", &i64, NULL));
    g_assert_true(number_i64("-0", 10, "x", &i64, NULL));
    g_assert_cmpint(i64, ==, 0);

    g_assert_true(number_int("-2147483648", 10, "x", &i, NULL));
    g_assert_cmpint(i, ==, INT_MIN);
    g_assert_false(number_int("2147483648", 10, "x", &i, NULL));
    g_assert_true(number_uint("4294967295", 10, "x", &u, NULL));
    g_assert_false(number_uint("4294967296", 10, "x", &u, NULL));
}

static void
test_double(void)
{
    double value = 0;

    g_assert_true(number_double("1.5", "x", &value, NULL));
    g_assert_cmpfloat(value, ==, 1.5);
    g_assert_true(number_double("-2e3", "x", &value, NULL));
    g_assert_false(number_double("1,5", "x", &value, NULL));
    g_assert_false(number_double("inf", "x", &value, NULL));
    g_assert_false(number_double("nan", "x", &value, NULL));
    g_assert_false(number_double("1e999", "x", &value, NULL));
    g_assert_false(number_double("", "x", &value, NULL));
    g_assert_false(number_double(NULL, "x", &value, NULL));
    g_assert_cmpfloat(value, ==, -2000);
}

static void
test_scan(void)
{
    const char *text = "12-34";
    uint64_t value = 0;

    g_assert_true(number_scan(&text, 10, &value));
    g_assert_cmpuint(value, ==, 12);
    g_assert_cmpstr(text, ==, "-34");
    g_assert_false(number_scan(&text, 10, &value));
    g_assert_cmpstr(text, ==, "-34");
}

static void
test_size(void)
{
    /* As virsh vol-create-as of libvirt 9.0.0 scales them. */
    static const struct {
        const char *text;
        uint64_t expected;
        int code;
    } cases[] = {
        { "1", 1, 0 },
        { "1b", 1, 0 },
        { "1B", 1, 0 },
        { "1byte", 1, 0 },
        { "1bytes", 1, 0 },
        { "1KB", 1000, 0 },
        { "1kb", 1000, 0 },
        { "1K", 1024, 0 },
        { "1kib", 1024, 0 },
        { "1KiB", 1024, 0 },
        { " 1m", 1048576, 0 },
        { "1MB", 1000000, 0 },
        { "1G", 1073741824, 0 },
        { "1GB", 1000000000, 0 },
        { "1T", 1099511627776, 0 },
        { "1PiB", 1125899906842624, 0 },
        { "1PB", 1000000000000000, 0 },
        { "1EB", 1000000000000000000, 0 },
        { "15E", UINT64_C(17293822569102704640), 0 },
        { "+18EB", UINT64_C(18000000000000000000), 0 },
        { "16E", FAILS, VIR_ERR_OVERFLOW },
        { "19EB", FAILS, VIR_ERR_OVERFLOW },
        { "18446744073709551615K", FAILS, VIR_ERR_OVERFLOW },
        { "18446744073709551616", FAILS, VIR_ERR_INVALID_ARG },
        { "1Ki", FAILS, VIR_ERR_INVALID_ARG },
        { "1Z", FAILS, VIR_ERR_INVALID_ARG },
        { "1 K", FAILS, VIR_ERR_INVALID_ARG },
        { "1K ", FAILS, VIR_ERR_INVALID_ARG },
        { "1.5K", FAILS, VIR_ERR_INVALID_ARG },
        { "0x10", FAILS, VIR_ERR_INVALID_ARG },
        { "-1", FAILS, VIR_ERR_INVALID_ARG },
        { "", FAILS, VIR_ERR_INVALID_ARG },
        { "K", FAILS, VIR_ERR_INVALID_ARG },
        { NULL, FAILS, VIR_ERR_INVALID_ARG },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        uint64_t bytes = FAILS;
        g_autoptr(GError) error = NULL;

        g_test_message("'%s'", cases[i].text);
        size_parse(cases[i].text, 1, UINT64_MAX, "capacity", &bytes, &error);
        g_assert_cmpuint(bytes, ==, cases[i].expected);
        g_assert_cmpint(error ? error->code : 0, ==, cases[i].code);
    }
}

static void
test_scale(void)
{
    g_autoptr(GError) error = NULL;
    uint64_t bytes = 0;

    g_assert_true(size_scale(3, NULL, 1024, UINT64_MAX, &bytes, NULL));
    g_assert_cmpuint(bytes, ==, 3072);
    g_assert_true(size_scale(3, "b", 1024, UINT64_MAX, &bytes, NULL));
    g_assert_cmpuint(bytes, ==, 3);
    g_assert_false(size_scale(5000, "KiB", 1, 4999 * 1024, &bytes, &error));
    g_assert_cmpstr(error->message, ==, "numerical overflow: value too large: 5000KiB");
    g_clear_error(&error);
    g_assert_false(size_scale(1, "x", 1, UINT64_MAX, &bytes, &error));
    g_assert_cmpstr(error->message, ==, "invalid argument: unknown suffix 'x'");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/number/u64", test_u64);
    g_test_add_func("/number/ranges", test_ranges);
    g_test_add_func("/number/double", test_double);
    g_test_add_func("/number/scan", test_scan);
    g_test_add_func("/number/size", test_size);
    g_test_add_func("/number/scale", test_scale);
    return g_test_run();
}
