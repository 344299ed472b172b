/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rpc/message.h"
#include "base/err.h"
#include "lib/calls.h"

#define ERR_DOMAIN VIR_FROM_RPC

#define LENGTH_SIZE 4
#define HEADER_SIZE 24

static bool
has_fds(uint32_t type)
{
    return type == PACKET_CALL_WITH_FDS || type == PACKET_REPLY_WITH_FDS;
}

PacketFound
packet_parse(const unsigned char *data, size_t n, Packet *packet)
{
    size_t used = LENGTH_SIZE + HEADER_SIZE;

    *packet = (Packet){ 0 };
    if (n < LENGTH_SIZE)
        return PACKET_PARTIAL;
    packet->size = xdr_get_u32(data);
    if (packet->size < PACKET_LENGTH_MIN || packet->size > PACKET_LENGTH_MAX)
        return PACKET_BROKEN;
    if (n < packet->size)
        return PACKET_PARTIAL;

    packet->header = (PacketHeader){
        .program = xdr_get_u32(data + 4),
        .version = xdr_get_u32(data + 8),
        .procedure = (int32_t)xdr_get_u32(data + 12),
        .type = xdr_get_u32(data + 16),
        .serial = xdr_get_u32(data + 20),
        .status = xdr_get_u32(data + 24),
    };
    if (has_fds(packet->header.type)) {
        if (packet->size < used + 4)
            return PACKET_BROKEN;
        packet->n_fds = xdr_get_u32(data + used);
        if (packet->n_fds > PACKET_FDS_MAX)
            return PACKET_BROKEN;
        used += 4;
    }
    packet->payload = data + used;
    packet->n_payload = packet->size - used;
    return PACKET_WHOLE;
}

static bool
refuse_large(GError **error)
{
    err_set(error, VIR_ERR_RPC, "%s", "Unable to encode message payload");
    return err_context(error, "the packet takes more than %u bytes", PACKET_LENGTH_MAX);
}

static bool
put_header(XdrBuffer *buffer, const PacketHeader *header, unsigned int n_fds, GError **error)
{
    const uint32_t words[] = { 0,
                               header->program,
                               header->version,
                               (uint32_t)header->procedure,
                               header->type,
                               header->serial,
                               header->status,
                               n_fds };
    size_t n = has_fds(header->type) ? 8 : 7;
    unsigned char *to = xdr_buffer_reserve(buffer, n * 4);

    if (!to)
        return refuse_large(error);
    for (size_t i = 0; i < n; i++)
        xdr_put_u32(to + i * 4, words[i]);
    buffer->n += n * 4;
    return true;
}

/* The length is known last. */
static bool
put_length(XdrBuffer *buffer, size_t start, GError **error)
{
    size_t size = buffer->n - start;

    if (size > PACKET_LENGTH_MAX)
        return refuse_large(error);
    xdr_put_u32(buffer->data + start, (uint32_t)size);
    return true;
}

bool
packet_build(XdrBuffer *buffer, const PacketHeader *header, unsigned int n_fds, const Shape *shape,
             const void *object, GError **error)
{
    size_t start = buffer->n;

    if (put_header(buffer, header, n_fds, error) && xdr_encode(shape, object, buffer, error) &&
        put_length(buffer, start, error))
        return true;
    buffer->n = start;
    return false;
}

bool
packet_build_raw(XdrBuffer *buffer, const PacketHeader *header, const void *data, size_t n,
                 GError **error)
{
    size_t start = buffer->n;
    unsigned char *to;

    if (!put_header(buffer, header, 0, error))
        return false;
    to = xdr_buffer_reserve(buffer, n);
    if (!to) {
        buffer->n = start;
        return refuse_large(error);
    }
    if (n > 0)
        memcpy(to, data, n);
    buffer->n += n;
    if (put_length(buffer, start, error))
        return true;
    buffer->n = start;
    return false;
}

void
packet_build_error(XdrBuffer *buffer, const PacketHeader *header, const GError *why)
{
    static char no_message[] = "unknown error";
    const ErrDetail *detail = err_detail(why);
    PacketHeader error_header = *header;
    MessageError body = {
        .code = detail ? why->code : VIR_ERR_INTERNAL_ERROR,
        .domain = detail ? detail->domain : VIR_FROM_NONE,
        .message = why->message ? why->message : no_message,
        .level = detail ? detail->level : VIR_ERR_ERROR,
        .str1 = detail ? detail->str1 : NULL,
        .str2 = detail ? detail->str2 : NULL,
        .str3 = detail ? detail->str3 : NULL,
        .int1 = detail ? detail->int1 : -1,
        .int2 = detail ? detail->int2 : -1,
    };

    error_header.status = PACKET_ERROR;
    if (packet_build(buffer, &error_header, 0, &shape_message_error, &body, NULL))
        return;
    body.message = no_message;
    body.str1 = body.str2 = body.str3 = NULL;
    g_assert_true(packet_build(buffer, &error_header, 0, &shape_message_error, &body, NULL));
}

bool
packet_error(const Packet *packet, GError **error)
{
    MessageError body;

    if (!xdr_decode(&shape_message_error, &body, packet->payload, packet->n_payload, NULL, error))
        return err_context(error, "reading the error that the peer reports");
    if (body.code == VIR_ERR_OK) {
        shape_clear(&shape_message_error, &body);
        return err_set(error, VIR_ERR_RPC, "%s", "the peer reports an error without a code");
    }
    /* One without a text says what its code means. */
    if (!body.message || !*body.message) {
        g_autofree char *meaning = err_message(body.code, NULL);

        g_free(body.message);
        body.message = meaning ? g_steal_pointer(&meaning)
                               : g_strdup_printf("the peer reports error %d", body.code);
    }
    err_set_raw(error, body.code, body.message,
                &(ErrDetail){ .domain = body.domain,
                              .level = body.level,
                              .str1 = body.str1,
                              .str2 = body.str2,
                              .str3 = body.str3,
                              .int1 = body.int1,
                              .int2 = body.int2 });
    shape_clear(&shape_message_error, &body);
    return false;
}
