# SPDX-License-Identifier: LGPL-2.1-or-later
"""The commands of a tool as tables for the shell's engine, with a struct of arguments for each."""

from commands import NUMBERS
from model import camel

SOURCE = "commands"
C_NUMBERS = {"i32": "int", "u32": "unsigned int", "u64": "unsigned long long",
             "scaled": "unsigned long long"}
RULE_ROOM = 8  # SHELL_RULE_OPTIONS


def text(words):
    """A C string literal, or NULL."""
    if not words:
        return "NULL"
    escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def struct_name(command):
    return camel(command.c_name) + "Args"


def members(command):
    for o in command.options:
        if o.kind == "bool":
            yield f"bool {o.member};"
        elif o.kind == "string":
            yield f"const char *{o.member};"
        elif o.kind == "argv":
            yield f"const char *const *{o.member}; /* ends with NULL; NULL for none */"
        elif o.kind == "object":
            yield f"{o.type.c} {o.member};"
        elif o.kind in NUMBERS:
            yield f"{C_NUMBERS[o.kind]} {o.member};"
            if "required" not in o.flags:
                yield f"bool has_{o.member};"


def struct(command):
    rows = [f"    {m}" for m in members(command)]
    if not rows:
        return ""
    name = struct_name(command)
    return "\n".join([f"/* {command.synopsis} */", f"typedef struct {name} {{", *rows, f"}} {name};", "", ""])


def parameters(command):
    has_args = any(True for _ in members(command))
    return f"Shell *shell, const {struct_name(command)} *args" if has_args else "Shell *shell"


def header(tool):
    symbol = f"VIRTUE_{tool.name.upper().replace('-', '_')}_COMMANDS_H"
    out = ["/* SPDX-License-Identifier: LGPL-2.1-or-later */",
           f"/* Generated from the commands of {tool.name}: what each is given. */",
           f"#ifndef {symbol}", f"#define {symbol}", "", "#include <stdbool.h>",
           f'#include "{tool.name}-types.h"', ""]
    out += [struct(c) for c in tool.commands if struct(c)]
    out += ["/* What each does. False: it failed, and has said why. */"]
    out += [f"bool run_{c.c_name}({parameters(c)});" for c in tool.commands]
    out += [""] + [f"extern const ShellCommand command_{c.c_name};" for c in tool.commands]
    if tool.groups:
        out += ["extern const ShellGroup tool_groups[];"]
    return "\n".join([*out, "", "#endif", ""])


def option_row(command, o):
    flags = [f"SHELL_{f.upper()}" for f in ("required", "loose", "empty", "late", "wrap") if f in o.flags]
    if o.positional:
        flags.append("SHELL_POSITIONAL")
    row = [f".name = {text(o.name)}", f".kind = SHELL_{o.kind.upper()}"]
    if o.kind != "alias":
        row += [f".usage = {text(o.usage)}", f".label = {text(o.label)}", f".synopsis = {text(o.synopsis)}", f".help = {text(o.doc)}",
                f".offset = offsetof({struct_name(command)}, {o.member})"]
    if o.kind in NUMBERS and "required" not in o.flags:
        row.append(f".has_offset = offsetof({struct_name(command)}, has_{o.member})")
    if o.kind == "alias":
        row.append(f".target = {text(o.target)}")
    if o.type:
        row.append(f".type = &type_{o.type.name}")
    if o.complete:
        row.append(f".complete = {o.complete}")
    if o.kind in NUMBERS:
        row.append(f".scale = {o.scale}")
    if o.max:
        row.append(f".max = {o.max}")
    if o.failure:
        row.append(f".failure = {text(o.failure)}")
    if flags:
        row.append(".flags = " + " | ".join(flags))
    return "    { " + ", ".join(row) + " },"


def rule_row(command, rule):
    index = [str(next(i for i, o in enumerate(command.options) if o.name == n)) for n in rule.options]
    if len(index) > RULE_ROOM:
        rule.line.fail(f"a rule is about at most {RULE_ROOM} options")
    return (f"    {{ SHELL_RULE_{rule.kind.upper()}, {len(index)}, {{ {', '.join(index)} }}, "
            f"{text(rule.message)} }},")


def command_text(c):
    out, row = [f"/* {c.line.source} */"], [f".name = {text(c.name)}", f".help = {text(c.short)}"]
    if c.aliases:
        out.append(f"static const char *const aliases_{c.c_name}[] = "
                   f"{{ {', '.join(text(a) for a in c.aliases)}, NULL }};")
        row.append(f".aliases = aliases_{c.c_name}")
    if c.doc:
        row.append(".description = " + text("\n".join(c.doc)))
    if c.options:
        out += [f"static const ShellOption options_{c.c_name}[] = {{",
                *[option_row(c, o) for o in c.options], "};"]
        row += [f".options = options_{c.c_name}", f".n_options = {len(c.options)}",
                f".args_size = sizeof({struct_name(c)})"]
    if c.rules:
        out += [f"static const ShellRule rules_{c.c_name}[] = {{",
                *[rule_row(c, r) for r in c.rules], "};"]
        row += [f".rules = rules_{c.c_name}", f".n_rules = {len(c.rules)}"]
    if c.connects:
        row.append(".connects = true")
    if c.lenient:
        row.append(".lenient = true")
    if c.hidden:
        row.append(".hidden = true")
    call = "shell, args" if c.options else "shell"
    out += [f"static bool\ncall_{c.c_name}(Shell *shell, const void *args)\n{{",
            f"    return run_{c.c_name}({call});", "}", ""]
    row.append(f".run = call_{c.c_name}")
    out += [f"const ShellCommand command_{c.c_name} = {{", *[f"    {r}," for r in row], "};", ""]
    return "\n".join(out)


def type_text(t):
    return (f"static const ShellType type_{t.name} = "
            f"{{ .find = {t.find}, .free = {t.free} }};\n")


def group_text(group):
    symbol = "group_" + group.keyword.replace("-", "_")
    rows = [f"    &command_{c.c_name}," for c in group.rows]
    return "\n".join([f"static const ShellCommand *const {symbol}[] = {{", *rows, "    NULL,", "};", ""])


def source(tool):
    out = ["/* SPDX-License-Identifier: LGPL-2.1-or-later */",
           f"/* Generated from the commands of {tool.name}. */",
           "#include <stddef.h>", f'#include "{tool.name}-commands.h"', '#include "shell-commands.h"', ""]
    out += [type_text(t) for t in tool.types.values()]
    out += [command_text(c) for c in tool.commands]
    out += [group_text(g) for g in tool.groups]
    if tool.groups:
        out += ["const ShellGroup tool_groups[] = {",
                *[f"    {{ {text(g.name)}, {text(g.keyword)}, group_{g.keyword.replace('-', '_')} }},"
                  for g in tool.groups],
                "    { NULL },", "};", ""]
    return "\n".join(out)


def outputs(tool):
    return {f"{tool.name}-commands.h": header(tool), f"{tool.name}-commands.c": source(tool)}
