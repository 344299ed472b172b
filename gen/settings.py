# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reads api/settings: what may stand in the files of settings. The grammar is in its README.md."""

from dataclasses import dataclass, field

from lines import read_folder

TYPES = ("bool", "int", "uint", "size", "string", "strings", "word")
NUMBERS = ("int", "uint", "size")


@dataclass
class Setting:
    name: str
    type: str
    doc: str
    source: str
    words: list = field(default_factory=list)
    default: str | None = None
    shown: str | None = None
    called: str = "value"
    since: str | None = None
    ignored: bool = False
    least: tuple | None = None  # number, what the error says


@dataclass
class Group:
    name: str
    title: str
    struct: str
    doc: str = ""
    settings: list = field(default_factory=list)


@dataclass
class File:
    name: str
    symbol: str
    struct: str
    doc: str = ""
    like: list = field(default_factory=list)
    parts: list = field(default_factory=list)  # of (Group, [Setting])
    fixed: list = field(default_factory=list)  # of Setting, with the default whatever the file says
    values: dict = field(default_factory=dict)

    def default(self, setting):
        return self.values.get(setting.name, setting.default)


@dataclass
class Description:
    structs: dict = field(default_factory=dict)  # name: header
    groups: dict = field(default_factory=dict)
    files: list = field(default_factory=list)


def value_of(line, words, key):
    if not words:
        line.fail(f"'{key}' without a value")
    return words.pop(0).text


def check_number(line, text):
    if not text.lstrip("-").isdigit():
        line.fail(f"'{text}' is not a number")


def read_setting(line):
    words = line.words[1:]
    if not words or words[0].text not in TYPES:
        line.fail(f"'{line.key}' has no type: expected one of {', '.join(TYPES)}")
    if not line.doc:
        line.fail(f"'{line.key}' has no text")
    kind = words.pop(0)
    result = Setting(line.key, kind.text, line.doc, line.source, kind.group or [])
    if (kind.text == "word") != bool(result.words):
        line.fail("'word', and nothing else, has a list of words")
    while words:
        word = words.pop(0)
        if word.text in ("default", "shown", "called", "since"):
            setattr(result, word.text, value_of(line, words, word.text))
        elif word.text == "least" and len(words) >= 2:
            number = value_of(line, words, "least")
            check_number(line, number)
            result.least = number, value_of(line, words, "least")
        elif word.text == "ignored":
            result.ignored = True
        else:
            line.fail(f"unknown word '{word.text}'")
    if result.default is not None and result.type in NUMBERS + ("bool",):
        check_number(line, result.default)
    if result.default is not None and result.type == "word" and result.default not in result.words:
        line.fail(f"the default is none of {', '.join(result.words)}")
    if result.least and result.type != "uint":
        line.fail("only a 'uint' has a least value")
    return result


class Reader:
    def __init__(self):
        self.out = Description()
        self.struct = None

    def read(self, line):
        reader = getattr(self, f"read_{line.key}", None)
        if not reader:
            line.fail(f"unknown statement '{line.key}': expected struct, group or file")
        if len(line.words) != 3:
            line.fail(f"expected '{line.key} NAME VALUE'")
        reader(line, *(word.text for word in line.words[1:]))

    def read_struct(self, line, name, header):
        self.struct = name
        self.out.structs[name] = header

    def read_group(self, line, name, title):
        if not self.struct:
            line.fail("a group before the first struct")
        group = self.out.groups[name] = Group(name, title, self.struct)
        known = {s.name for g in self.out.groups.values() if g.struct == self.struct
                 for s in g.settings}
        for child in line.children:
            if child.key == "doc":
                group.doc = child.raw
                continue
            if child.key in known:
                child.fail(f"'{child.key}' is there already")
            known.add(child.key)
            group.settings.append(read_setting(child))

    def read_file(self, line, name, symbol):
        file = File(name, symbol, self.struct)
        self.out.files.append(file)
        for child in line.children:
            words = child.words[1:]
            if child.key == "doc":
                file.doc = child.raw
            elif child.key == "like" and len(words) == 1:
                file.like.append(words[0].text)
            elif child.key == "set" and len(words) == 2:
                file.values[words[0].text] = words[1].text
            elif child.key == "use" and words:
                file.parts.append(self.use(child, *words))
            elif child.key == "fixed" and words:
                file.fixed += self.use(child, *words)[1]
            else:
                child.fail("expected doc, like NAME, set NAME VALUE, use GROUP [only(NAME, ...)] "
                           "or fixed GROUP [only(NAME, ...)]")
        used = {s.name for _, settings in file.parts for s in settings}
        file.fixed = [s for s in file.fixed if s.name not in used and not s.ignored]
        names = used | {s.name for s in file.fixed}
        for unknown in file.values.keys() - names:
            line.fail(f"there is no setting '{unknown}' to set")

    def use(self, line, name, only=None):
        group = self.out.groups.get(name.text)
        if not group:
            line.fail(f"there is no group '{name.text}'")
        if not only:
            return group, group.settings
        chosen = [s for s in group.settings if s.name in only.group]
        if only.text != "only" or len(chosen) != len(only.group):
            line.fail("expected only(NAME, ...) with names of the group")
        return group, chosen


def load(folder):
    reader = Reader()
    for line in read_folder(folder, ".api"):
        reader.read(line)
    return reader.out
