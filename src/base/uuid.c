/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/uuid.h"

#include <errno.h>
#include <sys/random.h>

#include "base/err.h"

#define ERR_DOMAIN VIR_FROM_NONE

static bool
parse(const char *text, uint8_t uuid[UUID_SIZE])
{
    while (g_ascii_isspace(*text) || *text == '-')
        text++;
    for (int i = 0; i < UUID_SIZE; i++) {
        while (*text == '-' || *text == ' ')
            text++;
        if (!g_ascii_isxdigit(text[0]) || !g_ascii_isxdigit(text[1]))
            return false;
        uuid[i] = (uint8_t)(g_ascii_xdigit_value(text[0]) * 16 + g_ascii_xdigit_value(text[1]));
        text += 2;
    }
    while (g_ascii_isspace(*text))
        text++;
    return *text == '\0';
}

bool
uuid_parse(const char *text, uint8_t uuid_out[UUID_SIZE], GError **error)
{
    uint8_t uuid[UUID_SIZE];

    if (!text || !parse(text, uuid))
        return err_set(error, VIR_ERR_INVALID_ARG,
                       "'%s' is not a UUID of 32 hexadecimal digits such as "
                       "6695eb01-f6a4-8304-79aa-97f2502e193f",
                       text ? text : "");
    memcpy(uuid_out, uuid, UUID_SIZE);
    return true;
}

char *
uuid_format(const uint8_t uuid[UUID_SIZE], char text[UUID_STRING_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    char *at = text;

    for (int i = 0; i < UUID_SIZE; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *at++ = '-';
        *at++ = digits[uuid[i] >> 4];
        *at++ = digits[uuid[i] & 0xf];
    }
    *at = '\0';
    return text;
}

bool
uuid_generate(uint8_t uuid_out[UUID_SIZE], GError **error)
{
    uint8_t uuid[UUID_SIZE];
    ssize_t got;

    do {
        got = getrandom(uuid, sizeof(uuid), 0); /* up to 256 bytes come whole or not at all */
    } while (got < 0 && errno == EINTR);
    if (got != sizeof(uuid))
        return err_errno(error, VIR_ERR_SYSTEM_ERROR, "cannot get random bytes for a UUID");
    uuid[6] = (uuid[6] & 0x0f) | 0x40; /* version 4, RFC 9562 section 5.4 */
    uuid[8] = (uuid[8] & 0x3f) | 0x80; /* variant 10 */
    memcpy(uuid_out, uuid, UUID_SIZE);
    return true;
}

bool
uuid_is_plausible(const uint8_t uuid[UUID_SIZE])
{
    return memcmp(uuid, uuid + 1, UUID_SIZE - 1) != 0;
}

guint
uuid_hash(gconstpointer uuid)
{
    uint32_t words[UUID_SIZE / sizeof(uint32_t)];

    memcpy(words, uuid, UUID_SIZE);
    return words[0] ^ words[1] * 31 ^ words[2] * 961 ^ words[3] * 29791;
}

gboolean
uuid_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, UUID_SIZE) == 0;
}
