/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages look like
 *
 *     (domain_definition):3: Opening and ending tag mismatch: a line 2 and b
 *     </b>
 *     ----^
 */
#include "base/err.h"
#include "xml/tokenizer-priv.h"

/* Of a longer line only the surroundings are shown. */
#define LINE_SHOWN ((size_t)8192)

static bool
is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* The line around an offset of the source, which may be that of a line end. */
static void
find_line(const Tokenizer *t, size_t at, size_t *start_out, size_t *end_out)
{
    size_t start;
    size_t end;

    while (at > 0 && at < t->length && is_line_end(t->source[at]))
        at--;
    for (start = at; start > 0 && !is_line_end(t->source[start - 1]); start--) {
        if (at - start == LINE_SHOWN / 2)
            break;
    }
    for (end = at; end < t->length && t->source[end] && !is_line_end(t->source[end]); end++) {
        if (end - start == LINE_SHOWN)
            break;
    }
    *start_out = start;
    *end_out = end;
}

/* A message is UTF-8 whatever the document is. One '?' for each wrong byte, as the mark below
 * counts bytes. */
static void
append_utf8(GString *string, const char *text, size_t length)
{
    while (length > 0) {
        const char *valid_end;

        if (!g_utf8_validate(text, (gssize)length, &valid_end)) {
            g_string_append_len(string, text, valid_end - text);
            g_string_append_c(string, '?');
            valid_end++;
        } else {
            g_string_append_len(string, text, valid_end - text);
        }
        length -= (size_t)(valid_end - text);
        text = valid_end;
    }
}

bool
tokenizer_fail_at(const Tokenizer *t, const char *at, GError **error, const char *fmt, ...)
{
    g_autoptr(GString) message = g_string_new(NULL);
    g_autofree char *what = NULL;
    size_t start;
    size_t end;
    size_t mark = (size_t)(at - t->copy);
    va_list args;

    va_start(args, fmt);
    what = g_strdup_vprintf(fmt, args);
    va_end(args);
    g_string_printf(message, "%s:%u: ", t->name, t->line);
    append_utf8(message, what, strlen(what));
    g_string_append_c(message, '\n');
    find_line(t, mark, &start, &end);
    if (start == end)
        g_string_append(message, "(null)"); /* The original's way to show an empty line. */
    append_utf8(message, t->source + start, end - start);
    g_string_append_c(message, '\n');
    for (size_t i = start; i < MIN(mark, start + LINE_SHOWN); i++)
        g_string_append_c(message, t->source[i] == '\t' ? '\t' : '-');
    g_string_append_c(message, '^');
    return err_set_full(error, t->domain, VIR_ERR_XML_DETAIL, "%s", message->str);
}

bool
tokenizer_fail_char(const Tokenizer *t, GError **error, const char *what)
{
    const uint8_t *bytes = (const uint8_t *)t->p;
    uint8_t shown[4] = { 0 };
    uint32_t code = bytes[0];

    if (code < 0x80)
        return tokenizer_fail(t, error, "%s %u", what, code);
    if (char_decode(t->p, &code) > 0)
        return tokenizer_fail(t, error, "Char 0x%X out of allowed range", code);
    memcpy(shown, bytes, MIN((size_t)(t->end - t->p), sizeof(shown)));
    return tokenizer_fail(t, error,
                          "Input is not proper UTF-8, indicate encoding !\n"
                          "Bytes: 0x%02X 0x%02X 0x%02X 0x%02X",
                          shown[0], shown[1], shown[2], shown[3]);
}
