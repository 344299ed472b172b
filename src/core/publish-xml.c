/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/publish-xml.h"

static void *
ref_packed(void *packed)
{
    return packed_ref(packed);
}

static void
unref_packed(void *packed)
{
    packed_unref(packed);
}

static void *
ref_definition(void *definition)
{
    return definition_ref(definition);
}

static void
unref_definition(void *definition)
{
    definition_unref(definition);
}

const PublishType publish_packed = { ref_packed, unref_packed };
const PublishType publish_definitions = { ref_definition, unref_definition };
