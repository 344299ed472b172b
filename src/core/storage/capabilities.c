/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What kinds of pools there can be, and what can be in them. */
#include "core/define/objects.h"
#include "core/storage/storage-priv.h"

static void
add_value(Arena *arena, CapsEnum *values, unsigned int enum_id, int value)
{
    const char *text = xml_enum_text(enum_id, value);

    list_append(arena, &values->values, arena_strdup(arena, text));
}

static CapsEnum *
enum_of(Arena *arena, const char *name)
{
    CapsEnum *values = object_new(arena, XML_TYPE_CAPS_ENUM, XML_GIVEN);

    XML_SET(values, name, name, XML_GIVEN);
    return values;
}

static PoolCapsOptions *
options_of(Arena *arena, const char *default_format, CapsEnum *values)
{
    PoolCapsOptions *options = object_new(arena, XML_TYPE_POOL_CAPS_OPTIONS, XML_GIVEN);

    options->default_format = object_new(arena, XML_TYPE_CAPS_FORMAT, XML_GIVEN);
    XML_SET(options->default_format, type, default_format, XML_GIVEN);
    list_append(arena, &options->enums, values);
    return options;
}

static PoolCapsOptions *
pool_options(Arena *arena, PoolType type)
{
    CapsEnum *values = enum_of(arena, "sourceFormatType");
    PoolFormat preferred = pool_default_format(type);

    if (preferred == POOL_FORMAT_UNSET)
        return NULL;
    for (int format = 1; xml_enum_text(XML_ENUM_POOL_FORMAT, format); format++)
        if (pool_takes_format(type, (PoolFormat)format))
            add_value(arena, values, XML_ENUM_POOL_FORMAT, format);
    return options_of(arena, xml_enum_text(XML_ENUM_POOL_FORMAT, preferred), values);
}

/* A volume may also be told to have none; that of RBD is always raw. */
static PoolCapsOptions *
volume_options(Arena *arena, PoolType type)
{
    CapsEnum *values = enum_of(arena, "targetFormatType");
    VolumeFormat preferred = volume_default_format(type);

    if (preferred == VOLUME_FORMAT_UNSET)
        return NULL;
    for (int format = 1; xml_enum_text(XML_ENUM_VOLUME_FORMAT, format); format++)
        if (type != POOL_TYPE_RBD &&
            (format == VOLUME_FORMAT_NONE || volume_takes_format(type, (VolumeFormat)format)))
            add_value(arena, values, XML_ENUM_VOLUME_FORMAT, format);
    return options_of(arena, xml_enum_text(XML_ENUM_VOLUME_FORMAT, preferred), values);
}

bool
storage_get_capabilities_method(Conn *conn, unsigned int flags, Job *job, char **capabilities_out,
                                GError **error)
{
    unsigned int kinds = host_of(conn)->type->storage->pool_kinds;
    g_autoptr(Definition) def = definition_new(XML_DOCUMENT_POOLCAPABILITIES);
    PoolCapabilities *all = def->root;

    for (int type = 1; xml_enum_text(XML_ENUM_POOL_TYPE, type); type++) {
        PoolCaps *pool = object_new(def->arena, XML_TYPE_POOL_CAPS, XML_GIVEN);

        XML_SET(pool, type, xml_enum_text(XML_ENUM_POOL_TYPE, type), XML_GIVEN);
        XML_SET(pool, supported, kinds >> type & 1 ? YES_NO_YES : YES_NO_NO, XML_GIVEN);
        pool->pool = pool_options(def->arena, (PoolType)type);
        pool->volume = volume_options(def->arena, (PoolType)type);
        list_append(def->arena, &all->pools, pool);
    }
    *capabilities_out = definition_format(def, 0);
    return true;
}
