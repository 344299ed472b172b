/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The drivers inside libvirt.so.0; all others are modules. */
#include "drivers/remote/remote.h"
#include "drivers/test/test.h"

const Driver *const driver_builtins[] = {
    &test_driver,
    &remote_driver,
    NULL,
};
