/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The form: an object is the origin of its element and then, for each member that has a value, a
 * key (how many members were passed over, and who set the value) and the value; key 0 ends it.
 * Numbers are groups of seven bits, the lowest first, with the high bit on all but the last. Texts
 * are their length and their bytes with the NUL, so that they are used where they stand. Elements
 * that are kept verbatim are text. */
#include "xml/packed.h"

#include "xml/engine.h"
#include "xml/verbatim.h"

#define ORIGIN_BITS 3 /* of a key: XmlOrigin */

struct Packed {
    int refs;
    XmlDocumentId document;
    uint32_t unpacked; /* bytes that the structs and lists will take */
    uint32_t size;
    uint8_t bytes[];
};

/* --- packing */

static void pack_object(GByteArray *out, XmlTypeId number, const void *object);

static void
pack_number(GByteArray *out, uint64_t n)
{
    uint8_t group[10];
    guint length = 0;

    do {
        group[length] = (uint8_t)((n & 0x7f) | (n > 0x7f ? 0x80 : 0));
        length++;
        n >>= 7;
    } while (n != 0);
    g_byte_array_append(out, group, length);
}

/* Of small absolute value: few groups. */
static uint64_t
folded(int64_t n)
{
    return ((uint64_t)n << 1) ^ (n < 0 ? UINT64_MAX : 0);
}

static int64_t
unfolded(uint64_t n)
{
    return (int64_t)((n >> 1) ^ ((n & 1) != 0 ? UINT64_MAX : 0));
}

/* NULL is 0. */
static void
pack_text(GByteArray *out, const char *text)
{
    size_t size = text != NULL ? strlen(text) + 1 : 0;

    pack_number(out, size);
    if (size > 0)
        g_byte_array_append(out, (const guint8 *)text, (guint)size);
}

static void
pack_raw(GByteArray *out, const XmlNode *node)
{
    GString *text;

    if (node == NULL) {
        pack_text(out, NULL);
        return;
    }
    text = g_string_new(NULL);
    xml_node_format(text, node, 0);
    pack_text(out, text->str);
    g_string_free(text, TRUE);
}

static void
pack_bitmap(GByteArray *out, const Bitmap *bitmap)
{
    g_autofree char *text = bitmap != NULL ? bitmap_format(bitmap) : NULL;

    pack_text(out, text);
}

static void
pack_scalar(GByteArray *out, unsigned int kind, const void *value)
{
    switch ((XmlKind)kind) {
    case XML_KIND_STRING:
        pack_text(out, *(const char *const *)value);
        break;
    case XML_KIND_BITMAP:
        pack_bitmap(out, *(const Bitmap *const *)value);
        break;
    case XML_KIND_RAW:
        pack_raw(out, *(const XmlNode *const *)value);
        break;
    case XML_KIND_I32:
        pack_number(out, folded(*(const int32_t *)value));
        break;
    case XML_KIND_I64:
        pack_number(out, folded(*(const int64_t *)value));
        break;
    case XML_KIND_U32:
        pack_number(out, *(const uint32_t *)value);
        break;
    case XML_KIND_U64:
    case XML_KIND_SIZE:
        pack_number(out, *(const uint64_t *)value);
        break;
    case XML_KIND_F64:
    case XML_KIND_ENUM:
    case XML_KIND_UUID:
    case XML_KIND_MAC:
    case XML_KIND_FLAG:
        g_byte_array_append(out, value, (guint)scalar_size(kind));
        break;
    case XML_KIND_STRUCT:
    case XML_KIND_MIXED:
        g_assert_not_reached();
    }
}

static void
pack_list(GByteArray *out, const XmlMember *member, const XmlList *list)
{
    size_t size = scalar_size(member->kind);

    pack_number(out, list->n);
    for (unsigned int i = 0; i < list->n; i++) {
        const char *item = (const char *)list->items + i * size;

        if (member->kind == XML_KIND_STRUCT) {
            pack_object(out, member->type, *(const void *const *)(const void *)item);
        } else if (member->kind == XML_KIND_MIXED) {
            const XmlVariant *variant = (const XmlVariant *)(const void *)item;
            unsigned int choice = member->type + (unsigned int)variant->kind - 1;

            pack_number(out, (uint64_t)variant->kind);
            pack_object(out, xml_choices[choice].type, variant->object);
        } else {
            pack_scalar(out, member->kind, item);
        }
    }
}

/* An embedded one that is as it was made has nothing to say. */
static bool
is_untouched(const XmlMember *member, const char *value, unsigned int origin)
{
    if (member->count == XML_LIST)
        return ((const XmlList *)(const void *)value)->n == 0;
    if (member->kind == XML_KIND_STRUCT && member->count == XML_ONE)
        return is_zero(value, xml_types[member->type].size);
    return origin == XML_ABSENT && is_zero(value, scalar_size(member->kind));
}

static void
pack_object(GByteArray *out, XmlTypeId number, const void *object)
{
    const XmlType *type = &xml_types[number];
    unsigned int next = 0;

    g_byte_array_append(out, &((const XmlHead *)object)->origin, 1);
    for (unsigned int i = 0; i < type->n_members; i++) {
        const XmlMember *member = &xml_members[type->first_member + i];
        const char *value = CONST_MEMBER_AT(char, object, member->offset);
        unsigned int origin = member->from ? *CONST_MEMBER_AT(uint8_t, object, member->from) : 0;

        if (is_untouched(member, value, origin))
            continue;
        pack_number(out, (uint64_t)(i - next + 1) << ORIGIN_BITS | origin);
        next = i + 1;
        if (member->count == XML_LIST)
            pack_list(out, member, (const XmlList *)(const void *)value);
        else if (member->kind != XML_KIND_STRUCT)
            pack_scalar(out, member->kind, value);
        else if (member->count == XML_ONE)
            pack_object(out, member->type, value);
        else
            pack_object(out, member->type, *(const void *const *)(const void *)value);
    }
    pack_number(out, 0);
}

Packed *
definition_pack(const Definition *def)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autoptr(Definition) again = NULL;
    Packed *packed;

    pack_object(bytes, xml_documents[def->document].type, def->root);
    packed = g_malloc(sizeof(Packed) + bytes->len);
    *packed = (Packed){ .refs = 1, .document = def->document, .size = bytes->len };
    memcpy(packed->bytes, bytes->data, bytes->len);
    /* Measured rather than worked out: how much room one takes is then known in one place. */
    again = definition_unpack(packed);
    packed->unpacked = (uint32_t)MIN(arena_used(again->arena), UINT32_MAX);
    return packed;
}

/* --- unpacking */

typedef struct Unpack {
    Arena *arena;
    const uint8_t *at;
} Unpack;

static void unpack_into(Unpack *unpack, XmlTypeId number, void *object);

static uint64_t
unpack_number(Unpack *unpack)
{
    uint64_t n = 0;
    unsigned int shift = 0;
    uint8_t group;

    do {
        group = *unpack->at++;
        n |= (uint64_t)(group & 0x7f) << shift;
        shift += 7;
    } while (group & 0x80);
    return n;
}

static char *
unpack_text(Unpack *unpack)
{
    uint64_t size = unpack_number(unpack);
    const uint8_t *text = unpack->at;

    unpack->at += size;
    return size > 0 ? (char *)text : NULL;
}

static XmlNode *
unpack_raw(Unpack *unpack)
{
    const char *text = unpack_text(unpack);
    g_autoptr(XmlDoc) doc = NULL;

    if (text == NULL)
        return NULL;
    doc = xml_doc_parse(text, strlen(text), "(packed)", VIR_FROM_XML, NULL);
    g_assert(doc != NULL); /* we wrote it */
    return xml_node_copy(unpack->arena, xml_doc_root(doc));
}

static void
unpack_scalar(Unpack *unpack, unsigned int kind, void *value)
{
    const char *text;

    switch ((XmlKind)kind) {
    case XML_KIND_STRING:
        *(char **)value = unpack_text(unpack);
        break;
    case XML_KIND_BITMAP:
        text = unpack_text(unpack);
        if (text != NULL) {
            Bitmap *bitmap = *text != '\0' ? bitmap_parse(text, BITMAP_LIMIT, NULL) : bitmap_new();

            g_assert(bitmap != NULL); /* likewise */
            arena_own(unpack->arena, bitmap, (GDestroyNotify)bitmap_free);
            *(Bitmap **)value = bitmap;
        }
        break;
    case XML_KIND_RAW:
        *(XmlNode **)value = unpack_raw(unpack);
        break;
    case XML_KIND_I32:
        *(int32_t *)value = (int32_t)unfolded(unpack_number(unpack));
        break;
    case XML_KIND_I64:
        *(int64_t *)value = unfolded(unpack_number(unpack));
        break;
    case XML_KIND_U32:
        *(uint32_t *)value = (uint32_t)unpack_number(unpack);
        break;
    case XML_KIND_U64:
    case XML_KIND_SIZE:
        *(uint64_t *)value = unpack_number(unpack);
        break;
    case XML_KIND_F64:
    case XML_KIND_ENUM:
    case XML_KIND_UUID:
    case XML_KIND_MAC:
    case XML_KIND_FLAG:
        memcpy(value, unpack->at, scalar_size(kind));
        unpack->at += scalar_size(kind);
        break;
    case XML_KIND_STRUCT:
    case XML_KIND_MIXED:
        g_assert_not_reached();
    }
}

static void *
unpack_object(Unpack *unpack, XmlTypeId number)
{
    void *object = arena_alloc(unpack->arena, xml_types[number].size);

    unpack_into(unpack, number, object);
    return object;
}

static void
unpack_list(Unpack *unpack, const XmlMember *member, XmlList *list)
{
    size_t size = scalar_size(member->kind);

    list->n = (unsigned int)unpack_number(unpack);
    list->items = arena_new_array(unpack->arena, list->n, size);
    for (unsigned int i = 0; i < list->n; i++) {
        char *item = (char *)list->items + i * size;

        if (member->kind == XML_KIND_STRUCT) {
            *(void **)(void *)item = unpack_object(unpack, member->type);
        } else if (member->kind == XML_KIND_MIXED) {
            XmlVariant *variant = (XmlVariant *)(void *)item;

            variant->kind = (int)unpack_number(unpack);
            variant->object = unpack_object(
                unpack, xml_choices[member->type + (unsigned int)variant->kind - 1].type);
        } else {
            unpack_scalar(unpack, member->kind, item);
        }
    }
}

static void
unpack_into(Unpack *unpack, XmlTypeId number, void *object)
{
    const XmlMember *member = &xml_members[xml_types[number].first_member] - 1;
    uint64_t key;

    ((XmlHead *)object)->origin = *unpack->at++;
    while ((key = unpack_number(unpack)) != 0) {
        char *value;

        member += key >> ORIGIN_BITS;
        value = MEMBER_AT(char, object, member->offset);
        if (member->from)
            *MEMBER_AT(uint8_t, object, member->from) = key & ((1 << ORIGIN_BITS) - 1);
        if (member->count == XML_LIST)
            unpack_list(unpack, member, (XmlList *)(void *)value);
        else if (member->kind != XML_KIND_STRUCT)
            unpack_scalar(unpack, member->kind, value);
        else if (member->count == XML_ONE)
            unpack_into(unpack, member->type, value);
        else
            *(void **)(void *)value = unpack_object(unpack, member->type);
    }
}

Definition *
definition_unpack(Packed *packed)
{
    Definition *def = definition_in(packed->document, packed->unpacked);
    Unpack unpack = { .arena = def->arena, .at = packed->bytes };

    arena_own(def->arena, packed_ref(packed), (GDestroyNotify)packed_unref);
    def->root = unpack_object(&unpack, xml_documents[packed->document].type);
    g_assert(unpack.at == packed->bytes + packed->size);
    return def;
}

Packed *
packed_ref(Packed *packed)
{
    g_atomic_int_inc(&packed->refs);
    return packed;
}

void
packed_unref(Packed *packed)
{
    if (packed != NULL && g_atomic_int_dec_and_test(&packed->refs))
        g_free(packed);
}

size_t
packed_size(const Packed *packed)
{
    return sizeof(Packed) + packed->size;
}
