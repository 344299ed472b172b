/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What it costs to load a library and initialize it.
 *
 *     bench-load ROUNDS LIBRARY...
 *
 * Each load is in a new process, the libraries taking turns. Prints microseconds and page faults,
 * the median of the rounds. With 0 rounds: load the one library in this process, for a counter of
 * instructions. */
#include <libvirt/libvirt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "common.h"

enum { LIBRARIES_MAX = 4, ROUNDS_MAX = 1000 };

typedef struct Load {
    double us;
    double faults;
} Load;

static void
load(const char *path)
{
    void *library = library_open(path);
    typeof(virInitialize) *initialize = LIBRARY_GET(library, virInitialize);

    if (initialize() < 0)
        exit(1);
}

static Load
load_measured(const char *path)
{
    struct rusage before;
    struct rusage after;
    int64_t start;
    int64_t end;

    getrusage(RUSAGE_SELF, &before);
    start = now_ns();
    load(path);
    end = now_ns();
    getrusage(RUSAGE_SELF, &after);
    return (Load){ (double)(end - start) / 1000, (double)(after.ru_minflt - before.ru_minflt) };
}

static Load
load_in_child(const char *path)
{
    Load result;
    int ends[2];
    pid_t pid;

    if (pipe(ends) < 0 || (pid = fork()) < 0)
        die("fork");
    if (pid == 0) {
        result = load_measured(path);
        _exit(write(ends[1], &result, sizeof(result)) == sizeof(result) ? 0 : 1);
    }
    close(ends[1]);
    if (read(ends[0], &result, sizeof(result)) != sizeof(result))
        die(path);
    close(ends[0]);
    waitpid(pid, NULL, 0);
    return result;
}

int
main(int argc, char **argv)
{
    static double us[LIBRARIES_MAX][ROUNDS_MAX];
    static double faults[LIBRARIES_MAX][ROUNDS_MAX];
    int n_libraries = argc - 2;
    int rounds;

    if (n_libraries < 1 || n_libraries > LIBRARIES_MAX)
        usage("bench-load ROUNDS LIBRARY...");
    rounds = number(argv[1]);
    if (rounds == 0) {
        load(argv[2]);
        return 0;
    }
    rounds = rounds > ROUNDS_MAX ? ROUNDS_MAX : rounds;

    for (int i = 0; i < rounds; i++) {
        for (int j = 0; j < n_libraries; j++) {
            Load result = load_in_child(argv[2 + j]);

            us[j][i] = result.us;
            faults[j][i] = result.faults;
        }
    }
    for (int j = 0; j < n_libraries; j++)
        printf("%s\t%.1f\t%.0f\n", argv[2 + j], median(us[j], rounds), median(faults[j], rounds));
    return 0;
}
