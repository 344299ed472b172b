/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Random definitions of every kind survive being written, read, copied and shown as JSON.
 *
 * VIRTUE_RANDOM_INSTANCES says how many of each kind (500), VIRTUE_RANDOM_SEED the first seed. */
#include "base/err.h"
#include "random-definition.h"
#include "xml/engine.h"
#include "xml/json-view.h"
#include "xml/packed.h"

#include <stdlib.h>
#include <string.h>

#define INSTANCES 500

/* What a seed's definition is of: its remainder says. */
static const unsigned int modes[] = {
    XML_INACTIVE | XML_SECURE,
    XML_SECURE,
    XML_SECURE | XML_STATUS,
    XML_SECURE | XML_INACTIVE | XML_MIGRATABLE,
};

static unsigned int
setting(const char *name, unsigned int value)
{
    const char *text = g_getenv(name);

    return text != NULL ? (unsigned int)strtoul(text, NULL, 10) : value;
}

/* What was wrong with what came back; NULL if it is the same. */
static char *
difference(const Definition *def, const char *text, unsigned int flags, const Definition *again,
           const GError *error)
{
    g_autofree char *lost = NULL;
    g_autofree char *added = NULL;
    g_autofree char *second = NULL;

    if (again == NULL)
        return err_describe(error);
    lost = definition_lost(def, again);
    added = definition_lost(again, def);
    if (lost != NULL || added != NULL)
        return g_strdup_printf("%s %s",
                               lost != NULL ? "lost:" : "added:", lost != NULL ? lost : added);
    if (!definition_equal(def, again))
        return g_strdup("differs");
    second = definition_format(again, flags);
    if (strcmp(text, second) != 0)
        return g_strdup_printf("written otherwise:\n%s", second);
    return NULL;
}

static char *
read_again(const Definition *def, const char *text, unsigned int flags)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Definition) again = definition_parse(def->document, text, flags, &error);

    return difference(def, text, flags, again, error);
}

static char *
through_json(const Definition *def, const char *text, unsigned int flags)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *json = definition_to_json(def, flags, &error);
    g_autoptr(Definition) again =
        json != NULL ? definition_from_json(def->document, json, flags, &error) : NULL;

    return difference(def, text, flags, again, error);
}

static char *
through_copy(const Definition *def, const char *text, unsigned int flags)
{
    g_autoptr(Definition) copy = definition_copy(def);
    XmlTypeId type = xml_documents[def->document].type;
    g_autoptr(GError) error = NULL;

    if (!object_check_abi(type, def->root, copy->root, &error) ||
        !object_check_update(type, def->root, copy->root, &error))
        return err_describe(error);
    return difference(def, text, flags, copy, NULL);
}

/* Also: who set a value is kept, and two packings of the same are the same. */
static char *
through_packed(const Definition *def, const char *text, unsigned int flags)
{
    g_autoptr(Packed) packed = definition_pack(def);
    g_autoptr(Definition) unpacked = definition_unpack(packed);
    g_autoptr(Packed) second = definition_pack(unpacked);
    g_autofree char *given = definition_format(def, flags | XML_AS_GIVEN);
    g_autofree char *given_again = definition_format(unpacked, flags | XML_AS_GIVEN);

    if (packed_size(packed) != packed_size(second))
        return g_strdup_printf("packed again: %zu bytes, not %zu", packed_size(second),
                               packed_size(packed));
    if (strcmp(given, given_again) != 0)
        return g_strdup_printf("as given otherwise:\n%s", given_again);
    g_clear_pointer(&packed, packed_unref); /* its texts stay */
    return difference(def, text, flags, unpacked, NULL);
}

static const struct {
    const char *name;
    char *(*run)(const Definition *def, const char *text, unsigned int flags);
} ways[] = {
    { "text", read_again },
    { "copy", through_copy },
    { "JSON", through_json },
    { "packed", through_packed },
};

/* Whether all is well; otherwise it has been said. */
static bool
check_seed(XmlDocumentId document, uint32_t seed)
{
    unsigned int flags = modes[seed % G_N_ELEMENTS(modes)];
    g_autoptr(Definition) def = random_definition(document, flags, seed);
    g_autofree char *text = definition_format(def, flags);

    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
        g_autofree char *problem = ways[i].run(def, text, flags);

        if (problem == NULL)
            continue;
        g_test_message("%s, seed %u, flags %#x, %s: %s\n%s", XML_TEXT(xml_documents[document].name),
                       seed, flags, ways[i].name, problem, text);
        return false;
    }
    return true;
}

static void
test_document(gconstpointer data)
{
    XmlDocumentId document = GPOINTER_TO_UINT(data);
    unsigned int first = setting("VIRTUE_RANDOM_SEED", 0);
    unsigned int n = setting("VIRTUE_RANDOM_INSTANCES", INSTANCES);

    for (unsigned int i = 0; i < n; i++) {
        if (!check_seed(document, first + i)) {
            g_test_fail();
            return;
        }
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (unsigned int i = 0; i < xml_n_documents; i++) {
        g_autofree char *path = g_strdup_printf("/random/%s", XML_TEXT(xml_documents[i].name));

        g_test_add_data_func(path, GUINT_TO_POINTER(i), test_document);
    }
    return g_test_run();
}
