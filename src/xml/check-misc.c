/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Texts that are right or wrong as a whole. */
#include "xml-hooks.h"

/* Two numbers and a point: the version of a qcow2 image. */
const char *
xml_check_compat(Arena *arena G_GNUC_UNUSED, const char *text)
{
    unsigned int points = 0;

    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '.')
            points++;
        else if (!g_ascii_isdigit(*p))
            return NULL;
    }
    return points == 1 ? text : NULL;
}
