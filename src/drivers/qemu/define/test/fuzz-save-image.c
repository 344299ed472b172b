/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is read of a saved guest's file can be written, and reads the same. Its length is that of
 * the input: the zeros at its end need not be found. */
#include <string.h>

#include "drivers/qemu/define/save-image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const SaveImage *image)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SaveImage) again = NULL;
    g_autoptr(GBytes) bytes = save_image_write(image, true, &error);

    g_assert_no_error(error);
    again = save_image_read(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), &error);
    g_assert_no_error(error);
    g_assert_cmpstr(image->xml, ==, again->xml);
    g_assert_cmpstr(image->cookie, ==, again->cookie);
    g_assert_cmpuint(image->was_running, ==, again->was_running);
    g_assert_cmpuint(image->compression, ==, again->compression);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree uint8_t *exact = g_memdup2(data, size);
    g_autoptr(GError) error = NULL;
    g_autoptr(SaveImage) image = NULL;

    if (size >= SAVE_IMAGE_HEADER) {
        uint32_t length = (uint32_t)(size - SAVE_IMAGE_HEADER);

        memcpy(exact + 20, &length, sizeof(length));
    }
    image = save_image_read(exact, size, &error);
    g_assert((image == NULL) == (error != NULL));
    g_assert(error == NULL || g_utf8_validate(error->message, -1, NULL));
    if (image != NULL)
        check(image);
    return 0;
}
