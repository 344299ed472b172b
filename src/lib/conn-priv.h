/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The end of a connection, for handle.c. */
#ifndef VIRTUE_CONN_PRIV_H
#define VIRTUE_CONN_PRIV_H

#include "lib/conn.h"

/* Close the backend and free what the struct owns, but not the struct. */
void conn_dispose(Conn *conn);

#endif
