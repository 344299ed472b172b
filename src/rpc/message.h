/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Packets: what stands around the XDR of a call, a reply, an event or a piece of a stream.
 *
 *     length (4, counts itself) | header (24) | number of descriptors (4, two types only) | payload
 */
#ifndef VIRTUE_MESSAGE_H
#define VIRTUE_MESSAGE_H

#include "rpc/xdr.h"

#define PACKET_LENGTH_MIN 28u
#define PACKET_LENGTH_MAX 33554436u
#define PACKET_FDS_MAX    32u

/* What one stream packet carries; older peers take no more. */
#define PACKET_STREAM_MAX 262120u

#define PROGRAM_REMOTE    0x20008086u
#define PROGRAM_ADMIN     0x06900690u
#define PROGRAM_KEEPALIVE 0x6b656570u
#define PROGRAM_LOCK      0x0ea7beefu
#define PROGRAM_LOG       0x87539319u

enum {
    KEEPALIVE_PING = 1,
    KEEPALIVE_PONG = 2,
};

/* On the wire as it stands; what comes in may be any other number. */
typedef enum PacketType {
    PACKET_CALL,
    PACKET_REPLY,
    PACKET_MESSAGE,
    PACKET_STREAM,
    PACKET_CALL_WITH_FDS,
    PACKET_REPLY_WITH_FDS,
    PACKET_STREAM_HOLE,
} PacketType;

typedef enum PacketStatus {
    PACKET_OK,
    PACKET_ERROR,
    PACKET_CONTINUE,
} PacketStatus;

typedef struct PacketHeader {
    uint32_t program;
    uint32_t version;
    int32_t procedure;
    uint32_t type;
    uint32_t serial;
    uint32_t status;
} PacketHeader;

/* A packet that came in; it points into the buffer that it was found in. */
typedef struct Packet {
    PacketHeader header;
    unsigned int n_fds; /* each follows the packet as one byte, see transport.h */
    const unsigned char *payload;
    size_t n_payload;
    size_t size; /* of the whole packet */
} Packet;

typedef enum PacketFound {
    PACKET_PARTIAL, /* more bytes are needed; packet->size says how many in all, or 0 */
    PACKET_WHOLE,
    PACKET_BROKEN, /* not the protocol: the connection is to be dropped */
} PacketFound;

/* Look for a packet at the beginning of some bytes. */
PacketFound packet_parse(const unsigned char *data, size_t n, Packet *packet);

/* Append a packet with the XDR of an object (shape NULL: nothing). On failure the buffer is as it
 * was. n_fds counts only in the two types with descriptors. */
bool packet_build(XdrBuffer *buffer, const PacketHeader *header, unsigned int n_fds,
                  const Shape *shape, const void *object, GError **error);
/* Likewise with raw bytes, as streams have them. */
bool packet_build_raw(XdrBuffer *buffer, const PacketHeader *header, const void *data, size_t n,
                      GError **error);
/* Append a packet that reports an error; header->status is PACKET_ERROR whatever it says. Cannot
 * fail: an error too large for a packet loses its details. */
void packet_build_error(XdrBuffer *buffer, const PacketHeader *header, const GError *why);

/* Set *error to what an error packet says; false always. */
bool packet_error(const Packet *packet, GError **error);

#endif
