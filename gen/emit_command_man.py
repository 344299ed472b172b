# SPDX-License-Identifier: LGPL-2.1-or-later
"""The manual page of a tool, from its commands."""

from emit_man import code, text

SOURCE = "commands"


def command_rows(command):
    names = ", ".join([command.name, *command.aliases])
    out = [".TP", f".B {code(names)}" if command.aliases else f".B {code(command.name)}"]
    out.append(text(" ".join(command.doc) if command.doc else command.short))
    options = [o for o in command.options if o.kind != "alias"]
    if options:
        out += [".RS", ".PP", f".B {code(command.synopsis)}"]
        for o in options:
            out += [".TP", f".B {code(o.usage)}", text(o.doc)]
        out.append(".RE")
    return out


def outputs(tool):
    upper = tool.name.upper()
    out = [f".\\\" Generated from the commands of {tool.name}.",
           f".TH {upper} 1 \"\" Virtue Virtualization", ".nh", ".ad l",
           ".SH NAME", f"{tool.name} \\- {text(tool.doc[0])}",
           ".SH SYNOPSIS", f".B {tool.name}", "[\\fIOPTION\\fP]... [\\fICOMMAND\\fP [\\fIARGUMENT\\fP]...]",
           ".SH DESCRIPTION", *[text(d) for d in tool.doc[1:]],
           ".PP", text("Several commands stand in one argument, parted by ';' or new lines. Without a command "
                       "the program asks for commands, on a terminal with history and completion."),
           ".SH OPTIONS", *[row for form, what in OPTIONS for row in (".TP", f".B {code(form)}", text(what))]]
    for group in tool.groups:
        out.append(f".SH {text(group.name).upper()}")
        for command in group.rows:
            if not command.hidden:
                out += command_rows(command)
    out += [".SH ENVIRONMENT"]
    prefix = upper.replace("-", "_")
    for name, what in ENVIRONMENT:
        out += [".TP", f".B {prefix}_{name}", text(what)]
    out += [".SH EXIT STATUS", text("0 if the last command did what it should, otherwise 1.")]
    return {f"{tool.name}.1": "\n".join(out) + "\n"}


OPTIONS = [
    ("-c, --connect URI", "Where to connect to."),
    ("-d, --debug LEVEL", "How much to say of what happens: 0 is all, 4 only errors."),
    ("-h, --help", "List options and commands."),
    ("-l, --log FILE", "Append what is said to a file, with times."),
    ("-q, --quiet", "Print nothing but what was asked for: no titles of tables, no blank lines."),
    ("-v, -V, --version[=short|long]", "The version."),
]
ENVIRONMENT = [
    ("DEBUG", "As --debug."),
    ("LOG_FILE", "As --log."),
    ("HISTSIZE", "How many lines the interactive shell remembers; 500 if it is not set."),
]
