/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading a domain. The original looks at name, UUID, type and <os> before anything else, so of two
 * mistakes theirs is the one that is told; tools match it. Documents without mistakes are read as
 * any other. */
#include <string.h>

#include "core/define/define-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN

/* The parts of the document that count in each round, and whether its attributes do. */
static const struct Round {
    const char *children[3];
    bool has_attrs;
    bool is_whole_os; /* what is wrong with <os> counts, not only how it is written */
} rounds[] = {
    { { "name" }, false, false },
    { { "name", "uuid" }, false, false },
    { { "name" }, true, false },
    { { "name", "os", "bootloader" }, true, true },
};

static bool
is_in_round(const struct Round *round, const XmlNode *node)
{
    for (unsigned int i = 0; i < G_N_ELEMENTS(round->children) && round->children[i]; i++)
        if (node->name && !node->ns && strcmp(node->name, round->children[i]) == 0)
            return true;
    return false;
}

/* A copy of the root with only those children, which stay those of the document. */
static XmlNode *
reduce(Arena *arena, const XmlNode *root, const struct Round *round)
{
    XmlNode *copy = arena_new0(arena, XmlNode), **link = &copy->children;

    *copy = *root;
    copy->children = NULL;
    if (!round->has_attrs)
        copy->attrs = NULL;
    for (const XmlNode *child = root->children; child; child = child->next) {
        if (!is_in_round(round, child))
            continue;
        *link = arena_new0(arena, XmlNode);
        **link = *child;
        (*link)->next = NULL;
        link = &(*link)->next;
    }
    return copy;
}

/* Whether the round finds something; without attributes a missing one is no finding. */
static bool
try_round(XmlDoc *doc, const XmlNode *element, const struct Round *round, const DefineEnv *env,
          GError **error)
{
    g_autoptr(Arena) arena = arena_new(0);
    g_autoptr(GError) found = NULL;
    g_autoptr(Definition) def =
        definition_read(XML_DOCUMENT_DOMAIN, doc, reduce(arena, element, round), 0, &found);

    if (def && round->is_whole_os) {
        Define define = define_of(def, env);

        complete_os(&define, &found);
    }
    if (!found)
        return true;
    if (!round->has_attrs) {
        g_autoptr(Arena) bare_arena = arena_new(0);
        static const struct Round bare = { { "name" }, false, false };
        g_autoptr(GError) usual = NULL;
        XmlNode *root = reduce(bare_arena, element, &bare);
        g_autoptr(Definition) none = definition_read(XML_DOCUMENT_DOMAIN, doc, root, 0, &usual);

        if (usual && found->code == usual->code && found->code != VIR_ERR_NO_NAME &&
            strcmp(found->message, usual->message) == 0)
            return true;
    }
    g_propagate_error(error, g_steal_pointer(&found));
    return false;
}

Definition *
domain_parse_element(XmlDoc *doc, const XmlNode *element, unsigned int flags, const DefineEnv *env,
                     GError **error)
{
    g_autoptr(GError) last = NULL;
    Definition *def = definition_read(XML_DOCUMENT_DOMAIN, doc, element, flags, &last);

    if (def)
        return def;
    if (strcmp(element->name, "domain") == 0)
        for (unsigned int i = 0; i < G_N_ELEMENTS(rounds); i++)
            if (!try_round(doc, element, &rounds[i], env, error))
                return NULL;
    g_propagate_error(error, g_steal_pointer(&last));
    return NULL;
}

Definition *
domain_parse(const char *text, unsigned int flags, const DefineEnv *env, GError **error)
{
    g_autoptr(XmlDoc) doc =
        xml_doc_parse(text, strlen(text), "(domain_definition)", ERR_DOMAIN, error);

    return doc ? domain_parse_element(doc, xml_doc_root(doc), flags, env, error) : NULL;
}
