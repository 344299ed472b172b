/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs commands, one behind the other. */
#include <string.h>

#include "tools/shell/shell-commands.h"
#include "tools/shell/shell-priv.h"

static bool
is_named(const ShellCommand *command, const char *name)
{
    return strcmp(command->name, name) == 0 ||
           (command->aliases && g_strv_contains(command->aliases, name));
}

const ShellCommand *
shell_find_command(const Shell *shell, const char *name)
{
    for (const ShellGroup *group = shell->tool->groups; group->name; group++)
        for (const ShellCommand *const *at = group->commands; *at; at++)
            if (is_named(*at, name))
                return *at;
    return NULL;
}

const ShellGroup *
shell_find_group(const Shell *shell, const char *name)
{
    for (const ShellGroup *group = shell->tool->groups; group->name; group++)
        if (strcmp(group->name, name) == 0 || strcmp(group->keyword, name) == 0)
            return group;
    return NULL;
}

const char *
shell_text_of(const Shell *shell, const char *option)
{
    const ShellLine *line = shell->line;

    for (unsigned int i = 0; line && i < line->command->n_options; i++)
        if (strcmp(line->command->options[i].name, option) == 0)
            return line_value(line, i);
    return NULL;
}

static bool
call(Shell *shell, const ShellLine *line)
{
    g_autofree void *args = g_malloc0(line->command->args_size + 1);
    bool ok = values_make(shell, line, args) && line->command->run(shell, args);

    values_clear(line, args);
    return ok;
}

static bool
run_line(Shell *shell, const ShellLine *line)
{
    bool ok;

    shell_forget_error();
    if (line->wants_help) {
        help_print_command(shell, line->command);
        return true;
    }
    shell->line = line;
    if (line->command->connects && !shell->tool->connect(shell)) {
        shell_error(shell, "no valid connection");
        ok = false;
    } else {
        ok = call(shell, line);
    }
    shell->line = NULL;
    if (!ok)
        shell_report(shell);
    shell_forget_error();
    return ok;
}

bool
run_lines(Shell *shell, GPtrArray *lines)
{
    bool ok = true;

    for (guint i = 0; i < lines->len; i++) {
        gint64 begin_us = g_get_monotonic_time();

        ok = run_line(shell, g_ptr_array_index(lines, i));
        if (shell->is_leaving)
            break;
        if (shell->is_timing)
            shell_print(shell, "\n(Time: %.3f ms)\n\n",
                        (double)(g_get_monotonic_time() - begin_us) / 1000);
        else
            shell_extra(shell, "\n");
    }
    return ok;
}
