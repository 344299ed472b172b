/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The UUID of this host: what its firmware says, unless settings know better. */
#ifndef VIRTUE_HOST_UUID_H
#define VIRTUE_HOST_UUID_H

#include <glib.h>
#include <stdbool.h>
#include "base/uuid.h"

/* What settings say, before anybody asks; both may be NULL. source is "smbios" or "machine-id" and
 * counts if there is no text. root is put in front of paths. */
bool host_uuid_set(const char *text, const char *source, const char *root, GError **error);

/* Any thread. Where the firmware has none, a random one, which is the same until the process ends.
 */
void host_uuid_get(uint8_t uuid_out[UUID_SIZE]);

#endif
