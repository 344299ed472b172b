/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* For the generated tables of the commands that every tool has. */
#ifndef VIRTUE_SHELL_TYPES_H
#define VIRTUE_SHELL_TYPES_H

#include "tools/shell/shell.h"

char **complete_commands(Shell *shell, unsigned int flags);

#endif
