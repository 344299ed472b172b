/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/bitmap.h"

#include "base/err.h"
#include "base/number.h"

#define ERR_DOMAIN VIR_FROM_NONE

#define WORD_BITS 64

struct Bitmap {
    uint64_t *words;
    unsigned int word_count; /* those behind it are 0 */
};

Bitmap *
bitmap_new(void)
{
    return g_new0(Bitmap, 1);
}

Bitmap *
bitmap_copy(const Bitmap *bitmap)
{
    Bitmap *copy;

    if (!bitmap)
        return NULL;
    copy = bitmap_new();
    copy->words = g_memdup2(bitmap->words, bitmap->word_count * sizeof(uint64_t));
    copy->word_count = bitmap->word_count;
    return copy;
}

void
bitmap_free(Bitmap *bitmap)
{
    if (!bitmap)
        return;
    g_free(bitmap->words);
    g_free(bitmap);
}

static uint64_t
word_at(const Bitmap *bitmap, unsigned int index)
{
    return index < bitmap->word_count ? bitmap->words[index] : 0;
}

static uint64_t
mask_of(unsigned int bit)
{
    return UINT64_C(1) << (bit % WORD_BITS);
}

static void
make_room(Bitmap *bitmap, unsigned int word_count)
{
    unsigned int old_count = bitmap->word_count;

    if (word_count <= old_count)
        return;
    bitmap->words = g_renew(uint64_t, bitmap->words, word_count);
    memset(bitmap->words + old_count, 0, (word_count - old_count) * sizeof(uint64_t));
    bitmap->word_count = word_count;
}

void
bitmap_set(Bitmap *bitmap, unsigned int bit)
{
    bitmap_set_range(bitmap, bit, bit);
}

void
bitmap_set_range(Bitmap *bitmap, unsigned int first, unsigned int last)
{
    g_assert(first <= last && last < BITMAP_LIMIT);
    make_room(bitmap, last / WORD_BITS + 1);
    for (unsigned int i = first / WORD_BITS; i <= last / WORD_BITS; i++) {
        uint64_t mask = UINT64_MAX;

        if (i == first / WORD_BITS)
            mask &= UINT64_MAX << (first % WORD_BITS);
        if (i == last / WORD_BITS)
            mask &= UINT64_MAX >> (WORD_BITS - 1 - last % WORD_BITS);
        bitmap->words[i] |= mask;
    }
}

void
bitmap_clear(Bitmap *bitmap, unsigned int bit)
{
    if (bit / WORD_BITS < bitmap->word_count)
        bitmap->words[bit / WORD_BITS] &= ~mask_of(bit);
}

void
bitmap_clear_all(Bitmap *bitmap)
{
    g_clear_pointer(&bitmap->words, g_free);
    bitmap->word_count = 0;
}

bool
bitmap_is_set(const Bitmap *bitmap, unsigned int bit)
{
    return (word_at(bitmap, bit / WORD_BITS) & mask_of(bit)) != 0;
}

bool
bitmap_is_empty(const Bitmap *bitmap)
{
    return bitmap_next(bitmap, -1) < 0;
}

unsigned int
bitmap_count(const Bitmap *bitmap)
{
    unsigned int count = 0;

    for (unsigned int i = 0; i < bitmap->word_count; i++)
        count += (unsigned int)__builtin_popcountll(bitmap->words[i]);
    return count;
}

int
bitmap_next(const Bitmap *bitmap, int after)
{
    unsigned int from = (unsigned int)(after + 1);
    uint64_t mask = UINT64_MAX << (from % WORD_BITS);

    for (unsigned int i = from / WORD_BITS; i < bitmap->word_count; i++) {
        uint64_t word = bitmap->words[i] & mask;

        if (word)
            return (int)(i * WORD_BITS) + __builtin_ctzll(word);
        mask = UINT64_MAX;
    }
    return -1;
}

int
bitmap_last(const Bitmap *bitmap)
{
    for (unsigned int i = bitmap->word_count; i-- > 0;) {
        if (bitmap->words[i])
            return (int)(i * WORD_BITS) + WORD_BITS - 1 - __builtin_clzll(bitmap->words[i]);
    }
    return -1;
}

guint
bitmap_hash(const Bitmap *bitmap)
{
    uint64_t hash = 0;

    for (unsigned int i = 0; i < bitmap->word_count; i++)
        if (bitmap->words[i] != 0)
            hash = (hash ^ bitmap->words[i] ^ i) * UINT64_C(0x9e3779b97f4a7c15);
    return (guint)(hash >> 32);
}

bool
bitmap_equal(const Bitmap *a, const Bitmap *b)
{
    for (unsigned int i = 0; i < MAX(a->word_count, b->word_count); i++) {
        if (word_at(a, i) != word_at(b, i))
            return false;
    }
    return true;
}

bool
bitmap_overlaps(const Bitmap *a, const Bitmap *b)
{
    for (unsigned int i = 0; i < MIN(a->word_count, b->word_count); i++) {
        if (a->words[i] & b->words[i])
            return true;
    }
    return false;
}

bool
bitmap_contains(const Bitmap *bitmap, const Bitmap *part)
{
    for (unsigned int i = 0; i < part->word_count; i++) {
        if (part->words[i] & ~word_at(bitmap, i))
            return false;
    }
    return true;
}

void
bitmap_add(Bitmap *bitmap, const Bitmap *other)
{
    make_room(bitmap, other->word_count);
    for (unsigned int i = 0; i < other->word_count; i++)
        bitmap->words[i] |= other->words[i];
}

void
bitmap_intersect(Bitmap *bitmap, const Bitmap *other)
{
    for (unsigned int i = 0; i < bitmap->word_count; i++)
        bitmap->words[i] &= word_at(other, i);
}

void
bitmap_subtract(Bitmap *bitmap, const Bitmap *other)
{
    for (unsigned int i = 0; i < bitmap->word_count; i++)
        bitmap->words[i] &= ~word_at(other, i);
}

static const char *
skip_space(const char *at)
{
    while (g_ascii_isspace(*at))
        at++;
    return at;
}

/* A number below limit and the white space behind it; otherwise the reason. */
static const char *
scan_bit(const char **at, unsigned int limit, unsigned int *bit_out)
{
    uint64_t value;

    if (!g_ascii_isdigit(**at))
        return "expecting a number";
    if (!number_scan(at, 10, &value) || value >= limit)
        return "number too large";
    *at = skip_space(*at);
    *bit_out = (unsigned int)value;
    return NULL;
}

/* "5", "0-3" or "^2". */
static const char *
scan_part(const char **at, unsigned int limit, Bitmap *bitmap)
{
    bool is_removed = **at == '^';
    const char *reason;
    unsigned int first;
    unsigned int last;

    *at += is_removed;
    reason = scan_bit(at, limit, &first);
    if (reason)
        return reason;
    last = first;
    if (**at == '-' && !is_removed) {
        *at = skip_space(*at + 1);
        reason = scan_bit(at, limit, &last);
        if (reason)
            return reason;
    }
    if (last < first)
        return "range ends before it begins";
    if (is_removed)
        bitmap_clear(bitmap, first);
    else
        bitmap_set_range(bitmap, first, last);
    return NULL;
}

Bitmap *
bitmap_parse(const char *text, unsigned int limit, GError **error)
{
    g_autoptr(Bitmap) bitmap = bitmap_new();
    const char *at = skip_space(text);
    const char *reason;

    limit = MIN(limit, BITMAP_LIMIT);
    do {
        reason = scan_part(&at, limit, bitmap);
        if (reason)
            break;
        if (*at != ',' && *at != '\0')
            reason = "expecting ',' or the end";
        if (*at == ',')
            at = skip_space(at + 1);
    } while (!reason && *at != '\0');
    if (reason) {
        err_set(error, VIR_ERR_INVALID_ARG, "Failed to parse bitmap '%s'", text);
        return err_context_null(error,
                                "%s at character %zu; accepted: numbers below %u, as in '0-3,^2,5'",
                                reason, (size_t)(at - text) + 1, limit);
    }
    return g_steal_pointer(&bitmap);
}

/* The last bit of the run of set bits that begins with first. */
static int
run_end(const Bitmap *bitmap, int first)
{
    int last = first;

    while (bitmap_is_set(bitmap, (unsigned int)last + 1))
        last++;
    return last;
}

char *
bitmap_format(const Bitmap *bitmap)
{
    GString *text = g_string_new(NULL);
    int last;

    for (int first = bitmap_next(bitmap, -1); first >= 0; first = bitmap_next(bitmap, last)) {
        last = run_end(bitmap, first);
        g_string_append_printf(text, "%s%d", text->len > 0 ? "," : "", first);
        if (last > first)
            g_string_append_printf(text, "-%d", last);
    }
    return g_string_free(text, FALSE);
}

Bitmap *
bitmap_from_bytes(const uint8_t *bytes, size_t count)
{
    Bitmap *bitmap = bitmap_new();

    count = MIN(count, BITMAP_LIMIT / 8);
    while (count > 0 && bytes[count - 1] == 0)
        count--;
    make_room(bitmap, (unsigned int)((count + 7) / 8));
    for (size_t i = 0; i < count; i++)
        bitmap->words[i / 8] |= (uint64_t)bytes[i] << (i % 8 * 8);
    return bitmap;
}

void
bitmap_to_bytes(const Bitmap *bitmap, uint8_t *bytes, size_t count)
{
    size_t held = MIN(count, (size_t)bitmap->word_count * 8);

    for (size_t i = 0; i < held; i++)
        bytes[i] = (uint8_t)(bitmap->words[i / 8] >> (i % 8 * 8));
    if (count > held)
        memset(bytes + held, 0, count - held);
}

size_t
bitmap_byte_count(const Bitmap *bitmap)
{
    return (size_t)(bitmap_last(bitmap) + 8) / 8;
}
