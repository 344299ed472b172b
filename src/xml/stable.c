/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether one definition can take the place of another: for a guest that goes on running with it
 * (`abi` rows must be equal), for a device that is changed while it runs (only `mutable` rows may
 * differ). */
#include "xml/engine.h"

#include "base/err.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

typedef struct Stable {
    GString *path;
    bool mutable_only; /* what is not mutable must be equal; else what is abi */
} Stable;

static bool same_table(Stable *stable, const XmlTable *table, const void *source,
                       const void *target, GError **error);

/* Whether a row itself must be equal. */
static bool
is_fixed(const Stable *stable, const XmlField *field)
{
    if (stable->mutable_only)
        return !(field->flags & (XML_FIELD_MUTABLE | XML_FIELD_LIVE));
    return (field->flags & XML_FIELD_ABI) != 0;
}

/* Whether there is something below that must be equal. */
static bool
is_watched(const Stable *stable, const XmlTable *table)
{
    return stable->mutable_only || table->abi;
}

static const char *
value_text(const XmlField *field, const void *object, char **owned)
{
    const char *value = CONST_MEMBER_AT(char, object, field->offset);
    char buffer[SCALAR_TEXT_SIZE];

    if (!scalar_is_set(field, object))
        return "none";
    if (field->kind == XML_KIND_FLAG)
        return "present";
    if (field->kind == XML_KIND_RAW)
        return "other";
    if (field->kind == XML_KIND_BITMAP)
        *owned = bitmap_format(*(Bitmap *const *)(const void *)value);
    else
        *owned = g_strdup(scalar_text(field, value, buffer));
    return *owned;
}

static bool
differs(Stable *stable, const XmlField *field, const void *source, const void *target,
        GError **error)
{
    g_autofree char *from = NULL;
    g_autofree char *to = NULL;
    const char *was = value_text(field, source, &from);
    const char *is = value_text(field, target, &to);

    return err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "Target %s%s %s does not match source %s",
                   stable->path->str, XML_TEXT(field->name), is, was);
}

static bool
same_count(Stable *stable, const XmlField *field, unsigned int source, unsigned int target,
           GError **error)
{
    return source == target || err_set(error, VIR_ERR_CONFIG_UNSUPPORTED,
                                       "Target %s%s count %u does not match source %u",
                                       stable->path->str, XML_TEXT(field->name), target, source);
}

static bool
same_scalar_list(const XmlField *field, const XmlList *source, const XmlList *target)
{
    size_t size = scalar_size(field->kind);

    for (unsigned int i = 0; i < source->n; i++)
        if (!scalar_equal(field->kind, (const char *)source->items + i * size,
                          (const char *)target->items + i * size))
            return false;
    return true;
}

static bool
same_scalar(Stable *stable, const XmlField *field, const void *source, const void *target,
            GError **error)
{
    const char *was = CONST_MEMBER_AT(char, source, field->offset);
    const char *is = CONST_MEMBER_AT(char, target, field->offset);
    const XmlList *was_list = (const XmlList *)(const void *)was;
    const XmlList *is_list = (const XmlList *)(const void *)is;

    if (!is_fixed(stable, field))
        return true;
    if (field->count != XML_LIST)
        return scalar_equal(field->kind, was, is) || differs(stable, field, source, target, error);
    return same_count(stable, field, was_list->n, is_list->n, error) &&
           (same_scalar_list(field, was_list, is_list) ||
            err_set(error, VIR_ERR_CONFIG_UNSUPPORTED, "Target %s%s does not match source",
                    stable->path->str, XML_TEXT(field->name)));
}

/* Element n of its name, or the only one if n is negative. */
static bool
same_element(Stable *stable, const XmlField *field, const XmlTable *table, int n,
             const void *source, const void *target, GError **error)
{
    size_t length = stable->path->len;

    g_string_append(stable->path, XML_TEXT(field->name));
    if (n >= 0)
        g_string_append_printf(stable->path, " %d", n);
    g_string_append_c(stable->path, ' ');
    if (!same_table(stable, table, source, target, error))
        return false;
    g_string_truncate(stable->path, length);
    return true;
}

static bool
same_structs(Stable *stable, const XmlField *field, const void *source, const void *target,
             GError **error)
{
    const XmlTable *table = &xml_tables[xml_types[field->type].table];
    const char *was = CONST_MEMBER_AT(char, source, field->offset);
    const char *is = CONST_MEMBER_AT(char, target, field->offset);
    const XmlList *was_list = (const XmlList *)(const void *)was;
    const XmlList *is_list = (const XmlList *)(const void *)is;
    const void *from, *to;

    if (field->count == XML_ONE)
        return same_element(stable, field, table, -1, was, is, error);
    if (field->count == XML_OPT) {
        from = *(void *const *)(const void *)was;
        to = *(void *const *)(const void *)is;
        if (!same_count(stable, field, from != NULL, to != NULL, error))
            return false;
        return from == NULL || same_element(stable, field, table, -1, from, to, error);
    }
    if (!same_count(stable, field, was_list->n, is_list->n, error))
        return false;
    for (unsigned int i = 0; i < was_list->n; i++)
        if (!same_element(stable, field, table, (int)i, ((void *const *)was_list->items)[i],
                          ((void *const *)is_list->items)[i], error))
            return false;
    return true;
}

static bool
same_row(Stable *stable, const XmlField *field, const void *source, const void *target,
         GError **error)
{
    switch ((XmlPlace)field->place) {
    case XML_PLACE_ATTR:
    case XML_PLACE_TEXT:
        return same_scalar(stable, field, source, target, error);
    case XML_PLACE_CHILD:
        if (field->kind != XML_KIND_STRUCT)
            return same_scalar(stable, field, source, target, error);
        if ((field->flags & XML_FIELD_LIVE) && !(field->flags & XML_FIELD_ABI))
            return true;
        if (!is_fixed(stable, field) &&
            (stable->mutable_only ||
             !is_watched(stable, &xml_tables[xml_types[field->type].table])))
            return true;
        return same_structs(stable, field, source, target, error);
    case XML_PLACE_FLAT:
        if (stable->mutable_only && (field->flags & XML_FIELD_MUTABLE))
            return true;
        return same_element(stable, field, &xml_tables[field->type], -1, source, target, error);
    case XML_PLACE_MIXED:
    case XML_PLACE_HOOK:
        return true; /* none of them is seen by a guest */
    }
    g_assert_not_reached();
}

static bool
same_table(Stable *stable, const XmlTable *table, const void *source, const void *target,
           GError **error)
{
    if (!is_watched(stable, table))
        return true;
    for (unsigned int i = 0; i < table->n_fields; i++) {
        const XmlField *field = &xml_fields[table->first_field + i];

        /* A row that counts for neither of them says nothing. */
        if (!condition_holds(field->condition, source) &&
            !condition_holds(field->condition, target))
            continue;
        if (!same_row(stable, field, source, target, error))
            return false;
    }
    return true;
}

static bool
check(XmlTypeId type, const void *source, const void *target, bool mutable_only, GError **error)
{
    g_autoptr(GString) path = g_string_new(NULL);
    Stable stable = { .path = path, .mutable_only = mutable_only };

    return same_table(&stable, &xml_tables[xml_types[type].table], source, target, error);
}

bool
object_check_abi(XmlTypeId type, const void *source, const void *target, GError **error)
{
    return check(type, source, target, false, error);
}

bool
object_check_update(XmlTypeId type, const void *old, const void *updated, GError **error)
{
    return check(type, old, updated, true, error);
}
