/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A user's home for a test process: empty settings, no daemon to find, never the host's own. */
#ifndef VIRTUE_TEST_HOME_H
#define VIRTUE_TEST_HOME_H

#include <glib.h>

/* Make one and point the environment at it. Root becomes nobody, since root would read the host's
 * settings. Returns the folder. */
const char *home_enter(void);
/* Where the settings file of that name would be; the caller's. */
char *home_conf_path(const char *name);
/* Remove it, with its settings. */
void home_leave(void);

/* Add a test for each row of an array, "PREFIX/0" and so on. */
void home_add_rows(const char *prefix, GTestDataFunc test, const void *rows, size_t n, size_t size);
/* Run the tests that were added, with the library's errors off stderr, and leave; what main()
 * returns. */
int home_run(void);

#endif
