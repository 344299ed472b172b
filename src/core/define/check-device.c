/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/define/define-priv.h"

const DeviceStep check_device_steps[N_DEVICE_KINDS] = { 0 };
