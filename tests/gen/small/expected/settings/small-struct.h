/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from api/settings. */
#ifndef VIRTUE_SMALL_STRUCT_H
#define VIRTUE_SMALL_STRUCT_H

#include <stdbool.h>
#include <stdint.h>

/* kind */
enum {
    SETTING_COLOUR_UNSET = 0,
    SETTING_COLOUR_RED = 1,
    SETTING_COLOUR_GREEN = 2,
};

typedef struct Small {
    /* First things */
    bool flag;
    int count;
    unsigned int many;
    uint64_t bytes;
    char *name;
    /* Second things */
    char **names;
    int kind;
} Small;

#endif
