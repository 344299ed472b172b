/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* XDR: plain structs to bytes and back, by their shapes.
 *
 * Errors are VIR_ERR_RPC of VIR_FROM_RPC; which field and why stands in the cause chain. */
#ifndef VIRTUE_XDR_H
#define VIRTUE_XDR_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lib/shape.h"

#define XDR_STRING_MAX 4194304u
/* What one message may take in memory once decoded. The largest packet, full of typed parameters
 * with names of average length, stays below. */
#define XDR_MEMORY_MAX (128u << 20)

/* Bytes under construction. Either growing, up to max, or fixed memory of the caller. */
typedef struct XdrBuffer {
    unsigned char *data;
    size_t n;    /* bytes written */
    size_t room; /* bytes allocated */
    size_t max;
    bool is_fixed;
} XdrBuffer;

void xdr_buffer_init(XdrBuffer *buffer, size_t max);
void xdr_buffer_init_fixed(XdrBuffer *buffer, void *memory, size_t size);
void xdr_buffer_clear(XdrBuffer *buffer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(XdrBuffer, xdr_buffer_clear)

/* Make size bytes of room behind what is written, or NULL beyond the maximum. The caller adds to
 * buffer->n what it used. */
unsigned char *xdr_buffer_reserve(XdrBuffer *buffer, size_t size);

/* Append an object. On failure the buffer is as it was. A NULL shape has no bytes. */
bool xdr_encode(const Shape *shape, const void *object, XdrBuffer *buffer, GError **error);

/* Fill *out, which is overwritten. Bytes after the object are left alone; their number comes out of
 * *used_out (may be NULL). On failure *out is zeroed and owns nothing. */
bool xdr_decode(const Shape *shape, void *out, const unsigned char *data, size_t n,
                size_t *used_out, GError **error);

/* The fewest bytes that an object of the shape takes. */
size_t xdr_size_min(const Shape *shape);

/* The pieces that packet framing needs. */
static inline uint32_t
xdr_get_u32(const unsigned char *data)
{
    return (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3];
}

static inline void
xdr_put_u32(unsigned char *data, uint32_t value)
{
    data[0] = (unsigned char)(value >> 24);
    data[1] = (unsigned char)(value >> 16);
    data[2] = (unsigned char)(value >> 8);
    data[3] = (unsigned char)value;
}

#endif
