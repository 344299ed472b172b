/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of this room know of each other: the steps, in the order of domain.c. */
#ifndef VIRTUE_CORE_DEFINE_PRIV_H
#define VIRTUE_CORE_DEFINE_PRIV_H

#include "base/err.h"
#include "core/define/define.h"

/* complete-*.c */
bool complete_identity(Define *define, GError **error);
void complete_net_mac(Define *define, Net *net);

extern const DeviceStep complete_device_steps[N_DEVICE_KINDS];

/* check-*.c */
extern const DeviceStep check_device_steps[N_DEVICE_KINDS];

#endif
