/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Microseconds of processor time to read a document into a tree and to free it, beside those that
 * Expat takes for calling empty handlers, without any tree.
 *
 *     bench-xml MS [FILE...]
 *
 * Without files, documents of three sizes are made up. Prints name, bytes, both figures and the
 * bytes that the tree takes. */
#include <expat.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <string.h>

#include "common.h"
#include "xml/dom.h"

static void
on_start(void *data, const XML_Char *name, const XML_Char **attrs)
{
}

static void
on_end(void *data, const XML_Char *name)
{
}

static void
on_text(void *data, const XML_Char *text, int length)
{
}

static size_t
read_tree(const char *text, size_t length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(XmlDoc) doc = xml_doc_parse(text, length, "(bench)", VIR_FROM_XML, &error);

    g_assert_no_error(error);
    return xml_doc_size(doc);
}

static size_t
read_events(const char *text, size_t length)
{
    XML_Parser parser = XML_ParserCreateNS(NULL, '|');

    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    g_assert_cmpint(XML_Parse(parser, text, (int)length, 1), ==, XML_STATUS_OK);
    XML_ParserFree(parser);
    return 0;
}

static double
time_us(size_t (*parse)(const char *text, size_t length), const char *text, size_t length, int ms)
{
    int64_t start = cpu_ns();
    int64_t end;
    unsigned long rounds = 0;

    do {
        parse(text, length);
        rounds++;
        end = cpu_ns();
    } while (end - start < ms * INT64_C(1000000));
    return (double)(end - start) / (double)rounds / 1000;
}

static void
measure(const char *name, const char *text, size_t length, int ms)
{
    size_t size = read_tree(text, length);
    double ours = time_us(read_tree, text, length, ms);
    double expat = time_us(read_events, text, length, ms);

    printf("%s\t%zu\t%.2f\t%.2f\t%zu\n", name, length, ours, expat, size);
}

static void
measure_made_up(const char *name, int n_disks, int ms)
{
    g_autoptr(GString) text = g_string_new("<domain type='kvm'>\n  <name>guest</name>\n");

    g_string_append(text, "  <memory unit='KiB'>1048576</memory>\n  <devices>\n");
    for (int i = 0; i < n_disks; i++)
        g_string_append_printf(text,
                               "    <disk type='file' device='disk'>\n"
                               "      <driver name='qemu' type='qcow2' cache='none'/>\n"
                               "      <source file='/var/lib/libvirt/images/guest-%d.qcow2'/>\n"
                               "      <target dev='sd%d' bus='scsi'/>\n"
                               "      <serial>a &amp; b &lt; %d</serial>\n"
                               "      <address type='drive' controller='0' bus='0' target='0' "
                               "unit='%d'/>\n"
                               "    </disk>\n",
                               i, i, i, i);
    g_string_append(text, "  </devices>\n</domain>\n");
    measure(name, text->str, text->len, ms);
}

int
main(int argc, char **argv)
{
    int ms;

    if (argc < 2)
        usage("MS [FILE...]");
    ms = number(argv[1]);
    if (argc == 2) {
        measure_made_up("small", 0, ms);
        measure_made_up("typical", 20, ms);
        measure_made_up("huge", 20000, ms);
    }
    for (int i = 2; i < argc; i++) {
        g_autofree char *text = NULL;
        size_t length;

        if (!g_file_get_contents(argv[i], &text, &length, NULL))
            die(argv[i]);
        measure(argv[i], text, length, ms);
    }
    return 0;
}
