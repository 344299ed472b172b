/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/domain/param.h"

static const void *
member_at(const void *object, unsigned int offset)
{
    return (const char *)object + offset;
}

void
member_params_give(ParamList *list, const MemberParam *table, size_t n, const void *object)
{
    for (size_t i = 0; i < n; i++) {
        const MemberParam *row = &table[i];
        const void *value = member_at(object, row->member);

        switch (row->type) {
        case VIR_TYPED_PARAM_INT:
            param_list_add_i32(list, *(const int *)value, "%s", row->name);
            break;
        case VIR_TYPED_PARAM_UINT:
            param_list_add_u32(list,
                               row->is_wide ? (unsigned int)*(const uint64_t *)value
                                            : *(const unsigned int *)value,
                               "%s", row->name);
            break;
        case VIR_TYPED_PARAM_LLONG:
            param_list_add_i64(list, *(const int64_t *)value, "%s", row->name);
            break;
        case VIR_TYPED_PARAM_ULLONG:
            param_list_add_u64(list, *(const uint64_t *)value, "%s", row->name);
            break;
        default:
            g_assert_not_reached();
        }
    }
}

static void
set_member(const MemberParam *row, void *object, const virTypedParameter *param)
{
    void *value = (char *)object + row->member;

    *((uint8_t *)object + row->origin) = XML_GIVEN;
    if (row->is_wide)
        *(uint64_t *)value = param->value.ui;
    else if (row->type == VIR_TYPED_PARAM_INT || row->type == VIR_TYPED_PARAM_UINT)
        *(unsigned int *)value = param->value.ui;
    else
        *(uint64_t *)value = param->value.ul;
}

void
member_params_take(const MemberParam *table, size_t n, void *object,
                   const virTypedParameter *params, unsigned int n_params)
{
    for (unsigned int i = 0; i < n_params; i++) {
        for (size_t k = 0; k < n; k++) {
            if (table[k].type == params[i].type && g_str_equal(table[k].name, params[i].field))
                set_member(&table[k], object, &params[i]);
        }
    }
}

void
member_param_unset(const MemberParam *param, void *object)
{
    *((uint8_t *)object + param->origin) = XML_ABSENT;
    if (param->is_wide || param->type == VIR_TYPED_PARAM_ULLONG ||
        param->type == VIR_TYPED_PARAM_LLONG)
        *(uint64_t *)((char *)object + param->member) = 0;
    else
        *(unsigned int *)((char *)object + param->member) = 0;
}
