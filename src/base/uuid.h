/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* UUIDs: 16 bytes in the order in which they are written. */
#ifndef VIRTUE_UUID_H
#define VIRTUE_UUID_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define UUID_SIZE        16
#define UUID_STRING_SIZE 37 /* with the final NUL */

/* 32 hexadecimal digits of either case. Between the pairs stand any number of '-' and ' ', before
 * the first also white space and '-', behind the last only white space. The error is
 * VIR_ERR_INVALID_ARG; uuid_out is untouched then. */
bool uuid_parse(const char *text, uint8_t uuid_out[UUID_SIZE], GError **error);

/* The dashed lower-case form. Returns text. */
char *uuid_format(const uint8_t uuid[UUID_SIZE], char text[UUID_STRING_SIZE]);

/* A random one (version 4) from the kernel; may wait for entropy while the host boots. */
bool uuid_generate(uint8_t uuid_out[UUID_SIZE], GError **error);

/* False if all bytes are the same: firmware that was never given a UUID shows such ones. */
bool uuid_is_plausible(const uint8_t uuid[UUID_SIZE]);

/* For tables keyed by UUID bytes. */
guint uuid_hash(gconstpointer uuid);
gboolean uuid_equal(gconstpointer a, gconstpointer b);

#endif
