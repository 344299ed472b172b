/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The methods, by the file that has them. */
#ifndef VIRTUE_CORE_INTERFACE_PRIV_H
#define VIRTUE_CORE_INTERFACE_PRIV_H

#include "base/err.h"
#include "core/interface/interface.h"

/* change.c */
bool interface_change_begin_method(Conn *conn, unsigned int flags, Job *job, GError **error);
bool interface_change_commit_method(Conn *conn, unsigned int flags, Job *job, GError **error);
bool interface_change_rollback_method(Conn *conn, unsigned int flags, Job *job, GError **error);

#endif
