/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What many domains cost in the process, on the test driver of a library.
 *
 *     bench-core LIBRARY DOMAINS MS
 *
 * Prints name and figure: microseconds of processor time to define all of them, to open a file that
 * describes them, and then, on that connection, for one pass over all; nanoseconds for one of the
 * look-ups; microseconds to open and close test:///default; bytes by which the process grew with
 * each that was defined. A function that the driver does not have is left out. */
#include <libvirt/virterror.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common.h"

#define XML_MAX 2048

typedef struct Bench {
    void *library;
    int n_domains;
    int ms;
    char file[64];
    virConnectPtr conn;
} Bench;

static int
domain_xml(char *xml, int i)
{
    return snprintf(xml, XML_MAX,
                    "<domain type='test'>\n"
                    "  <name>guest-%d</name>\n"
                    "  <uuid>00000000-0000-4000-8000-%012d</uuid>\n"
                    "  <memory unit='KiB'>8388608</memory>\n"
                    "  <currentMemory unit='KiB'>2097152</currentMemory>\n"
                    "  <vcpu placement='static'>2</vcpu>\n"
                    "  <os>\n"
                    "    <type arch='i686'>hvm</type>\n"
                    "    <boot dev='hd'/>\n"
                    "  </os>\n"
                    "  <clock offset='utc'/>\n"
                    "  <on_poweroff>destroy</on_poweroff>\n"
                    "  <on_reboot>restart</on_reboot>\n"
                    "  <on_crash>destroy</on_crash>\n"
                    "  <devices>\n"
                    "    <disk type='file' device='disk'>\n"
                    "      <source file='/guests/%d.img'/>\n"
                    "      <target dev='vda' bus='virtio'/>\n"
                    "    </disk>\n"
                    "    <interface type='network'>\n"
                    "      <mac address='52:54:00:%02x:%02x:%02x'/>\n"
                    "      <source network='default'/>\n"
                    "      <model type='virtio'/>\n"
                    "    </interface>\n"
                    "    <memballoon model='virtio'/>\n"
                    "  </devices>\n"
                    "</domain>\n",
                    i, i, i, i >> 16 & 255, i >> 8 & 255, i & 255);
}

static void
write_file(Bench *bench)
{
    char xml[XML_MAX];
    FILE *file;
    int fd;

    snprintf(bench->file, sizeof(bench->file), "/tmp/bench-core.XXXXXX");
    fd = mkstemp(bench->file);
    if (fd < 0 || !(file = fdopen(fd, "w")))
        die("/tmp");
    fputs("<node>\n", file);
    for (int i = 1; i <= bench->n_domains; i++)
        fwrite(xml, 1, (size_t)domain_xml(xml, i), file);
    fputs("</node>\n", file);
    if (fclose(file) != 0)
        die(bench->file);
}

static virConnectPtr
open_uri(const Bench *bench, const char *uri)
{
    virConnectPtr conn = LIBRARY_GET(bench->library, virConnectOpen)(uri);

    if (!conn) {
        fprintf(stderr, "%s: %s\n", uri, LIBRARY_GET(bench->library, virGetLastErrorMessage)());
        exit(1);
    }
    return conn;
}

static void
close_conn(const Bench *bench, virConnectPtr conn)
{
    LIBRARY_GET(bench->library, virConnectClose)(conn);
}

static double
resident_bytes(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");

    malloc_trim(0);
    if (!file || fscanf(file, "%*u %lu", &pages) != 1)
        die("/proc/self/statm");
    fclose(file);
    return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

static void
bench_define(const Bench *bench)
{
    typeof(virDomainDefineXML) *define = LIBRARY_GET(bench->library, virDomainDefineXML);
    typeof(virDomainFree) *release = LIBRARY_GET(bench->library, virDomainFree);
    virConnectPtr conn = open_uri(bench, "test:///default");
    double before = resident_bytes();
    int64_t start = cpu_ns();
    char xml[XML_MAX];

    for (int i = 1; i <= bench->n_domains; i++) {
        virDomainPtr dom;

        domain_xml(xml, i);
        dom = define(conn, xml);
        if (!dom)
            exit(1);
        release(dom);
    }
    printf("define all\t%.1f\n", (double)(cpu_ns() - start) / 1000);
    printf("bytes of a defined one\t%.0f\n", (resident_bytes() - before) / bench->n_domains);
    close_conn(bench, conn);
}

static void
bench_file(Bench *bench)
{
    char uri[80];
    int64_t start;

    write_file(bench);
    snprintf(uri, sizeof(uri), "test://%s", bench->file);
    start = cpu_ns();
    bench->conn = open_uri(bench, uri);
    printf("open a file of all\t%.1f\n", (double)(cpu_ns() - start) / 1000);
    unlink(bench->file);
}

/* --- passes over all */

static int
list_all(const Bench *bench, virDomainPtr **doms_out)
{
    int n = LIBRARY_GET(bench->library, virConnectListAllDomains)(bench->conn, doms_out, 0);

    if (n != bench->n_domains)
        exit(1);
    return n;
}

static void
free_all(const Bench *bench, virDomainPtr *doms, int n)
{
    typeof(virDomainFree) *release = LIBRARY_GET(bench->library, virDomainFree);

    for (int i = 0; i < n; i++)
        release(doms[i]);
    free(doms);
}

static int
pass_list(const Bench *bench, virDomainPtr *known)
{
    virDomainPtr *doms;
    int n = list_all(bench, &doms);

    (void)known;
    free_all(bench, doms, n);
    return 1;
}

static int
get_stats(const Bench *bench, unsigned int groups)
{
    virDomainStatsRecordPtr *stats;
    int n =
        LIBRARY_GET(bench->library, virConnectGetAllDomainStats)(bench->conn, groups, &stats, 0);

    if (n < 0)
        return 0;
    LIBRARY_GET(bench->library, virDomainStatsRecordListFree)(stats);
    return 1;
}

static int
pass_stats(const Bench *bench, virDomainPtr *known)
{
    (void)known;
    return get_stats(bench, 0);
}

static int
pass_state_stats(const Bench *bench, virDomainPtr *known)
{
    (void)known;
    return get_stats(bench, VIR_DOMAIN_STATS_STATE);
}

static int
pass_info(const Bench *bench, virDomainPtr *known)
{
    typeof(virDomainGetInfo) *get = LIBRARY_GET(bench->library, virDomainGetInfo);
    virDomainInfo info;

    for (int i = 0; i < bench->n_domains; i++)
        if (get(known[i], &info) < 0)
            return 0;
    return 1;
}

static int
pass_xml(const Bench *bench, virDomainPtr *known)
{
    typeof(virDomainGetXMLDesc) *get = LIBRARY_GET(bench->library, virDomainGetXMLDesc);

    for (int i = 0; i < bench->n_domains; i++) {
        char *xml = get(known[i], 0);

        if (!xml)
            return 0;
        free(xml);
    }
    return 1;
}

static int
pass_open(const Bench *bench, virDomainPtr *known)
{
    (void)known;
    close_conn(bench, open_uri(bench, "test:///default"));
    return 1;
}

/* The fastest: what is measured is the code, and others use the machine too. */
static void
bench_pass(const Bench *bench, const char *name, virDomainPtr *known,
           int (*pass)(const Bench *bench, virDomainPtr *known))
{
    int64_t end = now_ns() + bench->ms * INT64_C(1000000);
    double best = 0;

    do {
        int64_t start = cpu_ns();
        double took;

        if (!pass(bench, known))
            return;
        took = (double)(cpu_ns() - start) / 1000;
        if (best == 0 || took < best)
            best = took;
    } while (now_ns() < end);
    printf("%s\t%.2f\n", name, best);
}

/* --- look-ups */

static virDomainPtr
by_name(const Bench *bench, virDomainPtr dom)
{
    return LIBRARY_GET(bench->library, virDomainLookupByName)(
        bench->conn, LIBRARY_GET(bench->library, virDomainGetName)(dom));
}

static virDomainPtr
by_uuid(const Bench *bench, virDomainPtr dom)
{
    unsigned char uuid[VIR_UUID_BUFLEN];

    LIBRARY_GET(bench->library, virDomainGetUUID)(dom, uuid);
    return LIBRARY_GET(bench->library, virDomainLookupByUUID)(bench->conn, uuid);
}

static virDomainPtr
by_id(const Bench *bench, virDomainPtr dom)
{
    return LIBRARY_GET(bench->library, virDomainLookupByID)(
        bench->conn, (int)LIBRARY_GET(bench->library, virDomainGetID)(dom));
}

static void
bench_lookup(const Bench *bench, const char *name, virDomainPtr *known,
             virDomainPtr (*look_up)(const Bench *bench, virDomainPtr dom))
{
    typeof(virDomainFree) *release = LIBRARY_GET(bench->library, virDomainFree);
    int64_t start = cpu_ns();
    int n = bench->n_domains < 1000 ? bench->n_domains : 1000;

    for (int i = 0; i < n; i++) {
        virDomainPtr dom = look_up(bench, known[(int)((long long)i * 7919 % bench->n_domains)]);

        if (!dom)
            exit(1);
        release(dom);
    }
    printf("%s\t%.0f\n", name, (double)(cpu_ns() - start) / n);
}

int
main(int argc, char **argv)
{
    Bench bench = { 0 };
    virDomainPtr *known;

    if (argc != 4)
        usage("bench-core LIBRARY DOMAINS MS");
    bench.library = library_start(argv[1]);
    bench.n_domains = number(argv[2]);
    bench.ms = number(argv[3]);
    bench_define(&bench);
    bench_file(&bench);
    list_all(&bench, &known);
    bench_pass(&bench, "list all, with handles", known, pass_list);
    bench_pass(&bench, "statistics: state", known, pass_state_stats);
    bench_pass(&bench, "statistics: all there are", known, pass_stats);
    bench_pass(&bench, "information on each", known, pass_info);
    bench_pass(&bench, "XML of each", known, pass_xml);
    bench_lookup(&bench, "look-up by name, ns", known, by_name);
    bench_lookup(&bench, "look-up by UUID, ns", known, by_uuid);
    bench_lookup(&bench, "look-up by id, ns", known, by_id);
    bench_pass(&bench, "open and close test:///default", known, pass_open);
    free_all(&bench, known, bench.n_domains);
    close_conn(&bench, bench.conn);
    return 0;
}
