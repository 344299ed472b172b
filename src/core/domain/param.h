/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Typed parameters that are members of a struct of definitions.h: a table says which is which. */
#ifndef VIRTUE_CORE_DOMAIN_PARAM_H
#define VIRTUE_CORE_DOMAIN_PARAM_H

#include <stddef.h>

#include "core/domain/edit.h"
#include "lib/typed-param.h"

/* Numbers: the member has the type of the parameter (an enum or a YesNo is none). */
typedef struct MemberParam {
    const char *name;
    int type;
    uint16_t member; /* offsets in the struct: of the value, of its origin */
    uint16_t origin;
    bool is_wide; /* the member is a u64, though the parameter is not */
} MemberParam;

#define MEMBER_PARAM(Struct, name_, type_, member_)                                                \
    {                                                                                              \
        .name = (name_), .type = VIR_TYPED_PARAM_##type_, .member = offsetof(Struct, member_),     \
        .origin = offsetof(Struct, from.member_),                                                  \
    }

/* Add all of a table, in its order; a member that is absent counts as 0. */
void member_params_give(ParamList *list, const MemberParam *table, size_t n, const void *object);
/* Set those members of object that are named; what the table does not have is passed over. Of a
 * name that stands there twice, the last counts. */
void member_params_take(const MemberParam *table, size_t n, void *object,
                        const virTypedParameter *params, unsigned int n_params);

void member_param_unset(const MemberParam *param, void *object);

/* What an editor gets that is about typed parameters. */
typedef struct ParamArgs {
    const virTypedParameter *params;
    unsigned int n;
    const char *name; /* of the device, of the group */
    unsigned int id;  /* of the thread */
} ParamArgs;

#endif
