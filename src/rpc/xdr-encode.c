/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libvirt/libvirt.h>
#include "base/err.h"
#include "rpc/xdr-priv.h"

#define ERR_DOMAIN VIR_FROM_RPC

/* Failures are cold: the hot path returns false, and the reason is put together there. */
static bool G_GNUC_PRINTF(2, 3) __attribute__((cold)) refuse(GError **error, const char *fmt, ...)
{
    g_autofree char *why = NULL;
    va_list args;

    va_start(args, fmt);
    why = g_strdup_vprintf(fmt, args);
    va_end(args);
    err_set(error, VIR_ERR_RPC, "%s", "Unable to encode message payload");
    return err_context(error, "%s", why);
}

static bool
refuse_size(const XdrBuffer *buffer, const char *name, GError **error)
{
    return refuse(error, "with '%s' the message takes more than %zu bytes", name, buffer->max);
}

static inline bool
put_u32(XdrBuffer *buffer, uint32_t value)
{
    unsigned char *to = xdr_buffer_reserve(buffer, 4);

    if (G_UNLIKELY(!to))
        return false;
    value = GUINT32_TO_BE(value);
    memcpy(to, &value, 4);
    buffer->n += 4;
    return true;
}

static inline bool
put_u64(XdrBuffer *buffer, uint64_t value)
{
    unsigned char *to = xdr_buffer_reserve(buffer, 8);

    if (G_UNLIKELY(!to))
        return false;
    value = GUINT64_TO_BE(value);
    memcpy(to, &value, 8);
    buffer->n += 8;
    return true;
}

static inline bool
put_f64(XdrBuffer *buffer, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof(bits));
    return put_u64(buffer, bits);
}

/* A counted run of bytes. */
static bool
put_bytes(XdrBuffer *buffer, const void *data, size_t n, size_t max, const char *name,
          GError **error)
{
    size_t padded = xdr_padded(n);
    unsigned char *to;

    if (n > max)
        return refuse(error, "'%s' has %zu bytes, at most %zu fit", name, n, max);
    to = xdr_buffer_reserve(buffer, 4 + padded);
    if (!to)
        return refuse_size(buffer, name, error);
    xdr_put_u32(to, (uint32_t)n);
    if (n > 0)
        memcpy(to + 4, data, n);
    memset(to + 4 + n, 0, padded - n);
    buffer->n += 4 + padded;
    return true;
}

static bool
put_string(XdrBuffer *buffer, const char *text, size_t max, const char *name, GError **error)
{
    if (!text)
        return refuse(error, "'%s' is missing", name);
    return put_bytes(buffer, text, strlen(text), max, name, error);
}

static bool
put_param(XdrBuffer *buffer, const virTypedParameter *param, const char *name, GError **error)
{
    size_t length = strnlen(param->field, sizeof(param->field));
    bool ok = false;

    if (!put_bytes(buffer, param->field, length, PARAM_NAME_MAX, name, error))
        return false;
    if (!put_u32(buffer, (uint32_t)param->type))
        return refuse_size(buffer, name, error);
    switch (param->type) {
    case VIR_TYPED_PARAM_INT:
        ok = put_u32(buffer, (uint32_t)param->value.i);
        break;
    case VIR_TYPED_PARAM_UINT:
        ok = put_u32(buffer, param->value.ui);
        break;
    case VIR_TYPED_PARAM_LLONG:
        ok = put_u64(buffer, (uint64_t)param->value.l);
        break;
    case VIR_TYPED_PARAM_ULLONG:
        ok = put_u64(buffer, param->value.ul);
        break;
    case VIR_TYPED_PARAM_DOUBLE:
        ok = put_f64(buffer, param->value.d);
        break;
    case VIR_TYPED_PARAM_BOOLEAN:
        ok = put_u32(buffer, (uint32_t)param->value.b);
        break;
    case VIR_TYPED_PARAM_STRING:
        return put_string(buffer, param->value.s, XDR_STRING_MAX, param->field, error);
    default:
        return refuse(error, "parameter '%s' has the unknown type %d", param->field, param->type);
    }
    return ok || refuse_size(buffer, param->field, error);
}

static bool put_struct(XdrBuffer *buffer, const Shape *shape, const char *object, GError **error);

static bool
put_element(XdrBuffer *buffer, const ShapeField *field, const void *element, GError **error)
{
    bool ok = false;
    const Bytes *bytes;
    const char *text;
    const void *inner;
    void *to;

    switch ((ShapeKind)field->kind) {
    case SHAPE_I32:
    case SHAPE_U32:
        ok = put_u32(buffer, *(const uint32_t *)element);
        break;
    case SHAPE_I64:
    case SHAPE_U64:
        ok = put_u64(buffer, *(const uint64_t *)element);
        break;
    case SHAPE_F64:
        ok = put_f64(buffer, *(const double *)element);
        break;
    case SHAPE_CHAR:
        ok = put_u32(buffer, (uint32_t)(int32_t) * (const signed char *)element);
        break;
    case SHAPE_U8:
        ok = put_u32(buffer, *(const unsigned char *)element);
        break;
    case SHAPE_I16:
        ok = put_u32(buffer, (uint32_t)(int32_t) * (const int16_t *)element);
        break;
    case SHAPE_U16:
        ok = put_u32(buffer, *(const uint16_t *)element);
        break;
    case SHAPE_STRING:
        return put_string(buffer, *(char *const *)element, xdr_string_max(field), field->name,
                          error);
    case SHAPE_STRING_OPT:
        text = *(char *const *)element;
        if (!put_u32(buffer, text != NULL))
            break;
        return !text || put_string(buffer, text, xdr_string_max(field), field->name, error);
    case SHAPE_UUID:
        to = xdr_buffer_reserve(buffer, VIR_UUID_BUFLEN);
        if (!to)
            break;
        memcpy(to, element, VIR_UUID_BUFLEN);
        buffer->n += VIR_UUID_BUFLEN;
        return true;
    case SHAPE_BYTES:
        bytes = element;
        return put_bytes(buffer, bytes->items, bytes->n, field->max, field->name, error);
    case SHAPE_STRUCT:
        return put_struct(buffer, field->shape, element, error);
    case SHAPE_STRUCT_OPT:
        inner = *(void *const *)element;
        if (!put_u32(buffer, inner != NULL))
            break;
        return !inner || put_struct(buffer, field->shape, inner, error);
    case SHAPE_PARAM:
        return put_param(buffer, element, field->name, error);
    }
    return ok || refuse_size(buffer, field->name, error);
}

static bool
put_elements(XdrBuffer *buffer, const ShapeField *field, const char *element, size_t n,
             GError **error)
{
    size_t size = shape_element_size(field);

    for (size_t i = 0; i < n; i++) {
        if (!put_element(buffer, field, element + i * size, error))
            return err_context(error, "element %zu of '%s'", i, field->name);
    }
    return true;
}

static bool
put_list(XdrBuffer *buffer, const ShapeField *field, const List *list, GError **error)
{
    if (list->n > field->max)
        return refuse(error, "'%s' has %u elements, at most %u fit", field->name, list->n,
                      field->max);
    if (list->n > 0 && !list->items)
        return refuse(error, "'%s' has %u elements but no memory", field->name, list->n);
    if (!put_u32(buffer, list->n))
        return refuse_size(buffer, field->name, error);
    return put_elements(buffer, field, list->items, list->n, error);
}

static bool
put_struct(XdrBuffer *buffer, const Shape *shape, const char *object, GError **error)
{
    for (uint32_t i = 0; i < shape->n_fields; i++) {
        const ShapeField *field = &shape->fields[i];
        const char *place = object + field->offset;
        bool ok = false;

        switch ((ShapeCount)field->count) {
        case SHAPE_ONE:
            ok = put_element(buffer, field, place, error);
            break;
        case SHAPE_FIXED:
            ok = put_elements(buffer, field, place, field->max, error);
            break;
        case SHAPE_LIST:
            ok = put_list(buffer, field, (const List *)place, error);
            break;
        }
        if (!ok)
            return false;
    }
    return true;
}

bool
xdr_encode(const Shape *shape, const void *object, XdrBuffer *buffer, GError **error)
{
    size_t start = buffer->n;

    if (!shape || put_struct(buffer, shape, object, error))
        return true;
    buffer->n = start;
    return err_context(error, "encoding %s", shape->name);
}
