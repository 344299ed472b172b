/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the generated negative tests call functions with: handles of every kind on connections whose
 * backend supports nothing, things that are no handles, and arguments that nobody should pass. */
#ifndef NEGATIVE_ENV_H
#define NEGATIVE_ENV_H

#include <libvirt/virterror.h>
#include "lib/conn.h"

typedef struct Env {
    void *good[OBJECT_COUNT];
    void *other[OBJECT_COUNT]; /* of another connection */
    void *read_only[OBJECT_COUNT];
    void *wire[OBJECT_COUNT]; /* whose arguments are put into packets before they are refused */
    void *garbage; /* readable, zeroed */
    void *wrong;   /* a live handle of a kind that no function takes here: a connection */
    void *room;    /* where results may go */
    const char *strings[2];
    const char *no_strings[2];
    const char *long_strings[2]; /* the first is longer than fits on the wire */
    virTypedParameter params[1];
    virTypedParameter null_param[1]; /* a string that is none */
    virTypedParameter long_param[1]; /* whose name does not end */
    virTypedParameter odd_param[1];  /* of an unknown type */
    unsigned char uuid[16];
    const char *uuid_text;
    int fds[1];
    int count;
    void *callback; /* a function without arguments */
    unsigned int failures;
} Env;

typedef struct NegativeTest {
    const char *name;
    void (*run)(Env *env);
} NegativeTest;

extern const NegativeTest negative_tests[];

/* Set the count that functions take by pointer, and pass it. */
int *env_count(Env *env, int count);
/* A handle of a kind whose last reference is gone. */
void *env_freed(Env *env, unsigned int kind);
void env_reset(Env *env);
/* Compare the thread's last error and say on stdout what differs. */
void env_expect(Env *env, const char *what, int code, int domain, const char *message);

#define CHECK(env, call, code, domain, message)                                                    \
    do {                                                                                           \
        env_reset(env);                                                                            \
        (void)(call);                                                                              \
        env_expect(env, #call, code, domain, message);                                             \
    } while (0)

#endif
