/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* For the generated tables of the tool that tries the engine. */
#ifndef VIRTUE_TRIAL_TYPES_H
#define VIRTUE_TRIAL_TYPES_H

#include "tools/shell/shell.h"

typedef struct Fruit {
    const char *name;
    const char *colour;
} Fruit;

bool find_fruit(Shell *shell, const ShellOption *option, const char *name, void **fruit_out);
void free_fruit(void *fruit);
char **complete_fruits(Shell *shell, unsigned int flags);

#endif
