/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* virt-xml-validate: says whether a document is what its schema allows, and if not, what is wrong.
 *
 * Options, exit codes and which schema is meant by which root element are those of the original. It
 * has the RELAX NG files checked; here the tables that those files are made from read strictly, and
 * say more about a mistake. */
#include "base/err.h"
#include "base/file.h"
#include "xml/definition.h"
#include "xml/type.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Exit codes. xmllint's, where the original passes them on. */
enum {
    EXIT_VALID = 0,
    EXIT_USAGE = 1,
    EXIT_MALFORMED = 1,
    EXIT_NO_DOCUMENT = 2,
    EXIT_INVALID = 3,
    EXIT_UNKNOWN_ROOT = 3,
    EXIT_NO_SCHEMA = 4,
};

/* Schemas by what the name of the root element has in it; the first row that fits counts. */
static const struct {
    const char *part, *schema;
} schemas_by_root[] = {
    { "cpu", "cpu" },
    { "domainsnapshot", "domainsnapshot" },
    { "domaincheckpoint", "domaincheckpoint" },
    { "domainbackup", "domainbackup" },
    { "domainCap", "domaincaps" },
    { "domain", "domain" },
    { "networkport", "networkport" },
    { "network", "network" },
    { "storagepoolCap", "storagepoolcaps" },
    { "pool", "storagepool" },
    { "volume", "storagevol" },
    { "capabilities", "capability" },
    { "device", "nodedev" },
    { "filterbinding", "nwfilterbinding" },
    { "filter", "nwfilter" },
    { "secret", "secret" },
    { "interface", "interface" },
};

static const char *
schema_of_root(const char *root)
{
    for (size_t i = 0; i < G_N_ELEMENTS(schemas_by_root); i++)
        if (strstr(root, schemas_by_root[i].part) != NULL)
            return schemas_by_root[i].schema;
    return NULL;
}

/* The name of the root element of a text that need not be well-formed; "" if there is none. The
 * caller owns it. */
static char *
root_of(const char *text)
{
    static const struct {
        const char *begin, *end;
    } passed_over[] = { { "<?", "?>" }, { "<!--", "-->" }, { "<!", ">" } };

    for (;;) {
        size_t i = 0;

        text += strspn(text, " \t\r\n");
        while (i < G_N_ELEMENTS(passed_over) && !g_str_has_prefix(text, passed_over[i].begin))
            i++;
        if (i == G_N_ELEMENTS(passed_over))
            break;
        text = strstr(text, passed_over[i].end);
        if (text == NULL)
            return g_strdup("");
        text += strlen(passed_over[i].end);
    }
    if (*text != '<' || strchr(text, '>') == NULL)
        return g_strdup("");
    return g_strndup(text + 1, strcspn(text + 1, " \t\r\n/>"));
}

/* The documents of a schema begin with this one; -1 if there is no such schema. */
static int
next_document(const char *schema, int last)
{
    g_autofree char *file = g_strdup_printf("%s.rng", schema);

    for (unsigned int i = (unsigned int)(last + 1); i < xml_n_documents; i++)
        if (strcmp(xml_texts + xml_documents[i].rng, file) == 0)
            return (int)i;
    return -1;
}

/* Reads as each document of the schema that has this root. Where several have it (the CPUs of
 * guests and hosts), one must fit; the error is that of the first. */
static bool
matches(const char *schema, XmlDoc *doc, GError **error)
{
    const XmlNode *root = xml_doc_root(doc);
    g_autoptr(GError) first = NULL;
    const char *expected = NULL;

    for (int id = next_document(schema, -1); id >= 0; id = next_document(schema, id)) {
        g_autoptr(GError) wrong = NULL;
        g_autoptr(Definition) def = NULL;

        expected = xml_texts + xml_documents[id].element;
        if (strcmp(root->name, expected) != 0 || root->ns != NULL)
            continue;
        def = definition_read((XmlDocumentId)id, doc, root,
                              XML_STRICT | XML_SECURE | XML_MIGRATABLE, &wrong);
        if (def != NULL)
            return true;
        if (first == NULL)
            first = g_steal_pointer(&wrong);
    }
    if (first != NULL)
        g_propagate_error(error, g_steal_pointer(&first));
    else if (root->ns != NULL)
        g_set_error(error, ERR_QUARK, VIR_ERR_XML_INVALID_SCHEMA,
                    "line %u: element <%s> is of namespace '%s'; accepted: none", root->line,
                    root->name, root->ns);
    else
        g_set_error(error, ERR_QUARK, VIR_ERR_XML_INVALID_SCHEMA,
                    "line %u: the root is <%s>; accepted: <%s>", root->line, root->name, expected);
    return false;
}

/* What is wrong, without the words that only say that it is. */
static const char *
detail_of(const GError *error)
{
    const ErrDetail *detail = err_detail(error);

    return detail != NULL && detail->str2 != NULL ? detail->str2 : error->message;
}

static int
validate(const char *program, const char *path, const char *schema, const char *text, size_t length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(XmlDoc) doc = NULL;
    g_autofree char *root = root_of(text);

    if (schema == NULL || *schema == '\0')
        schema = schema_of_root(root);
    if (schema == NULL) {
        fprintf(stderr, "%s: cannot determine schema type for %s\n", program, path);
        return EXIT_UNKNOWN_ROOT;
    }
    if (next_document(schema, -1) < 0) {
        fprintf(stderr, "%s: schema %s/%s.rng does not exist\n", program, SCHEMA_DIR, schema);
        return EXIT_NO_SCHEMA;
    }
    doc = xml_doc_parse(text, length, path, VIR_FROM_XML, &error);
    if (doc == NULL) {
        fprintf(stderr, "%.*s\n", (int)strcspn(detail_of(error), "\n"), detail_of(error));
        return EXIT_MALFORMED;
    }
    if (!matches(schema, doc, &error)) {
        fprintf(stderr, "%s: %s\n%s fails to validate\n", path, detail_of(error), path);
        return EXIT_INVALID;
    }
    fprintf(stderr, "%s validates\n", path);
    return EXIT_VALID;
}

/* Whether an argument is the option, or a beginning of it that is at least so long. */
static bool
is_option(const char *argument, const char *name, size_t at_least)
{
    size_t length = strlen(argument);

    return length >= at_least && strncmp(argument, name, length) == 0;
}

static int
show_help(const char *program)
{
    printf("Usage:\n"
           "  %s XML-FILE [SCHEMA-NAME]\n"
           "  %s OPTION\n"
           "\n"
           "Options:\n"
           "  -h | --help        Display program help\n"
           "  -V | --version     Display program version\n",
           program, program);
    return EXIT_VALID;
}

static bool
is_regular(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

int
main(int argc, char **argv)
{
    const char *program = argv[0], *first = argc > 1 ? argv[1] : "";
    int at = 1;
    const char *path, *schema;
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    size_t length;
    bool is_read;

    if (strcmp(first, "-h") == 0 || is_option(first, "--help", strlen("--h")))
        return show_help(program);
    if (strcmp(first, "-V") == 0 || is_option(first, "--version", strlen("--v"))) {
        printf("%s (libvirt) %s\n", program, API_VERSION);
        return EXIT_VALID;
    }
    if (strcmp(first, "--") == 0) {
        at = 2;
    } else if (first[0] == '-' && first[1] != '\0') {
        fprintf(stderr, "%s: unrecognized option '%s'\n", program, first);
        return EXIT_USAGE;
    }
    path = at < argc ? argv[at] : "";
    schema = at + 1 < argc ? argv[at + 1] : NULL;
    if (*path == '\0') {
        fprintf(stderr, "syntax: %s XMLFILE [TYPE]\n", program);
        return EXIT_USAGE;
    }
    if (strcmp(path, "-") != 0 && !is_regular(path)) {
        fprintf(stderr, "%s: document %s does not exist\n", program, path);
        return EXIT_NO_DOCUMENT;
    }
    is_read = strcmp(path, "-") == 0
                  ? file_read_fd(STDIN_FILENO, path, XML_MAX_SIZE, &text, &length, &error)
                  : file_read(path, XML_MAX_SIZE, &text, &length, &error);
    if (!is_read) {
        fprintf(stderr, "%s: %s\n", program, error->message);
        return EXIT_MALFORMED;
    }
    return validate(program, path, schema, text, length);
}
