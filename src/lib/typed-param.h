/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Typed parameters: named values of seven types, as many public functions take and give them.
 *
 * A driver builds a result as a ParamList and moves it into a wire list; an entry point moves a
 * wire list into the caller's memory. Strings in parameters are malloc()ed. */
#ifndef VIRTUE_TYPED_PARAM_H
#define VIRTUE_TYPED_PARAM_H

#include <glib.h>
#include <libvirt/libvirt.h>
#include <stdbool.h>
#include <stdint.h>
#include "lib/shape.h"

/* One parameter. param_clear() frees its string, no more; param_wipe() also forgets all of it. */
void param_clear(virTypedParameter *param);
void param_wipe(virTypedParameter *param);
void param_copy(virTypedParameter *to, const virTypedParameter *from);
bool param_equal(const virTypedParameter *a, const virTypedParameter *b);
/* "llong"; NULL for a number that is no type. */
const char *param_type_name(int type);

/* Arrays. */
virTypedParameter *params_copy(const virTypedParameter *params, unsigned int n);
/* The first of that name, or NULL. */
const virTypedParameter *params_find(const virTypedParameter *params, unsigned int n,
                                     const char *name);
/* All of that name, in their order: pointers into the array, in a new GPtrArray. */
GPtrArray *params_filter(const virTypedParameter *params, unsigned int n, const char *name);

/* What the public functions of one type do: add *value under a name, or look one up; value_out may
 * be NULL. They return what those return, with call->error set on failure. */
typedef struct Call Call;
int param_add(Call *call, virTypedParameterPtr *params, int *nparams, int *maxparams,
              const char *name, int type, const void *value);
int param_get(Call *call, virTypedParameterPtr params, int nparams, const char *name, int type,
              void *value_out);

/* What a function accepts. Tables end with a row without a name. */
typedef struct ParamRule {
    const char *name;
    int type;
    bool is_multiple; /* may stand there several times */
} ParamRule;

/* Check what an application passes in, before anyone copies it: names end inside their field, and
 * strings are not NULL; with has_strings false (a peer too old for them) there are none. */
bool params_check_input(const virTypedParameter *params, unsigned int n, bool has_strings,
                        GError **error);
/* Whether each one is known, has its type, and does not repeat. */
bool params_check_rules(const virTypedParameter *params, unsigned int n, const ParamRule *rules,
                        GError **error);

/* The second call of the two-call protocol: move a wire list of parameters into the caller's array
 * with room for *nparams, which becomes the number moved. What does not fit stays in the list. With
 * *nparams 0, only count. */
void params_give(List *from, virTypedParameter *params, int *nparams);
/* Move a wire list into an array that the caller frees with virTypedParamsFree(). */
void params_give_array(List *from, virTypedParameter **params_out, int *nparams_out);

/* A list under construction. A name that does not fit into its field is left out: cut short it
 * would be another one's. */
typedef struct ParamList ParamList;

ParamList *param_list_new(void);
void param_list_free(ParamList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ParamList, param_list_free)

/* The name is printf()-like: param_list_add_u64(list, ns, "cpu.%zu.time", i). */
void param_list_add_i32(ParamList *list, int value, const char *name, ...) G_GNUC_PRINTF(3, 4);
void param_list_add_u32(ParamList *list, unsigned int value, const char *name, ...)
    G_GNUC_PRINTF(3, 4);
void param_list_add_i64(ParamList *list, int64_t value, const char *name, ...) G_GNUC_PRINTF(3, 4);
void param_list_add_u64(ParamList *list, uint64_t value, const char *name, ...)
    G_GNUC_PRINTF(3, 4);
void param_list_add_double(ParamList *list, double value, const char *name, ...)
    G_GNUC_PRINTF(3, 4);
void param_list_add_bool(ParamList *list, bool value, const char *name, ...) G_GNUC_PRINTF(3, 4);
/* Copies the string; NULL adds nothing. */
void param_list_add_string(ParamList *list, const char *value, const char *name, ...)
    G_GNUC_PRINTF(3, 4);

/* One more, whose value is the caller's to set. form is a name, or holds one %u, and lives as long
 * as the list does: a list that is filled again and again (param_list_copy()) makes the names that
 * it had in the same place only once. */
virTypedParameter *param_list_named(ParamList *list, int type, const char *form, unsigned int i);

unsigned int param_list_count(const ParamList *list);
/* Move everything into a wire list, which is overwritten. */
void param_list_move(ParamList *list, List *out);
/* The same, but the list is to be filled again: it keeps its room, and the result takes no more
 * than it needs. */
void param_list_copy(ParamList *list, List *out);

#endif
