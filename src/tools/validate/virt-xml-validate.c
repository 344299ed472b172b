/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* virt-xml-validate: reads a document strictly, by the schemas that are built in, and says what is
 * wrong with it.
 *
 * Which schema a root element means is known from the schemas, too: it is the file of the document
 * that begins so. Options, messages and exit codes are those of the manual page and of what the
 * original was seen to answer (test/test-virt-xml-validate.py asks it). */
#include "base/err.h"
#include "base/file.h"
#include "xml/definition.h"
#include "xml/type.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef enum Outcome {
    OUTCOME_VALID = 0,
    OUTCOME_MALFORMED = 1, /* also: wrong arguments */
    OUTCOME_NO_FILE = 2,
    OUTCOME_INVALID = 3, /* also: no schema has such a root */
    OUTCOME_NO_SCHEMA = 4,
} Outcome;

/* What is asked for. */
typedef struct Request {
    const char *program;
    const char *path;
    const char *schema; /* NULL: by the root */
    char *text;
    size_t length;
} Request;

/* --- options: only the first argument is one */

static Outcome
print_usage(const char *program)
{
    printf("Usage:\n"
           "  %s XML-FILE [SCHEMA-NAME]\n"
           "  %s OPTION\n"
           "\n"
           "Options:\n"
           "  -h | --help        Display program help\n"
           "  -V | --version     Display program version\n",
           program, program);
    return OUTCOME_VALID;
}

static Outcome
print_version(const char *program)
{
    printf("%s (libvirt) %s\n", program, API_VERSION);
    return OUTCOME_VALID;
}

static const struct {
    const char *name;
    size_t enough; /* letters of it that will do */
    Outcome (*run)(const char *program);
} options[] = {
    { "-h", sizeof("-h"), print_usage },
    { "--help", sizeof("--h") - 1, print_usage },
    { "-V", sizeof("-V"), print_version },
    { "--version", sizeof("--v") - 1, print_version },
};

/* The option that an argument is, or begins; -1 if none. */
static int
find_option(const char *argument)
{
    for (size_t i = 0; i < G_N_ELEMENTS(options); i++)
        if (strcmp(argument, options[i].name) == 0 ||
            (strlen(argument) >= options[i].enough &&
             g_str_has_prefix(options[i].name, argument)))
            return (int)i;
    return -1;
}

/* --- schemas: files of one or several documents */

static bool
is_of_schema(const XmlDocumentType *document, const char *schema)
{
    const char *file = xml_texts + document->rng;

    return g_str_has_suffix(file, ".rng") && strlen(file) == strlen(schema) + strlen(".rng") &&
           g_str_has_prefix(file, schema);
}

static bool
has_schema(const char *schema)
{
    for (unsigned int i = 0; i < xml_n_documents; i++)
        if (is_of_schema(&xml_documents[i], schema))
            return true;
    return false;
}

/* The schema of the document that begins with that element. Devices stand in domains only. The
 * caller owns it; NULL if there is none. */
static char *
schema_of_root(const char *root)
{
    for (unsigned int i = 0; i < xml_n_documents; i++) {
        const char *file = xml_texts + xml_documents[i].rng;

        if (*file != '\0' && strcmp(file, "domaincommon.rng") != 0 &&
            strcmp(xml_texts + xml_documents[i].element, root) == 0)
            return g_strndup(file, strlen(file) - strlen(".rng"));
    }
    return NULL;
}

/* The first start tag of a text that is not well-formed. The caller owns it; NULL if there is
 * none. */
static char *
root_of_text(const char *text)
{
    g_autoptr(GRegex) regex = g_regex_new("\\A(?:\\s|<\\?.*?\\?>|<!--.*?-->|<![^>]*>)*"
                                          "<([^\\s<>/!?]+)[^<>]*>",
                                          G_REGEX_DOTALL | G_REGEX_RAW, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;

    return g_regex_match(regex, text, 0, &match) ? g_match_info_fetch(match, 1) : NULL;
}

/* --- reading */

/* As any document of the schema that begins so: a file may have two of one name, the CPUs of guests
 * and of hosts. The first one says what is wrong. */
static bool
is_valid(const char *schema, XmlDoc *doc, GError **error)
{
    const XmlNode *root = xml_doc_root(doc);
    GString *roots = g_string_new(NULL);
    g_autofree char *accepted = NULL;
    g_autoptr(GError) first = NULL;

    for (unsigned int i = 0; i < xml_n_documents; i++) {
        const char *element = xml_texts + xml_documents[i].element;
        g_autoptr(Definition) def = NULL;

        if (!is_of_schema(&xml_documents[i], schema))
            continue;
        g_string_append_printf(roots, "%s<%s>", roots->len > 0 ? ", " : "", element);
        if (root->ns != NULL || strcmp(root->name, element) != 0)
            continue;
        def = definition_read((XmlDocumentId)i, doc, root,
                              XML_STRICT | XML_SECURE | XML_MIGRATABLE,
                              first == NULL ? &first : NULL);
        if (def != NULL) {
            g_string_free(roots, TRUE);
            return true;
        }
    }
    accepted = g_string_free(roots, FALSE);
    if (first != NULL) {
        g_propagate_error(error, g_steal_pointer(&first));
        return false;
    }
    g_set_error(error, ERR_QUARK, VIR_ERR_XML_INVALID_SCHEMA,
                "line %u: the root is <%s>%s%s; accepted: %s", root->line, root->name,
                root->ns != NULL ? " of namespace " : "", root->ns != NULL ? root->ns : "",
                accepted);
    return false;
}

/* Without the words that only say that something is wrong. */
static const char *
detail_of(const GError *error)
{
    const ErrDetail *detail = err_detail(error);

    return detail != NULL && detail->str2 != NULL ? detail->str2 : error->message;
}

static Outcome
validate(const Request *request)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(XmlDoc) doc = xml_doc_parse(request->text, request->length, request->path,
                                          VIR_FROM_XML, &error);
    g_autofree char *root =
        doc != NULL ? g_strdup(xml_doc_root(doc)->name) : root_of_text(request->text);
    g_autofree char *schema = request->schema != NULL ? g_strdup(request->schema)
                              : root != NULL          ? schema_of_root(root)
                                                      : NULL;

    if (schema == NULL) {
        fprintf(stderr, "%s: cannot determine schema type for %s\n", request->program,
                request->path);
        return OUTCOME_INVALID;
    }
    if (!has_schema(schema)) {
        fprintf(stderr, "%s: schema %s/%s.rng does not exist\n", request->program, SCHEMA_DIR,
                schema);
        return OUTCOME_NO_SCHEMA;
    }
    if (doc == NULL) {
        fprintf(stderr, "%.*s\n", (int)strcspn(detail_of(error), "\n"), detail_of(error));
        return OUTCOME_MALFORMED;
    }
    if (!is_valid(schema, doc, &error)) {
        fprintf(stderr, "%s: %s\n%s fails to validate\n", request->path, detail_of(error),
                request->path);
        return OUTCOME_INVALID;
    }
    fprintf(stderr, "%s validates\n", request->path);
    return OUTCOME_VALID;
}

/* "-" is standard input. */
static Outcome
read_and_validate(Request *request)
{
    bool is_stdin = strcmp(request->path, "-") == 0;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    bool is_read;

    if (!is_stdin && !g_file_test(request->path, G_FILE_TEST_IS_REGULAR)) {
        fprintf(stderr, "%s: document %s does not exist\n", request->program, request->path);
        return OUTCOME_NO_FILE;
    }
    is_read = is_stdin ? file_read_fd(STDIN_FILENO, request->path, XML_MAX_SIZE, &text,
                                      &request->length, &error)
                       : file_read(request->path, XML_MAX_SIZE, &text, &request->length, &error);
    if (!is_read) {
        fprintf(stderr, "%s: %s\n", request->program, error->message);
        return OUTCOME_MALFORMED;
    }
    request->text = text;
    return validate(request);
}

int
main(int argc, char **argv)
{
    Request request = { .program = argv[0] };
    int option = argc > 1 ? find_option(argv[1]) : -1;
    int first = argc > 1 && strcmp(argv[1], "--") == 0 ? 2 : 1;

    if (option >= 0)
        return (int)options[option].run(request.program);
    if (first == 1 && argc > 1 && argv[1][0] == '-' && argv[1][1] != '\0') {
        fprintf(stderr, "%s: unrecognized option '%s'\n", request.program, argv[1]);
        return OUTCOME_MALFORMED;
    }
    request.path = first < argc ? argv[first] : "";
    if (first + 1 < argc && *argv[first + 1] != '\0')
        request.schema = argv[first + 1];
    if (*request.path == '\0') {
        fprintf(stderr, "syntax: %s XMLFILE [TYPE]\n", request.program);
        return OUTCOME_MALFORMED;
    }
    return (int)read_and_validate(&request);
}
