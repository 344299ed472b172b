# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reads the commands of a tool (src/tools/README.md) into Tool, Group, Command, Option, Rule."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from lines import DescriptionError, read_folder

SUFFIX = ".commands"
NUMBERS = {"i32", "u32", "u64", "scaled"}
KINDS = {"bool", "string", "argv", "alias"} | NUMBERS
RULES = {"exclusive", "requires", "any", "order"}
OPTION_FLAGS = {"required", "positional", "named", "loose", "empty", "late", "wrap", "text"}
C_WORDS = {"auto", "bool", "break", "case", "char", "const", "continue", "default", "do", "double", "else",
           "enum", "extern", "float", "for", "goto", "if", "int", "long", "register", "return", "short",
           "signed", "sizeof", "static", "struct", "switch", "typedef", "union", "unsigned", "void",
           "volatile", "while"}


@dataclass
class Type:
    """A kind of object that an option names, as the tool's hooks find it."""

    name: str
    c: str
    find: str
    free: str
    complete: str = ""


@dataclass
class Option:
    line: object
    name: str
    kind: str
    doc: str
    type: Type | None = None
    target: str = ""
    complete: str = ""
    scale: int = 1
    max: int = 0
    failure: str = ""
    flags: set = field(default_factory=set)

    @property
    def member(self):
        name = self.name.replace("-", "_")
        return name + "_" if name in C_WORDS else name

    @property
    def positional(self):
        return bool(self.flags & {"required", "positional"}) and "named" not in self.flags

    @property
    def label(self):
        return "<number>" if self.kind in NUMBERS and "text" not in self.flags else "<string>"

    @property
    def synopsis(self):
        if self.kind == "bool":
            return f"[--{self.name}]"
        if self.kind == "argv":
            form = f"<{self.name}>" if self.positional else f"--{self.name} {self.label}"
            return f"{form}..." if "required" in self.flags else f"[{form}]..."
        form = f"<{self.name}>" if self.positional else f"--{self.name} {self.label}"
        return form if "required" in self.flags else f"[{form}]"

    @property
    def usage(self):
        """How the list of options shows it."""
        if self.kind == "bool":
            return f"--{self.name}"
        if self.kind == "argv" and self.positional and "required" not in self.flags:
            return f"<{self.name}>"
        return f"[--{self.name}] {self.label}" if self.positional else f"--{self.name} {self.label}"


@dataclass
class Rule:
    line: object
    kind: str
    options: list
    message: str


@dataclass
class Command:
    line: object
    name: str
    short: str
    connects: bool
    hidden: bool
    lenient: bool
    aliases: list = field(default_factory=list)
    doc: list = field(default_factory=list)
    options: list = field(default_factory=list)
    rules: list = field(default_factory=list)

    @property
    def c_name(self):
        return self.name.replace("-", "_")

    @property
    def synopsis(self):
        shown = [o.synopsis for o in self.options if o.kind != "alias"]
        return " ".join([self.name, *shown])

    def option(self, name):
        return next((o for o in self.options if o.name == name and o.kind != "alias"), None)


@dataclass
class Group:
    keyword: str
    name: str
    rows: list = field(default_factory=list)  # of Command; shared ones come from the shell


@dataclass
class Tool:
    name: str
    doc: list
    types: dict = field(default_factory=dict)
    groups: list = field(default_factory=list)
    commands: list = field(default_factory=list)  # of this folder, also those of no group


def group_text(word, line):
    if not word.group:
        line.fail(f"'{word}' needs its (argument)")
    return word.group[0]


def set_number(option, word, line):
    text = group_text(word, line)
    if not re.fullmatch(r"\d+", text):
        line.fail(f"{word}({text}): expected a number")
    setattr(option, word.text, int(text))


def read_option(tool, command, line):
    """option NAME TYPE words -- text, and below it: else "what is said besides"."""
    if len(line.words) < 3:
        line.fail("expected: option NAME TYPE words -- text")
    name, kind = line.words[1].text, line.words[2]
    option = Option(line, name, kind.text, line.doc)
    if kind.text in tool.types:
        option.kind, option.type = "object", tool.types[kind.text]
        option.complete = option.type.complete
    elif kind.text == "alias":
        option.target = group_text(kind, line)
    elif kind.text not in KINDS:
        line.fail(f"no type '{kind}': expected one of {', '.join(sorted(KINDS | set(tool.types)))}")
    for word in line.words[3:]:
        if word.text in OPTION_FLAGS and word.group is None:
            option.flags.add(word.text)
        elif word.text == "complete":
            option.complete = group_text(word, line)
        elif word.text in ("scale", "max"):
            set_number(option, word, line)
        else:
            line.fail(f"'{word}': expected {', '.join(sorted(OPTION_FLAGS))}, complete(), scale(), max()")
    for child in line.children:
        if child.key != "else" or len(child.words) != 2:
            child.fail('expected: else "text"')
        option.failure = child.words[1].text
    if not option.doc and option.kind != "alias":
        line.fail("an option says what it is for: -- text")
    if any(o.name == name for o in command.options):
        line.fail(f"{command.name} has an option {name} already")
    command.options.append(option)


def read_rule(command, line):
    """rule exclusive(a, b) "message"."""
    word = line.words[1] if len(line.words) > 1 else None
    if word is None or word.text not in RULES or not word.group:
        line.fail(f"expected: rule {'|'.join(sorted(RULES))}(options) \"message\"")
    message = line.words[2].text if len(line.words) > 2 else ""
    if not message and word.text in ("any", "order"):
        line.fail(f"{word} needs a message")
    command.rules.append(Rule(line, word.text, word.group, message))


def check(command):
    for rule in command.rules:
        for name in rule.options:
            if not command.option(name):
                rule.line.fail(f"{command.name} has no option '{name}'")
        if rule.kind == "order" and any(command.option(n).kind not in NUMBERS for n in rule.options):
            rule.line.fail("order() is about numbers")
    for option in command.options:
        if option.kind == "alias" and not command.option(option.target.partition("=")[0]):
            option.line.fail(f"{command.name} has no option '{option.target}'")


def read_command(tool, line):
    if len(line.words) < 2 or not line.doc:
        line.fail("expected: command NAME connect? hidden? lenient? -- what it does")
    words = line.texts()[2:]
    for word in words:
        if word not in ("connect", "hidden", "lenient"):
            line.fail(f"'{word}': expected connect, hidden, lenient")
    command = Command(line, line.words[1].text, line.doc, "connect" in words, "hidden" in words,
                      "lenient" in words)
    for child in line.children:
        if child.key == "alias":
            command.aliases += child.texts()[1:]
        elif child.key == "doc":
            command.doc.append(child.raw)
        elif child.key == "option":
            read_option(tool, command, child)
        elif child.key == "rule":
            read_rule(command, child)
        else:
            child.fail(f"'{child.key}': expected alias, doc, option, rule")
    check(command)
    return command


def read_type(tool, line):
    """type NAME "C type" find(f) free(f) complete(f)?"""
    hooks = {w.text: group_text(w, line) for w in line.words[3:]}
    if len(line.words) < 5 or not {"find", "free"} <= set(hooks) or set(hooks) - {"find", "free", "complete"}:
        line.fail('expected: type NAME "C type" find(function) free(function) complete(function)?')
    tool.types[line.words[1].text] = Type(line.words[1].text, line.words[2].text, **hooks)


def read_group(tool, line, shared):
    """group KEYWORD "Name", and below it, in order: builtins, or names of commands."""
    if len(line.words) != 3:
        line.fail('expected: group KEYWORD "Name"')
    group = Group(line.words[1].text, line.words[2].text)
    known = {c.name: c for c in tool.commands}
    for child in line.children:
        for name in child.texts():
            if name == "builtins":
                group.rows += shared
            elif name in known:
                group.rows.append(known[name])
            else:
                child.fail(f"no command '{name}'")
    tool.groups.append(group)


def shared_of(folder):
    """The commands that all tools have, which stand in a folder beside or around that of a tool."""
    own = Path(folder).resolve()
    for shell in (own.parent / "shell", own.parent):
        if shell.name == "shell" and shell != own and shell.is_dir():
            return load(shell).commands
    return []


def load(folder):
    """The tool of a folder. What all tools have stands where a group says builtins."""
    shared = shared_of(folder)
    lines = read_folder(folder, SUFFIX)
    tool_lines = [line for line in lines if line.key == "tool"]
    if len(tool_lines) != 1:
        raise DescriptionError(str(folder), "expected one line: tool NAME")
    tool = Tool(tool_lines[0].words[1].text, [c.raw for c in tool_lines[0].children if c.key == "doc"])
    readers = {"type": lambda line: read_type(tool, line),
               "command": lambda line: tool.commands.append(read_command(tool, line)),
               "group": lambda line: read_group(tool, line, shared), "tool": lambda line: None}
    for line in lines:
        if line.key not in readers:
            line.fail(f"'{line.key}': expected {', '.join(sorted(readers))}")
    for key in ("type", "command", "group"):
        for line in lines:
            if line.key == key:
                readers[key](line)
    names = [n for c in shared + tool.commands for n in (c.name, *c.aliases)]
    for name in names:
        if names.count(name) > 1:
            raise DescriptionError(str(folder), f"'{name}' stands for two commands")
    if tool.groups:
        grouped = {c.name for g in tool.groups for c in g.rows}
        for command in tool.commands:
            if command.name not in grouped:
                command.line.fail(f"{command.name} is in no group")
    return tool
