/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A user's home for a test process: empty settings, no daemon to find, never the host's own. */
#ifndef VIRTUE_TEST_HOME_H
#define VIRTUE_TEST_HOME_H

/* Make one and point the environment at it. Root becomes nobody, since root would read the host's
 * settings. Returns the folder. */
const char *home_enter(void);
/* Where the settings file of that name would be; the caller's. */
char *home_conf_path(const char *name);
/* Remove it, with its settings. */
void home_leave(void);

#endif
