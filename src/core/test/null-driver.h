/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* For tests: a driver for null:///, which either supports nothing, or does everything without
 * doing anything: each call reaches a method, finds an object, and gives a zeroed result. */
#ifndef VIRTUE_TEST_NULL_DRIVER_H
#define VIRTUE_TEST_NULL_DRIVER_H

#include "core/gate.h"
#include "lib/driver.h"

extern const Driver null_driver;

/* From now on; at first nothing is supported. */
void null_driver_succeed(bool succeeds);

/* A connection to it, for calls without open. */
Conn *null_conn_new(void);

/* An object that stands in no index, in a state (OBJ_...), with parents of its own where its kind
 * has some. */
Obj *null_obj_new(unsigned int kind, const char *name, unsigned int state);

#endif
