/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asking clients whether they are still there. One timer of the server looks at all of them, and
 * runs only while there is one that can answer. */
#ifndef VIRTUE_DAEMONS_KEEPALIVE_H
#define VIRTUE_DAEMONS_KEEPALIVE_H

/* Of the server's timeout; data is the Server. */
void server_keepalive_due(int id, void *data);

#endif
