/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* For the generated tables: what values of options are, and how lines go on. */
#ifndef VIRTUE_VIRT_ADMIN_TYPES_H
#define VIRTUE_VIRT_ADMIN_TYPES_H

#include <libvirt/libvirt-admin.h>
#include "tools/shell/shell.h"

bool find_server(Shell *shell, const ShellOption *option, const char *name, void **server_out);
void free_server(void *server);

char **complete_servers(Shell *shell, unsigned int flags);
char **complete_clients(Shell *shell, unsigned int flags);
char **complete_uris(Shell *shell, unsigned int flags);

#endif
