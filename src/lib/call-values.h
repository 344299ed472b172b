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

/* An array of count elements that the caller passes: NULL only if count is zero, at most max, and
 * no NULL among strings. The elements stay the caller's. */
bool call_array(Call *call, const void *items, unsigned long long count, unsigned int max,
                const char *name, void *list_out);
bool call_strings(Call *call, const char *const *items, unsigned long long count, unsigned int max,
                  const char *name, void *list_out);
/* Typed parameters; a count below one is an error. String values must not be NULL. */
bool call_params(Call *call, virTypedParameterPtr params, long long count, unsigned int max,
                 const char *name, const char *count_name, void *list_out);

/* The count that the caller passes by pointer for a list that is asked in two calls. */
bool call_room(Call *call, const void *items, const int *count, const char *name,
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
