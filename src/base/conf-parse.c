/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The syntax of configuration files. Which oddities are accepted, and the messages for those that
 * are not, were observed with libvirtd 9.0.0; comments inside lists are accepted beyond that. */
#include "base/conf-priv.h"

#include "base/err.h"
#include "base/number.h"

#define ERR_DOMAIN VIR_FROM_CONF

#define TRIPLE_QUOTE "\"\"\""

typedef struct Parser {
    const char *name;
    const char *at;
    const char *end;
    unsigned int line;
    unsigned int depth;
} Parser;

static ConfValue *parse_value(Parser *parser, GError **error);

static char
peek(const Parser *parser)
{
    return parser->at < parser->end ? *parser->at : '\0';
}

static bool
is_end_of_line(char c)
{
    return c == '\n' || c == '\r';
}

/* What stands at the parser, up to the end of the line and short enough for a message. */
static char *
describe_rest(const Parser *parser)
{
    const char *end = parser->end - parser->at > 24 ? parser->at + 24 : parser->end;
    GString *text;

    if (parser->at == parser->end)
        return g_strdup("the end of the file");
    if (is_end_of_line(*parser->at))
        return g_strdup("the end of the line");
    text = g_string_new("'");
    for (const char *at = parser->at; at < end && !is_end_of_line(*at); at++) {
        if (g_ascii_isprint(*at))
            g_string_append_c(text, *at);
        else
            g_string_append_printf(text, "\\x%02x", (unsigned int)(unsigned char)*at);
    }
    g_string_append_c(text, '\'');
    return g_string_free(text, FALSE);
}

/* message is the original's; accepted goes into the cause, with what stands there instead. */
static bool
syntax_error(const Parser *parser, const char *message, const char *accepted, GError **error)
{
    g_autofree char *found = describe_rest(parser);

    err_set(error, VIR_ERR_CONF_SYNTAX, "%s:%u: %s", parser->name, parser->line, message);
    return err_context(error, "found %s; accepted: %s", found, accepted);
}

static void
skip_blanks(Parser *parser)
{
    while (peek(parser) == ' ' || peek(parser) == '\t')
        parser->at++;
}

/* Blanks, ends of lines and comments. */
static void
skip_lines(Parser *parser)
{
    for (;;) {
        skip_blanks(parser);
        if (peek(parser) == '#') {
            while (parser->at < parser->end && !is_end_of_line(*parser->at))
                parser->at++;
        } else if (is_end_of_line(peek(parser))) {
            parser->line += *parser->at++ == '\n';
        } else {
            return;
        }
    }
}

static char *
parse_name(Parser *parser, GError **error)
{
    const char *start = parser->at;

    if (!g_ascii_isalpha(peek(parser))) {
        syntax_error(parser, "expecting a name", "a name that begins with a letter", error);
        return NULL;
    }
    while (g_ascii_isalnum(peek(parser)) || peek(parser) == '_')
        parser->at++;
    return g_strndup(start, (size_t)(parser->at - start));
}

static bool
parse_number(Parser *parser, ConfValue *value, GError **error)
{
    /* number_scan() needs a terminator that the text may not have. */
    char digits[32];
    const char *digits_end = digits;
    size_t length = 0;

    value->type = CONF_TYPE_NUMBER;
    value->is_negative = peek(parser) == '-';
    if (peek(parser) == '-' || peek(parser) == '+')
        parser->at++;
    if (!g_ascii_isdigit(peek(parser)))
        return syntax_error(parser, "unterminated number", "decimal digits", error);
    while (length < sizeof(digits) - 1 && parser->at + length < parser->end &&
           g_ascii_isdigit(parser->at[length])) {
        digits[length] = parser->at[length];
        length++;
    }
    digits[length] = '\0';
    if (length == sizeof(digits) - 1 || !number_scan(&digits_end, 10, &value->magnitude) ||
        (value->is_negative && value->magnitude > (uint64_t)INT64_MAX + 1))
        return syntax_error(parser, "number out of range",
                            "-9223372036854775808 to 18446744073709551615", error);
    parser->at += length;
    return true;
}

/* The string of length bytes that begins at parser->at, which is then moved behind it. */
static bool
take_string(Parser *parser, size_t length, ConfValue *value, GError **error)
{
    const char *nul = memchr(parser->at, '\0', length);

    if (nul) {
        parser->at = nul;
        return syntax_error(parser, "NUL byte in string", "text", error);
    }
    value->string = g_strndup(parser->at, length);
    parser->at += length;
    return true;
}

static bool
parse_long_string(Parser *parser, ConfValue *value, GError **error)
{
    unsigned int first_line = parser->line;
    const char *close;

    parser->at += strlen(TRIPLE_QUOTE);
    close =
        memmem(parser->at, (size_t)(parser->end - parser->at), TRIPLE_QUOTE, strlen(TRIPLE_QUOTE));
    for (const char *c = parser->at; c < (close ? close : parser->end); c++)
        parser->line += *c == '\n';
    if (!close) {
        parser->at = parser->end;
        syntax_error(parser, "unterminated string", TRIPLE_QUOTE, error);
        return err_context(error, "the string begins on line %u", first_line);
    }
    if (!take_string(parser, (size_t)(close - parser->at), value, error))
        return false;
    parser->at += strlen(TRIPLE_QUOTE);
    return true;
}

static bool
parse_string(Parser *parser, ConfValue *value, GError **error)
{
    char quote = *parser->at;
    const char accepted[] = { quote, '\0' };
    const char *close;

    value->type = CONF_TYPE_STRING;
    if (parser->end - parser->at >= (ptrdiff_t)strlen(TRIPLE_QUOTE) &&
        memcmp(parser->at, TRIPLE_QUOTE, strlen(TRIPLE_QUOTE)) == 0)
        return parse_long_string(parser, value, error);
    close = ++parser->at;
    while (close < parser->end && *close != quote && !is_end_of_line(*close))
        close++;
    if (close == parser->end || *close != quote) {
        parser->at = close;
        return syntax_error(parser, "unterminated string", accepted, error);
    }
    if (!take_string(parser, (size_t)(close - parser->at), value, error))
        return false;
    parser->at++;
    return true;
}

static bool
parse_list_items(Parser *parser, ConfValue *list, GError **error)
{
    while (peek(parser) != ']') {
        ConfValue *item = parse_value(parser, error);

        if (!item)
            return false;
        g_ptr_array_add(list->list, item);
        skip_lines(parser);
        if (peek(parser) == ']')
            break;
        if (parser->at == parser->end)
            return syntax_error(parser, "list is not closed with ]", "',' or ']'", error);
        if (peek(parser) != ',')
            return syntax_error(parser, "expecting a separator in list", "',' or ']'", error);
        parser->at++;
        skip_lines(parser);
    }
    parser->at++;
    return true;
}

static bool
parse_list(Parser *parser, ConfValue *value, GError **error)
{
    bool is_read;

    value->type = CONF_TYPE_LIST;
    value->list = g_ptr_array_new_with_free_func((GDestroyNotify)conf_value_free);
    if (parser->depth == CONF_DEPTH_LIMIT)
        return syntax_error(parser, "lists are nested too deeply",
                            G_STRINGIFY(CONF_DEPTH_LIMIT) " levels", error);
    parser->at++;
    skip_lines(parser);
    if (parser->at == parser->end)
        return syntax_error(parser, "list is not closed with ]", "a value or ']'", error);
    parser->depth++;
    is_read = parse_list_items(parser, value, error);
    parser->depth--;
    return is_read;
}

static ConfValue *
parse_value(Parser *parser, GError **error)
{
    g_autoptr(ConfValue) value = g_new0(ConfValue, 1);
    char first = peek(parser);
    bool is_read;

    if (first == '"' || first == '\'')
        is_read = parse_string(parser, value, error);
    else if (first == '[')
        is_read = parse_list(parser, value, error);
    else if (g_ascii_isdigit(first) || first == '-' || first == '+')
        is_read = parse_number(parser, value, error);
    else
        is_read = syntax_error(parser, "expecting a value",
                               "a number, a string in quotes, a list in [ ]", error);
    return is_read ? g_steal_pointer(&value) : NULL;
}

/* Behind a value: the end of the line or file, a comment, or a ';' that is skipped. */
static bool
parse_separator(Parser *parser, GError **error)
{
    skip_blanks(parser);
    if (peek(parser) == ';') {
        parser->at++;
        return true;
    }
    if (parser->at == parser->end || is_end_of_line(*parser->at) || *parser->at == '#')
        return true;
    return syntax_error(parser, "expecting a separator", "the end of the line, ';' or a comment",
                        error);
}

static bool
parse_statement(Parser *parser, Conf *conf, GError **error)
{
    unsigned int line = parser->line;
    g_autofree char *key = parse_name(parser, error);
    g_autoptr(ConfValue) value = NULL;

    if (!key)
        return false;
    skip_blanks(parser);
    if (peek(parser) != '=') {
        syntax_error(parser, "expecting an assignment", "'='", error);
        return err_context(error, "behind the name '%s'", key);
    }
    parser->at++;
    skip_blanks(parser);
    value = parse_value(parser, error);
    if (!value || !parse_separator(parser, error))
        return err_context(error, "in the setting '%s'", key);
    conf_add(conf, g_steal_pointer(&key), g_steal_pointer(&value), line);
    return true;
}

bool
conf_read(Conf *conf, const char *text, size_t length, GError **error)
{
    Parser parser = { .name = conf->name, .at = text, .end = text + length, .line = 1 };

    skip_lines(&parser);
    while (parser.at < parser.end) {
        if (!parse_statement(&parser, conf, error))
            return false;
        skip_lines(&parser);
    }
    return true;
}
