/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Definitions as published values: stored ones packed, live ones as they are. */
#ifndef VIRTUE_PUBLISH_XML_H
#define VIRTUE_PUBLISH_XML_H

#include "core/publish.h"
#include "xml/packed.h"

extern const PublishType publish_packed;      /* of Packed */
extern const PublishType publish_definitions; /* of Definition */

#endif
