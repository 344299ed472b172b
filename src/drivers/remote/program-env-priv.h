/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The environment of programs that the client runs. */
#ifndef VIRTUE_REMOTE_PROGRAM_ENV_PRIV_H
#define VIRTUE_REMOTE_PROGRAM_ENV_PRIV_H

#include "base/spawn.h"

/* The C locale, what every program needs, and of our environment those in more, NULL-terminated. */
void program_env_set(Spawn *spawn, const char *const *more);

#endif
