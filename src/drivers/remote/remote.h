/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The driver that asks a daemon. */
#ifndef VIRTUE_REMOTE_H
#define VIRTUE_REMOTE_H

#include "lib/driver.h"

extern const Driver remote_driver;

/* In a daemon: take only URIs that name a transport or a host. What the others mean is the
 * daemon's own drivers, and asking a daemon for them would be asking itself. */
void remote_take_explicit_only(void);

#endif
