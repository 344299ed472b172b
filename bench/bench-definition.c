/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a domain's document costs: read, completed and checked as the test driver does it, written,
 * and kept.
 *
 *     bench-definition MS FILE COPIES            ours
 *     bench-definition MS FILE COPIES LIBRARY    of the test driver of that library
 *
 * The document is FILE with the disks and interfaces among its devices repeated COPIES times.
 * Prints name, bytes of text, microseconds of processor time to define and to write it, and bytes
 * by which the process grows with each that is kept; ours, also with each that is kept for use,
 * and the time to read alone, to copy, and to unpack what is kept. */
#include <libvirt/virterror.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common.h"
#include "core/define/define.h"
#include "drivers/test/define/rules.h"
#include "xml/packed.h"

#define KEPT_BYTES (4 << 20) /* of text, which decides how many are kept for the last figure */

typedef struct Bench {
    const char *text;
    void *library; /* NULL: ours */
    virConnectPtr conn;
    virDomainPtr domain;    /* of the library, defined before it is written */
    Definition *definition; /* likewise, ours */
    Packed *packed;         /* of it */
} Bench;

static typeof(virDomainDefineXML) *define_xml;
static typeof(virDomainFree) *domain_free;
static typeof(virDomainGetXMLDesc) *get_xml;

static void
no_random_bytes(void *data, uint8_t *bytes, size_t n)
{
    memset(bytes, 0, n);
}

static Definition *
read_text(const char *text)
{
    g_autoptr(GError) error = NULL;
    Definition *def = definition_parse(XML_DOCUMENT_DOMAIN, text, XML_INACTIVE, &error);

    g_assert_no_error(error);
    return def;
}

static Definition *
defined(const char *text)
{
    static const DefineEnv env = { &test_domain_rules, NULL, "x86_64", no_random_bytes, NULL };
    g_autoptr(GError) error = NULL;
    Definition *def = read_text(text);

    domain_define(def, &env, &error);
    g_assert_no_error(error);
    return def;
}

static virDomainPtr
define_in(const Bench *bench, const char *text)
{
    virDomainPtr domain = define_xml(bench->conn, text);

    if (!domain) {
        fprintf(stderr, "%s\n", LIBRARY_GET(bench->library, virGetLastErrorMessage)());
        exit(1);
    }
    return domain;
}

static void
run_define(Bench *bench)
{
    if (bench->library)
        domain_free(define_in(bench, bench->text));
    else
        definition_unref(defined(bench->text));
}

static void
run_read(Bench *bench)
{
    definition_unref(read_text(bench->text));
}

static void
run_copy(Bench *bench)
{
    definition_unref(definition_copy(bench->definition));
}

static void
run_unpack(Bench *bench)
{
    definition_unref(definition_unpack(bench->packed));
}

static void
run_write(Bench *bench)
{
    if (bench->library)
        free(get_xml(bench->domain, VIR_DOMAIN_XML_INACTIVE));
    else
        g_free(definition_format(bench->definition, XML_INACTIVE));
}

static double
time_us(void (*run)(Bench *bench), Bench *bench, int ms)
{
    int64_t start = cpu_ns();
    int64_t end;
    unsigned long rounds = 0;

    do {
        run(bench);
        rounds++;
        end = cpu_ns();
    } while (end - start < ms * INT64_C(1000000));
    return (double)(end - start) / (double)rounds / 1000;
}

static size_t
resident_bytes(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");

    if (!file || fscanf(file, "%*u %lu", &pages) != 1)
        die("/proc/self/statm");
    fclose(file);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* Until the process ends, as what is stored is kept or as what is in use is. */
static void
keep(Definition *definition, bool packed)
{
    if (packed) {
        definition_pack(definition);
        definition_unref(definition);
    } else {
        definition_settle(definition);
    }
}

/* Each is called otherwise; the first ones fill what was free before. */
static double
grown_bytes(const Bench *bench, bool packed)
{
    unsigned int n = MAX(10, (unsigned int)(KEPT_BYTES / strlen(bench->text)));
    const char *name = strstr(bench->text, "<name>"), *rest = strstr(name, "</uuid>");
    size_t before = 0;

    for (unsigned int i = 0; i < n + n / 4; i++) {
        g_autofree char *text =
            g_strdup_printf("%.*s<name>guest-%u</name><uuid>00000000-0000-0000-0000-%012u%s",
                            (int)(name - bench->text), bench->text, i, i + 1, rest);

        if (i == n / 4) {
            malloc_trim(0);
            before = resident_bytes();
        }
        if (bench->library)
            domain_free(define_in(bench, text));
        else
            keep(defined(text), packed);
    }
    malloc_trim(0);
    return (double)(resident_bytes() - before) / n;
}

/* The devices of that kind, n times. */
static void
append_repeated(GString *out, const char *devices, const char *kind, int n)
{
    g_autofree char *open = g_strdup_printf("    <%s ", kind);
    g_autofree char *close = g_strdup_printf("</%s>\n", kind);
    const char *from = strstr(devices, open), *to = strstr(from, close) + strlen(close);

    for (int i = 0; i < n; i++) {
        g_autofree char *device = g_strndup(from, (gsize)(to - from));
        char *target = strstr(device, "dev='vd"), *mac = strstr(device, "52:54:00:");

        if (mac) { /* of the same length */
            g_autofree char *number = g_strdup_printf("%02x:%02x", i / 256, i % 256);

            memcpy(mac + strlen("52:54:00:"), number, strlen(number));
        }
        if (!target) {
            g_string_append(out, device);
            continue;
        }
        g_string_append_printf(out, "%.*sdev='vd%c%c%s", (int)(target - device), device,
                               'a' + i / 26, 'a' + i % 26, target + strlen("dev='vda"));
    }
}

static char *
document(const char *path, int copies)
{
    static const char begin[] = "<devices>\n";
    g_autofree char *text = NULL;
    GString *out;
    char *devices;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        die(path);
    if (copies == 1)
        return g_steal_pointer(&text);
    devices = strstr(text, begin) + strlen(begin);
    out = g_string_new_len(text, devices - text);
    append_repeated(out, devices, "disk", copies);
    append_repeated(out, devices, "interface", copies);
    g_string_append(out, "  </devices>\n</domain>\n");
    return g_string_free(out, FALSE);
}

int
main(int argc, char **argv)
{
    Bench bench = { 0 };
    g_autofree char *text = NULL;
    double define, write;
    int ms;

    if (argc != 4 && argc != 5)
        usage("MS FILE COPIES [LIBRARY]");
    ms = number(argv[1]);
    bench.text = text = document(argv[2], number(argv[3]));
    if (argc == 5) {
        bench.library = library_start(argv[4]);
        bench.conn = LIBRARY_GET(bench.library, virConnectOpen)("test:///default");
        define_xml = LIBRARY_GET(bench.library, virDomainDefineXML);
        domain_free = LIBRARY_GET(bench.library, virDomainFree);
        get_xml = LIBRARY_GET(bench.library, virDomainGetXMLDesc);
        bench.domain = define_in(&bench, text);
    } else {
        bench.definition = defined(text);
        bench.packed = definition_pack(bench.definition);
    }
    define = time_us(run_define, &bench, ms);
    write = time_us(run_write, &bench, ms);
    printf("%s\t%zu\t%.2f\t%.2f\t%.0f", argv[2], strlen(text), define, write,
           grown_bytes(&bench, true));
    if (!bench.library)
        printf("\t%.0f\t%.2f\t%.2f\t%.2f", grown_bytes(&bench, false),
               time_us(run_read, &bench, ms), time_us(run_copy, &bench, ms),
               time_us(run_unpack, &bench, ms));
    putchar('\n');
    return 0;
}
