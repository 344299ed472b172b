/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Definitions as their users see them: read, changed, compared, shown as JSON. */
#include "base/err.h"
#include "xml/definition.h"
#include "xml/json-view.h"
#include "xml/origin.h"

#include <string.h>

#define DISK                                                                                       \
    "<disk type='file' device='disk'>\n"                                                           \
    "  <driver name='qemu' type='qcow2' cache='none'/>\n"                                          \
    "  <source file='/a &amp; b'/>\n"                                                              \
    "  <target dev='vda' bus='virtio'/>\n"                                                         \
    "  <readonly/>\n"                                                                              \
    "  <alias name='ua-one'/>\n"                                                                   \
    "  <address type='pci' domain='0x0000' bus='0x00' slot='0x04' function='0x0'/>\n"              \
    "</disk>\n"

static Definition *
parse_disk(const char *text)
{
    g_autoptr(GError) error = NULL;
    Definition *def = definition_parse(XML_DOCUMENT_DISK, text, 0, &error);

    g_assert_no_error(error);
    return def;
}

/* The text with the first occurrence of something replaced. */
static char *
edited(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);

    g_assert_nonnull(at);
    return g_strdup_printf("%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static void
test_text(void)
{
    g_autoptr(Definition) def = parse_disk(DISK);
    g_autofree char *text = definition_format(def, 0);
    const Disk *disk = def->root;

    g_assert_cmpstr(text, ==, DISK);
    g_assert_cmpstr(disk->src.path, ==, "/a & b");
    g_assert_cmpint(disk->bus, ==, DISK_BUS_VIRTIO);
    g_assert_cmpint(disk->from.bus, ==, XML_GIVEN);
    g_assert_true(disk->readonly);
    g_assert_cmpuint(disk->head.line, ==, 1);
}

/* A copy lives without the original, and changes to it stay in it. */
static void
test_copy(void)
{
    Definition *def = parse_disk(DISK);
    g_autoptr(Definition) copy = definition_copy(def);
    g_autofree char *text = NULL;
    Disk *disk = copy->root;

    g_assert_true(definition_equal(def, copy));
    XML_SET(disk, dst, arena_strdup(copy->arena, "vdb"), XML_DEFINED);
    g_assert_false(definition_equal(def, copy));
    g_assert_cmpstr(((Disk *)def->root)->dst, ==, "vda");
    definition_unref(def);
    text = definition_format(copy, 0);
    g_assert_nonnull(strstr(text, "<target dev='vdb' bus='virtio'/>"));
}

/* What was filled in is known again when the document is read, unless somebody edited it. */
static void
test_origins(void)
{
    static const char given[] = "<disk>\n"
                                "  <source file='/a'/>\n"
                                "  <target dev='vda'/>\n"
                                "</disk>\n";
    g_autoptr(Definition) def = parse_disk(given);
    g_autoptr(Definition) again = NULL;
    g_autofree char *text = NULL;
    g_autofree char *origins = NULL;
    g_autofree char *shown = NULL;
    Disk *disk = def->root;

    XML_SET(disk, bus, DISK_BUS_VIRTIO, XML_DEFINED);
    text = definition_format(def, 0);
    g_assert_cmpstr(text, !=, given);
    origins = definition_origins(def, text);
    g_assert_nonnull(strstr(origins, "\nbus defined\n"));
    again = parse_disk(text);
    g_assert_false(definition_set_origins(again, given, origins));
    g_assert_cmpint(((Disk *)again->root)->from.bus, ==, XML_GIVEN);
    g_assert_true(definition_set_origins(again, text, origins));
    g_assert_cmpint(((Disk *)again->root)->from.bus, ==, XML_DEFINED);
    g_assert_cmpint(((Disk *)again->root)->from.device, ==, XML_DEFAULT);
    shown = definition_format(again, XML_AS_GIVEN);
    g_assert_cmpstr(shown, ==, given);
}

static void
test_settle(void)
{
    g_autoptr(Definition) def = parse_disk(DISK);
    size_t before = arena_size(def->arena);
    g_autofree char *text = NULL;

    definition_settle(def);
    text = definition_format(def, 0);
    g_assert_cmpstr(text, ==, DISK);
    g_assert_cmpuint(arena_size(def->arena), <=, before);
    g_test_message("%zu bytes, %zu before", arena_size(def->arena), before);
}

static const struct {
    const char *from, *to;
    const char *error; /* NULL: a running guest may get it */
} abi_cases[] = {
    { "vda", "vdb", NULL },
    { "none", "writeback", NULL },
    { "'virtio'", "'scsi'", "Target target bus scsi does not match source virtio" },
    { "  <readonly/>\n", "", "Target readonly none does not match source present" },
    { "0x04", "0x05", "Target address slot 0x05 does not match source 0x04" },
};

static void
test_abi(void)
{
    g_autoptr(Definition) source = parse_disk(DISK);

    for (size_t i = 0; i < G_N_ELEMENTS(abi_cases); i++) {
        g_autofree char *text = edited(DISK, abi_cases[i].from, abi_cases[i].to);
        g_autoptr(Definition) target = parse_disk(text);
        g_autoptr(GError) error = NULL;

        if (object_check_abi(XML_TYPE_DISK, source->root, target->root, &error)) {
            g_assert_null(abi_cases[i].error);
            continue;
        }
        g_assert_cmpint(error->code, ==, VIR_ERR_CONFIG_UNSUPPORTED);
        g_assert_cmpstr(err_detail(error)->str2, ==, abi_cases[i].error);
    }
}

static void
test_json(void)
{
    g_autoptr(Definition) def = parse_disk(DISK);
    g_autoptr(GError) error = NULL;
    g_autofree char *json = definition_to_json(def, 0, &error);
    g_autoptr(Definition) again = definition_from_json(XML_DOCUMENT_DISK, json, 0, &error);

    g_assert_no_error(error);
    g_assert_nonnull(strstr(json, "\"path\":\"/a & b\""));
    g_assert_true(definition_equal(def, again));
}

/* What was accepted, but lacks something beside its defaults, is no JSON and no crash. */
static void
test_json_lacks(void)
{
    g_autoptr(Definition) def = definition_parse(
        XML_DOCUMENT_INTERFACE, "<interface type='direct'/>", XML_INACTIVE, NULL);
    g_autoptr(GError) error = NULL;
    g_autofree char *json = definition_to_json(def, XML_INACTIVE, &error);

    g_assert_null(json);
    g_assert_error(error, ERR_QUARK, VIR_ERR_XML_ERROR);
}

/* An element that is required is kept without contents. */
static void
test_json_empty(void)
{
    static const char text[] = "<disk type='network' device='disk'>\n"
                               "  <auth username='a'>\n"
                               "    <secret/>\n"
                               "  </auth>\n"
                               "</disk>\n";
    g_autoptr(Definition) def = parse_disk(text);
    g_autofree char *json = definition_to_json(def, 0, NULL);
    g_autoptr(Definition) again = definition_from_json(XML_DOCUMENT_DISK, json, 0, NULL);
    g_autofree char *written = again != NULL ? definition_format(again, 0) : NULL;

    g_assert_cmpstr(written, ==, text);
}

#define A_10 "aaaaaaaaaa"
#define A_70 A_10 A_10 A_10 A_10 A_10 A_10 A_10

static const struct {
    const char *json;
    const char *error; /* how its detail begins */
} json_cases[] = {
    { "[", "not JSON" },
    { "", "not JSON" },
    { "null", "the document: expected an object" },
    { "{} {}", "not JSON" },
    { "{\"dst\": \"\xff\"}", "not JSON: invalid utf-8 string at byte 9" },
    { "{\"dst\": [\"" A_70 "0123456789\xc3\xa9\"]}", "dst: expected a string, got [" },
    { "[]", "the document: expected an object" },
    { "{\"colour\": 1}", "the document: unknown key 'colour'" },
    { "{\"src\": {\"type\": \"flie\"}}", "src.type: expected one of file" },
    { "{\"dst\": 7}", "dst: expected a string" },
    { "{\"iothread\": -1}", "iothread: expected a number that is not negative" },
    { "{\"iothread\": 4294967296}", "iothread: expected a number of 32 bits" },
    { "{\"readonly\": false}", "readonly: expected true" },
    { "{\"src\": {\"hosts\": [{\"name\": \"a\"}, 3]}}", "src.hosts[1]: expected an object" },
    { "{\"dst\": \"vda\", \"src\": {\"type\": \"file\", \"hosts\": [{\"name\": \"a\"}]}}",
      "src.hosts has no place" },
};

static void
test_json_errors(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(json_cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Definition) def =
            definition_from_json(XML_DOCUMENT_DISK, json_cases[i].json, 0, &error);

        g_assert_null(def);
        g_assert_nonnull(error);
        g_assert_true(g_utf8_validate(error->message, -1, NULL));
        if (!g_str_has_prefix(err_detail(error)->str2, json_cases[i].error))
            g_error("case %zu: '%s' instead of '%s'", i, err_detail(error)->str2,
                    json_cases[i].error);
    }
}

static const struct {
    const char *from, *to;
    const char *error; /* how its detail begins */
} strict_cases[] = {
    { "cache=", "cash=",
      "line 2: element <driver> has no attribute 'cash'; did you mean 'cache'? accepted: name, " },
    { "<readonly/>", "<writeonly/>",
      "line 5: element <disk> cannot hold <writeonly>; did you mean <readonly>? accepted: " },
    { "<readonly/>", "<readonly x='1'/>",
      "line 5: element <readonly> has no attribute 'x'; accepted: none" },
    { "<readonly/>", "<readonly/><readonly/>", "line 5: element <readonly> stands twice in <disk>" },
};

static void
test_strict(void)
{
    g_autoptr(GError) none = NULL;
    g_autoptr(Definition) good = definition_parse(XML_DOCUMENT_DISK, DISK, XML_STRICT, &none);

    g_assert_no_error(none);
    for (size_t i = 0; i < G_N_ELEMENTS(strict_cases); i++) {
        g_autofree char *text = edited(DISK, strict_cases[i].from, strict_cases[i].to);
        g_autoptr(Definition) lax = parse_disk(text);
        g_autoptr(GError) error = NULL;
        g_autoptr(Definition) def = definition_parse(XML_DOCUMENT_DISK, text, XML_STRICT, &error);

        g_assert_nonnull(lax);
        g_assert_null(def);
        g_assert_cmpint(error->code, ==, VIR_ERR_XML_INVALID_SCHEMA);
        if (!g_str_has_prefix(err_detail(error)->str2, strict_cases[i].error))
            g_error("case %zu: '%s' instead of '%s'", i, err_detail(error)->str2,
                    strict_cases[i].error);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/definition/text", test_text);
    g_test_add_func("/definition/copy", test_copy);
    g_test_add_func("/definition/origins", test_origins);
    g_test_add_func("/definition/settle", test_settle);
    g_test_add_func("/definition/abi", test_abi);
    g_test_add_func("/definition/json", test_json);
    g_test_add_func("/definition/json-lacks", test_json_lacks);
    g_test_add_func("/definition/json-empty", test_json_empty);
    g_test_add_func("/definition/json-errors", test_json_errors);
    g_test_add_func("/definition/strict", test_strict);
    return g_test_run();
}
