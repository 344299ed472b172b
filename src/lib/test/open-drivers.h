/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Two small drivers for tests: "test", which takes test:///default, and "far", which takes what has
 * a host or transport, and what nobody else wants unless its path is /nobody. */
#ifndef VIRTUE_TEST_OPEN_DRIVERS_H
#define VIRTUE_TEST_OPEN_DRIVERS_H

#include "lib/driver.h"

extern int far_calls;    /* operations that "far" was asked for */
extern bool far_is_dead; /* makes them fail */
extern int backends_closed;

#endif
