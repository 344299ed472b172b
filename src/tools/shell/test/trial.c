/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A tool that has every kind of option, rule and value: test-shell.py calls it. */
#include <string.h>

#include "tools/shell/table.h"
#include "trial-commands.h"

typedef struct Trial {
    char *uri;
    bool is_open;
    bool is_careful;
    int n_held; /* objects that commands hold */
} Trial;

static Trial trial;

static const Fruit fruits[] = { { "apple", "red" }, { "pear", "green" }, { "plum", "blue" } };

bool
find_fruit(Shell *shell, const ShellOption *option, const char *name, void **fruit_out)
{
    for (size_t i = 0; i < G_N_ELEMENTS(fruits); i++) {
        if (strcmp(fruits[i].name, name) == 0) {
            *fruit_out = (void *)&fruits[i];
            trial.n_held++;
            return true;
        }
    }
    shell_error(shell, "no fruit '%s' for option %s", name, option->name);
    return false;
}

void
free_fruit(void *fruit)
{
    trial.n_held--;
}

char **
complete_fruits(Shell *shell, unsigned int flags)
{
    char **names = g_new0(char *, G_N_ELEMENTS(fruits) + 1);

    for (size_t i = 0; i < G_N_ELEMENTS(fruits); i++)
        names[i] = g_strdup(fruits[i].name);
    return names;
}

bool
run_numbers(Shell *shell, const NumbersArgs *args)
{
    shell_print(shell, "small %d (%d), count %u (%d), id %llu (%d), size %llu (%d), %d to %d\n",
                args->small, args->has_small, args->count, args->has_count, args->id, args->has_id,
                args->size, args->has_size, args->low, args->high);
    return true;
}

bool
run_modes(Shell *shell, const ModesArgs *args)
{
    shell_print(shell, "live %d, config %d, current %d, delay %u\n", args->live, args->config,
                args->current, args->delay);
    return true;
}

bool
run_pick(Shell *shell, const PickArgs *args)
{
    shell_print(shell, "%s is %s and weighs %u; note '%s', held %d", args->fruit->name,
                args->fruit->colour, args->weight, args->note ? args->note : "(none)",
                trial.n_held);
    for (const char *const *word = args->more; word && *word; word++)
        shell_print(shell, " <%s>", *word);
    shell_print(shell, "\n");
    return true;
}

bool
run_fail(Shell *shell, const FailArgs *args)
{
    for (const char *const *word = args->words; *word; word++)
        shell_error(shell, "%s", *word);
    return false;
}

bool
run_columns(Shell *shell, const ColumnsArgs *args)
{
    g_autoptr(Table) table = table_new("A", "Second", "Third column", NULL);

    for (const char *const *row = args->rows; row && *row; row++) {
        g_auto(GStrv) cells = g_strsplit(*row, ",", 3);

        table_row(table, cells[0] ? cells[0] : "", cells[0] && cells[1] ? cells[1] : "",
                  g_strv_length(cells) == 3 ? cells[2] : "", NULL);
    }
    table_print(shell, table);
    return true;
}

/* --- the tool's own hooks */

static void
set_uri(Shell *shell, const char *uri)
{
    trial.uri = g_strdup(uri);
}

static bool
open_it(Shell *shell)
{
    if (!trial.is_open && g_strcmp0(trial.uri, "nowhere") == 0) {
        shell_error(shell, "cannot connect to %s", trial.uri);
        return false;
    }
    trial.is_open = true;
    return true;
}

static void
end(Shell *shell)
{
    if (trial.n_held > 0)
        shell_error(shell, "%d objects are held", trial.n_held);
    g_free(trial.uri);
}

static bool
take_careful(Shell *shell, const char *value)
{
    trial.is_careful = true;
    return true;
}

static bool
take_escape(Shell *shell, const char *value)
{
    shell_print(shell, "escape is '%s'\n", value);
    return strlen(value) == 1;
}

static const char *
prompt(Shell *shell)
{
    return trial.is_careful ? ">" : "#";
}

static const ShellGlobal globals[] = {
    { 'e', "escape", "CHAR", "a letter", take_escape },
    { 'r', "readonly", NULL, "be careful", take_careful },
    { 0, "a-rather-long-option", "OF-MANY-LETTERS", "for the second line of help", take_escape },
    { 0 },
};

static const ShellTool tool = {
    .name = "trial",
    .prefix = "TRIAL",
    .greeting = "Welcome to trial.",
    .features = " Nothing",
    .globals = globals,
    .groups = tool_groups,
    .can_time = true,
    .end = end,
    .set_uri = set_uri,
    .connect = open_it,
    .prompt = prompt,
};

int
main(int argc, char **argv)
{
    return shell_main(&tool, NULL, argc, argv);
}
