/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses of IPv4 and IPv6 as texts. */
#include "xml-hooks.h"
#include "xml/check-priv.h"

#include <arpa/inet.h>
#include <string.h>

const char *
canonical_address(Arena *arena, const char *text, int family)
{
    union {
        struct in_addr v4;
        struct in6_addr v6;
    } address;
    char canonical[INET6_ADDRSTRLEN];

    if (family == AF_INET) {
        /* Also in its short and octal forms, as resolvers take it. */
        if (text[strcspn(text, " \t\n\v\f\r")] != '\0' || !inet_aton(text, &address.v4))
            return NULL;
    } else if (inet_pton(AF_INET6, text, &address.v6) != 1) {
        return NULL;
    }
    return arena_strdup(arena, inet_ntop(family, &address, canonical, sizeof(canonical)));
}

const char *
xml_check_ip(Arena *arena, const char *text)
{
    const char *canonical = canonical_address(arena, text, AF_INET);

    return canonical != NULL ? canonical : canonical_address(arena, text, AF_INET6);
}
