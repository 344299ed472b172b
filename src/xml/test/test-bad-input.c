/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What no document should be: each is refused with a line, what it is about and in bounded time. */
#include "base/err.h"
#include "random-definition.h"
#include "xml/engine.h"

#include <string.h>
#include <time.h>

#define MB          ((size_t)1 << 20)
#define DEEP        10000
#define MUTATIONS   4000
#define MAX_SECONDS 20 /* of processor time, for 100 MB under a sanitizer */

static const char document[] = "<?xml version='1.0' encoding='UTF-8'?>\n"
                               "<!-- a guest -->\n"
                               "<domain type='kvm' xmlns:a='urn:a'>\n"
                               "  <name>a&amp;b &#233; <![CDATA[<c>]]></name>\n"
                               "  <memory unit='KiB'>1024</memory>\n"
                               "  <metadata><a:x y=\"1\"/></metadata>\n"
                               "  <devices>\n"
                               "    <disk type='file'><target dev='vda'/></disk>\n"
                               "  </devices>\n"
                               "</domain>";

static Definition *
parse(const char *text, GError **error)
{
    return definition_parse(XML_DOCUMENT_DOMAIN, text, XML_INACTIVE, error);
}

/* Refused, with a line and with what. */
static void
check_refused(const char *text, const char *what)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Definition) def = parse(text, &error);

    g_assert_null(def);
    g_assert_nonnull(error);
    g_assert_true(g_utf8_validate(error->message, -1, NULL));
    if (error->code != VIR_ERR_XML_DETAIL)
        g_error("'%.300s' is error %d", error->message, error->code);
    g_assert_cmpint(err_detail(error)->domain, ==, VIR_FROM_DOMAIN);
    if (strstr(error->message, what) == NULL)
        g_error("'%.300s' lacks '%s'", error->message, what);
}

static void
test_truncated(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Definition) whole = parse(document, &error);
    unsigned int line = 1;

    g_assert_no_error(error);
    for (size_t n = 0; n < sizeof(document) - 1; n++) {
        g_autofree char *text = g_strndup(document, n);
        g_autofree char *place = g_strdup_printf("(domain_definition):%u: ", line);

        check_refused(text, place);
        line += document[n] == '\n';
    }
}

/* Without what stands in one place, or with something wrong there. */
static void
test_damaged(void)
{
    for (size_t n = 0; n < sizeof(document) - 1; n++) {
        static const char wrong[] = "<>&'\"\1\xff";

        for (size_t i = 0; i < sizeof(wrong); i++) {
            g_autofree char *text = g_strdup(document);
            g_autoptr(GError) error = NULL;
            g_autoptr(Definition) def = NULL;

            text[n] = wrong[i];
            def = parse(text, &error);
            g_assert_true((def == NULL) == (error != NULL));
            g_assert_true(error == NULL || g_utf8_validate(error->message, -1, NULL));
        }
    }
}

static const struct {
    const char *name, *text, *what;
} refused[] = {
    { "bomb",
      "<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>\n"
      "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]>\n<domain><name>&c;</name></domain>",
      ":1: " },
    { "external-entity",
      "<!DOCTYPE d [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>\n<domain><name>&a;</name></domain>",
      ":1: " },
    { "external-type", "\n<!DOCTYPE domain SYSTEM 'http://example.com/d.dtd'>\n<domain/>", ":2: " },
    { "unknown-entity", "<domain>\n<name>&a;</name></domain>", ":2: Entity 'a' not defined" },
    { "unknown-encoding", "<?xml version='1.0' encoding='no-such'?>\n<domain/>", ":1: " },
    { "latin-1", "<?xml version='1.0'?>\n<domain><name>\xe9</name></domain>", ":2: " },
    { "utf-16-mark", "\xff\xfe<", ":1: " },
    { "overlong", "<domain>\n\n<name>\xc0\xaf</name></domain>", ":3: " },
    { "surrogate", "<domain>\n\n<name>\xed\xa0\x80</name></domain>", ":3: " },
    { "beyond-unicode", "<domain>\n\n<name>\xf4\x90\x80\x80</name></domain>", ":3: " },
    { "reference-zero", "<domain>\n<name>&#0;</name></domain>", ":2: " },
    { "reference-beyond", "<domain>\n<name>&#x110000;</name></domain>", ":2: " },
    { "control", "<domain>\n<name>a\1b</name></domain>", ":2: PCDATA invalid Char value 1" },
    { "control-in-value", "<domain>\n<os a='\1'/></domain>", ":2: " },
    { "control-in-comment", "<domain>\n<!-- \1 --></domain>", ":2: " },
    { "reference-control", "<domain>\n<name>&#1;</name></domain>",
      ":2: xmlParseCharRef: invalid xmlChar value 1" },
    { "not-a-character", "<domain>\n<name>\xef\xbf\xbe</name></domain>",
      ":2: Char 0xFFFE out of allowed range" },
    { "two-roots", "<domain/>\n<domain/>", ":2: " },
    { "twice", "<domain>\n<os a='1' a='2'/></domain>", ":2: " },
    { "empty", "", ":1: " },
    { "blank", " \n ", ":" },
};

static void
test_refused(gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);

    check_refused(refused[i].text, refused[i].what);
}

/* before, what is repeated, after: so much text is refused, or read, in time. */
static void
check_long(const char *before, const char *each, size_t n, const char *after, const char *what)
{
    size_t length = strlen(each), begin = strlen(before);
    g_autofree char *text = g_malloc(begin + n * length + strlen(after) + 1);
    g_autoptr(GError) error = NULL;
    g_autoptr(Definition) def = NULL;
    clock_t start;

    memcpy(text, before, begin);
    for (size_t i = 0; i < n; i++)
        memcpy(text + begin + i * length, each, length);
    memcpy(text + begin + n * length, after, strlen(after) + 1);
    start = clock();
    def = parse(text, &error);
    g_assert_cmpfloat((double)(clock() - start) / CLOCKS_PER_SEC, <, MAX_SECONDS);
    g_assert_true((def == NULL) == (what != NULL));
    if (what == NULL)
        return;
    g_assert_cmpuint(strlen(error->message), <, 20000);
    if (strstr(error->message, what) == NULL)
        g_error("'%.300s' lacks '%s'", error->message, what);
}

static void
test_deep(void)
{
    check_long("", "<domain>", DEEP, "", "Excessive depth");
    check_long("<domain><devices>", "<disk>", DEEP, "", "Excessive depth");
    check_long("<domain><metadata>", "<a:a xmlns:a='b'>", DEEP, "", "Excessive depth");
}

/* The value of an error is not repeated in full. */
static void
test_long(void)
{
    check_long("<domain><description>", "x", 100 * MB, "</description></domain>", "missing name");
    check_long("<domain><devices>", "<disk/>", 100 * MB / 7, "</devices></domain>", "nodes");
    check_long("<domain>", " \n", 50 * MB, "<x", ":52428801: ");
    check_long("<domain><!--", "x", 100 * MB, "", ":1: ");
    check_long("<domain><!--", "x", 10 * MB, "--></domain>", "Comment too big found");
    check_long("<domain><![CDATA[", "x", 10 * MB, "]]></domain>", "CData section too big found");
    check_long("<domain><?a ", "x", 10 * MB, "?></domain>", "PI a too big found");
    check_long("<domain name='", "x", 100 * MB, "'/>", "too long");
    check_long("<domain><", "x", 100 * MB, "/></domain>", "too long");
    check_long("<domain>", "&amp;", 20 * MB, "", ":1: ");
    check_long("<domain type='", "\xc3\xa9", 4 * MB, "'/>", "invalid domain type");
    check_long("<domain>", "x", 129 * MB, "</domain>", "exceeds");
}

/* The parser is given a length: a NUL is a character like others that must not be there. */
static void
test_nul(void)
{
    static const char text[] = "<a>\n<b>x\0y</b></a>", value[] = "<a>\n<b c='\0'/></a>";
    g_autoptr(GError) error = NULL;

    g_assert_null(xml_doc_parse(text, sizeof(text) - 1, "(nul)", VIR_FROM_XML, &error));
    g_assert_nonnull(strstr(error->message, "(nul):2: PCDATA invalid Char value 0"));
    g_clear_error(&error);
    g_assert_null(xml_doc_parse(value, sizeof(value) - 1, "(nul)", VIR_FROM_XML, &error));
    g_assert_nonnull(strstr(error->message, "(nul):2: invalid character in attribute value"));
}

/* As the original answers. */
static void
test_sizes(void)
{
    static const struct {
        const char *text;
        int code;
        const char *what;
    } sizes[] = {
        { "<memory unit='EiB'>15</memory>", VIR_ERR_OVERFLOW, "value too large: 15EiB" },
        { "<memory unit='EiB'>16</memory>", VIR_ERR_OVERFLOW, "value too large: 16EiB" },
        { "<memory unit='EiB'>18446744073709551615</memory>", VIR_ERR_OVERFLOW,
          "value too large: 18446744073709551615EiB" },
        { "<memory>18446744073709551615</memory>", VIR_ERR_OVERFLOW,
          "value too large: 18446744073709551615" },
        { "<memory>18446744073709551616</memory>", VIR_ERR_XML_ERROR,
          "Invalid value '18446744073709551616' for element or attribute './memory[1]'" },
        { "<memory>-1</memory>", VIR_ERR_XML_ERROR, "Invalid value '-1'" },
        { "<memory unit='XiB'>1</memory>", VIR_ERR_INVALID_ARG, "unknown suffix 'XiB'" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autofree char *text =
            g_strdup_printf("<domain type='kvm'>\n<name>n</name>%s</domain>", sizes[i].text);
        g_autoptr(GError) error = NULL;
        g_autofree char *whole = NULL;

        g_assert_null(parse(text, &error));
        g_assert_cmpint(error->code, ==, sizes[i].code);
        whole = err_describe(error);
        if (strstr(whole, sizes[i].what) == NULL || strstr(whole, "line 2") == NULL)
            g_error("'%s' lacks '%s'", whole, sizes[i].what);
    }
}

/* Structs have 24 bits for their line; errors have all of it. */
static void
test_many_lines(void)
{
    g_autoptr(GString) text = g_string_new("<domain type='kvm'><name>n</name><memory>1</memory>");
    g_autoptr(GError) error = NULL;
    g_autoptr(Definition) def = NULL;
    g_autofree char *whole = NULL;
    const Domain *domain;

    for (unsigned int i = 0; i < XML_MAX_LINE + 9; i++)
        g_string_append_c(text, '\n');
    g_string_append(text, "<devices><input type='mouse'/></devices>");
    g_string_append(text, "<cpu/></domain>");
    def = parse(text->str, &error);
    g_assert_no_error(error);
    domain = def->root;
    g_assert_cmpuint(domain->devices.inputs.items[0]->head.line, ==, XML_MAX_LINE);
    g_string_truncate(text, text->len - strlen("<cpu/></domain>"));
    g_string_append(text, "<vcpu>x</vcpu></domain>");
    g_assert_null(parse(text->str, &error));
    whole = err_describe(error);
    if (strstr(whole, "line 16777225") == NULL)
        g_error("'%s' lacks the line", whole);
}

/* What an error repeats of a text has an end, at a character. */
static void
test_long_message(void)
{
    g_autoptr(GString) text = g_string_new("<domain type='kvm'><name>n</name><memory unit='");
    g_autoptr(GError) error = NULL;

    for (unsigned int i = 0; i < ERR_MAX_DETAIL; i++)
        g_string_append(text, "\xc3\xa9");
    g_string_append(text, "'>1</memory></domain>");
    g_assert_null(parse(text->str, &error));
    g_assert_true(g_utf8_validate(error->message, -1, NULL));
    g_assert_cmpuint(strlen(error->message), >, ERR_MAX_DETAIL - 10);
    g_assert_cmpuint(strlen(error->message), <, ERR_MAX_DETAIL + 100);
    g_assert_true(g_str_has_suffix(error->message, "..."));
}

/* A value that no number, word or address is. */
static char *
spoiled(GRand *rand, const char *text, unsigned int *line_out, const char **value_out)
{
    static const char *const values[] = {
        "zz zz", "-99999999999999999999999", "99999999999999999999999", "0x", "", "1e999", "-",
        "%s",    "\xc3\xa9\xc3\xa9",
    };
    const char *value = values[g_rand_int_range(rand, 0, G_N_ELEMENTS(values))];
    unsigned int n = 0, chosen;
    const char *at = text, *end;

    for (const char *p = text; (p = strstr(p, "='")) != NULL; p += 2)
        n++;
    if (n == 0)
        return NULL;
    chosen = (unsigned int)g_rand_int_range(rand, 0, (int)n);
    for (unsigned int i = 0; i <= chosen; i++)
        at = strstr(at, "='") + 2;
    end = strchr(at, '\'');
    *line_out = 1;
    for (const char *p = text; p < at; p++)
        *line_out += *p == '\n';
    *value_out = value;
    return g_strdup_printf("%.*s%s%s", (int)(at - text), text, value, end);
}

/* One attribute of a good document gets a bad value: what is refused says the line and the value,
 * or what is missing now. */
static void
test_values(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(1);
    unsigned int refusals = 0;

    for (unsigned int i = 0; i < MUTATIONS; i++) {
        XmlDocumentId kind = i % xml_n_documents;
        g_autoptr(Definition) def = random_definition(kind, XML_INACTIVE, i);
        g_autofree char *text = definition_format(def, XML_INACTIVE);
        unsigned int line = 0;
        const char *value = "";
        g_autofree char *bad = spoiled(rand, text, &line, &value);
        g_autoptr(GError) error = NULL;
        g_autoptr(Definition) again =
            bad != NULL ? definition_parse(kind, bad, XML_INACTIVE, &error) : NULL;
        g_autofree char *what = error != NULL ? err_describe(error) : NULL;
        g_autofree char *place = g_strdup_printf("line %u", line);

        if (what == NULL)
            continue;
        refusals++;
        if (strstr(what, "line ") == NULL)
            g_error("no line: %s: %s", what, bad);
        if (strstr(what, place) != NULL && strstr(what, value) == NULL &&
            strcasestr(what, "missing") == NULL && strstr(what, "lacks") == NULL)
            g_error("no value '%s': %s: %s", value, what, bad);
    }
    g_assert_cmpuint(refusals, >, MUTATIONS / 4);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autofree char *path = g_strdup_printf("/bad-input/%s", refused[i].name);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_refused);
    }
    g_test_add_func("/bad-input/truncated", test_truncated);
    g_test_add_func("/bad-input/damaged", test_damaged);
    g_test_add_func("/bad-input/deep", test_deep);
    g_test_add_func("/bad-input/long", test_long);
    g_test_add_func("/bad-input/nul", test_nul);
    g_test_add_func("/bad-input/sizes", test_sizes);
    g_test_add_func("/bad-input/many-lines", test_many_lines);
    g_test_add_func("/bad-input/long-message", test_long_message);
    g_test_add_func("/bad-input/values", test_values);
    return g_test_run();
}
