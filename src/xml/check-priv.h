/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the checks of texts share. */
#ifndef VIRTUE_XML_CHECK_PRIV_H
#define VIRTUE_XML_CHECK_PRIV_H

#include "base/arena.h"

/* The usual form of an address of AF_INET or AF_INET6; NULL if it is none. */
const char *canonical_address(Arena *arena, const char *text, int family);

#endif
