/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From structs to text. */
#include "xml/engine.h"

#include "xml/verbatim.h"

#include <string.h>

/* Which rows are not written with these flags, whatever they hold; those that are KEPT are. */
static uint32_t
hidden_rows(unsigned int flags)
{
    static const struct {
        uint32_t field;
        unsigned int flag;
        bool wanted;
    } rules[] = {
        { XML_FIELD_LIVE, XML_INACTIVE, false },
        { XML_FIELD_INACTIVE, XML_INACTIVE, true },
        { XML_FIELD_SECURE, XML_SECURE, true },
        { XML_FIELD_STATUS, XML_STATUS, true },
        { XML_FIELD_MIGRATABLE, XML_MIGRATABLE, true },
        { XML_FIELD_UNMIGRATABLE, XML_MIGRATABLE, false },
    };
    uint32_t hidden = XML_FIELD_LEGACY;

    for (unsigned int i = 0; i < G_N_ELEMENTS(rules); i++)
        if (((flags & rules[i].flag) != 0) != rules[i].wanted)
            hidden |= rules[i].field;
    return hidden;
}

static bool
is_shown(const XmlField *field, const void *object, unsigned int flags, uint32_t hidden)
{
    if ((field->flags & hidden) &&
        (!(field->flags & XML_FIELD_KEPT) || (field->flags & XML_FIELD_LEGACY)))
        return false;
    return !(field->flags & XML_FIELD_MADE) || !(flags & XML_INACTIVE) ||
           !field_begins(field, *CONST_MEMBER_AT(char *, object, field->offset));
}

bool
field_is_written(const XmlField *field, const void *object, unsigned int flags)
{
    return is_shown(field, object, flags, hidden_rows(flags));
}

static bool table_has_value(const XmlTable *table, const void *object);

/* Whether a row can have something to write at all. Most rows of most elements have not: what is
 * cheap to see is seen here, before anything is written. */
static inline bool
has_value(const XmlField *field, const void *object)
{
    const char *value = CONST_MEMBER_AT(char, object, field->offset);
    const XmlType *type;

    switch ((XmlCount)field->count) {
    case XML_LIST:
        return ((const XmlList *)(const void *)value)->n > 0;
    case XML_OPT:
        return *(void *const *)(const void *)value != NULL;
    case XML_ONE:
        break;
    }
    if (field->kind != XML_KIND_STRUCT)
        return scalar_is_set(field, object);
    if (field->place == XML_PLACE_HOOK || (field->flags & XML_FIELD_ALWAYS))
        return true;
    if (field->place == XML_PLACE_FLAT)
        return table_has_value(&xml_tables[field->type], object);
    type = &xml_types[field->type];
    return xml_tables[type->table].always ||
           ((const XmlHead *)(const void *)value)->origin != XML_ABSENT ||
           !is_zero(value + sizeof(XmlHead), type->size - sizeof(XmlHead));
}

static bool
table_has_value(const XmlTable *table, const void *object)
{
    const XmlField *field = &xml_fields[table->first_field];

    if (table->always)
        return true;
    for (unsigned int i = 0; i < table->n_fields; i++, field++)
        if (has_value(field, object))
            return true;
    return false;
}

/* Whether a row is to be looked at. */
static inline bool
counts(const XmlWriter *writer, const XmlField *field, const void *object)
{
    return has_value(field, object) && is_shown(field, object, writer->flags, writer->hidden) &&
           condition_holds(field->condition, object);
}

/* Whether a scalar is what OMIT or WEAK is about. */
static bool
equals_omit(const XmlField *field, const void *object)
{
    const char *value = CONST_MEMBER_AT(char, object, field->offset);

    if (field->kind == XML_KIND_STRING)
        return strcmp(*(const char *const *)(const void *)value, XML_TEXT(field->omit)) == 0;
    if (field->kind == XML_KIND_ENUM)
        return *(const uint8_t *)value == field->omit;
    if (scalar_size(field->kind) == sizeof(int64_t))
        return *(const int64_t *)(const void *)value == field->omit;
    return *(const int32_t *)(const void *)value == field->omit;
}

/* Whether a scalar is there and not one that goes without saying. */
static bool
scalar_is_written(const XmlField *field, const void *object, unsigned int flags)
{
    const char *value = CONST_MEMBER_AT(char, object, field->offset);

    if (!scalar_is_set(field, object))
        return false;
    if ((flags & XML_AS_GIVEN) && *CONST_MEMBER_AT(uint8_t, object, field->from) != XML_GIVEN)
        return false;
    if (field->kind == XML_KIND_FLAG)
        return *(const bool *)value;
    if ((field->flags & XML_FIELD_OMIT) && equals_omit(field, object))
        return false;
    return field->unless == 0 ||
           !scalar_equal(field->kind, value, CONST_MEMBER_AT(char, object, field->unless));
}

static const char *
prefix_of(XmlWriter *writer, const XmlField *field)
{
    if (field->namespace == 0)
        return NULL;
    writer->namespaces |= UINT64_C(1) << field->namespace;
    return XML_TEXT(xml_namespaces[field->namespace].prefix);
}

static void
write_attr(XmlWriter *writer, const XmlField *field, const void *object)
{
    char buffer[SCALAR_TEXT_SIZE];
    const char *value = CONST_MEMBER_AT(char, object, field->offset);

    if (field->kind == XML_KIND_BITMAP) {
        g_autofree char *text = bitmap_format(*(Bitmap *const *)(const void *)value);

        writer_attr(writer, XML_TEXT(field->name), text);
        return;
    }
    writer_attr_n(writer, XML_TEXT(field->name), field->name_length,
                  scalar_text(field, value, buffer));
    if (field->kind == XML_KIND_SIZE)
        writer_attr(writer, size_unit_attr(field), size_unit_text(field, value));
}

void
table_write_attrs(XmlWriter *writer, XmlMark *mark, const XmlTable *table, const void *object)
{
    const XmlField *field = &xml_fields[table->first_field];

    for (unsigned int i = 0; i < table->attrs_end; i++, field++) {
        if (field->place == XML_PLACE_CHILD || field->place == XML_PLACE_FLAT ||
            field->place == XML_PLACE_MIXED || !counts(writer, field, object))
            continue;
        if (field->place == XML_PLACE_HOOK) {
            if (xml_hooks[field->type]->write_attrs != NULL)
                xml_hooks[field->type]->write_attrs(writer, object);
            continue;
        }
        if (!scalar_is_written(field, object, writer->flags))
            continue;
        if (field->place == XML_PLACE_ATTR) {
            size_t before = writer->length;

            write_attr(writer, field, object);
            if ((field->flags & XML_FIELD_WEAK) && equals_omit(field, object))
                mark->attrs += writer->length - before;
        } else if (field->kind == XML_KIND_SIZE) {
            writer_attr(writer, size_unit_attr(field),
                        size_unit_text(field, CONST_MEMBER_AT(char, object, field->offset)));
        }
    }
}

/* The row that is the element's own text, if it has one to write. */
static const XmlField *
text_row(const XmlWriter *writer, const XmlTable *table, const void *object)
{
    const XmlField *field = &xml_fields[table->first_field];

    for (unsigned int i = 0; table->text && i < table->attrs_end; i++, field++)
        if (field->place == XML_PLACE_TEXT && counts(writer, field, object) &&
            scalar_is_written(field, object, writer->flags))
            return field;
    return NULL;
}

static void
write_text(XmlWriter *writer, XmlMark *mark, const char *prefix, const char *name,
           const XmlField *field, const void *value)
{
    char buffer[SCALAR_TEXT_SIZE];

    if (field->kind == XML_KIND_BITMAP) {
        g_autofree char *text = bitmap_format(*(Bitmap *const *)value);

        writer_text_close(writer, mark, prefix, name, text);
        return;
    }
    writer_text_close(writer, mark, prefix, name, scalar_text(field, value, buffer));
}

/* Begins the element of a row, with the attribute that tells it from others. */
static XmlMark
open_element(XmlWriter *writer, const XmlField *field)
{
    const XmlSelector *selector = &xml_selectors[field->selector];
    uint64_t namespaces = writer->namespaces;
    XmlMark mark = writer_open(writer, prefix_of(writer, field), XML_TEXT(field->name));

    mark.namespaces = namespaces;
    mark.open = (field->flags & XML_FIELD_OPEN) != 0;
    if (field->selector != 0)
        writer_attr(writer, XML_TEXT(selector->attr), XML_TEXT(selector->value));
    if (field->selector != 0)
        mark.attrs = writer->length;
    return mark;
}

/* The contents of an element, which a table says. drop: no element if there are none. */
static void
write_contents(XmlWriter *writer, XmlMark *mark, const char *prefix, const char *name,
               const XmlTable *table, const void *object, bool drop)
{
    const XmlField *text;

    table_write_attrs(writer, mark, table, object);
    text = text_row(writer, table, object);
    if (text != NULL) {
        write_text(writer, mark, prefix, name, text, CONST_MEMBER_AT(char, object, text->offset));
        return;
    }
    writer_children(writer, mark);
    table_write_children(writer, table, object);
    writer_close(writer, mark, prefix, name, drop);
}

static void
write_element(XmlWriter *writer, const XmlField *field, const XmlTable *table, const void *object,
              bool drop)
{
    XmlMark mark;

    if ((field->flags & XML_FIELD_SPACED) && !writer_ends_with(writer, "\n\n"))
        writer_raw(writer, "\n", 1);
    mark = open_element(writer, field);
    write_contents(writer, &mark, prefix_of(writer, field), XML_TEXT(field->name), table, object,
                   drop);
    if (field->flags & XML_FIELD_SPACED)
        writer_raw(writer, "\n", 1);
}

/* Whether the element of an embedded struct is written even without contents. One that is required
 * and was there: the text could not be read again otherwise. */
static bool
is_kept_empty(const XmlField *field, const void *object)
{
    const XmlHead *head = object;

    return (field->flags & XML_FIELD_ALWAYS) ||
           ((field->flags & (XML_FIELD_REQUIRED | XML_FIELD_LEAN)) == XML_FIELD_REQUIRED &&
            head->origin != XML_ABSENT);
}

/* Whether an element is one that these flags show: with AS_GIVEN, not what was filled in. */
static bool
is_wanted(const XmlWriter *writer, const void *object)
{
    return !(writer->flags & XML_AS_GIVEN) || ((const XmlHead *)object)->origin == XML_GIVEN;
}

static void
write_structs(XmlWriter *writer, const XmlField *field, const void *object)
{
    const XmlTable *table = &xml_tables[xml_types[field->type].table];
    const char *value = CONST_MEMBER_AT(char, object, field->offset);
    const XmlList *list = (const XmlList *)(const void *)value;
    bool is_lean = (field->flags & XML_FIELD_LEAN) != 0;
    const void *child;

    switch ((XmlCount)field->count) {
    case XML_ONE:
        write_element(writer, field, table, value, !is_kept_empty(field, value));
        break;
    case XML_OPT:
        child = *(void *const *)(const void *)value;
        if (child != NULL && is_wanted(writer, child))
            write_element(writer, field, table, child, is_lean);
        break;
    case XML_LIST:
        for (unsigned int i = 0; i < list->n; i++)
            if (is_wanted(writer, ((void *const *)list->items)[i]))
                write_element(writer, field, table, ((void *const *)list->items)[i], is_lean);
        break;
    }
}

static void
write_scalar_element(XmlWriter *writer, const XmlField *field, const void *value)
{
    const char *prefix = prefix_of(writer, field), *name = XML_TEXT(field->name);
    XmlMark mark = open_element(writer, field);

    if (field->kind == XML_KIND_FLAG) {
        writer_close(writer, &mark, prefix, name, false);
        return;
    }
    if (field->kind == XML_KIND_SIZE)
        writer_attr(writer, size_unit_attr(field), size_unit_text(field, value));
    write_text(writer, &mark, prefix, name, field, value);
}

static void
write_raw(XmlWriter *writer, const XmlNode *node)
{
    g_autoptr(GString) text = g_string_new(NULL);

    xml_node_format(text, node, writer->depth * 2);
    writer_line(writer, text->str, text->len);
}

/* An element and all that is in it; of those with children, text is dropped. */
static void
write_plain(XmlWriter *writer, const XmlNode *node)
{
    XmlMark mark = writer_open(writer, node->prefix, node->name);
    bool has_elements = false;

    for (const XmlAttr *attr = node->attrs; attr != NULL; attr = attr->next) {
        g_autofree char *prefixed =
            attr->prefix != NULL ? g_strconcat(attr->prefix, ":", attr->name, NULL) : NULL;

        writer_attr(writer, prefixed != NULL ? prefixed : attr->name, attr->value);
    }
    for (const XmlNode *child = node->children; child != NULL; child = child->next)
        has_elements |= child->kind == XML_NODE_ELEMENT;
    if (!has_elements && node->children != NULL && node->children->text != NULL) {
        writer_text_close(writer, &mark, node->prefix, node->name, node->children->text);
        return;
    }
    writer_children(writer, &mark);
    for (const XmlNode *child = node->children; child != NULL; child = child->next)
        if (child->kind == XML_NODE_ELEMENT)
            write_plain(writer, child);
    writer_close(writer, &mark, node->prefix, node->name, false);
}

static void
write_scalars(XmlWriter *writer, const XmlField *field, const void *object)
{
    const char *value = CONST_MEMBER_AT(char, object, field->offset);
    const XmlList *list = (const XmlList *)(const void *)value;

    if (field->count == XML_LIST) {
        for (unsigned int i = 0; i < list->n; i++)
            write_scalar_element(writer, field,
                                 (const char *)list->items + i * scalar_size(field->kind));
        return;
    }
    if (!scalar_is_written(field, object, writer->flags))
        return;
    if (field->kind == XML_KIND_RAW && (field->flags & XML_FIELD_PLAIN))
        write_plain(writer, *(const XmlNode *const *)(const void *)value);
    else if (field->kind == XML_KIND_RAW)
        write_raw(writer, *(const XmlNode *const *)(const void *)value);
    else
        write_scalar_element(writer, field, value);
}

static void
write_mixed(XmlWriter *writer, const XmlField *field, const void *object)
{
    const XmlList *list = CONST_MEMBER_AT(XmlList, object, field->offset);
    const XmlVariant *items = list->items;

    for (unsigned int i = 0; i < list->n; i++) {
        const XmlChoice *choice = &xml_choices[field->type + (unsigned int)items[i].kind - 1];
        const char *name = XML_TEXT(choice->name);
        XmlMark mark = writer_open(writer, NULL, name);

        write_contents(writer, &mark, NULL, name, &xml_tables[xml_types[choice->type].table],
                       items[i].object, false);
    }
}

void
table_write_children(XmlWriter *writer, const XmlTable *table, const void *object)
{
    const XmlField *field = &xml_fields[table->first_field + table->children_start];

    for (unsigned int i = table->children_start; i < table->n_fields; i++, field++) {
        if (field->place == XML_PLACE_ATTR || field->place == XML_PLACE_TEXT ||
            !counts(writer, field, object))
            continue;
        switch ((XmlPlace)field->place) {
        case XML_PLACE_ATTR:
        case XML_PLACE_TEXT:
            break;
        case XML_PLACE_CHILD:
            if (field->kind == XML_KIND_STRUCT)
                write_structs(writer, field, object);
            else
                write_scalars(writer, field, object);
            break;
        case XML_PLACE_FLAT:
            write_element(writer, field, &xml_tables[field->type], object,
                          !(field->flags & XML_FIELD_ALWAYS));
            break;
        case XML_PLACE_MIXED:
            write_mixed(writer, field, object);
            break;
        case XML_PLACE_HOOK:
            if (xml_hooks[field->type]->write_children != NULL)
                xml_hooks[field->type]->write_children(writer, object);
            break;
        }
    }
}

/* The declarations of the namespaces that were used, in the root's tag. */
static void
declare_namespaces(XmlWriter *writer, size_t at)
{
    for (unsigned int i = xml_n_namespaces; i-- > 1;) {
        g_autofree char *text = NULL;

        if (!(writer->namespaces & UINT64_C(1) << i))
            continue;
        text = g_strdup_printf(" xmlns:%s='%s'", XML_TEXT(xml_namespaces[i].prefix),
                               XML_TEXT(xml_namespaces[i].uri));
        writer_insert(writer, at, text);
    }
}

char *
object_format(XmlDocumentId document, const void *object, unsigned int flags)
{
    const XmlDocumentType *type = &xml_documents[document];
    const XmlTable *table = &xml_tables[xml_types[type->type].table];
    const char *name = XML_TEXT(type->element);
    const XmlField *text;
    XmlWriter writer;
    XmlMark mark;
    size_t declarations;

    writer_init(&writer, flags);
    writer.hidden = hidden_rows(flags);
    mark = writer_open(&writer, NULL, name);
    mark.open = type->open;
    declarations = writer.length;
    table_write_attrs(&writer, &mark, table, object);
    if (!type->namespaces_first)
        declarations = writer.length;
    text = text_row(&writer, table, object);
    if (text != NULL) {
        write_text(&writer, &mark, NULL, name, text, CONST_MEMBER_AT(char, object, text->offset));
    } else {
        writer_children(&writer, &mark);
        table_write_children(&writer, table, object);
        writer_close(&writer, &mark, NULL, name, false);
    }
    declare_namespaces(&writer, declarations);
    return writer_steal(&writer);
}
