/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Texts of devices: numbers of USB devices and ports, world wide names, what s390 boots. */
#include "xml-hooks.h"

#include "base/number.h"

#include <string.h>

#define USB_PORTS 4 /* a controller and three hubs */
#define WWN_DIGITS 16

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

/* Numbers of ports from a controller through hubs: 1.2 is port 2 of the hub at port 1. */
const char *
xml_check_usb_port(Arena *arena, const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, ".", -1);
    guint n = g_strv_length(parts);
    uint64_t port;

    if (n == 0 || n > USB_PORTS)
        return NULL;
    for (guint i = 0; i < n; i++) {
        if (!number_u64(parts[i], 10, "port", &port, NULL) || port > UINT32_MAX)
            return NULL;
    }
    return text;
}

static bool
is_wwn(const char *text)
{
    return strlen(text) == WWN_DIGITS && strspn(text, "0123456789abcdefABCDEF") == WWN_DIGITS;
}

const char *
xml_check_wwn(Arena *arena, const char *text)
{
    return is_wwn(g_str_has_prefix(text, "0x") ? text + 2 : text) ? text : NULL;
}

/* The name of a target of vhost_scsi. */
const char *
xml_check_naa_wwn(Arena *arena, const char *text)
{
    return g_str_has_prefix(text, "naa.") && is_wwn(text + strlen("naa.")) ? text : NULL;
}
