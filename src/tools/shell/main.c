/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The program around the commands: its own options, its environment, its beginning and end. */
#include <getopt.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/shell/shell-priv.h"

#define DEBUG_USUAL  SHELL_DEBUG_ERROR
#define OPTION_FIRST 256 /* of those without a letter */

void *
shell_data(const Shell *shell)
{
    return shell->data;
}

bool
shell_is_quiet(const Shell *shell)
{
    return shell->is_quiet;
}

bool
shell_is_interactive(const Shell *shell)
{
    return shell->is_interactive;
}

void
shell_set_timing(Shell *shell, bool timing)
{
    shell->is_timing = timing;
}

const char *
shell_environment(const Shell *shell, const char *name)
{
    g_autofree char *full = g_strconcat(shell->tool->prefix, "_", name, NULL);

    return g_getenv(full);
}

/* --- options that every tool has */

static bool
take_connect(Shell *shell, const char *value)
{
    shell->has_uri = true;
    shell->tool->set_uri(shell, value);
    return true;
}

static bool
read_debug_level(const char *text, int *level_out)
{
    char *end;
    long long level = g_ascii_strtoll(text, &end, 10);

    if (end == text || *end != '\0' || level < G_MININT || level > G_MAXINT)
        return false;
    *level_out = (int)level;
    return true;
}

static bool
take_debug(Shell *shell, const char *value)
{
    int level;

    if (!read_debug_level(value, &level)) {
        shell_error(shell, "option -d takes a numeric argument");
        return false;
    }
    if (level < SHELL_DEBUG_ALL || level > SHELL_DEBUG_ERROR)
        shell_error(shell, "ignoring debug level %d out of range [%d-%d]", level, SHELL_DEBUG_ALL,
                    SHELL_DEBUG_ERROR);
    else
        shell->debug_level = level;
    return true;
}

static bool
take_log(Shell *shell, const char *value)
{
    return output_open_log(shell, value);
}

static bool
take_quiet(Shell *shell, const char *value)
{
    shell->is_quiet = true;
    return true;
}

static bool
take_timing(Shell *shell, const char *value)
{
    shell->is_timing = true;
    return true;
}

/* These say what is asked for, and no more is done. */

static void
print_short_version(Shell *shell)
{
    shell_print(shell, "%d.%d.%d\n", LIBVIR_VERSION_NUMBER / 1000000,
                LIBVIR_VERSION_NUMBER / 1000 % 1000, LIBVIR_VERSION_NUMBER % 1000);
}

static void
print_long_version(Shell *shell)
{
    g_autofree char *name = g_strdup(shell->tool->name);

    name[0] = g_ascii_toupper(name[0]);
    shell_print(shell, "%s command line tool of libvirt %d.%d.%d\nVirtue %s\n", name,
                LIBVIR_VERSION_NUMBER / 1000000, LIBVIR_VERSION_NUMBER / 1000 % 1000,
                LIBVIR_VERSION_NUMBER % 1000, VIRTUE_VERSION);
    shell_print(shell, "\nCompiled with support for:%s\n", shell->tool->features);
}

static bool
take_short_version(Shell *shell, const char *value)
{
    if (g_strcmp0(value, "long") == 0)
        print_long_version(shell);
    else
        print_short_version(shell);
    shell->is_answered = true;
    return true;
}

static bool
take_long_version(Shell *shell, const char *value)
{
    return take_short_version(shell, "long");
}

static bool take_help(Shell *shell, const char *value);

static const ShellGlobal common[] = {
    { 'c', "connect", "URI", "where to connect to", take_connect },
    { 'd', "debug", "NUM", "how much to say, 0 (all) to 4", take_debug },
    { 'h', "help", NULL, "this help", take_help },
    { 'l', "log", "FILE", "write a log to this file", take_log },
    { 'q', "quiet", NULL, "print nothing but what was asked for", take_quiet },
    { 't', "timing", NULL, "print how long each command took", take_timing },
    { 'v', NULL, NULL, "short version", take_short_version },
    { 'V', NULL, NULL, "long version", take_long_version },
    { 0, "version", "[=TYPE]", "version, TYPE is short or long (short if not given)",
      take_short_version },
};

/* All that the tool has, in the order of help: by letter, and those without at the end. */
static GPtrArray *
globals_of(const ShellTool *tool)
{
    GPtrArray *globals = g_ptr_array_new();

    for (size_t i = 0; i < G_N_ELEMENTS(common); i++) {
        for (const ShellGlobal *own = tool->globals; own && own->name; own++) {
            int limit = common[i].letter ? g_ascii_tolower(common[i].letter) : G_MAXINT;
            int previous = i > 0 ? g_ascii_tolower(common[i - 1].letter) : 0;
            int place = own->letter ? g_ascii_tolower(own->letter) : G_MAXINT - 1;

            if (place >= previous && place < limit)
                g_ptr_array_add(globals, (void *)own);
        }
        if (common[i].take != take_timing || tool->can_time)
            g_ptr_array_add(globals, (void *)&common[i]);
    }
    g_ptr_array_add(globals, NULL);
    return globals;
}

static bool
take_help(Shell *shell, const char *value)
{
    g_autoptr(GPtrArray) globals = globals_of(shell->tool);

    help_print_program(shell, (const ShellGlobal *const *)globals->pdata);
    shell->is_answered = true;
    return true;
}

/* --- reading them */

/* For getopt, in the order of globals. */
static void
describe(const GPtrArray *globals, GString *letters, GArray *names)
{
    /* The first non-option ends them; missing arguments are told from unknown options. */
    g_string_assign(letters, "+:");
    for (guint i = 0; i + 1 < globals->len; i++) {
        const ShellGlobal *global = g_ptr_array_index(globals, i);
        int has = !global->argument          ? no_argument
                  : *global->argument == '[' ? optional_argument
                                             : required_argument;
        struct option option = { global->name, has, NULL, OPTION_FIRST + (int)i };

        if (global->letter)
            g_string_append_printf(letters, "%c%s", global->letter, has ? ":" : "");
        if (global->name)
            g_array_append_val(names, option);
    }
}

static const ShellGlobal *
find_global(const GPtrArray *globals, int c)
{
    if (c >= OPTION_FIRST && c - OPTION_FIRST + 1 < (int)globals->len)
        return g_ptr_array_index(globals, c - OPTION_FIRST);
    for (guint i = 0; i + 1 < globals->len; i++) {
        const ShellGlobal *global = g_ptr_array_index(globals, i);

        if (global->letter == c)
            return global;
    }
    return NULL;
}

static bool
refuse_global(Shell *shell, const GPtrArray *globals, int c, const char *word)
{
    const ShellGlobal *global = optopt ? find_global(globals, optopt) : NULL;

    if (c == ':' && global && global->letter && global->name)
        shell_error(shell, "option '-%c'/'--%s' requires an argument", global->letter,
                    global->name);
    else if (c == ':' && global)
        shell_error(shell, "option '--%s' requires an argument", global->name);
    else if (optopt && optopt < OPTION_FIRST)
        shell_error(shell, "unsupported option '-%c'. See --help.", optopt);
    else
        shell_error(shell, "unsupported option '%s'. See --help.", word);
    return false;
}

static bool
read_globals(Shell *shell, int argc, char **argv)
{
    g_autoptr(GPtrArray) globals = globals_of(shell->tool);
    g_autoptr(GString) letters = g_string_new(NULL);
    g_autoptr(GArray) names = g_array_new(TRUE, TRUE, sizeof(struct option));

    describe(globals, letters, names);
    opterr = 0;
    while (!shell->is_answered) {
        int at = optind;
        int c = getopt_long(argc, argv, letters->str, (struct option *)(void *)names->data, NULL);
        const ShellGlobal *global;

        if (c == -1)
            return true;
        if (c == '?' || c == ':')
            return refuse_global(shell, globals, c, argv[at]);
        global = find_global(globals, c);
        if (!global->take(shell, optarg))
            return false;
    }
    return true;
}

static bool
read_environment(Shell *shell)
{
    const char *debug = shell_environment(shell, "DEBUG");
    const char *log = shell_environment(shell, "LOG_FILE");
    int level = shell->debug_level;

    if (debug &&
        (!read_debug_level(debug, &level) || level < SHELL_DEBUG_ALL || level > SHELL_DEBUG_ERROR))
        shell_error(shell, "%s_DEBUG not set with a valid numeric value", shell->tool->prefix);
    else
        shell->debug_level = level;
    return !log || *log == '\0' || output_open_log(shell, log);
}

/* --- running */

/* Hidden commands are for other programs, which do not want to hear of connections. */
static bool
is_hidden(const GPtrArray *lines)
{
    return lines && lines->len == 1 &&
           ((const ShellLine *)g_ptr_array_index(lines, 0))->command->hidden;
}

static bool
start(Shell *shell, const GPtrArray *lines)
{
    if (shell->tool->start && !shell->tool->start(shell))
        return false;
    if (!shell->has_uri || is_hidden(lines) || shell->tool->connect(shell))
        return true;
    shell_report(shell);
    return false;
}

static void
say_commands(Shell *shell, int argc, char **argv)
{
    g_autofree char *text = g_strjoinv(" ", argv);

    shell_debug(shell, SHELL_DEBUG_INFO, "commands: \"%s\"\n", text);
}

static bool
run(Shell *shell, int argc, char **argv)
{
    g_autoptr(GPtrArray) lines = NULL;
    bool ok = true;

    shell->is_interactive = argc == 0;
    if (argc > 0) {
        say_commands(shell, argc, argv);
        if (argc == 1 && *argv[0] == '\0')
            return false;
        lines = argc == 1 ? lines_from_text(shell, argv[0]) : lines_from_argv(shell, argc, argv);
        if (!lines)
            return false;
    }
    if (!start(shell, lines))
        ok = false;
    else if (lines)
        ok = run_lines(shell, lines);
    else
        interact(shell);
    if (shell->tool->end)
        shell->tool->end(shell);
    return ok;
}

int
shell_main(const ShellTool *tool, void *data, int argc, char **argv)
{
    Shell shell = { .tool = tool, .data = data, .debug_level = DEBUG_USUAL, .log_fd = -1 };
    bool ok;

    setlocale(LC_ALL, "");
    if (virInitialize() < 0) {
        shell_error(&shell, "Failed to initialize libvirt");
        return EXIT_FAILURE;
    }
    output_start(&shell);
    ok = read_environment(&shell) && read_globals(&shell, argc, argv) &&
         (shell.is_answered || run(&shell, argc - optind, argv + optind));
    shell_forget_error();
    output_end(&shell);
    if (fflush(stdout) != 0 || ferror(stdout))
        ok = false;
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
