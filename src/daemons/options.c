/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemons/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/err.h"
#include "base/log.h"
#include "base/number.h"

LOG_SOURCE("daemons.options");

/* Ours, for tests and second instances; without a letter. */
enum {
    OPTION_ROOT = 256,
    OPTION_DRIVER,
};

typedef struct Option {
    const char *name;
    const char *argument; /* what it is; NULL for none */
    const char *text;     /* NULL: not in the help */
    int letter;
    unsigned int feature; /* of daemons that have it; 0: all */
} Option;

static const Option option_table[] = {
    { "help", NULL, "Show this help and end", 'h', 0 },
    { "verbose", NULL, "Say more of what happens", 'v', 0 },
    { "daemon", NULL, "Run in the background, with a pid file", 'd', 0 },
    { "listen", NULL, "Take connections over TCP/IP too", 'l', DAEMON_NETWORK },
    { "timeout", "secs", "End after so long without use", 't', 0 },
    { "config", "file", "Read settings from this file", 'f', 0 },
    { "version", NULL, "Show the version and end", 'V', 0 },
    { "pid-file", "file", "Use this file for the pid", 'p', 0 },
    { "root", "dir", NULL, OPTION_ROOT, 0 },
    { "driver", "name", NULL, OPTION_DRIVER, 0 },
};

static bool
has_option(const DaemonSpec *spec, const Option *option)
{
    return !option->feature || (spec->features & option->feature);
}

static void
print_options(const DaemonSpec *spec, FILE *to)
{
    for (size_t i = 0; i < G_N_ELEMENTS(option_table); i++) {
        const Option *option = &option_table[i];
        g_autofree char *left = NULL;

        if (!option->text || !has_option(spec, option))
            continue;
        left = g_strdup_printf(
            "-%c | --%s%s%s%s", option->letter, option->name, option->argument ? " <" : "",
            option->argument ? option->argument : "", option->argument ? ">" : "");
        fprintf(to, "  %-22s %s\n", left, option->text);
    }
}

static void
print_help(const DaemonSpec *spec, const char *program, FILE *to)
{
    Daemon daemon = { .spec = spec };
    const DaemonOptions none = { .timeout = -1 };
    g_autoptr(GError) error = NULL;

    fprintf(to, "\nUsage:\n  %s [options]\n\nOptions:\n", program);
    print_options(spec, to);
    fprintf(to, "\n%s management daemon:\n", spec->name);
    if (!options_paths(&daemon, &none, &error)) {
        fprintf(to, "\n  Default paths: %s\n", error->message);
        return;
    }
    fprintf(to,
            "\n  Default paths:\n\n    Configuration file (unless overridden by -f):\n      %s\n",
            daemon.paths.settings);
    fprintf(to, "\n    Sockets:\n      %s/%s-sock\n", daemon.paths.runtime, spec->socket_name);
    if (daemon.is_system && (spec->features & DAEMON_READ_ONLY))
        fprintf(to, "      %s/%s-sock-ro\n", daemon.paths.runtime, spec->socket_name);
    if (spec->features & DAEMON_NETWORK)
        fprintf(to,
                "\n    TLS:\n      CA certificate: %s\n      Server certificate: %s\n"
                "      Server private key: %s\n",
                daemon.paths.ca_file, daemon.paths.cert_file, daemon.paths.key_file);
    fprintf(to, "\n    PID file (unless overridden by -p):\n      %s\n\n", daemon.paths.pid_file);
    options_paths_clear(&daemon.paths);
}

static bool
take_timeout(const char *text, DaemonOptions *options)
{
    if (number_int(text, 10, "timeout", &options->timeout, NULL) && options->timeout >= 0)
        return true;
    LOG_ERROR("%s", "Invalid value for timeout");
    return false;
}

static void
take_text(char **where, const char *text)
{
    g_free(*where);
    *where = g_strdup(text);
}

static void
add_driver(DaemonOptions *options, const char *name)
{
    guint n = options->drivers ? g_strv_length(options->drivers) : 0;

    options->drivers = g_renew(char *, options->drivers, n + 2);
    options->drivers[n] = g_strdup(name);
    options->drivers[n + 1] = NULL;
}

/* True to go on. */
static bool
take_option(const DaemonSpec *spec, const char *program, int letter, DaemonOptions *options,
            OptionsResult *result)
{
    switch (letter) {
    case 'v':
        options->is_verbose = true;
        return true;
    case 'd':
        options->is_daemon = true;
        return true;
    case 'l':
        options->listens = true;
        return true;
    case 't':
        *result = OPTIONS_WRONG;
        return take_timeout(optarg, options);
    case 'f':
        take_text(&options->settings, optarg);
        return true;
    case 'p':
        take_text(&options->pid_file, optarg);
        return true;
    case OPTION_ROOT:
        take_text(&options->root, optarg);
        return true;
    case OPTION_DRIVER:
        add_driver(options, optarg);
        return true;
    case 'V':
        printf("%s (libvirt) %d.%d.%d\n", program, LIBVIR_VERSION_NUMBER / 1000000,
               LIBVIR_VERSION_NUMBER / 1000 % 1000, LIBVIR_VERSION_NUMBER % 1000);
        *result = OPTIONS_DONE;
        return false;
    case 'h':
        print_help(spec, program, stderr); /* where the original's goes */
        *result = OPTIONS_DONE;
        return false;
    default:
        print_help(spec, program, stderr);
        *result = OPTIONS_WRONG;
        return false;
    }
}

OptionsResult
options_read(const DaemonSpec *spec, int argc, char **argv, DaemonOptions *options)
{
    struct option longs[G_N_ELEMENTS(option_table) + 1] = { 0 };
    g_autoptr(GString) shorts = g_string_new(NULL);
    OptionsResult result = OPTIONS_RUN;
    size_t n = 0;

    *options = (DaemonOptions){ .timeout = -1 };
    for (size_t i = 0; i < G_N_ELEMENTS(option_table); i++) {
        const Option *option = &option_table[i];

        if (!has_option(spec, option))
            continue;
        longs[n++] =
            (struct option){ option->name, option->argument ? required_argument : no_argument, NULL,
                             option->letter };
        if (option->letter < OPTION_ROOT)
            g_string_append_printf(shorts, "%c%s", option->letter, option->argument ? ":" : "");
    }
    for (;;) {
        int letter = getopt_long(argc, argv, shorts->str, longs, NULL);

        if (letter < 0)
            break;
        if (!take_option(spec, argv[0], letter, options, &result))
            return result;
    }
    if (optind < argc) {
        fprintf(stderr, "%s: unexpected, non-option, command line arguments\n", argv[0]);
        return OPTIONS_WRONG;
    }
    return OPTIONS_RUN;
}

void
options_clear(DaemonOptions *options)
{
    g_free(options->settings);
    g_free(options->pid_file);
    g_free(options->root);
    g_strfreev(options->drivers);
}
