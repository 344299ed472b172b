/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Documents of every kind: what is accepted can be written, copied and shown as JSON, and what was
 * written stays as it is when it is read and written again.
 *
 * An input that begins with '<' is read as every kind of document whose root element it has. Of
 * another one the first line names the kind, the rest is JSON. Its length chooses the flags. */
#include <string.h>

#include "base/err.h"
#include "xml/engine.h"
#include "xml/json-view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const unsigned int modes[] = {
    XML_INACTIVE | XML_SECURE,
    XML_SECURE,
    XML_SECURE | XML_STATUS,
    XML_INACTIVE | XML_MIGRATABLE,
    XML_INACTIVE | XML_SECURE | XML_STRICT,
};

static void
check_error(const void *result, const GError *error)
{
    g_assert((result == NULL) == (error != NULL));
    g_assert(error == NULL || g_utf8_validate(error->message, -1, NULL));
}

/* Reading may fail: a document can give less than is written with its defaults. What it does not
 * fail for is written the same way from then on; the first time, line breaks in attributes become
 * blanks. */
static void
check_stable(XmlDocumentId document, const char *text, unsigned int flags)
{
    g_autofree char *second = NULL;
    g_autofree char *third = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(Definition) def = definition_parse(document, text, flags, &error);
    g_autoptr(Definition) again = NULL;

    check_error(def, error);
    if (def == NULL)
        return;
    second = definition_format(def, flags);
    again = definition_parse(document, second, flags, &error);
    g_assert_no_error(error);
    third = definition_format(again, flags);
    g_assert_cmpstr(second, ==, third);
}

static void
check_json(XmlDocumentId document, const char *json, unsigned int flags)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Definition) def = definition_from_json(document, json, flags & ~XML_STRICT, &error);
    g_autofree char *again = NULL;

    check_error(def, error);
    if (def == NULL)
        return;
    again = definition_to_json(def, flags, &error);
    check_error(again, error);
}

static void
check_definition(const Definition *def, unsigned int flags)
{
    g_autoptr(Definition) copy = definition_copy(def);
    g_autofree char *text = definition_format(def, flags);
    g_autofree char *copied = definition_format(copy, flags);
    g_autofree char *json = NULL;
    g_autoptr(GError) error = NULL;

    g_assert_true(definition_equal(def, copy));
    g_assert_cmpstr(text, ==, copied);
    check_stable(def->document, text, flags);
    json = definition_to_json(def, flags, &error);
    check_error(json, error);
    if (json != NULL)
        check_json(def->document, json, flags);
}

static void
check_text(const char *text, size_t size, unsigned int flags)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(XmlDoc) doc = xml_doc_parse(text, size, "(fuzz)", VIR_FROM_XML, &error);

    check_error(doc, error);
    for (unsigned int i = 0; doc != NULL && i < xml_n_documents; i++) {
        const XmlNode *root = xml_doc_root(doc);
        g_autoptr(Definition) def = NULL;

        if (strcmp(root->name, XML_TEXT(xml_documents[i].element)) != 0)
            continue;
        def = definition_read((XmlDocumentId)i, doc, root, flags, &error);
        check_error(def, error);
        g_clear_error(&error);
        if (def != NULL)
            check_definition(def, flags);
    }
}

static void
check_named_json(const char *text, unsigned int flags)
{
    const char *end = strchr(text, '\n');

    for (unsigned int i = 0; end != NULL && i < xml_n_documents; i++) {
        const char *name = XML_TEXT(xml_documents[i].name);

        if (strlen(name) == (size_t)(end - text) && strncmp(text, name, strlen(name)) == 0)
            check_json((XmlDocumentId)i, end + 1, flags);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    unsigned int flags = modes[size % G_N_ELEMENTS(modes)];

    if (size > 0 && data[0] == '<')
        check_text(text, size, flags);
    else
        check_named_json(text, flags);
    return 0;
}
