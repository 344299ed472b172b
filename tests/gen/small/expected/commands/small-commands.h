/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from the commands of small: what each is given. */
#ifndef VIRTUE_SMALL_COMMANDS_H
#define VIRTUE_SMALL_COMMANDS_H

#include <stdbool.h>
#include "small-types.h"

/* thing-set <thing> [--force] [<default>] [--size <number>] [--low <number>] [--high <number>] --id <number> [<words>]... */
typedef struct ThingSetArgs {
    Thing * thing;
    bool force;
    const char *default_;
    unsigned long long size;
    bool has_size;
    int low;
    bool has_low;
    int high;
    bool has_high;
    unsigned long long id;
    const char *const *words; /* ends with NULL; NULL for none */
} ThingSetArgs;


/* What each does. False: it failed, and has said why. */
bool run_thing_set(Shell *shell, const ThingSetArgs *args);
bool run_internal(Shell *shell);

extern const ShellCommand command_thing_set;
extern const ShellCommand command_internal;
extern const ShellGroup tool_groups[];

#endif
