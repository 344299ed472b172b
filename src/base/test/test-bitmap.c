/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/bitmap.h"

#include "base/err.h"

static void
test_parse(void)
{
    /* As virsh vcpupin of libvirt 9.0.0 takes them (its limit is 1024). NULL: refused. */
    static const struct {
        const char *text;
        const char *expected;
    } cases[] = {
        { "0-3", "0-3" },       { "0-3,^2", "0-1,3" },  { "^2,0-3", "0-3" },
        { "0-3,^2,2", "0-3" },  { "^2,0-3,", "0-3" },   { "0", "0" },
        { "3,1", "1,3" },       { "0,", "0" },          { "0-0", "0" },
        { "1-1,1", "1" },       { " 0", "0" },          { "0 ", "0" },
        { "0 - 3", "0-3" },     { "0 ,1", "0-1" },      { "0, 1", "0-1" },
        { "0-3, ^2", "0-1,3" }, { "0\t,\t1", "0-1" },   { "0\n", "0" },
        { "0-3,^7", "0-3" },    { "^0", "" },           { "0,^0", "" },
        { "010", "10" },        { "1023", "1023" },     { "63-64", "63-64" },
        { "0-1023", "0-1023" }, { "0-", NULL },         { "-1", NULL },
        { "-", NULL },          { ",", NULL },          { ",0", NULL },
        { "0,,1", NULL },       { "3-1", NULL },        { "all", NULL },
        { "", NULL },           { "0-3,^ 2", NULL },    { "0-3,^1-2", NULL },
        { "0-3,^", NULL },      { "x", NULL },          { "0x1", NULL },
        { "+1", NULL },         { "1024", NULL },       { "0-1024", NULL },
        { "0,^1024", NULL },    { "4294967296", NULL }, { "99999999999999999999999", NULL },
        { "!1", NULL },         { "0-3;", NULL },       { "0-3,5x", NULL },
        { "0--3", NULL },       { "0-3-5", NULL },      { "0 1", NULL },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Bitmap) bitmap = bitmap_parse(cases[i].text, 1024, &error);
        g_autofree char *shown = bitmap ? bitmap_format(bitmap) : NULL;

        g_test_message("'%s'", cases[i].text);
        g_assert_cmpstr(shown, ==, cases[i].expected);
        g_assert_true((error == NULL) == (bitmap != NULL));
    }
}

static void
test_error(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;

    g_assert_null(bitmap_parse("0-3,9", 8, &error));
    g_assert_error(error, ERR_QUARK, VIR_ERR_INVALID_ARG);
    text = err_describe(error);
    g_assert_cmpstr(text, ==,
                    "invalid argument: Failed to parse bitmap '0-3,9' (number too large at "
                    "character 6; accepted: numbers below 8, as in '0-3,^2,5')");
}

/* Every range across word borders, compared bit by bit. */
static void
test_ranges(void)
{
    for (unsigned int first = 0; first < 132; first += 3) {
        for (unsigned int last = first; last < 200; last += 7) {
            g_autoptr(Bitmap) bitmap = bitmap_new();

            bitmap_set_range(bitmap, first, last);
            for (unsigned int bit = 0; bit < 260; bit++)
                g_assert_cmpint(bitmap_is_set(bitmap, bit), ==, bit >= first && bit <= last);
            g_assert_cmpuint(bitmap_count(bitmap), ==, last - first + 1);
            g_assert_cmpint(bitmap_next(bitmap, -1), ==, (int)first);
            g_assert_cmpint(bitmap_last(bitmap), ==, (int)last);
            g_assert_cmpint(bitmap_next(bitmap, (int)last), ==, -1);
        }
    }
}

static void
test_sets(void)
{
    g_autoptr(Bitmap) a = bitmap_parse("0-3,100", 1024, NULL);
    g_autoptr(Bitmap) b = bitmap_parse("2-5", 1024, NULL);
    g_autoptr(Bitmap) c = bitmap_copy(a);
    g_autofree char *added = NULL;
    g_autofree char *both = NULL;
    g_autofree char *rest = NULL;

    g_assert_true(bitmap_equal(a, c));
    g_assert_false(bitmap_equal(a, b));
    g_assert_true(bitmap_overlaps(a, b));
    g_assert_false(bitmap_contains(a, b));
    bitmap_add(c, b);
    added = bitmap_format(c);
    g_assert_cmpstr(added, ==, "0-5,100");
    g_assert_true(bitmap_contains(c, a));
    g_assert_true(bitmap_contains(c, b));
    bitmap_subtract(c, a);
    rest = bitmap_format(c);
    g_assert_cmpstr(rest, ==, "4-5");
    bitmap_intersect(a, b);
    both = bitmap_format(a);
    g_assert_cmpstr(both, ==, "2-3");
    g_assert_false(bitmap_overlaps(a, c));
    bitmap_clear(a, 2);
    bitmap_clear(a, 3);
    bitmap_clear(a, 5000);
    g_assert_true(bitmap_is_empty(a)); /* though it has room for bit 100 */
    bitmap_clear_all(c);
    g_assert_true(bitmap_is_empty(c));
    g_assert_true(bitmap_equal(a, c));
    g_assert_null(bitmap_copy(NULL));
}

static void
test_bytes(void)
{
    static const uint8_t bytes[] = { 0x0b, 0, 0x80, 0, 0, 0, 0, 0, 0x01, 0 };
    g_autoptr(Bitmap) bitmap = bitmap_from_bytes(bytes, sizeof(bytes));
    g_autoptr(Bitmap) none = bitmap_from_bytes(NULL, 0);
    g_autofree char *shown = bitmap_format(bitmap);
    uint8_t back[sizeof(bytes)];
    uint8_t more[32];

    g_assert_cmpstr(shown, ==, "0-1,3,23,64");
    memset(back, 0xff, sizeof(back));
    bitmap_to_bytes(bitmap, back, sizeof(back));
    g_assert_cmpmem(back, sizeof(back), bytes, sizeof(bytes));
    memset(more, 0xff, sizeof(more));
    bitmap_to_bytes(bitmap, more, sizeof(more));
    g_assert_cmpmem(more, 10, bytes, 10);
    g_assert_cmpuint(more[31], ==, 0);
    g_assert_cmpuint(bitmap_byte_count(bitmap), ==, 9);
    g_assert_cmpuint(bitmap_byte_count(none), ==, 0);
    g_assert_true(bitmap_is_empty(none));
    bitmap_clear(bitmap, 64);
    g_assert_cmpuint(bitmap_byte_count(bitmap), ==, 3);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/bitmap/parse", test_parse);
    g_test_add_func("/bitmap/error", test_error);
    g_test_add_func("/bitmap/ranges", test_ranges);
    g_test_add_func("/bitmap/sets", test_sets);
    g_test_add_func("/bitmap/bytes", test_bytes);
    return g_test_run();
}
