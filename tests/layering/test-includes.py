#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A room includes itself and the rooms that its row in src/README.md names."""

import re
import sys
from fnmatch import fnmatch
from pathlib import Path

from tree import TOP, all_files, text_of

sys.path.insert(0, str(TOP / "tests/lib"))
from tap import Tap  # noqa: E402

ROW = re.compile(r"^\| `([\w/-]+)` \|.*\|([^|]*)\|$", re.M)
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.M)

# Libraries that one room hides from the others.
HIDDEN = {
    "expat.h": ["xml"],
    "gnutls/*": ["rpc", "tools/pki"],
    "sasl/*": ["rpc"],
    "libssh/*": ["rpc"],
    "readline/*": ["tools/shell"],
    "gio/*": ["daemons", "drivers/*"],
    "libudev.h": ["base", "drivers/*"],
}


def read_table():
    text = (TOP / "src/README.md").read_text(encoding="utf-8")
    return {room.replace("NAME", "*"): re.findall(r"`([^`]+)`", may) for room, may in ROW.findall(text)}


def room_of(parts):
    """The room of a path below src/."""
    if len(parts) > 2 and parts[0] in ("drivers", "tools"):
        return f"{parts[0]}/{parts[1]}"
    return parts[0] if len(parts) > 1 else ""


def row_of(table, room):
    for name, may in table.items():
        if fnmatch(room, name):
            return may
    return None


def problem_of(table, name, quote, included):
    room = room_of(name.parts[1:])
    if quote == "<":
        for pattern, rooms in HIDDEN.items():
            if fnmatch(included, pattern) and not any(fnmatch(room, r) for r in rooms):
                return f"only {', '.join(rooms)} may include <{included}>"
        return None
    if "/" not in included or (TOP / name).parent.joinpath(included).is_file():
        return None  # beside the file, or generated
    other = room_of(Path(included).parts)
    if other == room:
        return None
    if row_of(table, other) is None:
        return f"no room has {included}"
    if not any(fnmatch(other, r) for r in row_of(table, room)):
        return f"{room} may not include {included}"
    if included.endswith("-priv.h"):
        return f"{included} is private to {other}"
    return None


def main():
    table = read_table()
    tap = Tap()
    wrong = {}
    for name in all_files():
        room = room_of(name.parts[1:]) if name.parts[0] == "src" else ""
        if not room or name.suffix not in (".c", ".h"):
            continue
        wrong.setdefault(room, [])
        if row_of(table, room) is None:
            wrong[room].append(f"{name}: src/README.md has no row for {room}")
            continue
        for quote, included in INCLUDE.findall(text_of(name)):
            problem = problem_of(table, name, quote, included)
            if problem:
                wrong[room].append(f"{name}: {problem}")
    for room, problems in wrong.items():
        tap.check(f"includes of {room}", problems)
    tap.finish()


if __name__ == "__main__":
    main()
