/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "xml/json-view.h"

#include "base/err.h"
#include "base/uuid.h"
#include "xml/engine.h"
#include "xml/verbatim.h"

#include <json.h>
#include <string.h>

#define ERR_DOMAIN VIR_FROM_XML

#define MAX_DEPTH (2 * XML_MAX_DEPTH) /* of JSON: an element is at most an object in a list */
#define MAX_SHOWN 80                  /* bytes of a wrong value in an error */
#define MAX_JSON  ((size_t)16 << 20)  /* bytes: two of them may take forty in memory */

/* --- to JSON */

static json_object *object_to_json(XmlTypeId number, const void *object);

static json_object *
raw_to_json(const XmlNode *node)
{
    g_autoptr(GString) text = g_string_new(NULL);

    if (node == NULL)
        return NULL;
    xml_node_format(text, node, 0);
    return json_object_new_string(text->str);
}

/* A scalar, or an item of a list of them; NULL: absent. */
static json_object *
scalar_to_json(const XmlMember *member, const void *value)
{
    const XmlField field = { .kind = member->kind, .type = member->type };
    char buffer[SCALAR_TEXT_SIZE];

    switch ((XmlKind)member->kind) {
    case XML_KIND_I32:
        return json_object_new_int(*(const int *)value);
    case XML_KIND_U32:
        return json_object_new_int64(*(const unsigned int *)value);
    case XML_KIND_I64:
        return json_object_new_int64(*(const int64_t *)value);
    case XML_KIND_U64:
    case XML_KIND_SIZE:
        return json_object_new_uint64(*(const uint64_t *)value);
    case XML_KIND_F64:
        return json_object_new_double(*(const double *)value);
    case XML_KIND_FLAG:
        return *(const bool *)value ? json_object_new_boolean(true) : NULL;
    case XML_KIND_BITMAP: {
        g_autofree char *text = NULL;

        if (*(Bitmap *const *)value == NULL)
            return NULL;
        text = bitmap_format(*(Bitmap *const *)value);
        return json_object_new_string(text);
    }
    case XML_KIND_RAW:
        return raw_to_json(*(const XmlNode *const *)value);
    case XML_KIND_STRING:
    case XML_KIND_ENUM:
    case XML_KIND_UUID:
    case XML_KIND_MAC:
        return json_object_new_string(scalar_text(&field, value, buffer));
    case XML_KIND_STRUCT:
    case XML_KIND_MIXED:
        break;
    }
    g_assert_not_reached();
}

static json_object *
item_to_json(const XmlMember *member, const void *item)
{
    const XmlVariant *variant = item;
    const XmlChoice *choice;
    json_object *out;

    if (member->kind == XML_KIND_STRUCT)
        return object_to_json(member->type, *(void *const *)item);
    if (member->kind != XML_KIND_MIXED)
        return scalar_to_json(member, item);
    choice = &xml_choices[member->type + (unsigned int)variant->kind - 1];
    out = json_object_new_object();
    json_object_object_add(out, XML_TEXT(choice->name),
                           object_to_json(choice->type, variant->object));
    return out;
}

static json_object *
list_to_json(const XmlMember *member, const XmlList *list)
{
    json_object *out;

    if (list->n == 0)
        return NULL;
    out = json_object_new_array_ext((int)list->n);
    for (unsigned int i = 0; i < list->n; i++)
        json_object_array_add(
            out, item_to_json(member, (const char *)list->items + i * scalar_size(member->kind)));
    return out;
}

static bool
member_is_set(const XmlMember *member, const void *object)
{
    const XmlField field = { .kind = member->kind, .offset = member->offset, .from = member->from };

    return scalar_is_set(&field, object);
}

static json_object *
member_to_json(const XmlMember *member, const void *object)
{
    const char *value = CONST_MEMBER_AT(char, object, member->offset);
    const XmlHead *head = (const XmlHead *)(const void *)value; /* of an embedded struct */
    json_object *out;

    if (member->count == XML_LIST)
        return list_to_json(member, (const XmlList *)(const void *)value);
    if (member->kind != XML_KIND_STRUCT)
        return member_is_set(member, object) ? scalar_to_json(member, value) : NULL;
    if (member->count == XML_OPT) {
        const void *child = *(void *const *)(const void *)value;

        return child != NULL ? object_to_json(member->type, child) : NULL;
    }
    out = object_to_json(member->type, value);
    if (json_object_object_length(out) > 0 || head->origin == XML_GIVEN)
        return out;
    json_object_put(out);
    return NULL;
}

static json_object *
object_to_json(XmlTypeId number, const void *object)
{
    const XmlType *type = &xml_types[number];
    json_object *out = json_object_new_object();

    for (unsigned int i = 0; i < type->n_members; i++) {
        const XmlMember *member = &xml_members[type->first_member + i];
        json_object *value = member_to_json(member, object);

        if (value != NULL)
            json_object_object_add(out, XML_TEXT(member->name), value);
    }
    return out;
}

/* What these flags hide is left out by writing it as XML and reading that. */
char *
definition_to_json(const Definition *def, unsigned int flags, GError **error)
{
    g_autofree char *text = definition_format(def, flags);
    g_autoptr(Definition) shown = definition_parse(def->document, text, flags, error);
    json_object *object;
    char *out;

    if (shown == NULL)
        return NULL;
    object = object_to_json(xml_documents[def->document].type, shown->root);
    out = g_strdup(json_object_to_json_string_ext(object, JSON_C_TO_STRING_NOSLASHESCAPE));
    json_object_put(object);
    return out;
}

/* --- from JSON */

typedef struct JsonReader {
    Arena *arena;
    GString *path;
} JsonReader;

static bool object_from_json(JsonReader *reader, XmlTypeId number, void *object, json_object *value,
                             GError **error);

static bool
wrong(JsonReader *reader, json_object *value, const char *expected, GError **error)
{
    const char *text = value != NULL ? json_object_to_json_string(value) : "null";
    g_autofree char *shown = g_strndup(text, MAX_SHOWN);
    const char *end;

    if (!g_utf8_validate(shown, -1, &end))
        shown[end - shown] = '\0'; /* a character that was cut */
    return err_set(error, VIR_ERR_INVALID_ARG, "%s: expected %s, got %s",
                   reader->path->len > 0 ? reader->path->str : "the document", expected, shown);
}

static bool
word_from_json(JsonReader *reader, const XmlMember *member, void *out, json_object *value,
               GError **error)
{
    const XmlEnum *words = &xml_enums[member->type];
    g_autoptr(GString) expected = g_string_new("one of");

    *(uint8_t *)out = (uint8_t)xml_enum_value(member->type, json_object_get_string(value));
    if (*(uint8_t *)out != 0)
        return true;
    for (unsigned int i = 0; i < words->n_words; i++)
        g_string_append_printf(expected, " %s", XML_TEXT(xml_words[words->first_word + i].text));
    return wrong(reader, value, expected->str, error);
}

static bool
raw_from_json(JsonReader *reader, void *out, json_object *value, GError **error)
{
    const char *text = json_object_get_string(value);
    g_autoptr(XmlDoc) doc = xml_doc_parse(text, strlen(text), "(metadata)", ERR_DOMAIN, error);

    if (doc == NULL)
        return err_context(error, "%s", reader->path->str);
    *(XmlNode **)out = xml_node_copy(reader->arena, xml_doc_root(doc));
    return true;
}

static bool
text_from_json(JsonReader *reader, const XmlMember *member, void *out, json_object *value,
               GError **error)
{
    const char *text = json_object_get_string(value);

    if (!json_object_is_type(value, json_type_string))
        return wrong(reader, value, "a string", error);
    if (strlen(text) != (size_t)json_object_get_string_len(value))
        return wrong(reader, value, "a string without NUL", error);
    if (member->kind == XML_KIND_ENUM)
        return word_from_json(reader, member, out, value, error);
    if (member->kind == XML_KIND_RAW)
        return raw_from_json(reader, out, value, error);
    if (member->kind == XML_KIND_STRING) {
        *(char **)out = arena_strdup(reader->arena, text);
        return true;
    }
    return scalar_from_text(reader->arena, member->kind, out, text) ||
           wrong(reader, value,
                 member->kind == XML_KIND_UUID  ? "a UUID"
                 : member->kind == XML_KIND_MAC ? "a MAC address"
                                                : "a set of numbers",
                 error);
}

static bool
number_from_json(JsonReader *reader, const XmlMember *member, void *out, json_object *value,
                 GError **error)
{
    int64_t number = json_object_get_int64(value);

    if (member->kind == XML_KIND_F64) {
        if (!json_object_is_type(value, json_type_double) &&
            !json_object_is_type(value, json_type_int))
            return wrong(reader, value, "a number", error);
        *(double *)out = json_object_get_double(value);
        return true;
    }
    if (!json_object_is_type(value, json_type_int))
        return wrong(reader, value, "an integer", error);
    if (member->kind == XML_KIND_I32) {
        *(int *)out = (int)number;
        return number == (int)number || wrong(reader, value, "a 32-bit integer", error);
    }
    if (member->kind == XML_KIND_I64) {
        *(int64_t *)out = number;
        return true;
    }
    if (number < 0)
        return wrong(reader, value, "a number that is not negative", error);
    if (member->kind == XML_KIND_U32) {
        *(unsigned int *)out = (unsigned int)number;
        return number <= UINT32_MAX || wrong(reader, value, "a number of 32 bits", error);
    }
    *(uint64_t *)out = json_object_get_uint64(value);
    return true;
}

static bool
scalar_from_json(JsonReader *reader, const XmlMember *member, void *out, json_object *value,
                 GError **error)
{
    switch ((XmlKind)member->kind) {
    case XML_KIND_STRING:
    case XML_KIND_ENUM:
    case XML_KIND_UUID:
    case XML_KIND_MAC:
    case XML_KIND_BITMAP:
    case XML_KIND_RAW:
        return text_from_json(reader, member, out, value, error);
    case XML_KIND_I32:
    case XML_KIND_U32:
    case XML_KIND_I64:
    case XML_KIND_U64:
    case XML_KIND_F64:
    case XML_KIND_SIZE:
        return number_from_json(reader, member, out, value, error);
    case XML_KIND_FLAG:
        *(bool *)out = true;
        return json_object_get_boolean(value) || wrong(reader, value, "true", error);
    case XML_KIND_STRUCT:
    case XML_KIND_MIXED:
        break;
    }
    g_assert_not_reached();
}

static void *
new_from_json(JsonReader *reader, XmlTypeId type, json_object *value, GError **error)
{
    void *object = object_new(reader->arena, type, XML_GIVEN);

    return object_from_json(reader, type, object, value, error) ? object : NULL;
}

static bool
variant_from_json(JsonReader *reader, const XmlMember *member, XmlVariant *out, json_object *value,
                  GError **error)
{
    const XmlChoice *choices = &xml_choices[member->type];

    if (!json_object_is_type(value, json_type_object) || json_object_object_length(value) != 1)
        return wrong(reader, value, "an object with one key", error);
    json_object_object_foreach(value, key, child)
    {
        for (unsigned int i = 0; i < choices->n_kinds; i++) {
            if (strcmp(XML_TEXT(choices[i].name), key) != 0)
                continue;
            out->kind = (int)i + 1;
            out->object = new_from_json(reader, choices[i].type, child, error);
            return out->object != NULL;
        }
    }
    return wrong(reader, value, "a known element", error);
}

static bool
item_from_json(JsonReader *reader, const XmlMember *member, void *out, json_object *value,
               GError **error)
{
    if (member->kind == XML_KIND_MIXED)
        return variant_from_json(reader, member, out, value, error);
    if (member->kind != XML_KIND_STRUCT)
        return scalar_from_json(reader, member, out, value, error);
    *(void **)out = new_from_json(reader, member->type, value, error);
    return *(void **)out != NULL;
}

static bool
list_from_json(JsonReader *reader, const XmlMember *member, XmlList *list, json_object *value,
               GError **error)
{
    size_t size = scalar_size(member->kind), length = reader->path->len;

    if (!json_object_is_type(value, json_type_array))
        return wrong(reader, value, "an array", error);
    for (size_t i = 0; i < json_object_array_length(value); i++) {
        g_string_append_printf(reader->path, "[%zu]", i);
        list->items = arena_grow(reader->arena, list->items, list->n, size);
        if (!item_from_json(reader, member, (char *)list->items + i * size,
                            json_object_array_get_idx(value, i), error))
            return false;
        list->n++;
        g_string_truncate(reader->path, length);
    }
    return true;
}

static bool
member_from_json(JsonReader *reader, const XmlMember *member, void *object, json_object *value,
                 GError **error)
{
    char *out = MEMBER_AT(char, object, member->offset);

    if (member->count == XML_LIST)
        return list_from_json(reader, member, (XmlList *)(void *)out, value, error);
    if (member->kind == XML_KIND_STRUCT && member->count == XML_ONE) {
        ((XmlHead *)(void *)out)->origin = XML_GIVEN;
        return object_from_json(reader, member->type, out, value, error);
    }
    if (!item_from_json(reader, member, out, value, error))
        return false;
    if (member->from != 0)
        *MEMBER_AT(uint8_t, object, member->from) = XML_GIVEN;
    return true;
}

static const XmlMember *
find_member(const XmlType *type, const char *name)
{
    for (unsigned int i = 0; i < type->n_members; i++) {
        const XmlMember *member = &xml_members[type->first_member + i];

        if (strcmp(XML_TEXT(member->name), name) == 0)
            return member;
    }
    return NULL;
}

static bool
unknown_key(JsonReader *reader, const XmlType *type, const char *key, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (unsigned int i = 0; i < type->n_members; i++)
        g_string_append_printf(names, " %s", XML_TEXT(xml_members[type->first_member + i].name));
    return err_set(error, VIR_ERR_INVALID_ARG, "%s: unknown key '%s': accepted are%s",
                   reader->path->len > 0 ? reader->path->str : "the document", key, names->str);
}

static bool
object_from_json(JsonReader *reader, XmlTypeId number, void *object, json_object *value,
                 GError **error)
{
    const XmlType *type = &xml_types[number];
    size_t length = reader->path->len;

    if (!json_object_is_type(value, json_type_object))
        return wrong(reader, value, "an object", error);
    json_object_object_foreach(value, key, child)
    {
        const XmlMember *member = find_member(type, key);

        if (member == NULL)
            return unknown_key(reader, type, key, error);
        g_string_append_printf(reader->path, "%s%s", length > 0 ? "." : "", key);
        if (!member_from_json(reader, member, object, child, error))
            return false;
        g_string_truncate(reader->path, length);
    }
    return true;
}

static Definition *
build(XmlDocumentId document, json_object *value, GError **error)
{
    g_autoptr(Definition) def = definition_new(document);
    g_autoptr(GString) path = g_string_new(NULL);
    JsonReader reader = { .arena = def->arena, .path = path };

    if (!object_from_json(&reader, xml_documents[document].type, def->root, value, error))
        return NULL;
    return g_steal_pointer(&def);
}

static json_object *
parse_json(const char *text, GError **error)
{
    size_t length = strlen(text);
    json_tokener *tokener = json_tokener_new_ex(MAX_DEPTH);
    json_object *value = NULL;

    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    if (length > MAX_JSON)
        err_set(error, VIR_ERR_INVALID_ARG, "JSON of %zu bytes exceeds %zu", length, MAX_JSON);
    else if ((value = json_tokener_parse_ex(tokener, text, (int)length + 1)) != NULL)
        g_assert(json_tokener_get_error(tokener) == json_tokener_success);
    else if (json_tokener_get_error(tokener) == json_tokener_success)
        err_set(error, VIR_ERR_INVALID_ARG, "the document: expected an object, got null");
    else
        err_set(error, VIR_ERR_INVALID_ARG, "not JSON: %s at byte %zu",
                json_tokener_error_desc(json_tokener_get_error(tokener)),
                json_tokener_get_parse_end(tokener));
    json_tokener_free(tokener);
    return value;
}

Definition *
definition_from_json(XmlDocumentId document, const char *text, unsigned int flags, GError **error)
{
    json_object *value = parse_json(text, error);
    g_autoptr(Definition) def = NULL;
    g_autoptr(Definition) checked = NULL;
    g_autofree char *xml = NULL;
    g_autofree char *misplaced = NULL;

    if (value == NULL)
        return NULL;
    def = build(document, value, error);
    json_object_put(value);
    if (def == NULL)
        return NULL;
    xml = definition_format(def, flags | XML_SECURE);
    checked = definition_parse(document, xml, flags, error);
    if (checked == NULL)
        return NULL;
    misplaced = definition_lost(def, checked);
    if (misplaced != NULL) {
        err_set(error, VIR_ERR_INVALID_ARG, "%s has no place beside the other values", misplaced);
        return NULL;
    }
    return g_steal_pointer(&checked);
}
