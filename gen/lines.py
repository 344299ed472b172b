# SPDX-License-Identifier: LGPL-2.1-or-later
"""The line language that api/ and schema/ share: indented lines of words.

    word word "quoted words" word(a, b=c)  -- documentation to the end of the line   # comment

Two spaces of indentation make a line the child of the one above. A line whose first word is in
RAW keeps the rest of itself as one untouched text. Everything else about the languages is said by
the tables of their readers.
"""

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

RAW = {"doc", "c"}

TOKEN = re.compile(
    r"""\s*(?:
        "(?P<string>(?:\\"|[^"])*)"
      | (?P<word>[^\s"()]+)(?P<group>\([^()"]*\))?
      | (?P<bare>\([^()"]*\))
    )""",
    re.VERBOSE,
)


class DescriptionError(Exception):
    """A wrong description: says where, what was found and what is accepted."""

    def __init__(self, where, message):
        super().__init__(f"{where}: {message}")


@dataclass
class Word:
    """One word: its text, whether it was quoted, and the items of a (group) that follows it."""

    text: str
    quoted: bool = False
    group: list | None = None

    def __str__(self):
        return self.text


@dataclass
class Line:
    path: str
    number: int
    words: list
    doc: str = ""
    raw: str = ""
    children: list = field(default_factory=list)

    @property
    def where(self):
        return f"{self.path}:{self.number}"

    @property
    def key(self):
        return self.words[0].text

    @property
    def source(self):
        """How generated code names this place: stable under edits elsewhere in the file."""
        return f"{self.path}, {' '.join(w.text for w in self.words[:2])}"

    def fail(self, message):
        raise DescriptionError(self.where, message)

    def texts(self):
        return [w.text for w in self.words]


def split_group(text):
    """The items of "(a, b=c)"; an empty group has none."""
    inner = text[1:-1].strip()
    return [item.strip() for item in inner.split(",")] if inner else []


def strip_comment(text):
    """Text up to a # that stands at the start or after a blank, outside quotes."""
    in_quotes = False
    for i, ch in enumerate(text):
        if ch == '"' and text[i - 1 : i] != "\\":
            in_quotes = not in_quotes
        elif ch == "#" and not in_quotes and (i == 0 or text[i - 1].isspace()):
            return text[:i]
    return text


def lex_line(path, number, text):
    """One Line of a non-empty text without indentation, or None for a comment."""
    first = text.split(None, 1)
    if first[0] in RAW:
        return Line(path, number, [Word(first[0])], raw=first[1].strip() if len(first) > 1 else "")
    body, mark, doc = text.partition(" -- ")
    body = strip_comment(body)
    if not body.strip():
        return None
    words, pos = [], 0
    body = body.rstrip()
    while pos < len(body):
        match = TOKEN.match(body, pos)
        if not match:
            raise DescriptionError(
                f"{path}:{number}",
                f"cannot read '{body[pos:].strip()}': expected a word, a \"string\" or (a, b)",
            )
        if match["string"] is not None:
            words.append(Word(match["string"].replace('\\"', '"'), quoted=True))
        elif match["bare"] is not None:
            words.append(Word("", group=split_group(match["bare"])))
        else:
            group = split_group(match["group"]) if match["group"] else None
            words.append(Word(match["word"], group=group))
        pos = match.end()
    return Line(path, number, words, doc=doc.strip() if mark else "")


def read_text(path, text):
    """The top-level Lines of a description, each with its children."""
    top, stack = [], []
    for number, raw in enumerate(text.split("\n"), 1):
        if not raw.strip() or raw.lstrip().startswith("#"):
            continue
        where = f"{path}:{number}"
        if "\t" in raw:
            raise DescriptionError(where, "tab found: indentation is two spaces a level")
        indent = len(raw) - len(raw.lstrip(" "))
        if indent % 2:
            raise DescriptionError(where, f"indented by {indent}: must be a multiple of two spaces")
        level = indent // 2
        if level > len(stack):
            raise DescriptionError(
                where, f"indented {level} levels below a line of level {len(stack) - 1}"
            )
        line = lex_line(path, number, raw.strip())
        if line is None:
            continue
        del stack[level:]
        (stack[-1].children if stack else top).append(line)
        stack.append(line)
    return top


def read_folder(folder, suffix):
    """The top-level Lines of every file of a folder, files in order of name."""
    folder = Path(folder)
    lines = []
    for path in sorted(folder.glob(f"*{suffix}")):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as e:
            raise DescriptionError(f"{folder.name}/{path.name}:1", f"not UTF-8: {e.reason}")
        lines += read_text(f"{folder.name}/{path.name}", text)
    return lines


def write_if_changed(path, text):
    """Keep the time stamp of an unchanged file, so that nothing that uses it is built again."""
    path = Path(path)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def main_guard(function):
    """Run a generator; a wrong description is one line on stderr, not a traceback."""
    try:
        function()
    except DescriptionError as e:
        sys.exit(str(e))
