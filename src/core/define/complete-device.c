/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/define/define-priv.h"

const DeviceStep complete_device_steps[N_DEVICE_KINDS] = { 0 };
