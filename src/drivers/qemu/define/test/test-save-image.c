/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* save-image/original.head is the beginning of a file that libvirt 9.0.0 wrote, without the zeros
 * that follow it. */
#include <glib.h>
#include <string.h>

#include "base/err.h"
#include "drivers/qemu/define/save-image.h"

#define PADDING 65536

static GByteArray *
original(void)
{
    g_autofree char *path = g_test_build_filename(G_TEST_DIST, "save-image/original.head", NULL);
    g_autoptr(GError) error = NULL;
    GByteArray *bytes = g_byte_array_new();
    g_autofree char *head = NULL;
    gsize n;

    g_file_get_contents(path, &head, &n, &error);
    g_assert_no_error(error);
    g_byte_array_append(bytes, (const uint8_t *)head, (guint)n);
    g_byte_array_set_size(bytes, (guint)n + PADDING);
    memset(bytes->data + n, 0, PADDING);
    return bytes;
}

static void
test_original(void)
{
    g_autoptr(GByteArray) bytes = original();
    g_autoptr(GError) error = NULL;
    g_autoptr(SaveImage) image = save_image_read(bytes->data, bytes->len, &error);
    g_autoptr(GBytes) again = NULL;

    g_assert_no_error(error);
    g_assert_true(image->was_running);
    g_assert_cmpuint(image->compression, ==, SAVE_COMPRESSION_RAW);
    g_assert_cmpstr(save_image_compression(image, NULL), ==, "raw");
    g_assert_true(g_str_has_prefix(image->xml, "<domain type='qemu'>\n"));
    g_assert_true(g_str_has_prefix(image->cookie, "<cookie>\n"));
    again = save_image_write(image, true, &error);
    g_assert_no_error(error);
    g_assert_cmpmem(bytes->data, bytes->len, g_bytes_get_data(again, NULL),
                    g_bytes_get_size(again));
    /* A new file has the same room. */
    image->data_length = 0;
    g_clear_pointer(&again, g_bytes_unref);
    again = save_image_write(image, true, &error);
    g_assert_cmpuint(g_bytes_get_size(again), ==, bytes->len);
}

/* Of a host with the other byte order. */
static void
test_swapped(void)
{
    g_autoptr(GByteArray) bytes = original();
    g_autoptr(GError) error = NULL;
    g_autoptr(SaveImage) image = NULL;

    for (unsigned int i = 16; i < 36; i += 4) {
        uint32_t value;

        memcpy(&value, bytes->data + i, 4);
        value = GUINT32_SWAP_LE_BE(value);
        memcpy(bytes->data + i, &value, 4);
    }
    image = save_image_read(bytes->data, bytes->len, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(image->data_length, ==, bytes->len - SAVE_IMAGE_HEADER);
}

static void
test_edit(void)
{
    g_autoptr(GByteArray) bytes = original();
    g_autoptr(GError) error = NULL;
    g_autoptr(SaveImage) image = save_image_read(bytes->data, bytes->len, &error);
    g_autoptr(SaveImage) again = NULL;
    g_autoptr(GBytes) written = NULL;
    g_autofree char *cookie = g_strdup(image->cookie);
    g_autofree char *longer = g_strdup_printf("%s<!-- longer -->", image->xml);
    g_autofree char *too_long = g_strnfill(bytes->len, 'x');

    save_image_set_xml(image, longer);
    image->was_running = false;
    written = save_image_write(image, true, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(g_bytes_get_size(written), ==, bytes->len);
    again = save_image_read(g_bytes_get_data(written, NULL), bytes->len, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(again->xml, ==, longer);
    g_assert_cmpstr(again->cookie, ==, cookie);
    g_assert_false(again->was_running);

    save_image_set_xml(image, too_long);
    g_assert_null(save_image_write(image, true, &error));
    g_assert_cmpstr(error->message, ==, "operation failed: new xml too large to fit in file");
}

/* One field of the original changed, and what is said of it; of NULL nothing. */
static const struct {
    const char *name;
    unsigned int at;
    uint32_t value;
    const char *message;
} changes[] = {
    { "magic", 0, 0, "image magic is incorrect" },
    { "incomplete", 12, 0x74726150, "save image is incomplete" },
    { "version-0", 16, 0, NULL },
    { "version-1", 16, 1, NULL },
    { "version-3", 16, 3, "image version is not supported (3 > 2)" },
    { "no-data", 20, 0, "invalid header data length: 0" },
    { "much-data", 20, 0xffffffff, "invalid header data length: 4294967295" },
    { "more-data", 20, 66565, "failed to read cookie" },
    { "cookie-beyond", 32, 66564, "invalid cookie offset: 66564, the data is 66564 bytes long" },
    { "cookie-overlaps", 32, 100, "domain XML in save image has no end" },
    { "no-cookie", 32, 0, NULL },
    { "other-compression", 28, 99, NULL },
};

static void
test_changed(void)
{
    for (unsigned int i = 0; i < G_N_ELEMENTS(changes); i++) {
        g_autoptr(GByteArray) bytes = original();
        g_autoptr(GError) error = NULL;
        g_autoptr(SaveImage) image = NULL;
        uint32_t value = GUINT32_TO_LE(changes[i].value);
        g_autofree char *wanted = NULL;

        if (G_BYTE_ORDER != G_LITTLE_ENDIAN)
            return g_test_skip("the recording is of a little-endian host");
        g_test_message("%s", changes[i].name);
        memcpy(bytes->data + changes[i].at, &value, 4);
        image = save_image_read(bytes->data, bytes->len, &error);
        if (changes[i].message == NULL) {
            g_assert_no_error(error);
            continue;
        }
        wanted = g_strdup_printf("operation failed: %s", changes[i].message);
        g_assert_nonnull(error);
        g_assert_cmpint(error->code, ==, VIR_ERR_OPERATION_FAILED);
        g_assert_cmpstr(error->message, ==, wanted);
    }
}

static void
test_short(void)
{
    g_autoptr(GByteArray) bytes = original();

    for (unsigned int n = 0; n < bytes->len; n += n < 2000 ? 1 : 997) {
        g_autoptr(GError) error = NULL;

        g_assert_null(save_image_read(bytes->data, n, &error));
        g_assert_cmpstr(error->message, ==,
                        n < SAVE_IMAGE_HEADER ? "operation failed: failed to read qemu header"
                                              : "operation failed: failed to read cookie");
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/save-image/original", test_original);
    g_test_add_func("/save-image/swapped", test_swapped);
    g_test_add_func("/save-image/edit", test_edit);
    g_test_add_func("/save-image/changed", test_changed);
    g_test_add_func("/save-image/short", test_short);
    return g_test_run();
}
