/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Generated from the commands of small. */
#include <stddef.h>
#include "small-commands.h"
#include "shell-commands.h"

static const ShellType type_thing = { .find = find_thing, .free = free_thing };

/* commands/small.commands, command thing-set */
static const char *const aliases_thing_set[] = { "tset", NULL };
static const ShellOption options_thing_set[] = {
    { .name = "thing", .kind = SHELL_OBJECT, .usage = "[--thing] <string>", .label = "<string>", .synopsis = "<thing>", .help = "which one", .offset = offsetof(ThingSetArgs, thing), .type = &type_thing, .complete = complete_things, .flags = SHELL_REQUIRED | SHELL_LATE | SHELL_POSITIONAL },
    { .name = "force", .kind = SHELL_BOOL, .usage = "--force", .label = "<string>", .synopsis = "[--force]", .help = "even if it hurts", .offset = offsetof(ThingSetArgs, force) },
    { .name = "default", .kind = SHELL_STRING, .usage = "[--default] <string>", .label = "<string>", .synopsis = "[<default>]", .help = "what it was", .offset = offsetof(ThingSetArgs, default_), .flags = SHELL_EMPTY | SHELL_POSITIONAL },
    { .name = "size", .kind = SHELL_SCALED, .usage = "--size <number>", .label = "<number>", .synopsis = "[--size <number>]", .help = "how large", .offset = offsetof(ThingSetArgs, size), .has_offset = offsetof(ThingSetArgs, has_size), .scale = 1024, .max = 1048576, .failure = "that was no size", .flags = SHELL_LOOSE },
    { .name = "low", .kind = SHELL_I32, .usage = "--low <number>", .label = "<number>", .synopsis = "[--low <number>]", .help = "lower end", .offset = offsetof(ThingSetArgs, low), .has_offset = offsetof(ThingSetArgs, has_low), .scale = 1 },
    { .name = "high", .kind = SHELL_I32, .usage = "--high <number>", .label = "<number>", .synopsis = "[--high <number>]", .help = "upper end", .offset = offsetof(ThingSetArgs, high), .has_offset = offsetof(ThingSetArgs, has_high), .scale = 1 },
    { .name = "id", .kind = SHELL_U64, .usage = "--id <number>", .label = "<number>", .synopsis = "--id <number>", .help = "number", .offset = offsetof(ThingSetArgs, id), .complete = complete_ids, .scale = 1, .flags = SHELL_REQUIRED | SHELL_WRAP },
    { .name = "old-id", .kind = SHELL_ALIAS, .target = "id" },
    { .name = "huge", .kind = SHELL_ALIAS, .target = "size=1000" },
    { .name = "words", .kind = SHELL_ARGV, .usage = "<words>", .label = "<string>", .synopsis = "[<words>]...", .help = "all the rest", .offset = offsetof(ThingSetArgs, words), .flags = SHELL_POSITIONAL },
};
static const ShellRule rules_thing_set[] = {
    { SHELL_RULE_EXCLUSIVE, 2, { 1, 2 }, NULL },
    { SHELL_RULE_REQUIRES, 2, { 1, 3 }, NULL },
    { SHELL_RULE_ANY, 2, { 4, 5 }, "low or high" },
    { SHELL_RULE_ORDER, 2, { 4, 5 }, "low comes before high" },
};
static bool
call_thing_set(Shell *shell, const void *args)
{
    return run_thing_set(shell, args);
}

const ShellCommand command_thing_set = {
    .name = "thing-set",
    .help = "change a thing",
    .aliases = aliases_thing_set,
    .description = "Changes a \"thing\".\nNobody knows why.",
    .options = options_thing_set,
    .n_options = 10,
    .args_size = sizeof(ThingSetArgs),
    .rules = rules_thing_set,
    .n_rules = 4,
    .connects = true,
    .run = call_thing_set,
};

/* commands/small.commands, command internal */
static bool
call_internal(Shell *shell, const void *args)
{
    return run_internal(shell);
}

const ShellCommand command_internal = {
    .name = "internal",
    .help = "for tests",
    .lenient = true,
    .hidden = true,
    .run = call_internal,
};

static const ShellCommand *const group_small[] = {
    &command_thing_set,
    &command_internal,
    NULL,
};

const ShellGroup tool_groups[] = {
    { "Small things", "small", group_small },
    { NULL },
};
