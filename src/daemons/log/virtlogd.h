/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of virtlogd share. The daemon's data is its LogFiles. */
#ifndef VIRTUE_VIRTLOGD_H
#define VIRTUE_VIRTLOGD_H

#include "daemons/daemon.h"
#include "daemons/log/log-files.h"
#include "daemons/restart.h"

/* virLogManagerProtocolDomainOpenLogFileFlags */
#define LOG_OPEN_TRUNCATE 1u

extern const DispatchHandler log_handlers[OP_COUNT];
extern const RestartHooks log_restart;

#endif
