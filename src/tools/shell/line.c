/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/shell/line.h"

#include <string.h>

#include "tools/shell/shell-priv.h"
#include "tools/shell/words.h"

ShellLine *
line_new(const ShellCommand *command)
{
    ShellLine *line = g_new0(ShellLine, 1);

    line->command = command;
    line->values = g_new0(GPtrArray *, command->n_options + 1);
    line->pending = -1;
    return line;
}

void
line_free(ShellLine *line)
{
    if (!line)
        return;
    for (unsigned int i = 0; i < line->command->n_options; i++)
        g_clear_pointer(&line->values[i], g_ptr_array_unref);
    g_free(line->values);
    g_free(line);
}

const char *
line_value(const ShellLine *line, unsigned int option)
{
    return line->values[option] ? g_ptr_array_index(line->values[option], 0) : NULL;
}

static int
find_option(const ShellCommand *command, const char *name, size_t length)
{
    for (unsigned int i = 0; i < command->n_options; i++)
        if (strlen(command->options[i].name) == length &&
            strncmp(command->options[i].name, name, length) == 0)
            return (int)i;
    return -1;
}

static void
give(ShellLine *line, unsigned int option, const char *value)
{
    if (!line->values[option])
        line->values[option] = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(line->values[option], g_strdup(value));
    line->pending = -1;
}

/* Mistakes of somebody who is still typing do not matter. */
static bool refuse(Shell *shell, LineMode mode, const char *fmt, ...) G_GNUC_PRINTF(3, 4);

static bool
refuse(Shell *shell, LineMode mode, const char *fmt, ...)
{
    g_autofree char *text = NULL;
    va_list args;

    if (mode == LINE_TYPING)
        return true;
    va_start(args, fmt);
    text = g_strdup_vprintf(fmt, args);
    va_end(args);
    shell_error(shell, "%s", text);
    return false;
}

/* "--name" or "--name=value", without the dashes. */
static bool
add_named(Shell *shell, ShellLine *line, const char *word, LineMode mode)
{
    const ShellCommand *command = line->command;
    size_t length = strcspn(word, "=");
    const char *value = word[length] == '=' ? word + length + 1 : NULL;
    int i = find_option(command, word, length);
    const ShellOption *option;

    if (i < 0 && length == strlen("help") && strncmp(word, "help", length) == 0) {
        if (value)
            return refuse(shell, mode, "invalid '=' after option --help");
        line->wants_help = true;
        return true;
    }
    if (i < 0)
        return refuse(shell, mode, "command '%s' doesn't support option --%.*s", command->name,
                      (int)length, word);
    option = &command->options[i];
    if (option->kind == SHELL_ALIAS) {
        size_t target_length = strcspn(option->target, "=");

        if (option->target[target_length] == '=') {
            if (value)
                return refuse(shell, mode, "invalid '=' after option --%s", option->name);
            value = option->target + target_length + 1;
        }
        i = find_option(command, option->target, target_length);
        option = &command->options[i];
    }
    if (line->values[i] && option->kind != SHELL_ARGV)
        return refuse(shell, mode, "option --%s already seen", option->name);
    if (option->kind == SHELL_BOOL) {
        if (value)
            return refuse(shell, mode, "invalid '=' after option --%s", option->name);
        give(line, (unsigned int)i, "");
    } else if (value) {
        give(line, (unsigned int)i, value);
    } else {
        line->pending = i;
    }
    return true;
}

int
line_next_positional(const ShellLine *line)
{
    for (unsigned int i = 0; i < line->command->n_options; i++) {
        const ShellOption *option = &line->command->options[i];

        if ((option->flags & (SHELL_POSITIONAL | SHELL_LOOSE)) &&
            (!line->values[i] || option->kind == SHELL_ARGV))
            return (int)i;
    }
    return -1;
}

bool
line_add(Shell *shell, ShellLine *line, const char *word, LineMode mode)
{
    int i = line->pending;

    if (line->command->lenient)
        mode = LINE_TYPING;
    if (i < 0 && !line->is_data_only && g_str_has_prefix(word, "--")) {
        /* What has no name behind the dashes is data. */
        if (g_ascii_isalnum(word[2]))
            return add_named(shell, line, word + 2, mode);
        line->is_data_only = word[2] == '\0';
        if (line->is_data_only)
            return true;
    }
    if (i < 0)
        i = line_next_positional(line);
    if (i < 0)
        return refuse(shell, mode, "unexpected data '%s'", word);
    give(line, (unsigned int)i, word);
    return true;
}

bool
line_finish(Shell *shell, const ShellLine *line)
{
    const ShellCommand *command = line->command;
    bool is_complete = true;

    if (line->pending >= 0) {
        const ShellOption *option = &command->options[line->pending];

        shell_error(shell, "expected syntax: --%s %s", option->name, option->label);
        return false;
    }
    for (unsigned int i = 0; i < command->n_options && !line->wants_help; i++) {
        const ShellOption *option = &command->options[i];

        if (!(option->flags & SHELL_REQUIRED) || line->values[i])
            continue;
        shell_error(shell,
                    option->flags & SHELL_POSITIONAL ? "command '%s' requires <%s> option"
                                                     : "command '%s' requires --%s option",
                    command->name, option->name);
        is_complete = false;
    }
    return is_complete;
}

static ShellLine *
begin_line(Shell *shell, const char *name)
{
    const ShellCommand *command = shell_find_command(shell, name);

    if (!command) {
        shell_error(shell, "unknown command: '%s'", name);
        return NULL;
    }
    return line_new(command);
}

static GPtrArray *
new_lines(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)line_free);
}

GPtrArray *
lines_from_text(Shell *shell, const char *text)
{
    g_autoptr(GPtrArray) lines = new_lines();
    g_autoptr(GString) word = g_string_new(NULL);
    WordReader reader = { .position = text };
    ShellLine *line = NULL;

    for (;;) {
        switch (word_next(&reader, word)) {
        case WORD_FOUND:
            if (line && !line_add(shell, line, word->str, LINE_STRICT))
                return NULL;
            if (!line) {
                line = begin_line(shell, word->str);
                if (!line)
                    return NULL;
                g_ptr_array_add(lines, line);
            }
            break;
        case WORD_END_OF_COMMAND:
        case WORD_END:
            if (line && !line_finish(shell, line))
                return NULL;
            line = NULL;
            if (*reader.position == '\0')
                return g_steal_pointer(&lines);
            break;
        case WORD_WRONG:
            shell_error(shell, "%s", reader.error);
            return NULL;
        }
    }
}

GPtrArray *
lines_from_argv(Shell *shell, int argc, char **argv)
{
    g_autoptr(GPtrArray) lines = new_lines();
    ShellLine *line = begin_line(shell, argv[0]);

    if (!line)
        return NULL;
    g_ptr_array_add(lines, line);
    for (int i = 1; i < argc; i++)
        if (!line_add(shell, line, argv[i], LINE_STRICT))
            return NULL;
    return line_finish(shell, line) ? g_steal_pointer(&lines) : NULL;
}
