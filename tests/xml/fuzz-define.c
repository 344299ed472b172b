/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains and devices as drivers define them: what is accepted can be written, and what was written
 * is accepted again. Seeds: the documents of test-documents.py, and the corpus. */
#include <string.h>

#include "base/err.h"
#include "core/define/define.h"
#include "drivers/qemu/define/rules.h"
#include "drivers/test/define/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
count_up(void *data, uint8_t *bytes, size_t n)
{
    unsigned int *next = data;

    *next += 1;
    for (size_t i = 0; i < n; i++)
        bytes[i] = (uint8_t)(*next >> (8 * (i % 4)));
}

static unsigned int counter;
static const QemuDefineEnv no_emulators = { 0 };
static const DefineEnv envs[] = {
    { &test_domain_rules, NULL, "x86_64", count_up, &counter },
    { &qemu_domain_rules, &no_emulators, "x86_64", count_up, &counter },
};

static void
check_error(bool ok, const GError *error)
{
    g_assert(ok == (error == NULL));
    g_assert(error == NULL || g_utf8_validate(error->message, -1, NULL));
}

/* What is stored must not harm when the daemon starts again; not much else can be said of a text
 * that nobody checked. */
static void
check_stored(const Definition *def, const DefineEnv *env)
{
    g_autofree char *text = definition_format(def, XML_INACTIVE | XML_SECURE);
    g_autoptr(GError) error = NULL;
    g_autoptr(Definition) again = definition_parse(def->document, text, XML_INACTIVE, &error);

    check_error(again != NULL, error);
    if (again != NULL)
        check_error(domain_complete(again, env, &error), error);
}

static void
check_domain(XmlDoc *doc, const DefineEnv *env)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Definition) def =
        definition_read(XML_DOCUMENT_DOMAIN, doc, xml_doc_root(doc), XML_INACTIVE, &error);
    bool ok = def != NULL && domain_define(def, env, &error);

    check_error(ok, error);
    if (ok)
        check_stored(def, env);
}

static void
check_device(XmlDoc *doc, DeviceKind kind, const DefineEnv *env)
{
    static const char host_text[] = "<domain type='test'><name>host</name><memory>1048576</memory>"
                                    "<os><type>hvm</type></os></domain>";
    g_autoptr(GError) error = NULL;
    g_autoptr(Definition) host =
        definition_parse(XML_DOCUMENT_DOMAIN, host_text, XML_INACTIVE, NULL);
    g_autoptr(Definition) device =
        definition_read(device_traits[kind].document, doc, xml_doc_root(doc), XML_INACTIVE, &error);
    bool ok = device != NULL;

    check_error(ok, error);
    if (!ok || !domain_define(host, env, NULL))
        return;
    ok = domain_add_device(host, kind, device->root, env, &error);
    check_error(ok, error);
    if (ok)
        check_stored(host, env);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(XmlDoc) doc = xml_doc_parse(text, size, "(fuzz)", VIR_FROM_DOMAIN, NULL);
    const DefineEnv *env = &envs[size % G_N_ELEMENTS(envs)];

    if (doc == NULL)
        return 0;
    counter = 0;
    if (strcmp(xml_doc_root(doc)->name, "domain") == 0)
        check_domain(doc, env);
    for (DeviceKind kind = 0; kind < N_DEVICE_KINDS; kind++) {
        const XmlDocumentType *type = &xml_documents[device_traits[kind].document];

        if (strcmp(xml_doc_root(doc)->name, xml_texts + type->element) == 0)
            check_device(doc, kind, env);
    }
    return 0;
}
