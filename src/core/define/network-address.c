/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses, their networks, and ranges of them. */
#include <arpa/inet.h>
#include <string.h>

#include "core/define/network-priv.h"

#define ERR_DOMAIN VIR_FROM_NONE

#define MAX_RANGE 65535

bool
address_parse(const char *text, Address *address_out)
{
    *address_out = (Address){ .family = AF_INET, .n = 4 };
    if (inet_pton(AF_INET, text, address_out->bytes) == 1)
        return true;
    *address_out = (Address){ .family = AF_INET6, .n = 16 };
    return inet_pton(AF_INET6, text, address_out->bytes) == 1;
}

static bool
bit(const Address *address, unsigned int i)
{
    return (address->bytes[i / 8] & 0x80 >> i % 8) != 0;
}

bool
address_host_is(const Address *address, unsigned int prefix, bool ones)
{
    for (unsigned int i = prefix; i < address->n * 8; i++)
        if (bit(address, i) != ones)
            return false;
    return true;
}

int
address_mask_bits(const char *text)
{
    unsigned int bits = 0;
    Address mask;

    if (!address_parse(text, &mask))
        return -1;
    while (bits < mask.n * 8 && bit(&mask, bits))
        bits++;
    return address_host_is(&mask, bits, false) ? (int)bits : -1;
}

int
address_prefix(const Address *address, const char *netmask, unsigned int prefix)
{
    if (prefix > 0)
        return (int)prefix;
    if (netmask != NULL)
        return address_mask_bits(netmask);
    if (address->family == AF_INET6)
        return 64;
    if (address_host_is(address, 0, false))
        return 0;
    if (address->bytes[0] < 128)
        return 8;
    if (address->bytes[0] < 192)
        return 16;
    return address->bytes[0] < 224 ? 24 : -1;
}

bool
address_same_network(const Address *a, const Address *b, unsigned int prefix)
{
    if (a->family != b->family)
        return false;
    for (unsigned int i = 0; i < prefix; i++)
        if (bit(a, i) != bit(b, i))
            return false;
    return true;
}

/* How far end is behind start; -1: before it, more than MAX_RANGE: too far. */
static int64_t
range_size(const Address *start, const Address *end)
{
    int64_t size = 0;

    for (unsigned int i = 0; i < start->n; i++) {
        size = size * 256 + end->bytes[i] - start->bytes[i];
        if (size > (INT64_C(1) << 40))
            size = INT64_C(1) << 40;
        if (size < -(INT64_C(1) << 40))
            size = -(INT64_C(1) << 40);
    }
    return size < 0 ? -1 : size;
}

/* Not the address of the network itself, nor the one for all in it. */
static bool
check_ends(const Address *start, const Address *end, const char *range, const char *network,
           unsigned int prefix, GError **error)
{
    if (address_host_is(start, prefix, false))
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "start of range %s in network %s/%u is the network address", range, network,
                       prefix);
    if (address_host_is(end, prefix, true))
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "end of range %s in network %s/%u is the broadcast address", range, network,
                       prefix);
    return true;
}

bool
check_range(const char *start_text, const char *end_text, const char *network, int prefix,
            GError **error)
{
    g_autofree char *range = g_strdup_printf("%s - %s", start_text, end_text);
    Address start, end, net = { 0 };
    int64_t size;

    if (!address_parse(start_text, &start) || !address_parse(end_text, &end) ||
        start.family != end.family)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "mismatch of address family in range %s",
                       range);
    if (network != NULL && (!address_parse(network, &net) || net.family != start.family))
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "mismatch of address family in range %s for network %s", range, network);
    size = range_size(&start, &end);
    if (size < 0)
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       start.family == AF_INET ? "range %s is reversed "
                                               : "range %s start larger than end",
                       range);
    if (size > MAX_RANGE)
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "range %s is too large (> %d)", range,
                       MAX_RANGE);
    if (network == NULL)
        return true;
    if (prefix < 0)
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "bad prefix %d for network %s when  checking range %s", prefix, network,
                       range);
    if (!address_same_network(&start, &net, (unsigned int)prefix) ||
        !address_same_network(&end, &net, (unsigned int)prefix))
        return err_set(error, VIR_ERR_INTERNAL_ERROR,
                       "range %s is not entirely within network %s/%d", range, network, prefix);
    return start.family == AF_INET6 ||
           check_ends(&start, &end, range, network, (unsigned int)prefix, error);
}
