# SPDX-License-Identifier: LGPL-2.1-or-later
"""Comparing what one program printed on the distribution's library with what it printed on ours:
the library's version first, then sections that begin with "== title", the last being "== done"."""

import difflib


def compare(tap, theirs, ours, our_first_line):
    tap.check("the distribution's client is done", [] if theirs[-1:] == ["== done"] else theirs)
    tap.check("the library", [] if ours[:1] == [our_first_line] else ours[:1] or ["no output"])
    for start in [i for i, line in enumerate(theirs) if line.startswith("== ")]:
        title = theirs[start]
        tap.check(title.removeprefix("== "), list(difflib.unified_diff(
            section(theirs, title), section(ours, title), "theirs", "ours", lineterm="")))


def section(lines, title):
    if title not in lines:
        return ["missing; it ends:", *lines[-10:]]
    start = lines.index(title)
    end = next((i for i in range(start + 1, len(lines)) if lines[i].startswith("== ")), len(lines))
    return lines[start:end]
