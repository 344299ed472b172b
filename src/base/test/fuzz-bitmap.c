/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is accepted comes back the same through text and bytes. Seeds: test/seeds-bitmap. */
#include "base/bitmap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(Bitmap) bitmap = bitmap_parse(text, 4096, NULL);
    g_autoptr(Bitmap) from_text = NULL;
    g_autoptr(Bitmap) from_bytes = NULL;
    g_autofree char *shown = NULL;
    uint8_t bytes[4096 / 8];

    if (!bitmap)
        return 0;
    g_assert(bitmap_last(bitmap) < 4096);
    bitmap_to_bytes(bitmap, bytes, sizeof(bytes));
    from_bytes = bitmap_from_bytes(bytes, sizeof(bytes));
    g_assert(bitmap_equal(bitmap, from_bytes));
    if (bitmap_is_empty(bitmap))
        return 0;
    shown = bitmap_format(bitmap);
    from_text = bitmap_parse(shown, 4096, NULL);
    g_assert(from_text && bitmap_equal(bitmap, from_text));
    return 0;
}
