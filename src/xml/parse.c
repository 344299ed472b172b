/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From elements to structs. What the tables do not know is passed over, as libvirt does; strict
 * reading refuses it before (check.c). Of elements that stand once the first one counts. */
#include "xml/engine.h"

#include "base/err.h"
#include "xml/verbatim.h"

#include <string.h>

#define ERR_DOMAIN VIR_FROM_XML

#define MAX_ROWS 256 /* of one table; the generator refuses more */

static inline bool
holds(const XmlCondition *condition, const void *object)
{
    const uint8_t *byte = CONST_MEMBER_AT(uint8_t, object, condition->offset);

    switch ((XmlConditionOp)condition->op) {
    case XML_IN:
        return (condition->values & UINT64_C(1) << *byte) != 0;
    case XML_NOT_IN:
        return (condition->values & UINT64_C(1) << *byte) == 0;
    case XML_PRESENT:
        return *byte != XML_ABSENT;
    case XML_PRESENT_POINTER:
        return *CONST_MEMBER_AT(char *, object, condition->offset) != NULL;
    case XML_LACKING:
        return *byte != XML_GIVEN;
    case XML_LACKING_POINTER:
        return *CONST_MEMBER_AT(char *, object, condition->offset) == NULL;
    }
    g_assert_not_reached();
}

bool
condition_holds_alone(const XmlCondition *condition, const void *object)
{
    return holds(condition, object);
}

bool
condition_holds(unsigned int number, const void *object)
{
    for (; number != 0; number = xml_conditions[number].above)
        if (!holds(&xml_conditions[number], object))
            return false;
    return true;
}

bool
field_begins(const XmlField *field, const char *text)
{
    const char *beginning = XML_TEXT(field->kept);

    while (text != NULL && *beginning != '\0') {
        size_t length = strcspn(beginning, " ");

        if (strncmp(text, beginning, length) == 0)
            return true;
        beginning += length + (beginning[length] == ' ');
    }
    return false;
}

static bool
namespace_matches(unsigned int number, const char *ns)
{
    if (number == 0)
        return true;
    return ns != NULL && strcmp(ns, XML_TEXT(xml_namespaces[number].uri)) == 0;
}

/* Whether a child has the attribute that the row asks for. */
static bool
is_selected(const XmlField *field, const XmlNode *node)
{
    const XmlSelector *selector = &xml_selectors[field->selector];

    return field->selector == 0 ||
           g_strcmp0(xml_node_attr(node, XML_TEXT(selector->attr)), XML_TEXT(selector->value)) == 0;
}

const XmlField *
field_find(const XmlTable *table, const void *object, unsigned int place, uint32_t hash,
           const char *name, const char *ns, const XmlNode *node)
{
    const XmlField *field = &xml_fields[table->first_field];

    for (unsigned int i = 0; i < table->n_fields; i++, field++) {
        bool is_attr = field->place == XML_PLACE_ATTR;

        if (field->hash == hash && is_attr == (place == XML_PLACE_ATTR) &&
            field->place != XML_PLACE_TEXT && strcmp(XML_TEXT(field->name), name) == 0 &&
            namespace_matches(field->namespace, ns) && is_selected(field, node) &&
            condition_holds(field->condition, object))
            return field;
    }
    return NULL;
}

bool
field_is_read(const XmlField *field, unsigned int flags)
{
    if (field->flags & XML_FIELD_OUTPUT)
        return false;
    if ((field->flags & XML_FIELD_LIVE) && !(field->flags & XML_FIELD_KEPT) &&
        (flags & XML_INACTIVE))
        return false;
    if ((field->flags & XML_FIELD_STATUS) && !(flags & XML_STATUS))
        return false;
    return true;
}

/* The schema's own error about a row. */
static bool
schema_error(XmlReader *reader, unsigned int number, const XmlField *field, const XmlNode *node,
             GError **error)
{
    const XmlMessage *message = &xml_messages[number];
    g_autofree char *text = message_text(reader, message, XML_TEXT(field->name), "");

    err_set_full(error, message_domain(reader, message), message->code, *text != '\0' ? "%s" : NULL,
                 text);
    return err_context(error, "line %u", node->line);
}

/* What stands where the schema refuses it; value is that of an attribute. */
static bool
refused(XmlReader *reader, const XmlField *field, const XmlNode *node, const char *value,
        GError **error)
{
    const XmlMessage *message = &xml_messages[field->bad];
    g_autofree char *text = message_text(reader, message, XML_TEXT(field->name), value);

    err_set_full(error, message_domain(reader, message), message->code, "%s", text);
    return err_context(error, "line %u", node->line);
}

static bool
missing(XmlReader *reader, const XmlField *field, const XmlNode *node, GError **error)
{
    if (reader->flags & XML_STRICT)
        return refuse_absence(field, node, error);
    if (field->missing != 0)
        return schema_error(reader, field->missing, field, node, error);
    if (field->kind == XML_KIND_SIZE && field->place == XML_PLACE_ATTR)
        err_set(error, VIR_ERR_XML_ERROR, "missing element or attribute './@%s'",
                XML_TEXT(field->name));
    else if (field->place == XML_PLACE_ATTR)
        err_set(error, VIR_ERR_XML_ERROR, "Missing required attribute '%s' in element '%s'",
                XML_TEXT(field->name), node->name);
    else
        err_set(error, VIR_ERR_XML_ERROR, "Missing required element '%s' in element '%s'",
                XML_TEXT(field->name), node->name);
    return err_context(error, "line %u", node->line);
}

/* An empty element can stand for a large struct, and a short list for a large set. */
bool
reader_check_size(const XmlReader *reader, const XmlNode *node, GError **error)
{
    if (arena_used(reader->arena) + reader->owned <= reader->limit)
        return true;
    return err_set_full(error, reader->errors, VIR_ERR_XML_ERROR,
                        "line %u: the document takes more than %zu MiB of memory", node->line,
                        reader->limit >> 20);
}

/* Whether a scalar of the table has a value. */
static bool
says_something(const XmlTable *table, const void *object)
{
    const XmlField *field = &xml_fields[table->first_field];

    for (unsigned int i = 0; i < table->n_fields; i++, field++)
        if (field->count == XML_ONE && field->kind != XML_KIND_STRUCT &&
            !(field->flags & XML_FIELD_REFUSED) && scalar_is_set(field, object))
            return true;
    return false;
}

/* A new struct for an element, read from it. */
static void *
read_object(XmlReader *reader, unsigned int type, const XmlNode *node, GError **error)
{
    void *object;

    if (!reader_check_size(reader, node, error))
        return NULL;
    object = object_new(reader->arena, type, XML_GIVEN);
    ((XmlHead *)object)->line = MIN(node->line, XML_MAX_LINE);
    if (!table_read(reader, &xml_tables[xml_types[type].table], object, node, error))
        return NULL;
    return object;
}

static bool
read_mixed(XmlReader *reader, const XmlField *field, void *object, const XmlNode *parent,
           GError **error)
{
    const XmlChoice *choices = &xml_choices[field->type];
    XmlList *list = MEMBER_AT(XmlList, object, field->offset);

    for (const XmlNode *node = parent->children; node != NULL; node = node->next) {
        unsigned int kind = 0;
        XmlVariant *item;
        void *child;

        if (node->kind != XML_NODE_ELEMENT)
            continue;
        while (kind < choices->n_kinds && strcmp(XML_TEXT(choices[kind].name), node->name) != 0)
            kind++;
        if (kind == choices->n_kinds)
            continue;
        child = read_object(reader, choices[kind].type, node, error);
        if (child == NULL)
            return false;
        list->items = arena_grow(reader->arena, list->items, list->n, sizeof(XmlVariant));
        item = (XmlVariant *)list->items + list->n++;
        item->kind = (int)kind + 1;
        item->object = child;
        if (field->flags & XML_FIELD_FIRST)
            break;
    }
    return true;
}

static bool
read_struct_child(XmlReader *reader, const XmlField *field, void *object, const XmlNode *node,
                  GError **error)
{
    void *child;
    XmlHead *head;

    switch ((XmlCount)field->count) {
    case XML_ONE:
        head = MEMBER_AT(XmlHead, object, field->offset);
        head->line = MIN(node->line, XML_MAX_LINE);
        head->origin = XML_GIVEN;
        return table_read(reader, &xml_tables[xml_types[field->type].table], head, node, error);
    case XML_OPT:
        child = read_object(reader, field->type, node, error);
        *MEMBER_AT(void *, object, field->offset) = child;
        return child != NULL;
    case XML_LIST:
        child = read_object(reader, field->type, node, error);
        if (child == NULL)
            return false;
        list_append(reader->arena, MEMBER_AT(XmlList, object, field->offset), child);
        return true;
    }
    g_assert_not_reached();
}

static bool
read_child(XmlReader *reader, const XmlField *field, void *object, const XmlNode *node,
           GError **error)
{
    const char *text;

    if (field->flags & XML_FIELD_REFUSED)
        return refused(reader, field, node, "", error);
    if (field->selector != 0)
        reader->chosen = XML_TEXT(xml_selectors[field->selector].attr);
    if (field->place == XML_PLACE_FLAT) {
        const XmlTable *table = &xml_tables[field->type];

        if (!table_read(reader, table, object, node, error))
            return false;
        return field->bad == 0 || says_something(table, object) ||
               schema_error(reader, field->bad, field, node, error);
    }
    if (field->kind == XML_KIND_STRUCT)
        return read_struct_child(reader, field, object, node, error);
    if (field->kind == XML_KIND_RAW) {
        *MEMBER_AT(const XmlNode *, object, field->offset) =
            field->flags & XML_FIELD_PLAIN ? xml_node_copy(reader->arena, node)
                                           : xml_metadata_copy(reader->arena, node);
        *MEMBER_AT(uint8_t, object, field->from) = XML_GIVEN;
        return true;
    }
    if ((reader->flags & XML_STRICT) && !check_plain(reader, field, node, error))
        return false;
    reader->chosen = NULL;
    text = xml_node_text(reader->doc, node);
    if (field->count == XML_LIST)
        return scalar_read_item(reader, field, object, node, text, error);
    if (*text == '\0' && field->kind != XML_KIND_FLAG)
        return true; /* an empty element is as good as none */
    return scalar_read(reader, field, object, node, NULL, text, error);
}

/* Whether an ordered list of this table takes the element. */
static bool
is_choice(const XmlTable *table, const XmlNode *node)
{
    const XmlField *field = &xml_fields[table->first_field];

    for (unsigned int i = 0; i < table->n_fields; i++, field++) {
        const XmlChoice *choices = &xml_choices[field->type];

        for (unsigned int k = 0; field->place == XML_PLACE_MIXED && k < choices->n_kinds; k++)
            if (strcmp(XML_TEXT(choices[k].name), node->name) == 0)
                return true;
    }
    return false;
}

/* Rows of a table that have been read from an element already. */
typedef struct Seen {
    uint64_t bits[MAX_ROWS / 64];
    const char *chosen; /* attribute that its parent chose it by; NULL if none did */
} Seen;

static bool
seen_before(Seen *seen, unsigned int row)
{
    uint64_t bit = UINT64_C(1) << (row % 64);
    bool before = (seen->bits[row / 64] & bit) != 0;

    seen->bits[row / 64] |= bit;
    return before;
}

static bool
was_seen(const Seen *seen, unsigned int row)
{
    return (seen->bits[row / 64] & UINT64_C(1) << (row % 64)) != 0;
}

/* Whether a row would be for a child if the conditions were others. */
static bool
has_name(const XmlTable *table, const XmlNode *node)
{
    const XmlField *field = &xml_fields[table->first_field];

    for (unsigned int i = 0; i < table->n_fields; i++, field++)
        if (field->hash == node->hash && field->place != XML_PLACE_ATTR &&
            strcmp(XML_TEXT(field->name), node->name) == 0)
            return true;
    return false;
}

/* The error of the schema for a child that no row is for. Returns false. */
static bool
unknown_child(XmlReader *reader, const XmlTable *table, const XmlNode *node, GError **error)
{
    const XmlMessage *message = &xml_messages[table->unknown];
    g_autofree char *what = message_text(reader, message, node->name, node->name);

    err_set_full(error, message_domain(reader, message), message->code, "%s", what);
    return err_context(error, "line %u", node->line);
}

#define MAX_RANK 2

unsigned int
field_rank(const XmlField *field)
{
    if (!(field->flags & XML_FIELD_TAG))
        return 0;
    return field->condition != 0 ? 1 : 2;
}

/* Strict reading knows nothing of what is refused in any case. */
static bool
is_unknown(const XmlField *field)
{
    return field == NULL || (field->flags & XML_FIELD_REFUSED);
}

/* An attribute that is not read, of which its row, or one that does not count, says that its value
 * is looked at even so. Of rows that are not read now only the one that counts does. */
static bool
check_idle_attr(XmlReader *reader, const XmlTable *table, const XmlField *found,
                const XmlNode *node, const XmlAttr *attr, GError **error)
{
    const XmlField *field = &xml_fields[table->first_field];

    for (unsigned int i = 0; i < table->n_fields; i++, field++)
        if ((field->flags & XML_FIELD_CHECKED) &&
            (field == found || !(field->flags & XML_FIELD_LIVE)) && field->hash == attr->hash &&
            field->place == XML_PLACE_ATTR && strcmp(XML_TEXT(field->name), attr->name) == 0 &&
            namespace_matches(field->namespace, attr->ns))
            return scalar_check(reader, field, node, attr->name, attr->value, error);
    return true;
}

static bool
read_attrs(XmlReader *reader, const XmlTable *table, void *object, const XmlNode *node,
           unsigned int rank, Seen *seen, GError **error)
{
    for (const XmlAttr *attr = node->attrs; attr != NULL; attr = attr->next) {
        const XmlField *field =
            field_find(table, object, XML_PLACE_ATTR, attr->hash, attr->name, attr->ns, NULL);
        bool is_idle;

        if (is_unknown(field) && rank == 0 && (reader->flags & XML_STRICT) &&
            g_strcmp0(attr->name, seen->chosen) != 0 &&
            !refuse_attr(table, object, node, attr, error))
            return false;
        is_idle = field == NULL || (field->flags & XML_FIELD_REFUSED) ||
                  !field_is_read(field, reader->flags);
        if (rank == 0 && is_idle && !check_idle_attr(reader, table, field, node, attr, error))
            return false;
        if (field != NULL && (field->flags & XML_FIELD_REFUSED)) {
            if (rank != 0)
                continue;
            return refused(reader, field, node, attr->value, error);
        }
        if (field == NULL || field_rank(field) != rank || !field_is_read(field, reader->flags) ||
            seen_before(seen, (unsigned int)(field - &xml_fields[table->first_field])))
            continue;
        if ((field->flags & (XML_FIELD_KEPT | XML_FIELD_MADE)) && (reader->flags & XML_INACTIVE) &&
            field_begins(field, attr->value) != ((field->flags & XML_FIELD_KEPT) != 0))
            continue;
        if (!scalar_read(reader, field, object, node, attr->name, attr->value, error))
            return false;
    }
    return true;
}

/* The attributes that stand on no condition. */
static bool
check_attrs(XmlReader *reader, const XmlTable *table, const XmlNode *node, GError **error)
{
    const XmlField *field = &xml_fields[table->first_field];

    for (unsigned int i = 0; i < table->n_fields; i++, field++) {
        const char *value;

        if (field->place != XML_PLACE_ATTR || field->condition != 0 || field->namespace != 0 ||
            !field_is_read(field, reader->flags) ||
            (field->flags & (XML_FIELD_REFUSED | XML_FIELD_LAX)))
            continue;
        value = xml_node_attr(node, XML_TEXT(field->name));
        if (value == NULL && (field->flags & XML_FIELD_REQUIRED) && !(reader->flags & XML_PARTIAL))
            return missing(reader, field, node, error);
        if (field_rank(field) != 0)
            continue;
        if (value != NULL &&
            !scalar_check(reader, field, node, XML_TEXT(field->name), value, error))
            return false;
    }
    return true;
}

/* Of a child that was read or missed out of turn nothing is told while something is wrong with the
 * attributes. Returns false. */
static bool
error_of_attrs(XmlReader *reader, const XmlTable *table, const XmlNode *node, GError **error)
{
    g_autoptr(GError) first = NULL;

    if (!(reader->flags & XML_STRICT) && !check_attrs(reader, table, node, &first)) {
        g_clear_error(error);
        g_propagate_error(error, g_steal_pointer(&first));
    }
    return false;
}

static bool
read_children(XmlReader *reader, const XmlTable *table, void *object, const XmlNode *parent,
              unsigned int rank, Seen *seen, GError **error)
{
    for (const XmlNode *node = parent->children; node != NULL; node = node->next) {
        const XmlField *field;

        if (node->kind != XML_NODE_ELEMENT)
            continue;
        field = field_find(table, object, XML_PLACE_CHILD, node->hash, node->name, node->ns, node);
        if ((reader->flags & XML_STRICT) && field != NULL && field->namespace == 0 &&
            node->ns != NULL)
            return refuse_child(reader, table, object, parent, node, error);
        if (is_unknown(field) && rank == 0 && (reader->flags & XML_STRICT) &&
            !is_choice(table, node) && !refuse_child(reader, table, object, parent, node, error))
            return false;
        if (field == NULL && rank == 0 && table->unknown != 0 && !has_name(table, node) &&
            !is_choice(table, node))
            return unknown_child(reader, table, node, error);
        if (field == NULL || field_rank(field) != rank || !field_is_read(field, reader->flags))
            continue;
        if (seen_before(seen, (unsigned int)(field - &xml_fields[table->first_field])) &&
            field->count != XML_LIST) {
            if (reader->flags & XML_STRICT)
                return refuse_second(node, error);
            if (field->single != 0)
                return schema_error(reader, field->single, field, node, error);
            continue;
        }
        if (!read_child(reader, field, object, node, error))
            return false;
    }
    return true;
}

/* The rows that are not names: text, ordered lists, hooks. */
static bool
read_rest(XmlReader *reader, const XmlTable *table, void *object, const XmlNode *node,
          GError **error)
{
    const XmlField *field = &xml_fields[table->first_field];

    if ((reader->flags & XML_STRICT) && !check_no_text(table, node, error))
        return false;
    for (unsigned int i = 0; i < table->n_fields; i++, field++) {
        const char *text;

        if (field->place != XML_PLACE_TEXT && field->place != XML_PLACE_MIXED &&
            field->place != XML_PLACE_HOOK)
            continue;
        if (!field_is_read(field, reader->flags) || !condition_holds(field->condition, object))
            continue;
        if (field->place == XML_PLACE_MIXED) {
            if (!read_mixed(reader, field, object, node, error))
                return false;
            continue;
        }
        if (field->place == XML_PLACE_HOOK) {
            if (!xml_hooks[field->type]->read(reader->arena, object, node, reader->flags, error))
                return false;
            continue;
        }
        text = xml_node_text(reader->doc, node);
        if ((*text != '\0' || (field->flags & XML_FIELD_FILLED)) &&
            !scalar_read(reader, field, object, node, NULL, text, error))
            return false;
    }
    return true;
}

static bool
is_absent(const XmlField *field, const void *object, const Seen *seen, unsigned int row)
{
    if (field->place == XML_PLACE_FLAT ||
        (field->kind == XML_KIND_STRUCT && field->count == XML_ONE))
        return !was_seen(seen, row);
    if (field->count == XML_LIST)
        return CONST_MEMBER_AT(XmlList, object, field->offset)->n == 0;
    if (field->count == XML_OPT)
        return *CONST_MEMBER_AT(void *, object, field->offset) == NULL;
    return *CONST_MEMBER_AT(uint8_t, object, field->from) == XML_ABSENT;
}

/* Whether the document gave one of the rows that have their defaults together. */
static bool
one_was_given(const XmlTable *table, const void *object)
{
    const XmlField *field = &xml_fields[table->first_field];

    for (unsigned int i = 0; i < table->n_fields; i++, field++)
        if ((field->flags & XML_FIELD_TOGETHER) && condition_holds(field->condition, object) &&
            *CONST_MEMBER_AT(uint8_t, object, field->from) == XML_GIVEN)
            return true;
    return false;
}

/* The member of an item that its list is sorted by. */
typedef struct SortKey {
    size_t offset;
    XmlKind kind;
} SortKey;

static int
compare_keys(const void *a, const void *b, void *data)
{
    const SortKey *key = data;
    const void *left = *(void *const *)a, *right = *(void *const *)b;
    int32_t x, y;

    if (key->kind == XML_KIND_STRING)
        return g_strcmp0(*CONST_MEMBER_AT(char *, left, key->offset),
                         *CONST_MEMBER_AT(char *, right, key->offset));
    if (key->kind == XML_KIND_ENUM)
        return *CONST_MEMBER_AT(uint8_t, left, key->offset) -
               *CONST_MEMBER_AT(uint8_t, right, key->offset);
    x = *CONST_MEMBER_AT(int32_t, left, key->offset);
    y = *CONST_MEMBER_AT(int32_t, right, key->offset);
    return (x > y) - (x < y);
}

void
list_sort(const XmlField *field, XmlList *list)
{
    const XmlMember *member = &xml_members[xml_types[field->type].first_member];
    SortKey key = { .offset = field->from };

    while (member->offset != field->from)
        member++;
    key.kind = (XmlKind)member->kind;
    if (list->n > 1)
        g_qsort_with_data(list->items, (int)list->n, sizeof(void *), compare_keys, &key);
}

/* Defaults and demands of rows that no element or attribute filled. node is NULL below an absent
 * element, where nothing is demanded. */
static bool
finish_rows(XmlReader *reader, const XmlTable *table, void *object, const XmlNode *node,
            unsigned int rank, const Seen *seen, GError **error)
{
    const XmlField *field = &xml_fields[table->first_field];
    unsigned int demanded = reader->flags & XML_PARTIAL  ? 0
                            : reader->flags & XML_STRICT ? XML_FIELD_REQUIRED | XML_FIELD_EXPECTED
                                                         : XML_FIELD_REQUIRED;
    bool is_new = reader->flags & XML_NEW;

    for (unsigned int i = 0; i < table->n_fields; i++, field++) {
        if (rank == 0 && field->count == XML_LIST && field->from != 0)
            list_sort(field, MEMBER_AT(XmlList, object, field->offset));
        if (field_rank(field) != rank || !field_is_read(field, reader->flags) ||
            field->place == XML_PLACE_HOOK || !is_absent(field, object, seen, i) ||
            !condition_holds(field->condition, object))
            continue;
        if (node != NULL && (field->flags & demanded) &&
            !(is_new && (field->flags & XML_FIELD_LATER)) && condition_holds(field->fit, object))
            return missing(reader, field, node, error);
        if ((field->flags & XML_FIELD_TOGETHER) && !one_was_given(table, object))
            continue;
        if (field->flags & XML_FIELD_DEFAULT)
            scalar_set_initial(field, object);
        else if (field->place == XML_PLACE_FLAT && xml_tables[field->type].initial) {
            if (!table_read(reader, &xml_tables[field->type], object, NULL, error))
                return false;
        } else if (field->place == XML_PLACE_CHILD && field->kind == XML_KIND_STRUCT &&
                   field->count == XML_ONE && xml_tables[xml_types[field->type].table].initial) {
            if (!table_read(reader, &xml_tables[xml_types[field->type].table],
                            MEMBER_AT(char, object, field->offset), NULL, error))
                return false;
        }
    }
    return true;
}

bool
table_read(XmlReader *reader, const XmlTable *table, void *object, const XmlNode *node,
           GError **error)
{
    Seen seen = { .chosen = reader->chosen };

    reader->chosen = NULL;
    /* What conditions ask for comes first, with its defaults. */
    for (unsigned int rank = table->tagged ? MAX_RANK + 1 : 1; rank-- > 0;) {
        if (node != NULL && !read_attrs(reader, table, object, node, rank, &seen, error))
            return false;
        if (node != NULL && !read_children(reader, table, object, node, rank, &seen, error))
            return rank > 0 && error_of_attrs(reader, table, node, error);
        if (rank == 0 && node != NULL && !read_rest(reader, table, object, node, error))
            return false;
        if (!finish_rows(reader, table, object, node, rank, &seen, error))
            return rank > 0 && node != NULL && error_of_attrs(reader, table, node, error);
    }
    return node == NULL || !(reader->flags & XML_STRICT) || check_fit(table, object, node, error);
}
