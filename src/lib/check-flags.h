/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Flags that a call must not have. */
#ifndef VIRTUE_CHECK_FLAGS_H
#define VIRTUE_CHECK_FLAGS_H

#include <glib.h>
#include <stdbool.h>

/* Refuse what is not known. domain is a virErrorDomain; function is the original's, which stands in
 * its message. */
bool check_flags(unsigned int flags, unsigned int known, int domain, const char *function,
                 GError **error);

#endif
