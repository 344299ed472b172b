/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* As much of domain XML as there is in a domain without a machine. */
#include <expat.h>
#include <string.h>
#include "base/err.h"
#include "base/number.h"
#include "base/uuid.h"
#include "memory-priv.h"

#define ERR_DOMAIN VIR_FROM_DOMAIN
#define XML_MAX    (4u << 20)
#define TEXT_MAX   4096

typedef struct Parse {
    MemoryDef *def;
    XML_Parser parser;
    unsigned int depth;
    bool is_domain;
    char *unit;
    GString *text;
    GError *error;
} Parse;

static void
parse_start(void *opaque, const char *name, const char **attributes)
{
    Parse *parse = opaque;

    parse->depth++;
    if (parse->depth == 1)
        parse->is_domain = g_str_equal(name, "domain");
    g_clear_pointer(&parse->unit, g_free);
    for (; *attributes; attributes += 2) {
        if (g_str_equal(attributes[0], "unit"))
            parse->unit = g_strdup(attributes[1]);
    }
    g_string_truncate(parse->text, 0);
}

static void
parse_text(void *opaque, const char *text, int n)
{
    Parse *parse = opaque;

    if (parse->text->len + (size_t)n <= TEXT_MAX)
        g_string_append_len(parse->text, text, n);
}

static bool
parse_memory(const Parse *parse, unsigned long long *kib_out, GError **error)
{
    uint64_t count;
    uint64_t bytes;

    if (!number_u64(g_strstrip(parse->text->str), 10, "memory", &count, error) ||
        !size_scale(count, parse->unit, 1024, INT64_MAX, &bytes, error))
        return false;
    *kib_out = (bytes + 1023) / 1024;
    return true;
}

static bool
parse_element(Parse *parse, const char *name, GError **error)
{
    MemoryDef *def = parse->def;

    if (g_str_equal(name, "name") && !def->name)
        def->name = g_strdup(parse->text->str);
    else if (g_str_equal(name, "uuid"))
        return (def->has_uuid = uuid_parse(parse->text->str, def->uuid, error));
    else if (g_str_equal(name, "memory"))
        return parse_memory(parse, &def->max_kib, error);
    else if (g_str_equal(name, "currentMemory"))
        return parse_memory(parse, &def->memory_kib, error);
    return true;
}

static void
parse_end(void *opaque, const char *name)
{
    Parse *parse = opaque;

    if (parse->depth-- == 2 && !parse_element(parse, name, &parse->error))
        XML_StopParser(parse->parser, XML_FALSE);
}

static bool
parse_xml(Parse *parse, const char *xml, GError **error)
{
    size_t n = strlen(xml);

    if (n > XML_MAX)
        return err_set(error, VIR_ERR_XML_ERROR, "more than %u bytes", XML_MAX);
    XML_SetUserData(parse->parser, parse);
    XML_SetElementHandler(parse->parser, parse_start, parse_end);
    XML_SetCharacterDataHandler(parse->parser, parse_text);
    if (XML_Parse(parse->parser, xml, (int)n, XML_TRUE) != XML_STATUS_OK && !parse->error)
        return err_set(error, VIR_ERR_XML_ERROR, "(domain_definition):%lu: %s",
                       XML_GetCurrentLineNumber(parse->parser),
                       XML_ErrorString(XML_GetErrorCode(parse->parser)));
    if (parse->error) {
        g_propagate_error(error, g_steal_pointer(&parse->error));
        return false;
    }
    if (!parse->is_domain)
        return err_set(error, VIR_ERR_XML_ERROR, "unexpected root element, expecting <domain>");
    if (!parse->def->name || !*parse->def->name)
        return err_set(error, VIR_ERR_NO_NAME, NULL);
    if (strchr(parse->def->name, '/'))
        return err_set(error, VIR_ERR_XML_ERROR, "name %s cannot contain '/'", parse->def->name);
    if (!parse->def->memory_kib)
        parse->def->memory_kib = parse->def->max_kib;
    return parse->def->has_uuid || uuid_generate(parse->def->uuid, error);
}

MemoryDef *
def_parse(const char *xml, GError **error)
{
    g_autoptr(MemoryDef) def = g_new0(MemoryDef, 1);
    Parse parse = { .def = def, .parser = XML_ParserCreate(NULL), .text = g_string_new(NULL) };
    bool is_good;

    atomic_init(&def->refs, 1);
    is_good = parse_xml(&parse, xml, error);
    XML_ParserFree(parse.parser);
    g_string_free(parse.text, TRUE);
    g_free(parse.unit);
    return is_good ? g_steal_pointer(&def) : NULL;
}

MemoryDef *
def_copy(const MemoryDef *def)
{
    MemoryDef *copy = g_memdup2(def, sizeof(*def));

    atomic_init(&copy->refs, 1);
    copy->name = g_strdup(def->name);
    return copy;
}

static void *
def_ref(void *opaque)
{
    MemoryDef *def = opaque;

    atomic_fetch_add(&def->refs, 1);
    return def;
}

void
def_unref(void *opaque)
{
    MemoryDef *def = opaque;

    if (!def || atomic_fetch_sub(&def->refs, 1) != 1)
        return;
    g_free(def->name);
    g_free(def);
}

const PublishType def_type = { def_ref, def_unref };

char *
def_format(const MemoryDef *def, const char *type, int id)
{
    g_autofree char *id_text = id >= 0 ? g_strdup_printf(" id='%d'", id) : g_strdup("");
    g_autofree char *name = g_markup_escape_text(def->name, -1);
    char uuid[UUID_STRING_SIZE];

    return g_strdup_printf("<domain type='%s'%s>\n"
                           "  <name>%s</name>\n"
                           "  <uuid>%s</uuid>\n"
                           "  <memory unit='KiB'>%llu</memory>\n"
                           "  <currentMemory unit='KiB'>%llu</currentMemory>\n"
                           "  <vcpu placement='static'>1</vcpu>\n"
                           "  <os>\n"
                           "    <type arch='x86_64'>hvm</type>\n"
                           "  </os>\n"
                           "</domain>\n",
                           type, id_text, name, uuid_format(def->uuid, uuid), def->max_kib,
                           def->memory_kib);
}
