/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "common.h"

#include <dlfcn.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int64_t
read_clock(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

int64_t
now_ns(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t
cpu_ns(void)
{
    return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

void
die(const char *what)
{
    perror(what);
    exit(1);
}

void
usage(const char *text)
{
    fprintf(stderr, "usage: %s\n", text);
    exit(2);
}

int
number(const char *text)
{
    char *end;
    long value = strtol(text, &end, 10);

    if (end == text || *end != '\0' || value < 0 || value > 1000000) {
        fprintf(stderr, "'%s' is not a number from 0 to 1000000\n", text);
        exit(2);
    }
    return (int)value;
}

void *
library_open(const char *path)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);

    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        exit(1);
    }
    return library;
}

void *
library_symbol(void *library, const char *name)
{
    void *symbol = dlsym(library, name);

    if (!symbol) {
        fprintf(stderr, "%s\n", dlerror());
        exit(1);
    }
    return symbol;
}

static void
quiet(void *opaque, virErrorPtr error)
{
    (void)opaque;
    (void)error;
}

void *
library_start(const char *path)
{
    void *library = library_open(path);

    LIBRARY_GET(library, virSetErrorFunc)(NULL, quiet);
    if (LIBRARY_GET(library, virInitialize)() < 0)
        exit(1);
    return library;
}

virDomainPtr
library_domain(void *library, virConnectPtr conn)
{
    static const char xml[] = "<domain type='test'><name>test</name><memory>1024</memory>"
                              "<os><type>hvm</type></os></domain>";
    virDomainPtr domain = LIBRARY_GET(library, virDomainLookupByName)(conn, "test");

    if (!domain)
        domain = LIBRARY_GET(library, virDomainCreateXML)(conn, xml, 0);
    if (!domain) {
        fprintf(stderr, "domain: %s\n", LIBRARY_GET(library, virGetLastErrorMessage)());
        exit(1);
    }
    return domain;
}

static int
compare(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

double
median(double *figures, int n)
{
    qsort(figures, (size_t)n, sizeof(*figures), compare);
    return figures[n / 2];
}
