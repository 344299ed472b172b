/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libvirt/libvirt.h>
#include "base/err.h"
#include "rpc/xdr-priv.h"

#define ERR_DOMAIN VIR_FROM_RPC

/* Every piece of memory costs this much besides what it holds. */
#define PIECE_COST 16

typedef struct Reader {
    const unsigned char *at;
    const unsigned char *end;
    size_t memory_left;
} Reader;

static bool G_GNUC_PRINTF(2, 3) __attribute__((cold)) refuse(GError **error, const char *fmt, ...)
{
    g_autofree char *why = NULL;
    va_list args;

    va_start(args, fmt);
    why = g_strdup_vprintf(fmt, args);
    va_end(args);
    err_set(error, VIR_ERR_RPC, "%s", "Unable to decode message payload");
    return err_context(error, "%s", why);
}

static bool __attribute__((cold)) refuse_end(const ShapeField *field, GError **error)
{
    return refuse(error, "the payload ends inside '%s'", field->name);
}

static inline size_t
left(const Reader *reader)
{
    return (size_t)(reader->end - reader->at);
}

static inline bool
get_u32(Reader *reader, uint32_t *out)
{
    uint32_t value;

    if (G_UNLIKELY(left(reader) < 4))
        return false;
    memcpy(&value, reader->at, 4);
    reader->at += 4;
    *out = GUINT32_FROM_BE(value);
    return true;
}

static inline bool
get_u64(Reader *reader, uint64_t *out)
{
    uint64_t value;

    if (G_UNLIKELY(left(reader) < 8))
        return false;
    memcpy(&value, reader->at, 8);
    reader->at += 8;
    *out = GUINT64_FROM_BE(value);
    return true;
}

static inline bool
get_f64(Reader *reader, double *out)
{
    uint64_t bits;

    if (!get_u64(reader, &bits))
        return false;
    memcpy(out, &bits, sizeof(bits));
    return true;
}

/* Whether the message may still take so much memory. */
static bool
charge(Reader *reader, size_t size, const ShapeField *field, GError **error)
{
    size += PIECE_COST;
    if (size > reader->memory_left)
        return refuse(error, "with '%s' the message takes more than %u bytes of memory",
                      field->name, XDR_MEMORY_MAX);
    reader->memory_left -= size;
    return true;
}

/* A counted run of bytes, still in the packet; its padding is skipped. */
static bool
get_run(Reader *reader, const ShapeField *field, uint32_t max, const unsigned char **data_out,
        uint32_t *n_out, GError **error)
{
    uint32_t n;

    if (!get_u32(reader, &n))
        return refuse_end(field, error);
    if (n > max)
        return refuse(error, "'%s' has %u bytes, at most %u fit", field->name, n, max);
    if (xdr_padded(n) > left(reader))
        return refuse_end(field, error);
    *data_out = reader->at;
    *n_out = n;
    reader->at += xdr_padded(n);
    return true;
}

static bool
get_text(Reader *reader, const ShapeField *field, uint32_t max, const unsigned char **text_out,
         uint32_t *n_out, GError **error)
{
    if (!get_run(reader, field, max, text_out, n_out, error))
        return false;
    if (memchr(*text_out, '\0', *n_out))
        return refuse(error, "'%s' has a NUL inside", field->name);
    return true;
}

static bool
get_string(Reader *reader, const ShapeField *field, uint32_t max, char **out, GError **error)
{
    const unsigned char *text;
    uint32_t n;
    char *copy;

    if (!get_text(reader, field, max, &text, &n, error) ||
        !charge(reader, (size_t)n + 1, field, error))
        return false;
    copy = g_malloc((size_t)n + 1);
    memcpy(copy, text, n);
    copy[n] = '\0';
    *out = copy;
    return true;
}

static bool
get_bytes(Reader *reader, const ShapeField *field, Bytes *out, GError **error)
{
    const unsigned char *data;
    uint32_t n;

    if (!get_run(reader, field, field->max, &data, &n, error) || !charge(reader, n, field, error))
        return false;
    out->items = g_memdup2(data, n);
    out->n = n;
    return true;
}

static bool
get_param(Reader *reader, const ShapeField *field, virTypedParameter *out, GError **error)
{
    const unsigned char *name;
    uint32_t n;
    uint32_t word = 0;
    bool ok = false;

    if (!get_text(reader, field, PARAM_NAME_MAX, &name, &n, error))
        return false;
    memcpy(out->field, name, n);
    out->field[n] = '\0';
    if (!get_u32(reader, &word))
        return refuse_end(field, error);
    switch (word) {
    case VIR_TYPED_PARAM_INT:
        ok = get_u32(reader, (uint32_t *)&out->value.i);
        break;
    case VIR_TYPED_PARAM_UINT:
        ok = get_u32(reader, &out->value.ui);
        break;
    case VIR_TYPED_PARAM_LLONG:
        ok = get_u64(reader, (uint64_t *)&out->value.l);
        break;
    case VIR_TYPED_PARAM_ULLONG:
        ok = get_u64(reader, (uint64_t *)&out->value.ul);
        break;
    case VIR_TYPED_PARAM_DOUBLE:
        ok = get_f64(reader, &out->value.d);
        break;
    case VIR_TYPED_PARAM_BOOLEAN: {
        uint32_t value = 0;

        ok = get_u32(reader, &value);
        out->value.b = value != 0;
        break;
    }
    case VIR_TYPED_PARAM_STRING:
        /* The type is set last: until then there is nothing to free. */
        ok = get_string(reader, field, XDR_STRING_MAX, &out->value.s, error);
        if (!ok)
            return err_context(error, "parameter '%s'", out->field);
        break;
    default:
        return refuse(error, "parameter '%s' has the unknown type %u", out->field, word);
    }
    if (!ok)
        return refuse_end(field, error);
    out->type = (int)word;
    return true;
}

static bool get_struct(Reader *reader, const Shape *shape, char *out, GError **error);

static bool
get_optional(Reader *reader, const ShapeField *field, void **out, GError **error)
{
    if (left(reader) < xdr_size_min(field->shape))
        return refuse_end(field, error);
    if (!charge(reader, field->shape->size, field, error))
        return false;
    *out = g_malloc0(field->shape->size);
    return get_struct(reader, field->shape, *out, error);
}

static bool
get_element(Reader *reader, const ShapeField *field, void *out, GError **error)
{
    uint32_t word = 0;
    bool ok = false;

    switch ((ShapeKind)field->kind) {
    case SHAPE_I32:
    case SHAPE_U32:
        ok = get_u32(reader, out);
        break;
    case SHAPE_I64:
    case SHAPE_U64:
        ok = get_u64(reader, out);
        break;
    case SHAPE_F64:
        ok = get_f64(reader, out);
        break;
    case SHAPE_CHAR:
    case SHAPE_U8:
        ok = get_u32(reader, &word);
        *(unsigned char *)out = (unsigned char)word;
        break;
    case SHAPE_I16:
    case SHAPE_U16:
        ok = get_u32(reader, &word);
        *(uint16_t *)out = (uint16_t)word;
        break;
    case SHAPE_STRING:
        return get_string(reader, field, xdr_string_max(field), out, error);
    case SHAPE_STRING_OPT:
        if (!get_u32(reader, &word))
            break;
        return !word || get_string(reader, field, xdr_string_max(field), out, error);
    case SHAPE_UUID:
        if (left(reader) < VIR_UUID_BUFLEN)
            break;
        memcpy(out, reader->at, VIR_UUID_BUFLEN);
        reader->at += VIR_UUID_BUFLEN;
        return true;
    case SHAPE_BYTES:
        return get_bytes(reader, field, out, error);
    case SHAPE_STRUCT:
        return get_struct(reader, field->shape, out, error);
    case SHAPE_STRUCT_OPT:
        if (!get_u32(reader, &word))
            break;
        return !word || get_optional(reader, field, out, error);
    case SHAPE_PARAM:
        return get_param(reader, field, out, error);
    }
    return ok || refuse_end(field, error);
}

static bool
get_elements(Reader *reader, const ShapeField *field, char *out, size_t n, GError **error)
{
    size_t size = shape_element_size(field);

    for (size_t i = 0; i < n; i++) {
        if (!get_element(reader, field, out + i * size, error))
            return err_context(error, "element %zu of '%s'", i, field->name);
    }
    return true;
}

static size_t
element_size_min(const ShapeField *field)
{
    switch ((ShapeKind)field->kind) {
    case SHAPE_I32:
    case SHAPE_U32:
    case SHAPE_CHAR:
    case SHAPE_U8:
    case SHAPE_I16:
    case SHAPE_U16:
    case SHAPE_STRING:
    case SHAPE_STRING_OPT:
    case SHAPE_BYTES:
    case SHAPE_STRUCT_OPT:
        return 4;
    case SHAPE_I64:
    case SHAPE_U64:
    case SHAPE_F64:
        return 8;
    case SHAPE_UUID:
        return VIR_UUID_BUFLEN;
    case SHAPE_STRUCT:
        return xdr_size_min(field->shape);
    case SHAPE_PARAM:
        return 12;
    }
    return 0;
}

size_t
xdr_size_min(const Shape *shape)
{
    size_t size = 0;

    for (uint32_t i = 0; shape && i < shape->n_fields; i++) {
        const ShapeField *field = &shape->fields[i];

        if (field->count == SHAPE_LIST)
            size += 4;
        else
            size += element_size_min(field) * (field->count == SHAPE_FIXED ? field->max : 1);
    }
    return size;
}

static bool
get_list(Reader *reader, const ShapeField *field, List *out, GError **error)
{
    size_t size = shape_element_size(field);
    uint32_t n;

    if (!get_u32(reader, &n))
        return refuse_end(field, error);
    if (n > field->max)
        return refuse(error, "'%s' has %u elements, at most %u fit", field->name, n, field->max);
    if (n == 0)
        return true;
    /* A count that the rest of the packet cannot hold is a lie: nothing is allocated for it. */
    if (n > left(reader) / MAX(element_size_min(field), 1))
        return refuse_end(field, error);
    if (!charge(reader, n * size, field, error))
        return false;
    out->items = g_try_malloc0(n * size);
    if (!out->items)
        return refuse(error, "no memory for the %u elements of '%s'", n, field->name);
    out->n = n;
    return get_elements(reader, field, out->items, n, error);
}

static bool
get_struct(Reader *reader, const Shape *shape, char *out, GError **error)
{
    for (uint32_t i = 0; i < shape->n_fields; i++) {
        const ShapeField *field = &shape->fields[i];
        char *place = out + field->offset;
        bool ok = false;

        switch ((ShapeCount)field->count) {
        case SHAPE_ONE:
            ok = get_element(reader, field, place, error);
            break;
        case SHAPE_FIXED:
            ok = get_elements(reader, field, place, field->max, error);
            break;
        case SHAPE_LIST:
            ok = get_list(reader, field, (List *)place, error);
            break;
        }
        if (!ok)
            return false;
    }
    return true;
}

bool
xdr_decode(const Shape *shape, void *out, const unsigned char *data, size_t n, size_t *used_out,
           GError **error)
{
    Reader reader = { .at = data, .end = data + n, .memory_left = XDR_MEMORY_MAX };

    if (shape) {
        memset(out, 0, shape->size);
        if (!get_struct(&reader, shape, out, error)) {
            shape_clear(shape, out);
            return err_context(error, "decoding %s", shape->name);
        }
    }
    if (used_out)
        *used_out = (size_t)(reader.at - data);
    return true;
}
