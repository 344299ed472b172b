/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Strict reading: what the tables do not know is refused, with what would be accepted. */
#include "xml/engine.h"

#include "base/err.h"

#include <string.h>

#define ERR_DOMAIN VIR_FROM_XML

/* Whether the attribute is the unit of a member that stands in this element. */
static bool
is_unit(const XmlTable *table, const void *object, const char *attr)
{
    const XmlField *field = &xml_fields[table->first_field];

    for (unsigned int i = 0; i < table->n_fields; i++, field++)
        if (field->kind == XML_KIND_SIZE && strcmp(attr, size_unit_attr(field)) == 0 &&
            (field->place == XML_PLACE_ATTR || field->place == XML_PLACE_TEXT) &&
            condition_holds(field->condition, object))
            return true;
    return false;
}

/* The names that would be accepted in that place, in the order of the schema. */
static char *
accepted_names(const XmlTable *table, const void *object, bool attrs)
{
    GString *names = g_string_new(NULL);
    const XmlField *field = &xml_fields[table->first_field];

    for (unsigned int i = 0; i < table->n_fields; i++, field++) {
        bool is_attr = field->place == XML_PLACE_ATTR;
        const XmlChoice *choices = &xml_choices[field->type];

        for (unsigned int k = 0; !attrs && field->place == XML_PLACE_MIXED && k < choices->n_kinds;
             k++)
            g_string_append_printf(names, "%s<%s>", names->len > 0 ? ", " : "",
                                   XML_TEXT(choices[k].name));
        if (is_attr != attrs || field->name == 0 || !condition_holds(field->condition, object))
            continue;
        g_string_append_printf(names, attrs ? "%s%s" : "%s<%s>", names->len > 0 ? ", " : "",
                               XML_TEXT(field->name));
    }
    if (names->len == 0)
        g_string_append(names, "none");
    return g_string_free(names, FALSE);
}

bool
refuse_attr(const XmlTable *table, const void *object, const XmlNode *node, const XmlAttr *attr,
            GError **error)
{
    g_autofree char *names = NULL;

    if (g_strcmp0(attr->prefix, "xmlns") == 0 || strcmp(attr->name, "xmlns") == 0)
        return true;
    if (table != NULL && is_unit(table, object, attr->name))
        return true;
    names = table != NULL ? accepted_names(table, object, true) : g_strdup("none");
    return err_set(error, VIR_ERR_XML_INVALID_SCHEMA,
                   "line %u: element <%s> has no attribute '%s'; accepted: %s", node->line,
                   node->name, attr->name, names);
}

bool
refuse_child(const XmlTable *table, const void *object, const XmlNode *parent, const XmlNode *node,
             GError **error)
{
    g_autofree char *names =
        table != NULL ? accepted_names(table, object, false) : g_strdup("none");

    return err_set(error, VIR_ERR_XML_INVALID_SCHEMA,
                   "line %u: element <%s> cannot hold <%s>; accepted: %s", node->line, parent->name,
                   node->name, names);
}

/* An element that is only text, or nothing at all. */
bool
check_plain(const XmlField *field, const XmlNode *node, GError **error)
{
    for (const XmlAttr *attr = node->attrs; attr != NULL; attr = attr->next)
        if (!(field->kind == XML_KIND_SIZE && strcmp(attr->name, "unit") == 0) &&
            !(field->selector != 0 &&
              strcmp(attr->name, XML_TEXT(xml_selectors[field->selector].attr)) == 0) &&
            !refuse_attr(NULL, NULL, node, attr, error))
            return false;
    for (const XmlNode *child = node->children; child != NULL; child = child->next)
        if (child->kind == XML_NODE_ELEMENT)
            return refuse_child(NULL, NULL, node, child, error);
    return true;
}
