/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/typed-param.h"

struct ParamList {
    unsigned int n;
    unsigned int room;
    virTypedParameter *items;
};

static const char *const type_names[] = {
    [VIR_TYPED_PARAM_INT] = "int",       [VIR_TYPED_PARAM_UINT] = "uint",
    [VIR_TYPED_PARAM_LLONG] = "llong",   [VIR_TYPED_PARAM_ULLONG] = "ullong",
    [VIR_TYPED_PARAM_DOUBLE] = "double", [VIR_TYPED_PARAM_BOOLEAN] = "boolean",
    [VIR_TYPED_PARAM_STRING] = "string",
};

const char *
param_type_name(int type)
{
    return type >= 0 && type < (int)G_N_ELEMENTS(type_names) ? type_names[type] : NULL;
}

void
param_clear(virTypedParameter *param)
{
    if (param->type == VIR_TYPED_PARAM_STRING)
        g_clear_pointer(&param->value.s, g_free);
}

void
param_wipe(virTypedParameter *param)
{
    if (param->type == VIR_TYPED_PARAM_STRING && param->value.s)
        explicit_bzero(param->value.s, strlen(param->value.s));
    param_clear(param);
    explicit_bzero(param, sizeof(*param));
}

void
param_copy(virTypedParameter *to, const virTypedParameter *from)
{
    *to = *from;
    if (from->type == VIR_TYPED_PARAM_STRING)
        to->value.s = g_strdup(from->value.s);
}

bool
param_equal(const virTypedParameter *a, const virTypedParameter *b)
{
    if (a->type != b->type || strncmp(a->field, b->field, sizeof(a->field)) != 0)
        return false;

    switch (a->type) {
    case VIR_TYPED_PARAM_INT:
    case VIR_TYPED_PARAM_UINT:
        return a->value.ui == b->value.ui;
    case VIR_TYPED_PARAM_BOOLEAN:
        return !a->value.b == !b->value.b;
    case VIR_TYPED_PARAM_STRING:
        return g_strcmp0(a->value.s, b->value.s) == 0;
    default:
        /* Doubles by their bits: a copy of NaN is equal to it. */
        return a->value.ul == b->value.ul;
    }
}

virTypedParameter *
params_copy(const virTypedParameter *params, unsigned int n)
{
    virTypedParameter *copy = n > 0 ? g_new(virTypedParameter, n) : NULL;

    for (unsigned int i = 0; i < n; i++)
        param_copy(&copy[i], &params[i]);
    return copy;
}

const virTypedParameter *
params_find(const virTypedParameter *params, unsigned int n, const char *name)
{
    for (unsigned int i = 0; i < n; i++) {
        if (strncmp(params[i].field, name, sizeof(params[i].field)) == 0)
            return &params[i];
    }
    return NULL;
}

GPtrArray *
params_filter(const virTypedParameter *params, unsigned int n, const char *name)
{
    GPtrArray *found = g_ptr_array_new();

    for (unsigned int i = 0; i < n; i++) {
        if (strncmp(params[i].field, name, sizeof(params[i].field)) == 0)
            g_ptr_array_add(found, (gpointer)&params[i]);
    }
    return found;
}

void
params_give(List *from, virTypedParameter *params, int *nparams)
{
    virTypedParameter *items = from->items;
    unsigned int room = *nparams > 0 ? (unsigned int)*nparams : 0;
    unsigned int n = MIN(room, from->n);

    if (room == 0) {
        *nparams = (int)from->n;
        return;
    }
    for (unsigned int i = 0; i < n; i++) {
        params[i] = items[i];
        /* Its string, if it had one, has a new owner. */
        items[i] = (virTypedParameter){ 0 };
    }
    *nparams = (int)n;
}

void
params_give_array(List *from, virTypedParameter **params_out, int *nparams_out)
{
    *params_out = from->items;
    *nparams_out = (int)from->n;
    *from = (List){ 0 };
}

ParamList *
param_list_new(void)
{
    return g_new0(ParamList, 1);
}

void
param_list_free(ParamList *list)
{
    if (!list)
        return;
    virTypedParamsFree(list->items, (int)list->n);
    g_free(list);
}

unsigned int
param_list_count(const ParamList *list)
{
    return list->n;
}

void
param_list_move(ParamList *list, List *out)
{
    /* What was left of the room would be kept as long as the result. */
    *out = (List){ .n = list->n, .items = g_renew(virTypedParameter, list->items, list->n) };
    *list = (ParamList){ 0 };
}

/* NULL if there is no room. */
static char *
put_bytes(char *out, const char *end, const char *bytes, size_t n)
{
    if (n > (size_t)(end - out))
        return NULL;
    memcpy(out, bytes, n);
    return out + n;
}

static char *
put_number(char *out, const char *end, size_t number)
{
    char digits[24];
    char *first = digits + sizeof(digits);

    do
        *--first = (char)('0' + number % 10);
    while (number /= 10);
    return put_bytes(out, end, first, (size_t)(digits + sizeof(digits) - first));
}

/* What names are made of: text, %s, %u and %zu. Statistics of many domains have a hundred thousand
 * names, on which printf() would spend most of the time. False, with anything in out, for what it
 * does not know or has no room for. */
static bool format_quickly(char *out, size_t size, const char *form, va_list args)
    G_GNUC_PRINTF(3, 0);

static bool
format_quickly(char *out, size_t size, const char *form, va_list args)
{
    const char *end = out + size - 1; /* for the NUL */

    for (;;) {
        const char *percent = strchrnul(form, '%');

        if (!(out = put_bytes(out, end, form, (size_t)(percent - form))))
            return false;
        if (*percent == '\0')
            break;
        if (percent[1] == 's') {
            const char *text = va_arg(args, const char *);

            out = text ? put_bytes(out, end, text, strlen(text)) : NULL;
            form = percent + 2;
        } else if (percent[1] == 'u') {
            out = put_number(out, end, va_arg(args, unsigned int));
            form = percent + 2;
        } else if (percent[1] == 'z' && percent[2] == 'u') {
            out = put_number(out, end, va_arg(args, size_t));
            form = percent + 3;
        } else {
            return false;
        }
        if (!out)
            return false;
    }
    *out = '\0';
    return true;
}

/* The parameter to fill in, or NULL if its name is too long. */
static virTypedParameter *param_list_next(ParamList *list, int type, const char *name, va_list args)
    G_GNUC_PRINTF(3, 0);

static virTypedParameter *
param_list_next(ParamList *list, int type, const char *name, va_list args)
{
    virTypedParameter *param;
    va_list again;
    bool is_there;

    if (list->n == list->room) {
        list->room = list->room ? list->room * 2 : 16;
        list->items = g_renew(virTypedParameter, list->items, list->room);
    }
    param = &list->items[list->n];
    *param = (virTypedParameter){ .type = type };
    va_copy(again, args);
    is_there =
        format_quickly(param->field, sizeof(param->field), name, args) ||
        g_vsnprintf(param->field, sizeof(param->field), name, again) < (int)sizeof(param->field);
    va_end(again);
    if (!is_there)
        return NULL;
    list->n++;
    return param;
}

#define LIST_ADD(type_, member_, value_)                                                           \
    virTypedParameter *param;                                                                      \
    va_list args;                                                                                  \
                                                                                                   \
    va_start(args, name);                                                                          \
    param = param_list_next(list, (type_), name, args);                                            \
    va_end(args);                                                                                  \
    if (!param)                                                                                    \
        return;                                                                                    \
    param->value.member_ = (value_)

void
param_list_add_i32(ParamList *list, int value, const char *name, ...)
{
    LIST_ADD(VIR_TYPED_PARAM_INT, i, value);
}

void
param_list_add_u32(ParamList *list, unsigned int value, const char *name, ...)
{
    LIST_ADD(VIR_TYPED_PARAM_UINT, ui, value);
}

void
param_list_add_i64(ParamList *list, int64_t value, const char *name, ...)
{
    LIST_ADD(VIR_TYPED_PARAM_LLONG, l, value);
}

void
param_list_add_u64(ParamList *list, uint64_t value, const char *name, ...)
{
    LIST_ADD(VIR_TYPED_PARAM_ULLONG, ul, value);
}

void
param_list_add_double(ParamList *list, double value, const char *name, ...)
{
    LIST_ADD(VIR_TYPED_PARAM_DOUBLE, d, value);
}

void
param_list_add_bool(ParamList *list, bool value, const char *name, ...)
{
    LIST_ADD(VIR_TYPED_PARAM_BOOLEAN, b, value);
}

void
param_list_add_string(ParamList *list, const char *value, const char *name, ...)
{
    if (value) {
        LIST_ADD(VIR_TYPED_PARAM_STRING, s, g_strdup(value));
    }
}
