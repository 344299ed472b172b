/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "program-env-priv.h"

static const char *const common[] = {
    "PATH", "LD_PRELOAD", "LD_LIBRARY_PATH", "HOME", "USER", "LOGNAME", "TMPDIR", NULL,
};

static void
pass_all(Spawn *spawn, const char *const *names)
{
    for (size_t i = 0; names && names[i]; i++)
        spawn_pass_env(spawn, names[i]);
}

void
program_env_set(Spawn *spawn, const char *const *more)
{
    spawn_clear_env(spawn);
    /* Messages are quoted in errors, which are English. */
    spawn_set_env(spawn, "LC_ALL", "C");
    pass_all(spawn, common);
    pass_all(spawn, more);
}
