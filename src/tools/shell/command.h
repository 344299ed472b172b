/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a tool's commands are, as tables. They are generated from *.commands (src/tools/README.md);
 * the engine is the only reader. */
#ifndef VIRTUE_SHELL_COMMAND_H
#define VIRTUE_SHELL_COMMAND_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Shell Shell;
typedef struct ShellOption ShellOption;

/* Words that may stand for an option's value, whatever the user has begun. Ends with NULL; the
 * caller owns it. NULL for none. text has what the line says so far: shell_text_of(). */
typedef char **(*ShellCompleter)(Shell *shell, unsigned int flags);

/* An object that an option names. find says what went wrong. */
typedef struct ShellType {
    bool (*find)(Shell *shell, const ShellOption *option, const char *text, void **object_out);
    void (*free)(void *object);
} ShellType;

typedef enum ShellKind {
    SHELL_BOOL,
    SHELL_STRING,
    SHELL_I32,
    SHELL_U32,
    SHELL_U64,
    SHELL_SCALED, /* number with a unit; without one it counts scale */
    SHELL_ARGV,   /* all that is left over */
    SHELL_OBJECT,
    SHELL_ALIAS, /* of another option, or of it with a value: target is NAME or NAME=VALUE */
} ShellKind;

enum {
    SHELL_REQUIRED = 1 << 0,
    SHELL_POSITIONAL = 1 << 1, /* may be given without its name */
    SHELL_LOOSE = 1 << 2,      /* likewise, but nobody is told so: old scripts do it */
    SHELL_EMPTY = 1 << 3,      /* "" is a value */
    SHELL_LATE = 1 << 4,       /* its value is looked at behind the others and all rules */
    SHELL_WRAP = 1 << 5,       /* -1 is the largest number */
};

struct ShellOption {
    const char *name;
    ShellKind kind;
    unsigned int flags;
    const char *usage;    /* "--dir <string>" */
    const char *label;    /* "<string>" */
    const char *synopsis; /* "[<dir>]" */
    const char *help;
    const char *target;
    const char *failure; /* said besides, when the value is refused */
    const ShellType *type;
    ShellCompleter complete;
    unsigned long long scale;
    unsigned long long max; /* 0: the largest of its kind */
    size_t offset;          /* of its value in the struct of arguments */
    size_t has_offset;      /* of the bool that says whether it was given; 0 for none */
};

typedef enum ShellRuleKind {
    SHELL_RULE_EXCLUSIVE, /* at most one of them */
    SHELL_RULE_REQUIRES,  /* the first only with all the others */
    SHELL_RULE_ANY,       /* at least one of them */
    SHELL_RULE_ORDER,     /* numbers that do not fall, as far as given */
} ShellRuleKind;

#define SHELL_RULE_OPTIONS 8

typedef struct ShellRule {
    ShellRuleKind kind;
    unsigned int n;
    unsigned int options[SHELL_RULE_OPTIONS];
    const char *message; /* NULL: the usual one */
} ShellRule;

typedef struct ShellCommand {
    const char *name;
    const char *const *aliases; /* ends with NULL; NULL for none */
    const char *help;
    const char *description;
    const ShellOption *options;
    unsigned int n_options;
    const ShellRule *rules;
    unsigned int n_rules;
    size_t args_size;
    bool connects; /* only with a connection */
    bool hidden;   /* not listed */
    bool lenient;  /* words that it has no use for do not matter */
    bool (*run)(Shell *shell, const void *args);
} ShellCommand;

typedef struct ShellGroup {
    const char *name;
    const char *keyword;
    const ShellCommand *const *commands; /* ends with NULL */
} ShellGroup;

#endif
