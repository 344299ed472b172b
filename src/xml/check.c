/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Strict reading: what the tables do not know is refused, with what would be accepted. */
#include "xml/engine.h"

#include "base/err.h"

#include <string.h>

#define ERR_DOMAIN VIR_FROM_XML

#define HINT_LENGTH 48 /* longer names are not compared with others */
#define SHOWN_TEXT  60 /* bytes of a wrong text that are shown */

/* --- names that are accepted, and the one that was probably meant */

typedef struct Names {
    const char *given;
    const char *nearest;
    unsigned int distance; /* of the nearest: single letters to change */
    GString *list;
    bool tags; /* they are elements: <name> */
} Names;

/* How many letters must be put in, taken out, changed or swapped with their neighbour. */
static unsigned int
name_distance(const char *a, const char *b)
{
    unsigned int rows[3][HINT_LENGTH + 1];
    size_t length = strlen(b);

    if (strlen(a) > HINT_LENGTH || length > HINT_LENGTH)
        return HINT_LENGTH;
    for (unsigned int j = 0; j <= length; j++)
        rows[0][j] = j;
    for (unsigned int i = 1; a[i - 1] != '\0'; i++) {
        unsigned int *row = rows[i % 3], *above = rows[(i + 2) % 3], *second = rows[(i + 1) % 3];

        row[0] = i;
        for (unsigned int j = 1; j <= length; j++) {
            bool equal = g_ascii_tolower(a[i - 1]) == g_ascii_tolower(b[j - 1]);

            row[j] = MIN(MIN(above[j], row[j - 1]) + 1, above[j - 1] + !equal);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = MIN(row[j], second[j - 2] + 1);
        }
    }
    return rows[strlen(a) % 3][length];
}

/* The caller owns it. */
static char *
name_shown(const Names *names, const char *name)
{
    return names->tags ? g_strdup_printf("<%s>", name) : g_strdup(name);
}

static void
names_begin(Names *names, const char *given, bool tags)
{
    *names = (Names){ .given = given, .tags = tags, .list = g_string_new(NULL) };
    names->distance = (unsigned int)strlen(given) / 3 + 2; /* anything further is no hint */
}

static void
names_add(Names *names, const char *name)
{
    g_autofree char *shown = name_shown(names, name);
    unsigned int distance = name_distance(names->given, name);
    const char *found = strstr(names->list->str, shown);

    while (found != NULL && found[strlen(shown)] != '\0' && found[strlen(shown)] != ',')
        found = strstr(found + 1, shown);
    if (found != NULL && (found == names->list->str || found[-1] == ' '))
        return; /* several rows have that name */
    g_string_append_printf(names->list, "%s%s", names->list->len > 0 ? ", " : "", shown);
    if (distance < names->distance) {
        names->distance = distance;
        names->nearest = name;
    }
}

/* "; did you mean 'x'?" and the list. The caller owns it. */
static char *
names_end(Names *names)
{
    g_autofree char *nearest = names->nearest != NULL ? name_shown(names, names->nearest) : NULL;
    g_autofree char *list = g_string_free(names->list, FALSE);
    bool is_bare = nearest != NULL && !names->tags;

    names->list = NULL;
    return g_strdup_printf("%s%s%s%s accepted: %s",
                           nearest != NULL ? (is_bare ? "; did you mean '" : "; did you mean ")
                                           : ";",
                           nearest != NULL ? nearest : "", is_bare ? "'" : "",
                           nearest != NULL ? "?" : "", *list != '\0' ? list : "none");
}

/* The names of attributes or children that count now, in the order of the schema. */
static char *
accepted_names(const XmlTable *table, const void *object, bool attrs, const char *given)
{
    const XmlField *field = table != NULL ? &xml_fields[table->first_field] : NULL;
    Names names;

    names_begin(&names, given, !attrs);
    for (unsigned int i = 0; table != NULL && i < table->n_fields; i++, field++) {
        const XmlChoice *choices = &xml_choices[field->type];

        for (unsigned int k = 0; !attrs && field->place == XML_PLACE_MIXED && k < choices->n_kinds;
             k++)
            names_add(&names, XML_TEXT(choices[k].name));
        if ((field->place == XML_PLACE_ATTR) == attrs && *XML_TEXT(field->name) != '\0' &&
            !(field->flags & XML_FIELD_STATUS) && condition_holds(field->condition, object) &&
            condition_holds(field->fit, object))
            names_add(&names, XML_TEXT(field->name));
        if (attrs && field->kind == XML_KIND_SIZE && field->place != XML_PLACE_CHILD &&
            condition_holds(field->condition, object))
            names_add(&names, size_unit_attr(field));
    }
    return names_end(&names);
}

/* --- why a name that the element knows is not accepted now */

/* The row of that name whatever its condition. */
static const XmlField *
row_of_name(const XmlTable *table, bool attrs, const char *name)
{
    const XmlField *field = &xml_fields[table->first_field];

    for (unsigned int i = 0; i < table->n_fields; i++, field++)
        if ((field->place == XML_PLACE_ATTR) == attrs && strcmp(XML_TEXT(field->name), name) == 0)
            return field;
    return NULL;
}

/* "'file', 'block'": the words of a set of values. The caller owns it. */
static char *
words_of(const XmlEnum *values, uint64_t set)
{
    GString *words = g_string_new(NULL);

    for (unsigned int i = 0; i < values->n_words; i++) {
        const XmlWord *word = &xml_words[values->first_word + i];

        if (!word->alias && (set & UINT64_C(1) << word->value) != 0)
            g_string_append_printf(words, "%s'%s'", words->len > 0 ? ", " : "",
                                   XML_TEXT(word->text));
    }
    return g_string_free(words, FALSE);
}

/* "; it is for type 'file', 'block'", if an attribute of this element decides; else "". */
static char *
condition_hint(const XmlTable *table, bool attrs, const char *name)
{
    const XmlField *wanted = table != NULL ? row_of_name(table, attrs, name) : NULL;
    const XmlField *field = table != NULL ? &xml_fields[table->first_field] : NULL;
    const XmlCondition *condition = NULL;

    for (unsigned int n = wanted != NULL ? wanted->condition : 0; n != 0;
         n = xml_conditions[n].above)
        if (xml_conditions[n].op == XML_IN)
            condition = &xml_conditions[n];
    for (unsigned int i = 0; condition != NULL && i < table->n_fields; i++, field++)
        if (field->place == XML_PLACE_ATTR && field->kind == XML_KIND_ENUM &&
            field->offset == condition->offset) {
            g_autofree char *words = words_of(&xml_enums[field->type], condition->values);

            return g_strdup_printf("; it is for %s %s", XML_TEXT(field->name), words);
        }
    return g_strdup("");
}

static const XmlTable *
table_of(const XmlField *field)
{
    if (field->place == XML_PLACE_FLAT)
        return &xml_tables[field->type];
    return field->kind == XML_KIND_STRUCT && field->place == XML_PLACE_CHILD
               ? &xml_tables[xml_types[field->type].table]
               : NULL;
}

/* The element of this table, or of the one that it leads to, that would hold that child. */
static const char *
better_place(const XmlTable *table, const char *name)
{
    const XmlField *field = &xml_fields[table->first_field];

    for (unsigned int i = 0; i < table->n_fields; i++, field++) {
        const XmlTable *inner = table_of(field);

        if (inner != NULL && row_of_name(inner, false, name) != NULL)
            return XML_TEXT(field->name);
    }
    return NULL;
}

static char *
place_hint(XmlReader *reader, const XmlTable *table, const XmlNode *node)
{
    const char *place = table != NULL ? better_place(table, node->name) : NULL;

    if (place == NULL && row_of_name(reader->root, false, node->name) != NULL)
        place = reader->top->name;
    if (place == NULL)
        place = better_place(reader->root, node->name);
    return place != NULL ? g_strdup_printf("; it belongs in <%s>", place) : g_strdup("");
}

/* --- refusals */

/* The same as condition_holds() but for what asks whether something is there. */
static bool
condition_may_hold(unsigned int number, const void *object)
{
    for (; number != 0; number = xml_conditions[number].above) {
        const XmlCondition *condition = &xml_conditions[number];
        uint64_t bit;

        if (condition->op != XML_IN && condition->op != XML_NOT_IN)
            continue;
        bit = UINT64_C(1) << *CONST_MEMBER_AT(uint8_t, object, condition->offset);
        if (((condition->values & bit) != 0) != (condition->op == XML_IN))
            return false;
    }
    return true;
}

/* The row whose member a condition asks for; NULL if that is elsewhere. */
static const XmlField *
row_asked_for(const XmlTable *table, const XmlCondition *condition)
{
    const XmlField *field = &xml_fields[table->first_field];
    bool is_value = condition->op == XML_IN || condition->op == XML_NOT_IN;

    for (unsigned int i = 0; i < table->n_fields; i++, field++)
        if (*XML_TEXT(field->name) != '\0' &&
            (condition->offset == field->offset ||
             (!is_value && field->from != 0 && condition->offset == field->from)))
            return field;
    return NULL;
}

/* "; it is for type 'tsc'": what a row lacks to fit. The caller owns it. */
static char *
fit_hint(const XmlTable *table, const void *object, unsigned int number)
{
    const XmlCondition *condition;
    const XmlField *asked;
    const char *what = "; it needs ";
    g_autofree char *words = NULL;

    while (condition_holds_alone(&xml_conditions[number], object))
        number = xml_conditions[number].above;
    condition = &xml_conditions[number];
    asked = row_asked_for(table, condition);
    if (asked == NULL)
        return g_strdup("");
    if (condition->op == XML_IN)
        what = "; it is for ";
    else if (condition->op != XML_PRESENT && condition->op != XML_PRESENT_POINTER)
        what = "; it does not go with ";
    if (condition->op == XML_IN || condition->op == XML_NOT_IN)
        words = words_of(&xml_enums[asked->type], condition->values);
    return g_strconcat(what, XML_TEXT(asked->name), words != NULL ? " " : NULL, words, NULL);
}

static bool
refuse_unfit(const XmlTable *table, const void *object, const XmlField *field, const XmlNode *node,
             GError **error)
{
    g_autofree char *hint = fit_hint(table, object, field->fit);

    return err_set(error, VIR_ERR_XML_INVALID_SCHEMA,
                   field->place == XML_PLACE_ATTR ? "line %u: element <%s> has no attribute '%s'%s"
                                                  : "line %u: element <%s> cannot hold <%s>%s",
                   node->line, node->name, XML_TEXT(field->name), hint);
}

bool
check_fit(const XmlTable *table, const void *object, const XmlNode *node, GError **error)
{
    const XmlField *field = &xml_fields[table->first_field];

    for (unsigned int i = 0; i < table->n_fields; i++, field++) {
        const char *name = XML_TEXT(field->name);
        bool is_there = field->place == XML_PLACE_ATTR ? xml_node_attr(node, name) != NULL
                                                       : xml_node_child(node, name) != NULL;

        if (field->fit != 0 && is_there && condition_may_hold(field->condition, object) &&
            !condition_holds(field->fit, object))
            return refuse_unfit(table, object, field, node, error);
    }
    return true;
}

static bool
field_may_stand(const XmlTable *table, const void *object, bool attrs, const char *name)
{
    const XmlField *field = &xml_fields[table->first_field];

    for (unsigned int i = 0; i < table->n_fields; i++, field++)
        if ((field->place == XML_PLACE_ATTR) == attrs && strcmp(XML_TEXT(field->name), name) == 0 &&
            condition_may_hold(field->condition, object))
            return true;
    return false;
}

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

bool
refuse_attr(const XmlTable *table, const void *object, const XmlNode *node, const XmlAttr *attr,
            GError **error)
{
    g_autofree char *names = NULL;
    g_autofree char *hint = NULL;

    if (g_strcmp0(attr->prefix, "xmlns") == 0 || strcmp(attr->name, "xmlns") == 0 ||
        g_strcmp0(attr->ns, XML_NS_XML) == 0)
        return true;
    if (table != NULL &&
        (is_unit(table, object, attr->name) || field_may_stand(table, object, true, attr->name)))
        return true;
    hint = condition_hint(table, true, attr->name);
    names = accepted_names(table, object, true, attr->name);
    return err_set(error, VIR_ERR_XML_INVALID_SCHEMA,
                   "line %u: element <%s> has no attribute '%s'%s%s", node->line, node->name,
                   attr->name, hint, names);
}

bool
refuse_child(XmlReader *reader, const XmlTable *table, const void *object, const XmlNode *parent,
             const XmlNode *node, GError **error)
{
    g_autofree char *names = NULL;
    g_autofree char *hint = NULL;

    if (table != NULL && node->ns == NULL && field_may_stand(table, object, false, node->name))
        return true;
    names = accepted_names(table, object, false, node->name);
    if (node->ns != NULL)
        return err_set(error, VIR_ERR_XML_INVALID_SCHEMA,
                       "line %u: element <%s> cannot hold <%s> of namespace '%s'%s", node->line,
                       parent->name, node->name, node->ns, names);
    hint = condition_hint(table, false, node->name);
    if (*hint == '\0') {
        g_free(hint);
        hint = place_hint(reader, table, node);
    }
    return err_set(error, VIR_ERR_XML_INVALID_SCHEMA, "line %u: element <%s> cannot hold <%s>%s%s",
                   node->line, parent->name, node->name, hint, names);
}

bool
refuse_second(const XmlNode *node, GError **error)
{
    return err_set(error, VIR_ERR_XML_INVALID_SCHEMA,
                   "line %u: element <%s> stands twice in <%s>; accepted: one", node->line,
                   node->name, node->parent->name);
}

/* "; did you mean 'x'? accepted: ..." of a value. */
static char *
accepted_values(const XmlField *field, const char *text)
{
    const XmlNumbers *limits = &xml_numbers[field->numbers];
    const XmlEnum *values = &xml_enums[field->type];
    Names names;

    switch ((XmlKind)field->kind) {
    case XML_KIND_ENUM:
        names_begin(&names, text, false);
        for (unsigned int i = 0; i < values->n_words; i++) {
            const char *word = XML_TEXT(xml_words[values->first_word + i].text);

            if (field->pattern == 0 || check_pattern(field, word))
                names_add(&names, word);
        }
        return names_end(&names);
    case XML_KIND_I32:
    case XML_KIND_U32:
    case XML_KIND_I64:
    case XML_KIND_U64:
    case XML_KIND_SIZE:
        return g_strdup_printf("; accepted: a number from %" G_GINT64_FORMAT
                               " to %" G_GUINT64_FORMAT "%s",
                               limits->min, limits->max,
                               limits->base == 0   ? ", decimal or with 0x"
                               : limits->base == 8 ? ", octal"
                                                   : "");
    case XML_KIND_F64:
        return g_strdup("; accepted: a number");
    case XML_KIND_UUID:
        return g_strdup("; accepted: a UUID: 32 hexadecimal digits, with or without dashes");
    case XML_KIND_MAC:
        return g_strdup("; accepted: a MAC address: 52:54:00:12:34:56");
    case XML_KIND_BITMAP:
        return g_strdup("; accepted: numbers and ranges: 0-3,^2,8");
    case XML_KIND_STRING:
        return g_strdup_printf("; accepted: a text of the form %s", XML_TEXT(field->pattern));
    case XML_KIND_FLAG:
    case XML_KIND_RAW:
    case XML_KIND_STRUCT:
    case XML_KIND_MIXED:
        g_assert_not_reached(); /* have no values */
    }
    g_assert_not_reached();
}

bool
refuse_value(const XmlField *field, const XmlNode *node, const char *attr, const char *text,
             GError **error)
{
    g_autofree char *accepted = accepted_values(field, text);
    g_autofree char *shown =
        strlen(text) > SHOWN_TEXT ? g_strdup_printf("%.*s...", SHOWN_TEXT, text) : g_strdup(text);

    g_strstrip(shown);
    if (attr != NULL)
        return err_set(error, VIR_ERR_XML_INVALID_SCHEMA,
                       "line %u: attribute '%s' of element <%s> is '%s'%s", node->line, attr,
                       node->name, shown, accepted);
    return err_set(error, VIR_ERR_XML_INVALID_SCHEMA, "line %u: element <%s> holds '%s'%s",
                   node->line, node->name, shown, accepted);
}

bool
refuse_absence(const XmlField *field, const XmlNode *node, GError **error)
{
    const char *name = XML_TEXT(field->name);

    if (field->place == XML_PLACE_TEXT)
        return err_set(error, VIR_ERR_XML_INVALID_SCHEMA, "line %u: element <%s> is empty",
                       node->line, node->name);
    return err_set(error, VIR_ERR_XML_INVALID_SCHEMA,
                   field->place == XML_PLACE_ATTR ? "line %u: element <%s> lacks attribute '%s'"
                                                  : "line %u: element <%s> lacks <%s>",
                   node->line, node->name, name);
}

bool
check_plain(XmlReader *reader, const XmlField *field, const XmlNode *node, GError **error)
{
    for (const XmlAttr *attr = node->attrs; attr != NULL; attr = attr->next)
        if (!(field->kind == XML_KIND_SIZE && strcmp(attr->name, size_unit_attr(field)) == 0) &&
            !(field->selector != 0 &&
              strcmp(attr->name, XML_TEXT(xml_selectors[field->selector].attr)) == 0) &&
            !refuse_attr(NULL, NULL, node, attr, error))
            return false;
    for (const XmlNode *child = node->children; child != NULL; child = child->next)
        if (child->kind == XML_NODE_ELEMENT)
            return refuse_child(reader, NULL, NULL, node, child, error);
    if (field->kind == XML_KIND_FLAG)
        return check_no_text(NULL, node, error);
    return true;
}

bool
check_no_text(const XmlTable *table, const XmlNode *node, GError **error)
{
    const XmlField *field = table != NULL ? &xml_fields[table->first_field] : NULL;

    for (unsigned int i = 0; table != NULL && i < table->n_fields; i++, field++)
        if (field->place == XML_PLACE_TEXT || field->place == XML_PLACE_HOOK)
            return true;
    for (const XmlNode *child = node->children; child != NULL; child = child->next) {
        g_autofree char *shown = NULL;

        if (child->kind != XML_NODE_TEXT && child->kind != XML_NODE_CDATA)
            continue;
        shown = g_strstrip(g_strndup(child->text, SHOWN_TEXT));
        if (*shown != '\0')
            return err_set(error, VIR_ERR_XML_INVALID_SCHEMA,
                           "line %u: element <%s> holds the text '%s'; accepted: %s", child->line,
                           node->name, shown, table != NULL ? "elements only" : "nothing");
    }
    return true;
}

bool
check_pattern(const XmlField *field, const char *text)
{
    g_autofree char *whole = g_strdup_printf("^(?:%s)$", XML_TEXT(field->pattern));
    g_autoptr(GRegex) regex = g_regex_new(whole, G_REGEX_DOLLAR_ENDONLY, 0, NULL);

    g_assert(regex != NULL); /* patterns are those of the schemas */
    return g_regex_match(regex, text, 0, NULL);
}
