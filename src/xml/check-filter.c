/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The texts of network filters: every attribute of a protocol is a variable ($NAME, $NAME[1],
 * $NAME[@1]) or a value in the form that its check knows. */
#include "xml-hooks.h"
#include "xml/check-priv.h"

#include "base/number.h"

#include <arpa/inet.h>
#include <string.h>

#define VARIABLE_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

typedef struct NumberName {
    unsigned int number;
    const char *name;
} NumberName;

static const NumberName ether_names[] = {
    { 0x0800, "ipv4" }, { 0x86dd, "ipv6" }, { 0x0806, "arp" },
    { 0x8035, "rarp" }, { 0x8100, "vlan" }, { 0, NULL },
};

static const NumberName protocol_names[] = {
    { 6, "tcp" },  { 17, "udp" }, { 136, "udplite" }, { 50, "esp" },    { 51, "ah" },
    { 1, "icmp" }, { 2, "igmp" }, { 132, "sctp" },    { 58, "icmpv6" }, { 0, NULL },
};

static const NumberName opcode_names[] = {
    { 1, "Request" },       { 2, "Reply" },       { 3, "Request_Reverse" }, { 4, "Reply_Reverse" },
    { 5, "DRARP_Request" }, { 6, "DRARP_Reply" }, { 7, "DRARP_Error" },     { 8, "InARP_Request" },
    { 9, "ARP_NAK" },       { 0, NULL },
};

/* Bits of words, in the order in which they are written. */
static const NumberName state_names[] = {
    { 1, "NEW" },     { 2, "ESTABLISHED" }, { 4, "RELATED" },
    { 8, "INVALID" }, { 16, "NONE" },       { 0, NULL },
};

static const NumberName tcp_flag_names[] = {
    { 1, "FIN" },  { 2, "SYN" },  { 4, "RST" },  { 8, "PSH" },
    { 16, "ACK" }, { 32, "URG" }, { 63, "ALL" }, { 0, NULL },
};
#define TCP_ALL 63

/* A decimal number, blanks and a plus sign before it allowed. */
static bool
read_decimal(const char *text, unsigned int max, unsigned int *number_out)
{
    char *end;
    uint64_t number;

    while (g_ascii_isspace(*text))
        text++;
    if (*text == '+')
        text++;
    if (!g_ascii_isdigit(*text))
        return false;
    number = g_ascii_strtoull(text, &end, 10);
    if (*end != '\0' || number > max)
        return false;
    *number_out = (unsigned int)number;
    return true;
}

/* With 0x in front, a hexadecimal one. */
static bool
read_number(const char *text, unsigned int max, unsigned int *number_out, bool *hex_out)
{
    uint64_t number;
    char *end;

    *hex_out = g_ascii_strncasecmp(text, "0x", 2) == 0;
    if (!*hex_out)
        return read_decimal(text, max, number_out);
    if (!g_ascii_isxdigit(text[2]))
        return false;
    number = g_ascii_strtoull(text + 2, &end, 16);
    if (*end != '\0' || number > max)
        return false;
    *number_out = (unsigned int)number;
    return true;
}

/* $NAME, or with an index in brackets: of the value, or with @ of the iterator, where 0 is what
 * goes without saying. What follows the bracket is passed over, as the original does. */
static const char *
check_variable(Arena *arena, const char *text)
{
    size_t length = strspn(text + 1, VARIABLE_CHARS) + 1;
    const char *p = text + length;
    g_autofree char *digits = NULL;
    bool iterator;
    int64_t index;
    char *end;

    if (*p == '\0')
        return text;
    if (*p++ != '[')
        return NULL;
    p += strspn(p, " \t");
    iterator = *p == '@';
    if (iterator)
        p += 1 + strspn(p + 1, " \t");
    digits = g_strndup(p, strcspn(p, " \t]"));
    index = g_ascii_strtoll(digits, &end, 10);
    if (end == digits || *end != '\0' || index > UINT32_MAX || index < (iterator ? 0 : INT32_MIN))
        return NULL;
    p += strlen(digits);
    p += strspn(p, " \t");
    if (*p != ']')
        return NULL;
    if (iterator && index == 0)
        return arena_strndup(arena, text, length);
    return arena_printf(arena, "%.*s[%s%u]", (int)length, text, iterator ? "@" : "",
                        (unsigned int)index);
}

static const char *
check_number(Arena *arena, const char *text, unsigned int max)
{
    unsigned int number;
    bool hex;

    if (*text == '$')
        return check_variable(arena, text);
    if (!read_number(text, max, &number, &hex))
        return NULL;
    return arena_printf(arena, hex ? "0x%x" : "%u", number);
}

/* A name, or a number of those bounds; numbers that have a name become it. */
static const char *
check_named(Arena *arena, const char *text, const NumberName *names, unsigned int min,
            unsigned int max)
{
    unsigned int number;
    bool hex;

    if (*text == '$')
        return check_variable(arena, text);
    for (const NumberName *name = names; name->name != NULL; name++)
        if (g_ascii_strcasecmp(name->name, text) == 0)
            return name->name;
    if (!read_number(text, max, &number, &hex) || number < min)
        return NULL;
    for (const NumberName *name = names; name->name != NULL; name++)
        if (name->number == number)
            return name->name;
    return arena_printf(arena, hex ? "0x%x" : "%u", number);
}

static const char *
check_address(Arena *arena, const char *text, int family)
{
    return *text == '$' ? check_variable(arena, text) : canonical_address(arena, text, family);
}

/* The number of leading ones; -1 if others follow. */
static int
prefix_length(const unsigned char *bytes, int n)
{
    int length = 0;

    while (length < n * 8 && (bytes[length / 8] & 0x80 >> length % 8) != 0)
        length++;
    for (int i = length; i < n * 8; i++)
        if ((bytes[i / 8] & 0x80 >> i % 8) != 0)
            return -1;
    return length;
}

static const char *
check_mask(Arena *arena, const char *text, int family)
{
    unsigned char bytes[sizeof(struct in6_addr)];
    int n_bytes = family == AF_INET ? 4 : 16, length;
    unsigned int bits;

    if (*text == '$')
        return check_variable(arena, text);
    if (read_decimal(text, (unsigned int)n_bytes * 8, &bits))
        return arena_printf(arena, "%u", bits);
    if (strchr(text, family == AF_INET ? '.' : ':') == NULL || inet_pton(family, text, bytes) != 1)
        return NULL;
    length = prefix_length(bytes, n_bytes);
    return length < 0 ? NULL : arena_printf(arena, "%d", length);
}

/* Blanks may follow the last byte. */
static bool
read_mac(const char *text, unsigned char mac[6])
{
    for (unsigned int i = 0; i < 6; i++) {
        unsigned int digits = 0, byte = 0;

        for (; g_ascii_isxdigit(*text) && digits < 2; digits++)
            byte = byte * 16 + (unsigned int)g_ascii_xdigit_value(*text++);
        if (digits == 0 || (i < 5 && *text++ != ':'))
            return false;
        mac[i] = (unsigned char)byte;
    }
    return text[strspn(text, " \t\n\r")] == '\0';
}

static const char *
check_mac(Arena *arena, const char *text, bool mask)
{
    unsigned char mac[6];

    if (*text == '$')
        return check_variable(arena, text);
    if (!read_mac(text, mac) || (mask && prefix_length(mac, 6) < 0))
        return NULL;
    return arena_printf(arena, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3],
                        mac[4], mac[5]);
}

/* The bits of words between blanks and commas, in any case; false if one is unknown. */
static bool
read_words(const char *text, const NumberName *names, unsigned int *bits_out)
{
    g_auto(GStrv) words = g_strsplit_set(text, ", \t\n\r", -1);
    unsigned int bits = 0;

    for (char **word = words; *word != NULL; word++) {
        const NumberName *name = names;

        if (**word == '\0')
            continue;
        while (name->name != NULL && g_ascii_strcasecmp(name->name, *word) != 0)
            name++;
        if (name->name != NULL)
            bits |= name->number;
        else if (names != tcp_flag_names || g_ascii_strcasecmp(*word, "NONE") != 0)
            return false;
    }
    *bits_out = bits;
    return true;
}

static void
append_words(GString *out, const NumberName *names, unsigned int bits)
{
    const char *comma = "";

    for (const NumberName *name = names; name->name != NULL; name++)
        if ((bits & name->number) != 0 && (name->number & (name->number - 1)) == 0) {
            g_string_append_printf(out, "%s%s", comma, name->name);
            comma = ",";
        }
}

static void
append_tcp_flags(GString *out, unsigned int bits)
{
    if (bits == 0)
        g_string_append(out, "NONE");
    else if (bits == TCP_ALL)
        g_string_append(out, "ALL");
    else
        append_words(out, tcp_flag_names, bits);
}

const char *
xml_check_filter_state(Arena *arena, const char *text)
{
    g_autoptr(GString) out = g_string_new(NULL);
    unsigned int bits;

    if (*text == '$')
        return check_variable(arena, text);
    if (!read_words(text, state_names, &bits))
        return NULL;
    append_words(out, state_names, (bits & 16) != 0 ? 16 : bits);
    return arena_strdup(arena, out->str);
}

const char *
xml_check_filter_tcp(Arena *arena, const char *text)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_auto(GStrv) halves = NULL;
    unsigned int mask, flags;

    if (*text == '$')
        return check_variable(arena, text);
    halves = g_strsplit(text, "/", -1);
    if (g_strv_length(halves) != 2 || !read_words(halves[0], tcp_flag_names, &mask) ||
        !read_words(halves[1], tcp_flag_names, &flags))
        return NULL;
    append_tcp_flags(out, mask);
    g_string_append_c(out, '/');
    append_tcp_flags(out, flags);
    return arena_strdup(arena, out->str);
}

const char *
xml_check_filter_ipset(Arena *arena, const char *text)
{
    size_t length = strlen(text);

    if (*text == '$')
        return check_variable(arena, text);
    return length <= 31 && strspn(text, VARIABLE_CHARS ".:-+ ") == length ? text : NULL;
}

const char *
xml_check_filter_setflags(Arena *arena, const char *text)
{
    g_autofree char *lower = g_ascii_strdown(text, -1);
    g_auto(GStrv) words = g_strsplit(lower, ",", -1);
    unsigned int n = g_strv_length(words);

    if (*text == '$')
        return check_variable(arena, text);
    if (n < 1 || n > 6)
        return NULL;
    for (unsigned int i = 0; i < n; i++)
        if (strcmp(words[i], "src") != 0 && strcmp(words[i], "dst") != 0)
            return NULL;
    return arena_strdup(arena, lower);
}

const char *
xml_check_filter_truth(Arena *arena, const char *text)
{
    static const char *const truths[] = { "true", "yes", "1", NULL };

    if (*text == '$')
        return check_variable(arena, text);
    return g_strv_contains(truths, text) ? "true" : "false";
}

const char *
xml_check_filter_text(Arena *arena, const char *text)
{
    return *text == '$' ? check_variable(arena, text) : text;
}

const char *
xml_check_filter_decimal(Arena *arena, const char *text)
{
    unsigned int number;

    if (*text == '$')
        return check_variable(arena, text);
    return read_decimal(text, 65535, &number) ? arena_printf(arena, "%u", number) : NULL;
}

const char *
xml_check_filter_opcode(Arena *arena, const char *text)
{
    const char *canonical = check_named(arena, text, opcode_names, 0, 65535);

    /* Unlike other numbers these are always written as decimal ones. */
    if (canonical != NULL && g_str_has_prefix(canonical, "0x"))
        return arena_printf(arena, "%u", (unsigned int)g_ascii_strtoull(canonical + 2, NULL, 16));
    return canonical;
}

const char *
xml_check_filter_ether(Arena *arena, const char *text)
{
    return check_named(arena, text, ether_names, 0x600, 65535);
}

const char *
xml_check_filter_encap(Arena *arena, const char *text)
{
    return check_named(arena, text, ether_names, 0x3c, 65535);
}

const char *
xml_check_filter_protocol(Arena *arena, const char *text)
{
    return check_named(arena, text, protocol_names, 0, 255);
}

const char *
xml_check_filter_u8(Arena *arena, const char *text)
{
    return check_number(arena, text, 255);
}

const char *
xml_check_filter_u16(Arena *arena, const char *text)
{
    return check_number(arena, text, 65535);
}

const char *
xml_check_filter_u32(Arena *arena, const char *text)
{
    return check_number(arena, text, UINT32_MAX);
}

const char *
xml_check_filter_dscp(Arena *arena, const char *text)
{
    return check_number(arena, text, 63);
}

const char *
xml_check_filter_vlan_id(Arena *arena, const char *text)
{
    return check_number(arena, text, 4095);
}

const char *
xml_check_filter_mac(Arena *arena, const char *text)
{
    return check_mac(arena, text, false);
}

const char *
xml_check_filter_mac_mask(Arena *arena, const char *text)
{
    return check_mac(arena, text, true);
}

const char *
xml_check_filter_ipv4(Arena *arena, const char *text)
{
    return check_address(arena, text, AF_INET);
}

const char *
xml_check_filter_ipv6(Arena *arena, const char *text)
{
    return check_address(arena, text, AF_INET6);
}

const char *
xml_check_filter_mask4(Arena *arena, const char *text)
{
    return check_mask(arena, text, AF_INET);
}

const char *
xml_check_filter_mask6(Arena *arena, const char *text)
{
    return check_mask(arena, text, AF_INET6);
}
