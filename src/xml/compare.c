/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether structs hold the same values, and where they do not. Who set a value does not count. */
#include "xml/engine.h"

#include <string.h>

typedef struct Compare {
    GString *path;  /* of the first difference; NULL if nobody asks */
    bool lost_only; /* what only the second one has does not count */
} Compare;

static bool same_object(Compare *compare, XmlTypeId number, const void *a, const void *b);

static bool
same_item(Compare *compare, const XmlMember *member, const void *a, const void *b)
{
    const XmlVariant *left = a, *right = b;

    if (member->kind == XML_KIND_STRUCT)
        return same_object(compare, member->type, *(void *const *)a, *(void *const *)b);
    if (member->kind == XML_KIND_MIXED)
        return left->kind == right->kind &&
               same_object(compare, xml_choices[member->type + (unsigned int)left->kind - 1].type,
                           left->object, right->object);
    return scalar_equal(member->kind, a, b);
}

static bool
same_list(Compare *compare, const XmlMember *member, const XmlList *a, const XmlList *b)
{
    size_t size = scalar_size(member->kind);
    size_t length = compare->path != NULL ? compare->path->len : 0;

    if (a->n != b->n)
        return compare->lost_only && a->n == 0;
    for (unsigned int i = 0; i < a->n; i++) {
        if (compare->path != NULL)
            g_string_append_printf(compare->path, "[%u]", i);
        if (!same_item(compare, member, (const char *)a->items + i * size,
                       (const char *)b->items + i * size))
            return false;
        if (compare->path != NULL)
            g_string_truncate(compare->path, length);
    }
    return true;
}

static bool
is_absent(const XmlMember *member, const void *object)
{
    const XmlField field = { .kind = member->kind, .offset = member->offset, .from = member->from };

    if (member->count == XML_OPT)
        return *CONST_MEMBER_AT(void *, object, member->offset) == NULL;
    return member->kind != XML_KIND_STRUCT && !scalar_is_set(&field, object);
}

static bool
same_member(Compare *compare, const XmlMember *member, const void *a, const void *b)
{
    const char *left = CONST_MEMBER_AT(char, a, member->offset);
    const char *right = CONST_MEMBER_AT(char, b, member->offset);

    if (member->count == XML_LIST)
        return same_list(compare, member, (const XmlList *)(const void *)left,
                         (const XmlList *)(const void *)right);
    if (compare->lost_only && is_absent(member, a))
        return true;
    if (member->count == XML_ONE && member->kind == XML_KIND_STRUCT)
        return same_object(compare, member->type, left, right);
    return same_item(compare, member, left, right);
}

static bool
same_object(Compare *compare, XmlTypeId number, const void *a, const void *b)
{
    const XmlType *type = &xml_types[number];
    size_t length = compare->path != NULL ? compare->path->len : 0;

    if (a == NULL || b == NULL)
        return a == b;
    for (unsigned int i = 0; i < type->n_members; i++) {
        const XmlMember *member = &xml_members[type->first_member + i];

        if (compare->path != NULL)
            g_string_append_printf(compare->path, "%s%s", length > 0 ? "." : "",
                                   XML_TEXT(member->name));
        if (!same_member(compare, member, a, b))
            return false;
        if (compare->path != NULL)
            g_string_truncate(compare->path, length);
    }
    return true;
}

bool
object_equal(XmlTypeId type, const void *a, const void *b)
{
    Compare compare = { 0 };

    return same_object(&compare, type, a, b);
}

bool
definition_equal(const Definition *a, const Definition *b)
{
    return a->document == b->document &&
           object_equal(xml_documents[a->document].type, a->root, b->root);
}

char *
definition_lost(const Definition *a, const Definition *b)
{
    Compare compare = { .path = g_string_new(NULL), .lost_only = true };
    bool same = same_object(&compare, xml_documents[a->document].type, a->root, b->root);

    return g_string_free(compare.path, same);
}
