/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a line could go on. */
#include <string.h>

#include "tools/shell/shell-commands.h"
#include "tools/shell/shell-priv.h"
#include "tools/shell/words.h"

char **
complete_commands(Shell *shell, unsigned int flags)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (const ShellGroup *group = shell->tool->groups; group->name; group++)
        for (const ShellCommand *const *at = group->commands; *at; at++)
            if (!(*at)->hidden)
                g_ptr_array_add(names, g_strdup((*at)->name));
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

/* What the text before means: the command that is being typed; NULL if its name still is.
 * opened_out: the text goes on right behind "--option=". */
static ShellLine *
read_before(Shell *shell, const char *before, bool *opened_out)
{
    g_autoptr(ShellLine) line = NULL;
    g_autoptr(GString) word = g_string_new(NULL);
    WordReader reader = { .position = before, .is_partial = true };
    bool touches_end = *before != '\0' && !strchr(" \t;\n", before[strlen(before) - 1]);

    *opened_out = false;
    for (;;) {
        switch (word_next(&reader, word)) {
        case WORD_FOUND:
            if (*reader.position == '\0' && touches_end && line &&
                g_str_has_suffix(word->str, "=")) {
                g_string_truncate(word, word->len - 1);
                *opened_out = true;
            }
            if (line) {
                line_add(shell, line, word->str, LINE_TYPING);
            } else {
                const ShellCommand *command = shell_find_command(shell, word->str);

                line = command ? line_new(command) : NULL;
            }
            break;
        case WORD_END_OF_COMMAND:
            g_clear_pointer(&line, line_free);
            break;
        case WORD_END:
        case WORD_WRONG:
            return g_steal_pointer(&line);
        }
    }
}

static void
add_matching(GPtrArray *found, const char *text, char *word)
{
    if (g_str_has_prefix(word, text))
        g_ptr_array_add(found, word);
    else
        g_free(word);
}

static void
add_options(GPtrArray *found, const ShellLine *line, const char *text)
{
    for (unsigned int i = 0; i < line->command->n_options && !line->is_data_only; i++) {
        const ShellOption *option = &line->command->options[i];

        if (option->kind != SHELL_ALIAS && (!line->values[i] || option->kind == SHELL_ARGV))
            add_matching(found, text, g_strconcat("--", option->name, NULL));
    }
}

/* What a completer asks the library for may fail: nobody is told. */
static void
add_values(Shell *shell, GPtrArray *found, const ShellLine *line, int option, const char *text)
{
    g_autofree char **words = NULL;

    if (option < 0 || !line->command->options[option].complete)
        return;
    shell->line = line;
    words = line->command->options[option].complete(shell, 0);
    shell->line = NULL;
    shell_forget_error();
    for (char **word = words; word && *word; word++)
        add_matching(found, text, *word);
}

char **
complete_word(Shell *shell, const char *before, const char *text)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    bool is_opened;
    g_autoptr(ShellLine) line = read_before(shell, before, &is_opened);

    if (!line) {
        g_autofree char **words = complete_commands(shell, 0);

        for (char **word = words; *word; word++)
            add_matching(found, text, *word);
    } else if (line->pending >= 0) {
        add_values(shell, found, line, line->pending, text);
    } else if (!is_opened) {
        if (*text == '\0' || *text == '-')
            add_options(found, line, text);
        /* Without a letter options say more than a list of everything there is. */
        if (*text != '\0' && *text != '-')
            add_values(shell, found, line, line_next_positional(line), text);
    }
    if (found->len == 0)
        return NULL;
    g_ptr_array_add(found, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&found), FALSE);
}
