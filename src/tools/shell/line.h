/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Commands with what was given to them: which word is the value of which option. */
#ifndef VIRTUE_SHELL_LINE_H
#define VIRTUE_SHELL_LINE_H

#include "tools/shell/command.h"

typedef struct ShellLine {
    const ShellCommand *command;
    GPtrArray **values; /* for each option, of char *; NULL if it was not given */
    bool wants_help;
    bool is_data_only; /* "--" was seen */
    int pending;       /* option that still lacks its value; -1 for none */
} ShellLine;

/* While lines are made, what to do about mistakes. */
typedef enum LineMode {
    LINE_STRICT, /* say what is wrong */
    LINE_TYPING, /* somebody is still typing: take what can be taken */
} LineMode;

ShellLine *line_new(const ShellCommand *command);
void line_free(ShellLine *line);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ShellLine, line_free)

/* One more word. */
bool line_add(Shell *shell, ShellLine *line, const char *word, LineMode mode);
/* No more words come: whether all that is needed is there. */
bool line_finish(Shell *shell, const ShellLine *line);
/* The option that would take a word that says no name; -1 for none. */
int line_next_positional(const ShellLine *line);

/* The value of an option that takes one; NULL if it was not given. */
const char *line_value(const ShellLine *line, unsigned int option);

/* Of ShellLine *, or NULL: it has said why. Text is split into words, argv is not. */
GPtrArray *lines_from_text(Shell *shell, const char *text);
GPtrArray *lines_from_argv(Shell *shell, int argc, char **argv);

#endif
