/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "xml/chars-priv.h"

#include <stddef.h>

#define PLAIN  (CHAR_TEXT | CHAR_VALUE | CHAR_DATA)
#define LETTER (CHAR_NAME_START | CHAR_NAME | PLAIN)

const uint8_t char_classes[256] = {
    ['\t'] = CHAR_BLANK | CHAR_TEXT | CHAR_DATA,
    ['\n'] = CHAR_BLANK,
    ['\r'] = CHAR_BLANK,
    [' '] = CHAR_BLANK | PLAIN,
    ['!'] = PLAIN,
    ['"'] = CHAR_TEXT | CHAR_DATA,
    ['#' ... '%'] = PLAIN,
    ['&'] = CHAR_DATA,
    ['\''] = CHAR_TEXT | CHAR_DATA,
    ['(' ... ','] = PLAIN,
    ['-'] = CHAR_NAME | CHAR_TEXT | CHAR_VALUE,
    ['.'] = CHAR_NAME | PLAIN,
    ['/'] = PLAIN,
    ['0' ... '9'] = CHAR_NAME | PLAIN,
    [':'] = CHAR_NAME_START | PLAIN,
    [';'] = PLAIN,
    ['<'] = CHAR_DATA,
    ['=' ... '>'] = PLAIN,
    ['?'] = CHAR_TEXT | CHAR_VALUE,
    ['@'] = PLAIN,
    ['A' ... 'Z'] = LETTER,
    ['[' ... '\\'] = PLAIN,
    [']'] = CHAR_VALUE,
    ['^'] = PLAIN,
    ['_'] = LETTER,
    ['`'] = PLAIN,
    ['a' ... 'z'] = LETTER,
    ['{' ... 0x7f] = PLAIN,
};

typedef struct CharRange {
    uint32_t first;
    uint32_t last;
} CharRange;

static const CharRange name_starts[] = {
    { 0xc0, 0xd6 },     { 0xd8, 0xf6 },     { 0xf8, 0x2ff },    { 0x370, 0x37d },
    { 0x37f, 0x1fff },  { 0x200c, 0x200d }, { 0x2070, 0x218f }, { 0x2c00, 0x2fef },
    { 0x3001, 0xd7ff }, { 0xf900, 0xfdcf }, { 0xfdf0, 0xfffd }, { 0x10000, 0xeffff },
};
/* Only after the first character. */
static const CharRange name_rest[] = {
    { 0xb7, 0xb7 },
    { 0x300, 0x36f },
    { 0x203f, 0x2040 },
};

static bool
in_ranges(const CharRange *ranges, size_t n, uint32_t code)
{
    for (size_t i = 0; i < n; i++) {
        if (code >= ranges[i].first && code <= ranges[i].last)
            return true;
    }
    return false;
}

bool
char_may_start_name(uint32_t code)
{
    return in_ranges(name_starts, sizeof(name_starts) / sizeof(name_starts[0]), code);
}

bool
char_may_be_in_name(uint32_t code)
{
    return char_may_start_name(code) ||
           in_ranges(name_rest, sizeof(name_rest) / sizeof(name_rest[0]), code);
}

bool
char_is_legal(uint32_t code)
{
    if (code < 0x20)
        return code == '\t' || code == '\n' || code == '\r';
    return code < 0xd800 || (code > 0xdfff && code < 0xfffe) || (code > 0xffff && code <= 0x10ffff);
}

unsigned int
char_decode(const char *text, uint32_t *code_out)
{
    /* By the number of ones that the first byte begins with: its own bits, and the smallest code
     * that needs so many bytes. */
    static const struct {
        uint8_t mask;
        uint32_t smallest;
    } forms[] = { [2] = { 0x1f, 0x80 }, [3] = { 0x0f, 0x800 }, [4] = { 0x07, 0x10000 } };
    const uint8_t *bytes = (const uint8_t *)text;
    unsigned int n = (unsigned int)__builtin_clz(~((unsigned int)bytes[0] << 24));
    uint32_t code;

    if (n < 2 || n > 4)
        return 0;
    code = bytes[0] & forms[n].mask;
    for (unsigned int i = 1; i < n; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (bytes[i] & 0x3f);
    }
    if (code < forms[n].smallest)
        return 0;
    *code_out = code;
    return n;
}
