/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The beginning of a file that a guest is saved to: what it was, as XML, before what the emulator
 * writes. Other releases and implementations read it, too:
 *
 *     16 bytes  "LibvirtQemudSave"; "LibvirtQemudPart" until the emulator has written all
 *     5 x u32   version, bytes of data, whether it ran, compression, where in the data the cookie
 * is 14 x u32  0 data      the XML, NUL; the cookie, NUL; zeros, so that a longer XML fits in later
 *
 * Numbers are in the byte order of the host that wrote them. */
#ifndef VIRTUE_QEMU_SAVE_IMAGE_H
#define VIRTUE_QEMU_SAVE_IMAGE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SAVE_IMAGE_HEADER   92u
#define SAVE_IMAGE_MAX_DATA (64u << 20)

/* As the settings call them. What else a number may mean, nobody knows: it is refused where the
 * state is needed, not where the XML is. */
typedef enum SaveCompression {
    SAVE_COMPRESSION_RAW,
    SAVE_COMPRESSION_GZIP,
    SAVE_COMPRESSION_BZIP2,
    SAVE_COMPRESSION_XZ,
    SAVE_COMPRESSION_LZOP,
    N_SAVE_COMPRESSIONS
} SaveCompression;

typedef struct SaveImage {
    bool was_running;
    uint32_t compression; /* SaveCompression, unless it is too large */
    uint32_t data_length; /* 0: not in a file yet */
    char *xml;
    char *cookie; /* NULL: none */
} SaveImage;

/* How many bytes of data follow the header, which is given. */
bool save_image_data_length(const uint8_t header[SAVE_IMAGE_HEADER], uint32_t *length_out,
                            GError **error);
/* Read header and data; n may be shorter or longer than they are. */
SaveImage *save_image_read(const uint8_t *bytes, size_t n, GError **error);
/* The bytes of both. An image that is in a file keeps its length, since the state comes after it;
 * the XML may be too long then. */
GBytes *save_image_write(const SaveImage *image, bool is_complete, GError **error);
/* Take another XML. */
void save_image_set_xml(SaveImage *image, const char *xml);
void save_image_free(SaveImage *image);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SaveImage, save_image_free)

/* "gzip"; fails if there is no such compression. */
const char *save_image_compression(const SaveImage *image, GError **error);

#endif
