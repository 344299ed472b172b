/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/shell/words.h"

#include <string.h>

/* Blanks and what hides the rest of a line. */
static void
skip(WordReader *reader)
{
    while (*reader->position == ' ' || *reader->position == '\t')
        reader->position++;
    if (*reader->position == '#')
        reader->position += strcspn(reader->position, "\n");
}

static WordState
wrong(WordReader *reader, const char *error)
{
    if (reader->is_partial)
        return WORD_FOUND;
    reader->error = error;
    return WORD_WRONG;
}

/* Behind an opening quote. One that is not closed reaches to the end. */
static void
take_literal(WordReader *reader, GString *word)
{
    size_t n = strcspn(reader->position, "'");

    g_string_append_len(word, reader->position, (gssize)n);
    reader->position += n;
    if (*reader->position == '\'')
        reader->position++;
}

/* What a backslash stands before; a new line is taken away. False at the end of the text. */
static bool
take_escaped(WordReader *reader, GString *word)
{
    if (*reader->position == '\0')
        return false;
    if (*reader->position != '\n')
        g_string_append_c(word, *reader->position);
    reader->position++;
    return true;
}

WordState
word_next(WordReader *reader, GString *word)
{
    bool in_quotes = false;

    g_string_truncate(word, 0);
    skip(reader);
    reader->start = reader->position;
    if (*reader->position == '\0')
        return WORD_END;
    if (strchr(";\n", *reader->position)) {
        reader->position++;
        return WORD_END_OF_COMMAND;
    }
    for (;;) {
        char c = *reader->position;

        if (c == '\0')
            return in_quotes ? wrong(reader, "missing \"") : WORD_FOUND;
        if (!in_quotes && strchr(" \t;\n", c))
            return WORD_FOUND;
        reader->position++;
        if (c == '"')
            in_quotes = !in_quotes;
        else if (c == '\'' && !in_quotes)
            take_literal(reader, word);
        else if (c != '\\')
            g_string_append_c(word, c);
        else if (!take_escaped(reader, word))
            return wrong(reader, "dangling \\");
    }
}
