/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "random.h"
#include "lib/calls.h"
#include "lib/conn-events.h"

const Shape *
shape_nth(size_t index)
{
    static GPtrArray *all;

    if (!all) {
        all = g_ptr_array_new();
        for (int i = 0; i < OP_COUNT; i++) {
            if (ops[i].args)
                g_ptr_array_add(all, (gpointer)ops[i].args);
            if (ops[i].ret)
                g_ptr_array_add(all, (gpointer)ops[i].ret);
        }
        for (const EventType *type = event_types; type->name; type++) {
            if (type->message)
                g_ptr_array_add(all, (gpointer)type->message);
        }
        g_ptr_array_add(all, (gpointer)&shape_message_error);
        g_ptr_array_add(all, (gpointer)&shape_message_header);
        g_ptr_array_add(all, (gpointer)&shape_stream_hole);
    }
    return index < all->len ? g_ptr_array_index(all, index) : NULL;
}

static uint64_t
random_bits(GRand *rand)
{
    /* Small and extreme numbers as often as any other. */
    switch (g_rand_int_range(rand, 0, 4)) {
    case 0:
        return g_rand_int(rand) % 3;
    case 1:
        return UINT64_MAX - g_rand_int(rand) % 2;
    default:
        return (uint64_t)g_rand_int(rand) << 32 | g_rand_int(rand);
    }
}

static char *
random_string(GRand *rand, unsigned int max_n)
{
    unsigned int n = (unsigned int)g_rand_int_range(rand, 0, (int)max_n + 1);
    char *text = g_malloc(n + 1);

    for (unsigned int i = 0; i < n; i++)
        text[i] = (char)g_rand_int_range(rand, 1, 256);
    text[n] = '\0';
    return text;
}

static void
random_param(GRand *rand, virTypedParameter *param, unsigned int max_n)
{
    g_autofree char *name = random_string(rand, MIN(max_n, VIR_TYPED_PARAM_FIELD_LENGTH - 1));

    g_strlcpy(param->field, name, sizeof(param->field));
    param->type = g_rand_int_range(rand, VIR_TYPED_PARAM_INT, VIR_TYPED_PARAM_STRING + 1);
    switch (param->type) {
    case VIR_TYPED_PARAM_STRING:
        param->value.s = random_string(rand, max_n);
        break;
    case VIR_TYPED_PARAM_BOOLEAN:
        param->value.b = g_rand_boolean(rand);
        break;
    case VIR_TYPED_PARAM_INT:
    case VIR_TYPED_PARAM_UINT:
        param->value.ui = (unsigned int)random_bits(rand);
        break;
    default:
        param->value.ul = random_bits(rand);
        break;
    }
}

static void
random_bytes(GRand *rand, char *out, size_t n)
{
    while (n > 0) {
        uint64_t bits = random_bits(rand);
        size_t part = MIN(n, sizeof(bits));

        memcpy(out, &bits, part);
        out += part;
        n -= part;
    }
}

static void
random_element(GRand *rand, const ShapeField *field, void *out, unsigned int max_n)
{
    Bytes *bytes;

    if (!shape_owns_memory(field)) {
        random_bytes(rand, out, shape_element_size(field));
        return;
    }
    switch (field->kind) {
    case SHAPE_STRING_OPT:
        if (g_rand_boolean(rand))
            break;
        G_GNUC_FALLTHROUGH;
    case SHAPE_STRING:
        *(char **)out = random_string(rand, max_n);
        break;
    case SHAPE_BYTES:
        bytes = out;
        bytes->n = (unsigned int)g_rand_int_range(rand, 0, (int)MIN(max_n, field->max) + 1);
        bytes->items = bytes->n ? g_malloc(bytes->n) : NULL;
        for (unsigned int i = 0; i < bytes->n; i++)
            bytes->items[i] = (unsigned char)g_rand_int(rand);
        break;
    case SHAPE_STRUCT:
        random_fill(rand, field->shape, out, max_n);
        break;
    case SHAPE_STRUCT_OPT:
        if (g_rand_boolean(rand))
            break;
        *(void **)out = g_malloc0(field->shape->size);
        random_fill(rand, field->shape, *(void **)out, max_n);
        break;
    case SHAPE_PARAM:
        random_param(rand, out, max_n);
        break;
    default:
        g_assert_not_reached();
    }
}

void
random_fill(GRand *rand, const Shape *shape, void *out, unsigned int max_n)
{
    memset(out, 0, shape->size);
    for (uint32_t i = 0; i < shape->n_fields; i++) {
        const ShapeField *field = &shape->fields[i];
        size_t size = shape_element_size(field);
        char *place = (char *)out + field->offset;
        size_t n = field->count == SHAPE_FIXED ? field->max : 1;

        if (field->count == SHAPE_LIST) {
            List *list = (List *)place;

            list->n = (unsigned int)g_rand_int_range(rand, 0, (int)MIN(max_n, field->max) + 1);
            list->items = list->n ? g_malloc0(list->n * size) : NULL;
            n = list->n;
            place = list->items;
        }
        for (size_t j = 0; j < n; j++)
            random_element(rand, field, place + j * size, max_n);
    }
}
