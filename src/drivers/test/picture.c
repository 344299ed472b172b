/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the screens of domains show: a grid, in PNG, made here. */
#include <string.h>

#include "core/stream/fd-stream.h"
#include "test-priv.h"

#define ERR_DOMAIN VIR_FROM_TEST

#define WIDTH     640u
#define HEIGHT    400u
#define ROW_BYTES (WIDTH / 8 + 1) /* one bit for a pixel, after the byte that says "no filter" */
#define GRID      40u

/* --- the form */

static uint32_t
crc32_of(const guint8 *bytes, size_t n)
{
    uint32_t crc = 0xffffffff;

    for (size_t i = 0; i < n; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

static uint32_t
adler32_of(const guint8 *bytes, size_t n)
{
    uint32_t low = 1, high = 0;

    for (size_t i = 0; i < n; i++) {
        low = (low + bytes[i]) % 65521;
        high = (high + low) % 65521;
    }
    return high << 16 | low;
}

static void
add_u32(GByteArray *out, uint32_t value)
{
    value = GUINT32_TO_BE(value);
    g_byte_array_append(out, (const guint8 *)&value, sizeof(value));
}

static void
add_chunk(GByteArray *out, const char *name, const guint8 *data, size_t n)
{
    unsigned int start = out->len + 4;

    add_u32(out, (uint32_t)n);
    g_byte_array_append(out, (const guint8 *)name, 4);
    if (n > 0)
        g_byte_array_append(out, data, (unsigned int)n);
    add_u32(out, crc32_of(out->data + start, out->len - start));
}

/* Not compressed: one block for all rows, which are less than 64 KiB. */
static GByteArray *
pack_rows(const guint8 *rows, size_t n)
{
    GByteArray *out = g_byte_array_new();
    const guint8 head[] = { 0x78,
                            0x01,
                            0x01,
                            (guint8)(n & 0xff),
                            (guint8)(n >> 8),
                            (guint8)(~n & 0xff),
                            (guint8)(~n >> 8 & 0xff) };

    G_STATIC_ASSERT(ROW_BYTES * HEIGHT < 65536);
    g_byte_array_append(out, head, sizeof(head));
    g_byte_array_append(out, rows, (unsigned int)n);
    add_u32(out, adler32_of(rows, n));
    return out;
}

/* --- the picture */

/* A grid, in which the domain's number is as many filled fields of the first row. */
static GByteArray *
draw(unsigned int number)
{
    GByteArray *rows = g_byte_array_sized_new(ROW_BYTES * HEIGHT);

    g_byte_array_set_size(rows, ROW_BYTES * HEIGHT);
    memset(rows->data, 0, rows->len);
    for (unsigned int y = 0; y < HEIGHT; y++) {
        for (unsigned int x = 0; x < WIDTH; x++) {
            bool is_line = x % GRID == 0 || y % GRID == 0;
            bool is_filled = y < GRID && x / GRID < number;

            if (is_line || is_filled)
                rows->data[y * ROW_BYTES + 1 + x / 8] |= (guint8)(0x80 >> x % 8);
        }
    }
    return rows;
}

static GByteArray *
png(unsigned int number)
{
    static const guint8 magic[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
    static const guint8 format[] = { 1, 0, 0, 0, 0 }; /* one bit of grey; no interlacing */
    g_autoptr(GByteArray) rows = draw(number);
    g_autoptr(GByteArray) data = pack_rows(rows->data, rows->len);
    g_autoptr(GByteArray) header = g_byte_array_new();
    GByteArray *out = g_byte_array_new();

    add_u32(header, WIDTH);
    add_u32(header, HEIGHT);
    g_byte_array_append(header, format, sizeof(format));
    g_byte_array_append(out, magic, sizeof(magic));
    add_chunk(out, "IHDR", header->data, header->len);
    add_chunk(out, "IDAT", data->data, data->len);
    add_chunk(out, "IEND", NULL, 0);
    return out;
}

bool
test_screenshot(DomainObj *dom, unsigned int screen, unsigned int flags, virStreamPtr stream,
                Job *job, char **mime_out, GError **error)
{
    g_autoptr(GByteArray) picture = png((unsigned int)MAX(atomic_load(&dom->obj.id), 0));

    if (!fd_stream_attach_data(stream, picture->data, picture->len, error))
        return false;
    *mime_out = g_strdup("image/png");
    return true;
}
