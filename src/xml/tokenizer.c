/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Elements, attributes, text and references. One pass; strings are made where they stand. */
#include <string.h>

#include "xml/tokenizer-priv.h"

bool
tokenizer_skip_wide(Tokenizer *t, GError **error)
{
    uint32_t code;
    unsigned int n = char_decode(t->p, &code);

    if (n == 0 || !char_is_legal(code))
        return tokenizer_fail_char(t, error, "");
    t->p += n;
    return true;
}

void
tokenizer_skip_blanks(Tokenizer *t)
{
    char *p = t->p;

    for (; char_is(*p, CHAR_BLANK); p++)
        t->line += *p == '\n';
    t->p = p;
}

/* A line end is one "\n" whatever it is in the text; p is at "\r". */
static char *
put_line_end(Tokenizer *t, char *w, char as)
{
    t->p++;
    if (*t->p == '\n') {
        t->p++;
        t->line++;
    }
    *w = as;
    return w + 1;
}

static uint32_t
hash_range(const char *from, const char *to)
{
    uint32_t hash = HASH_START;

    for (; from < to; from++)
        hash = HASH_STEP(hash, *from);
    return hash;
}

/* Steps over a character beyond ASCII if it may be in the name. */
static bool
read_wide_in_name(Tokenizer *t, char **p, bool is_first, bool *is_in_out, GError **error)
{
    uint32_t code;
    unsigned int n = char_decode(*p, &code);

    t->p = *p;
    if (n == 0 || !char_is_legal(code))
        return tokenizer_fail_char(t, error, "");
    *is_in_out = is_first ? char_may_start_name(code) : char_may_be_in_name(code);
    *p += *is_in_out ? n : 0;
    return true;
}

bool
tokenizer_read_name(Tokenizer *t, Name *name, GError **error)
{
    char *p = t->p;
    uint32_t hash = HASH_START;
    bool is_in = true;

    name->start = p;
    name->colon = NULL;
    name->end = p;
    if ((uint8_t)*p < 0x80 && !char_is(*p, CHAR_NAME_START))
        return true;
    while (is_in) {
        if (char_is(*p, CHAR_NAME)) {
            hash = HASH_STEP(hash, *p);
            p++;
        } else if (*p == ':') {
            if (!name->colon && p > name->start &&
                (char_is(p[1], CHAR_NAME_START) || (uint8_t)p[1] >= 0x80)) {
                name->colon = p++;
                hash = HASH_START;
            } else {
                hash = HASH_STEP(hash, *p);
                p++;
            }
        } else if ((uint8_t)*p >= 0x80) {
            char *before = p;

            if (!read_wide_in_name(t, &p, p == name->start, &is_in, error))
                return false;
            for (; before < p; before++)
                hash = HASH_STEP(hash, *before);
        } else {
            is_in = false;
        }
    }
    t->p = p;
    if (p - name->start > XML_MAX_NAME)
        return tokenizer_fail(t, error, "Name too long: NCName");
    name->end = p;
    name->hash = hash;
    return true;
}

static const char *
local_part(const Name *name)
{
    return name->colon ? name->colon + 1 : name->start;
}

static bool
count_node(Tokenizer *t, GError **error)
{
    if (++t->n_nodes > XML_MAX_NODES)
        return tokenizer_fail(t, error, "Excessive number of nodes in document: %u", XML_MAX_NODES);
    return true;
}

bool
tokenizer_add_node(Tokenizer *t, XmlNodeKind kind, uint32_t line, XmlNode **node_out,
                   GError **error)
{
    OpenElement *parent = t->depth > 0 ? &t->open[t->depth - 1] : NULL;
    XmlNode *node;

    if (!count_node(t, error))
        return false;
    node = arena_new0(t->arena, XmlNode);
    node->kind = kind;
    node->line = line;
    if (parent) {
        node->parent = parent->node;
        if (parent->last)
            parent->last->next = node;
        else
            parent->node->children = node;
        parent->last = node;
    }
    *node_out = node;
    return true;
}

/* &#60; or &#x3c;, after "&#". */
static bool
read_char_reference(Tokenizer *t, uint32_t *code_out, GError **error)
{
    bool is_hex = tokenizer_skip(t, "x");
    uint32_t code = 0;

    for (; *t->p != ';'; t->p++) {
        int digit = is_hex ? g_ascii_xdigit_value(*t->p) : g_ascii_digit_value(*t->p);

        if (digit < 0)
            return tokenizer_fail(t, error, "CharRef: invalid %s value",
                                  is_hex ? "hexadecimal" : "decimal");
        code = MIN(code * (is_hex ? 16 : 10) + (uint32_t)digit, 0x110000);
    }
    t->p++;
    if (code > 0x10ffff)
        return tokenizer_fail(t, error, "xmlParseCharRef: character reference out of bounds");
    if (!char_is_legal(code))
        return tokenizer_fail(t, error, "xmlParseCharRef: invalid xmlChar value %u", code);
    *code_out = code;
    return true;
}

/* After "&". What it stands for is never longer than the reference, so it fits in its place. */
static bool
read_reference(Tokenizer *t, char **w, GError **error)
{
    static const struct {
        const char *name;
        char value;
    } entities[] = {
        { "lt", '<' }, { "gt", '>' }, { "amp", '&' }, { "quot", '"' }, { "apos", '\'' }
    };
    Name name;
    size_t length;

    if (tokenizer_skip(t, "#")) {
        uint32_t code = 0;

        if (!read_char_reference(t, &code, error))
            return false;
        *w += g_unichar_to_utf8(code, *w);
        return true;
    }
    if (!tokenizer_read_name(t, &name, error))
        return false;
    if (name.end == name.start)
        return tokenizer_fail(t, error, "xmlParseEntityRef: no name");
    if (*t->p != ';')
        return tokenizer_fail(t, error, "EntityRef: expecting ';'");
    t->p++;
    length = (size_t)(name.end - name.start);
    for (size_t i = 0; i < G_N_ELEMENTS(entities); i++) {
        if (strncmp(name.start, entities[i].name, length) == 0 && !entities[i].name[length]) {
            *(*w)++ = entities[i].value;
            return true;
        }
    }
    return tokenizer_fail(t, error, "Entity '%.*s' not defined", (int)length, name.start);
}

/* After "=". White space in a value is a space each. */
static bool
read_value(Tokenizer *t, const char **value_out, GError **error)
{
    char quote = *t->p;
    char *start;
    char *run;
    char *w;

    if (quote != '"' && quote != '\'')
        return tokenizer_fail(t, error, "AttValue: \" or ' expected");
    start = run = w = ++t->p;
    for (;;) {
        char *p = t->p;
        char c;

        while (char_is(*p, CHAR_VALUE))
            p++;
        c = *p;
        t->p = p;
        if (c == quote)
            break;
        if (c == '"' || c == '\'') {
            t->p++;
        } else if ((uint8_t)c >= 0x80) {
            if (!tokenizer_skip_wide(t, error))
                return false;
        } else {
            w = tokenizer_put(w, run, p);
            if (c == '&') {
                t->p++;
                if (!read_reference(t, &w, error))
                    return false;
            } else if (c == '\r') {
                w = put_line_end(t, w, ' ');
            } else if (c == '\n' || c == '\t') {
                t->line += c == '\n';
                t->p++;
                *w++ = ' ';
            } else if (c == '<') {
                return tokenizer_fail(t, error, "Unescaped '<' not allowed in attributes values");
            } else if (p == t->end) {
                return tokenizer_fail(t, error, "AttValue: ' expected");
            } else {
                return tokenizer_fail(t, error, "invalid character in attribute value");
            }
            run = t->p;
        }
    }
    w = tokenizer_put(w, run, t->p);
    if (w - start > XML_MAX_VALUE)
        return tokenizer_fail(t, error, "AttValue length too long");
    *w = '\0';
    t->p++;
    *value_out = start;
    return true;
}

static const char *
find_namespace(const Tokenizer *t, const char *prefix)
{
    for (size_t i = t->n_namespaces; i > 0; i--) {
        if (strcmp(t->namespaces[i - 1].prefix, prefix) == 0)
            return t->namespaces[i - 1].uri;
    }
    return strcmp(prefix, "xml") == 0 ? XML_NS_XML : NULL;
}

/* Terminates a name and finds what its prefix stands for. If nobody said, it is part of the name.
 */
static void
resolve_name(Tokenizer *t, const Name *name, const char **name_out, const char **prefix_out,
             const char **ns_out, uint32_t *hash_out)
{
    *name->end = '\0';
    *name_out = local_part(name);
    *hash_out = name->hash;
    if (!name->colon)
        return;
    *name->colon = '\0';
    *ns_out = find_namespace(t, name->start);
    if (*ns_out) {
        *prefix_out = name->start;
        return;
    }
    *name->colon = ':';
    *name_out = name->start;
    *hash_out = hash_range(name->start, name->end);
}

static bool
is_declaration(const Name *name)
{
    const char *prefix_end = name->colon ? name->colon : name->end;

    return prefix_end - name->start == strlen("xmlns") && memcmp(name->start, "xmlns", 5) == 0;
}

/* Adds what xmlns or xmlns:PREFIX says to what is in force. What must not be declared is left out,
 * as the original does: is_valid_out says so. */
static bool
declare(Tokenizer *t, const OpenElement *element, const Name *name, const char *uri,
        bool *is_valid_out, GError **error)
{
    const char *prefix = name->colon ? name->colon + 1 : "";
    bool is_reserved = strcmp(uri, XML_NS_XML) == 0 || strcmp(uri, XML_NS_XMLNS) == 0;

    *name->end = '\0';
    *is_valid_out = !is_reserved && strcmp(prefix, "xml") != 0 && strcmp(prefix, "xmlns") != 0 &&
                    (*uri || !*prefix);
    if (!*is_valid_out)
        return true;
    for (size_t i = element->n_namespaces; i < t->n_namespaces; i++) {
        if (strcmp(t->namespaces[i].prefix, prefix) == 0)
            return tokenizer_fail(t, error, "Attribute xmlns%s%s redefined", *prefix ? ":" : "",
                                  prefix);
    }
    if (t->n_namespaces == XML_MAX_NAMESPACES)
        return tokenizer_fail(t, error, "Excessive number of namespaces: %d", XML_MAX_NAMESPACES);
    t->namespaces[t->n_namespaces++] = (Namespace){ prefix, uri };
    return true;
}

/* One attribute as it stands; names are resolved at the end of the tag, when all declarations are
 * known. */
static bool
read_attribute(Tokenizer *t, Name *name, const char **value_out, GError **error)
{
    if (!tokenizer_read_name(t, name, error))
        return false;
    if (name->end == name->start)
        return tokenizer_fail(t, error, "error parsing attribute name");
    tokenizer_skip_blanks(t);
    if (*t->p != '=')
        return tokenizer_fail(t, error, "Specification mandates value for attribute %.*s",
                              (int)(name->end - local_part(name)), local_part(name));
    t->p++;
    tokenizer_skip_blanks(t);
    return read_value(t, value_out, error);
}

static bool
is_tag_end(const Tokenizer *t)
{
    return *t->p == '>' || (*t->p == '/' && t->p[1] == '>');
}

static bool
check_unique(const Tokenizer *t, const XmlNode *node, const XmlAttr *attr, GError **error)
{
    for (const XmlAttr *other = node->attrs; other != attr; other = other->next) {
        /* Two prefixes of one namespace pass, as in the original. */
        if (other->hash == attr->hash && strcmp(other->name, attr->name) == 0 &&
            g_strcmp0(other->prefix, attr->prefix) == 0)
            return tokenizer_fail(t, error, "Attribute %s%s%s redefined",
                                  attr->prefix ? attr->prefix : "", attr->prefix ? ":" : "",
                                  attr->name);
    }
    return true;
}

static void
set_space(OpenElement *element, const char *value)
{
    if (strcmp(value, "preserve") == 0)
        element->space = SPACE_PRESERVE;
    else if (strcmp(value, "default") == 0)
        element->space = SPACE_DEFAULT;
}

/* Everything up to the end of the tag, which is not read. */
static bool
read_attributes(Tokenizer *t, OpenElement *element, GError **error)
{
    Name names[XML_MAX_ATTRIBUTES];
    XmlAttr **link = &element->node->attrs;
    size_t n = 0;
    size_t i = 0;

    tokenizer_skip_blanks(t);
    while (!is_tag_end(t) && ((uint8_t)*t->p >= 0x20)) {
        bool is_valid = true;
        const char *value = NULL;
        char *before;

        if (n == XML_MAX_ATTRIBUTES)
            return tokenizer_fail(t, error, "Excessive number of attributes: %d",
                                  XML_MAX_ATTRIBUTES);
        if (!read_attribute(t, &names[n], &value, error))
            return false;
        if (is_declaration(&names[n]) && !declare(t, element, &names[n], value, &is_valid, error))
            return false;
        if (is_valid) {
            if (!count_node(t, error))
                return false;
            *link = arena_new0(t->arena, XmlAttr);
            (*link)->value = value;
            link = &(*link)->next;
            n++;
        }
        before = t->p;
        tokenizer_skip_blanks(t);
        if (t->p == before && !is_tag_end(t))
            return tokenizer_fail(t, error, "attributes construct error");
    }
    for (XmlAttr *attr = element->node->attrs; attr; attr = attr->next, i++) {
        if (is_declaration(&names[i])) {
            *names[i].end = '\0';
            attr->name = local_part(&names[i]);
            attr->hash = names[i].hash;
            attr->ns = XML_NS_XMLNS;
            if (names[i].colon) {
                *names[i].colon = '\0';
                attr->prefix = names[i].start;
            }
            continue;
        }
        resolve_name(t, &names[i], &attr->name, &attr->prefix, &attr->ns, &attr->hash);
        if (!check_unique(t, element->node, attr, error))
            return false;
        if (attr->ns && strcmp(attr->ns, XML_NS_XML) == 0 && strcmp(attr->name, "space") == 0)
            set_space(element, attr->value);
    }
    return true;
}

static void
close_element(Tokenizer *t)
{
    t->n_namespaces = t->open[--t->depth].n_namespaces;
}

/* After "<". */
static bool
read_start_tag(Tokenizer *t, GError **error)
{
    OpenElement *parent = t->depth > 0 ? &t->open[t->depth - 1] : NULL;
    OpenElement *element;
    uint32_t line = t->line;
    bool is_empty;
    XmlNode *node;
    Name name;

    if (t->depth == XML_MAX_DEPTH)
        return tokenizer_fail_at(t, t->p - 1, error,
                                 "Excessive depth in document: %d use XML_PARSE_HUGE option",
                                 XML_MAX_DEPTH - 1);
    if (!tokenizer_read_name(t, &name, error))
        return false;
    if (name.end == name.start)
        return tokenizer_fail(t, error, "StartTag: invalid element name");
    if (!tokenizer_add_node(t, XML_NODE_ELEMENT, line, &node, error))
        return false;
    element = &t->open[t->depth++];
    *element = (OpenElement){
        .node = node,
        .tag = t->source + (name.start - t->copy),
        .tag_length = (size_t)(name.end - name.start),
        .n_namespaces = t->n_namespaces,
        .space = parent ? parent->space : SPACE_UNSET,
    };
    if (!t->root)
        t->root = node;
    if (!read_attributes(t, element, error))
        return false;
    if (!is_tag_end(t))
        return tokenizer_fail(t, error, "Couldn't find end of Start Tag %.*s line %u",
                              (int)(name.end - local_part(&name)), local_part(&name), line);
    is_empty = *t->p == '/';
    t->p += is_empty ? 2 : 1;
    resolve_name(t, &name, &node->name, &node->prefix, &node->ns, &node->hash);
    if (!name.colon)
        node->ns = find_namespace(t, "");
    if (node->ns && !*node->ns)
        node->ns = NULL; /* xmlns='' */
    if (is_empty)
        close_element(t);
    return true;
}

/* Without its prefix, also one that stands for nothing. */
static const char *
shown_name(const XmlNode *node)
{
    const char *colon = node->prefix ? NULL : strchr(node->name, ':');

    return colon && colon[1] ? colon + 1 : node->name;
}

/* After "</". */
static bool
read_end_tag(Tokenizer *t, GError **error)
{
    OpenElement *element = &t->open[t->depth - 1];
    bool matches = false;
    Name name;

    if ((size_t)(t->end - t->p) > element->tag_length &&
        memcmp(t->p, element->tag, element->tag_length) == 0 &&
        (t->p[element->tag_length] == '>' || char_is(t->p[element->tag_length], CHAR_BLANK))) {
        t->p += element->tag_length;
        matches = true;
    } else if (!tokenizer_read_name(t, &name, error)) {
        return false;
    }
    tokenizer_skip_blanks(t);
    if (*t->p != '>')
        return tokenizer_fail(t, error, "expected '>'");
    t->p++;
    if (!matches) {
        if (name.end > name.start)
            *name.end = '\0';
        return tokenizer_fail(t, error, "Opening and ending tag mismatch: %s line %u and %s",
                              shown_name(element->node), element->node->line,
                              name.end > name.start ? local_part(&name) : "unparsable");
    }
    close_element(t);
    return true;
}

/* Blanks alone, up to the "<" where reading is: does the original keep them? */
static bool
keeps_blanks(const Tokenizer *t, const OpenElement *parent)
{
    const XmlNode *first = parent->node->children;

    if (parent->space == SPACE_PRESERVE || parent->is_mixed)
        return true;
    if (!first)
        return t->p[1] == '/';
    return first->kind == XML_NODE_TEXT || parent->last->kind == XML_NODE_TEXT;
}

/* Text up to the next "<", which is read too, or to the end.
 *
 * White space in the rest of the element counts if this text has a part that begins with a blank or
 * goes beyond ASCII, where parts begin at the start and after references and carriage returns: a
 * trait of the original's parser, by which it decides what metadata looks like. */
static bool
read_text(Tokenizer *t, GError **error)
{
    OpenElement *parent = &t->open[t->depth - 1];
    uint32_t line = t->line;
    char *start = t->p;
    char *run = start;
    char *w = start;
    bool is_mixed = false;

    if (*start != '<') {
        tokenizer_skip_blanks(t);
        if (*t->p == '<' && !keeps_blanks(t, parent)) {
            t->p++;
            return true;
        }
        t->p = start;
        t->line = line;
    }
    for (;;) {
        char *p = t->p;
        char c;

        while (char_is(*p, CHAR_TEXT))
            p++;
        c = *p;
        t->p = p;
        if (c == '<' || p == t->end)
            break;
        if (c == '\n') {
            t->line++;
            t->p++;
        } else if ((uint8_t)c >= 0x80) {
            is_mixed = true;
            if (!tokenizer_skip_wide(t, error))
                return false;
        } else if (c == ']') {
            if (p[1] == ']' && p[2] == '>')
                return tokenizer_fail(t, error, "Sequence ']]>' not allowed in content");
            t->p++;
        } else if (c == '&' || c == '\r') {
            is_mixed |= c == '\r' || char_is(*run, CHAR_BLANK);
            w = tokenizer_put(w, run, p);
            if (c == '\r') {
                w = put_line_end(t, w, '\n');
            } else {
                t->p++;
                if (!read_reference(t, &w, error))
                    return false;
            }
            run = t->p;
        } else {
            return tokenizer_fail_char(t, error, "PCDATA invalid Char value");
        }
    }
    is_mixed |= char_is(*run, CHAR_BLANK);
    w = tokenizer_put(w, run, t->p);
    if (w > start) {
        XmlNode *node;

        if (!tokenizer_add_node(t, XML_NODE_TEXT, line, &node, error))
            return false;
        node->text = start;
        parent->is_mixed |= is_mixed && parent->space == SPACE_UNSET;
    }
    if (t->p < t->end)
        t->p++;
    *w = '\0';
    return true;
}

/* After "<", in the root element. */
static bool
read_markup(Tokenizer *t, GError **error)
{
    switch (*t->p) {
    case '/':
        t->p++;
        return read_end_tag(t, error);
    case '?':
        t->p++;
        return tokenizer_read_pi(t, error);
    case '!':
        if (tokenizer_skip(t, "!--"))
            return tokenizer_read_comment(t, error);
        if (tokenizer_skip(t, "![CDATA["))
            return tokenizer_read_cdata(t, error);
        return read_start_tag(t, error); /* says what is wrong */
    default:
        return read_start_tag(t, error);
    }
}

/* What is in the root element, until that is closed. */
static bool
read_content(Tokenizer *t, GError **error)
{
    while (t->depth > 0) {
        bool at_end;

        if (!read_text(t, error))
            return false;
        at_end = t->p == t->end;
        if (at_end && t->source[t->length - 1] != '<') {
            const XmlNode *node = t->open[t->depth - 1].node;

            return tokenizer_fail(t, error, "Premature end of data in tag %s line %u",
                                  shown_name(node), node->line);
        }
        if (!read_markup(t, error))
            return false;
    }
    return true;
}

/* Comments and processing instructions before and after the root. */
static bool
read_misc(Tokenizer *t, GError **error)
{
    for (;;) {
        tokenizer_skip_blanks(t);
        if (tokenizer_skip(t, "<!--")) {
            if (!tokenizer_read_comment(t, error))
                return false;
        } else if (tokenizer_skip(t, "<?")) {
            if (!tokenizer_read_pi(t, error))
                return false;
        } else {
            return true;
        }
    }
}

bool
tokenizer_read(Tokenizer *t, GError **error)
{
    if (t->p == t->end)
        return tokenizer_fail(t, error, "Document is empty");
    if (!tokenizer_read_declaration(t, error) || !read_misc(t, error))
        return false;
    if (tokenizer_skip(t, "<!DOCTYPE"))
        return tokenizer_fail_at(t, t->p - strlen("<!DOCTYPE"), error,
                                 "Document type declarations are not allowed");
    if (*t->p != '<')
        return tokenizer_fail(t, error, "Start tag expected, '<' not found");
    t->p++;
    if (!read_start_tag(t, error) || !read_content(t, error) || !read_misc(t, error))
        return false;
    if (t->p != t->end)
        return tokenizer_fail(t, error, "Extra content at the end of the document");
    return true;
}
