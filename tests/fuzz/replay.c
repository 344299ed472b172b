/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs a fuzz target over its seeds without a fuzzer.
 *
 *     fuzz-NAME FILE...            each file is an input
 *     fuzz-NAME FOLDER SEEDS       SEEDS are folders of inputs in FOLDER; "lines of PATTERN", whose
 *                                  matches hold one input on each line; or "random" */
#include <glib.h>
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define LINES         "lines of "
#define RANDOM_INPUTS 1000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned int replayed;

static void
replay(const char *data, size_t n)
{
    /* An exact copy, so that the sanitizer sees a read of one byte too many. */
    g_autofree uint8_t *copy = g_memdup2(data, n);

    LLVMFuzzerTestOneInput(copy, n);
    replayed++;
}

static void
replay_lines(const char *data, size_t n)
{
    const char *end = data + n;

    while (data < end) {
        const char *stop = memchr(data, '\n', end - data);

        if (!stop)
            stop = end;
        replay(data, stop - data);
        data = stop + 1;
    }
}

static void
replay_files(const char *pattern, void (*replay_one)(const char *data, size_t n))
{
    glob_t found;

    if (glob(pattern, GLOB_NOSORT, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++) {
            g_autofree char *data = NULL;
            gsize n;

            if (g_file_get_contents(found.gl_pathv[i], &data, &n, NULL))
                replay_one(data, n);
        }
    }
    globfree(&found);
}

/* The same inputs each time. */
static void
replay_random(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(1);

    for (int i = 0; i < RANDOM_INPUTS; i++) {
        char data[256];
        int n = g_rand_int_range(rand, 0, sizeof(data) + 1);

        for (int j = 0; j < n; j++)
            data[j] = g_rand_boolean(rand) ? 0 : g_rand_int(rand);
        replay(data, n);
    }
}

static void
replay_seeds(const char *folder, const char *seeds)
{
    gboolean lines = g_str_has_prefix(seeds, LINES);
    g_auto(GStrv) parts = g_strsplit(lines ? seeds + strlen(LINES) : seeds, " ", -1);

    if (g_str_equal(seeds, "random")) {
        replay_random();
        return;
    }
    for (char **part = parts; *part; part++) {
        g_autofree char *pattern = g_build_filename(folder, *part, lines ? NULL : "*", NULL);

        replay_files(pattern, lines ? replay_lines : replay);
    }
}

int
main(int argc, char **argv)
{
    if (argc == 3 && g_file_test(argv[1], G_FILE_TEST_IS_DIR)) {
        replay_seeds(argv[1], argv[2]);
    } else {
        for (int i = 1; i < argc; i++)
            replay_files(argv[i], replay);
    }
    printf("%u inputs\n", replayed);
    return replayed == 0;
}
