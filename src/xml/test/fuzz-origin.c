/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists of who set a value: whatever stands in one, the values of the document stay what they are,
 * and what is listed of it again says the same.
 *
 * The input is the list without its first line, which names the document; with one, the list is
 * taken as it is. */
#include <string.h>

#include "xml/origin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char document[] =
    "<domain type='kvm'>\n"
    "  <name>a</name>\n"
    "  <memory unit='KiB'>1024</memory>\n"
    "  <os><type arch='x86_64'>hvm</type><boot dev='hd'/></os>\n"
    "  <cpu><numa><cell cpus='0-1' memory='1'/></numa></cpu>\n"
    "  <devices>\n"
    "    <disk type='file'><source file='/a'/><target dev='vda'/>"
    "<address type='pci' slot='1'/></disk>\n"
    "    <interface type='user'><mac address='52:54:00:00:00:01'/></interface>\n"
    "  </devices>\n"
    "</domain>\n";

static void
check_listed(const Definition *def)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Definition) again =
        definition_parse(XML_DOCUMENT_DOMAIN, document, XML_INACTIVE, &error);
    g_autofree char *list = definition_origins(def, document);
    g_autofree char *second = NULL;

    g_assert_no_error(error);
    g_assert_true(definition_set_origins(again, document, list));
    g_assert_true(definition_equal(def, again));
    second = definition_origins(again, document);
    g_assert_cmpstr(second, ==, list);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(GError) error = NULL;
    g_autoptr(Definition) def =
        definition_parse(XML_DOCUMENT_DOMAIN, document, XML_INACTIVE, &error);
    g_autoptr(Definition) before = definition_copy(def);
    g_autofree char *own = definition_origins(def, document);
    g_autofree char *whole = NULL;

    g_assert_no_error(error);
    *(strchr(own, '\n') + 1) = '\0';
    whole = g_strconcat(own, text, NULL);
    definition_set_origins(def, document, text);
    g_assert_true(definition_equal(def, before));
    g_assert_true(definition_set_origins(def, document, whole));
    g_assert_true(definition_equal(def, before));
    check_listed(def);
    return 0;
}
