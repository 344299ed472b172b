/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/shape.h"

#include <glib.h>

#include "lib/typed-param.h"

/* What the kinds of elements are in C. */
static const struct {
    size_t size; /* 0: that of the field's struct */
    bool owns_memory;
} kinds[] = {
    [SHAPE_I32] = { sizeof(int), false },
    [SHAPE_U32] = { sizeof(unsigned int), false },
    [SHAPE_I64] = { sizeof(long long), false },
    [SHAPE_U64] = { sizeof(unsigned long long), false },
    [SHAPE_F64] = { sizeof(double), false },
    [SHAPE_CHAR] = { sizeof(char), false },
    [SHAPE_U8] = { sizeof(unsigned char), false },
    [SHAPE_I16] = { sizeof(short), false },
    [SHAPE_U16] = { sizeof(unsigned short), false },
    [SHAPE_STRING] = { sizeof(char *), true },
    [SHAPE_STRING_OPT] = { sizeof(char *), true },
    [SHAPE_UUID] = { VIR_UUID_BUFLEN, false },
    [SHAPE_BYTES] = { sizeof(Bytes), true },
    [SHAPE_STRUCT] = { 0, true },
    [SHAPE_STRUCT_OPT] = { sizeof(void *), true },
    [SHAPE_PARAM] = { sizeof(virTypedParameter), true },
};
G_STATIC_ASSERT(G_N_ELEMENTS(kinds) == SHAPE_PARAM + 1);

size_t
shape_element_size(const ShapeField *field)
{
    return kinds[field->kind].size ? kinds[field->kind].size : field->shape->size;
}

bool
shape_owns_memory(const ShapeField *field)
{
    return kinds[field->kind].owns_memory;
}

/* The elements of a field: their number, with *first_out at the first. */
static size_t
field_elements(const ShapeField *field, const void *object, char **first_out)
{
    void *place = (char *)object + field->offset;

    if (field->count == SHAPE_LIST) {
        const List *list = place;

        *first_out = list->items;
        return list->items ? list->n : 0;
    }
    *first_out = place;
    return field->count == SHAPE_FIXED ? field->max : 1;
}

static void
wipe_free(void *memory, size_t size, bool secret)
{
    if (memory && secret)
        explicit_bzero(memory, size);
    g_free(memory);
}

static void struct_clear(const Shape *shape, void *object, bool secret);

static void
element_clear(const ShapeField *field, void *element, bool secret)
{
    char *string = NULL;
    Bytes *bytes;
    void *inner;

    switch (field->kind) {
    case SHAPE_STRING:
    case SHAPE_STRING_OPT:
        string = *(char **)element;
        wipe_free(string, string ? strlen(string) : 0, secret);
        break;
    case SHAPE_BYTES:
        bytes = element;
        wipe_free(bytes->items, bytes->n, secret);
        break;
    case SHAPE_STRUCT:
        struct_clear(field->shape, element, secret);
        break;
    case SHAPE_STRUCT_OPT:
        inner = *(void **)element;
        if (inner)
            struct_clear(field->shape, inner, secret);
        g_free(inner);
        break;
    case SHAPE_PARAM:
        if (secret)
            param_wipe(element);
        else
            param_clear(element);
        break;
    }
}

static void
struct_clear(const Shape *shape, void *object, bool secret)
{
    for (unsigned int i = 0; i < shape->n_fields; i++) {
        const ShapeField *field = &shape->fields[i];
        bool wipe = secret || field->secret;
        size_t size = shape_element_size(field);
        char *first;
        size_t n = field_elements(field, object, &first);

        for (size_t j = 0; shape_owns_memory(field) && j < n; j++)
            element_clear(field, first + j * size, wipe);
        if (field->count == SHAPE_LIST)
            wipe_free(first, n * size, wipe);
    }
    /* Secrets also stand in the struct itself; not to be optimised away with a free() after it. */
    explicit_bzero(object, shape->size);
}

void
shape_clear(const Shape *shape, void *object)
{
    struct_clear(shape, object, false);
}

static void
element_copy(const ShapeField *field, void *to, const void *from)
{
    const Bytes *bytes;
    const void *inner;

    switch (field->kind) {
    case SHAPE_STRING:
    case SHAPE_STRING_OPT:
        *(char **)to = g_strdup(*(char *const *)from);
        break;
    case SHAPE_BYTES:
        bytes = from;
        ((Bytes *)to)->items = g_memdup2(bytes->items, bytes->n);
        break;
    case SHAPE_STRUCT:
        shape_copy(field->shape, to, from);
        break;
    case SHAPE_STRUCT_OPT:
        inner = *(void *const *)from;
        if (inner) {
            *(void **)to = g_malloc(field->shape->size);
            shape_copy(field->shape, *(void **)to, inner);
        }
        break;
    case SHAPE_PARAM:
        param_copy(to, from);
        break;
    }
}

void
shape_copy(const Shape *shape, void *out, const void *object)
{
    memcpy(out, object, shape->size);
    for (unsigned int i = 0; i < shape->n_fields; i++) {
        const ShapeField *field = &shape->fields[i];
        size_t size = shape_element_size(field);
        char *from;
        size_t n = field_elements(field, object, &from);
        void *place = (char *)out + field->offset;
        char *to = place;

        if (field->count == SHAPE_LIST)
            to = ((List *)place)->items = g_memdup2(from, n * size);
        for (size_t j = 0; shape_owns_memory(field) && j < n; j++)
            element_copy(field, to + j * size, from + j * size);
    }
}

static bool
element_equal(const ShapeField *field, const void *a, const void *b)
{
    const Bytes *bytes_a;
    const Bytes *bytes_b;
    const void *inner_a;
    const void *inner_b;

    switch (field->kind) {
    case SHAPE_STRING:
    case SHAPE_STRING_OPT:
        return g_strcmp0(*(char *const *)a, *(char *const *)b) == 0;
    case SHAPE_BYTES:
        bytes_a = a;
        bytes_b = b;
        return bytes_a->n == bytes_b->n &&
               (bytes_a->n == 0 || memcmp(bytes_a->items, bytes_b->items, bytes_a->n) == 0);
    case SHAPE_STRUCT:
        return shape_equal(field->shape, a, b);
    case SHAPE_STRUCT_OPT:
        inner_a = *(void *const *)a;
        inner_b = *(void *const *)b;
        if (!inner_a || !inner_b)
            return inner_a == inner_b;
        return shape_equal(field->shape, inner_a, inner_b);
    case SHAPE_PARAM:
        return param_equal(a, b);
    }
    g_assert_not_reached();
}

bool
shape_equal(const Shape *shape, const void *a, const void *b)
{
    for (unsigned int i = 0; i < shape->n_fields; i++) {
        const ShapeField *field = &shape->fields[i];
        size_t size = shape_element_size(field);
        char *first_a;
        char *first_b;
        size_t n = field_elements(field, a, &first_a);

        if (n != field_elements(field, b, &first_b))
            return false;
        /* Doubles too are compared by their bits: a copy of NaN is equal to it. */
        if (!shape_owns_memory(field) && n > 0 && memcmp(first_a, first_b, n * size) != 0)
            return false;
        for (size_t j = 0; shape_owns_memory(field) && j < n; j++) {
            if (!element_equal(field, first_a + j * size, first_b + j * size))
                return false;
        }
    }
    return true;
}
