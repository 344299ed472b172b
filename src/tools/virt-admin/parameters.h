/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Typed parameters, as lists and as text. */
#ifndef VIRTUE_VIRT_ADMIN_PARAMETERS_H
#define VIRTUE_VIRT_ADMIN_PARAMETERS_H

#include <libvirt/libvirt.h>
#include "tools/shell/shell.h"

typedef struct Parameters {
    virTypedParameterPtr list;
    int n;
    int room;
} Parameters;

void parameters_clear(Parameters *params);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Parameters, parameters_clear)

void parameters_add(Parameters *params, const char *name, unsigned int value);
/* A line for each: its name, as wide as given, and its value. */
void parameters_print(Shell *shell, const Parameters *params, int width);

#endif
