/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Comments, CDATA sections, processing instructions and the XML declaration. */
#include <string.h>

#include "xml/tokenizer-priv.h"

/* How many bytes of a comment or section a message shows. */
#define SHOWN 50

/* Reads up to closing, or to the end or a character that may not stand there: then is_closed_out is
 * false. What was read ends at end_out, its line ends made "\n". */
static bool
read_data(Tokenizer *t, const char *closing, char **end_out, bool *is_closed_out, GError **error)
{
    size_t closing_length = strlen(closing);
    char *run = t->p;
    char *w = t->p;

    *is_closed_out = false;
    for (;;) {
        char *p = t->p;

        while (char_is(*p, CHAR_DATA))
            p++;
        t->p = p;
        if (*p == closing[0] && strncmp(p, closing, closing_length) == 0) {
            *is_closed_out = true;
            break;
        }
        if ((uint8_t)*p >= 0x80) {
            if (!tokenizer_skip_wide(t, error))
                return false;
        } else if (*p == '\n') {
            t->line++;
            t->p++;
        } else if (*p == '\r') {
            w = tokenizer_put(w, run, p);
            if (p[1] == '\n') {
                t->p++; /* it is the line end */
            } else {
                *w++ = '\n';
                t->p++;
            }
            run = t->p;
        } else if ((uint8_t)*p >= 0x20) {
            t->p++;
        } else {
            break;
        }
    }
    *end_out = tokenizer_put(w, run, t->p);
    if (*is_closed_out)
        t->p += closing_length;
    return true;
}

bool
tokenizer_read_comment(Tokenizer *t, GError **error)
{
    uint32_t line = t->line;
    char *start = t->p;
    bool is_closed;
    XmlNode *node;
    char *end;

    if (!read_data(t, "--", &end, &is_closed, error))
        return false;
    if (!is_closed) {
        if (t->p < t->end)
            return tokenizer_fail_char(t, error, "xmlParseComment: invalid xmlChar value");
        return tokenizer_fail(t, error, "Comment not terminated");
    }
    if (end - start > XML_MAX_DATA)
        return tokenizer_fail(t, error, "Comment too big found");
    if (*t->p != '>')
        return tokenizer_fail_at(t, t->p - 2, error, "Double hyphen within comment: <!--%.*s",
                                 (int)MIN(end - start, SHOWN), start);
    t->p++;
    *end = '\0';
    if (t->depth == 0)
        return true;
    if (!tokenizer_add_node(t, XML_NODE_COMMENT, line, &node, error))
        return false;
    node->text = start;
    return true;
}

/* Adjacent sections are one node, as in the original. */
bool
tokenizer_read_cdata(Tokenizer *t, GError **error)
{
    OpenElement *parent = &t->open[t->depth - 1];
    uint32_t line = t->line;
    char *start = t->p;
    bool is_closed;
    char *end;

    if (!read_data(t, "]]>", &end, &is_closed, error))
        return false;
    if (!is_closed && t->p < t->end)
        return tokenizer_fail_char(t, error, "CDATA invalid Char value");
    if (!is_closed)
        return tokenizer_fail(t, error, "CData section not finished\n%.*s",
                              (int)CLAMP(end - start - 2, 0, SHOWN), start);
    if (end - start > XML_MAX_DATA)
        return tokenizer_fail(t, error, "CData section too big found\n%.*s", SHOWN, start);
    if (parent->last && parent->last->kind == XML_NODE_CDATA) {
        end = tokenizer_put(parent->cdata_end, start, end);
    } else {
        XmlNode *node;

        if (!tokenizer_add_node(t, XML_NODE_CDATA, line, &node, error))
            return false;
        node->text = start;
    }
    *end = '\0';
    parent->cdata_end = end;
    return true;
}

/* <?xml: only the declaration may be called so. */
static bool
check_target(const Tokenizer *t, const Name *name, GError **error)
{
    size_t length = (size_t)(name->end - name->start);

    if (length == 0)
        return tokenizer_fail(t, error, "xmlParsePI : no target name");
    if (length != strlen("xml") || g_ascii_strncasecmp(name->start, "xml", length) != 0)
        return true;
    if (strncmp(name->start, "xml", length) == 0)
        return tokenizer_fail(t, error,
                              "XML declaration allowed only at the start of the document");
    return tokenizer_fail(t, error, "Invalid PI name");
}

bool
tokenizer_read_pi(Tokenizer *t, GError **error)
{
    uint32_t line = t->line;
    char *start = NULL;
    bool is_closed;
    XmlNode *node;
    char *end;
    Name name;

    if (!tokenizer_read_name(t, &name, error) || !check_target(t, &name, error))
        return false;
    if (!tokenizer_skip(t, "?>")) {
        if (!char_is(*t->p, CHAR_BLANK))
            return tokenizer_fail(t, error, "ParsePI: PI %.*s space expected",
                                  (int)(name.end - name.start), name.start);
        tokenizer_skip_blanks(t);
        start = t->p;
        if (!read_data(t, "?>", &end, &is_closed, error))
            return false;
        if (!is_closed)
            return tokenizer_fail(t, error, "ParsePI: PI %.*s never end ...",
                                  (int)(name.end - name.start), name.start);
        if (end - start > XML_MAX_DATA)
            return tokenizer_fail(t, error, "PI %.*s too big found", (int)(name.end - name.start),
                                  name.start);
        *end = '\0';
    }
    *name.end = '\0';
    if (t->depth == 0)
        return true;
    if (!tokenizer_add_node(t, XML_NODE_PI, line, &node, error))
        return false;
    node->name = name.start;
    node->hash = xml_hash(name.start);
    node->text = start;
    return true;
}

/* Steps over NAME = and the opening quote. */
static bool
open_literal(Tokenizer *t, char *quote_out, GError **error)
{
    tokenizer_skip_blanks(t);
    if (*t->p != '=')
        return tokenizer_fail(t, error, "expected '='");
    t->p++;
    tokenizer_skip_blanks(t);
    if (*t->p != '"' && *t->p != '\'')
        return tokenizer_fail(t, error, "String not started expecting ' or \"");
    *quote_out = *t->p++;
    return true;
}

static bool
close_literal(Tokenizer *t, char quote, GError **error)
{
    if (*t->p != quote)
        return tokenizer_fail(t, error, "String not closed expecting \" or '");
    t->p++;
    return true;
}

static bool
read_version(Tokenizer *t, GError **error)
{
    const char *start;
    char quote;

    tokenizer_skip_blanks(t);
    if (!tokenizer_skip(t, "version"))
        return tokenizer_fail(t, error, "Malformed declaration expecting version");
    if (!open_literal(t, &quote, error))
        return false;
    start = t->p;
    if (g_ascii_isdigit(t->p[0]) && t->p[1] == '.') {
        t->p += 2;
        while (g_ascii_isdigit(*t->p))
            t->p++;
    }
    if (!close_literal(t, quote, error))
        return false;
    if (start[0] != '1')
        return tokenizer_fail(t, error, "Unsupported version '%.*s'", (int)(t->p - 1 - start),
                              start);
    return true;
}

/* Text comes to us as UTF-8 whatever it says, as to the original; only the name is checked. */
static bool
is_known_encoding(const char *name, size_t length)
{
    static const char *const known[] = {
        "ascii", "us-ascii", "utf-8", "utf8", "utf-16", "utf-16be", "utf-16le",
    };
    static const char *const families[] = { "iso-8859-", "windows-125" };
    g_autofree char *lower = g_ascii_strdown(name, (gssize)length);

    for (size_t i = 0; i < G_N_ELEMENTS(families); i++) {
        if (g_str_has_prefix(lower, families[i]))
            return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        if (strcmp(lower, known[i]) == 0)
            return true;
    }
    return false;
}

static bool
read_encoding(Tokenizer *t, GError **error)
{
    const char *start;
    size_t length;
    char quote;

    if (!open_literal(t, &quote, error))
        return false;
    start = t->p;
    if (!g_ascii_isalpha(*t->p))
        return tokenizer_fail(t, error, "Invalid XML encoding name");
    while (g_ascii_isalnum(*t->p) || *t->p == '.' || *t->p == '_' || *t->p == '-')
        t->p++;
    length = (size_t)(t->p - start);
    if (!close_literal(t, quote, error))
        return false;
    if (!is_known_encoding(start, length))
        return tokenizer_fail(t, error, "Unsupported encoding %.*s", (int)length, start);
    return true;
}

static bool
read_standalone(Tokenizer *t, GError **error)
{
    char quote;

    if (!open_literal(t, &quote, error))
        return false;
    if (!tokenizer_skip(t, "yes") && !tokenizer_skip(t, "no"))
        return tokenizer_fail(t, error, "standalone accepts only 'yes' or 'no'");
    return close_literal(t, quote, error);
}

/* Before the next part of the declaration, or its end. */
static bool
expect_blank(Tokenizer *t, GError **error)
{
    if (!char_is(*t->p, CHAR_BLANK) && strncmp(t->p, "?>", 2) != 0)
        return tokenizer_fail(t, error, "Blank needed here");
    tokenizer_skip_blanks(t);
    return true;
}

bool
tokenizer_read_declaration(Tokenizer *t, GError **error)
{
    if (strncmp(t->p, "<?xml", 5) != 0 || !char_is(t->p[5], CHAR_BLANK))
        return true;
    t->p += 5;
    if (!read_version(t, error) || !expect_blank(t, error))
        return false;
    if (tokenizer_skip(t, "encoding") && (!read_encoding(t, error) || !expect_blank(t, error)))
        return false;
    if (tokenizer_skip(t, "standalone") && !read_standalone(t, error))
        return false;
    tokenizer_skip_blanks(t);
    if (!tokenizer_skip(t, "?>"))
        return tokenizer_fail(t, error, "parsing XML declaration: '?>' expected");
    return true;
}
