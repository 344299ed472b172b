/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from schema/: the functions of hook lines and check words. */
#ifndef VIRTUE_XML_HOOK_NAMES_H
#define VIRTUE_XML_HOOK_NAMES_H

#include "xml/hooks.h"

extern const XmlHook xml_hook_log_count;
const char *xml_check_ip(Arena *arena, const char *text);

#endif
