/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public functions; what the library itself uses is in param-list.c and param-check.c. */
#include "lib/typed-param.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "lib/call.h"
#include "lib/calls.h"

#define ERR_DOMAIN VIR_FROM_NONE

/* Whether there can be so many, and more. No message carries a longer list, so a count beyond it
 * (or below zero) counts nothing: believing it would mean to read, or to free, what lies behind the
 * array. */
static bool
check_count(Call *call, int n, unsigned int more, const char *name)
{
    return call_nonnegative(call, n, name) &&
           call_limit(call, (unsigned long long)n + more, PARAM_LIST_MAX, name);
}

/* An array that an application builds, as three of its variables. */
typedef struct Builder {
    virTypedParameter **params;
    int *n;
    int *max;
} Builder;

#define BUILDER { .params = params, .n = nparams, .max = maxparams }

/* Whether so many more may follow, all of that name. */
static bool
builder_check(Call *call, const Builder *to, const char *name, unsigned int more)
{
    if (!call_nonnull(call, to->params, "params") || !call_nonnull(call, to->n, "nparams") ||
        !call_nonnull(call, to->max, "maxparams") || !check_count(call, *to->n, more, "*nparams"))
        return false;
    if (name && strlen(name) >= VIR_TYPED_PARAM_FIELD_LENGTH)
        return err_set(&call->error, VIR_ERR_INTERNAL_ERROR, "Field name '%s' too long", name);
    return true;
}

/* Append *value, whose string is taken, under a name that was checked; NULL is an empty one. */
static void
builder_append(const Builder *to, const char *name, const virTypedParameter *value)
{
    virTypedParameter *param;

    if (*to->n >= *to->max) {
        int grown = *to->n + *to->n / 2 + 1;

        *to->params = g_renew(virTypedParameter, *to->params, (size_t)grown);
        *to->max = grown;
    }
    param = &(*to->params)[(*to->n)++];
    *param = *value;
    memset(param->field, 0, sizeof(param->field));
    g_strlcpy(param->field, name ? name : "", sizeof(param->field));
}

/* Bytes of a value of a type, all of which stand at the start of the union; 0 for no type. */
static size_t
value_size(int type)
{
    static const size_t sizes[] = {
        [VIR_TYPED_PARAM_INT] = sizeof(int),          [VIR_TYPED_PARAM_UINT] = sizeof(int),
        [VIR_TYPED_PARAM_LLONG] = sizeof(long long),  [VIR_TYPED_PARAM_ULLONG] = sizeof(long long),
        [VIR_TYPED_PARAM_DOUBLE] = sizeof(double),    [VIR_TYPED_PARAM_BOOLEAN] = sizeof(char),
        [VIR_TYPED_PARAM_STRING] = sizeof(char *),
    };

    return type > 0 && type < (int)G_N_ELEMENTS(sizes) ? sizes[type] : 0;
}

int
param_add(Call *call, virTypedParameterPtr *params, int *nparams, int *maxparams, const char *name,
          int type, const void *value)
{
    const Builder to = BUILDER;
    virTypedParameter param = { .type = type };

    if (!builder_check(call, &to, name, 1))
        return -1;
    switch (type) {
    case VIR_TYPED_PARAM_BOOLEAN: /* an int of the caller's */
        param.value.b = *(const int *)value != 0;
        break;
    case VIR_TYPED_PARAM_STRING: /* NULL becomes "", as in the original */
        param.value.s = g_strdup(*(const char *const *)value ? *(const char *const *)value : "");
        break;
    default:
        memcpy(&param.value, value, value_size(type));
    }
    builder_append(&to, name, &param);
    return 0;
}

int
virTypedParamsAddString(virTypedParameterPtr *params, int *nparams, int *maxparams,
                        const char *name, const char *value)
{
    Call call = CALL_LOCAL;
    int rv;

    call_begin(&call);
    rv = param_add(&call, params, nparams, maxparams, name, VIR_TYPED_PARAM_STRING, &value);
    call_end(&call);
    return rv;
}

int
virTypedParamsAddStringList(virTypedParameterPtr *params, int *nparams, int *maxparams,
                            const char *name, const char **values)
{
    Call call = CALL_LOCAL;
    const Builder to = BUILDER;
    bool ok = true;

    call_begin(&call);
    if (values)
        ok = builder_check(&call, &to, name, g_strv_length((char **)values));
    for (size_t i = 0; ok && values && values[i]; i++) {
        const virTypedParameter value = { .type = VIR_TYPED_PARAM_STRING,
                                          .value.s = g_strdup(values[i]) };

        builder_append(&to, name, &value);
    }
    call_end(&call);
    return ok ? 0 : -1;
}

/* The number parsers accept what strtol() does in base 10: blanks and a sign in front, for unsigned
 * types also a minus, which wraps around. Nothing may follow. */
static bool
parse_signed(const char *text, long long min, long long max, long long *value_out)
{
    char *end;
    long long value;

    errno = 0;
    value = strtoll(text, &end, 10);
    if (errno || end == text || *end || value < min || value > max)
        return false;
    *value_out = value;
    return true;
}

static bool
parse_unsigned(const char *text, unsigned long long max, unsigned long long *value_out)
{
    char *end;
    unsigned long long value;

    errno = 0;
    value = strtoull(text, &end, 10);
    if (errno || end == text || *end)
        return false;
    if ((strchr(text, '-') ? -value : value) > max)
        return false;
    *value_out = value;
    return true;
}

static bool
parse_double(const char *text, double *value_out)
{
    char *end;
    double value;

    errno = 0;
    value = g_ascii_strtod(text, &end);
    if (errno || end == text || *end)
        return false;
    *value_out = value;
    return true;
}

static bool
parse_boolean(const char *text, char *value_out)
{
    bool is_true = g_str_equal(text, "1") || g_ascii_strcasecmp(text, "true") == 0;
    bool is_false = g_str_equal(text, "0") || g_ascii_strcasecmp(text, "false") == 0;

    if (is_true || is_false)
        *value_out = is_true;
    return is_true || is_false;
}

static bool
parse_value(virTypedParameter *param, const char *name, const char *text, GError **error)
{
    const char *expected = NULL;
    long long number = 0;
    unsigned long long count = 0;

    switch (param->type) {
    case VIR_TYPED_PARAM_INT:
        if (!parse_signed(text, INT_MIN, INT_MAX, &number))
            expected = "int";
        param->value.i = (int)number;
        break;
    case VIR_TYPED_PARAM_UINT:
        if (!parse_unsigned(text, UINT_MAX, &count))
            expected = "unsigned int";
        param->value.ui = (unsigned int)count;
        break;
    case VIR_TYPED_PARAM_LLONG:
        if (!parse_signed(text, LLONG_MIN, LLONG_MAX, &param->value.l))
            expected = "long long";
        break;
    case VIR_TYPED_PARAM_ULLONG:
        if (!parse_unsigned(text, ULLONG_MAX, &param->value.ul))
            expected = "unsigned long long";
        break;
    case VIR_TYPED_PARAM_DOUBLE:
        if (!parse_double(text, &param->value.d))
            expected = "double";
        break;
    case VIR_TYPED_PARAM_BOOLEAN:
        if (!parse_boolean(text, &param->value.b))
            return err_set(error, VIR_ERR_INVALID_ARG, "Invalid boolean value for field '%s'",
                           name);
        break;
    case VIR_TYPED_PARAM_STRING:
        param->value.s = g_strdup(text);
        break;
    default:
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "unexpected type %d for field %s",
                       param->type, name);
    }
    if (expected)
        return err_set(error, VIR_ERR_INVALID_ARG, "Invalid value for field '%s': expected %s",
                       name, expected);
    return true;
}

int
virTypedParamsAddFromString(virTypedParameterPtr *params, int *nparams, int *maxparams,
                            const char *name, int type, const char *value)
{
    Call call = CALL_LOCAL;
    const Builder to = BUILDER;
    virTypedParameter param = { .type = type };
    const char *shown = name ? name : "(null)";
    bool ok = true;

    call_begin(&call);
    if (!value)
        ok = err_set(&call.error, VIR_ERR_INVALID_ARG, "NULL value for field '%s'", shown);
    ok = ok && builder_check(&call, &to, name, 1) && parse_value(&param, shown, value, &call.error);
    if (ok)
        builder_append(&to, name, &param);
    call_end(&call);
    return ok ? 0 : -1;
}

static const virTypedParameter *
find(Call *call, virTypedParameterPtr params, int nparams, const char *name)
{
    if (!params || !name || !check_count(call, nparams, 0, "nparams"))
        return NULL;
    return params_find(params, (unsigned int)nparams, name);
}

/* Alone among the look-ups it leaves the last error as it is, unless there is a new one. */
virTypedParameterPtr
virTypedParamsGet(virTypedParameterPtr params, int nparams, const char *name)
{
    Call call = CALL_LOCAL;
    const virTypedParameter *param = find(&call, params, nparams, name);

    call_end(&call);
    return (virTypedParameterPtr)param;
}

int
param_get(Call *call, virTypedParameterPtr params, int nparams, const char *name, int type,
          void *value_out)
{
    const virTypedParameter *param = find(call, params, nparams, name);
    const char *actual;

    if (!param)
        return call->error ? -1 : 0;
    if (param->type != type) {
        actual = param_type_name(param->type);
        if (!actual)
            actual = param->type == 0 ? "unknown" : "(null)";
        call_invalid(call, "Invalid type '%s' requested for parameter '%s', actual type is '%s'",
                     param_type_name(type), name, actual);
        return -1;
    }
    if (value_out && type == VIR_TYPED_PARAM_BOOLEAN)
        *(int *)value_out = param->value.b;
    else if (value_out)
        memcpy(value_out, &param->value, value_size(type));
    return 1;
}

int
virTypedParamsGetString(virTypedParameterPtr params, int nparams, const char *name,
                        const char **value)
{
    Call call = CALL_LOCAL;
    int rv;

    call_begin(&call);
    rv = param_get(&call, params, nparams, name, VIR_TYPED_PARAM_STRING, value);
    call_end(&call);
    return rv;
}

void
virTypedParamsClear(virTypedParameterPtr params, int nparams)
{
    /* Without an error, as this often comes after one. */
    if (nparams > PARAM_LIST_MAX)
        return;
    for (int i = 0; params && i < nparams; i++)
        param_clear(&params[i]);
}

void
virTypedParamsFree(virTypedParameterPtr params, int nparams)
{
    virTypedParamsClear(params, nparams);
    g_free(params);
}
