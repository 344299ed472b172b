/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads documents and writes them again.
 *
 *     xml-roundtrip DOCUMENT [--inactive] [--secure] [--strict] FILE     the text that comes back
 *     xml-roundtrip DOCUMENT --stop FILE       what is stored of a running object
 *     xml-roundtrip DOCUMENT ... --json FILE   the JSON view
 *     xml-roundtrip DOCUMENT ... --compare FILE...                       a line for each file
 */
#include "base/err.h"
#include "xml/definition.h"
#include "xml/json-view.h"

#include <stdio.h>
#include <string.h>

#define STOP  (1u << 31) /* --stop: INACTIVE only for what is written */
#define JSON  (1u << 30) /* --json: the JSON view instead */
#define TOOLS (STOP | JSON)

static const struct {
    const char *option;
    unsigned int flag;
} options[] = {
    { "--inactive", XML_INACTIVE },     { "--secure", XML_SECURE }, { "--status", XML_STATUS },
    { "--migratable", XML_MIGRATABLE }, { "--strict", XML_STRICT },
    { "--stop", STOP },                 { "--json", JSON },
};

static int
find_document(const char *name)
{
    for (unsigned int i = 0; i < xml_n_documents; i++)
        if (strcmp(xml_texts + xml_documents[i].name, name) == 0)
            return (int)i;
    fprintf(stderr, "unknown document '%s'; known are:", name);
    for (unsigned int i = 0; i < xml_n_documents; i++)
        fprintf(stderr, " %s", xml_texts + xml_documents[i].name);
    fputc('\n', stderr);
    return -1;
}

/* The text of a file, written again. */
static char *
write_again(XmlDocumentId document, const char *text, unsigned int flags, GError **error)
{
    g_autoptr(Definition) def = definition_parse(document, text, flags & ~TOOLS, error);
    g_autoptr(Definition) copy = NULL;
    g_autoptr(Definition) again = NULL;
    g_autofree char *json = NULL;
    g_autofree char *shown = NULL;
    g_autofree char *after_json = NULL;
    unsigned int written = flags & STOP ? (flags & ~TOOLS) | XML_INACTIVE : flags;

    if (def == NULL)
        return NULL;
    copy = definition_copy(def);
    if (!definition_equal(def, copy)) {
        g_set_error(error, ERR_QUARK, VIR_ERR_INTERNAL_ERROR, "the copy differs");
        return NULL;
    }
    json = definition_to_json(copy, (flags & ~TOOLS) | XML_SECURE, error);
    if (json != NULL && (flags & JSON))
        return g_strdup_printf("%s\n", json);
    again = json ? definition_from_json(document, json, flags & XML_STATUS, error) : NULL;
    if (again == NULL)
        return NULL;
    /* Not whether they are equal: what goes without saying is not said in JSON, either. */
    shown = definition_format(copy, written);
    after_json = definition_format(again, written);
    if (strcmp(shown, after_json) != 0) {
        g_autofree char *path = definition_lost(def, again);

        g_set_error(error, ERR_QUARK, VIR_ERR_INTERNAL_ERROR, "%s differs after JSON", path);
        return NULL;
    }
    return g_steal_pointer(&shown);
}

static bool
run_file(XmlDocumentId document, const char *path, unsigned int flags, bool compare)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    g_autofree char *again = NULL;

    if (!g_file_get_contents(path, &text, NULL, &error) ||
        (again = write_again(document, text, flags, &error)) == NULL) {
        g_autofree char *what =
            error->domain == ERR_QUARK ? err_describe(error) : g_strdup(error->message);

        printf("error %s: %d: %s\n", path, error->code, what);
        return false;
    }
    if (!compare) {
        fputs(again, stdout);
        return true;
    }
    printf("%s %s\n", strcmp(text, again) == 0 ? "same" : "differs", path);
    return strcmp(text, again) == 0;
}

int
main(int argc, char **argv)
{
    unsigned int flags = 0;
    bool compare = false, ok = true;
    int document = argc > 1 ? find_document(argv[1]) : -1;

    if (document < 0)
        return 2;
    for (int i = 2; i < argc; i++) {
        bool is_option = strcmp(argv[i], "--compare") == 0;

        compare |= is_option;
        for (unsigned int k = 0; k < G_N_ELEMENTS(options); k++)
            if (strcmp(argv[i], options[k].option) == 0) {
                flags |= options[k].flag;
                is_option = true;
            }
        if (!is_option)
            ok = run_file((XmlDocumentId)document, argv[i], flags, compare) && ok;
    }
    return ok ? 0 : 1;
}
