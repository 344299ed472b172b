/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test:///default and test:///FILE: hosts that are nowhere but in memory. */
#ifndef VIRTUE_TEST_H
#define VIRTUE_TEST_H

#include "lib/driver.h"

extern const Driver test_driver;

#endif
