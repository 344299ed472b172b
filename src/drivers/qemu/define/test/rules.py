# SPDX-License-Identifier: LGPL-2.1-or-later
"""The cases of cases/: SUBJECT.cases holds what a plain guest is to have, SUBJECT.expected what
becomes of it.

Cases are written as those of core/define/test. An answer is a line "== name" and below it
"error CODE DOMAIN message", or the lines by which the guest differs from the plain one."""

import re
import sys
from collections import Counter
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "cases"
TOP = Path(__file__).resolve().parents[5]
sys.path.insert(0, str(TOP / "src/core/define/test"))
from cases import document, read_cases  # noqa: E402

RANDOM = [(re.compile(r"52:54:00(?::[0-9a-f]{2}){3}"), "@MAC@"),
          (re.compile(r"(?<=id=')[0-9a-f-]{36}(?=')"), "@UUID@"),
          (re.compile(r"(?<=<genid>)[0-9a-f-]{36}"), "@UUID@")]


def documents(path):
    """Names and documents; first the plain guest, which has no name."""
    yield "", document("qemu", "")
    for name, text in read_cases(path):
        yield name, document("qemu", text)


def lines_of(text):
    for pattern, word in RANDOM:
        text = pattern.sub(word, text)
    return [line.strip() for line in text.splitlines()]


def answer(plain, text):
    """What a document is more and less than the plain one, in its order."""
    mine, other = lines_of(text), lines_of(plain)
    more, less = Counter(mine) - Counter(other), Counter(other) - Counter(mine)
    told = []
    for sign, lines, left in (("-", other, less), ("+", mine, more)):
        for line in lines:
            if left[line] > 0:
                left[line] -= 1
                told.append(f"{sign} {line}")
    return told


def read_answers(path):
    parts = re.split(r"^== (\S+)\n", path.read_text(encoding="utf-8"), flags=re.M)
    return {name: text.splitlines() for name, text in zip(parts[1::2], parts[2::2])}
