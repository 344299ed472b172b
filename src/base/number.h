/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers in text. The whole text must be the number: white space before it and a '+' are
 * accepted as everywhere in the system, anything behind it is not. Unsigned parsers refuse '-'.
 *
 * base is 2 to 36; nothing is guessed from a leading "0", and only base 16 accepts "0x".
 * what names the value in the error ("port of <graphics>"); the error is VIR_ERR_INVALID_ARG and
 * names the text and the accepted range. Results are untouched on failure. */
#ifndef VIRTUE_NUMBER_H
#define VIRTUE_NUMBER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

bool number_int(const char *text, int base, const char *what, int *value_out, GError **error);
bool number_uint(const char *text, int base, const char *what, unsigned int *value_out,
                 GError **error);
bool number_i64(const char *text, int base, const char *what, int64_t *value_out, GError **error);
bool number_u64(const char *text, int base, const char *what, uint64_t *value_out, GError **error);

/* The same within min..max, both accepted. */
bool number_i64_in(const char *text, int base, int64_t min, int64_t max, const char *what,
                   int64_t *value_out, GError **error);
bool number_u64_in(const char *text, int base, uint64_t min, uint64_t max, const char *what,
                   uint64_t *value_out, GError **error);

/* Decimal point is always '.'; infinities and NaN are refused. */
bool number_double(const char *text, const char *what, double *value_out, GError **error);

/* For parsers: read the digits that *text begins with (no space, no sign, no "0x") and move
 * *text behind them. False, with nothing changed, if there are none or they exceed 64 bits. */
bool number_scan(const char **text, int base, uint64_t *value_out);

/* Sizes. Suffixes, in either case: none (counts default_scale bytes), b, byte, bytes; and k, m,
 * g, t, p, e alone or with "ib" for powers of 1024, with "b" for powers of 1000. What exceeds
 * limit is VIR_ERR_OVERFLOW, a suffix unknown VIR_ERR_INVALID_ARG. */

/* "10GiB". No space between number and suffix. */
bool size_parse(const char *text, uint64_t default_scale, uint64_t limit, const char *what,
                uint64_t *bytes_out, GError **error);
/* Number and suffix from different places, as in <memory unit='GiB'>10</memory>. suffix may be
 * NULL. */
bool size_scale(uint64_t count, const char *suffix, uint64_t default_scale, uint64_t limit,
                uint64_t *bytes_out, GError **error);

#endif
