/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files about networks share: addresses and their networks. */
#ifndef VIRTUE_CORE_DEFINE_NETWORK_PRIV_H
#define VIRTUE_CORE_DEFINE_NETWORK_PRIV_H

#include "core/define/define-priv.h"

typedef struct Address {
    int family;     /* AF_INET, AF_INET6 */
    unsigned int n; /* bytes */
    uint8_t bytes[16];
} Address;

/* false if the text is none. */
bool address_parse(const char *text, Address *address_out);
/* Bits of the network of a text like 255.255.255.0; -1 if it is no mask. */
int address_mask_bits(const char *text);
/* Bits of the network that an address is in: those given, or by mask or class; -1 if unknown. */
int address_prefix(const Address *address, const char *netmask, unsigned int prefix);
bool address_same_network(const Address *a, const Address *b, unsigned int prefix);
/* Whether all bits behind the prefix are that. */
bool address_host_is(const Address *address, unsigned int prefix, bool ones);

/* A range must be one, small, and inside the network; network may be NULL. */
bool check_range(const char *start, const char *end, const char *network, int prefix,
                 GError **error);

/* owner: whose errors they are. Whether the gateway can be reached is not asked. */
bool check_route(const char *owner, const NetRoute *route, GError **error);
bool check_network_ips(Network *network, GError **error);
bool check_network_routes(Network *network, GError **error);

#endif
