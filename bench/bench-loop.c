/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What one event costs, by the number of descriptors watched.
 *
 *     bench-loop LIBRARY MS
 *
 * Only the public event functions are used. One byte goes round: the callback of a pipe reads it
 * and writes it into another, so that exactly one descriptor is ready at a time. Prints, for each
 * number of descriptors, the nanoseconds of processor time per event; each figure takes about MS
 * milliseconds. */
#include <fcntl.h>
#include <libvirt/libvirt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>
#include "common.h"

#define DESCRIPTORS 10100

static typeof(virEventAddHandle) *add_handle;
static typeof(virEventRemoveHandle) *remove_handle;
static typeof(virEventRunDefaultImpl) *run_default;

static const int counts[] = { 10, 1000, 10000 };

typedef struct Ring {
    int n;
    int *pipes;
    int *watches;
    uint32_t state; /* of the choice of the next pipe */
    uint64_t events;
} Ring;

static Ring ring;

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
measure(int n, int64_t target_ns)
{
    int64_t start;
    int64_t end;

    ring = (Ring){ .n = n, .state = 1 };
    ring.pipes = calloc((size_t)n, sizeof(*ring.pipes));
    ring.watches = calloc((size_t)n, sizeof(*ring.watches));
    for (int i = 0; i < n; i++) {
        ring.pipes[i] = open_pipe();
        ring.watches[i] = add_handle(ring.pipes[i], VIR_EVENT_HANDLE_READABLE, on_byte, NULL, NULL);
        if (ring.watches[i] < 0)
            die("virEventAddHandle");
    }
    pass_on();
    while (ring.events < 100) /* warm up */
        run_default();
    ring.events = 0;
    start = cpu_ns();
    do {
        for (int i = 0; i < 20; i++)
            run_default();
        end = cpu_ns();
    } while (end - start < target_ns);

    for (int i = 0; i < n; i++) {
        remove_handle(ring.watches[i]);
        close(ring.pipes[i]);
    }
    free(ring.pipes);
    free(ring.watches);
    return (double)(end - start) / (double)ring.events;
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
    void *library;

    if (argc != 3)
        usage("bench-loop LIBRARY MS");
    library = library_open(argv[1]);
    add_handle = LIBRARY_GET(library, virEventAddHandle);
    remove_handle = LIBRARY_GET(library, virEventRemoveHandle);
    run_default = LIBRARY_GET(library, virEventRunDefaultImpl);
    if (LIBRARY_GET(library, virEventRegisterDefaultImpl)() < 0)
        die("virEventRegisterDefaultImpl");

    for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
        if (counts[i] + 50 <= available)
            printf("%d\t%.0f\n", counts[i], measure(counts[i], number(argv[2]) * INT64_C(1000000)));
    }
    return 0;
}
