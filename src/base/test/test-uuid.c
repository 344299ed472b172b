/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/uuid.h"

#include "base/err.h"

#define TEXT "6695eb01-f6a4-8304-79aa-97f2502e193f"
#define HEX  "6695eb01f6a4830479aa97f2502e193f"

static void
test_parse(void)
{
    /* What virDomainLookupByUUIDString() of libvirt 9.0.0 finds, and what it refuses. */
    static const struct {
        const char *text;
        bool is_accepted;
    } cases[] = {
        { TEXT, true },
        { HEX, true },
        { " " TEXT, true },
        { TEXT " ", true },
        { "\t" TEXT "\t\n", true },
        { "  " HEX "  ", true },
        { "6695EB01-F6A4-8304-79AA-97F2502E193F", true },
        { "-" HEX, true },
        { " - " HEX, true },
        { "66-95eb01f6a4830479aa97f2502e193f", true },
        { "66 95eb01f6a4830479aa97f2502e193f", true },
        { "66--95eb01f6a4830479aa97f2502e193f", true },
        { "6695eb01- f6a4830479aa97f2502e193f", true },
        { "66 95 eb 01 f6 a4 83 04 79 aa 97 f2 50 2e 19 3f", true },
        { "6-695eb01f6a4830479aa97f2502e193f", false },
        { "66\t95eb01f6a4830479aa97f2502e193f", false },
        { "\v" HEX, false },
        { HEX "-", false },
        { HEX " -", false },
        { HEX "0", false },
        { HEX "x", false },
        { TEXT " " TEXT, false },
        { "6695eb01-f6a4-8304-79aa-97f2502e193", false },
        { "{" TEXT "}", false },
        { "urn:uuid:" TEXT, false },
        { "", false },
        { "-", false },
        { NULL, false },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        uint8_t uuid[UUID_SIZE] = { 0 };
        char text[UUID_STRING_SIZE];
        g_autoptr(GError) error = NULL;

        g_test_message("'%s'", cases[i].text);
        g_assert_cmpint(uuid_parse(cases[i].text, uuid, &error), ==, cases[i].is_accepted);
        if (cases[i].is_accepted) {
            g_assert_no_error(error);
            g_assert_cmpstr(uuid_format(uuid, text), ==, TEXT);
        } else {
            g_assert_error(error, ERR_QUARK, VIR_ERR_INVALID_ARG);
            g_assert_false(uuid_is_plausible(uuid));
        }
    }
}

static void
test_generate(void)
{
    uint8_t a[UUID_SIZE] = { 0 };
    uint8_t b[UUID_SIZE] = { 0 };
    char text[UUID_STRING_SIZE];

    g_assert_true(uuid_generate(a, NULL));
    g_assert_true(uuid_generate(b, NULL));
    g_assert_false(uuid_equal(a, b));
    g_assert_true(uuid_is_plausible(a));
    uuid_format(a, text);
    g_assert_cmpint(text[14], ==, '4');
    g_assert_nonnull(strchr("89ab", text[19]));
    g_assert_true(uuid_parse(text, b, NULL));
    g_assert_true(uuid_equal(a, b));
    g_assert_cmpuint(uuid_hash(a), ==, uuid_hash(b));
    memset(b, 0xff, sizeof(b));
    g_assert_false(uuid_is_plausible(b));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/uuid/parse", test_parse);
    g_test_add_func("/uuid/generate", test_generate);
    return g_test_run();
}
