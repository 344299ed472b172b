/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the benchmarks share. They load the library that they measure by its path, so that one
 * program serves this implementation and the original, and print "name<TAB>figure...". */
#ifndef VIRTUE_BENCH_COMMON_H
#define VIRTUE_BENCH_COMMON_H

#include <libvirt/libvirt.h>
#include <stdint.h>

/* Nanoseconds of the monotonic clock. */
int64_t now_ns(void);
/* Of the processor time of this process: for what never waits, on a machine that others use too. */
int64_t cpu_ns(void);

/* All of these end the process with a message if it cannot be done. */
void *library_open(const char *path);
/* Open it, initialize it and keep its errors off stderr. */
void *library_start(const char *path);
/* A running domain "test" on a connection of that library. */
virDomainPtr library_domain(void *library, virConnectPtr conn);
void *library_symbol(void *library, const char *name);
/* "what: why", as perror() says it. */
_Noreturn void die(const char *what);
_Noreturn void usage(const char *text);
/* A count or a time in milliseconds, as an argument gives it. */
int number(const char *text);

/* A pointer to a public function, typed as the header declares it. */
#define LIBRARY_GET(library, name) ((typeof(name) *)(uintptr_t)library_symbol(library, #name))

/* Sorts the figures and gives the one in the middle. */
double median(double *figures, int n);

#endif
