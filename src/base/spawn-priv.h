/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef VIRTUE_SPAWN_PRIV_H
#define VIRTUE_SPAWN_PRIV_H

#include "base/spawn.h"

typedef enum SpawnStepKind {
    SPAWN_STEP_WRITE,
    SPAWN_STEP_SETNS,
    SPAWN_STEP_UNSHARE,
    SPAWN_STEP_PRCTL,
    SPAWN_STEP_AFFINITY,
    SPAWN_STEP_CALL,
} SpawnStepKind;

typedef struct SpawnStep {
    SpawnStepKind kind;
    SpawnWhen when;
    char *what; /* the path of a write, the name of a call */
    char *text;
    size_t size; /* of text */
    int fd;
    int number; /* type, flags or option */
    unsigned long args[4];
    int (*fn)(const void *);
    const void *data;
} SpawnStep;

typedef struct SpawnFd {
    int fd; /* -1: /dev/null */
    int number;
    int lifted; /* for the child: where it is kept out of the way */
} SpawnFd;

typedef struct SpawnRlimit {
    int resource;
    struct rlimit limit;
} SpawnRlimit;

struct Spawn {
    char *program;
    GPtrArray *args;
    char **env;
    GArray *fds;     /* of SpawnFd, by number */
    GArray *steps;   /* of SpawnStep */
    GArray *rlimits; /* of SpawnRlimit */
    GBytes *input;
    char *cwd;
    bool has_umask;
    mode_t umask;
    bool has_ids;
    uid_t uid;
    gid_t gid;
    gid_t *groups;
    size_t n_groups;
    bool has_group;
    bool has_session;
    bool is_daemon;
    bool is_stderr_merged;
    size_t output_limit;
    int cancel_fd;
};

/* All that the child needs, and what it leaves behind. */
typedef struct SpawnPlan {
    const Spawn *spawn;
    const char *path;
    char **argv;
    SpawnFd *fds; /* a copy, which the child writes to */
    size_t n_fds;
    char *stack_top;
    pid_t pid;
    int pidfd;
    const char *failed_what; /* NULL if the program was loaded */
    const char *failed_name; /* the path or number concerned; NULL if there is none */
    int failed_errno;
} SpawnPlan;

/* False, with failed_* set, if the program was not loaded. */
bool spawn_plan_execute(SpawnPlan *plan);

/* spawn_start(), with other descriptors than those in spawn. */
SpawnChild *spawn_start_with(const Spawn *spawn, GArray *fds, GError **error);
/* Put fd into an array of SpawnFd. */
void spawn_fds_set(GArray *fds, int fd, int number);
bool spawn_fds_has(GArray *fds, int number);

#endif
