/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What public functions cost when no process is asked: alone, and on a connection whose driver is
 * in this process.
 *
 *     bench-call LIBRARY URI MS         nanoseconds of processor time per call, MS for each figure
 *     bench-call LIBRARY URI calls N    just N calls of virDomainGetState, to count what they need
 *
 * The driver needs a running domain "test", and none called "none". */
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "common.h"

/* The functions under test, of the library that was loaded. */
static struct {
    typeof(virConnectNumOfDomains) *num_of_domains;
    typeof(virDomainFree) *domain_free;
    typeof(virDomainGetInfo) *get_info;
    typeof(virDomainGetName) *get_name;
    typeof(virDomainGetState) *get_state;
    typeof(virDomainLookupByName) *lookup;
    typeof(virDomainRef) *domain_ref;
    typeof(virGetLastError) *last_error;
    typeof(virTypedParamsAddULLong) *add_ullong;
    typeof(virTypedParamsFree) *params_free;
    typeof(virTypedParamsGetULLong) *get_ullong;
} lib;

static virConnectPtr conn;
static virDomainPtr domain;
static virTypedParameterPtr params;
static int n_params;

static void
call_last_error(void)
{
    lib.last_error();
}

static void
call_refused(void)
{
    lib.domain_ref(NULL);
}

static void
call_add_param(void)
{
    static virTypedParameterPtr list;
    static int n;
    static int max;

    lib.add_ullong(&list, &n, &max, "cpu.time", 1);
    if (n < 64)
        return;
    lib.params_free(list, n);
    list = NULL;
    n = max = 0;
}

static void
call_get_param(void)
{
    unsigned long long value;

    lib.get_ullong(params, n_params, "wanted", &value);
}

static void
call_get_name(void)
{
    lib.get_name(domain);
}

static void
call_num_of_domains(void)
{
    lib.num_of_domains(conn);
}

static void
call_get_state(void)
{
    int state;

    lib.get_state(domain, &state, NULL, 0);
}

static void
call_get_info(void)
{
    virDomainInfo info;

    lib.get_info(domain, &info);
}

static void
call_lookup(void)
{
    lib.domain_free(lib.lookup(conn, "test"));
}

static void
call_lookup_none(void)
{
    if (lib.lookup(conn, "none"))
        exit(1);
}

static const struct {
    const char *name;
    void (*fn)(void);
} rows[] = {
    { "virGetLastError", call_last_error },
    { "virDomainRef(NULL), refused", call_refused },
    { "virTypedParamsAddULLong", call_add_param },
    { "virTypedParamsGetULLong", call_get_param },
    { "virDomainGetName", call_get_name },
    { "virConnectNumOfDomains", call_num_of_domains },
    { "virDomainGetState", call_get_state },
    { "virDomainGetInfo", call_get_info },
    { "virDomainLookupByName + Free", call_lookup },
    { "virDomainLookupByName, none there", call_lookup_none },
};

static double
measure(void (*fn)(void), int64_t target_ns)
{
    int64_t start = cpu_ns();
    int64_t end;
    int64_t calls = 0;

    do {
        for (int i = 0; i < 1000; i++)
            fn();
        calls += 1000;
        end = cpu_ns();
    } while (end - start < target_ns);
    return (double)(end - start) / (double)calls;
}

static void
load(void *library)
{
    lib.num_of_domains = LIBRARY_GET(library, virConnectNumOfDomains);
    lib.domain_free = LIBRARY_GET(library, virDomainFree);
    lib.get_info = LIBRARY_GET(library, virDomainGetInfo);
    lib.get_name = LIBRARY_GET(library, virDomainGetName);
    lib.get_state = LIBRARY_GET(library, virDomainGetState);
    lib.lookup = LIBRARY_GET(library, virDomainLookupByName);
    lib.domain_ref = LIBRARY_GET(library, virDomainRef);
    lib.last_error = LIBRARY_GET(library, virGetLastError);
    lib.add_ullong = LIBRARY_GET(library, virTypedParamsAddULLong);
    lib.params_free = LIBRARY_GET(library, virTypedParamsFree);
    lib.get_ullong = LIBRARY_GET(library, virTypedParamsGetULLong);
}

static void
open_domain(void *library, const char *uri)
{
    LIBRARY_GET(library, virEventRegisterDefaultImpl)(); /* embedded drivers want one */
    conn = LIBRARY_GET(library, virConnectOpen)(uri);
    if (!conn) {
        fprintf(stderr, "%s: %s\n", uri, LIBRARY_GET(library, virGetLastErrorMessage)());
        exit(1);
    }
    domain = library_domain(library, conn);
}

int
main(int argc, char **argv)
{
    void *library;
    int max = 0;
    bool counts = argc == 5 && strcmp(argv[3], "calls") == 0;

    if (argc != 4 && !counts)
        usage("bench-call LIBRARY URI MS | bench-call LIBRARY URI calls N");
    library = library_start(argv[1]);
    load(library);
    open_domain(library, argv[2]);
    for (int i = 0; counts && i < number(argv[4]); i++)
        call_get_state();
    if (counts)
        return 0;
    for (int i = 0; i < 10; i++)
        lib.add_ullong(&params, &n_params, &max, i < 9 ? "other" : "wanted", 7);

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        printf("%s\t%.1f\n", rows[i].name, measure(rows[i].fn, number(argv[3]) * INT64_C(1000000)));
    return 0;
}
