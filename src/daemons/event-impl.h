/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public event interface of a daemon, for what drivers deliver: its own loop. */
#ifndef VIRTUE_EVENT_IMPL_H
#define VIRTUE_EVENT_IMPL_H

#include "base/loop.h"

void event_impl_register(Loop *loop);

#endif
