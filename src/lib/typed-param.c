/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public functions; what the library itself uses is in param-list.c and param-check.c. */
#include "lib/typed-param.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "lib/call.h"

#define ERR_DOMAIN VIR_FROM_NONE

/* An array that an application builds, as three of its variables. */
typedef struct Builder {
    virTypedParameter **params;
    int *n;
    int *max;
} Builder;

#define BUILDER { .params = params, .n = nparams, .max = maxparams }

static bool
builder_check(Call *call, const Builder *to, const char *name)
{
    if (!call_nonnull(call, to->params, "params") || !call_nonnull(call, to->n, "nparams") ||
        !call_nonnull(call, to->max, "maxparams") || !call_nonnull(call, name, "name"))
        return false;
    if (strlen(name) >= VIR_TYPED_PARAM_FIELD_LENGTH)
        return err_set(&call->error, VIR_ERR_INTERNAL_ERROR, "Field name '%s' too long", name);
    return true;
}

/* Append *value, whose string is taken, under a name that was checked. */
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
    g_strlcpy(param->field, name, sizeof(param->field));
}

/* What most of the adding functions are: CALL_LOCAL needs the function's own name. */
#define ADD(type_, member_, value_)                                                                \
    Call call = CALL_LOCAL;                                                                        \
    const Builder to = BUILDER;                                                                    \
    bool ok;                                                                                       \
                                                                                                   \
    call_begin(&call);                                                                             \
    ok = builder_check(&call, &to, name);                                                          \
    if (ok)                                                                                        \
        builder_append(&to, name,                                                                  \
                       &(virTypedParameter){ .type = (type_), .value.member_ = (value_) });        \
    call_end(&call);                                                                               \
    return ok ? 0 : -1

int
virTypedParamsAddInt(virTypedParameterPtr *params, int *nparams, int *maxparams, const char *name,
                     int value)
{
    ADD(VIR_TYPED_PARAM_INT, i, value);
}

int
virTypedParamsAddUInt(virTypedParameterPtr *params, int *nparams, int *maxparams, const char *name,
                      unsigned int value)
{
    ADD(VIR_TYPED_PARAM_UINT, ui, value);
}

int
virTypedParamsAddLLong(virTypedParameterPtr *params, int *nparams, int *maxparams,
                       const char *name, long long value)
{
    ADD(VIR_TYPED_PARAM_LLONG, l, value);
}

int
virTypedParamsAddULLong(virTypedParameterPtr *params, int *nparams, int *maxparams,
                        const char *name, unsigned long long value)
{
    ADD(VIR_TYPED_PARAM_ULLONG, ul, value);
}

int
virTypedParamsAddDouble(virTypedParameterPtr *params, int *nparams, int *maxparams,
                        const char *name, double value)
{
    ADD(VIR_TYPED_PARAM_DOUBLE, d, value);
}

int
virTypedParamsAddBoolean(virTypedParameterPtr *params, int *nparams, int *maxparams,
                         const char *name, int value)
{
    ADD(VIR_TYPED_PARAM_BOOLEAN, b, !!value);
}

int
virTypedParamsAddString(virTypedParameterPtr *params, int *nparams, int *maxparams,
                        const char *name, const char *value)
{
    ADD(VIR_TYPED_PARAM_STRING, s, g_strdup(value ? value : ""));
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
        ok = builder_check(&call, &to, name);
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
    bool ok = true;

    call_begin(&call);
    if (!value)
        ok = err_set(&call.error, VIR_ERR_INVALID_ARG, "NULL value for field '%s'",
                     name ? name : "");
    ok = ok && builder_check(&call, &to, name) && parse_value(&param, name, value, &call.error);
    if (ok)
        builder_append(&to, name, &param);
    call_end(&call);
    return ok ? 0 : -1;
}

virTypedParameterPtr
virTypedParamsGet(virTypedParameterPtr params, int nparams, const char *name)
{
    if (!params || !name || nparams < 0)
        return NULL;
    return (virTypedParameterPtr)params_find(params, (unsigned int)nparams, name);
}

/* The parameter of that name if it has the type. 1, 0 if there is none, -1 with an error. */
static int
get_of_type(Call *call, virTypedParameter *params, int nparams, const char *name, int type,
            const virTypedParameter **param_out)
{
    const virTypedParameter *param = virTypedParamsGet(params, nparams, name);
    const char *actual;

    if (!param)
        return 0;
    if (param->type != type) {
        actual = param_type_name(param->type);
        if (!actual)
            actual = param->type == 0 ? "unknown" : "(null)";
        call_invalid(call, "Invalid type '%s' requested for parameter '%s', actual type is '%s'",
                     param_type_name(type), name, actual);
        return -1;
    }
    *param_out = param;
    return 1;
}

#define GET(type_, member_)                                                                        \
    Call call = CALL_LOCAL;                                                                        \
    const virTypedParameter *param = NULL;                                                         \
    int result;                                                                                    \
                                                                                                   \
    call_begin(&call);                                                                             \
    result = get_of_type(&call, params, nparams, name, (type_), &param);                           \
    if (param && value)                                                                            \
        *value = param->value.member_;                                                             \
    call_end(&call);                                                                               \
    return result

int
virTypedParamsGetInt(virTypedParameterPtr params, int nparams, const char *name, int *value)
{
    GET(VIR_TYPED_PARAM_INT, i);
}

int
virTypedParamsGetUInt(virTypedParameterPtr params, int nparams, const char *name,
                      unsigned int *value)
{
    GET(VIR_TYPED_PARAM_UINT, ui);
}

int
virTypedParamsGetLLong(virTypedParameterPtr params, int nparams, const char *name,
                       long long *value)
{
    GET(VIR_TYPED_PARAM_LLONG, l);
}

int
virTypedParamsGetULLong(virTypedParameterPtr params, int nparams, const char *name,
                        unsigned long long *value)
{
    GET(VIR_TYPED_PARAM_ULLONG, ul);
}

int
virTypedParamsGetDouble(virTypedParameterPtr params, int nparams, const char *name, double *value)
{
    GET(VIR_TYPED_PARAM_DOUBLE, d);
}

int
virTypedParamsGetBoolean(virTypedParameterPtr params, int nparams, const char *name, int *value)
{
    GET(VIR_TYPED_PARAM_BOOLEAN, b);
}

int
virTypedParamsGetString(virTypedParameterPtr params, int nparams, const char *name,
                        const char **value)
{
    GET(VIR_TYPED_PARAM_STRING, s);
}

void
virTypedParamsClear(virTypedParameterPtr params, int nparams)
{
    for (int i = 0; params && i < nparams; i++)
        param_clear(&params[i]);
}

void
virTypedParamsFree(virTypedParameterPtr params, int nparams)
{
    virTypedParamsClear(params, nparams);
    g_free(params);
}
