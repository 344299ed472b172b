/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rpc/xdr.h"

#define ROOM_FIRST 1024

void
xdr_buffer_init(XdrBuffer *buffer, size_t max)
{
    *buffer = (XdrBuffer){ .max = max };
}

void
xdr_buffer_init_fixed(XdrBuffer *buffer, void *memory, size_t size)
{
    *buffer = (XdrBuffer){ .data = memory, .room = size, .max = size, .is_fixed = true };
}

void
xdr_buffer_clear(XdrBuffer *buffer)
{
    if (!buffer->is_fixed)
        g_free(buffer->data);
    *buffer = (XdrBuffer){ .max = buffer->max };
}

unsigned char *
xdr_buffer_reserve(XdrBuffer *buffer, size_t size)
{
    size_t room;

    if (size <= buffer->room - buffer->n)
        return buffer->data + buffer->n;
    if (buffer->is_fixed || size > buffer->max - buffer->n)
        return NULL;

    room = MAX(buffer->room * 2, ROOM_FIRST);
    room = MIN(MAX(room, buffer->n + size), buffer->max);
    buffer->data = g_realloc(buffer->data, room);
    buffer->room = room;
    return buffer->data + buffer->n;
}
