/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The commands that every tool has. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "tools/shell/shell-commands.h"
#include "tools/shell/shell-priv.h"

/* Characters that mean something to a shell. */
#define SHELL_SPECIAL "\r\t\n !\"#$&'()*;<>?[\\]^`{|}~"

bool
run_cd(Shell *shell, const CdArgs *args)
{
    const char *folder = args->dir;

    if (!shell->is_interactive) {
        shell_error(shell, "cd: command valid only in interactive mode");
        return false;
    }
    if (!folder)
        folder = g_get_home_dir();
    if (!folder)
        folder = "/";
    if (chdir(folder) < 0) {
        shell_error(shell, "cd: %s: %s", g_strerror(errno), folder);
        return false;
    }
    return true;
}

bool
run_pwd(Shell *shell)
{
    g_autofree char *folder = g_get_current_dir();

    shell_print(shell, "%s\n", folder);
    return true;
}

bool
run_quit(Shell *shell)
{
    shell->is_leaving = true;
    return true;
}

bool
run_exit(Shell *shell)
{
    return run_quit(shell);
}

/* --- echo */

static void
append_for_shell(GString *text, const char *word)
{
    g_auto(GStrv) parts = NULL;
    g_autofree char *quoted = NULL;

    if (*word != '\0' && !strpbrk(word, SHELL_SPECIAL)) {
        g_string_append(text, word);
        return;
    }
    parts = g_strsplit(word, "'", -1);
    quoted = g_strjoinv("'\\''", parts);
    g_string_append_printf(text, "'%s'", quoted);
}

static void
append_for_xml(GString *text, const char *word)
{
    static const struct {
        char c;
        const char *entity;
    } entities[] = {
        { '<', "&lt;" }, { '>', "&gt;" }, { '&', "&amp;" }, { '"', "&quot;" }, { '\'', "&apos;" },
    };

    for (; *word != '\0'; word++) {
        const char *entity = NULL;

        for (size_t i = 0; i < G_N_ELEMENTS(entities) && !entity; i++)
            if (entities[i].c == *word)
                entity = entities[i].entity;
        if (entity)
            g_string_append(text, entity);
        else
            g_string_append_c(text, *word);
    }
}

/* A line for each part; ",," is a comma that does not part. */
static void
append_parts(GString *text, const char *word)
{
    if (*word == '\0')
        return;
    for (; *word != '\0'; word++) {
        if (*word == ',' && word[1] == ',')
            g_string_append_c(text, *word++);
        else
            g_string_append_c(text, *word == ',' ? '\n' : *word);
    }
    g_string_append_c(text, '\n');
}

bool
run_echo(Shell *shell, const EchoArgs *args)
{
    g_autoptr(GString) text = g_string_new(NULL);

    if (args->prefix)
        g_string_append_printf(text, "%s ", args->prefix);
    for (const char *const *word = args->string; word && *word; word++) {
        if (word != args->string)
            g_string_append_c(text, ' ');
        if (args->shell)
            append_for_shell(text, *word);
        else if (args->split)
            append_parts(text, *word);
        else if (args->xml)
            append_for_xml(text, *word);
        else
            g_string_append(text, *word);
    }
    if (args->err)
        shell_error(shell, "%s", text->str);
    else
        shell_print(shell, "%s", text->str);
    return true;
}

/* --- help */

bool
run_help(Shell *shell, const HelpArgs *args)
{
    const ShellCommand *command;
    const ShellGroup *group;

    if (!args->command || *args->command == '\0') {
        help_print_all(shell);
        return true;
    }
    command = shell_find_command(shell, args->command);
    if (command) {
        help_print_command(shell, command);
        return true;
    }
    group = shell_find_group(shell, args->command);
    if (group) {
        help_print_group(shell, group);
        return true;
    }
    shell_error(shell, "command or command group '%s' doesn't exist", args->command);
    return false;
}

static void
list_uncompleted(Shell *shell, const ShellCommand *command)
{
    for (unsigned int i = 0; i < command->n_options; i++) {
        const ShellOption *option = &command->options[i];

        if ((option->kind == SHELL_STRING || option->kind == SHELL_OBJECT) && !option->complete)
            shell_print(shell, "%s: %s\n", command->name, option->name);
    }
}

bool
run_self_test(Shell *shell, const SelfTestArgs *args)
{
    for (const ShellGroup *group = shell->tool->groups; group->name; group++) {
        for (const ShellCommand *const *at = group->commands; *at; at++) {
            if (args->dump_help)
                help_print_command(shell, *at);
            if (args->completers_missing)
                list_uncompleted(shell, *at);
        }
    }
    return true;
}

bool
run_complete(Shell *shell, const CompleteArgs *args)
{
    g_autoptr(GString) before = g_string_new(NULL);
    g_auto(GStrv) words = NULL;
    const char *const *word = args->string;

    if (!word)
        return false;
    for (; word[1]; word++)
        g_string_append_printf(before, "%s ", *word);
    words = complete_word(shell, before->str, *word);
    for (char **at = words; at && *at; at++)
        shell_print(shell, "%s\n", *at);
    return words != NULL;
}
