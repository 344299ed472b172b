/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What it costs to load a library and initialize it: run under a counter of instructions, or many
 * times by the clock. The library is named by its path, so that any implementation can be. */
#include <dlfcn.h>
#include <stdio.h>

int
main(int argc, char **argv)
{
    int (*initialize)(void);
    void *library;

    if (argc != 2) {
        fprintf(stderr, "usage: %s LIBRARY\n", argv[0]);
        return 2;
    }
    library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    *(void **)&initialize = dlsym(library, "virInitialize");
    return initialize && initialize() == 0 ? 0 : 1;
}
