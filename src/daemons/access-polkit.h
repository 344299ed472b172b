/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Access by the rules of polkit: each permission is an action, and the object's names are details
 * that rules can look at. */
#ifndef VIRTUE_ACCESS_POLKIT_H
#define VIRTUE_ACCESS_POLKIT_H

#include "core/access.h"

/* Asks the polkit daemon on the system bus. Who acts without an identity is this process itself,
 * which may do everything; an identity without a process on this host may do nothing. */
extern const AccessDriver access_polkit;

#endif
