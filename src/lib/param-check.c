/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/typed-param.h"

#include "base/err.h"

#define ERR_DOMAIN VIR_FROM_NONE

/* In the original's form for a bad argument, which says where it was found. */
static bool bad_input(GError **error, const char *fmt, ...) G_GNUC_PRINTF(2, 3);

static bool
bad_input(GError **error, const char *fmt, ...)
{
    static const ErrDetail detail = {
        .domain = ERR_DOMAIN,
        .level = VIR_ERR_ERROR,
        .str1 = (char *)"virTypedParameterValidateSet",
        .str2 = (char *)"params",
    };
    g_autofree char *message = NULL;
    va_list args;

    va_start(args, fmt);
    message = g_strdup_vprintf(fmt, args);
    va_end(args);
    return err_set_raw(error, VIR_ERR_INVALID_ARG, message, &detail);
}

bool
params_check_input(const virTypedParameter *params, unsigned int n, bool has_strings,
                   GError **error)
{
    for (unsigned int i = 0; i < n; i++) {
        const virTypedParameter *param = &params[i];

        if (!memchr(param->field, '\0', sizeof(param->field)))
            return bad_input(error, "string parameter name '%.*s' too long",
                             (int)sizeof(param->field), param->field);
        if (param->type != VIR_TYPED_PARAM_STRING)
            continue;
        if (!has_strings)
            return bad_input(error, "string parameter '%s' unsupported", param->field);
        if (!param->value.s)
            return bad_input(error, "NULL string parameter '%s'", param->field);
    }
    return true;
}

/* By name, equal ones in their given order. */
static int
compare_params(const void *a, const void *b)
{
    const virTypedParameter *left = *(const virTypedParameter *const *)a;
    const virTypedParameter *right = *(const virTypedParameter *const *)b;
    int order = strncmp(left->field, right->field, sizeof(left->field));

    if (order != 0)
        return order;
    return left < right ? -1 : left > right;
}

static const ParamRule *
find_rule(const ParamRule *rules, const char *name)
{
    for (; rules->name; rules++) {
        if (g_str_equal(rules->name, name))
            return rules;
    }
    return NULL;
}

static const char *
type_or_unknown(int type)
{
    const char *name = param_type_name(type);

    return name ? name : "unknown";
}

bool
params_check_rules(const virTypedParameter *params, unsigned int n, const ParamRule *rules,
                   GError **error)
{
    /* One more, because qsort() wants an array even where there is nothing in it. */
    g_autofree const virTypedParameter **sorted = g_new(const virTypedParameter *, (size_t)n + 1);

    /* In the order of names: applications have always seen the first complaint in it. */
    for (unsigned int i = 0; i < n; i++)
        sorted[i] = &params[i];
    qsort(sorted, n, sizeof(*sorted), compare_params);

    for (unsigned int i = 0; i < n; i++) {
        const char *name = sorted[i]->field;
        const ParamRule *rule = find_rule(rules, name);

        if (!rule)
            return err_set(error, VIR_ERR_ARGUMENT_UNSUPPORTED, "parameter '%s' not supported",
                           name);
        if (i > 0 && !rule->is_multiple && g_str_equal(sorted[i - 1]->field, name))
            return err_set(error, VIR_ERR_INVALID_ARG, "parameter '%s' occurs multiple times",
                           name);
        if (sorted[i]->type != rule->type)
            return err_set(error, VIR_ERR_INVALID_ARG,
                           "invalid type '%s' for parameter '%s', expected '%s'",
                           type_or_unknown(sorted[i]->type), name, type_or_unknown(rule->type));
    }
    return true;
}
