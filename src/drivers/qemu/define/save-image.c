/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "drivers/qemu/define/save-image.h"

#include <string.h>

#include "base/err.h"

#define ERR_DOMAIN VIR_FROM_QEMU

#define MAGIC_SIZE 16
#define VERSION    2u
#define PADDING    65536u

static const char complete_magic[] = "LibvirtQemudSave";
static const char partial_magic[] = "LibvirtQemudPart";

G_STATIC_ASSERT(sizeof(complete_magic) - 1 == MAGIC_SIZE);
G_STATIC_ASSERT(sizeof(partial_magic) - 1 == MAGIC_SIZE);

typedef enum Field {
    FIELD_VERSION,
    FIELD_DATA_LENGTH,
    FIELD_WAS_RUNNING,
    FIELD_COMPRESSION,
    FIELD_COOKIE_AT,
    N_FIELDS
} Field;

G_STATIC_ASSERT(MAGIC_SIZE + (N_FIELDS + 14) * 4 == SAVE_IMAGE_HEADER);

static const char *const compressions[N_SAVE_COMPRESSIONS] = {
    [SAVE_COMPRESSION_RAW] = "raw",     [SAVE_COMPRESSION_GZIP] = "gzip",
    [SAVE_COMPRESSION_BZIP2] = "bzip2", [SAVE_COMPRESSION_XZ] = "xz",
    [SAVE_COMPRESSION_LZOP] = "lzop",
};

static bool
read_fields(const uint8_t header[SAVE_IMAGE_HEADER], uint32_t fields[N_FIELDS], GError **error)
{
    if (memcmp(header, partial_magic, MAGIC_SIZE) == 0)
        return err_set(error, VIR_ERR_OPERATION_FAILED, "save image is incomplete");
    if (memcmp(header, complete_magic, MAGIC_SIZE) != 0)
        return err_set(error, VIR_ERR_OPERATION_FAILED, "image magic is incorrect");
    memcpy(fields, header + MAGIC_SIZE, N_FIELDS * sizeof(uint32_t));
    /* It came from a host with the other byte order. */
    if (fields[FIELD_VERSION] > VERSION && GUINT32_SWAP_LE_BE(fields[FIELD_VERSION]) <= VERSION)
        for (unsigned int i = 0; i < N_FIELDS; i++)
            fields[i] = GUINT32_SWAP_LE_BE(fields[i]);
    if (fields[FIELD_VERSION] > VERSION)
        return err_set(error, VIR_ERR_OPERATION_FAILED, "image version is not supported (%u > %u)",
                       fields[FIELD_VERSION], VERSION);
    if (fields[FIELD_DATA_LENGTH] == 0 || fields[FIELD_DATA_LENGTH] > SAVE_IMAGE_MAX_DATA)
        return err_set(error, VIR_ERR_OPERATION_FAILED, "invalid header data length: %u",
                       fields[FIELD_DATA_LENGTH]);
    if (fields[FIELD_COOKIE_AT] >= fields[FIELD_DATA_LENGTH])
        return err_set(error, VIR_ERR_OPERATION_FAILED,
                       "invalid cookie offset: %u, the data is %u bytes long",
                       fields[FIELD_COOKIE_AT], fields[FIELD_DATA_LENGTH]);
    return true;
}

bool
save_image_data_length(const uint8_t header[SAVE_IMAGE_HEADER], uint32_t *length_out,
                       GError **error)
{
    uint32_t fields[N_FIELDS];

    if (!read_fields(header, fields, error))
        return false;
    *length_out = fields[FIELD_DATA_LENGTH];
    return true;
}

/* A text must end before what follows it. */
static char *
read_text(const uint8_t *data, size_t n, const char *what, GError **error)
{
    const uint8_t *end = memchr(data, '\0', n);

    if (end == NULL)
        return err_set_null(error, VIR_ERR_OPERATION_FAILED, "%s in save image has no end", what);
    if (!g_utf8_validate((const char *)data, end - data, NULL))
        return err_set_null(error, VIR_ERR_OPERATION_FAILED, "%s in save image is not UTF-8", what);
    return g_strndup((const char *)data, (size_t)(end - data));
}

SaveImage *
save_image_read(const uint8_t *bytes, size_t n, GError **error)
{
    g_autoptr(SaveImage) image = g_new0(SaveImage, 1);
    uint32_t fields[N_FIELDS], length, cookie_at;
    const uint8_t *data;

    if (n < SAVE_IMAGE_HEADER)
        return err_set_null(error, VIR_ERR_OPERATION_FAILED, "failed to read qemu header");
    if (!read_fields(bytes, fields, error))
        return NULL;
    data = bytes + SAVE_IMAGE_HEADER;
    length = fields[FIELD_DATA_LENGTH];
    cookie_at = fields[FIELD_COOKIE_AT];
    if (n - SAVE_IMAGE_HEADER < length)
        return err_set_null(error, VIR_ERR_OPERATION_FAILED, "failed to read %s",
                            cookie_at > 0 ? "cookie" : "domain XML");
    image->was_running = fields[FIELD_WAS_RUNNING] != 0;
    image->compression = fields[FIELD_COMPRESSION];
    image->data_length = length;
    image->xml = read_text(data, cookie_at > 0 ? cookie_at : length, "domain XML", error);
    if (image->xml == NULL)
        return NULL;
    if (cookie_at > 0) {
        image->cookie = read_text(data + cookie_at, length - cookie_at, "cookie", error);
        if (image->cookie == NULL)
            return NULL;
    }
    return g_steal_pointer(&image);
}

GBytes *
save_image_write(const SaveImage *image, bool is_complete, GError **error)
{
    size_t xml = strlen(image->xml) + 1;
    size_t cookie = image->cookie != NULL ? strlen(image->cookie) + 1 : 0;
    size_t length = image->data_length > 0 ? image->data_length : xml + cookie + PADDING;
    uint32_t fields[N_FIELDS];
    uint8_t *bytes;

    if (length > SAVE_IMAGE_MAX_DATA || xml + cookie > length)
        return err_set_null(error, VIR_ERR_OPERATION_FAILED, "new xml too large to fit in file");
    fields[FIELD_VERSION] = VERSION;
    fields[FIELD_DATA_LENGTH] = (uint32_t)length;
    fields[FIELD_WAS_RUNNING] = image->was_running;
    fields[FIELD_COMPRESSION] = image->compression;
    fields[FIELD_COOKIE_AT] = cookie > 0 ? (uint32_t)xml : 0;
    bytes = g_malloc0(SAVE_IMAGE_HEADER + length);
    memcpy(bytes, is_complete ? complete_magic : partial_magic, MAGIC_SIZE);
    memcpy(bytes + MAGIC_SIZE, fields, sizeof(fields));
    memcpy(bytes + SAVE_IMAGE_HEADER, image->xml, xml);
    if (cookie > 0)
        memcpy(bytes + SAVE_IMAGE_HEADER + xml, image->cookie, cookie);
    return g_bytes_new_take(bytes, SAVE_IMAGE_HEADER + length);
}

void
save_image_set_xml(SaveImage *image, const char *xml)
{
    g_free(image->xml);
    image->xml = g_strdup(xml);
}

void
save_image_free(SaveImage *image)
{
    if (image == NULL)
        return;
    g_free(image->xml);
    g_free(image->cookie);
    g_free(image);
}

const char *
save_image_compression(const SaveImage *image, GError **error)
{
    if (image->compression < N_SAVE_COMPRESSIONS)
        return compressions[image->compression];
    return err_set_null(error, VIR_ERR_OPERATION_FAILED, "Invalid compressed save format %d",
                        (int)image->compression);
}
