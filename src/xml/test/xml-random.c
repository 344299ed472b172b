/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writes random documents, for validators.
 *
 *     xml-random FOLDER DOCUMENT FIRST-SEED N     FOLDER/DOCUMENT-SEED.xml each
 */
#include "random-definition.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As in test-random, but for what only status files have. */
static const unsigned int modes[] = {
    XML_INACTIVE | XML_SECURE,
    XML_SECURE,
    XML_SECURE | XML_INACTIVE | XML_MIGRATABLE,
};

static bool
write_document(const char *folder, XmlDocumentId document, uint32_t seed)
{
    unsigned int flags = modes[seed % G_N_ELEMENTS(modes)];
    g_autoptr(Definition) def = random_definition(document, flags, seed);
    g_autofree char *text = definition_format(def, flags);
    g_autofree char *path =
        g_strdup_printf("%s/%s-%u.xml", folder, xml_texts + xml_documents[document].name, seed);
    g_autoptr(GError) error = NULL;

    /* Without waiting for the disk. */
    if (g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_NONE, 0644, &error))
        return true;
    fprintf(stderr, "%s\n", error->message);
    return false;
}

int
main(int argc, char **argv)
{
    unsigned int document = 0;

    while (argc == 5 && document < xml_n_documents &&
           strcmp(xml_texts + xml_documents[document].name, argv[2]) != 0)
        document++;
    if (argc != 5 || document == xml_n_documents) {
        fprintf(stderr, "usage: xml-random FOLDER DOCUMENT FIRST-SEED N\n");
        return 2;
    }
    for (unsigned long seed = strtoul(argv[3], NULL, 10), n = strtoul(argv[4], NULL, 10); n > 0;
         seed++, n--)
        if (!write_document(argv[1], (XmlDocumentId)document, (uint32_t)seed))
            return 1;
    return 0;
}
