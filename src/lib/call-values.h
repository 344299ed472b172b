/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How entry points turn C arguments into plain structs and back. Those that return bool set
 * call->error on failure. */
#ifndef VIRTUE_CALL_VALUES_H
#define VIRTUE_CALL_VALUES_H

#include "lib/call.h"
#include "lib/calls.h"

/* "string A in F must not be empty" for a string that is given. */
bool call_nonempty(Call *call, const char *text, const char *name);

/* "fd N must be a socket". */
bool call_socket(Call *call, int fd, const char *name);

/* Parse the text form of a UUID; message replaces "A in F must be a valid UUID" if not NULL. */
bool call_uuid(Call *call, const char *text, unsigned char uuid_out[16], const char *name,
               const char *message);

/* An array of count elements that the caller passes: NULL only if count is zero. More than max and
 * a NULL among strings fail the call later, after all other checks. The elements stay the
 * caller's. */
bool call_array(Call *call, const void *items, unsigned long long count, unsigned int max,
                const char *name, void *list_out);
bool call_strings(Call *call, const char *const *items, unsigned long long count, unsigned int max,
                  const char *name, void *list_out);
/* File descriptors that go with the call. */
bool call_fds(Call *call, const int *fds, unsigned int count, const char *name);
/* Typed parameters, of which those without a type are left out. Strings must not be NULL, and the
 * connection must take them; call_params_plain() leaves this to the peer. */
bool call_params(Call *call, virTypedParameterPtr params, long long count, unsigned int max,
                 void *list_out);
void call_params_plain(Call *call, virTypedParameterPtr params, long long count, unsigned int max,
                       void *list_out);
/* Whether the connection's typed parameters may be strings. Asks it once. */
bool call_takes_strings(Call *call);
/* If so, say in the flags of a question that strings are welcome. */
void call_strings_flag(Call *call, unsigned int *flags);

/* Room for names; more than the protocol carries fails the call later, if a daemon is asked. */
void call_names(Call *call, long long room, unsigned int max, const char *name);
/* Room for at most max bytes; more fails the call later. */
void call_space(Call *call, unsigned long long size, unsigned int max);
/* A number that no daemon is asked for above max; likewise. */
void call_ceiling(Call *call, unsigned long long n, unsigned int max, const char *what);

/* The count that the caller passes by pointer for a list that is asked in two calls. */
bool call_room(Call *call, const void *items, const int *count, const char *name,
               const char *count_name, const char *pointed_name);

/* Likewise for a list whose length is asked in another way: both are needed, and some room. */
bool call_full_room(Call *call, const void *items, const int *count, const char *name,
                    const char *count_name, const char *pointed_name);

/* Results. Each empties *list as far as it hands its elements over. */
int call_take_strings(Call *call, List *list, char **into, int room, const char *name);
int call_take_ints(Call *call, const List *list, int *into, int room, const char *name);
int call_take_cells(Call *call, const List *list, unsigned long long *into, int room,
                    const char *name);
/* As a NULL-terminated array of which the caller owns all; out NULL just counts. */
int call_take_string_list(Call *call, List *list, char ***out);
/* As handles of a kind, in a NULL-terminated array; out NULL just counts. */
int call_take_handles(Call *call, unsigned int kind, void *parent, List *list, void ***out);
/* Typed parameters into the caller's array of *count, or their number if *count is zero. */
bool call_take_params(Call *call, List *list, unsigned int total, virTypedParameterPtr params,
                      int *count);
bool call_take_bytes(Call *call, const Bytes *bytes, void *buffer, size_t size, const char *name);
/* A text that came as an array of char, cut to the size of the public field. */
void call_take_text(const List *chars, char *out, size_t size);

/* The one descriptor that came with the result, or -1. */
int call_take_fd(Call *call);
/* All of them, in an array that the caller frees; their number. */
int call_take_fds(Call *call, int **fds_out);
/* Likewise for a caller who may not want them: without both pointers they are closed. */
void call_give_fds(Call *call, int **fds_out, unsigned int *n_out);

/* After a start: ask for the id again. */
void call_refresh_domain(Call *call, virDomainPtr domain);

#endif
