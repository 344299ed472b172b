/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Between the files of the engine. */
#ifndef VIRTUE_SHELL_PRIV_H
#define VIRTUE_SHELL_PRIV_H

#include "tools/shell/line.h"
#include "tools/shell/shell.h"

struct Shell {
    const ShellTool *tool;
    void *data;
    bool is_quiet;
    bool is_interactive;
    bool is_timing;
    bool is_answered; /* an option asked for something, which was said: nothing is run */
    bool is_leaving; /* quit was said */
    bool has_uri;    /* -c was given */
    int debug_level;
    int log_fd;            /* -1 for none */
    const ShellLine *line; /* that runs, or is being completed */
};

const ShellCommand *shell_find_command(const Shell *shell, const char *name);
const ShellGroup *shell_find_group(const Shell *shell, const char *name);
/* A variable of the environment with the tool's prefix: "HISTSIZE". */
const char *shell_environment(const Shell *shell, const char *name);

/* output.c */
void output_start(Shell *shell);
bool output_open_log(Shell *shell, const char *path);
void output_end(Shell *shell);

/* run.c: false if the last command failed. */
bool run_lines(Shell *shell, GPtrArray *lines);

/* values.c: the arguments of a command as it wants them; it has said why otherwise. */
bool values_make(Shell *shell, const ShellLine *line, void *args);
void values_clear(const ShellLine *line, void *args);

/* help.c */
void help_print_all(Shell *shell);
void help_print_group(Shell *shell, const ShellGroup *group);
void help_print_command(Shell *shell, const ShellCommand *command);
void help_print_program(Shell *shell, const ShellGlobal *const *globals);

/* complete.c: what may stand in place of text behind the words before; ends with NULL. NULL for
 * nothing. */
char **complete_word(Shell *shell, const char *before, const char *text);

/* interact.c */
void interact(Shell *shell);

#endif
