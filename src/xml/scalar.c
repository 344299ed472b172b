/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Scalars: numbers, words, addresses, amounts with a unit, as text and as members. */
#include "xml/engine.h"

#include "base/err.h"
#include "base/number.h"
#include "base/uuid.h"
#include "xml/verbatim.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ERR_DOMAIN VIR_FROM_XML

#define MAX_VALUE 4096  /* bytes of a wrong value in a message: it goes over the wire */
#define MAX_SHOWN 80    /* characters of a wrong value in the cause of an error */
#define CPU_LIMIT 16384 /* bits of a bitmap in a document */

static const char *const expectations[] = {
    [XML_KIND_I32] = "Expected integer value",
    [XML_KIND_U32] = "Expected non-negative integer value",
    [XML_KIND_I64] = "Expected integer value",
    [XML_KIND_U64] = "Expected non-negative integer value",
    [XML_KIND_UUID] = "Expected UUID",
};

/* A message of the schema with %n, %s, %x (the number) and %o (name of the object) filled in. */
char *
message_text(XmlReader *reader, const XmlMessage *message, const char *name, const char *text)
{
    const XmlNode *root = reader->top, *object = xml_node_child(root, "name");
    GString *out = g_string_new(NULL);

    for (const char *form = XML_TEXT(message->text); *form != '\0'; form++) {
        if (form[0] == '%' && form[1] == 's')
            g_string_append(out, text);
        else if (form[0] == '%' && form[1] == 'n')
            g_string_append(out, name);
        else if (form[0] == '%' && form[1] == 'x')
            g_string_append_printf(out, "%#" G_GINT64_MODIFIER "x",
                                   g_ascii_strtoull(text, NULL, 0));
        else if (form[0] == '%' && form[1] == 'o' && (reader->flags & XML_NEW))
            g_string_append_printf(out, "new %s", root->name);
        else if (form[0] == '%' && form[1] == 'o')
            g_string_append(out, object != NULL ? xml_node_text(reader->doc, object) : "");
        else {
            g_string_append_c(out, *form);
            continue;
        }
        form++;
    }
    return g_string_free(out, FALSE);
}

int
message_domain(const XmlReader *reader, const XmlMessage *message)
{
    return message->domain >= 0 ? message->domain : reader->errors;
}

/* Whether a number is wrong for being zero. */
static bool
is_forbidden_zero(const XmlField *field, const char *text)
{
    char *end;

    return field->kind <= XML_KIND_U64 && field->kind >= XML_KIND_I32 &&
           xml_numbers[field->numbers].min == 1 &&
           g_ascii_strtoull(text, &end, xml_numbers[field->numbers].base) == 0 && end != text &&
           *end == '\0';
}

/* Whether it is a number of 32 bits, but more than the field takes. */
static bool
is_too_large(const XmlField *field, const char *text)
{
    char *end;
    uint64_t value = g_ascii_strtoull(text, &end, xml_numbers[field->numbers].base);

    return *text != '-' && end != text && *end == '\0' && value <= UINT32_MAX &&
           value > xml_numbers[field->numbers].max;
}

/* What would have been right; NULL if the message does not say. */
static const char *
expected(const XmlField *field, const char *text)
{
    char *end;

    if (field->kind >= G_N_ELEMENTS(expectations))
        return NULL;
    if (!xml_numbers[field->numbers].is_signed)
        return expectations[field->kind];
    return g_ascii_strtoll(text, &end, xml_numbers[field->numbers].base) < 0 && *end == '\0'
               ? "Expected non-negative value"
               : "Expected integer value";
}

/* Where the value stands, and the value if the message does not say it. Returns false. */
static bool
value_context(const XmlNode *node, const char *text, GError **error)
{
    g_autofree char *shown = NULL;

    if (error == NULL || *error == NULL || strstr((*error)->message, text) != NULL)
        return err_context(error, "line %u", node->line);
    shown = g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, -1), MAX_SHOWN));
    return err_context(error, "line %u: '%s'", node->line, shown);
}

/* The error of a wrong value: the schema's own, or the usual one. Returns false. */
static bool
bad_value(XmlReader *reader, const XmlField *field, const XmlNode *node, const char *attr,
          const char *text, GError **error)
{
    const char *reason = expected(field, text);
    unsigned int number = field->over != 0 && is_too_large(field, text) ? field->over : field->bad;
    const XmlMessage *message = &xml_messages[number];
    g_autofree char *what = NULL;
    g_autofree char *cut = NULL;

    if (strlen(text) > MAX_VALUE) {
        const char *end;

        cut = g_strndup(text, MAX_VALUE);
        if (!g_utf8_validate(cut, -1, &end)) /* a character was cut */
            cut[end - cut] = '\0';
        text = cut;
    }
    if ((reader->flags & XML_STRICT) && field->kind != XML_KIND_STRING)
        return refuse_value(field, node, attr, text, error);
    if (number != 0) {
        what = message_text(reader, message, attr != NULL ? attr : node->name, text);
        err_set_full(error, message_domain(reader, message), message->code, "%s", what);
    } else if (field->kind == XML_KIND_BITMAP) {
        err_set_full(error, VIR_FROM_NONE, VIR_ERR_INVALID_ARG, "Failed to parse bitmap '%s'",
                     text);
    } else {
        if (field->kind == XML_KIND_SIZE)
            what = g_strdup_printf(attr != NULL
                                       ? "Invalid value '%s' for element or attribute './@%s'"
                                       : "Invalid value '%s' for element or attribute './%s[1]'",
                                   text, attr != NULL ? attr : node->name);
        else if (attr != NULL && is_forbidden_zero(field, text))
            what = g_strdup_printf("Invalid value for attribute '%s' in element '%s': "
                                   "Zero is not permitted",
                                   attr, node->name);
        else if (attr != NULL)
            what = g_strdup_printf("Invalid value for attribute '%s' in element '%s': '%s'.", attr,
                                   node->name, text);
        else
            what = g_strdup_printf("Invalid value for element '%s': '%s'.", node->name, text);
        if (!g_str_has_suffix(what, "."))
            reason = NULL; /* says it already */
        err_set(error, VIR_ERR_XML_ERROR, "%s%s%s", what, reason != NULL ? " " : "",
                reason != NULL ? reason : "");
    }
    return value_context(node, text, error);
}

static int
enum_value(const XmlEnum *words, const char *text)
{
    for (unsigned int i = 0; i < words->n_words; i++) {
        const XmlWord *word = &xml_words[words->first_word + i];

        if (strcmp(XML_TEXT(word->text), text) == 0)
            return word->value;
    }
    return 0;
}

int
xml_enum_value(unsigned int enum_id, const char *text)
{
    return enum_value(&xml_enums[enum_id], text);
}

const char *
xml_enum_text(unsigned int enum_id, int value)
{
    const XmlEnum *words = &xml_enums[enum_id];

    /* Words stand in the order of their values, which begin with 1; aliases come last. */
    if (value < 1 || value > words->n_words || xml_words[words->first_word + value - 1].alias)
        return NULL;
    return XML_TEXT(xml_words[words->first_word + value - 1].text);
}

/* An integer of the field's bounds. Signed ones are the bits of an int64_t. */
static bool
read_integer(const XmlField *field, const char *text, uint64_t *value_out)
{
    const XmlNumbers *limits = &xml_numbers[field->numbers];
    bool is_signed = field->kind == XML_KIND_I32 || field->kind == XML_KIND_I64;
    char *end;

    while (g_ascii_isspace(*text))
        text++;
    if (*text == '\0')
        return false;
    errno = 0;
    if (is_signed) {
        int64_t value = g_ascii_strtoll(text, &end, limits->base);

        if (*end != '\0' || errno != 0 || value < limits->min ||
            (value > 0 && (uint64_t)value > limits->max))
            return false;
        *value_out = (uint64_t)value;
        return true;
    }
    if (*text == '-')
        return false;
    *value_out = g_ascii_strtoull(text, &end, limits->base);
    return *end == '\0' && errno == 0 && *value_out >= (uint64_t)limits->min &&
           *value_out <= limits->max;
}

/* An amount in the unit that it is kept in. */
static bool
is_within(const XmlNumbers *limits, uint64_t value)
{
    return value >= (uint64_t)limits->min && value <= limits->max;
}

/* An amount with its unit; kept in the unit of the field, rounded up. */
static bool
read_size(const XmlField *field, uint64_t count, const char *unit, uint64_t *value_out,
          GError **error)
{
    const XmlNumbers *limits = &xml_numbers[field->numbers];
    uint64_t limit =
        limits->max > UINT64_MAX / limits->unit ? UINT64_MAX : limits->max * limits->unit;
    uint64_t bytes;

    if (!size_scale(count, unit, limits->assume, limit, &bytes, error))
        return false;
    *value_out = bytes / limits->unit + (bytes % limits->unit != 0);
    return true;
}

static bool
read_mac(const char *text, uint8_t mac[6])
{
    for (unsigned int i = 0; i < 6; i++) {
        char *end;
        unsigned long byte;

        if (!g_ascii_isxdigit(*text))
            return false;
        byte = strtoul(text, &end, 16);
        if (byte > 0xff || *end != (i < 5 ? ':' : '\0'))
            return false;
        mac[i] = (uint8_t)byte;
        text = end + 1;
    }
    return true;
}

static bool
read_bitmap(Arena *arena, const char *text, Bitmap **value_out)
{
    *value_out = bitmap_parse(text, CPU_LIMIT, NULL);
    if (*value_out == NULL)
        return false;
    arena_own(arena, *value_out, (GDestroyNotify)bitmap_free);
    return true;
}

bool
scalar_from_text(Arena *arena, unsigned int kind, void *value, const char *text)
{
    if (kind == XML_KIND_UUID)
        return uuid_parse(text, value, NULL);
    if (kind == XML_KIND_MAC)
        return read_mac(text, value);
    g_assert(kind == XML_KIND_BITMAP);
    return read_bitmap(arena, text, value);
}

/* Reads into value, which is of the field's kind. */
static bool
read_value(XmlReader *reader, const XmlField *field, void *value, const XmlNode *node,
           const char *attr, const char *text, GError **error)
{
    const char *text_out = text;
    uint64_t number = 0;
    bool ok = true;

    switch ((XmlKind)field->kind) {
    case XML_KIND_STRING:
        if ((reader->flags & XML_STRICT) && field->pattern != 0 && !check_pattern(field, text))
            return refuse_value(field, node, attr, text, error);
        if (field->type != 0) {
            text_out = xml_checks[field->type](reader->arena, text);
            ok = text_out != NULL;
        }
        *(const char **)value = arena_strdup(reader->arena, text_out);
        break;
    case XML_KIND_I32:
    case XML_KIND_U32:
        ok = read_integer(field, text, &number);
        *(uint32_t *)value = (uint32_t)number;
        break;
    case XML_KIND_I64:
    case XML_KIND_U64:
        ok = read_integer(field, text, &number);
        *(uint64_t *)value = number;
        break;
    case XML_KIND_F64: {
        char *end;

        *(double *)value = g_ascii_strtod(text, &end);
        ok = end != text && *end == '\0';
        break;
    }
    case XML_KIND_ENUM:
        if ((reader->flags & XML_STRICT) && field->pattern != 0 && !check_pattern(field, text))
            return refuse_value(field, node, attr, text, error);
        *(uint8_t *)value = (uint8_t)enum_value(&xml_enums[field->type], text);
        ok = *(uint8_t *)value != 0;
        break;
    case XML_KIND_UUID:
    case XML_KIND_MAC:
        ok = scalar_from_text(reader->arena, field->kind, value, text);
        break;
    case XML_KIND_BITMAP:
        ok = scalar_from_text(reader->arena, field->kind, value, text);
        reader->owned += ok ? bitmap_byte_count(*(Bitmap **)value) : 0;
        if (!reader_check_size(reader, node, error))
            return false;
        break;
    case XML_KIND_SIZE:
        ok = number_u64(text, 10, "amount", &number, NULL);
        if (ok && xml_numbers[field->numbers].assume == 0)
            *(uint64_t *)value = number;
        else if (ok && !read_size(field, number, xml_node_attr(node, size_unit_attr(field)), value,
                                  error))
            return err_context(error, "line %u", node->line);
        ok = ok && is_within(&xml_numbers[field->numbers], *(const uint64_t *)value);
        break;
    case XML_KIND_FLAG:
        *(bool *)value = true;
        break;
    case XML_KIND_RAW:
    case XML_KIND_STRUCT:
    case XML_KIND_MIXED:
        g_assert_not_reached(); /* the generator refuses them here */
    }
    if (!ok)
        return bad_value(reader, field, node, attr, text, error);
    return true;
}

/* Whether the schema has that value stand for none. */
static bool
is_nothing(const XmlField *field, const char *text)
{
    const char *words = XML_TEXT(field->kept);
    size_t length = strlen(text);

    if (length == 0)
        return (field->flags & XML_FIELD_BLANK) != 0;
    if (!(field->flags & XML_FIELD_NOTHING))
        return false;
    for (;; words = strchr(words, ' ') + 1) {
        if (strncmp(words, text, length) == 0 && (words[length] == ' ' || words[length] == '\0'))
            return true;
        if (strchr(words, ' ') == NULL)
            return false;
    }
}

bool
scalar_check(XmlReader *reader, const XmlField *field, const XmlNode *node, const char *attr,
             const char *text, GError **error)
{
    union {
        uint8_t bytes[16];
        void *pointer;
        uint64_t number;
    } unused;

    return is_nothing(field, text) || read_value(reader, field, &unused, node, attr, text, error);
}

bool
scalar_read(XmlReader *reader, const XmlField *field, void *object, const XmlNode *node,
            const char *attr, const char *text, GError **error)
{
    bool lax = (field->flags & XML_FIELD_LAX) != 0;
    void *value = MEMBER_AT(char, object, field->offset);

    if (is_nothing(field, text) && !(reader->flags & XML_STRICT))
        return true;
    if (!read_value(reader, field, value, node, attr, text, lax ? NULL : error)) {
        memset(value, 0, scalar_size(field->kind));
        if (!lax || (field->flags & XML_FIELD_DEFAULT) || field->initial == 0)
            return lax;
        *(uint8_t *)value = (uint8_t)field->initial; /* an enum */
    }
    *MEMBER_AT(uint8_t, object, field->from) = XML_GIVEN;
    return true;
}

const uint8_t scalar_sizes[] = {
    [XML_KIND_STRING] = sizeof(char *),
    [XML_KIND_I32] = sizeof(int32_t),
    [XML_KIND_U32] = sizeof(uint32_t),
    [XML_KIND_I64] = sizeof(int64_t),
    [XML_KIND_U64] = sizeof(uint64_t),
    [XML_KIND_F64] = sizeof(double),
    [XML_KIND_ENUM] = sizeof(uint8_t),
    [XML_KIND_UUID] = 16,
    [XML_KIND_MAC] = 6,
    [XML_KIND_BITMAP] = sizeof(Bitmap *),
    [XML_KIND_SIZE] = sizeof(uint64_t),
    [XML_KIND_FLAG] = sizeof(bool),
    [XML_KIND_RAW] = sizeof(XmlNode *),
    [XML_KIND_STRUCT] = sizeof(void *),
    [XML_KIND_MIXED] = sizeof(XmlVariant),
};

bool
scalar_read_item(XmlReader *reader, const XmlField *field, void *object, const XmlNode *node,
                 const char *text, GError **error)
{
    XmlList *list = MEMBER_AT(XmlList, object, field->offset);
    size_t size = scalar_size(field->kind);

    list->items = arena_grow(reader->arena, list->items, list->n, size);
    if (!read_value(reader, field, (char *)list->items + list->n * size, node, NULL, text, error))
        return false;
    list->n++;
    return true;
}

void
scalar_set_initial(const XmlField *field, void *object)
{
    char *value = MEMBER_AT(char, object, field->offset);

    switch ((XmlKind)field->kind) {
    case XML_KIND_STRING:
        *(const char **)(void *)value = XML_TEXT(field->initial);
        break;
    case XML_KIND_I64:
    case XML_KIND_U64:
    case XML_KIND_SIZE:
        *(int64_t *)(void *)value = field->initial;
        break;
    case XML_KIND_I32:
    case XML_KIND_U32:
        *(int32_t *)(void *)value = field->initial;
        break;
    case XML_KIND_ENUM:
        *(uint8_t *)value = (uint8_t)field->initial;
        break;
    case XML_KIND_F64:
        *(double *)(void *)value = field->initial;
        break;
    case XML_KIND_UUID:
    case XML_KIND_MAC:
    case XML_KIND_BITMAP:
    case XML_KIND_FLAG:
    case XML_KIND_RAW:
    case XML_KIND_STRUCT:
    case XML_KIND_MIXED:
        g_assert_not_reached(); /* have no defaults */
    }
    *MEMBER_AT(uint8_t, object, field->from) = XML_DEFAULT;
}

bool
scalar_is_set(const XmlField *field, const void *object)
{
    return *CONST_MEMBER_AT(uint8_t, object, field->from) != XML_ABSENT ||
           !is_zero(CONST_MEMBER_AT(char, object, field->offset), scalar_size(field->kind));
}

/* The largest unit that divides the amount, as its shift. */
static unsigned int
pretty_shift(const XmlField *field, uint64_t amount)
{
    uint64_t bytes = amount * xml_numbers[field->numbers].unit;
    unsigned int shift = 0;

    while (bytes != 0 && bytes % 1024 == 0) {
        bytes /= 1024;
        shift += 10;
    }
    return shift;
}

const char *
size_unit_text(const XmlField *field, const void *value)
{
    static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
    const XmlNumbers *limits = &xml_numbers[field->numbers];

    return limits->unit_text != 0 ? XML_TEXT(limits->unit_text)
                                  : units[pretty_shift(field, *(const uint64_t *)value) / 10];
}

const char *
size_unit_attr(const XmlField *field)
{
    uint32_t attr = xml_numbers[field->numbers].unit_attr;

    return attr != 0 ? XML_TEXT(attr) : "unit";
}

/* A number, written from the end of the buffer: with at least so many digits. */
static char *
digits_text(uint64_t value, unsigned int base, unsigned int digits, const char *alphabet,
            char buffer[SCALAR_TEXT_SIZE])
{
    char *at = buffer + SCALAR_TEXT_SIZE - 1, *end = at;

    *at = '\0';
    do {
        *--at = alphabet[value % base];
        value /= base;
    } while (value != 0 || end - at < (ptrdiff_t)digits);
    return at;
}

/* In the base and with the digits of its field. */
static const char *
unsigned_text(const XmlField *field, uint64_t value, char buffer[SCALAR_TEXT_SIZE])
{
    static const char lower[] = "0123456789abcdef", upper[] = "0123456789ABCDEF";
    const XmlNumbers *numbers = &xml_numbers[field->numbers];
    char *text;

    if (numbers->digits == 0)
        return digits_text(value, 10, 1, lower, buffer);
    if (numbers->base == 8) {
        text = digits_text(value, 8, MAX(numbers->digits, 2) - 1u, lower, buffer);
        *--text = '0';
        return text;
    }
    text = digits_text(value, 16, numbers->digits, numbers->upper ? upper : lower, buffer);
    *--text = 'x';
    *--text = '0';
    return text;
}

const char *
scalar_text(const XmlField *field, const void *value, char buffer[SCALAR_TEXT_SIZE])
{
    switch ((XmlKind)field->kind) {
    case XML_KIND_STRING:
        return *(const char *const *)value != NULL ? *(const char *const *)value : "";
    case XML_KIND_I32:
        if (*(const int *)value < 0) {
            g_snprintf(buffer, SCALAR_TEXT_SIZE, "%d", *(const int *)value);
            return buffer;
        }
        G_GNUC_FALLTHROUGH;
    case XML_KIND_U32:
        return unsigned_text(field, *(const unsigned int *)value, buffer);
    case XML_KIND_I64:
        g_snprintf(buffer, SCALAR_TEXT_SIZE, "%" G_GINT64_FORMAT, *(const int64_t *)value);
        return buffer;
    case XML_KIND_SIZE:
        if (xml_numbers[field->numbers].unit_text == 0) {
            uint64_t amount = *(const uint64_t *)value;

            g_snprintf(buffer, SCALAR_TEXT_SIZE, "%" G_GUINT64_FORMAT,
                       (amount * xml_numbers[field->numbers].unit) >> pretty_shift(field, amount));
            return buffer;
        }
        G_GNUC_FALLTHROUGH;
    case XML_KIND_U64:
        return unsigned_text(field, *(const uint64_t *)value, buffer);
    case XML_KIND_F64:
        return g_ascii_formatd(buffer, SCALAR_TEXT_SIZE, "%.6f", *(const double *)value);
    case XML_KIND_ENUM: {
        const char *text = xml_enum_text(field->type, *(const uint8_t *)value);

        return text != NULL ? text : "";
    }
    case XML_KIND_UUID:
        return uuid_format(value, buffer);
    case XML_KIND_MAC: {
        const uint8_t *mac = value;

        g_snprintf(buffer, SCALAR_TEXT_SIZE, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1],
                   mac[2], mac[3], mac[4], mac[5]);
        return buffer;
    }
    case XML_KIND_BITMAP:
    case XML_KIND_FLAG:
    case XML_KIND_RAW:
    case XML_KIND_STRUCT:
    case XML_KIND_MIXED:
        break; /* their callers have another way */
    }
    g_assert_not_reached();
}

static bool
raw_equal(const XmlNode *a, const XmlNode *b)
{
    g_autoptr(GString) left = g_string_new(NULL);
    g_autoptr(GString) right = g_string_new(NULL);

    if (a == NULL || b == NULL)
        return a == b;
    xml_node_format(left, a, 0);
    xml_node_format(right, b, 0);
    return g_string_equal(left, right);
}

bool
scalar_equal(unsigned int kind, const void *a, const void *b)
{
    switch ((XmlKind)kind) {
    case XML_KIND_STRING:
        return g_strcmp0(*(const char *const *)a, *(const char *const *)b) == 0;
    case XML_KIND_BITMAP: {
        const Bitmap *left = *(Bitmap *const *)a, *right = *(Bitmap *const *)b;

        if (left == NULL || right == NULL)
            return left == right;
        return bitmap_equal(left, right);
    }
    case XML_KIND_RAW:
        return raw_equal(*(const XmlNode *const *)a, *(const XmlNode *const *)b);
    case XML_KIND_I32:
    case XML_KIND_U32:
    case XML_KIND_I64:
    case XML_KIND_U64:
    case XML_KIND_F64:
    case XML_KIND_ENUM:
    case XML_KIND_UUID:
    case XML_KIND_MAC:
    case XML_KIND_SIZE:
    case XML_KIND_FLAG:
        return memcmp(a, b, scalar_size(kind)) == 0;
    case XML_KIND_STRUCT:
    case XML_KIND_MIXED:
        break;
    }
    g_assert_not_reached();
}
