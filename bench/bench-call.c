/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cost of public functions that need no driver, through the public interface of the library whose
 * path is given, and of an entry point up to a refusal. Prints one line for each. */
#include <dlfcn.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 300000 };

static void *library;

static void *
symbol(const char *name)
{
    void *found = dlsym(library, name);

    if (!found) {
        fprintf(stderr, "no %s in the library\n", name);
        exit(1);
    }
    return found;
}

static double
now_ns(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

static void
quiet(void *opaque, virErrorPtr error)
{
    (void)opaque;
    (void)error;
}

#define MEASURE(name, statement)                                                                   \
    do {                                                                                           \
        double start = now_ns();                                                                   \
        for (int round = 0; round < ROUNDS; round++)                                               \
            statement;                                                                             \
        printf("%-32s %10.1f ns\n", name, (now_ns() - start) / ROUNDS);                            \
    } while (0)

int
main(int argc, char **argv)
{
    int (*initialize)(void);
    int (*domain_ref)(virDomainPtr);
    virErrorPtr (*last_error)(void);
    void (*set_error_func)(void *, virErrorFunc);
    int (*add_ullong)(virTypedParameterPtr *, int *, int *, const char *, unsigned long long);
    int (*get_ullong)(virTypedParameterPtr, int, const char *, unsigned long long *);
    void (*params_free)(virTypedParameterPtr, int);
    virTypedParameterPtr params = NULL;
    int n = 0;
    int max = 0;
    unsigned long long value;

    if (argc != 2 || !(library = dlopen(argv[1], RTLD_NOW))) {
        fprintf(stderr, "usage: %s LIBRARY\n", argv[0]);
        return 2;
    }
    *(void **)&initialize = symbol("virInitialize");
    *(void **)&domain_ref = symbol("virDomainRef");
    *(void **)&last_error = symbol("virGetLastError");
    *(void **)&set_error_func = symbol("virSetErrorFunc");
    *(void **)&add_ullong = symbol("virTypedParamsAddULLong");
    *(void **)&get_ullong = symbol("virTypedParamsGetULLong");
    *(void **)&params_free = symbol("virTypedParamsFree");
    if (initialize() < 0)
        return 1;
    set_error_func(NULL, quiet);

    MEASURE("virGetLastError", last_error());
    MEASURE("virDomainRef(NULL), refused", domain_ref(NULL));
    MEASURE("virTypedParamsAddULLong x1", {
        add_ullong(&params, &n, &max, "cpu.time", 1);
        if (n == 64) {
            params_free(params, n);
            params = NULL;
            n = max = 0;
        }
    });
    add_ullong(&params, &n, &max, "wanted", 7);
    MEASURE("virTypedParamsGetULLong", get_ullong(params, n, "wanted", &value));
    params_free(params, n);
    return 0;
}
