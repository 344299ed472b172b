/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The drivers inside libvirt.so.0; all others are modules. */
#include "lib/driver.h"

const Driver *const driver_builtins[] = {
    NULL,
};
