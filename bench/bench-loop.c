/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What one event costs, by the number of descriptors watched.
 *
 *     bench-loop LIBRARY...
 *
 * Each library is measured in a process of its own, through the public event API only, so that
 * one program serves this implementation and the original. One byte goes round: the callback of a
 * pipe reads it and writes it into another, so that exactly one descriptor is ready at a time. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define READABLE    1
#define DESCRIPTORS 10100
#define TARGET_NS   500000000 /* how long one figure may take, roughly */

typedef void (*HandleFn)(int watch, int fd, int events, void *opaque);

static int (*register_default)(void);
static int (*add_handle)(int fd, int events, HandleFn fn, void *opaque, void (*free_fn)(void *));
static int (*remove_handle)(int watch);
static int (*run_default)(void);

static const int counts[] = { 10, 1000, 10000 };

typedef struct Ring {
    int n;
    int *pipes;
    int *watches;
    uint32_t state; /* of the choice of the next pipe */
    uint64_t events;
} Ring;

static Ring ring;

static int64_t
now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void
die(const char *what)
{
    perror(what);
    exit(1);
}

/* Not in the order of the numbers, which would flatter a scan. */
static void
pass_on(void)
{
    ring.state = ring.state * 1664525u + 1013904223u;
    if (write(ring.pipes[(ring.state >> 8) % (uint32_t)ring.n], "x", 1) != 1)
        die("write");
}

static void
on_byte(int watch, int fd, int events, void *opaque)
{
    char byte;

    if (read(fd, &byte, 1) != 1)
        die("read");
    ring.events++;
    pass_on();
}

/* One descriptor for both ends, since limits on descriptors are often near 20,000. */
static int
open_pipe(void)
{
    char path[64];
    int ends[2];
    int fd;

    if (pipe(ends) < 0)
        die("pipe");
    snprintf(path, sizeof(path), "/proc/self/fd/%d", ends[0]);
    fd = open(path, O_RDWR);
    if (fd < 0)
        die(path);
    close(ends[0]);
    close(ends[1]);
    return fd;
}

static double
measure(int n)
{
    int64_t start;
    int64_t end;

    ring = (Ring){ .n = n, .state = 1 };
    ring.pipes = calloc((size_t)n, sizeof(*ring.pipes));
    ring.watches = calloc((size_t)n, sizeof(*ring.watches));
    for (int i = 0; i < n; i++) {
        ring.pipes[i] = open_pipe();
        ring.watches[i] = add_handle(ring.pipes[i], READABLE, on_byte, NULL, NULL);
        if (ring.watches[i] < 0)
            die("virEventAddHandle");
    }
    pass_on();
    while (ring.events < 100) /* warm up */
        run_default();
    ring.events = 0;
    start = now_ns();
    do {
        for (int i = 0; i < 20; i++)
            run_default();
        end = now_ns();
    } while (end - start < TARGET_NS);

    for (int i = 0; i < n; i++) {
        remove_handle(ring.watches[i]);
        close(ring.pipes[i]);
    }
    free(ring.pipes);
    free(ring.watches);
    return (double)(end - start) / (double)ring.events;
}

static void *
symbol(void *library, const char *name)
{
    void *address = dlsym(library, name);

    if (!address) {
        fprintf(stderr, "%s\n", dlerror());
        exit(1);
    }
    return address;
}

static void
measure_library(const char *path, int available)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);

    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        exit(1);
    }
    register_default = (int (*)(void))symbol(library, "virEventRegisterDefaultImpl");
    add_handle =
        (int (*)(int, int, HandleFn, void *, void (*)(void *)))symbol(library, "virEventAddHandle");
    remove_handle = (int (*)(int))symbol(library, "virEventRemoveHandle");
    run_default = (int (*)(void))symbol(library, "virEventRunDefaultImpl");
    if (register_default() < 0)
        exit(1);
    printf("%-48s", path);
    for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
        if (counts[i] + 50 > available)
            printf(" %11s", "-");
        else
            printf(" %11.0f", measure(counts[i]));
        fflush(stdout);
    }
    printf("\n");
}

static int
raise_descriptors(void)
{
    struct rlimit limit;

    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max < DESCRIPTORS ? limit.rlim_max : DESCRIPTORS;
    setrlimit(RLIMIT_NOFILE, &limit);
    return (int)limit.rlim_cur;
}

int
main(int argc, char **argv)
{
    int available = raise_descriptors();
    int rc = 0;

    if (argc < 2) {
        fprintf(stderr, "usage: bench-loop LIBRARY...\n");
        return 2;
    }
    printf("%-48s", "ns per event, with descriptors:");
    for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
        printf(" %11d", counts[i]);
    printf("\n");
    fflush(stdout);
    for (int i = 1; i < argc; i++) {
        pid_t pid = fork();
        int status = 1;

        if (pid < 0)
            die("fork");
        if (pid == 0) {
            measure_library(argv[i], available);
            fflush(stdout);
            _exit(0);
        }
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
            ;
        if (status != 0)
            rc = 1;
    }
    return rc;
}
