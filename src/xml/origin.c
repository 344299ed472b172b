/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "xml/origin.h"

#include "xml/engine.h"

#include <string.h>

/* The first line names the document, the others a value each:
 *
 *     origins 1 <length> <hash>
 *     devices.disks[0].bus default
 */
#define VERSION 1

static const char *const words[] = {
    [XML_DEFAULT] = "default",
    [XML_DEFINED] = "defined",
    [XML_STARTED] = "started",
};

typedef struct Walk {
    GString *path;
    /* Called with the path of each value that is there and the place of its origin. */
    void (*visit)(struct Walk *walk, uint8_t *origin);
    GString *out;       /* of listing */
    GHashTable *listed; /* of setting: path -> XmlOrigin */
} Walk;

static void walk_members(Walk *walk, XmlTypeId number, void *object);

static void
walk_object(Walk *walk, XmlTypeId number, void *object)
{
    walk->visit(walk, &((XmlHead *)object)->origin);
    walk_members(walk, number, object);
}

static void
walk_list(Walk *walk, const XmlMember *member, const XmlList *list)
{
    size_t length = walk->path->len;

    for (unsigned int i = 0; i < list->n; i++) {
        g_string_append_printf(walk->path, "[%u]", i);
        if (member->kind == XML_KIND_STRUCT) {
            walk_object(walk, member->type, ((void **)list->items)[i]);
        } else if (member->kind == XML_KIND_MIXED) {
            const XmlVariant *variant = (const XmlVariant *)list->items + i;

            walk_object(walk, xml_choices[member->type + (unsigned int)variant->kind - 1].type,
                        variant->object);
        }
        g_string_truncate(walk->path, length);
    }
}

static void
walk_member(Walk *walk, const XmlMember *member, void *object)
{
    char *value = MEMBER_AT(char, object, member->offset);

    if (member->count == XML_LIST)
        walk_list(walk, member, (const XmlList *)(const void *)value);
    else if (member->kind != XML_KIND_STRUCT)
        walk->visit(walk, MEMBER_AT(uint8_t, object, member->from));
    else if (member->count == XML_ONE)
        walk_members(walk, member->type, value);
    else if (*(void **)(void *)value != NULL)
        walk_object(walk, member->type, *(void **)(void *)value);
}

static void
walk_members(Walk *walk, XmlTypeId number, void *object)
{
    const XmlType *type = &xml_types[number];
    size_t length = walk->path->len;

    for (unsigned int i = 0; i < type->n_members; i++) {
        const XmlMember *member = &xml_members[type->first_member + i];

        g_string_append_printf(walk->path, "%s%s", length > 0 ? "." : "", XML_TEXT(member->name));
        walk_member(walk, member, object);
        g_string_truncate(walk->path, length);
    }
}

static void
list_origin(Walk *walk, uint8_t *origin)
{
    if (*origin < G_N_ELEMENTS(words) && words[*origin] != NULL)
        g_string_append_printf(walk->out, "%s %s\n", walk->path->str, words[*origin]);
}

static void
set_origin(Walk *walk, uint8_t *origin)
{
    gpointer listed = g_hash_table_lookup(walk->listed, walk->path->str);

    if (listed != NULL && *origin != XML_ABSENT)
        *origin = (uint8_t)GPOINTER_TO_UINT(listed);
}

static char *
first_line(const char *document)
{
    g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, document, -1);

    return g_strdup_printf("origins %d %zu %s\n", VERSION, strlen(document), hash);
}

char *
definition_origins(const Definition *def, const char *document)
{
    g_autoptr(GString) path = g_string_new(NULL);
    g_autofree char *head = first_line(document);
    Walk walk = { .path = path, .visit = list_origin, .out = g_string_new(head) };

    walk_members(&walk, xml_documents[def->document].type, def->root);
    return g_string_free(walk.out, FALSE);
}

/* Lines that say nothing known are passed over: a newer version may say more. */
static GHashTable *
read_lines(const char *text)
{
    GHashTable *listed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (unsigned int i = 0; lines[i] != NULL; i++) {
        const char *blank = strchr(lines[i], ' ');

        for (unsigned int k = 0; blank != NULL && k < G_N_ELEMENTS(words); k++)
            if (words[k] != NULL && strcmp(blank + 1, words[k]) == 0)
                g_hash_table_insert(listed, g_strndup(lines[i], (size_t)(blank - lines[i])),
                                    GUINT_TO_POINTER(k));
    }
    return listed;
}

bool
definition_set_origins(Definition *def, const char *document, const char *origins)
{
    g_autoptr(GString) path = g_string_new(NULL);
    g_autofree char *head = first_line(document);
    g_autoptr(GHashTable) listed = NULL;
    Walk walk = { .path = path, .visit = set_origin };

    if (!g_str_has_prefix(origins, head))
        return false;
    listed = read_lines(origins + strlen(head));
    walk.listed = listed;
    walk_members(&walk, xml_documents[def->document].type, def->root);
    return true;
}
