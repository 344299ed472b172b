/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From what a line says to the struct of arguments that the command wants. */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "tools/shell/shell-priv.h"

#define SLOT(args, at, type) (*(type *)(void *)((char *)(args) + (at)))

/* --- numbers */

static const unsigned long long number_max[] = {
    [SHELL_I32] = INT32_MAX,
    [SHELL_U32] = UINT32_MAX,
    [SHELL_U64] = UINT64_MAX,
    [SHELL_SCALED] = UINT64_MAX,
};

static unsigned long long
max_of(const ShellOption *option)
{
    return option->max ? option->max : number_max[option->kind];
}

/* Decimal. A sign is part of it only where there are negative numbers, or where they stand for
 * large ones. */
static bool
read_decimal(const ShellOption *option, const char *text, unsigned long long *value_out,
             const char **end_out)
{
    const char *digits = text + strspn(text, " \t\n");
    bool is_negative = *digits == '-';
    unsigned long long value;
    char *end;

    errno = 0;
    value = g_ascii_strtoull(text, &end, 10);
    if (errno != 0 || end == text)
        return false;
    *end_out = end;
    *value_out = value;
    if (!is_negative)
        return value <= max_of(option);
    if (option->kind == SHELL_I32)
        return -value <= (unsigned long long)INT32_MAX + 1;
    return option->flags & SHELL_WRAP;
}

/* The unit of a size: "", "b", "KiB", "M"... 0 for none that is known. */
static unsigned long long
scale_of(const char *unit, unsigned long long otherwise)
{
    static const char letters[] = "kmgtpe";
    const char *letter = strchr(letters, g_ascii_tolower(*unit));
    unsigned long long base = 1024;
    unsigned long long scale = 1;

    if (*unit == '\0')
        return otherwise;
    if (g_ascii_strcasecmp(unit, "b") == 0 || g_ascii_strcasecmp(unit, "byte") == 0 ||
        g_ascii_strcasecmp(unit, "bytes") == 0)
        return 1;
    if (!letter)
        return 0;
    if (g_ascii_strcasecmp(unit + 1, "b") == 0)
        base = 1000;
    else if (unit[1] != '\0' && g_ascii_strcasecmp(unit + 1, "ib") != 0)
        return 0;
    for (const char *at = letters; at <= letter; at++)
        scale *= base;
    return scale;
}

static bool
read_scaled(Shell *shell, const ShellOption *option, const char *text,
            unsigned long long *value_out)
{
    const char *unit = text;
    unsigned long long value = 0;
    unsigned long long scale = 0;
    bool is_number = read_decimal(option, text, &value, &unit);

    if (is_number)
        scale = scale_of(unit, option->scale);
    if (scale > 0 && value <= max_of(option) / scale) {
        *value_out = value * scale;
        return true;
    }
    shell_error(shell, "Scaled numeric value '%s' for <%s> option is malformed or out of range",
                text, option->name);
    if (is_number && scale == 0)
        shell_error(shell, "invalid argument: unknown suffix '%s'", unit);
    else if (is_number)
        shell_error(shell, "numerical overflow: value too large: %s", text);
    return false;
}

bool
shell_number(Shell *shell, const ShellOption *option, const char *text,
             unsigned long long *value_out)
{
    const char *end;

    if (option->kind == SHELL_SCALED)
        return read_scaled(shell, option, text, value_out);
    if (read_decimal(option, text, value_out, &end) && *end == '\0')
        return true;
    shell_error(shell, "Numeric value '%s' for <%s> option is malformed or out of range", text,
                option->name);
    return false;
}

static bool
store_number(Shell *shell, const ShellOption *option, const char *text, void *args)
{
    unsigned long long value;

    if (!shell_number(shell, option, text, &value))
        return false;
    if (option->kind == SHELL_I32)
        SLOT(args, option->offset, int) = (int)value;
    else if (option->kind == SHELL_U32)
        SLOT(args, option->offset, unsigned int) = (unsigned int)value;
    else
        SLOT(args, option->offset, unsigned long long) = value;
    if (option->has_offset)
        SLOT(args, option->has_offset, bool) = true;
    return true;
}

/* --- other values */

static bool
check_empty(Shell *shell, const ShellOption *option, const char *text)
{
    if (*text != '\0' || (option->flags & SHELL_EMPTY))
        return true;
    shell_error(shell, "Failed to get option '%s': Option argument is empty", option->name);
    return false;
}

static void
store_words(const ShellOption *option, GPtrArray *words, void *args)
{
    char **list = g_new0(char *, words->len + 1);

    memcpy(list, words->pdata, words->len * sizeof(char *));
    SLOT(args, option->offset, char **) = list;
}

static bool
store(Shell *shell, const ShellLine *line, unsigned int i, void *args)
{
    const ShellOption *option = &line->command->options[i];
    const char *text = line_value(line, i);

    if (!text)
        return true;
    if (option->kind != SHELL_BOOL)
        shell_debug(shell, SHELL_DEBUG_INFO, "%s: %s(optdata): %s\n", line->command->name,
                    option->name, text);
    switch (option->kind) {
    case SHELL_BOOL:
        SLOT(args, option->offset, bool) = true;
        return true;
    case SHELL_STRING:
        SLOT(args, option->offset, const char *) = text;
        return check_empty(shell, option, text);
    case SHELL_I32:
    case SHELL_U32:
    case SHELL_U64:
    case SHELL_SCALED:
        return store_number(shell, option, text, args);
    case SHELL_ARGV:
        store_words(option, line->values[i], args);
        return true;
    case SHELL_OBJECT:
        return check_empty(shell, option, text) &&
               option->type->find(shell, option, text, &SLOT(args, option->offset, void *));
    case SHELL_ALIAS:
        break;
    }
    return true;
}

static bool
store_all(Shell *shell, const ShellLine *line, unsigned int late, void *args)
{
    for (unsigned int i = 0; i < line->command->n_options; i++) {
        const ShellOption *option = &line->command->options[i];

        if ((option->flags & SHELL_LATE) != late || store(shell, line, i, args))
            continue;
        if (option->failure)
            shell_error(shell, "%s", option->failure);
        return false;
    }
    return true;
}

/* --- rules */

static unsigned int
count_given(const ShellLine *line, const ShellRule *rule)
{
    unsigned int n = 0;

    for (unsigned int i = 0; i < rule->n; i++)
        n += line->values[rule->options[i]] != NULL;
    return n;
}

/* The rule's own words, or the usual ones. */
static bool say(Shell *shell, const ShellRule *rule, const char *fmt, ...) G_GNUC_PRINTF(3, 4);

static bool
say(Shell *shell, const ShellRule *rule, const char *fmt, ...)
{
    g_autofree char *usual = NULL;
    va_list args;

    va_start(args, fmt);
    usual = g_strdup_vprintf(fmt, args);
    va_end(args);
    shell_error(shell, "%s", rule->message ? rule->message : usual);
    return false;
}

/* The first two that were given. */
static bool
check_exclusive(Shell *shell, const ShellLine *line, const ShellRule *rule)
{
    const char *names[2] = { NULL, NULL };
    unsigned int n = 0;

    for (unsigned int i = 0; i < rule->n && n < 2; i++)
        if (line->values[rule->options[i]])
            names[n++] = line->command->options[rule->options[i]].name;
    return n < 2 ||
           say(shell, rule, "Options --%s and --%s are mutually exclusive", names[0], names[1]);
}

static bool
check_requires(Shell *shell, const ShellLine *line, const ShellRule *rule)
{
    const char *name = line->command->options[rule->options[0]].name;

    if (!line->values[rule->options[0]])
        return true;
    for (unsigned int i = 1; i < rule->n; i++)
        if (!line->values[rule->options[i]])
            return say(shell, rule, "Option --%s is required by option --%s",
                       line->command->options[rule->options[i]].name, name);
    return true;
}

/* As it was read, in an order that numbers of one kind have. */
static unsigned long long
number_of(const ShellOption *option, const void *args)
{
    if (option->kind == SHELL_I32)
        return (unsigned long long)((long long)SLOT(args, option->offset, const int) - INT32_MIN);
    if (option->kind == SHELL_U32)
        return SLOT(args, option->offset, const unsigned int);
    return SLOT(args, option->offset, const unsigned long long);
}

static bool
check_order(Shell *shell, const ShellLine *line, const ShellRule *rule, const void *args)
{
    const ShellOption *before = NULL;

    for (unsigned int i = 0; i < rule->n; i++) {
        const ShellOption *option = &line->command->options[rule->options[i]];

        if (!line->values[rule->options[i]])
            continue;
        if (before && number_of(before, args) > number_of(option, args))
            return say(shell, rule, "--%s must be less than or equal to --%s", before->name,
                       option->name);
        before = option;
    }
    return true;
}

static bool
check_rule(Shell *shell, const ShellLine *line, const ShellRule *rule)
{
    switch (rule->kind) {
    case SHELL_RULE_EXCLUSIVE:
        return check_exclusive(shell, line, rule);
    case SHELL_RULE_REQUIRES:
        return check_requires(shell, line, rule);
    case SHELL_RULE_ANY:
        return count_given(line, rule) > 0 || say(shell, rule, "%s", "options are missing");
    case SHELL_RULE_ORDER:
        break; /* when there are numbers */
    }
    return true;
}

bool
values_make(Shell *shell, const ShellLine *line, void *args)
{
    const ShellCommand *command = line->command;

    for (unsigned int i = 0; i < command->n_rules; i++)
        if (!check_rule(shell, line, &command->rules[i]))
            return false;
    if (!store_all(shell, line, 0, args))
        return false;
    for (unsigned int i = 0; i < command->n_rules; i++)
        if (command->rules[i].kind == SHELL_RULE_ORDER &&
            !check_order(shell, line, &command->rules[i], args))
            return false;
    return store_all(shell, line, SHELL_LATE, args);
}

void
values_clear(const ShellLine *line, void *args)
{
    for (unsigned int i = 0; i < line->command->n_options; i++) {
        const ShellOption *option = &line->command->options[i];

        if (option->kind == SHELL_ARGV)
            g_free(SLOT(args, option->offset, char **));
        else if (option->kind == SHELL_OBJECT && SLOT(args, option->offset, void *))
            option->type->free(SLOT(args, option->offset, void *));
    }
}
