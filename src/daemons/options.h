/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What stands on the command line of a daemon. */
#ifndef VIRTUE_OPTIONS_H
#define VIRTUE_OPTIONS_H

#include "daemons/daemon.h"

typedef struct DaemonOptions {
    char *settings; /* NULL: the usual file, which need not exist */
    char *pid_file; /* NULL: the usual one */
    char *root;     /* NULL: none */
    char **drivers; /* more modules to load, which must exist; NULL: none */
    int timeout;    /* seconds; -1: not given */
    bool is_verbose;
    bool is_daemon;
    bool listens;
} DaemonOptions;

/* What to do with a command line. */
typedef enum OptionsResult {
    OPTIONS_RUN,
    OPTIONS_DONE,  /* help or version was asked for and given */
    OPTIONS_WRONG, /* and said so */
} OptionsResult;

OptionsResult options_read(const DaemonSpec *spec, int argc, char **argv, DaemonOptions *options);
void options_clear(DaemonOptions *options);
/* Fill in daemon->paths. */
bool options_paths(Daemon *daemon, const DaemonOptions *options, GError **error);
void options_paths_clear(DaemonPaths *paths);

#endif
