/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sets of small numbers: CPUs, NUMA nodes, ports. A bitmap has no size of its own, it grows to the
 * highest bit that is set; what is beyond is simply not in it. Bits are below BITMAP_LIMIT:
 * setting one that is not is an error of our code, so check numbers from outside before.
 *
 * Not locked; a bitmap that nobody changes may be read from any thread. */
#ifndef VIRTUE_BITMAP_H
#define VIRTUE_BITMAP_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define BITMAP_LIMIT (1u << 20)

typedef struct Bitmap Bitmap;

Bitmap *bitmap_new(void);
Bitmap *bitmap_copy(const Bitmap *bitmap); /* of NULL: NULL */
void bitmap_free(Bitmap *bitmap);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bitmap, bitmap_free)

void bitmap_set(Bitmap *bitmap, unsigned int bit);
void bitmap_set_range(Bitmap *bitmap, unsigned int first, unsigned int last); /* both set */
void bitmap_clear(Bitmap *bitmap, unsigned int bit);
void bitmap_clear_all(Bitmap *bitmap);
bool bitmap_is_set(const Bitmap *bitmap, unsigned int bit);

bool bitmap_is_empty(const Bitmap *bitmap);
unsigned int bitmap_count(const Bitmap *bitmap);
/* -1 if there is none. for (int bit = -1; (bit = bitmap_next(bitmap, bit)) >= 0;) */
int bitmap_next(const Bitmap *bitmap, int after);
int bitmap_last(const Bitmap *bitmap);

bool bitmap_equal(const Bitmap *a, const Bitmap *b);
guint bitmap_hash(const Bitmap *bitmap); /* of equal ones the same */
bool bitmap_overlaps(const Bitmap *a, const Bitmap *b);
bool bitmap_contains(const Bitmap *bitmap, const Bitmap *part);
/* bitmap becomes the union, intersection, difference. */
void bitmap_add(Bitmap *bitmap, const Bitmap *other);
void bitmap_intersect(Bitmap *bitmap, const Bitmap *other);
void bitmap_subtract(Bitmap *bitmap, const Bitmap *other);

/* "0-3,^2,5": numbers, ranges, and '^' with a number that is taken out again; applied from left
 * to right. White space may stand around numbers, ',' and '-', and one ',' at the end. All numbers
 * must be below limit (at most BITMAP_LIMIT), also those taken out. The result may be empty
 * ("1,^1"). Errors are VIR_ERR_INVALID_ARG, "Failed to parse bitmap '0-'", with place and reason
 * in the cause. */
Bitmap *bitmap_parse(const char *text, unsigned int limit, GError **error);

/* "0-1,3,5"; "" if empty. The caller owns it. */
char *bitmap_format(const Bitmap *bitmap);

/* The CPU maps of the public API: bit N is bit N % 8 of byte N / 8. At most BITMAP_LIMIT / 8
 * bytes count. */
Bitmap *bitmap_from_bytes(const uint8_t *bytes, size_t count);
/* Bits that have no room are left out; surplus bytes become 0. */
void bitmap_to_bytes(const Bitmap *bitmap, uint8_t *bytes, size_t count);
/* How many bytes hold all bits. */
size_t bitmap_byte_count(const Bitmap *bitmap);

#endif
