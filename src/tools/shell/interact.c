/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The interactive shell: GNU readline with history and completion. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "tools/shell/shell-priv.h"

#define HISTORY_USUAL 500
#define HISTORY_MAX   500000

/* readline knows no arguments. */
static Shell *completing;
static char **matches;
static size_t next_match;

static char *
give_match(const char *text, int state)
{
    if (state == 0) {
        g_autofree char *before = g_strndup(rl_line_buffer, (gsize)rl_point - strlen(text));
        size_t length = strlen(before);

        /* The quote that the word begins with is readline's business. */
        if (rl_completion_quote_character && length > 0 &&
            before[length - 1] == rl_completion_quote_character)
            before[length - 1] = '\0';
        g_strfreev(matches);
        matches = complete_word(completing, before, text);
        next_match = 0;
    }
    return matches && matches[next_match] ? g_strdup(matches[next_match++]) : NULL;
}

/* Without matches names of files are offered. */
static char **
complete(const char *text, int start, int end)
{
    return rl_completion_matches(text, give_match);
}

static bool
is_quoted(char *text, int index)
{
    return index > 0 && text[index - 1] == '\\' && !is_quoted(text, index - 1);
}

static int
char_is_quoted(char *text, int index)
{
    return is_quoted(text, index);
}

/* Of the terminal's file of lines; NULL if there is no place for it. */
static char *
history_path(const Shell *shell)
{
    g_autofree char *folder =
        g_build_filename(g_get_user_cache_dir(), "libvirt", shell->tool->name, NULL);

    if (g_mkdir_with_parents(folder, 0755) < 0) {
        shell_error((Shell *)shell, "Failed to create '%s': %s", folder, g_strerror(errno));
        return NULL;
    }
    return g_build_filename(folder, "history", NULL);
}

static bool
history_size(Shell *shell, int *size_out)
{
    const char *text = shell_environment(shell, "HISTSIZE");
    char *end;
    long long size;

    *size_out = HISTORY_USUAL;
    if (!text)
        return true;
    errno = 0;
    size = g_ascii_strtoll(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0') {
        shell_error(shell, "Bad $%s_HISTSIZE value.", shell->tool->prefix);
        return false;
    }
    if (size < 0 || size > HISTORY_MAX) {
        shell_error(shell, "$%s_HISTSIZE value should be between 0 and %d", shell->tool->prefix,
                    HISTORY_MAX);
        return false;
    }
    *size_out = (int)size;
    return true;
}

static char *
start_readline(Shell *shell)
{
    int size;
    char *path;

    completing = shell;
    rl_readline_name = shell->tool->name;
    rl_attempted_completion_function = complete;
    rl_basic_word_break_characters = " \t\n\\`@$><=;|&{(";
    rl_completer_quote_characters = "'\"";
    rl_char_is_quoted_p = char_is_quoted;
    if (!history_size(shell, &size))
        return NULL;
    stifle_history(size);
    path = history_path(shell);
    if (path)
        read_history(path);
    return path;
}

static void
end_readline(Shell *shell, const char *path)
{
    if (path && write_history(path) != 0)
        shell_error(shell, "cannot write '%s': %s", path, g_strerror(errno));
    g_strfreev(matches);
    matches = NULL;
    clear_history();
}

static void
serve_text(Shell *shell, const char *text)
{
    g_autoptr(GPtrArray) lines = NULL;

    if (*text == '\0')
        return;
    add_history(text);
    lines = lines_from_text(shell, text);
    if (lines)
        run_lines(shell, lines);
    fflush(stdout);
}

void
interact(Shell *shell)
{
    g_autofree char *path = start_readline(shell);

    shell_extra(shell, "%s\n\nType:  'help' for help with commands\n       'quit' to quit\n\n",
                shell->tool->greeting);
    while (!shell->is_leaving) {
        const char *sign = shell->tool->prompt ? shell->tool->prompt(shell) : "#";
        g_autofree char *prompt = g_strdup_printf("%s %s ", shell->tool->name, sign);
        char *text = readline(prompt);

        if (!text)
            break;
        serve_text(shell, text);
        free(text);
    }
    shell_print(shell, "\n");
    end_readline(shell, path);
}
