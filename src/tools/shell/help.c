/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/shell/shell-priv.h"

static void
print_commands(Shell *shell, const ShellGroup *group, const char *end)
{
    shell_print(shell, " %s (help keyword '%s')%s\n", group->name, group->keyword, end);
    for (const ShellCommand *const *at = group->commands; *at; at++)
        if (!(*at)->hidden)
            shell_print(shell, "    %-30s %s\n", (*at)->name, (*at)->help);
}

void
help_print_group(Shell *shell, const ShellGroup *group)
{
    print_commands(shell, group, ":");
}

void
help_print_all(Shell *shell)
{
    shell_print(shell, "Grouped commands:\n\n");
    for (const ShellGroup *group = shell->tool->groups; group->name; group++) {
        print_commands(shell, group, ":");
        shell_print(shell, "\n");
    }
}

static void
print_synopsis(Shell *shell, const ShellCommand *command)
{
    shell_print(shell, "\n  SYNOPSIS\n    %s", command->name);
    for (unsigned int i = 0; i < command->n_options; i++)
        if (command->options[i].kind != SHELL_ALIAS)
            shell_print(shell, " %s", command->options[i].synopsis);
    shell_print(shell, "\n");
}

static void
print_description(Shell *shell, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    shell_print(shell, "\n  DESCRIPTION\n");
    for (char **line = lines; *line; line++)
        shell_print(shell, "    %s\n", *line);
}

void
help_print_command(Shell *shell, const ShellCommand *command)
{
    shell_print(shell, "  NAME\n    %s - %s\n", command->name, command->help);
    print_synopsis(shell, command);
    if (command->description)
        print_description(shell, command->description);
    if (command->n_options > 0)
        shell_print(shell, "\n  OPTIONS\n");
    for (unsigned int i = 0; i < command->n_options; i++) {
        const ShellOption *option = &command->options[i];

        if (option->kind != SHELL_ALIAS)
            shell_print(shell, "    %-15s  %s\n", option->usage, option->help);
    }
    shell_print(shell, "\n");
}

static void
print_global(Shell *shell, const ShellGlobal *global)
{
    g_autofree char *form = NULL;
    const char *sign = global->argument && *global->argument != '[' ? "=" : "";
    const char *argument = global->argument ? global->argument : "";

    if (global->letter && global->name)
        form = g_strdup_printf("-%c | --%s%s%s", global->letter, global->name, sign, argument);
    else if (global->letter)
        form = g_strdup_printf("-%c", global->letter);
    else
        form = g_strdup_printf("     --%s%s%s", global->name, sign, argument);
    if (g_utf8_strlen(form, -1) > 23)
        shell_print(shell, "    %s\n    %-23s %s\n", form, "", global->help);
    else
        shell_print(shell, "    %-23s %s\n", form, global->help);
}

void
help_print_program(Shell *shell, const ShellGlobal *const *globals)
{
    const char *name = shell->tool->name;

    shell_print(shell,
                "\n%s [options]... [<command_string>]\n%s [options]... <command> [args...]\n\n"
                "  options:\n",
                name, name);
    for (const ShellGlobal *const *global = globals; *global; global++)
        print_global(shell, *global);
    shell_print(shell, "  commands (non interactive mode):\n\n");
    for (const ShellGroup *group = shell->tool->groups; group->name; group++) {
        print_commands(shell, group, "");
        shell_print(shell, "\n");
    }
    shell_print(shell, "\n  (specify help <group> for details about the commands in the group)\n"
                       "\n  (specify help <command> for details about the command)\n\n");
}
