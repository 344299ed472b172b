/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which characters may stand where (XML 1.0, fifth edition). */
#ifndef VIRTUE_XML_CHARS_PRIV_H
#define VIRTUE_XML_CHARS_PRIV_H

#include <stdbool.h>
#include <stdint.h>

/* What an ASCII byte may be. A byte without the mark of the place where it is read needs a closer
 * look: it ends what is read, is a line end, begins a reference or a longer character, or is wrong.
 */
enum {
    CHAR_BLANK = 1,
    CHAR_NAME_START = 2,
    CHAR_NAME = 4,   /* in a name; the colon is not */
    CHAR_TEXT = 8,   /* in text between tags */
    CHAR_VALUE = 16, /* in the value of an attribute */
    CHAR_DATA = 32,  /* in a comment, processing instruction or CDATA section */
};
extern const uint8_t char_classes[256];

static inline bool
char_is(char c, uint8_t classes)
{
    return (char_classes[(uint8_t)c] & classes) != 0;
}

/* The bytes of the character at text, which begins with a byte of 0x80 or more and is terminated;
 * 0 if that is not UTF-8. Surrogates and what is beyond Unicode decode, and are not legal. */
unsigned int char_decode(const char *text, uint32_t *code_out);
/* Of any character: may it stand in a document? */
bool char_is_legal(uint32_t code);
/* Of one beyond ASCII. */
bool char_may_start_name(uint32_t code);
bool char_may_be_in_name(uint32_t code);

#endif
