/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "random-scalar.h"

#include "xml/verbatim.h"

#include <string.h>

#define MAX_PIECES 6
#define CHECK_TRIES 200
#define MAX_CPU 300

/* Small and extreme numbers as often as any other. */
static uint64_t
random_u64(GRand *rand, uint64_t min, uint64_t max)
{
    uint64_t any = (uint64_t)g_rand_int(rand) << 32 | g_rand_int(rand);
    uint64_t span = max - min;

    switch (g_rand_int_range(rand, 0, 5)) {
    case 0:
        return min;
    case 1:
        return max;
    case 2:
        return min + any % (MIN(span, 300) + 1);
    default:
        return span == UINT64_MAX ? any : min + any % (span + 1);
    }
}

static int64_t
random_i64(GRand *rand, int64_t min, uint64_t max)
{
    /* As bits, so that the whole range can be the span. */
    return (int64_t)((uint64_t)min + random_u64(rand, 0, max - (uint64_t)min));
}

/* What must be escaped, what must not, more than one byte of UTF-8. No line breaks and tabs: as
 * the original we write them as they are, and in an attribute they are read as blanks. */
static char *
random_text(GRand *rand, Arena *arena, unsigned int min_pieces)
{
    static const char *const pieces[] = {
        "a", "Z9", "_x", "/var/lib", ".", "-", ":", " ", "&", "<", ">", "'", "\"", "&amp;", "]]>",
        "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x92\xbb", "%s", "\\", "ua-",
    };
    int n = g_rand_int_range(rand, (int)min_pieces, MAX_PIECES);
    g_autoptr(GString) text = g_string_new(NULL);

    for (int i = 0; i < n; i++)
        g_string_append(text, pieces[g_rand_int_range(rand, 0, G_N_ELEMENTS(pieces))]);
    return arena_strdup(arena, text->str);
}

/* A text of one of the forms that values with rules of their own have. */
static char *
random_form(GRand *rand, Arena *arena)
{
    static const char *const words[] = {
        "true", "no", "$IP", "$A_1[3]", "$B[@2]", "$C[@0]", "NEW,ESTABLISHED", "INVALID", "none",
        "SYN,ACK/ALL", "FIN/NONE", "src,dst", "dst", "tcp", "ipv6", "Reply", "rarp", "BOOT 1.",
        "-1", "255.255.255.0", "ffff:ffff::", "ff:ff:00:00:00:00", "1.1",
    };
    unsigned int a = g_rand_int(rand), b = g_rand_int(rand);

    switch (g_rand_int_range(rand, 0, 10)) {
    case 0:
        return arena_printf(arena, "%u", a % 100);
    case 1:
        return arena_printf(arena, "%u", a % 70000);
    case 2:
        return arena_printf(arena, "0x%x", a % 70000);
    case 3:
        return arena_printf(arena, "%u.%u", a % 100, b % 100);
    case 4:
        return arena_printf(arena, "%02x:%02x:%02x:%02x:%02x:%02x", a & 255, a >> 8 & 255,
                            a >> 16 & 255, a >> 24, b & 255, b >> 8 & 255);
    case 5:
        return arena_printf(arena, "%u.%u.%u.%u", a & 255, a >> 8 & 255, a >> 16 & 255, a >> 24);
    case 6:
        return arena_printf(arena, "fe80::%x:%x", a & 0xffff, b & 0xffff);
    case 7:
        return arena_printf(arena, "%s%08x%08x", (a & 1) != 0 ? "naa." : "0x", a, b);
    default:
        return arena_strdup(arena, words[g_rand_int_range(rand, 0, G_N_ELEMENTS(words))]);
    }
}

static const char *
random_checked(GRand *rand, Arena *arena, XmlCheck check)
{
    for (int i = 0; i < CHECK_TRIES; i++) {
        const char *canonical = check(arena, random_form(rand, arena));

        if (canonical != NULL && *canonical != '\0')
            return canonical;
    }
    return NULL;
}

/* A text that has the form of the row: as it is, as a path, of twelve or eight plain letters, or
 * one of the words of the form. */
static const char *
random_formed(GRand *rand, Arena *arena, const XmlField *field, const char *text)
{
    g_auto(GStrv) words = g_strsplit(XML_TEXT(field->pattern), "|", -1);
    const char *word = words[g_rand_int_range(rand, 0, (int)g_strv_length(words))];
    const char *path = arena_printf(arena, "/%s", text);
    const char *letters = arena_printf(arena, "%012u", g_rand_int(rand));

    if (check_pattern(field, text))
        return text;
    if (check_pattern(field, path))
        return path;
    if (check_pattern(field, letters))
        return letters;
    if (check_pattern(field, letters + 4))
        return letters + 4;
    return check_pattern(field, word) ? arena_strdup(arena, word) : NULL;
}

/* KEPT and MADE: how a text must, or must not, begin. */
static const char *
random_string(GRand *rand, Arena *arena, const XmlField *field, unsigned int flags)
{
    const char *text;

    if (field->type != 0)
        return random_checked(rand, arena, xml_checks[field->type]);
    /* An empty element is as good as none, an empty attribute is not. */
    text = random_text(rand, arena,
                       field->place == XML_PLACE_ATTR && !(field->flags & XML_FIELD_BLANK) ? 0 : 1);
    if (field->pattern != 0)
        text = random_formed(rand, arena, field, text);
    if (!(flags & XML_INACTIVE) || text == NULL)
        return text;
    if (field->flags & XML_FIELD_KEPT) {
        const char *beginning = XML_TEXT(field->kept);

        return arena_printf(arena, "%.*s%s", (int)strcspn(beginning, " "), beginning, text);
    }
    if ((field->flags & XML_FIELD_MADE) && field_begins(field, text))
        return NULL;
    return text;
}

static Bitmap *
random_bitmap(GRand *rand, Arena *arena)
{
    Bitmap *bitmap = bitmap_new();
    unsigned int n = (unsigned int)g_rand_int_range(rand, 1, 6);

    arena_own(arena, bitmap, (GDestroyNotify)bitmap_free);
    while (n-- > 0) {
        unsigned int first = (unsigned int)g_rand_int_range(rand, 0, MAX_CPU);

        bitmap_set_range(bitmap, first, first + (unsigned int)g_rand_int_range(rand, 0, 4));
    }
    return bitmap;
}

/* Elements with and without text; beside other elements, only metadata keeps it. */
static XmlNode *
random_raw(GRand *rand, Arena *arena, const char *name, bool is_plain)
{
    g_autofree char *text = g_strdup_printf(
        "<%s><app:a xmlns:app='http://example.com/%u' b='&lt;'>%s<c app:d='&quot;'/></app:a></%s>",
        name, g_rand_int(rand),
        is_plain ? "<e>&gt;</e>" : g_rand_boolean(rand) ? "x &amp; y" : "", name);
    g_autoptr(XmlDoc) doc = xml_doc_parse(text, strlen(text), "(random)", VIR_FROM_XML, NULL);

    return is_plain ? xml_node_copy(arena, xml_doc_root(doc))
                    : xml_metadata_copy(arena, xml_doc_root(doc));
}

static int
random_word(GRand *rand, const XmlEnum *words)
{
    unsigned int n = 0;

    while (n < words->n_words && !xml_words[words->first_word + n].alias)
        n++;
    return g_rand_int_range(rand, 1, (int)n + 1);
}

/* In the unit of the member; what is written must fit 64 bits in bytes. */
static uint64_t
random_size(GRand *rand, const XmlNumbers *limits)
{
    uint64_t max = MIN(limits->max, UINT64_MAX / limits->unit);
    uint64_t size = random_u64(rand, (uint64_t)limits->min, max);
    unsigned int shift = (unsigned int)g_rand_int_range(rand, 0, 4) * 10;

    /* Multiples of larger units, too. */
    return size >> shift << shift >= (uint64_t)limits->min ? size >> shift << shift : size;
}

bool
random_scalar(GRand *rand, Arena *arena, const XmlField *field, unsigned int flags, void *value)
{
    const XmlNumbers *limits = &xml_numbers[field->numbers];
    char buffer[SCALAR_TEXT_SIZE];

    switch ((XmlKind)field->kind) {
    case XML_KIND_STRING:
        *(const char **)value = random_string(rand, arena, field, flags);
        return *(const char **)value != NULL;
    case XML_KIND_I32:
        *(int *)value = (int)random_i64(rand, limits->min, limits->max);
        return true;
    case XML_KIND_U32:
        *(unsigned int *)value =
            (unsigned int)random_u64(rand, (uint64_t)limits->min, limits->max);
        return true;
    case XML_KIND_I64:
        *(int64_t *)value = random_i64(rand, limits->min, limits->max);
        return true;
    case XML_KIND_U64:
        *(uint64_t *)value = random_u64(rand, (uint64_t)limits->min, limits->max);
        return true;
    case XML_KIND_SIZE:
        *(uint64_t *)value = random_size(rand, limits);
        return true;
    case XML_KIND_F64: /* of which six decimal places are all */
        *(double *)value = g_rand_int_range(rand, 0, 10000) / 8.0;
        return true;
    case XML_KIND_ENUM:
        *(uint8_t *)value = (uint8_t)random_word(rand, &xml_enums[field->type]);
        return field->pattern == 0 || check_pattern(field, scalar_text(field, value, buffer));
    case XML_KIND_UUID:
    case XML_KIND_MAC:
        for (size_t i = 0; i < scalar_size(field->kind); i++)
            ((uint8_t *)value)[i] = (uint8_t)g_rand_int(rand);
        return true;
    case XML_KIND_BITMAP:
        *(Bitmap **)value = random_bitmap(rand, arena);
        return true;
    case XML_KIND_FLAG:
        *(bool *)value = true;
        return true;
    case XML_KIND_RAW:
        *(XmlNode **)value = random_raw(rand, arena, XML_TEXT(field->name),
                                         (field->flags & XML_FIELD_PLAIN) != 0);
        return true;
    case XML_KIND_STRUCT:
    case XML_KIND_MIXED:
        break;
    }
    g_assert_not_reached();
}
