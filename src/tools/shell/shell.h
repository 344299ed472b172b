/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A program that is a table of commands: what its commands and its hooks may use.
 *
 * Everything runs on one thread. */
#ifndef VIRTUE_SHELL_H
#define VIRTUE_SHELL_H

#include "tools/shell/command.h"

/* An option of the program itself, before the commands. */
typedef struct ShellGlobal {
    char letter; /* 0 for none */
    const char *name;
    const char *argument; /* as help shows it; NULL for none */
    const char *help;
    /* False: it has said why, and the program ends. */
    bool (*take)(Shell *shell, const char *value);
} ShellGlobal;

/* What a tool is made of. Hooks may be NULL. */
typedef struct ShellTool {
    const char *name;           /* "virt-admin" */
    const char *prefix;         /* of variables of the environment: "VIRT_ADMIN" */
    const char *greeting;       /* "Welcome to ..." */
    const char *features;       /* what the long version says it was made with */
    const ShellGlobal *globals; /* besides those that every tool has; ends with no name */
    const ShellGroup *groups;   /* ends with no name */
    bool can_time;              /* has --timing */

    bool (*start)(Shell *shell); /* once, behind the options */
    void (*end)(Shell *shell);
    /* What -c gave: the connection is opened at once when it was given, otherwise on demand. */
    void (*set_uri)(Shell *shell, const char *uri);
    /* True if there is a connection, or if there is one now. */
    bool (*connect)(Shell *shell);
    /* Behind the name in the prompt; NULL: "#" for all. */
    const char *(*prompt)(Shell *shell);
} ShellTool;

int shell_main(const ShellTool *tool, void *data, int argc, char **argv);

/* What the tool gave to shell_main(). */
void *shell_data(const Shell *shell);
bool shell_is_quiet(const Shell *shell);
bool shell_is_interactive(const Shell *shell);
void shell_set_timing(Shell *shell, bool timing);

/* Output. Errors get "error: " in front and a new line behind, behind what was printed before. */
void shell_print(Shell *shell, const char *fmt, ...) G_GNUC_PRINTF(2, 3);
/* What scripts do not want: not with --quiet. */
void shell_extra(Shell *shell, const char *fmt, ...) G_GNUC_PRINTF(2, 3);
void shell_error(Shell *shell, const char *fmt, ...) G_GNUC_PRINTF(2, 3);
/* As it may be shown on a terminal of the user's locale: what is not a printable character becomes
 * \xNN. width_out (may be NULL) gets its columns. For text that somebody else made up; the
 * caller's. */
char *shell_printable(const char *text, size_t *width_out);
/* The library's last error, if there is one; it is forgotten then. */
void shell_report(Shell *shell);
/* An error of the library that nobody will hear of. */
void shell_forget_error(void);

enum {
    SHELL_DEBUG_ALL,
    SHELL_DEBUG_INFO,
    SHELL_DEBUG_NOTICE,
    SHELL_DEBUG_WARNING,
    SHELL_DEBUG_ERROR
};
void shell_debug(Shell *shell, int level, const char *fmt, ...) G_GNUC_PRINTF(3, 4);

/* In hooks of types and in completers: what the line says for another option; NULL if nothing. */
const char *shell_text_of(const Shell *shell, const char *option);
/* A number as options take it. Says what is wrong and false. */
bool shell_number(Shell *shell, const ShellOption *option, const char *text,
                  unsigned long long *value_out);

#endif
