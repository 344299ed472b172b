/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/typed-param.h"

/* What the name in a place was made of; form is NULL if that is not known. */
typedef struct NameKey {
    const char *form;
    unsigned int i;
} NameKey;

struct ParamList {
    unsigned int n;
    unsigned int room;
    virTypedParameter *items;
    NameKey *keys; /* as many as there is room for; NULL: none was asked for yet */
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
    g_free(list->keys);
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
    g_free(list->keys);
    *list = (ParamList){ 0 };
}

void
param_list_copy(ParamList *list, List *out)
{
    *out = (List){ .n = list->n };
    out->items = list->n > 0 ? g_memdup2(list->items, list->n * sizeof(*list->items)) : NULL;
    list->n = 0;
}

/* The digits of a number in front of end. */
static char *
digits_of(size_t number, char *end)
{
    do
        *--end = (char)('0' + number % 10);
    while (number /= 10);
    return end;
}

/* What names are made of: text, %s, %u and %zu. Statistics of many domains have hundreds of
 * thousands of names, a dozen bytes each, on which printf() would spend most of the time, and calls
 * of memcpy() and its kin half of it. False, with anything in out, for what it does not know or has
 * no room for. */
static bool format_quickly(char *out, size_t size, const char *form, va_list args)
    G_GNUC_PRINTF(3, 0);

static bool
format_quickly(char *out, size_t size, const char *form, va_list args)
{
    const char *end = out + size - 1; /* for the NUL */
    char digits[24];

    digits[sizeof(digits) - 1] = '\0';
    for (; *form != '\0'; form++) {
        const char *text = NULL;

        if (*form != '%') {
            if (out == end)
                return false;
            *out++ = *form;
            continue;
        }
        form++;
        if (*form == 's') {
            text = va_arg(args, const char *);
        } else if (*form == 'u') {
            text = digits_of(va_arg(args, unsigned int), digits + sizeof(digits) - 1);
        } else if (*form == 'z' && form[1] == 'u') {
            text = digits_of(va_arg(args, size_t), digits + sizeof(digits) - 1);
            form++;
        }
        if (!text)
            return false;
        for (; *text != '\0'; text++) {
            if (out == end)
                return false;
            *out++ = *text;
        }
    }
    *out = '\0';
    return true;
}

static void
grow(ParamList *list)
{
    unsigned int room = list->room ? list->room * 2 : 16;

    list->items = g_renew(virTypedParameter, list->items, room);
    if (list->keys) {
        list->keys = g_renew(NameKey, list->keys, room);
        memset(list->keys + list->room, 0, (room - list->room) * sizeof(*list->keys));
    }
    list->room = room;
}

static void make_name(char *out, size_t size, const char *form, ...) G_GNUC_PRINTF(3, 4);

static void
make_name(char *out, size_t size, const char *form, ...)
{
    va_list args;

    va_start(args, form);
    g_assert(format_quickly(out, size, form, args));
    va_end(args);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

virTypedParameter *
param_list_named(ParamList *list, int type, const char *form, unsigned int i)
{
    virTypedParameter *param;
    NameKey *key;

    if (list->n == list->room)
        grow(list);
    if (!list->keys)
        list->keys = g_new0(NameKey, list->room);
    param = &list->items[list->n];
    key = &list->keys[list->n++];
    param->type = type;
    if (key->form != form || key->i != i) {
        *key = (NameKey){ form, i };
        *param = (virTypedParameter){ .type = type };
        make_name(param->field, sizeof(param->field), form, i);
    }
    param->value.ul = 0;
    return param;
}

#pragma GCC diagnostic pop

/* The parameter to fill in, or NULL if its name is too long. */
static virTypedParameter *param_list_next(ParamList *list, int type, const char *name, va_list args)
    G_GNUC_PRINTF(3, 0);

static virTypedParameter *
param_list_next(ParamList *list, int type, const char *name, va_list args)
{
    virTypedParameter *param;
    va_list again;
    bool is_there;

    if (list->n == list->room)
        grow(list);
    param = &list->items[list->n];
    *param = (virTypedParameter){ .type = type };
    if (list->keys)
        list->keys[list->n].form = NULL;
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
