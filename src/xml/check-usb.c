/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Texts of USB devices. */
#include "xml-hooks.h"

#include "base/number.h"

#include <string.h>

/* A device's release in binary-coded decimal, as it is in descriptors: MAJOR.MINOR, where 1.1 is
 * 1.01. -1 is any. */
const char *
xml_check_usb_version(Arena *arena, const char *text)
{
    const char *dot = strchr(text, '.');
    g_autofree char *major = NULL;
    uint64_t high, low;

    if (strcmp(text, "-1") == 0)
        return text;
    if (dot == NULL)
        return NULL;
    major = g_strndup(text, (gsize)(dot - text));
    if (!number_u64(major, 10, "major version", &high, NULL) ||
        !number_u64(dot + 1, 10, "minor version", &low, NULL) || high > 99 || low > 99)
        return NULL;
    return arena_printf(arena, "%u.%02u", (unsigned int)high, (unsigned int)low);
}
