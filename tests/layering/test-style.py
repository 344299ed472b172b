#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What of the style can be counted: licence lines, tabs, long lines, long functions, bare TODOs."""

import re
import sys

from tree import TOP, all_files, text_of

sys.path.insert(0, str(TOP / "tests/lib"))
from tap import Tap  # noqa: E402

COLUMNS = 100
FUNCTION_LINES = 120
FILE_LINES = 800

SOURCE = {".c", ".h", ".py", ".sh", ".pl", ".rb", ".ml"}
C = {".c", ".h"}
SPDX = re.compile(r"SPDX-License-Identifier: LGPL-2\.1-or-later")
TODO = re.compile(r"\bTODO\b(?!:? \w)")


def is_golden(name):
    """Inputs and expected outputs of tests are what they are."""
    return bool({"expected", "bad", "small"} & set(name.parts))


def sources(suffixes):
    return [n for n in all_files() if n.suffix in suffixes and not is_golden(n)]


def without_licence():
    return [str(n) for n in sources(SOURCE)
            if not SPDX.search("\n".join(text_of(n).split("\n")[:3]))]


def matching(suffixes, wrong):
    return [f"{n}:{i}" for n in sources(suffixes)
            for i, line in enumerate(text_of(n).split("\n"), 1) if wrong(line)]


def long_functions():
    """A function's braces stand alone in the first column."""
    found = []
    for name in sources({".c"}):
        start = None
        for i, line in enumerate(text_of(name).split("\n"), 1):
            if line == "{":
                start = i
            elif line == "}" and start:
                if i - start > FUNCTION_LINES:
                    found.append(f"{name}:{start}: {i - start} lines")
                start = None
    return found


def long_files():
    counted = ((n, text_of(n).count("\n")) for n in sources(SOURCE))
    return [f"{n}: {lines} lines" for n, lines in counted if lines > FILE_LINES]


def main():
    tap = Tap()
    tap.check("every source file names its licence", without_licence())
    tap.check("no tabs", matching(SOURCE | {".api", ".build"}, lambda line: "\t" in line))
    tap.check(f"C lines are at most {COLUMNS} columns", matching(C, lambda line: len(line) > COLUMNS))
    tap.check("a TODO says what a user would miss", matching(C, TODO.search))
    tap.check(f"functions are at most {FUNCTION_LINES} lines", long_functions())
    for said in long_files():
        print(f"# long: {said}")
    tap.finish()


if __name__ == "__main__":
    main()
