/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the log says of calls and streams that failed. */
#ifndef VIRTUE_CALL_LOG_H
#define VIRTUE_CALL_LOG_H

#include <glib.h>

/* One record: an error, or for debugging only if all it says is that an object is not there, which
 * management programs ask about all day. */
void call_log_error(const GError *error);

#endif
