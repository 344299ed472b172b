/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Definitions as a whole: made, copied, given back. */
#include "xml/engine.h"

#include "base/err.h"
#include "xml/verbatim.h"

#include <string.h>

#define ERR_DOMAIN VIR_FROM_XML

#define ARENA_MARGIN 64 /* its own, so that a copy needs one piece of memory */

Definition *
definition_in(XmlDocumentId document, size_t size_hint)
{
    Definition *def = g_new0(Definition, 1);

    def->refs = 1;
    def->document = document;
    def->arena = arena_new(size_hint > 0 ? size_hint + ARENA_MARGIN : 0);
    return def;
}

Definition *
definition_new(XmlDocumentId document)
{
    Definition *def = definition_in(document, 0);

    def->root = object_new(def->arena, xml_documents[document].type, XML_GIVEN);
    return def;
}

Definition *
definition_ref(Definition *def)
{
    g_atomic_int_inc(&def->refs);
    return def;
}

void
definition_unref(Definition *def)
{
    if (def == NULL || !g_atomic_int_dec_and_test(&def->refs))
        return;
    arena_free(def->arena);
    g_free(def);
}

Definition *
definition_read(XmlDocumentId document, XmlDoc *doc, const XmlNode *node, unsigned int flags,
                GError **error)
{
    const XmlDocumentType *type = &xml_documents[document];
    const XmlTable *table = &xml_tables[xml_types[type->type].table];
    g_autoptr(Definition) def = NULL;
    XmlReader reader;

    if (strcmp(node->name, XML_TEXT(type->element)) != 0) {
        err_set(error, VIR_ERR_XML_ERROR, "expecting root element of '%s', not '%s'",
                XML_TEXT(type->element), node->name);
        return NULL;
    }
    def = definition_new(document);
    ((XmlHead *)def->root)->line = MIN(node->line, XML_MAX_LINE);
    reader = (XmlReader){ .top = node,
                          .arena = def->arena,
                          .doc = doc,
                          .flags = flags,
                          .errors = type->errors,
                          .root = table,
                          .limit = XML_FREE_MEMORY + xml_doc_length(doc) * XML_MEMORY_FACTOR };
    if (!table_read(&reader, table, def->root, node, error))
        return NULL;
    return g_steal_pointer(&def);
}

Definition *
definition_parse(XmlDocumentId document, const char *text, unsigned int flags, GError **error)
{
    g_autofree char *name =
        g_strdup_printf("(%s)", XML_TEXT(xml_documents[document].called));
    g_autoptr(XmlDoc) doc =
        xml_doc_parse(text, strlen(text), name, xml_documents[document].errors, error);

    if (doc == NULL)
        return NULL;
    return definition_read(document, doc, xml_doc_root(doc), flags, error);
}

char *
definition_format(const Definition *def, unsigned int flags)
{
    return object_format(def->document, def->root, flags);
}

void *
object_new(Arena *arena, XmlTypeId type, XmlOrigin origin)
{
    XmlHead *head = arena_alloc(arena, xml_types[type].size);

    head->origin = (uint8_t)origin;
    return head;
}

void
list_insert(Arena *arena, void *member, unsigned int at, void *object)
{
    XmlList *list = member;
    void **items;

    g_assert(at <= list->n);
    list->items = arena_grow(arena, list->items, list->n, sizeof(void *));
    items = list->items;
    memmove(items + at + 1, items + at, (list->n - at) * sizeof(void *));
    items[at] = object;
    list->n++;
}

void
list_append(Arena *arena, void *member, void *object)
{
    list_insert(arena, member, ((XmlList *)member)->n, object);
}

void
list_remove(void *member, unsigned int at)
{
    XmlList *list = member;
    void **items = list->items;

    g_assert(at < list->n);
    memmove(items + at, items + at + 1, (list->n - at - 1) * sizeof(void *));
    list->n--;
}

/* --- copying: bytes first, then everything that is pointed to */

static void copy_members(Arena *arena, const XmlType *type, void *object);

static void
copy_scalar(Arena *arena, unsigned int kind, void *value)
{
    if (kind == XML_KIND_STRING) {
        *(char **)value = arena_strdup(arena, *(char **)value);
    } else if (kind == XML_KIND_BITMAP && *(Bitmap **)value != NULL) {
        *(Bitmap **)value = bitmap_copy(*(Bitmap **)value);
        arena_own(arena, *(Bitmap **)value, (GDestroyNotify)bitmap_free);
    } else if (kind == XML_KIND_RAW && *(XmlNode **)value != NULL) {
        *(XmlNode **)value = xml_node_copy(arena, *(XmlNode **)value);
    }
}

static void
copy_list(Arena *arena, const XmlMember *member, XmlList *list)
{
    size_t size = scalar_size(member->kind);

    list->items = arena_copy_array(arena, list->items, list->n, size);
    for (unsigned int i = 0; i < list->n; i++) {
        char *item = (char *)list->items + i * size;

        if (member->kind == XML_KIND_STRUCT) {
            void **child = (void **)(void *)item;

            *child = object_copy(arena, member->type, *child);
        } else if (member->kind == XML_KIND_MIXED) {
            XmlVariant *variant = (XmlVariant *)(void *)item;
            const XmlChoice *choice = &xml_choices[member->type + (unsigned int)variant->kind - 1];

            variant->object = object_copy(arena, choice->type, variant->object);
        } else {
            copy_scalar(arena, member->kind, item);
        }
    }
}

static void
copy_members(Arena *arena, const XmlType *type, void *object)
{
    const XmlMember *member = &xml_members[type->first_member];

    if (type->flat)
        return;
    for (unsigned int i = 0; i < type->n_members; i++, member++) {
        char *value = MEMBER_AT(char, object, member->offset);
        void **child = (void **)(void *)value;

        if (member->count == XML_LIST)
            copy_list(arena, member, (XmlList *)(void *)value);
        else if (member->kind != XML_KIND_STRUCT)
            copy_scalar(arena, member->kind, value);
        else if (member->count == XML_ONE)
            copy_members(arena, &xml_types[member->type], value);
        else if (*child != NULL)
            *child = object_copy(arena, member->type, *child);
    }
}

void *
object_copy(Arena *arena, XmlTypeId number, const void *object)
{
    const XmlType *type = &xml_types[number];
    void *copy = memcpy(arena_alloc(arena, type->size), object, type->size);

    copy_members(arena, type, copy);
    return copy;
}

void
definition_settle(Definition *def)
{
    Definition *copy = definition_copy(def);

    arena_free(def->arena);
    def->arena = copy->arena;
    def->root = copy->root;
    g_free(copy);
}

Definition *
definition_copy(const Definition *def)
{
    Definition *copy = definition_in(def->document, arena_used(def->arena));

    copy->root = object_copy(copy->arena, xml_documents[def->document].type, def->root);
    return copy;
}
