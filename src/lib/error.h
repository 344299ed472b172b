/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The last error of a thread: where GError becomes the public virError, and back. */
#ifndef VIRTUE_ERROR_H
#define VIRTUE_ERROR_H

#include "base/err.h"
#include "lib/conn.h"

/* Make error the thread's last error and the last error of conn (which may be NULL), log it, and
 * tell the application: its handler for the connection, else its general one, else a line on
 * stderr. Call it with no lock held. errno is kept. */
void error_publish(Conn *conn, const GError *error);

/* Forget the thread's last error. */
void error_forget(void);

/* Set *error to what a public error says. Returns false. */
bool error_from_public(GError **error, const virError *from);
/* Likewise, from the thread's last error: for our own use of public functions. */
bool error_from_last(GError **error);

/* Fill out, which is overwritten and then the caller's to virResetError(). */
void error_to_public(const GError *error, virError *out);

#endif
